/* SPDX-License-Identifier: MIT */
#include "row_statement.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dialect/driver.h"
#include "lex/lex_token.h"
#include "model/model.h"

/* ------------------------------------------------------------------ what it does */

/* What the dialect tells of it. */
struct reading {
	struct wb_definitions sink; /* first: it is handed to the dialect */
	struct row_statement *out;
	bool puts_elsewhere; /* it changes what its rows go into, which is another table */
};

static enum row_statement_kind kind(const char *does)
{
	return strcmp(does, "updates") == 0   ? ROW_UPDATE
	       : strcmp(does, "deletes") == 0 ? ROW_DELETE
					      : ROW_INSERT;
}

static void take_rows(struct reading *r, const struct wb_object *o)
{
	const char *does = object_get(o, "does");
	const bool same = strcasecmp(o->name, r->out->table) == 0;

	if (!does)
		return;
	if (!same)
		r->puts_elsewhere = kind(does) == ROW_INSERT;
	if (!same || !object_get(o, "plain"))
		return;
	r->out->kind = kind(does);
	r->out->constant = object_get(o, "constant") != NULL;
	r->out->can_fail = object_get(o, "can_fail") != NULL;
}

static int take(struct wb_definitions *sink, int32_t how, const struct wb_object *o)
{
	struct reading *r = (struct reading *)(void *)sink;
	int rc = 0;

	if (how == WB_DEFINE_ROWS)
		take_rows(r, o);
	else if (how == WB_DEFINE_NAMES)
		rc = string_vec_add(&r->out->names, o->name);
	else if (how == WB_DEFINE_SETS)
		rc = string_vec_add(&r->out->writes, o->name);
	return rc < 0 ? WB_E_NOMEM : 0;
}

int row_statement_read(const struct plugin *plugin, const char *text, size_t len,
		       struct row_statement *out)
{
	struct reading r = {
		.sink = { .size = sizeof(r.sink), .add = take, .flags = WB_DEFINITIONS_ITSELF },
		.out = out
	};
	const uint32_t effects = driver_effects(plugin, text, len);
	int rc = driver_defines(plugin, text, len, &r.sink);

	/* a query and CREATE change nothing that they name */
	out->may_change = !r.puts_elsewhere && !(effects & (WB_EFFECT_READS | WB_EFFECT_PLAIN));
	return rc < 0 ? -1 : 0;
}

/* ------------------------------------------------------------------ names */

bool text_speaks_of(const char *text, size_t len, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; n && i + n <= len; i++)
		if (strncasecmp(text + i, name, n) == 0 && (i == 0 || !lex_is_word(text[i - 1])) &&
		    (i + n == len || !lex_is_word(text[i + n])))
			return true;
	return false;
}

bool row_names_have(const struct string_vec *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcasecmp(names->items[i], name) == 0)
			return true;
	return false;
}

void row_statement_free(struct row_statement *statement)
{
	free(statement->table);
	string_vec_free(&statement->names);
	string_vec_free(&statement->writes);
}

void row_statements_free(struct row_statement_vec *statements)
{
	for (size_t i = 0; i < statements->count; i++)
		row_statement_free(&statements->items[i]);
	row_statement_vec_release(statements);
}
