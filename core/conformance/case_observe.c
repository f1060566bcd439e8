/* SPDX-License-Identifier: MIT */
/* observe and end_session: another session, seen from outside. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "trial.h"

static bool observe(struct trial *t, const char *session, struct wb_activity *out)
{
	memset(out, 0, sizeof(*out));
	out->size = sizeof(*out);
	wb_error_clear(&t->err);
	snprintf(t->out->sql, sizeof(t->out->sql), "observe %s", session);
	return driver_observe(&t->a, session, out, NULL, &t->err) == 0 ||
	       trial_failed(t, "what the session is doing");
}

static bool sees_alive(struct trial *t)
{
	struct wb_activity activity;

	return trial_second(t) && observe(t, t->b.server.session, &activity) &&
	       (activity.alive ||
		trial_left(t, "a session that has nothing under way is told as one that is gone"));
}

/* A session ends a moment after its connection. */
static bool sees_dead(struct trial *t)
{
	struct wb_activity activity = { .alive = 1 };
	char session[128];
	int64_t until = clock_ms() + 10000;

	if (!trial_second(t))
		return false;
	snprintf(session, sizeof(session), "%s", t->b.server.session);
	driver_close(&t->b);
	while (activity.alive && clock_ms() < until)
		if (!observe(t, session, &activity))
			return false;
	return trial_is(t, !activity.alive, "a session whose connection is closed is not alive",
			"it is");
}

static bool knows_no_stranger(struct trial *t)
{
	struct wb_activity activity;

	wb_error_clear(&t->err);
	memset(&activity, 0, sizeof(activity));
	activity.size = sizeof(activity);
	/* an error with words is as good */
	if (driver_observe(&t->a, t->check->text, &activity, NULL, &t->err) < 0)
		return trial_is(t, t->err.message[0] != '\0', "words", "none") &&
		       trial_own(t, &t->a, WB_OWN_ROLLBACK);
	return trial_is(t, !activity.alive, "nobody of that name is alive", "somebody is");
}

static bool ends_session(struct trial *t)
{
	int64_t until = clock_ms() + 10000;
	int rc = 0;

	if (!trial_second(t))
		return false;
	wb_error_clear(&t->err);
	if (driver_end_session(&t->a, t->b.server.session, false, &t->err) < 0)
		return trial_failed(t, "the session is ended");
	while (rc == 0 && clock_ms() < until)
		rc = trial_execute(t, &t->b, t->words->wrong) == WB_E_LOST ? WB_E_LOST : 0;
	return rc == WB_E_LOST ||
	       trial_broken(t, "WB_E_LOST on the connection whose session was ended", "WB_E_%s: %s",
			    trial_status_name(t->err.status), t->err.message);
}

static bool loses_transaction(struct trial *t)
{
	return trial_ensure(t) && trial_second(t) && trial_own(t, &t->b, WB_OWN_BEGIN) &&
	       trial_own(t, &t->b, WB_OWN_RECORD) &&
	       (driver_end_session(&t->a, t->b.server.session, false, &t->err) == 0 ||
		trial_failed(t, "the session is ended")) &&
	       (driver_close(&t->b), true) &&
	       trial_row(t, &t->a, false, "behind the end of a session that did not commit");
}

static int count_row(void *ctx, const struct wb_value *values, size_t count)
{
	(void)values;
	(void)count;
	++*(int *)ctx;
	return 0;
}

static bool names_no_blocker(struct trial *t)
{
	int blockers = 0;
	struct wb_rows rows = { count_row, &blockers };
	struct wb_activity activity = { .size = sizeof(activity) };

	if (!trial_second(t))
		return false;
	wb_error_clear(&t->err);
	if (driver_observe(&t->a, t->b.server.session, &activity, &rows, &t->err) < 0)
		return trial_failed(t, "what the session is doing");
	return blockers == 0 || trial_broken(t, "nobody blocks an idle session", "%d do", blockers);
}

#define CASE(id_, slot_, promise_, run_, text_)                                        \
	{                                                                              \
		.id = "observe." id_, .slot = slot_, .promise = promise_, .run = run_, \
		.features = CAN_OBSERVE, .needs = NEEDS_WORDS, .text = text_           \
	}

/* clang-format off */
const struct check_case observe_cases[] = {
	CASE("alive", "observe", "a session that is there is alive", sees_alive, NULL),
	CASE("dead", "observe", "one that is gone is not", sees_dead, NULL),
	CASE("stranger", "observe", "nobody is known by a name that nobody has", knows_no_stranger, "99999999"),
	CASE("injection", "observe", "a name is no SQL", knows_no_stranger, "1'; DROP TABLE whimbrel_version; --"),
	CASE("blockers", "observe", "nobody blocks an idle session", names_no_blocker, NULL),
	CASE("end", "end_session", "end_session ends it, and its connection is told WB_E_LOST", ends_session, NULL),
	CASE("end-transaction", "end_session", "what it did not commit is gone", loses_transaction, NULL),
	{ .id = NULL }
};
