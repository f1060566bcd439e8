/* SPDX-License-Identifier: MIT */
#include "suite.h"

#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "calls.h"
#include "process.h"
#include "project_kit.h"
#include "trial.h"
#include "work.h"

#define TIMEOUT_MS 60000
#define MANUAL "whimbrel-dialect(3)"

static const struct check_case *const groups[] = {
	table_cases,   connect_cases, quote_cases,       split_cases,   own_cases,
	log_cases,     execute_cases, transaction_cases, run_cases,     lock_cases,
	lease_cases,   observe_cases, resume_cases,      offline_cases, database_cases,
	schema_cases,  change_cases,  kind_cases,        scratch_cases, sample_cases,
	project_cases, copy_cases,    hostile_cases,
};

#define EARLY_MOST 8

/* A case that was tried before its turn. */
struct early {
	const struct check_case *check;
	struct outcome outcome;
};

struct suite {
	struct wb_project *project;
	const struct plugin *plugin;
	const char *only; /* a pattern of ids, or a slot; NULL: all */
	uint32_t timeout_ms;
	void (*take)(void *ctx, const struct wb_conformance *finding);
	void *ctx;
	char prefix[16];
	struct outcome *out;
	struct outcome facts;
	struct string_vec broken, causes; /* ids, and what was seen */
	struct string_vec unheld;         /* ids of all that does not hold, or says nothing */
	struct early early[EARLY_MOST];
	size_t early_count;
	unsigned number;
	bool upgrades; /* is a run possible? */
	int found;
};

/* ------------------------------------------------------------------ what is left out, and why */

static const struct {
	uint64_t feature;
	const char *slot, *without;
} lacks[] = {
	{ CAN_LOCK, "lock",
	  "no slot lock, or it does not hold on this connection: a lease is used" },
	{ CAN_LEASE, "compose",
	  "it has a lock of its own and does not say WB_F_LEASE: that lock is used" },
	{ CAN_SEND_AHEAD, "run", "no slot run: operations are executed one by one" },
	{ CAN_CANCEL, "cancel",
	  "no slot cancel: an interrupted statement runs to its end or to its time-out" },
	{ CAN_OBSERVE, "observe",
	  "no slots observe and end_session: nobody tells who blocks, and what a dead run left is "
	  "waited for" },
	{ CAN_JUDGE, "probe",
	  "no slots probe and judge: a statement that a crash cut off is exit 5, and a person "
	  "decides" },
	{ CAN_INTROSPECT, "introspect",
	  "no slot introspect: check, diff and --autogenerate can't compare schemas" },
	{ CAN_RENDER, "render", "no slot render: --autogenerate and schema dump write nothing" },
	{ CAN_SCRATCH, "scratch", "no slot scratch: nothing is proved before it is shown" },
	{ CAN_DATABASE, "database", "no slot database: create and drop refuse" },
	{ CAN_BACKUP, "backup", "no slot backup" },
	{ WB_F_SHARED_COMMIT, "describe", "steps don't share commits: savepoints are not used" },
	{ WB_F_TRANSACTIONAL_DDL, "describe", "DDL is not transactional here" },
	{ WB_F_SERVER_CLOCK, "compose", "durations are measured by the engine" },
	{ WB_F_STOPS, "execute", "it does not say WB_F_STOPS: the engine cancels" },
};

/* Where each statement commits together with its row no crash can part them. */
static const char *without(const struct suite *s, size_t lack)
{
	return lacks[lack].feature == CAN_JUDGE && s->facts.features & WB_F_TRANSACTIONAL_DDL
		       ? "no slots probe and judge, and no need of them but for statements that "
			 "refuse a transaction: all others commit together with their row"
		       : lacks[lack].without;
}

static const char *why_left(const struct suite *s, const struct check_case *check)
{
	const uint32_t needs = check->needs;
	const struct words *words = s->facts.words >= 0 ? &trial_words[s->facts.words] : NULL;

	for (size_t i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++)
		if ((check->features & lacks[i].feature) && !(s->facts.features & lacks[i].feature))
			return without(s, i);
	if ((needs & NEEDS_UPGRADE) && !s->upgrades)
		return "no run is possible yet: see the first line";
	if (!(needs & NEEDS_NOBODY) && !s->facts.known)
		return "there is no connection";
	if ((needs & (NEEDS_WORDS | NEEDS_SQL)) && !words)
		return "no user's statement that the suite knows of works here";
	if ((needs & NEEDS_SQL) && !words->sql)
		return "the database has no SQL";
	if ((needs & NEEDS_COMPOSE) && !(s->facts.features & CAN_COMPOSE))
		return "neither compose nor portable is there: own operations are no texts";
	if ((needs & NEEDS_OFFLINE) && !s->facts.offline)
		return "compose writes no scripts (UNSUPPORTED for WB_OWN_SCRIPT_HEAD): --sql is "
		       "refused";
	if ((needs & NEEDS_UNUSED) && !s->facts.unused)
		return "whimbrel's tables are there already: give a database that is empty";
	if ((needs & NEEDS_SHARED) && !s->facts.shared)
		return "the database lives in one process";
	if ((needs & NEEDS_HOST) && !s->project->setup.target.url.host)
		return "the URL has no host";
	if ((needs & NEEDS_ROLLBACK) && (s->plugin->table.features & WB_F_NO_ROLLBACK))
		return "it says WB_F_NO_ROLLBACK: nothing can be taken back";
	return NULL;
}

/* The group's cases, one after the other. */
static void each_case(struct suite *s, void (*call)(struct suite *s, const struct check_case *c))
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		for (const struct check_case *c = groups[i]; c->id; c++)
			call(s, c);
}

static bool is_wanted(const struct suite *s, const struct check_case *check)
{
	return !s->only || fnmatch(s->only, check->id, 0) == 0 || text_equal(s->only, check->slot);
}

/* ------------------------------------------------------------------ one case */

static void begin(struct suite *s, const struct check_case *check, struct work *work)
{
	memset(s->out, 0, sizeof(*s->out));
	s->out->words = -1;
	*work = (struct work){ .project = s->project,
			       .plugin = s->plugin,
			       .check = check,
			       .out = s->out,
			       .offline = s->facts.offline,
			       .words = s->facts.words >= 0 ? &trial_words[s->facts.words] : NULL };
	snprintf(work->name, sizeof(work->name), "%s_%u", s->prefix, s->number++);
}

static void tell_end(struct suite *s, enum process_end end, int signal_number)
{
	struct outcome *o = s->out;

	if (end == PROCESS_HUNG)
		snprintf(o->seen, sizeof(o->seen), "it did not come to an end within %u ms%s%s",
			 (unsigned)s->timeout_ms, o->seen[0] ? "; before that: " : "", "");
	else if (end == PROCESS_CRASHED)
		snprintf(o->seen, sizeof(o->seen), "the process was ended: %s",
			 signal_number ? strsignal(signal_number) : "it exited");
	else if (end == PROCESS_NOT_BEGUN)
		snprintf(o->seen, sizeof(o->seen), "no process could be begun");
	if (end != PROCESS_DONE) {
		o->result = RESULT_BROKEN;
		if (!o->expected[0])
			snprintf(o->expected, sizeof(o->expected), "an answer");
	}
}

/* What a case left behind. */
static void clean(struct suite *s, const struct work *before)
{
	struct outcome left = *s->out;
	struct work work = *before;
	int ignored;

	work.cleans = true;
	process_run(work_run, &work, s->timeout_ms, &s->out->beats, &ignored);
	*s->out = left;
}

static void run_case(struct suite *s, const struct check_case *check)
{
	struct work work;
	enum process_end end;
	int signal_number;

	begin(s, check, &work);
	end = process_run(work_run, &work, s->timeout_ms, &s->out->beats, &signal_number);
	tell_end(s, end, signal_number);
	project_kit_leave(s->out->folder);
	if (s->out->result == RESULT_BROKEN || s->out->name_count || s->out->rows > 0)
		clean(s, &work);
}

static void give(struct suite *s, const struct check_case *check, const char *id)
{
	const struct outcome *o = s->out;
	char manual[96];
	struct wb_conformance finding = { .size = sizeof(finding),
					  .result = o->result,
					  .id = id,
					  .slot = check->slot,
					  .title = check->promise,
					  .detail = o->reason,
					  .manual = manual };

	snprintf(manual, sizeof(manual), MANUAL ", %s", check->slot);
	finding.sql = o->result == RESULT_BROKEN ? o->sql : "";
	finding.expected = o->result == RESULT_BROKEN ? o->expected : "";
	finding.seen = o->result == RESULT_BROKEN ? o->seen : "";
	s->take(s->ctx, &finding);
}

/* One cause is one failure. */
static void merge(struct suite *s, const struct check_case *check)
{
	struct outcome *o = s->out;
	ptrdiff_t at = o->seen[0] ? string_vec_find(&s->causes, o->seen) : -1;

	string_vec_add(&s->unheld, check->id);
	if (at >= 0) {
		o->result = RESULT_LEFT_OUT;
		snprintf(o->reason, sizeof(o->reason), "the same as %s: %.300s",
			 s->broken.items[at], o->seen);
		return;
	}
	if (o->seen[0] && string_vec_add(&s->broken, check->id) == 0)
		string_vec_add(&s->causes, o->seen);
	s->found++;
}

/* What an unused database is like is looked at before it is used. */
static void try_unused(struct suite *s, const struct check_case *check)
{
	if (!(check->needs & NEEDS_UNUSED) || !is_wanted(s, check) || why_left(s, check) ||
	    s->early_count == EARLY_MOST)
		return;
	run_case(s, check);
	s->early[s->early_count].check = check;
	s->early[s->early_count++].outcome = *s->out;
}

static bool was_tried(struct suite *s, const struct check_case *check)
{
	for (size_t i = 0; i < s->early_count; i++)
		if (s->early[i].check == check) {
			*s->out = s->early[i].outcome;
			return true;
		}
	return false;
}

static bool is_unheld(void *ctx, const char *id)
{
	return string_vec_find(&((struct suite *)ctx)->unheld, id) >= 0;
}

static void try_case(struct suite *s, const struct check_case *check)
{
	const char *why = why_left(s, check), *needed;

	if (!is_wanted(s, check))
		return;
	memset(s->out, 0, sizeof(*s->out));
	s->out->result = RESULT_LEFT_OUT;
	if (why)
		snprintf(s->out->reason, sizeof(s->out->reason), "%s", why);
	else if ((needed = depends_on(check->id, is_unheld, s))) {
		snprintf(s->out->reason, sizeof(s->out->reason),
			 "it says nothing while %s does not hold", needed);
		string_vec_add(&s->unheld, check->id);
	} else if (!was_tried(s, check))
		run_case(s, check);
	if (s->out->result == RESULT_BROKEN)
		merge(s, check);
	give(s, check, check->id);
}

/* ------------------------------------------------------------------ all of them */

static int open_suite(struct suite *s, struct wb_error *err)
{
	const struct target *target = &s->project->setup.target;

	if (!target->known)
		return wb_error_set(err, WB_E_CONFIG, "no database is named: give --url");
	if (project_dialect_to_connect(s->project, &s->plugin, err) < 0)
		return wb_error_kept(err);
	memcpy(s->prefix, "wbc_", 4);
	if (text_random_hex(s->prefix + 4, 6, err) < 0)
		return wb_error_kept(err);
	s->out = process_share(sizeof(*s->out));
	return s->out ? 0 : wb_error_nomem(err);
}

static void note_slot(struct string_vec *slots, const char *slot)
{
	if (string_vec_find(slots, slot) < 0)
		string_vec_add(slots, slot);
}

/* Before anything is tried. */
static int check_only(const struct suite *s, struct wb_error *err)
{
	struct string_vec slots = { 0 };
	struct buf list = { 0 };
	bool any = false;

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		for (const struct check_case *c = groups[i]; c->id; c++) {
			any = any || is_wanted(s, c);
			note_slot(&slots, c->slot);
		}
	for (size_t i = 0; !any && i < slots.count; i++)
		buf_printf(&list, "%s%s", i ? ", " : "", slots.items[i]);
	if (!any)
		wb_error_set(err, WB_E_USAGE,
			     "--only %.100s: no case is called so, and no slot: there are cases of "
			     "%s",
			     s->only, buf_text(&list));
	buf_release(&list);
	string_vec_free(&slots);
	return any ? 0 : wb_error_kept(err);
}

/* What the connection is like; and is a run possible at all? That is the first line. */
static int look_first(struct suite *s, struct wb_error *err)
{
	static const struct check_case facts = { .id = "connect.facts",
						 .slot = "connect",
						 .promise = "it connects and says what it is",
						 .run = work_facts };
	static const struct check_case shared = { .id = "connect.shared",
						  .slot = "connect",
						  .promise = "other processes see it",
						  .run = work_shared };
	const struct check_case *upgrade = work_upgrade_case();

	s->facts.words = -1;
	run_case(s, &facts);
	s->facts = *s->out;
	if (s->facts.reason[0] && s->facts.result == RESULT_LEFT_OUT)
		return wb_error_set(err, WB_E_CONFIG, "%s", s->facts.reason);
	if (s->facts.known)
		each_case(s, try_unused);
	*s->out = s->facts;
	if (s->facts.known && s->facts.words >= 0)
		run_case(s, upgrade);
	else if (s->facts.known)
		snprintf(s->out->seen, sizeof(s->out->seen),
			 "no user's statement that the suite knows of works: %.1000s",
			 s->facts.seen);
	s->upgrades = s->out->result == RESULT_HOLDS;
	if (!s->upgrades) {
		s->out->result = RESULT_BROKEN;
		if (s->out->seen[0] && string_vec_add(&s->broken, "upgrade") == 0)
			string_vec_add(&s->causes, s->out->seen);
		s->found++;
	}
	give(s, s->facts.known ? upgrade : &facts, "upgrade");
	run_case(s, &shared);
	s->facts.shared = s->out->shared;
	return 0;
}

/* The suite leaves behind what it found. Said where it can't be so. */
static void leave(struct suite *s)
{
	static const struct check_case tables = { .id = "suite.leaves",
						  .slot = "execute",
						  .promise = "the suite leaves no tables behind",
						  .run = work_drop_tables };

	if (!s->facts.unused || s->facts.words < 0)
		return;
	run_case(s, &tables);
	if (s->out->result == RESULT_HOLDS)
		return;
	if (s->out->result == RESULT_BROKEN)
		snprintf(s->out->reason, sizeof(s->out->reason), "%.500s", s->out->seen);
	s->out->result = RESULT_LEFT_OUT;
	give(s, &tables, tables.id);
}

int conformance_run(struct wb_project *project, const struct wb_conformance_options *options,
		    void (*take)(void *ctx, const struct wb_conformance *finding), void *ctx,
		    struct wb_error *err)
{
	struct suite s = { .project = project, .take = take, .ctx = ctx, .timeout_ms = TIMEOUT_MS };
	int rc;

	if (options && options->timeout_ms)
		s.timeout_ms = options->timeout_ms;
	s.only = options ? options->only : NULL;
	rc = open_suite(&s, err);
	if (rc == 0)
		rc = check_only(&s, err);
	if (rc == 0)
		rc = look_first(&s, err);
	if (rc == 0)
		each_case(&s, try_case);
	if (s.out)
		leave(&s);
	process_unshare(s.out, sizeof(*s.out));
	string_vec_free(&s.broken);
	string_vec_free(&s.causes);
	string_vec_free(&s.unheld);
	return rc < 0 ? rc : s.found;
}
