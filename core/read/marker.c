/* SPDX-License-Identifier: MIT */
#include "marker.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/text.h"

static const char *const names[] = { [SECTION_UP] = "up",
				     [SECTION_DOWN] = "down",
				     [SECTION_REQUIRE] = "require",
				     [SECTION_VERIFY] = "verify",
				     [SECTION_REPLACED] = "replaced" };

#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

const char *section_title(enum section_name name)
{
	return names[name];
}

void section_release(struct section *section)
{
	string_vec_free(&section->dialects);
	string_vec_free(&section->targets);
	string_vec_free(&section->keeps);
	string_vec_free(&section->points);
	free(section->copy_of);
	free(section->behind);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t skip_blanks(const char *text, size_t len, size_t at)
{
	while (at < len && is_blank(text[at]))
		at++;
	return at;
}

enum marker_look marker_look(const char *text, size_t len, size_t *out_dashes)
{
	static const char prefix[] = "migrate:";
	size_t at = skip_blanks(text, len, 0), n;

	*out_dashes = at;
	for (int i = 0; i < 2; i++, at++) {
		if (at == len)
			return MARKER_MAYBE;
		if (text[at] != '-')
			return MARKER_NO;
	}
	at = skip_blanks(text, len, at);
	n = len - at < sizeof(prefix) - 1 ? len - at : sizeof(prefix) - 1;
	if (strncasecmp(text + at, prefix, n) != 0)
		return MARKER_NO;
	return n == sizeof(prefix) - 1 ? MARKER_YES : MARKER_MAYBE;
}

/* How many of these bytes are at the beginning. */
static size_t skip_any(const char *text, size_t len, size_t at, const char *bytes)
{
	while (at < len && text[at] && strchr(bytes, text[at]))
		at++;
	return at;
}

/* Behind one of these words; where it began when none is there. */
static size_t skip_word(const char *text, size_t len, size_t at)
{
	static const char *const words[] = { "migrations", "migration", "migrate", "goose" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const size_t n = strlen(words[i]);

		if (len - at >= n && strncasecmp(text + at, words[i], n) == 0)
			return at + n;
	}
	return at;
}

const char *marker_nearly(const char *text, size_t len)
{
	size_t at = skip_blanks(text, len, 0), dashes = skip_any(text, len, at, "-"), word, name;

	if (len > MARKER_NEARLY_MAX || dashes < at + 2)
		return NULL;
	word = skip_any(text, len, dashes, " \t+@");
	at = skip_word(text, len, word);
	name = skip_any(text, len, at, " \t:;=._-");
	if (at == word || name == at)
		return NULL;
	for (size_t i = 0; i < NAME_COUNT; i++) {
		const size_t n = strlen(names[i]);

		if (len - name >= n && strncasecmp(text + name, names[i], n) == 0 &&
		    skip_any(text, len, name + n, " \t\r") == len)
			return names[i];
	}
	return NULL;
}

const char *marker_behind_return(const char *text, size_t len)
{
	const char *end = text + len, *at = memchr(text, '\r', len);

	while (at && ++at < end) {
		const char *next = memchr(at, '\r', (size_t)(end - at));
		const size_t n = (size_t)((next ? next : end) - at);
		size_t dashes;

		if (marker_look(at, n, &dashes) == MARKER_YES || marker_nearly(at, n))
			return at + skip_blanks(at, n, 0);
		at = next;
	}
	return NULL;
}

/* ------------------------------------------------------------------ options */

/* A marker line being read. */
struct marker {
	const char *path;
	uint32_t line;
	const struct section_rules *rules;
	struct problems *problems;
	struct section *section;
};

static int problem(const struct marker *m, const char *what, const char *word, const char *more)
{
	return problem_add(m->problems, WB_E_REVISION, m->path, m->line, "%s '%.100s'%s", what,
			   word, more);
}

/* "true" or "false", in any case. */
static int flag(const char *value, bool *out)
{
	*out = strcasecmp(value, "true") == 0;
	return *out || strcasecmp(value, "false") == 0 ? 0 : -1;
}

static int add_dialect(const struct marker *m, const char *name, size_t len)
{
	struct string_vec *dialects = &m->section->dialects;
	AUTO_FREE char *copy = text_dup(name, len);
	char own[DIALECT_SIZE];
	struct lexer lexer;

	if (!copy)
		return problem_add(m->problems, WB_E_NOMEM, m->path, m->line, "out of memory");
	for (char *p = copy; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + ('a' - 'A'));
	if (!len)
		return problem(m, "a dialect's name is missing in", "dialect:", "");
	if (string_vec_find(dialects, copy) >= 0)
		return problem(m, "repeated dialect", copy, "");
	if (m->rules->known && !m->rules->known(m->rules->ctx, copy, own, &lexer))
		problem(m, "unknown dialect", copy, "");
	if (string_vec_add(dialects, copy) < 0)
		return problem_add(m->problems, WB_E_NOMEM, m->path, m->line, "out of memory");
	return 0;
}

static int add_target(const struct marker *m, const char *name, size_t len)
{
	struct string_vec *targets = &m->section->targets;
	AUTO_FREE char *copy = text_dup(name, len);
	struct buf hint = { 0 };

	if (!copy)
		return problem_add(m->problems, WB_E_NOMEM, m->path, m->line, "out of memory");
	if (!len)
		return problem(m, "a target's name is missing in", "target:", "");
	if (string_vec_find(targets, copy) >= 0)
		return problem(m, "repeated target", copy, "");
	if (m->rules->known_target && !m->rules->known_target(m->rules->ctx, copy, &hint))
		problem(m, "unknown target", copy, buf_text(&hint));
	buf_release(&hint);
	if (string_vec_add(targets, copy) < 0)
		return problem_add(m->problems, WB_E_NOMEM, m->path, m->line, "out of memory");
	return 0;
}

/* "dialect:a,b" or "target:a,b": each of the list is added. */
static void read_list(const struct marker *m, const char *option, const struct string_vec *present,
		      int (*add)(const struct marker *m, const char *name, size_t len))
{
	const char *colon = strchr(option, ':');
	char key[16];

	snprintf(key, sizeof(key), "%.*s", (int)(colon - option) + 1, option);
	if (present->count) {
		problem(m, "repeated option", key, "");
		return;
	}
	for (const char *list = colon + 1;;) {
		size_t len = strcspn(list, ",");

		add(m, list, len);
		if (!list[len])
			return;
		list += len + 1;
	}
}

static void read_option(const struct marker *m, const char *word)
{
	static const char *const options[] = { "dialect:", "target:", "transaction:",
					       "irreversible", "undecided" };
	struct section *section = m->section;
	const char *near;
	bool value;

	if (strncasecmp(word, "dialect:", 8) == 0) {
		read_list(m, word, &section->dialects, add_dialect);
	} else if (strncasecmp(word, "target:", 7) == 0) {
		read_list(m, word, &section->targets, add_target);
	} else if (strncasecmp(word, "transaction:", 12) == 0) {
		if (flag(word + 12, &value) < 0)
			problem(m, "wrong option", word,
				": it is transaction:true or transaction:false");
		else
			section->no_transaction = !value;
	} else if (strcasecmp(word, "irreversible") == 0) {
		if (section->name != SECTION_DOWN)
			problem(m, "wrong option", word, ": only a down section can be that");
		else
			section->irreversible = true;
	} else if (strcasecmp(word, "undecided") == 0) {
		section->undecided = true;
	} else {
		near = text_nearest(word, options, sizeof(options) / sizeof(options[0]));
		problem(m, "unknown option", word,
			near ? ": dialect:, target:, transaction: or irreversible?" : "");
	}
}

/* The next word of a line; 0 when there is none. */
static size_t next_word(const char **text, const char *end)
{
	size_t len = 0;

	while (*text < end && (is_blank(**text) || **text == '\r'))
		(*text)++;
	while (*text + len < end && !is_blank((*text)[len]) && (*text)[len] != '\r')
		len++;
	return len;
}

/* Behind `replaced` stands an id and nothing else. */
static void read_copied(const struct marker *m, const char *word)
{
	struct section *section = m->section;

	if (section->copy_of || !revision_id_valid(word, strlen(word))) {
		problem(m, "wrong option", word, ": behind replaced stands one revision's id");
		return;
	}
	section->copy_of = text_dup(word, strlen(word));
	if (!section->copy_of)
		problem_add(m->problems, WB_E_NOMEM, m->path, m->line, "out of memory");
}

static int read_name(struct marker *m, const char *text, size_t len)
{
	AUTO_FREE char *word = text_dup(text, len);
	const char *near;

	if (!word)
		return problem_add(m->problems, WB_E_NOMEM, m->path, m->line, "out of memory");
	for (size_t i = 0; i < NAME_COUNT; i++) {
		if (strcasecmp(word, names[i]) == 0) {
			m->section->name = (enum section_name)i;
			return 0;
		}
	}
	near = text_nearest(word, names, NAME_COUNT);
	return problem_add(m->problems, WB_E_REVISION, m->path, m->line,
			   "unknown section 'migrate:%.100s': %s%s", word,
			   near ? "did you mean " : "it is up, down, require or verify",
			   near ? near : "");
}

/* Behind the section's name. Negative: there is no memory. */
static int read_word(struct marker *m, const char *at, size_t len)
{
	AUTO_FREE char *word = text_dup(at, len);

	if (!word)
		return problem_add(m->problems, WB_E_NOMEM, m->path, m->line, "out of memory");
	if (m->section->name == SECTION_REPLACED)
		read_copied(m, word);
	else
		read_option(m, word);
	return 0;
}

int marker_read(const struct marker_text *line, const struct section_rules *rules,
		struct problems *problems, struct section *out)
{
	const char *text = line->text;
	size_t len = line->len;
	struct section section = { .line = line->line };
	struct marker m = { .path = line->path,
			    .line = line->line,
			    .rules = rules,
			    .problems = problems,
			    .section = &section };
	const char *end = text + len, *at = memchr(text, ':', len);
	size_t n;
	int status;

	if (text_check_shown(text, len) < len)
		return problem_add(
			problems, WB_E_REVISION, line->path, line->line,
			"a control character, or one that turns text round, in this line");
	at++;
	n = 0;
	while (at + n < end && !is_blank(at[n]) && at[n] != '\r')
		n++;
	status = read_name(&m, at, n);
	if (status < 0)
		return status;
	for (at += n; (n = next_word(&at, end)) > 0; at += n) {
		status = read_word(&m, at, n);
		if (status < 0) {
			section_release(&section);
			return status;
		}
	}
	if (section.name == SECTION_REPLACED && !section.copy_of)
		problem_add(problems, WB_E_REVISION, line->path, line->line,
			    "behind 'migrate:replaced' stands a revision's id");
	*out = section;
	return 0;
}
