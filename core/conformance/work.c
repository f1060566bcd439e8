/* SPDX-License-Identifier: MIT */
#include "work.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

static void hear(void *ctx, int level, const char *message)
{
	struct trial *t = ctx;

	buf_printf(&t->logged, "%d %s\n", level, message);
}

static void prepare(struct trial *t, const struct work *w)
{
	*t = (struct trial){ .project = w->project,
			     .plugin = w->plugin,
			     .target = &w->project->setup.target,
			     .words = w->words,
			     .offline = w->offline,
			     .check = w->check,
			     .out = w->out,
			     .err = WB_ERROR_INIT };
	t->client.listener.size = sizeof(t->client.listener);
	t->client.listener.ctx = t;
	t->client.listener.log = hear;
	/* what engine and project have to say is none of the caller's business */
	w->project->client.listener = t->client.listener;
	snprintf(t->table, sizeof(t->table), "%.40s", w->name);
	snprintf(t->revision, sizeof(t->revision), "%.40s", w->name);
	snprintf(t->run_id, sizeof(t->run_id), "%.16s", w->name);
}

/* ------------------------------------------------------------------ cleaning */

static void drop_one(struct trial *t, const char *name)
{
	snprintf(t->table, sizeof(t->table), "%s", name);
	if (t->words->drop_view)
		trial_user(t, &t->a, t->words->drop_view, 0);
	trial_user(t, &t->a, t->words->drop, 0);
}

/* Twice: one that another one refers to goes behind that. */
static void drop_names(struct trial *t)
{
	for (unsigned turn = 0; t->words && turn < 2; turn++) {
		for (unsigned i = 0; i < t->out->name_count; i++)
			drop_one(t, t->out->names[i]);
		drop_one(t, t->revision);
	}
}

static int erase_ours(void *ctx, const struct wb_value *values, size_t count)
{
	struct string_vec *ids = ctx;

	if (count && values[0].data && values[0].len > 4 && strncmp(values[0].data, "wbc_", 4) == 0)
		string_vec_add_len(ids, values[0].data, values[0].len);
	return 0;
}

static void erase_rows(struct trial *t)
{
	struct string_vec ids = { 0 };
	struct wb_rows rows = { erase_ours, &ids };
	struct wb_args args = trial_args(t);

	wb_error_clear(&t->err);
	driver_own(&t->a, WB_OWN_READ, &args, &rows, &t->err);
	for (size_t i = 0; i < ids.count; i++) {
		args.revision = ids.items[i];
		trial_own_args(t, &t->a, WB_OWN_ERASE, &args);
	}
	string_vec_free(&ids);
}

/* A step that a case left half done must not be taken up by the next one's run. */
static void close_journal(struct trial *t)
{
	if (t->a.server.tables == WB_TABLES_PRESENT)
		trial_own(t, &t->a, WB_OWN_LOG);
}

static int take_owner(void *ctx, const struct wb_value *values, size_t count)
{
	if (count && values[0].data)
		buf_add(ctx, values[0].data, values[0].len);
	return 1;
}

static void drop_lease(struct trial *t)
{
	struct wb_args args = { .size = sizeof(args), .name = "whimbrel_version", .key = "" };
	struct buf owner = { 0 };
	struct wb_rows rows = { take_owner, &owner };

	wb_error_clear(&t->err);
	if ((t->a.server.features & CAN_LEASE) && !(t->a.server.features & CAN_LOCK) &&
	    driver_own(&t->a, WB_OWN_LEASE_READ, &args, &rows, &t->err) == 0 && owner.len) {
		args.owner = buf_text(&owner);
		driver_own(&t->a, WB_OWN_LEASE_DROP, &args, NULL, &t->err);
	}
	buf_release(&owner);
}

static void clean(struct trial *t)
{
	if (!trial_open(t, &t->a, 0))
		return;
	drop_names(t);
	erase_rows(t);
	close_journal(t);
	drop_lease(t);
	driver_close(&t->a);
}

/* ------------------------------------------------------------------ a case */

void work_run(void *work)
{
	const struct work *w = work;
	struct trial t;

	prepare(&t, w);
	if (w->cleans) {
		clean(&t);
		return;
	}
	if ((w->check->needs & (NEEDS_NOBODY | NEEDS_LATER)) || trial_open(&t, &t.a, 0))
		if (w->check->run(&t) && !t.out->expected[0])
			t.out->result = RESULT_HOLDS;
	driver_close(&t.b);
	driver_close(&t.a);
	if (t.out->result == RESULT_BROKEN && !t.out->expected[0]) {
		snprintf(t.out->expected, sizeof(t.out->expected), "%s", w->check->promise);
		snprintf(t.out->seen, sizeof(t.out->seen), "it does not hold");
	}
	buf_release(&t.logged);
}

/* ------------------------------------------------------------------ facts */

static bool works(struct trial *t, const struct words *words)
{
	struct buf seen = { 0 };
	bool all;

	t->words = words;
	memset(t->out->expected, 0, sizeof(t->out->expected));
	all = trial_make(t, &t->a) && trial_change(t, &t->a, 2) && trial_look(t, &t->a, "2") &&
	      trial_drop(t, &t->a);
	if (!all)
		trial_execute(t, &t->a, "ROLLBACK");
	buf_release(&seen);
	return all;
}

static void find_words(struct trial *t)
{
	for (int i = 0; i < trial_words_count && t->out->words < 0; i++)
		if (works(t, &trial_words[i]))
			t->out->words = i;
	/* the SQL's failure is the one to tell */
	if (t->out->words < 0)
		works(t, &trial_words[0]);
	else
		t->out->expected[0] = '\0';
}

static int count_strangers(void *ctx, const struct wb_value *values, size_t count)
{
	*(unsigned *)ctx += count && values[0].data &&
			    !(values[0].len > 4 && strncmp(values[0].data, "wbc_", 4) == 0);
	return 0;
}

bool work_facts(struct trial *t)
{
	const struct wb_args args = { .size = sizeof(args) };
	unsigned strangers = 0;
	struct wb_rows rows = { count_strangers, &strangers };
	const struct composer offline = composer_of(&t->project->offline);
	struct buf head = { 0 };

	t->out->features = t->a.server.features;
	t->out->unused = t->a.server.tables == WB_TABLES_ABSENT;
	wb_error_clear(&t->err);
	/* what describe says of it is looked at by a case */
	if (!t->out->unused)
		t->out->unused =
			driver_own(&t->a, WB_OWN_READ, &args, &rows, &t->err) == WB_E_NO_TABLES;
	if (strangers)
		return trial_left(t,
				  "%s has %u applied revisions: the suite needs a database of its "
				  "own, it upgrades and downgrades there",
				  t->target->shown, strangers);
	wb_error_clear(&t->err);
	t->out->offline = driver_compose(offline, WB_OWN_SCRIPT_HEAD, &args, &head, &t->err) >= 0 &&
			  (t->out->features & CAN_COMPOSE);
	buf_release(&head);
	find_words(t);
	t->out->known = true;
	return t->out->words >= 0;
}

/* Under the name by which own operations write it. */
static bool drop_own(struct trial *t, const char *table)
{
	const char *home = t->a.server.home, *at = strchr(t->words->drop, '@');
	struct buf sql = { 0 };
	bool done;

	buf_add(&sql, t->words->drop, (size_t)(at - t->words->drop));
	done = !*home ||
	       driver_quote_name(composer_of(&t->a), home, strlen(home), &sql, &t->err) == 0;
	buf_printf(&sql, "%s%s%s", *home ? "." : "", table, at + 1);
	done = done && trial_execute(t, &t->a, buf_text(&sql)) == 0;
	buf_release(&sql);
	return done;
}

bool work_drop_tables(struct trial *t)
{
	bool done;

	if (t->a.server.tables != WB_TABLES_PRESENT)
		return true;
	/* the first is there only where there were leases, or a lock that is a table */
	drop_own(t, "whimbrel_lock");
	done = drop_own(t, "whimbrel_log") && drop_own(t, "whimbrel_version");
	return done || trial_left(t, "whimbrel's tables stay in %s, and are yours to drop: %s",
				  t->target->shown, t->err.message);
}

bool work_shared(struct trial *t)
{
	t->out->shared = t->a.server.tables == WB_TABLES_PRESENT;
	return true;
}
