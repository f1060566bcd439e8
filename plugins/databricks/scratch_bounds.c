/* SPDX-License-Identifier: MIT */
/* A scratch schema is in the target's catalog, so a statement that is tried out must not get out of it: names of the target's
 * schemas become those of schemas that were made for this, and what may lead elsewhere is refused. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

/* Behind these a name is one of a table, a view, a function or a schema. */
static const char *const before_names[] = {
	"FROM",       "JOIN",     "INTO",   "TABLE",    "UPDATE", "VIEW",      "FUNCTION",
	"REFERENCES", "USING",    "DETAIL", "HISTORY",  "EXISTS", "OVERWRITE", "CLONE",
	"LIKE",       "DESCRIBE", "DESC",   "EXTENDED", "SCHEMA", "DATABASE",  "OPTIMIZE",
	"VACUUM",     "VOLUME",   "DELTA",  NULL
};

/* These act on more than a schema, or run what can't be read here. */
static const char *const outward[] = { "USE",  "GRANT",   "REVOKE",  "DENY", "COPY",
				       "CALL", "EXECUTE", "BEGIN",   "MSCK", "SYNC",
				       "LOAD", "SET",     "REFRESH", NULL };

static bool is_name(const struct kit_part part, const char *name)
{
	char *plain = name ? kit_unquoted(part) : NULL;
	bool is = plain && strcasecmp(plain, name) == 0;

	free(plain);
	return is;
}

/* What a statement is about; and where a name leads. */
enum aim { AT_TABLE, AT_SCHEMA, AT_NEW_SCHEMA };
enum led { ELSEWHERE, HOME, BESIDE };

/* A schema's name as it is here: the target's own is this connection's, and those that were made here have theirs behind that. */
static enum led put_schema(const struct brick_conn *c, struct kit_part part, bool makes,
			   struct kit_text *out)
{
	char *name = kit_unquoted(part);
	enum led led = ELSEWHERE;

	out->failed |= !name || (makes && json_object_set_new(c->made, name, json_true()) < 0);
	if (name && strcasecmp(name, c->target_schema) == 0)
		led = HOME;
	else if (name && json_object_get(c->made, name))
		led = BESIDE;
	if (led == HOME)
		kit_text_write(out, "%I", c->login.schema);
	else if (led == BESIDE)
		kit_text_write(out,
			       *part.at == '`' ? "`%s" BRICK_BEHIND "%s`" : "%s" BRICK_BEHIND "%s",
			       c->login.schema, name);
	free(name);
	return led;
}

static enum led put_name(const struct brick_conn *c, struct kit_part name, enum aim aim,
			 struct kit_text *out)
{
	struct kit_part parts[4], part;
	const size_t most = aim == AT_TABLE ? 3 : 2, count = kit_name_parts(name, parts, 4);
	enum led led;

	if (count > most || (count == most && !is_name(parts[0], c->target_catalog)))
		return ELSEWHERE;
	if (count + 1 < most) {
		kit_text_append(out, name.at, name.len);
		return BESIDE;
	}
	if (count == most)
		kit_text_write(out, "%N.", c->login.catalog);
	part = parts[count + 1 - most];
	led = put_schema(c, part, aim == AT_NEW_SCHEMA, out);
	part.at += part.len;
	kit_text_append(out, part.at, (size_t)(name.at + name.len - part.at));
	return led;
}

static int refuse(struct wb_error *err, struct kit_part what)
{
	return kit_host->fail(err, WB_E_REFUSED,
			      "on a scratch schema nothing is done that may lead out of it: %.*s",
			      (int)(what.len > 100 ? 100 : what.len), what.at);
}

/* What is it that the statement makes or changes? */
static enum aim aim_of(struct kit_words w, bool *out_catalog)
{
	const bool makes = kit_word_take(&w, "CREATE");

	if (!makes && !kit_word_take(&w, "DROP") && !kit_word_take(&w, "ALTER") &&
	    !kit_word_take(&w, "COMMENT"))
		return AT_TABLE;
	kit_word_take(&w, "ON");
	*out_catalog = kit_word_is(&w, "CATALOG");
	if (!kit_word_is(&w, "SCHEMA") && !kit_word_is(&w, "DATABASE"))
		return AT_TABLE;
	return makes ? AT_NEW_SCHEMA : AT_SCHEMA;
}

/* Behind the name's alias stands a comma, and another name. */
static bool take_comma(struct kit_words *w)
{
	struct kit_words ahead = *w;

	kit_word_take(&ahead, "AS");
	if (!kit_mark_is(&ahead, ','))
		kit_part_take(&ahead);
	if (!kit_mark_take(&ahead, ','))
		return false;
	*w = ahead;
	return true;
}

/* The statement as it may be run on scratch, into `out`. */
int brick_within(const struct brick_conn *c, const char *text, size_t len, struct kit_text *out,
		 struct wb_error *err)
{
	struct kit_words w;
	bool outside = false;
	enum aim aim = AT_TABLE;
	size_t done = 0;

	kit_words_begin(&w, text, len, 0);
	if (kit_word_is_any(&w, outward))
		return refuse(err, (struct kit_part){ .at = text + w.begin, .len = len - w.begin });
	aim = aim_of(w, &outside);
	while (!kit_words_ended(&w) && !outside) {
		const bool joins = kit_word_is(&w, "FROM") || kit_word_is(&w, "JOIN");
		bool more = kit_word_is_any(&w, before_names);

		kit_words_next(&w);
		more = more && !kit_word_is_any(&w, before_names);
		while (more && (w.token == WB_TOKEN_WORD || w.token == WB_TOKEN_NAME)) {
			struct kit_part name = kit_name_take(&w);
			enum led led;

			kit_text_append(out, text + done, (size_t)(name.at - text) - done);
			led = put_name(c, name, aim, out);
			outside |= aim && led == HOME;
			if (led == ELSEWHERE)
				return refuse(err, name);
			done = (size_t)(name.at - text) + name.len;
			aim = AT_TABLE;
			more = joins && take_comma(&w);
		}
	}
	if (outside)
		return kit_host->fail(
			err, WB_E_OUTSIDE,
			"it makes or changes what a scratch schema stands for, or a catalog");
	kit_text_append(out, text + done, len - done);
	return out->failed ? kit_no_memory(err) : 0;
}

/* Which schemas are looked at: on a scratch connection its own, and those that were made behind its name. */
void brick_put_schemas(const struct brick_conn *c, const struct wb_scope *scope,
		       struct kit_text *out)
{
	const char *own = c->target_schema ? c->login.schema : "information_schema";
	const char *target = c->target_schema ? c->target_schema : "";
	const bool made = scope->flags & WB_SCOPE_MADE;

	kit_text_write(out, brick_schemas_all, c->target_schema ? own : "");
	for (size_t i = 0; made && i < scope->given_count; i++) {
		kit_text_add(out, " ");
		kit_text_write(out, brick_schemas_but, own, own, target, scope->given[i]);
	}
	if (made || !scope->namespaces)
		return;
	kit_text_add(out, " AND (false");
	for (size_t i = 0; i < scope->namespace_count; i++) {
		const char *p = scope->namespaces[i];

		kit_text_add(out, " ");
		kit_text_write(out, strpbrk(p, "*?") ? brick_schemas_like : brick_schemas_is, own,
			       own, target, p);
	}
	kit_text_add(out, ")");
}

void brick_put_back(const struct brick_conn *c, json_t *row, size_t columns)
{
	const char *own = c->login.schema, *text, *at;
	const size_t len = strlen(own), behind = strlen(BRICK_BEHIND);

	for (size_t i = 0; c->target_schema && i < columns; i++) {
		struct kit_text out = { 0 };

		text = brick_column(row, i);
		if (!text || !strstr(text, own))
			continue;
		for (; (at = strstr(text, own)); text = at + len) {
			const bool other = strncmp(at + len, BRICK_BEHIND, behind) == 0;

			kit_text_write(&out, "%S%s", text, (size_t)(at - text),
				       other ? "" : c->target_schema);
			at += other ? behind : 0;
		}
		kit_text_add(&out, text);
		json_array_set_new(row, i, json_string(out.data ? out.data : ""));
		kit_text_release(&out);
	}
}
