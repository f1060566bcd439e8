/* SPDX-License-Identifier: MIT */
/* Views, sequences, routines and triggers, as objects. Their texts stand behind CREATE. */
#include <stdlib.h>
#include <string.h>

#include "definer.h"

/* ------------------------------------------------------------------ views */

static bool follows(const struct maria_scan *s, enum maria_kind kind, const char *mark_or_word)
{
	struct maria_scan next = *s;

	maria_next(&next);
	return next.kind == kind && (kind == MARIA_MARK ? maria_mark(&next, *mark_or_word)
							: maria_is(&next, mark_or_word));
}

/* The server writes columns with their table and aliases behind AS, so a name alone behind FROM,
 * JOIN, "(" or "," is a table. */
static int give_view_edges(struct maria_reading *r, const struct wb_object *from, const char *text)
{
	static const char *const leads[] = { "FROM", "JOIN", "STRAIGHT_JOIN", NULL };
	static const int32_t kinds[] = { WB_KIND_TABLE, WB_KIND_VIEW, WB_KIND_SEQUENCE };
	struct maria_scan s = maria_scan_of(text, strlen(text), 0);
	bool table = false;
	int rc = 0;

	while (rc == 0 && maria_more(&s)) {
		char name[64 * 4 + 1];

		if (s.kind == MARIA_NAME && !follows(&s, MARIA_MARK, ".")) {
			maria_unquote(&s, name, sizeof(name));
			for (size_t i = 0; table && rc == 0 && i < 3; i++)
				if (maria_find(r, kinds[i], name))
					rc = maria_give_edge(r, from,
							     &(struct wb_object){ .kind = kinds[i],
										  .name = name });
			if (rc == 0 && follows(&s, MARIA_MARK, "(") &&
			    maria_find(r, WB_KIND_ROUTINE, name))
				rc = maria_give_edge(
					r, from,
					&(struct wb_object){ .kind = WB_KIND_ROUTINE,
							     .name = name,
							     .signature = " function" });
		}
		table = maria_one_of(&s, leads) || maria_mark(&s, '(') || maria_mark(&s, ',');
	}
	return rc;
}

/* `ALGORITHM=x SQL SECURITY y VIEW name AS …`; what is usual is left out. */
int maria_give_view(struct maria_reading *r, const struct maria_shown *t)
{
	struct kit_object o;
	struct maria_scan s = maria_scan_of(t->text, strlen(t->text), 0);
	struct kit_part algorithm = { 0 };
	struct kit_text text = { 0 };
	bool invoker = false;
	int rc;

	kit_object_begin(&o, WB_KIND_VIEW, NULL, t->name);
	while (maria_more(&s) && !maria_is(&s, "VIEW")) {
		if (maria_is(&s, "MERGE") || maria_is(&s, "TEMPTABLE"))
			algorithm = (struct kit_part){ s.text + s.word, s.end - s.word };
		invoker = invoker || maria_is(&s, "INVOKER");
	}
	if (algorithm.len)
		kit_text_write(&text, "ALGORITHM=%S ", algorithm.at, (size_t)algorithm.len);
	kit_text_write(&text, "%s%s", invoker ? "SQL SECURITY INVOKER " : "", t->text + s.word);
	o.pub.text = kit_object_own(&o, kit_text_take(&text));
	maria_object_part(&o, "algorithm", algorithm);
	if (invoker)
		maria_object_set(&o, "security", "INVOKER");
	kit_object_set(&o, "definer", maria_definer(r, "VIEW", t->name, t->definer),
		       WB_ATTRIBUTE_PRIVILEGE);
	maria_next(&s);
	maria_next(&s);
	maria_object_set(&o, "definition", t->text + s.end + (t->text[s.end] == ' '));
	rc = o.failed ? 0 : give_view_edges(r, &o.pub, t->text + s.end);
	if (rc < 0)
		kit_object_release(&o);
	return rc < 0 ? rc : kit_object_give(&o, r->sink, r->err);
}

/* ------------------------------------------------------------------ sequences, routines */

int maria_give_sequence(struct maria_reading *r, const struct maria_shown *t)
{
	struct kit_object o;
	struct maria_scan s = maria_scan_of(t->text, strlen(t->text), 0);
	size_t begin;

	kit_object_begin(&o, WB_KIND_SEQUENCE, NULL, t->name);
	maria_next(&s);
	maria_next(&s);
	for (begin = s.end; !maria_ended(&s) && !maria_is(&s, "ENGINE");)
		maria_next(&s);
	o.pub.text = t->text;
	maria_object_part(&o, "definition",
			  (struct kit_part){ t->text + begin + 1,
					     s.word > begin + 2 ? s.word - begin - 2 : 0 });
	maria_object_set(&o, "options", t->text + s.word);
	return kit_object_give(&o, r->sink, r->err);
}

int maria_give_routine(struct maria_reading *r, const struct maria_shown *t)
{
	struct kit_object o;

	kit_object_begin(&o, WB_KIND_ROUTINE, NULL, t->name);
	o.pub.signature = strcmp(t->word, "FUNCTION") == 0    ? " function"
			  : strcmp(t->word, "PROCEDURE") == 0 ? " procedure"
			  : strcmp(t->word, "PACKAGE") == 0   ? " package"
							      : " package body";
	o.pub.text = t->text;
	if (!t->text) {
		o.pub.flags = WB_OBJECT_READ_ONLY | WB_OBJECT_UNSEEN;
		kit_object_set(&o, "remedy",
			       "its definer sees it, and who may SELECT from mysql.proc",
			       WB_ATTRIBUTE_SILENT);
		maria_object_set(&o, "definition", "not to be seen by this user");
		return kit_object_give(&o, r->sink, r->err);
	}
	maria_object_program(&o, t->text, t->sql_mode);
	maria_object_mode(&o, t->sql_mode);
	kit_object_set(&o, "definer", maria_definer(r, t->word, t->name, t->definer),
		       WB_ATTRIBUTE_PRIVILEGE);
	if (strcmp(t->word, "PACKAGE BODY") == 0) {
		int rc = maria_give_edge(r, &o.pub,
					 &(struct wb_object){ .kind = WB_KIND_ROUTINE,
							      .name = t->name,
							      .signature = " package" });

		if (rc < 0)
			return rc;
	}
	return kit_object_give(&o, r->sink, r->err);
}

/* ------------------------------------------------------------------ triggers */

/* Rows of the columns that a query asks for, one object each. */
struct rows {
	struct maria_reading *r;
	char *group, *name; /* of the trigger before */
};

enum {
	TRIGGER_NAME,
	TRIGGER_TABLE,
	TRIGGER_TIMING,
	TRIGGER_EVENT,
	TRIGGER_BODY,
	TRIGGER_MODE,
	TRIGGER_DEFINER
};

/* What stands before the body, as its author wrote it: the server keeps that, and shows it. */
static struct kit_part own_head(const struct maria_reading *r, MYSQL_ROW row)
{
	const struct maria_shown *t = maria_find(r, WB_KIND_TRIGGER, row[TRIGGER_NAME]);
	size_t len = t && t->text ? strlen(t->text) : 0, body = strlen(row[TRIGGER_BODY]);
	struct maria_scan s = { .last = true };

	if (len <= body || strcmp(t->text + len - body, row[TRIGGER_BODY]) != 0)
		return (struct kit_part){ 0 };
	s.text = t->text;
	s.len = len - body;
	/* it names the database, which is another one elsewhere */
	while (maria_more(&s))
		if (maria_mark(&s, '.'))
			return (struct kit_part){ 0 };
	while (s.len && strchr(" \t\r\n", s.text[s.len - 1]))
		s.len--;
	return (struct kit_part){ s.text, s.len };
}

static void add_head(struct kit_text *out, const struct maria_reading *r, MYSQL_ROW row,
		     const struct kit_text *group, const char *follows)
{
	struct kit_part own = own_head(r, row);
	size_t body = strlen(row[TRIGGER_BODY]);

	if (own.len && !follows) {
		/* with the white space behind it */
		kit_text_write(out, "%S", own.at, (size_t)(strlen(own.at) - body));
		return;
	}
	if (own.len) {
		kit_text_write(out, "%S ", own.at, (size_t)own.len);
	} else {
		kit_text_add(out, "TRIGGER ");
		kit_text_write(out, "%N", row[TRIGGER_NAME]);
		kit_text_write(out, " %s FOR EACH ROW ", group->failed ? "" : group->data);
	}
	if (follows) {
		kit_text_add(out, "FOLLOWS ");
		kit_text_write(out, "%N", follows);
		kit_text_add(out, " ");
	}
}

/* Which one the next may follow. Takes `group`. */
static void remember(struct rows *rows, struct kit_object *o, char *group, const char *name)
{
	free(rows->group);
	free(rows->name);
	rows->group = group;
	rows->name = strdup(name);
	o->failed |= !rows->name;
}

static int give_trigger(struct rows *rows, MYSQL_ROW row)
{
	struct maria_reading *r = rows->r;
	struct kit_object o;
	struct kit_text text = { 0 }, group = { 0 };
	bool left, behind;
	int rc = 0;

	kit_object_begin(&o, WB_KIND_TRIGGER, row[TRIGGER_TABLE], row[TRIGGER_NAME]);
	/* none of ours is said to follow one that is not */
	left = r->scope->leaves(r->scope, &o.pub);
	kit_text_write(&group, "%s %s ON ", row[TRIGGER_TIMING], row[TRIGGER_EVENT]);
	kit_text_write(&group, "%N", row[TRIGGER_TABLE]);
	behind = !left && !group.failed && rows->group && strcmp(rows->group, group.data) == 0;
	add_head(&text, r, row, &group, behind ? rows->name : NULL);
	if (behind) {
		maria_object_set(&o, "follows", kit_object_own(&o, strdup(rows->name)));
		rc = maria_give_edge(r, &o.pub,
				     &(struct wb_object){ .kind = WB_KIND_TRIGGER,
							  .parent = row[TRIGGER_TABLE],
							  .name = rows->name });
	}
	kit_text_write(&text, "%s", row[TRIGGER_BODY]);
	o.pub.text = kit_object_own(&o, kit_text_take(&text));
	maria_object_set(&o, "timing", row[TRIGGER_TIMING]);
	maria_object_set(&o, "event", row[TRIGGER_EVENT]);
	maria_object_program(&o, row[TRIGGER_BODY], row[TRIGGER_MODE]);
	maria_object_mode(&o, row[TRIGGER_MODE]);
	maria_object_definer(&o, r, "TRIGGER", row[TRIGGER_NAME], row[TRIGGER_DEFINER]);
	o.failed |= group.failed;
	if (left)
		kit_text_release(&group);
	else
		remember(rows, &o, group.data, row[TRIGGER_NAME]);
	if (rc < 0)
		kit_object_release(&o);
	return rc < 0 ? rc : kit_object_give(&o, r->sink, r->err);
}

/* One of ours may be on a table that is left out. */
static bool is_wanted(const struct maria_reading *r, MYSQL_ROW row)
{
	const struct wb_object o = { .size = sizeof(o),
				     .kind = WB_KIND_TRIGGER,
				     .parent = row[TRIGGER_TABLE],
				     .name = row[TRIGGER_NAME] };

	return maria_find(r, WB_KIND_TABLE, row[TRIGGER_TABLE]) ||
	       (!maria_is_without(r, row[TRIGGER_TABLE]) && !r->scope->leaves(r->scope, &o));
}

static void take_trigger(void *ctx, MYSQL_ROW row)
{
	struct rows *rows = ctx;

	/* without the TRIGGER right its text is null */
	if (rows->r->rc != 0 || !row[TRIGGER_BODY])
		return;
	if (!row[TRIGGER_NAME] || !row[TRIGGER_TABLE] || !row[TRIGGER_TIMING] ||
	    !row[TRIGGER_EVENT])
		rows->r->rc = maria_no_answer(rows->r->err);
	else if (is_wanted(rows->r, row))
		rows->r->rc = give_trigger(rows, row);
}

int maria_give_triggers(struct maria_reading *r)
{
	struct rows rows = { .r = r };
	struct kit_text sql = { 0 };
	int rc;

	kit_text_write(&sql, maria_triggers_sql, r->c->database);
	rc = maria_ask(r->c, &sql, take_trigger, &rows, r->err);
	free(rows.group);
	free(rows.name);
	return rc < 0 ? rc : r->rc;
}
