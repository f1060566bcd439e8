/* SPDX-License-Identifier: MIT */
/* Events, as objects. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

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
	maria_object_mode(&o, row[EVENT_MODE]);
	maria_object_set(&o, "time_zone", row[EVENT_ZONE]);
	maria_object_definer(&o, r, "EVENT", row[EVENT_NAME], row[EVENT_DEFINER]);
	return kit_object_give(&o, r->sink, r->err);
}

static void take_event(void *ctx, MYSQL_ROW row)
{
	struct maria_reading *r = ctx;
	bool there = row[EVENT_NAME] != NULL;

	/* an event has one time, or a distance between two */
	for (int i = EVENT_STATUS; there && i <= EVENT_MODE; i++)
		there = row[i] != NULL;
	there = there && row[row[EVENT_VALUE] ? EVENT_FIELD : EVENT_AT];
	if (r->rc == 0)
		r->rc = there ? give_event(r, row) : maria_no_answer(r->err);
}

int maria_give_events(struct maria_reading *r)
{
	struct kit_text sql = { 0 };
	int rc;

	kit_text_write(&sql, maria_events_sql, r->c->database);
	rc = maria_ask(r->c, &sql, take_event, r, r->err);
	return rc < 0 ? rc : r->rc;
}
