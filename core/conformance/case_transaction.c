/* SPDX-License-Identifier: MIT */
/* Transactions, and the model of them that the dialect says it has. */
#include "dialect/features.h"
#include "trial.h"

static bool rolls_back(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_RECORD) && trial_own(t, &t->a, WB_OWN_LOG) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK) &&
	       trial_row(t, &t->a, false, "behind ROLLBACK");
}

static bool commits(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_RECORD) && trial_own(t, &t->a, WB_OWN_COMMIT) &&
	       trial_second(t) &&
	       trial_row(t, &t->b, true, "behind COMMIT, on another connection") &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool commits_for_good(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_RECORD) && trial_own(t, &t->a, WB_OWN_COMMIT) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK) &&
	       trial_row(t, &t->a, true, "behind COMMIT and ROLLBACK") &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool commits_by_itself(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_RECORD) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK) &&
	       trial_row(t, &t->a, true, "where nothing was begun") &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool hides(struct trial *t)
{
	return trial_ensure(t) && trial_second(t) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_RECORD) &&
	       trial_row(t, &t->b, false, "on another connection, before COMMIT") &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK);
}

static bool sees_its_own(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_RECORD) &&
	       trial_row(t, &t->a, true, "in its own transaction") &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK);
}

static bool ends_nothing(struct trial *t)
{
	for (int i = 0; i < 2; i++)
		if (!trial_own(t, &t->a, WB_OWN_ROLLBACK))
			return false;
	return true;
}

static bool is_lost_with_its_connection(struct trial *t)
{
	return trial_ensure(t) && trial_second(t) && trial_own(t, &t->b, WB_OWN_BEGIN) &&
	       trial_own(t, &t->b, WB_OWN_RECORD) && (driver_close(&t->b), true) &&
	       trial_row(t, &t->a, false, "once the connection that did not commit is closed");
}

static bool rolls_back_users(struct trial *t)
{
	return trial_make(t, &t->a) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_change(t, &t->a, 5) && trial_own(t, &t->a, WB_OWN_ROLLBACK) &&
	       trial_look(t, &t->a, "0") && trial_drop(t, &t->a);
}

static bool rolls_back_behind_failure(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_RECORD) && trial_refused(t, &t->a, t->words->wrong, 0) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK) &&
	       trial_row(t, &t->a, false, "behind a failure and ROLLBACK") &&
	       trial_own(t, &t->a, WB_OWN_BEGIN) && trial_own(t, &t->a, WB_OWN_ROLLBACK);
}

/* The first that the dialect says opens a transaction, and the database takes. */
static const char *opens(struct trial *t)
{
	static const char *const words[] = { "START TRANSACTION", "BEGIN", "SET TRANSACTION" };
	uint32_t facts;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (trial_execute_told(t, &t->a, words[i], &facts) == 0 &&
		    facts & WB_PIECE_TX_BEGIN)
			return words[i];
	return NULL;
}

static bool ends(struct trial *t, const char *sql)
{
	uint32_t facts;

	return trial_execute_told(t, &t->a, sql, &facts) == 0 ||
	       trial_failed(t, "a user's transaction ends");
}

/* As users write it, and the engine hands it over: with what `split` tells of it. */
static bool obeys_users_words(struct trial *t)
{
	bool fine = trial_make(t, &t->a);

	if (fine && !opens(t)) {
		trial_own(t, &t->a, WB_OWN_ROLLBACK);
		return trial_drop(t, &t->a) &&
		       trial_left(t, "no statement that the suite knows of opens a transaction");
	}
	fine = fine && trial_change(t, &t->a, 5) && ends(t, "ROLLBACK") &&
	       trial_look(t, &t->a, "0") && opens(t) && trial_change(t, &t->a, 7) &&
	       ends(t, "COMMIT") && trial_own(t, &t->a, WB_OWN_ROLLBACK) &&
	       trial_look(t, &t->a, "7");
	return fine && trial_drop(t, &t->a);
}

/* ------------------------------------------------------------------ models */

/* DDL can be rolled back, or it commits: which is said is so. */
static bool ddl_is_as_said(struct trial *t)
{
	bool transactional = t->a.server.features & WB_F_TRANSACTIONAL_DDL;

	if (!trial_ensure(t) || !trial_own(t, &t->a, WB_OWN_BEGIN) ||
	    !trial_own(t, &t->a, WB_OWN_RECORD) || !trial_make(t, &t->a) ||
	    !trial_own(t, &t->a, WB_OWN_ROLLBACK))
		return false;
	if (transactional)
		return trial_gone(t, &t->a) &&
		       trial_row(t, &t->a, false, "since DDL is transactional and was rolled back");
	return trial_row(t, &t->a, true, "since DDL commits what is before it") &&
	       trial_own(t, &t->a, WB_OWN_ERASE) && trial_drop(t, &t->a);
}

static bool ddl_can_be_used(struct trial *t)
{
	if (!features_atomic(t->a.server.features))
		return trial_left(t, "what DDL made is used once it is committed");
	return trial_own(t, &t->a, WB_OWN_BEGIN) && trial_make(t, &t->a) &&
	       trial_change(t, &t->a, 4) && trial_look(t, &t->a, "4") &&
	       trial_own(t, &t->a, WB_OWN_COMMIT) && trial_look(t, &t->a, "4") &&
	       trial_drop(t, &t->a);
}

static bool ddl_commits_with_its_row(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN) && trial_make(t, &t->a) &&
	       trial_own(t, &t->a, WB_OWN_RECORD) && trial_own(t, &t->a, WB_OWN_COMMIT) &&
	       trial_look(t, &t->a, "0") && trial_row(t, &t->a, true, "behind COMMIT") &&
	       trial_own(t, &t->a, WB_OWN_ERASE) && trial_drop(t, &t->a);
}

/* Where DDL has committed, a COMMIT of nothing is none. */
static bool commits_nothing(struct trial *t)
{
	if (t->a.server.features & WB_F_TRANSACTIONAL_DDL)
		return trial_left(t, "DDL is transactional: the engine commits what it began");
	return trial_own(t, &t->a, WB_OWN_BEGIN) && trial_make(t, &t->a) &&
	       trial_own(t, &t->a, WB_OWN_COMMIT) && trial_own(t, &t->a, WB_OWN_COMMIT) &&
	       trial_own(t, &t->a, WB_OWN_BEGIN) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK) && trial_drop(t, &t->a);
}

static bool settles(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_RECORD) && trial_own(t, &t->a, WB_OWN_SETTLE) &&
	       trial_own(t, &t->a, WB_OWN_COMMIT) &&
	       trial_row(t, &t->a, true, "behind SETTLE and COMMIT") &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

/* ------------------------------------------------------------------ savepoints */

static bool goes_back(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_SAVEPOINT) && trial_own(t, &t->a, WB_OWN_RECORD) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK_TO) && trial_own(t, &t->a, WB_OWN_SAVEPOINT) &&
	       trial_own(t, &t->a, WB_OWN_LOG) && trial_own(t, &t->a, WB_OWN_RELEASE) &&
	       trial_own(t, &t->a, WB_OWN_COMMIT) &&
	       trial_row(t, &t->a, false, "behind ROLLBACK_TO");
}

static bool keeps_released(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_SAVEPOINT) && trial_own(t, &t->a, WB_OWN_RECORD) &&
	       trial_own(t, &t->a, WB_OWN_RELEASE) && trial_own(t, &t->a, WB_OWN_COMMIT) &&
	       trial_row(t, &t->a, true, "behind RELEASE and COMMIT") &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool refuses_to_go_back(struct trial *t)
{
	const struct wb_args args = trial_args(t);

	return trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own_fails(t, &t->a, WB_OWN_ROLLBACK_TO, &args, 0) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK);
}

static bool takes_back_ddl(struct trial *t)
{
	return trial_own(t, &t->a, WB_OWN_BEGIN) && trial_own(t, &t->a, WB_OWN_SAVEPOINT) &&
	       trial_make(t, &t->a) && trial_own(t, &t->a, WB_OWN_ROLLBACK_TO) &&
	       trial_own(t, &t->a, WB_OWN_COMMIT) && trial_gone(t, &t->a);
}

#define CASE(id_, promise_, run_, needs_)                                                      \
	{                                                                                      \
		.id = "transaction." id_, .slot = "compose", .promise = promise_, .run = run_, \
		.needs = needs_                                                                \
	}
#define SAVEPOINT(id_, promise_, run_, needs_)                                               \
	{                                                                                    \
		.id = "savepoint." id_, .slot = "compose", .promise = promise_, .run = run_, \
		.needs = needs_, .features = WB_F_SHARED_COMMIT                              \
	}

/* clang-format off */
const struct check_case transaction_cases[] = {
	CASE("rollback", "ROLLBACK takes rows back", rolls_back, NEEDS_ROLLBACK),
	CASE("commit", "COMMIT keeps them, for others to see", commits, 0),
	CASE("good", "what is committed is not rolled back", commits_for_good, 0),
	CASE("auto", "where nothing was begun, a row stays by itself", commits_by_itself, 0),
	CASE("hidden", "nobody sees a row before it is committed", hides, NEEDS_SQL),
	CASE("own", "its own transaction sees a row", sees_its_own, 0),
	CASE("nothing", "ROLLBACK of nothing is no error", ends_nothing, 0),
	CASE("lost", "what was not committed goes with its connection", is_lost_with_its_connection, 0),
	CASE("users", "ROLLBACK takes a user's rows back", rolls_back_users, NEEDS_WORDS | NEEDS_ROLLBACK),
	CASE("statements", "a user's own statements open a transaction, take it back and commit it", obeys_users_words,
	     NEEDS_SQL | NEEDS_ROLLBACK),
	CASE("failure", "behind a failure ROLLBACK takes all back, and a new one can begin", rolls_back_behind_failure, NEEDS_WORDS),
	CASE("ddl", "DDL is transactional, or commits, as the dialect says", ddl_is_as_said, NEEDS_WORDS),
	CASE("use", "what DDL made can be used in its transaction", ddl_can_be_used, NEEDS_WORDS),
	CASE("row", "DDL and its row are there together", ddl_commits_with_its_row, NEEDS_WORDS),
	CASE("idle", "where DDL commits, COMMIT of nothing and BEGIN twice are no errors", commits_nothing, NEEDS_WORDS),
	CASE("settle", "SETTLE loses nothing", settles, 0),
	SAVEPOINT("back", "ROLLBACK_TO takes back what is behind it, and the transaction goes on", goes_back, 0),
	SAVEPOINT("release", "RELEASE keeps it", keeps_released, 0),
	SAVEPOINT("missing", "ROLLBACK_TO a savepoint that is not there fails", refuses_to_go_back, 0),
	SAVEPOINT("ddl", "ROLLBACK_TO takes DDL back", takes_back_ddl, NEEDS_WORDS),
	{ .id = NULL }
};
