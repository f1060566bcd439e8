/* SPDX-License-Identifier: MIT */
#include "section_check.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "replaced.h"

/* No sane reason in an irreversible section is longer. */
#define REASON_MAX ((size_t)1 << 20)

struct lexer section_lexer(const struct section_rules *rules, const struct section *section)
{
	struct lexer lexer = rules->lexer;
	char own[DIALECT_SIZE];

	if (section && section->dialects.count && rules->known &&
	    !rules->known(rules->ctx, section->dialects.items[0], own, &lexer))
		lexer = rules->lexer;
	return lexer;
}

/* Is it one dialect that goes by both names? */
static bool same_dialect(const struct section_rules *rules, const char *a, const char *b)
{
	char own[2][DIALECT_SIZE];
	struct lexer lexer;

	return strcmp(a, b) == 0 ||
	       (rules->known && rules->known(rules->ctx, a, own[0], &lexer) &&
		rules->known(rules->ctx, b, own[1], &lexer) && strcmp(own[0], own[1]) == 0);
}

static bool share_target(const struct section *a, const struct section *b)
{
	if (!a->targets.count && !b->targets.count)
		return true;
	for (size_t i = 0; i < a->targets.count; i++)
		if (string_vec_find(&b->targets, a->targets.items[i]) >= 0)
			return true;
	return false;
}

const char *sections_shared_dialect(const struct section_rules *rules, const struct section *a,
				    const struct section *b)
{
	if (!a->dialects.count && !b->dialects.count)
		return "";
	for (size_t i = 0; i < a->dialects.count; i++)
		for (size_t k = 0; k < b->dialects.count; k++)
			if (same_dialect(rules, a->dialects.items[i], b->dialects.items[k]))
				return b->dialects.items[k];
	return NULL;
}

static void check_repeated(const struct found_sections *f, size_t index)
{
	const struct section *section = &f->sections->items[index];

	for (size_t i = 0; i < index; i++) {
		const struct section *other = &f->sections->items[i];
		const char *dialect = other->name == section->name &&
						      section->name != SECTION_REPLACED &&
						      share_target(other, section)
					      ? sections_shared_dialect(f->rules, other, section)
					      : NULL;

		if (!dialect)
			continue;
		problem_add(f->problems, WB_E_REVISION, f->revision->path, section->line,
			    "a second section 'migrate:%s'%s%s, the first is on line %u",
			    section_title(section->name), *dialect ? " for " : "", dialect,
			    other->line);
		return;
	}
}

/* Where the first thing is that is neither blank nor comment; `len` if there is none. */
static size_t first_token(const struct lexer *lexer, const char *text, size_t len)
{
	struct wb_lex state = lexer_begin(lexer);
	struct wb_error ignored = WB_ERROR_INIT;
	struct wb_piece piece;

	return lexer_split(lexer, &state, (struct lex_text){ text, len, 1 }, &piece, &ignored) == 1
		       ? piece.token
		       : len;
}

/* An irreversible section may say why in comments, and nothing else. */
static int check_irreversible(const struct found_sections *f, const struct section *section,
			      struct wb_error *err)
{
	const struct lexer lexer = section_lexer(f->rules, section);
	struct buf text = { 0 };
	size_t token, len = (size_t)(section->end - section->begin);
	int status;

	if (len > REASON_MAX)
		len = REASON_MAX;
	if (!buf_reserve(&text, len))
		return wb_error_nomem(err);
	status = body_peek(f->body, section->begin, text.data, &len, err);
	if (status < 0)
		goto out;
	token = first_token(&lexer, text.data, len);
	if (token < len)
		problem_add(f->problems, WB_E_REVISION, f->revision->path,
			    section->line + 1 + (uint32_t)text_lines(text.data, token),
			    "SQL in a section that is marked irreversible");
out:
	buf_release(&text);
	return status;
}

static void check_copied_once(const struct found_sections *f, size_t index)
{
	const struct section *section = &f->sections->items[index];

	for (size_t i = 0; section->copy_of && i < index; i++) {
		const struct section *other = &f->sections->items[i];

		if (other->copy_of && strcmp(other->copy_of, section->copy_of) == 0)
			problem_add(f->problems, WB_E_REVISION, f->revision->path, section->line,
				    "a second copy of '%s', the first is on line %u",
				    section->copy_of, other->line);
	}
}

/* Copies are comments, and nothing else stands behind them. */
static int check_replaced(const struct found_sections *f, size_t index, struct wb_error *err)
{
	const struct section *section = &f->sections->items[index], *next = section + 1;
	struct buf text = { 0 };
	size_t len = (size_t)(section->end - section->begin), wrong;
	int status = buf_reserve(&text, len) ? 0 : wb_error_nomem(err);

	check_copied_once(f, index);
	if (index + 1 < f->sections->count && next->name != SECTION_REPLACED)
		problem_add(f->problems, WB_E_REVISION, f->revision->path, next->line,
			    "behind what is replaced stands no other section");
	if (status == 0)
		status = body_peek(f->body, section->begin, text.data, &len, err);
	wrong = status == 0 ? replaced_check(text.data, len) : len;
	if (wrong < len)
		problem_add(f->problems, WB_E_REVISION, f->revision->path,
			    section->line + 1 + (uint32_t)text_lines(text.data, wrong),
			    "a line of a copy begins with '" REPLACED_PREFIX "'");
	buf_release(&text);
	return status;
}

int sections_check(const struct found_sections *f, struct wb_error *err)
{
	for (size_t i = 0; i < f->sections->count; i++) {
		int status = 0;

		check_repeated(f, i);
		if (f->sections->items[i].irreversible)
			status = check_irreversible(f, &f->sections->items[i], err);
		if (f->sections->items[i].name == SECTION_REPLACED)
			status = check_replaced(f, i, err);
		if (status < 0)
			return status;
	}
	return 0;
}
