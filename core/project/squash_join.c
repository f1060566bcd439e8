/* SPDX-License-Identifier: MIT */
/* The sections of several revisions as those of one: for each dialect what it would run of each, one behind the other, and
 * back in the reverse order. */
#include "squash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/lines.h"
#include "base/text.h"
#include "dialect/features.h"
#include "joined_text.h"
#include "read/keep.h"
#include "read/replaced.h"

#define FILE_MAX ((size_t)1 << 30)

VEC(struct section_vec, sections_vec);

/* The files of the range, with what they say of dialects. */
struct joining {
	struct wb_squash *squash;
	struct section_rules rules;
	struct sections_vec sections; /* of each */
	struct buf *texts;            /* of each, as a file has it */
	struct string_vec dialects;   /* that any of them names, by their own names */
};

/* One section of the squash. */
struct joined_section {
	const struct joining *j;
	struct joined_text text;
	struct joined *out;
	bool brackets; /* the parts that run in a transaction have one each */
};

/* ------------------------------------------------------------------ which section */

static bool names_dialect(const struct joining *j, const struct section *s, const char *dialect)
{
	char own[DIALECT_SIZE];
	struct lexer lexer;

	for (size_t i = 0; i < s->dialects.count; i++) {
		const char *name = s->dialects.items[i];

		if (strcmp(name, dialect) == 0 ||
		    (j->rules.known && j->rules.known(j->rules.ctx, name, own, &lexer) == 1 &&
		     strcmp(own, dialect) == 0))
			return true;
	}
	return false;
}

/* As sections_find, for a dialect that need not be loaded; "": for any. */
static const struct section *find(const struct joining *j, size_t at, enum section_name name,
				  const char *dialect)
{
	const struct section_vec *v = &j->sections.items[at];
	const struct section *any = NULL;

	for (size_t i = 0; i < v->count; i++) {
		const struct section *s = &v->items[i];

		if (s->name != name)
			continue;
		if (!s->dialects.count)
			any = any ? any : s;
		else if (*dialect && names_dialect(j, s, dialect))
			return s;
	}
	return any;
}

/* Has any of them a section of this name for this dialect alone? */
static bool is_named(const struct joining *j, enum section_name name, const char *dialect)
{
	for (size_t i = 0; i < j->sections.count; i++) {
		const struct section *s = find(j, i, name, dialect);

		if (s && s->dialects.count)
			return true;
	}
	return false;
}

/* ------------------------------------------------------------------ a part */

/* Without the blank lines around it. */
static void trim_lines(const char **text, size_t *len)
{
	const char *feed;

	while (*len && (feed = memchr(*text, '\n', *len)) != NULL &&
	       strspn(*text, " \t\r\n") > (size_t)(feed - *text)) {
		*len -= (size_t)(feed - *text) + 1;
		*text = feed + 1;
	}
	while (*len && strchr(" \t\r\n", (*text)[*len - 1]))
		--*len;
}

/* What was atomic by itself stays so where the whole can't be. */
static int in_transaction(struct joined_section *s, const struct revision *r, struct buf *text,
			  struct wb_error *err)
{
	struct buf out = { 0 };

	if (!joined_text_has_statement(&s->text.lexer, buf_text(text), text->len) &&
	    !memmem(buf_text(text), text->len, KEEP_PREFIX, strlen(KEEP_PREFIX)))
		return 0;
	buf_printf(&out, "BEGIN;\n%s", buf_text(text));
	buf_str(&out, text->len && text->data[text->len - 1] == ';' ? "\n" : "\n;\n");
	buf_str(&out, "COMMIT;");
	buf_release(text);
	*text = out;
	return lines_add(
		       &s->j->squash->notes, err,
		       "%s: what it runs in a transaction has one of its own in the squash, which "
		       "has none around it",
		       r->id) < 0
		       ? wb_error_kept(err)
		       : buf_check(&out, err);
}

static int add_part(struct joined_section *s, size_t at, const struct section *section,
		    struct wb_error *err)
{
	const struct revision *r = s->j->squash->range.items[at];
	const char *text = buf_text(&s->j->texts[at]) + section->begin;
	size_t len = (size_t)(section->end - section->begin);
	struct buf part = { 0 };
	int rc = 0;

	trim_lines(&text, &len);
	buf_add(&part, text, len);
	/* its `${` are text, and the others' are not */
	if (r->variables_off && !s->j->squash->variables_off) {
		struct buf escaped = { 0 };

		rc = references_escape(buf_text(&part), &escaped) < 0 ? wb_error_nomem(err) : 0;
		buf_release(&part);
		part = escaped;
	}
	if (rc == 0 && (section->keeps.count || section->behind)) {
		rc = joined_text_end(&s->text, r, err);
		if (rc == 0)
			rc = joined_text_keeps(&s->text, r, section, &part, err);
	}
	if (rc == 0 && s->brackets && !section->no_transaction)
		rc = in_transaction(s, r, &part, err);
	if (rc == 0)
		rc = joined_text_add(&s->text, r, buf_text(&part), part.len, err);
	buf_release(&part);
	return rc;
}

/* ------------------------------------------------------------------ a section */

int squash_set(struct wb_squash *squash, const struct joined *section, struct wb_error *err)
{
	squash_unset(squash, section->name, section->dialect);
	return joined_vec_push(&squash->sections, *section) < 0 ? wb_error_nomem(err) : 0;
}

void squash_unset(struct wb_squash *squash, enum section_name name, const char *dialect)
{
	struct joined_vec *v = &squash->sections;
	size_t kept = 0;

	for (size_t i = 0; i < v->count; i++) {
		if (v->items[i].name == name && strcmp(v->items[i].dialect, dialect) == 0)
			buf_release(&v->items[i].body);
		else
			v->items[kept++] = v->items[i];
	}
	v->count = kept;
}

static int check_part(const struct revision *r, const struct section *s, struct wb_error *err)
{
	if (s->undecided)
		return wb_error_set(err, WB_E_USAGE,
				    "%s:%u: what this section does is undecided: decide first",
				    r->path, (unsigned)s->line);
	return 0;
}

/* One that none of them has is none. 1: some have it not. */
static int join_parts(struct joined_section *s, struct wb_error *err)
{
	const struct joining *j = s->j;
	size_t count = j->sections.count;
	bool back = s->out->name == SECTION_DOWN;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		size_t at = back ? count - 1 - i : i;
		const struct revision *r = j->squash->range.items[at];
		const struct section *part = find(j, at, s->out->name, s->out->dialect);

		if (!part && (back || s->out->name == SECTION_UP)) {
			buf_clear(&s->out->body);
			buf_printf(&s->out->body, "-- %s has none\n", r->id);
			return 1;
		}
		/* what is asked in the midst nobody asks */
		if (!part ||
		    (s->out->name == SECTION_REQUIRE && squash_stands_within(j->squash, r)))
			continue;
		if (check_part(r, part, err) < 0)
			return wb_error_kept(err);
		if (part->irreversible) {
			buf_clear(&s->out->body);
			buf_printf(&s->out->body, "-- %s is\n", r->id);
			return 1;
		}
		rc = add_part(s, at, part, err);
	}
	return rc;
}

/* One that has no transaction around it lets the whole have none. */
static void look_at_transactions(struct joined_section *s)
{
	const struct wb_squash *squash = s->j->squash;
	const char *name =
		s->out->dialect[0] ? s->out->dialect : wb_project_dialect(squash->project);
	const struct plugin *plugin = NULL;
	struct wb_error ignored = WB_ERROR_INIT;

	for (size_t i = 0; i < s->j->sections.count; i++) {
		const struct section *part = find(s->j, i, s->out->name, s->out->dialect);

		s->out->no_transaction |= part && part->no_transaction;
	}
	if (s->out->no_transaction && name &&
	    plugin_load(&squash->project->plugins, name, &plugin, &ignored) == 0)
		s->brackets = features_atomic(plugin->table.features);
}

static int join_section(struct joining *j, enum section_name name, const char *dialect,
			struct wb_error *err)
{
	struct joined out = { .name = name };
	struct joined_section s = { .j = j,
				    .text = { .lexer = j->rules.lexer, .out = &out.body },
				    .out = &out };
	char own[DIALECT_SIZE];
	int rc;

	snprintf(out.dialect, sizeof(out.dialect), "%s", dialect);
	if (*dialect && j->rules.known &&
	    j->rules.known(j->rules.ctx, dialect, own, &s.text.lexer) != 1)
		s.text.lexer = j->rules.lexer;
	look_at_transactions(&s);
	rc = join_parts(&s, err);
	joined_text_release(&s.text);
	if (rc == 1 && name == SECTION_DOWN) {
		out.irreversible = true;
		out.no_transaction = false;
		rc = 0;
	}
	/* no `up` for any dialect: those that are named have theirs */
	if (rc == 0 && (name == SECTION_UP || name == SECTION_DOWN || out.body.len))
		rc = squash_set(j->squash, &out, err);
	else
		buf_release(&out.body);
	return rc < 0 ? rc : 0;
}

static int join_all(struct joining *j, struct wb_error *err)
{
	int rc = 0;

	for (int name = SECTION_UP; rc == 0 && name <= SECTION_VERIFY; name++) {
		rc = join_section(j, (enum section_name)name, "", err);
		for (size_t i = 0; rc == 0 && i < j->dialects.count; i++)
			if (is_named(j, (enum section_name)name, j->dialects.items[i]))
				rc = join_section(j, (enum section_name)name, j->dialects.items[i],
						  err);
	}
	return rc;
}

/* What the first ones ask for the squash does. What a later one asks for before it runs is asked in the midst of a squash
 * by nobody. */
static int note_requires(struct joining *j, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < j->sections.count; i++)
		for (size_t k = 0; rc == 0 && k < j->sections.items[i].count; k++)
			if (j->sections.items[i].items[k].name == SECTION_REQUIRE &&
			    squash_stands_within(j->squash, j->squash->range.items[i]))
				rc = lines_add(
					&j->squash->notes, err,
					"the `require` of %s is left out: it asks for what is "
					"there before that one, in the midst of the squash",
					j->squash->range.items[i]->id);
	return rc;
}

/* ------------------------------------------------------------------ reading */

static int note_dialects(struct joining *j, const struct section_vec *sections,
			 struct wb_error *err)
{
	char own[DIALECT_SIZE];
	struct lexer lexer;

	for (size_t i = 0; i < sections->count; i++)
		for (size_t k = 0; k < sections->items[i].dialects.count; k++) {
			const char *name = sections->items[i].dialects.items[k];

			if (j->rules.known && j->rules.known(j->rules.ctx, name, own, &lexer) == 1)
				name = own;
			if (string_vec_find(&j->dialects, name) < 0 &&
			    string_vec_add(&j->dialects, name) < 0)
				return wb_error_nomem(err);
		}
	return 0;
}

/* Of one for other targets nothing is read here, and a squash is for all. */
static int check_targets(const struct revision *r, const struct section_vec *sections,
			 struct wb_error *err)
{
	for (size_t i = 0; i < sections->count; i++)
		if (sections->items[i].targets.count)
			return wb_error_set(err, WB_E_USAGE,
					    "%s:%u: this section is for some targets alone: it "
					    "can't be part of one revision for all; begin behind "
					    "%s, or end in front of it",
					    r->path, (unsigned)sections->items[i].line, r->id);
	return 0;
}

static int read_one(struct joining *j, size_t at, struct wb_error *err)
{
	const struct revision *r = j->squash->range.items[at];
	struct problems problems = project_problems(j->squash->project);
	struct section_vec sections = { 0 };
	int rc = sections_read(r, &j->rules, &problems, &sections, err);

	if (rc == 0 && sections_vec_push(&j->sections, sections) < 0) {
		sections_free(&sections);
		rc = wb_error_nomem(err);
	}
	if (rc == 0)
		rc = problems_check(&problems, err);
	if (rc == 0)
		rc = revision_whole(r, FILE_MAX, &j->texts[at], err);
	if (rc == 0 && j->texts[at].len != r->size)
		rc = wb_error_set(err, WB_E_FILE, "%s has changed meanwhile", r->path);
	if (rc == 0)
		rc = check_targets(r, &j->sections.items[at], err);
	return rc == 0 ? note_dialects(j, &j->sections.items[at], err) : rc;
}

int squash_join(struct wb_squash *squash, struct wb_error *err)
{
	struct joining j = { .squash = squash, .rules = project_section_rules(squash->project) };
	int rc = 0;

	j.texts = calloc(squash->range.count, sizeof(*j.texts));
	if (!j.texts)
		return wb_error_nomem(err);
	squash->variables_off = true;
	for (size_t i = 0; rc == 0 && i < squash->range.count; i++) {
		squash->variables_off &= squash->range.items[i]->variables_off;
		rc = read_one(&j, i, err);
	}
	if (rc == 0)
		rc = join_all(&j, err);
	if (rc == 0)
		rc = note_requires(&j, err);
	for (size_t i = 0; i < j.sections.count; i++)
		sections_free(&j.sections.items[i]);
	sections_vec_release(&j.sections);
	for (size_t i = 0; i < squash->range.count; i++)
		buf_release(&j.texts[i]);
	free(j.texts);
	string_vec_free(&j.dialects);
	return rc;
}
