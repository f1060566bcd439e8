/* SPDX-License-Identifier: MIT */
/* Configurations and dictionaries of text search change in place: columns and indexes rest on them. */
#include <string.h>

#include "schema.h"

static bool is_configuration(const struct wb_object *o)
{
	return strcmp(kit_get(o, "class"), "TEXT SEARCH CONFIGURATION") == 0;
}

static bool is_dictionary(const struct wb_object *o)
{
	return strcmp(kit_get(o, "class"), "TEXT SEARCH DICTIONARY") == 0;
}

/* ------------------------------------------------------------------ dictionaries */

/* The end of `name = value` within the parentheses of CREATE: a comma, or what closes them. */
static size_t option_length(const char *text)
{
	char quote = '\0';
	size_t len = 0;

	for (; text[len] && (quote || text[len] != ','); len++) {
		if (!quote && !text[len + 1])
			break;
		if (quote ? text[len] == quote : text[len] == '\'' || text[len] == '"')
			quote = quote ? '\0' : text[len];
	}
	return len;
}

/* The options behind the template; NULL: there is none. */
static const char *options_of(const struct wb_object *o)
{
	static const char first[] = " (TEMPLATE = ";
	const char *at = strstr(kit_get(o, "definition"), first);

	at = at ? at + strlen(first) : NULL;
	return at && at[option_length(at)] == ',' ? at + option_length(at) + 2 : NULL;
}

static size_t head_length(const struct wb_object *o)
{
	const char *text = kit_get(o, "definition"), *options = options_of(o);

	return options ? (size_t)(options - text) - 2 : strlen(text) - 1;
}

static const char *next_option(const char *option)
{
	size_t len = option_length(option);

	return option[len] == ',' ? option + len + 2 : NULL;
}

static bool has_option(const char *options, const char *option, size_t name)
{
	for (; options; options = next_option(options))
		if (strncmp(options, option, name) == 0 && options[name] == ' ')
			return true;
	return false;
}

/* One that is set goes to the end: all are, in their order. */
static void alter_dictionary(const struct pg_render *r)
{
	const char *to = options_of(r->to), *comma = "";

	kit_write(r->out, "ALTER TEXT SEARCH DICTIONARY %s (", kit_get(r->to, "ddl_name"));
	for (const char *o = options_of(r->from); o; o = next_option(o))
		if (!has_option(to, o, strcspn(o, " "))) {
			kit_write(r->out, "%s%S", comma, o, strcspn(o, " "));
			comma = ", ";
		}
	for (const char *o = to; o; o = next_option(o)) {
		kit_write(r->out, "%s%S", comma, o, option_length(o));
		comma = ", ";
	}
	kit_add(r->out, ");\n");
}

bool pg_dictionary_moves(const struct pg_render *r)
{
	if (!is_dictionary(r->to))
		return false;
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (r->change->needed_by[i]->kind == PG_KIND_OTHER &&
		    is_configuration(r->change->needed_by[i]))
			return true;
	return false;
}

/* One of another template: columns may rest on the configurations, which can't let go of it. */
void pg_move_dictionary(const struct pg_render *r)
{
	struct pg_render anew = *r;

	kit_write(r->out, "ALTER TEXT SEARCH DICTIONARY %s RENAME TO ",
		  kit_get(r->from, "ddl_name"));
	pg_aside(r->out, NULL, r->from->name);
	kit_write(r->out, ";\n%s;\n", kit_get(r->to, "definition"));
	for (size_t i = 0; i < r->change->needed_by_count; i++) {
		const struct wb_object *o = r->change->needed_by[i];

		if (o->kind != PG_KIND_OTHER || !is_configuration(o))
			continue;
		kit_write(r->out, "ALTER TEXT SEARCH CONFIGURATION %s ALTER MAPPING REPLACE ",
			  kit_get(o, "ddl_name"));
		pg_aside(r->out, r->from->namespace_, r->from->name);
		kit_write(r->out, " WITH %s;\n", kit_get(r->to, "ddl_name"));
	}
	anew.from = NULL;
	pg_render_comment(&anew, "TEXT SEARCH DICTIONARY");
	kit_add(r->out, "DROP TEXT SEARCH DICTIONARY ");
	pg_aside(r->out, r->from->namespace_, r->from->name);
	kit_add(r->out, ";\n");
}

/* ------------------------------------------------------------------ configurations */

static const char adds[] = " ADD MAPPING FOR ";

/* In "ALTER … ADD MAPPING FOR token WITH dictionaries;": how long it is up to the dictionaries. */
static size_t token_end(const char *line)
{
	const char *at = strstr(line, adds), *with = at ? strstr(at, " WITH ") : NULL;

	/* the first line makes the configuration, and has none */
	return with && with < line + strcspn(line, "\n") ? (size_t)(with - line) : 0;
}

static bool has_token(const char *lines, const char *line)
{
	size_t end = token_end(line), len;

	for (const char *next; (next = kit_line(lines, &len)); lines = next)
		if (len > end && strncmp(lines, line, end) == 0 && lines[end] == ' ')
			return true;
	return false;
}

/* Without the sign that ends a statement, which the last one lacks. */
static size_t bare(const char *line, size_t len)
{
	return len && line[len - 1] == ';' ? len - 1 : len;
}

static bool has_mapping(const char *lines, const char *line, size_t line_len)
{
	size_t len, bare_len = bare(line, line_len);

	for (const char *next; (next = kit_line(lines, &len)); lines = next)
		if (bare(lines, len) == bare_len && memcmp(lines, line, bare_len) == 0)
			return true;
	return false;
}

static void alter_configuration(const struct pg_render *r)
{
	const char *from = kit_get(r->from, "definition"), *to = kit_get(r->to, "definition"),
		   *line, *next;
	size_t len;

	for (line = from; (next = kit_line(line, &len)); line = next)
		if (token_end(line) && !has_token(to, line))
			kit_write(r->out,
				  "ALTER TEXT SEARCH CONFIGURATION %s DROP MAPPING FOR %S;\n",
				  kit_get(r->to, "ddl_name"), strstr(line, adds) + strlen(adds),
				  token_end(line) - (size_t)(strstr(line, adds) - line) -
					  strlen(adds));
	for (line = to; (next = kit_line(line, &len)); line = next) {
		size_t head = token_end(line) ? (size_t)(strstr(line, adds) - line) : 0;

		if (!head || has_mapping(from, line, len))
			continue;
		if (has_token(from, line))
			kit_write(r->out, "%S ALTER %S;\n", line, head, line + head + 5,
				  bare(line, len) - head - 5);
		else
			kit_write(r->out, "%S;\n", line, bare(line, len));
	}
}

/* ------------------------------------------------------------------ both */

static size_t first_line(const struct wb_object *o)
{
	return bare(kit_get(o, "definition"), strcspn(kit_get(o, "definition"), "\n"));
}

bool pg_search_changes_in_place(const struct pg_render *r)
{
	const char *from = kit_get(r->from, "definition"), *to = kit_get(r->to, "definition");
	size_t len;

	if (is_dictionary(r->to))
		len = head_length(r->to);
	else if (is_configuration(r->to))
		len = first_line(r->to);
	else
		return false;
	return len == (is_dictionary(r->to) ? head_length(r->from) : first_line(r->from)) &&
	       memcmp(from, to, len) == 0;
}

void pg_alter_search(const struct pg_render *r)
{
	if (is_dictionary(r->to))
		alter_dictionary(r);
	else
		alter_configuration(r);
}
