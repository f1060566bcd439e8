/* SPDX-License-Identifier: MIT */
/* The schema, in a few messages: lists from information_schema, and one message of SHOW CREATE for
 * hundreds of objects. */
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "definer.h"

/* How much SQL goes into a message. */
#define MESSAGE_SIZE ((size_t)48 << 10)

static int no_memory(struct maria_reading *r)
{
	return kit_no_memory(r->err);
}

/* ------------------------------------------------------------------ handing over */

/* ------------------------------------------------------------------ lists */

static int by_name(const void *a, const void *b)
{
	const struct maria_shown *x = a, *y = b;
	int rc = strcmp(x->name, y->name);

	return rc ? rc : x->kind - y->kind;
}

static bool left_out(const struct maria_reading *r, int32_t kind, const char *name)
{
	const struct wb_object o = { .size = sizeof(o), .kind = kind, .name = name };

	return r->scope->leaves(r->scope, &o) || maria_is_without(r, name);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void note_left(struct maria_reading *r, const char *table)
{
	void *items = r->left;

	if (!maria_grow(&items, &r->left_room, r->left_count, sizeof(*r->left))) {
		r->rc = no_memory(r);
		return;
	}
	r->left = items;
	r->left[r->left_count] = strdup(table);
	if (r->left[r->left_count])
		r->left_count++;
	else
		r->rc = no_memory(r);
}

struct type {
	const char *says, *word;
	int32_t kind;
};

static const struct type *type_of(const char *says)
{
	static const struct type types[] = {
		{ "BASE TABLE", "TABLE", WB_KIND_TABLE },
		{ "SYSTEM VERSIONED", "TABLE", WB_KIND_TABLE },
		{ "VIEW", "VIEW", WB_KIND_VIEW },
		{ "SEQUENCE", "SEQUENCE", WB_KIND_SEQUENCE },
		{ "FUNCTION", "FUNCTION", WB_KIND_ROUTINE },
		{ "PROCEDURE", "PROCEDURE", WB_KIND_ROUTINE },
		{ "PACKAGE", "PACKAGE", WB_KIND_ROUTINE },
		{ "PACKAGE BODY", "PACKAGE BODY", WB_KIND_ROUTINE },
		{ "TRIGGER", "TRIGGER", WB_KIND_TRIGGER },
	};

	for (size_t i = 0; says && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].says, says) == 0)
			return &types[i];
	return NULL;
}

static void take_name(void *ctx, MYSQL_ROW row)
{
	struct maria_reading *r = ctx;
	const struct type *type = type_of(row[1]);
	void *items = r->shown;

	if (!type || !row[0])
		return;
	if (left_out(r, type->kind, row[0])) {
		if (type->kind == WB_KIND_TABLE)
			note_left(r, row[0]);
		return;
	}
	if (!maria_grow(&items, &r->shown_room, r->shown_count, sizeof(*r->shown))) {
		r->rc = no_memory(r);
		return;
	}
	r->shown = items;
	r->shown[r->shown_count] = (struct maria_shown){ .kind = type->kind,
							 .word = type->word,
							 .name = strdup(row[0]) };
	if (!r->shown[r->shown_count++].name)
		r->rc = no_memory(r);
}

static int list(struct maria_reading *r)
{
	struct kit_text sql = { 0 };
	int rc;

	kit_text_write(&sql, maria_objects_sql, r->c->database, r->c->database, r->c->database);
	rc = sql.failed ? no_memory(r) : maria_query(r->c, sql.data, take_name, r, r->err);
	free(sql.data);
	if (r->shown_count)
		qsort(r->shown, r->shown_count, sizeof(*r->shown), by_name);
	if (r->left_count)
		qsort(r->left, r->left_count, sizeof(*r->left), by_text);
	return rc < 0 ? rc : r->rc;
}

/* ------------------------------------------------------------------ SHOW CREATE */

static void take_text(void *ctx, MYSQL_ROW row)
{
	struct maria_reading *r = ctx;
	struct maria_shown *t = r->at < r->shown_count ? &r->shown[r->at] : NULL;
	bool program;

	if (!t || !row[0] || strcasecmp(row[0], t->name) != 0) {
		r->rc = r->rc < 0 ? r->rc : maria_no_answer(r->err);
		return;
	}
	r->at++;
	program = t->kind == WB_KIND_ROUTINE || t->kind == WB_KIND_TRIGGER;
	if (program && !(t->sql_mode = strdup(row[1] ? row[1] : "")))
		r->rc = no_memory(r);
	/* without the right to see its body a routine has no text */
	if (row[program ? 2 : 1] && !(t->text = strdup(row[program ? 2 : 1])))
		r->rc = no_memory(r);
}

/* Ask for those from r->at on, as many as go into a message. */
static int show_some(struct maria_reading *r)
{
	struct kit_text sql = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	size_t from = r->at;
	int rc;

	for (size_t i = r->at; i < r->shown_count && sql.len < MESSAGE_SIZE && !sql.failed; i++) {
		kit_text_write(&sql, "%sSHOW CREATE %s %N.%N", i > r->at ? ";" : "",
			       r->shown[i].word, r->c->database, r->shown[i].name);
	}
	rc = sql.failed ? no_memory(r) : maria_query(r->c, sql.data, take_text, r, &why);
	free(sql.data);
	if (rc < 0 && r->at < r->shown_count &&
	    (why.native_code == ER_NO_SUCH_TABLE || why.native_code == ER_SP_DOES_NOT_EXIST ||
	     why.native_code == ER_TRG_DOES_NOT_EXIST)) {
		/* it went away meanwhile */
		r->at++;
		return 0;
	}
	if (rc < 0 && !r->err->status)
		*r->err = why;
	if (rc == 0 && r->rc == 0 && r->at == from)
		rc = maria_no_answer(r->err);
	return rc < 0 ? rc : r->rc;
}

/* The form of the answers depends on sql_mode, and that of times on the zone; backslashes are written as this session reads
 * them. */
static int show_all(struct maria_reading *r)
{
	struct kit_text sql = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	int put_back = 0;
	int rc = maria_simple(r->c, "SELECT @@sql_mode", r->sql_mode, sizeof(r->sql_mode), r->err);

	if (rc == 0)
		rc = maria_simple(
			r->c,
			r->c->lex_mode & MARIA_NO_BACKSLASH
				? "SET @whimbrel_zone=@@time_zone,SESSION time_zone='+00:00',"
				  "sql_mode='NO_BACKSLASH_ESCAPES',sql_quote_show_create=1"
				: "SET @whimbrel_zone=@@time_zone,SESSION time_zone='+00:00',"
				  "sql_mode='',sql_quote_show_create=1",
			NULL, 0, r->err);
	while (rc == 0 && r->at < r->shown_count)
		rc = show_some(r);
	kit_text_write(&sql, "SET SESSION sql_mode='%s',time_zone=@whimbrel_zone", r->sql_mode);
	if (sql.failed)
		rc = no_memory(r);
	else
		put_back = maria_simple(r->c, sql.data, NULL, 0, rc < 0 ? &ignored : r->err);
	free(sql.data);
	return rc < 0 ? rc : put_back;
}

/* ------------------------------------------------------------------ texts */

/* The database's own name says nothing, and would be another one on a scratch database. */
static void strip_database(const struct maria_reading *r, char *text)
{
	struct maria_scan s = maria_scan_of(text, strlen(text), 0);
	struct kit_text quoted = { 0 };
	size_t from = 0, to = 0;

	kit_text_write(&quoted, "%N.%N", r->c->database, "");
	if (quoted.failed || quoted.len < 2) {
		free(quoted.data);
		return;
	}
	quoted.len -= 2; /* `name`. */
	if (memmem(text, s.len, quoted.data, quoted.len)) {
		while (maria_more(&s)) {
			if (s.kind != MARIA_NAME || s.len - s.word < quoted.len ||
			    (s.word && text[s.word - 1] == '.') ||
			    memcmp(text + s.word, quoted.data, quoted.len) != 0)
				continue;
			/* what was passed is read no more: it may move */
			memmove(text + to, text + from, s.word - from);
			to += s.word - from;
			from = s.end = s.word + quoted.len;
		}
		memmove(text + to, text + from, s.len - from + 1);
	}
	free(quoted.data);
}

static void strip_create(char *text)
{
	if (strncmp(text, "CREATE ", 7) == 0)
		memmove(text, text + 7, strlen(text + 7) + 1);
}

static int prepare(struct maria_reading *r, struct maria_shown *t)
{
	if (!t->text)
		return 0;
	strip_create(t->text);
	if (t->kind != WB_KIND_TABLE && t->kind != WB_KIND_SEQUENCE &&
	    !(t->definer = maria_take_definer(t->text)))
		return no_memory(r);
	if (t->kind != WB_KIND_ROUTINE && t->kind != WB_KIND_TRIGGER)
		strip_database(r, t->text);
	if (t->kind != WB_KIND_TABLE)
		return 0;
	if (!maria_bytes_in_hex(&t->text))
		return no_memory(r);
	t->create = (struct maria_create){ .name = strdup(t->name), .text = t->text };
	t->text = NULL;
	if (t->create.name)
		maria_create_parse(&t->create);
	return !t->create.name || t->create.failed ? no_memory(r) : 0;
}

static int give_shown(struct maria_reading *r, const struct maria_shown *t)
{
	if (t->kind == WB_KIND_ROUTINE)
		return maria_give_routine(r, t);
	if (t->create.text)
		return maria_give_table(r, &t->create);
	if (!t->text || t->kind == WB_KIND_TRIGGER)
		return 0;
	return t->kind == WB_KIND_VIEW ? maria_give_view(r, t) : maria_give_sequence(r, t);
}

/* ------------------------------------------------------------------ the slot */

static void release(struct maria_reading *r)
{
	for (size_t i = 0; i < r->shown_count; i++) {
		free(r->shown[i].name);
		free(r->shown[i].text);
		free(r->shown[i].sql_mode);
		free(r->shown[i].definer);
		maria_create_release(&r->shown[i].create);
	}
	free(r->shown);
	for (size_t i = 0; i < r->left_count; i++)
		free(r->left[i]);
	free(r->left);
}

int maria_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		     struct wb_error *err)
{
	struct maria_reading r = { .c = conn, .scope = scope, .sink = sink, .err = err };
	int rc = list(&r);

	if (rc == 0)
		rc = show_all(&r);
	for (size_t i = 0; rc == 0 && i < r.shown_count; i++)
		rc = prepare(&r, &r.shown[i]);
	if (rc == 0)
		rc = maria_find_circles(&r);
	for (size_t i = 0; rc == 0 && i < r.shown_count; i++)
		rc = give_shown(&r, &r.shown[i]);
	if (rc == 0)
		rc = maria_give_triggers(&r);
	if (rc == 0)
		rc = maria_give_events(&r);
	release(&r);
	return rc;
}
