/* SPDX-License-Identifier: MIT */
/* Projects as people have them: up, down, broken off and taken up. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "cutter.h"
#include "dialect/features.h"
#include "process.h"
#include "project_kit.h"
#include "run/lease.h"
#include "run/calls.h"
#include "work.h"

static void own_tables(struct trial *t)
{
	char name[64];

	trial_name(t, "a", name, sizeof(name));
	trial_name(t, "b", name, sizeof(name));
}

/* Three steps on two tables. */
static bool write_chain(struct trial *t, const char *more)
{
	own_tables(t);
	return project_kit_enter(t) && project_kit_revision(t, 1, "m a,+a 1", "d a", more) &&
	       project_kit_revision(t, 2, "+a 2,m b,+b 5", "d b,+a -2", more) &&
	       project_kit_revision(t, 3, "+a 4", "+a -4", more);
}

static bool up(struct trial *t, const char *target)
{
	return project_kit_done(t, project_kit_upgrade(t, target), "the upgrade is done");
}

static bool down(struct trial *t, const char *target)
{
	return project_kit_done(t, project_kit_downgrade(t, target), "the downgrade is done");
}

static bool first_upgrade(struct trial *t)
{
	own_tables(t);
	return project_kit_enter(t) && project_kit_revision(t, 1, "m a,+a 1", "d a", NULL) &&
	       up(t, "head") && project_kit_applied(t, 1) && project_kit_sum(t, "a", "1") &&
	       down(t, "base") && project_kit_applied(t, 0);
}

static bool goes_up_and_down(struct trial *t)
{
	return write_chain(t, t->check->text) && up(t, "head") && project_kit_applied(t, 3) &&
	       project_kit_sum(t, "a", "7") && project_kit_sum(t, "b", "5") && down(t, "-1") &&
	       project_kit_applied(t, 2) && project_kit_sum(t, "a", "3") && down(t, "base") &&
	       project_kit_applied(t, 0) && up(t, "head") && project_kit_sum(t, "a", "7") &&
	       down(t, "base");
}

static bool goes_step_by_step(struct trial *t)
{
	return write_chain(t, NULL) && up(t, "+1") && project_kit_applied(t, 1) && up(t, "+1") &&
	       project_kit_applied(t, 2) && up(t, "+1") && project_kit_sum(t, "a", "7") &&
	       down(t, "-1") && down(t, "-1") && down(t, "-1") && project_kit_applied(t, 0);
}

static bool repeats_nothing(struct trial *t)
{
	return write_chain(t, NULL) && up(t, "head") && up(t, "head") &&
	       project_kit_sum(t, "a", "7") && project_kit_sum(t, "b", "5") && down(t, "base");
}

/* Step 2 fails at its third statement; what is before that statement stays where no transaction holds it, and is not
 * run again. */
static bool keeps_what_is_before(struct trial *t)
{
	const char *more = t->check->text;
	bool atomic = features_atomic(t->a.server.features) && !more;

	own_tables(t);
	if (!project_kit_enter(t) || !project_kit_revision(t, 1, "m a,+a 1", "d a", more) ||
	    !project_kit_revision(t, 2, "+a 2,+a 8,x", "+a -10", more))
		return false;
	if (project_kit_upgrade(t, "head") == 0)
		return trial_broken(t, "the run fails at the wrong statement", "it is done");
	if (!project_kit_applied(t, 1) || !project_kit_sum(t, "a", atomic ? "1" : "11"))
		return false;
	return project_kit_revision(t, 2, "+a 2,+a 8,+a 16", "+a -26", more) && up(t, "head") &&
	       project_kit_applied(t, 2) && project_kit_sum(t, "a", "27") && down(t, "base");
}

static bool names_the_failure(struct trial *t)
{
	own_tables(t);
	if (!project_kit_enter(t) || !project_kit_revision(t, 1, "m a,x", "d a", NULL))
		return false;
	if (project_kit_upgrade(t, "head") == 0)
		return trial_broken(t, "the run fails at the wrong statement", "it is done");
	if (t->err.status != WB_E_SQL)
		return trial_failed(t, "WB_E_SQL");
	return trial_is(t, t->err.message[0] != '\0', "the server's own message", "there is none");
}

static bool stamps(struct trial *t)
{
	struct wb_session *session = NULL;
	const char *target = "head";
	const struct wb_names targets = { &target, 1 };
	bool fine;

	if (!write_chain(t, NULL) || !project_kit_open(t, &session))
		return false;
	fine = project_kit_done(t, run_stamp(session, targets, 0, NULL, &t->err),
				"revisions are stamped");
	target = "base";
	fine = fine && project_kit_applied(t, 3) &&
	       project_kit_done(t, run_stamp(session, targets, 0, NULL, &t->err),
				"revisions are stamped out") &&
	       project_kit_applied(t, 0);
	wb_session_close(session);
	return fine;
}

/* ------------------------------------------------------------------ cuts */

/* Where nothing tells, a person decides: that is what is promised then. */
static bool may_be_uncertain(const struct trial *t)
{
	return !(t->a.server.features & CAN_JUDGE) && !features_atomic(t->a.server.features);
}

static bool forget_all(struct trial *t)
{
	struct wb_args args = trial_args(t);
	char id[64];
	bool fine = true;

	for (int n = 1; n <= 2; n++) {
		project_kit_id(t, n, id, sizeof(id));
		args.revision = id;
		fine = fine && trial_own_args(t, &t->a, WB_OWN_ERASE, &args);
	}
	args.revision = id;
	fine = fine && trial_own_args(t, &t->a, WB_OWN_LOG, &args);
	if (fine) {
		struct buf drop = { 0 };

		for (const char *p = t->words->drop; *p; p++)
			if (*p == '@')
				buf_printf(&drop, "%sa", t->table);
			else
				buf_char(&drop, *p);
		trial_execute(t, &t->a, buf_text(&drop));
		buf_release(&drop);
	}
	return fine;
}

static int take_owner(void *ctx, const struct wb_value *values, size_t count)
{
	char(*owner)[256] = ctx;

	snprintf(*owner, sizeof(*owner), "%.*s", count && values[0].data ? (int)values[0].len : 0,
		 count && values[0].data ? values[0].data : "");
	return 1;
}

/* The lease of a run that is dead is in the way until it expires, which another case waits for: here somebody ends it. */
static void end_lease(struct trial *t)
{
	char owner[256] = "";
	struct wb_args args = trial_args(t);
	struct wb_rows rows = { take_owner, &owner };
	struct wb_error ignored = WB_ERROR_INIT;

	if (t->a.server.features & CAN_LOCK)
		return;
	args.name = LEASE_NAME;
	driver_own(&t->a, WB_OWN_LEASE_READ, &args, &rows, &ignored);
	args.owner = owner;
	if (*owner)
		driver_own(&t->a, WB_OWN_LEASE_DROP, &args, NULL, &ignored);
}

/* Cut at operation `n` and taken up. 1: it went on to the end without being cut; 0: it is as it should be. */
static int cut_at(struct trial *t, int n, bool behind, bool upwards)
{
	char where[96];
	bool cut, fine;
	int rc;

	project_kit_cut(t, n, behind);
	rc = upwards ? project_kit_upgrade(t, "head") : project_kit_downgrade(t, "base");
	cut = project_kit_was_cut();
	project_kit_cut(t, 0, false);
	if (!cut)
		return project_kit_done(t, rc, "the run is done") ? 1 : -1;
	snprintf(where, sizeof(where), "cut %s operation %d of the %s, and run again",
		 behind ? "behind" : "before", n, upwards ? "upgrade" : "downgrade");
	end_lease(t);
	rc = upwards ? project_kit_upgrade(t, "head") : project_kit_downgrade(t, "base");
	if (rc == WB_E_UNCERTAIN && may_be_uncertain(t))
		return forget_all(t) ? 2 : -1;
	fine = project_kit_done(t, rc, where) && project_kit_applied(t, upwards ? 2 : 0) &&
	       (!upwards || project_kit_sum(t, "a", "7"));
	if (!fine)
		snprintf(t->out->sql, sizeof(t->out->sql), "%s", where);
	return fine ? 0 : -1;
}

/* At each operation of a run there and back. */
static bool survives_cuts(struct trial *t)
{
	const bool behind = t->check->arg & 1, upwards = t->check->arg & 2;
	const char *more = t->check->text;
	/* by the network there are many more places, and what is slow would take hours */
	const int64_t until = clock_ms() + (cutter_is_there() ? 20000 : 3600000);
	int rc = 0;

	own_tables(t);
	if (!project_kit_enter(t) || !project_kit_revision(t, 1, "m a,+a 1", "d a", more) ||
	    !project_kit_revision(t, 2, "+a 2,+a 4", "+a -6", more) || !up(t, "head") ||
	    (upwards && !down(t, "base")))
		return false;
	for (int n = 1; rc != 1 && n < 200 && clock_ms() < until; n++) {
		rc = cut_at(t, n, behind, upwards);
		if (rc < 0)
			return false;
		if (rc == 2 && !upwards && !up(t, "head"))
			return false;
		if (rc == 0 && !(upwards ? down(t, "base") : up(t, "head")))
			return false;
	}
	return upwards ? down(t, "base") : true;
}

/* The same by the network: whoever looks on has a connection of its own. */
static bool survives_cut_sockets(struct trial *t)
{
	const struct url *url = &t->target->url;

	if (!url->port ||
	    (!text_equal(url->host, "127.0.0.1") && !text_equal(url->host, "localhost")))
		return trial_left(
			t, "a certificate would not fit: the URL has no port, or another host "
			   "than 127.0.0.1 and localhost");
	if (!cutter_begin(t) || !trial_open(t, &t->a, 0))
		return false;
	cutter_enter(t);
	return survives_cuts(t);
}

/* ------------------------------------------------------------------ at once */

static bool runs_one_at_a_time(struct trial *t)
{
	pid_t children[4] = { 0 };
	bool fine = true;
	int status;

	if (!write_chain(t, NULL))
		return false;
	for (size_t i = 0; i < 4; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			int rc = project_kit_upgrade(t, "head");

			if (rc < 0)
				trial_failed(t, "each of four runs at once is done");
			process_end(rc >= 0);
		}
	}
	for (size_t i = 0; i < 4; i++) {
		if (children[i] < 0 || waitpid(children[i], &status, 0) < 0)
			return trial_left(t, "no process could be begun");
		fine = fine && process_ended_well(status);
	}
	if (!fine)
		return trial_broken(t, "each of four runs at once is done", "one failed");
	return trial_open(t, &t->a, 0) && project_kit_applied(t, 3) &&
	       project_kit_sum(t, "a", "7") && project_kit_sum(t, "b", "5") && down(t, "base");
}

/* A run that is killed holds nothing back. */
static bool is_taken_up_after_a_kill(struct trial *t)
{
	int status, ready[2];
	char byte;
	pid_t child;

	if (!write_chain(t, NULL) || pipe(ready) < 0)
		return false;
	child = fork();
	if (child == 0) {
		struct wb_session *session = NULL;

		if (!project_kit_open(t, &session) || session_begin(session, &t->err) < 0)
			process_end(0);
		if (write(ready[1], "x", 1) == 1)
			pause();
		process_end(0);
	}
	close(ready[1]);
	if (child < 0 || read(ready[0], &byte, 1) != 1) {
		close(ready[0]);
		return trial_failed(t, "a run begins");
	}
	close(ready[0]);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	return up(t, "head") && trial_open(t, &t->a, 0) && project_kit_sum(t, "a", "7") &&
	       down(t, "base");
}

/* clang-format off */
#define CASE(id_, promise_, run_) CASE_ON(id_, promise_, run_, 0)
#define CASE_ON(id_, promise_, run_, more_) \
	.id = "project." id_, .slot = "execute", .promise = promise_, .run = run_, .needs = NEEDS_WORDS | NEEDS_UPGRADE | more_

static const struct check_case upgrade_case = {
	CASE("first", "`upgrade` is possible", first_upgrade)
};

const struct check_case project_cases[] = {
	{ CASE("up-and-down", "three steps go up, down and up again", goes_up_and_down) },
	{ CASE("up-and-down-in-parts", "the same outside of transactions", goes_up_and_down), .text = "transaction:false" },
	{ CASE("step-by-step", "+1 and -1 do a step each", goes_step_by_step) },
	{ CASE("twice", "an upgrade of what is applied does nothing", repeats_nothing) },
	{ CASE("failure", "what is before the step that failed stays, and the step goes on once it is mended", keeps_what_is_before) },
	{ CASE("failure-in-parts", "a step that failed half-way goes on where it stopped", keeps_what_is_before),
	  .text = "transaction:false" },
	{ CASE("message", "a failure comes with the server's message", names_the_failure) },
	{ CASE("stamp", "revisions are stamped in and out", stamps) },
	{ CASE("cut-before-up", "cut before any operation of an upgrade, the next run ends right", survives_cuts), .arg = 2 },
	{ CASE("cut-behind-up", "cut behind any operation of an upgrade, the next run ends right", survives_cuts), .arg = 3 },
	{ CASE("cut-before-down", "cut before any operation of a downgrade, the next run ends right", survives_cuts) },
	{ CASE("cut-behind-down", "cut behind any operation of a downgrade, the next run ends right", survives_cuts), .arg = 1 },
	{ CASE("cut-before-part", "cut before any operation of a step in parts, the next run ends right", survives_cuts),
	  .arg = 2, .text = "transaction:false" },
	{ CASE("cut-behind-part", "cut behind any operation of a step in parts, the next run ends right", survives_cuts),
	  .arg = 3, .text = "transaction:false" },
	{ CASE_ON("socket-before", "the network is cut before any message of an upgrade, and the next run ends right", survives_cut_sockets,
		  NEEDS_HOST | NEEDS_LATER | NEEDS_ROLLBACK), .arg = 2 },
	{ CASE_ON("socket-behind", "the network is cut behind any message of an upgrade, and the next run ends right", survives_cut_sockets,
		  NEEDS_HOST | NEEDS_LATER | NEEDS_ROLLBACK), .arg = 3, .text = "transaction:false" },
	{ CASE_ON("at-once", "of four runs at once each step is done by one", runs_one_at_a_time, NEEDS_SHARED | NEEDS_LATER) },
	{ CASE_ON("killed", "a run that was killed holds nobody back", is_taken_up_after_a_kill, NEEDS_SHARED | NEEDS_LATER) },
	{ .id = NULL }
};
/* clang-format on */

const struct check_case *work_upgrade_case(void)
{
	return &upgrade_case;
}
