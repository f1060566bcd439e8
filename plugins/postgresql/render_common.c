/* SPDX-License-Identifier: MIT */
/* What several kinds of objects have in common: comments, storage parameters, and who is made anew. */
#include <string.h>

#include "schema.h"

int pg_recreate(const struct pg_render *r)
{
	r->risk->flags |= WB_RENDER_RECREATE;
	return 0;
}

/* COMMENT ON … as the object is called there. */
static void add_comment_target(struct wb_text *out, const char *class_word,
			       const struct wb_object *o)
{
	kit_write(out, "COMMENT ON %s ", class_word);
	switch (o->kind) {
	case WB_KIND_COLUMN:
	case PG_KIND_OVERRIDE:
		kit_write(out, "%P.%I", o, o->name);
		break;
	case WB_KIND_TRIGGER:
	case WB_KIND_POLICY:
	case PG_KIND_RULE:
		kit_write(out, "%I ON %P", o->name, o);
		break;
	case WB_KIND_ROUTINE:
		kit_write(out, "%Q(%s)", o, kit_get(o, "arguments"));
		break;
	case WB_KIND_NAMESPACE:
	case WB_KIND_EXTENSION:
		kit_write(out, "%I", o->name);
		break;
	case PG_KIND_OTHER:
		kit_write(out, "%s", kit_get(o, "ddl_name"));
		break;
	case WB_KIND_PRIMARY_KEY:
	case WB_KIND_UNIQUE:
	case WB_KIND_FOREIGN_KEY:
	case WB_KIND_CHECK:
	case WB_KIND_EXCLUSION:
		kit_write(out, "%I ON %s%P", o->name, kit_get(o, "domain") ? "DOMAIN " : "", o);
		break;
	default:
		kit_write(out, "%Q", o);
	}
}

void pg_render_comment(const struct pg_render *r, const char *class_word)
{
	const char *comment = kit_get(r->to, "comment");

	if (kit_same(r->from, r->to, "comment"))
		return;
	add_comment_target(r->out, class_word, r->to);
	if (comment)
		kit_write(r->out, " IS %L;\n", comment);
	else
		kit_add(r->out, " IS NULL;\n");
}

/* The length of "COMMENT ON COLUMN a.b IS " within a line. */
static size_t target_length(const char *line, size_t len)
{
	for (size_t i = 0; i + 5 < len; i++)
		if (strncmp(line + i, " IS '", 5) == 0 || strncmp(line + i, " IS E", 5) == 0)
			return i + 4;
	return len;
}

static bool has_target(const char *text, const char *target, size_t len)
{
	size_t have;

	for (const char *next; (next = kit_line(text, &have)); text = next)
		if (have > len && memcmp(text, target, len) == 0)
			return true;
	return false;
}

void pg_render_comment_lines(const struct pg_render *r, const char *key)
{
	const char *from = kit_get(r->from, key), *to = kit_get(r->to, key), *line, *next;
	size_t len;

	for (line = from; (next = kit_line(line, &len)); line = next) {
		size_t target = target_length(line, len);

		if (has_target(to, line, target))
			continue;
		kit_write(r->out, "%SNULL;\n", line, target);
	}
	for (line = to; (next = kit_line(line, &len)); line = next)
		if (!kit_has_line(from, line, len)) {
			kit_write(r->out, "%S;\n", line, len);
		}
}

/* ------------------------------------------------------------------ options */

static bool has_option_name(const char *list, const char *option, size_t len)
{
	size_t have;

	for (const char *next; (next = kit_item(list, &have)); list = next)
		if (have > len && list[len] == '=' && memcmp(list, option, len) == 0)
			return true;
	return false;
}

/* Those that go, and then all that shall be: what is set anew comes last, so their order is that of
 * the desired ones. */
void pg_render_options(const struct pg_render *r, const char *class_word)
{
	const char *from = kit_get(r->from, "options"), *to = kit_get(r->to, "options"), *next,
		   *comma = "";
	size_t len;

	if (kit_equal(from, to))
		return;
	for (; (next = kit_item(from, &len)); from = next) {
		size_t name = strcspn(from, "=");

		if (has_option_name(to, from, name))
			continue;
		if (!*comma)
			kit_write(r->out, "ALTER %s %Q RESET (", class_word, r->to);
		kit_write(r->out, "%s%S", comma, from, name);
		comma = ", ";
	}
	if (*comma)
		kit_add(r->out, ");\n");
	if (to)
		kit_write(r->out, "ALTER %s %Q SET (%s);\n", class_word, r->to,
			  kit_get(r->to, "options_in_order"));
}

/* ------------------------------------------------------------------ types */

/* Categories of types as the catalog has them (S texts, N numbers, D dates, B booleans, A arrays, …),
 * and the letters of kinds: d a domain, e an enum, c a composite, r a range. */
char pg_category(const struct wb_object *column)
{
	const char *text = kit_get(column, "category");

	return text ? *text : 'U';
}

/* Of an array: what its elements are. */
char pg_element_category(const struct wb_object *column)
{
	const char *text = kit_get(column, "category");

	return text && *text == 'A' ? text[1] : '\0';
}

bool pg_is_array(const struct wb_object *column)
{
	return strstr(kit_get(column, "type"), "[]") != NULL;
}

/* A domain that rows hold inside of something else can't become stricter in place. */
static bool must_not_be_null(const struct wb_object *from, const struct wb_object *to)
{
	return kit_get(from, "within") && !kit_get(from, "not_null") && kit_get(to, "not_null");
}

bool pg_labels_stay(const char *from, const char *to)
{
	const char *next;
	size_t len;

	/* in the same order, that is */
	for (; (next = kit_line(from, &len)); from = next) {
		const char *behind;
		size_t have;

		do {
			behind = kit_line(to, &have);
			if (!behind)
				return false;
			if (have == len && memcmp(to, from, len) == 0)
				break;
			to = behind;
		} while (true);
		to = behind;
	}
	return true;
}

bool pg_type_swaps(const struct wb_object *from, const struct wb_object *to)
{
	return !kit_same(from, to, "form") || !kit_same(from, to, "type") ||
	       !kit_same(from, to, "collation") || must_not_be_null(from, to);
}
