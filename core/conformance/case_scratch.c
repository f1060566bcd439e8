/* SPDX-License-Identifier: MIT */
/* scratch: databases to try things on. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "schemas_kit.h"

static bool open_scratch(struct trial *t, struct connection *out, const char *more)
{
	char name[48];

	snprintf(name, sizeof(name), "%.40s%s", t->table, more);
	wb_error_clear(&t->err);
	return driver_scratch_open(&t->a, name, NULL, out, &t->err) == 0 ||
	       trial_failed(t, "a scratch database");
}

static void drop_scratch(struct trial *t, struct connection *c, const char *more)
{
	struct wb_error ignored = WB_ERROR_INIT;
	char name[48];

	snprintf(name, sizeof(name), "%.40s%s", t->table, more);
	driver_close(c);
	driver_scratch_drop(&t->a, name, &ignored);
}

/* What is made on one is not on the target. */
static bool is_apart(struct trial *t)
{
	struct connection s = { .handle = NULL };
	bool fine = open_scratch(t, &s, "s");
	char name[64];

	trial_name(t, "", name, sizeof(name));
	fine = fine && trial_make(t, &s) && trial_change(t, &s, 3) && trial_look(t, &s, "3") &&
	       trial_gone(t, &t->a);
	drop_scratch(t, &s, "s");
	return fine;
}

static int count_tables(void *ctx, const struct wb_object *o)
{
	*(int *)ctx += o->kind == WB_KIND_TABLE;
	return 0;
}

static bool has_no_tables(struct trial *t, struct connection *s)
{
	const struct wb_scope scope = { .size = sizeof(scope),
					.home = s->server.home,
					.leaves = trial_leaves_nothing };
	int count = 0;
	struct wb_schema sink = { count_tables, trial_pass_edge, &count };

	wb_error_clear(&t->err);
	if (driver_introspect(s, &scope, &sink, &t->err) < 0)
		return trial_failed(t, "the schema can be read");
	return !count || trial_broken(t, "no table", "%d", count);
}

static bool is_empty(struct trial *t)
{
	struct connection s = { .handle = NULL };
	bool fine = trial_make(t, &t->a) && open_scratch(t, &s, "s") && has_no_tables(t, &s);

	drop_scratch(t, &s, "s");
	return fine && trial_look(t, &t->a, "0") && trial_drop(t, &t->a);
}

static bool has_two(struct trial *t)
{
	struct connection s = { .handle = NULL }, u = { .handle = NULL };
	bool fine = open_scratch(t, &s, "s") && open_scratch(t, &u, "u");
	char name[64];

	trial_name(t, "", name, sizeof(name));
	fine = fine && trial_make(t, &s) && trial_gone(t, &u) && trial_make(t, &u) &&
	       trial_change(t, &u, 1) && trial_look(t, &s, "0") && trial_ensure(t);
	drop_scratch(t, &s, "s");
	drop_scratch(t, &u, "u");
	return fine;
}

static bool drops_twice(struct trial *t)
{
	struct connection s = { .handle = NULL };
	char name[48];

	if (!open_scratch(t, &s, "s"))
		return false;
	drop_scratch(t, &s, "s");
	snprintf(name, sizeof(name), "%.40ss", t->table);
	wb_error_clear(&t->err);
	return driver_scratch_drop(&t->a, name, &t->err) == 0 ||
	       trial_failed(t, "dropping what is not there is no error");
}

/* What was dropped is gone with all that was in it. */
static bool comes_empty_again(struct trial *t)
{
	struct connection s = { .handle = NULL };
	bool fine = open_scratch(t, &s, "s") && trial_make(t, &s) && trial_change(t, &s, 3);

	drop_scratch(t, &s, "s");
	fine = fine && open_scratch(t, &s, "s") && trial_gone(t, &s);
	drop_scratch(t, &s, "s");
	return fine;
}

/* What belongs to a whole server, and what takes it away again. */
static const char *const of_servers[][2] = {
	{ "CREATE USER @ PASSWORD 'Whimbrel_1'", "DROP USER @" },
	{ "CREATE USER @ IDENTIFIED BY 'Whimbrel_1'", "DROP USER @" },
	{ "CREATE ROLE @", "DROP ROLE @" },
	{ "CREATE DATABASE @", "DROP DATABASE @" },
};

static bool is_done(struct trial *t, struct connection *c, const char *sql)
{
	struct buf text = { 0 };
	bool done;

	trial_fill(t, sql, 0, &text);
	done = trial_execute(t, c, buf_text(&text)) == 0;
	buf_release(&text);
	return done;
}

/* Made on the scratch database, it is in the way of the target's, and is no more once it is dropped there. */
static bool stays_inside(struct trial *t, struct connection *s, const char *const sql[2])
{
	bool first, second;

	if (!is_done(t, s, sql[0]))
		return true;
	first = is_done(t, &t->a, sql[0]);
	is_done(t, s, sql[1]);
	second = first || is_done(t, &t->a, sql[0]);
	is_done(t, &t->a, sql[1]);
	if (first || !second)
		return true;
	return trial_broken(t, "it is refused there, or the target knows nothing of it",
			    "%s on the scratch database made it on the target's server", sql[0]);
}

static bool leads_nowhere(struct trial *t)
{
	struct connection s = { .handle = NULL };
	bool fine = open_scratch(t, &s, "s");

	for (size_t i = 0; fine && i < sizeof(of_servers) / sizeof(of_servers[0]); i++)
		fine = stays_inside(t, &s, of_servers[i]);
	drop_scratch(t, &s, "s");
	return fine;
}

#define CASE(id_, promise_, run_, can_)                                                    \
	{                                                                                  \
		.id = "scratch." id_, .slot = "scratch", .promise = promise_, .run = run_, \
		.features = can_, .needs = NEEDS_SQL                                       \
	}

/* clang-format off */
const struct check_case scratch_cases[] = {
	CASE("apart", "what is made on a scratch database is not on the target", is_apart, CAN_SCRATCH),
	CASE("empty", "a scratch database is empty, and the target as it was", is_empty, CAN_SCRATCH | CAN_INTROSPECT),
	CASE("two", "two can be had at once", has_two, CAN_SCRATCH),
	CASE("again", "one of the same name that is made behind a drop is empty", comes_empty_again, CAN_SCRATCH),
	CASE("drop", "dropping one that is not there is no error", drops_twice, CAN_SCRATCH),
	CASE("inside", "nothing that is done there reaches users, roles and databases of the target's server", leads_nowhere, CAN_SCRATCH),
	{ .id = NULL }
};
