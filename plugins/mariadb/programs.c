/* SPDX-License-Identifier: MIT */
/* Views, sequences, routines, triggers and events, as objects. Their texts stand behind CREATE. */
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
					rc = maria_give_edge(r, from, kinds[i], NULL, name, NULL);
			if (rc == 0 && follows(&s, MARIA_MARK, "(") &&
			    maria_find(r, WB_KIND_ROUTINE, name))
				rc = maria_give_edge(r, from, WB_KIND_ROUTINE, NULL, name,
						     " function");
		}
		table = maria_one_of(&s, leads) || maria_mark(&s, '(') || maria_mark(&s, ',');
	}
	return rc;
}

/* `ALGORITHM=x SQL SECURITY y VIEW name AS …`; what is usual is left out. */
int maria_give_view(struct maria_reading *r, const struct maria_thing *t)
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

int maria_give_sequence(struct maria_reading *r, const struct maria_thing *t)
{
	struct kit_object o;
	struct maria_scan s = maria_scan_of(t->text, strlen(t->text), 0);
	size_t begin;

	kit_object_begin(&o, WB_KIND_SEQUENCE, NULL, t->name);
	maria_next(&s);
	maria_next(&s);
	for (begin = s.end; s.kind != MARIA_END && s.kind != MARIA_TORN && !maria_is(&s, "ENGINE");)
		maria_next(&s);
	o.pub.text = t->text;
	maria_object_part(&o, "definition",
			  (struct kit_part){ t->text + begin + 1,
					     s.word > begin + 2 ? s.word - begin - 2 : 0 });
	maria_object_set(&o, "options", t->text + s.word);
	return kit_object_give(&o, r->sink, r->err);
}

/* The mode in which it was made, which is its own for ever. */
static void set_mode(struct kit_object *o, const char *sql_mode)
{
	if (sql_mode)
		maria_object_set(o, "sql_mode", *sql_mode ? sql_mode : "''");
}

static void set_definer(struct kit_object *o, const struct maria_reading *r, const char *word,
			const char *name, const char *listed)
{
	struct maria_account account;
	const char *is;

	maria_account_of(listed, &account);
	is = maria_definer(r, word, name, account.sql);
	if (is)
		kit_object_set(o, "definer", kit_object_own(o, strdup(is)), WB_ATTRIBUTE_PRIVILEGE);
}

int maria_give_routine(struct maria_reading *r, const struct maria_thing *t)
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
	set_mode(&o, t->sql_mode);
	kit_object_set(&o, "definer", maria_definer(r, t->word, t->name, t->definer),
		       WB_ATTRIBUTE_PRIVILEGE);
	if (strcmp(t->word, "PACKAGE BODY") == 0) {
		int rc = maria_give_edge(r, &o.pub, WB_KIND_ROUTINE, NULL, t->name, " package");

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
	const struct maria_thing *t = maria_find(r, WB_KIND_TRIGGER, row[TRIGGER_NAME]);
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

static int give_trigger(struct rows *rows, MYSQL_ROW row)
{
	struct maria_reading *r = rows->r;
	struct kit_object o;
	struct kit_text text = { 0 }, group = { 0 };
	bool behind;
	int rc = 0;

	kit_object_begin(&o, WB_KIND_TRIGGER, row[TRIGGER_TABLE], row[TRIGGER_NAME]);
	kit_text_write(&group, "%s %s ON ", row[TRIGGER_TIMING], row[TRIGGER_EVENT]);
	kit_text_write(&group, "%N", row[TRIGGER_TABLE]);
	behind = !group.failed && rows->group && strcmp(rows->group, group.data) == 0;
	add_head(&text, r, row, &group, behind ? rows->name : NULL);
	if (behind) {
		maria_object_set(&o, "follows", kit_object_own(&o, strdup(rows->name)));
		rc = maria_give_edge(r, &o.pub, WB_KIND_TRIGGER, row[TRIGGER_TABLE], rows->name,
				     NULL);
	}
	kit_text_write(&text, "%s", row[TRIGGER_BODY]);
	o.pub.text = kit_object_own(&o, kit_text_take(&text));
	maria_object_set(&o, "timing", row[TRIGGER_TIMING]);
	maria_object_set(&o, "event", row[TRIGGER_EVENT]);
	maria_object_program(&o, row[TRIGGER_BODY], row[TRIGGER_MODE]);
	set_mode(&o, row[TRIGGER_MODE]);
	set_definer(&o, r, "TRIGGER", row[TRIGGER_NAME], row[TRIGGER_DEFINER]);
	free(rows->group);
	free(rows->name);
	rows->group = group.data;
	rows->name = strdup(row[TRIGGER_NAME]);
	if (group.failed || !rows->name)
		o.failed = true;
	if (rc < 0)
		kit_object_release(&o);
	return rc < 0 ? rc : kit_object_give(&o, r->sink, r->err);
}

static void take_trigger(void *ctx, MYSQL_ROW row)
{
	struct rows *rows = ctx;

	/* without the TRIGGER right its text is null */
	if (rows->r->rc == 0 && row[TRIGGER_BODY] &&
	    maria_find(rows->r, WB_KIND_TABLE, row[TRIGGER_TABLE]))
		rows->r->rc = give_trigger(rows, row);
}

static int query(struct maria_reading *r, const char *pattern, maria_take take)
{
	struct rows rows = { .r = r };
	struct kit_text sql = { 0 };
	int rc;

	kit_text_write(&sql, pattern, r->c->database);
	rc = maria_ask(r->c, &sql, take, &rows, r->err);
	free(rows.group);
	free(rows.name);
	return rc < 0 ? rc : r->rc;
}

int maria_give_triggers(struct maria_reading *r)
{
	return query(r, maria_triggers_sql, take_trigger);
}

/* ------------------------------------------------------------------ events */

enum {
	EVENT_NAME,
	EVENT_AT,
	EVENT_VALUE,
	EVENT_FIELD,
	EVENT_STARTS,
	EVENT_ENDS,
	EVENT_STATUS,
	EVENT_COMPLETION,
	EVENT_COMMENT,
	EVENT_BODY,
	EVENT_MODE,
	EVENT_AT_DISTANCE,
	EVENT_STARTS_DISTANCE,
	EVENT_ENDS_DISTANCE,
	EVENT_DEFINER,
	EVENT_ZONE
};

/* "2030-01-01 00:00:00" */
enum { HOUR_AT = 11, MINUTE_AT = 14, SECOND_AT = 17, TIME_LEN = 19 };

/* Has somebody chosen this time, to the minute, hour or day that it shows? */
static bool is_round(const char *time, int from)
{
	return strlen(time) < TIME_LEN ||
	       strncmp(time + from, &"00:00:00"[from - HOUR_AT], (size_t)(TIME_LEN - from)) == 0;
}

/* A time is absolute, or was reckoned from the moment in which the event was made; that one nobody
 * chose, so its seconds tell, or else its minutes or hours. */
static bool is_relative(const char *time, long long far)
{
	return far > 0 && ((far % 60 == 0 && !is_round(time, SECOND_AT)) ||
			   (far % 3600 == 0 && !is_round(time, MINUTE_AT)) ||
			   (far % 86400 == 0 && !is_round(time, HOUR_AT)));
}

/* A dump says the moment that came of it: such a one is kept, and nothing to compare. */
static void add_time(struct kit_text *out, const char *word, const char *time, const char *distance,
		     bool compared)
{
	long long far = distance ? strtoll(distance, NULL, 10) : -1;

	if (!time || (compared && !is_round(time, SECOND_AT)))
		return;
	if (is_relative(time, far))
		kit_text_write(out, " %s CURRENT_TIMESTAMP + INTERVAL %d SECOND", word,
			       (int64_t)far);
	else
		kit_text_write(out, " %s '%s'", word, time);
}

static void add_schedule(struct kit_text *out, MYSQL_ROW row, bool compared)
{
	const char *far = row[EVENT_STARTS_DISTANCE];

	if (row[EVENT_VALUE]) {
		kit_text_write(out, "EVERY %s %s", row[EVENT_VALUE], row[EVENT_FIELD]);
		/* STARTS is the moment of its making where nothing else was said */
		if (far && strcmp(far, "0") != 0)
			add_time(out, "STARTS", row[EVENT_STARTS], far, compared);
		add_time(out, "ENDS", row[EVENT_ENDS], row[EVENT_ENDS_DISTANCE], compared);
	} else {
		kit_text_add(out, "AT");
		add_time(out, "", row[EVENT_AT], row[EVENT_AT_DISTANCE], compared);
	}
}

static const char *status_word(const char *status)
{
	return strcmp(status, "ENABLED") == 0    ? "ENABLE"
	       : strcmp(status, "DISABLED") == 0 ? "DISABLE"
						 : "DISABLE ON SLAVE";
}

static int give_event(struct maria_reading *r, MYSQL_ROW row)
{
	struct kit_object o;
	struct kit_text schedule = { 0 }, shown = { 0 }, text = { 0 };
	const char *when;

	kit_object_begin(&o, WB_KIND_EVENT, NULL, row[EVENT_NAME]);
	add_schedule(&schedule, row, false);
	add_schedule(&shown, row, true);
	when = kit_object_own(&o, kit_text_take(&schedule));
	kit_text_add(&text, "EVENT ");
	kit_text_write(&text, "%N", row[EVENT_NAME]);
	kit_text_write(&text, " ON SCHEDULE %s ON COMPLETION %s %s", when ? when : "",
		       row[EVENT_COMPLETION], status_word(row[EVENT_STATUS]));
	if (*row[EVENT_COMMENT]) {
		struct kit_sink to = { .own = &text };

		kit_text_add(&text, " COMMENT ");
		kit_put_quoted(&to, '\'', !(r->c->lex_mode & MARIA_NO_BACKSLASH),
			       row[EVENT_COMMENT], strlen(row[EVENT_COMMENT]));
	}
	kit_text_write(&text, " DO %s", row[EVENT_BODY]);
	o.pub.text = kit_object_own(&o, kit_text_take(&text));
	maria_object_set(&o, "schedule", kit_object_own(&o, kit_text_take(&shown)));
	maria_object_set(&o, "on_completion", row[EVENT_COMPLETION]);
	maria_object_set(&o, "status", row[EVENT_STATUS]);
	maria_object_set(&o, "comment", row[EVENT_COMMENT]);
	maria_object_program(&o, row[EVENT_BODY], row[EVENT_MODE]);
	set_mode(&o, row[EVENT_MODE]);
	maria_object_set(&o, "time_zone", row[EVENT_ZONE]);
	set_definer(&o, r, "EVENT", row[EVENT_NAME], row[EVENT_DEFINER]);
	return kit_object_give(&o, r->sink, r->err);
}

static void take_event(void *ctx, MYSQL_ROW row)
{
	struct rows *rows = ctx;

	if (rows->r->rc == 0)
		rows->r->rc = give_event(rows->r, row);
}

int maria_give_events(struct maria_reading *r)
{
	return query(r, maria_events_sql, take_event);
}
