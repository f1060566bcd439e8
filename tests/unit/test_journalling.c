/* SPDX-License-Identifier: MIT */
/* Which rows and commits go around statements that no transaction holds: the queue, told as one
 * word an operation. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "compat.h"
#include "dialect/host.h"
#include "exec/stream.h"

/* Statements say by their first letter what the dialect would find out: R rows, S session, D DDL
 * with a probe, C a call, N rows that can't be taken back, B and E a transaction of the user's own,
 * T rows that are tied to the statement before, I rows with ids that the server counts. */
static uint32_t facts_of(char c)
{
	switch (c) {
	case 'R':
	case 'I':
	case 'N':
		return WB_PIECE_ROWS;
	case 'T':
		return WB_PIECE_ROWS | WB_PIECE_TIED;
	case 'S':
		return WB_PIECE_SESSION;
	case 'B':
		return WB_PIECE_TX_BEGIN;
	case 'E':
		return WB_PIECE_TX_END;
	default:
		return 0;
	}
}

static int fake_probe(void *conn, const char *text, size_t len, uint32_t facts,
		      struct wb_text *out_sql, int32_t *out_fate, struct wb_error *err)
{
	(void)conn;
	(void)len;
	(void)facts;
	(void)out_sql;
	(void)err;
	*out_fate = text[0] == 'D'   ? WB_FATE_PROBE
		    : text[0] == 'C' ? WB_FATE_UNKNOWN
		    : text[0] == 'N' ? WB_FATE_STAYS
		    : text[0] == 'E' ? WB_FATE_REPEAT
				     : WB_FATE_TRANSACTION;
	return 0;
}

/* Ids are remembered when a transaction begins; a second I in it is covered by that. */
static int fake_remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
			 struct wb_text *out_sql, struct wb_error *err)
{
	static bool covered;

	(void)conn;
	(void)len;
	(void)facts;
	(void)err;
	buf_str(sink_buf(out_sql), "42");
	covered &= !fresh;
	if ((text[0] != 'I' && text[0] != 'B') || covered)
		return 0;
	covered = true;
	return 1;
}

struct fixture {
	struct plugin plugin;
	struct stream_step step;
	struct stream stream;
	struct wb_error err;
};

static struct stream_step step_at(const void *ctx, size_t index)
{
	(void)index;
	return ((const struct fixture *)ctx)->step;
}

/* A rollback has a U in it. */
static uint32_t fake_effects(const char *text, size_t len)
{
	return memchr(text, 'U', len) ? WB_EFFECT_UNDOES : 0;
}

static void begin(struct fixture *f, uint64_t features, bool started)
{
	struct stream_settings settings = { .features = features, .begin = 0, .end = 1 };

	memset(f, 0, sizeof(*f));
	f->err.size = sizeof(f->err);
	f->plugin.table.name = "fake";
	f->plugin.table.probe = fake_probe;
	f->plugin.table.effects = fake_effects;
	f->step = (struct stream_step){ .revision = "r", .path = "r.sql", .up = true };
	f->step.resume.started = started;
	settings.composer.plugin = &f->plugin;
	settings.steps = (struct stream_steps){ .count = 1, .ctx = f, .at = step_at };
	stream_init(&f->stream, &settings);
	f->stream.phase = PHASE_BODY;
}

/* So many statements are done, as the journal says. */
static void done_before(struct fixture *f, const struct journal *journal, int64_t done)
{
	f->step.resume.journal = journal;
	f->step.resume.done = done;
	stream_enter(&f->stream, 0);
}

static void end(struct fixture *f)
{
	stream_release(&f->stream);
}

/* The operations that are queued: what they are, and the statements that they are about. */
static const char *told(struct fixture *f)
{
	static char out[4096];
	size_t n = 0;

	for (size_t i = f->stream.queue.head; i < f->stream.queue.count; i++) {
		const struct item *item = &f->stream.queue.items[i];
		char word[64];

		if (item->op.kind == WB_OP_USER)
			snprintf(word, sizeof(word), "%.*s%s", (int)item->op.len, item->op.text,
				 item->flight.steps_done ? "!" : "");
		else if (item->op.what == WB_OWN_LOG)
			snprintf(word, sizeof(word), "%s%lld%s", item->args.event,
				 (long long)item->args.statement, item->probe.len ? "*" : "");
		else
			snprintf(word, sizeof(word), "%s%s",
				 item->op.what == WB_OWN_BEGIN    ? "BEGIN"
				 : item->op.what == WB_OWN_COMMIT ? "COMMIT"
				 : item->op.what == WB_OWN_GUARD  ? "?"
								  : "other",
				 item->flight.steps_done ? "!" : "");
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s", n ? " " : "", word);
	}
	return out;
}

static int statements(struct fixture *f, const char *const *texts)
{
	int rc = 0;

	journalling_start(&f->stream);
	for (size_t i = 0; rc == 0 && texts[i]; i++) {
		struct statement s = { .text = texts[i],
				       .len = strlen(texts[i]),
				       .full_len = strlen(texts[i]),
				       .number = i + 1 };

		s.flags = facts_of(texts[i][0]);
		rc = journalling_statement(&f->stream, &s, &f->err);
	}
	if (rc == 0)
		rc = journalling_end(&f->stream, &f->err);
	if (rc == 0)
		rc = journalling_close(&f->stream, &f->err);
	return rc == 0 ? journalling_note(&f->stream, &f->err) : rc;
}

#define MOST 12

static void test_protocol_without_transactional_ddl(void **unused)
{
	static const struct {
		const char *statements[MOST];
		const char *wanted;
	} cases[] = {
		{ { NULL }, "BEGIN ?" },
		/* each DDL is preceded by its intent and the end of the one before, in one
		 * transaction that it commits itself */
		{ { "D1", "D2", NULL },
		  "BEGIN ? started0 intent1 D1 BEGIN ? done1 intent2 D2 BEGIN ? done2" },
		/* rows share a transaction, with the end of the step as well */
		{ { "R1", "R2", "R3", NULL }, "BEGIN ? started0 intent1 R1 R2 R3 ? done3" },
		{ { "R1", "D2", "R3", NULL },
		  "BEGIN ? started0 intent1 R1 done1 COMMIT BEGIN ? intent2 D2 BEGIN ? done2 "
		  "intent3 R3 ? done3" },
		{ { "S1", "R2", "S3", "T4", NULL },
		  "BEGIN ? started0 intent1 S1 R2 S3 T4 ? done4" },
		/* a call may not have committed: its end row joins what it left open */
		{ { "C1", "C2", NULL },
		  "BEGIN ? started0 intent1 C1 done1 COMMIT BEGIN ? intent2 C2 done2 COMMIT BEGIN "
		  "?" },
		/* rows that can't be taken back: the intent is on disk before */
		{ { "N1", NULL },
		  "BEGIN ? started0 intent1 COMMIT N1 BEGIN ? done1 COMMIT BEGIN ?" },
		{ { "B1", "R2", "E3", NULL }, "BEGIN ? started0 COMMIT B1 R2 ? done3 E3 BEGIN ?" },
		/* a rollback takes its row back: there is another behind it */
		{ { "B1", "R2", "EU", NULL },
		  "BEGIN ? started0 COMMIT B1 R2 ? done3 EU BEGIN ? done3 COMMIT BEGIN ?" },
		{ { "R1", "B2", "R3", "E4", NULL },
		  "BEGIN ? started0 intent1 R1 done1 COMMIT B2 R3 ? done4 E4 BEGIN ?" },
		/* DDL in a transaction of the user's ends it */
		{ { "B1", "R2", "D3", "R4", "E5", NULL },
		  "BEGIN ? started0 COMMIT B1 R2 done2 COMMIT BEGIN ? intent3 D3 BEGIN ? done3 "
		  "intent4 R4 done4 COMMIT BEGIN ? "
		  "intent5 E5 done5 COMMIT BEGIN ?" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f;

		begin(&f, 0, false);
		assert_int_equal(statements(&f, cases[i].statements), 0);
		if (strcmp(told(&f), cases[i].wanted) != 0)
			fail_msg("case %zu:\n%s\nwanted\n%s", i, told(&f), cases[i].wanted);
		end(&f);
	}
}

/* What no rollback takes back is on disk before the transaction that counts on: `*` is a row that
 * remembers. */
static void test_memory_is_committed_before_what_needs_it(void **unused)
{
	static const struct {
		const char *statements[MOST];
		const char *wanted;
	} cases[] = {
		{ { "I1", "R2", "I3", NULL },
		  "BEGIN ? started0 done0* COMMIT BEGIN ? intent1 I1 R2 I3 ? done3" },
		{ { "R1", "I2", "I3", NULL },
		  "BEGIN ? started0 intent1 R1 done1* COMMIT BEGIN ? intent2 I2 I3 ? done3" },
		/* the end of DDL does not go with rows that may be taken back */
		{ { "D1", "I2", "D3", NULL },
		  "BEGIN ? started0 intent1 D1 BEGIN ? done1* COMMIT BEGIN ? intent2 I2 done2* "
		  "COMMIT BEGIN ? intent3 D3 BEGIN ? done3" },
		{ { "B1", "I2", "E3", NULL },
		  "BEGIN ? started0 done0* COMMIT B1 I2 ? done3* E3 BEGIN ?" },
		{ { "R1", "B2", "E3", NULL },
		  "BEGIN ? started0 intent1 R1 done1* COMMIT B2 ? done3* E3 BEGIN ?" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f;

		begin(&f, 0, false);
		f.plugin.table.remember = fake_remember;
		assert_int_equal(statements(&f, cases[i].statements), 0);
		if (strcmp(told(&f), cases[i].wanted) != 0)
			fail_msg("case %zu:\n%s\nwanted\n%s", i, told(&f), cases[i].wanted);
		end(&f);
	}
}

static void test_unit_ends_after_a_thousand_statements_unless_tied(void **unused)
{
	struct fixture f;
	size_t commits = 0;

	(void)unused;
	begin(&f, 0, false);
	journalling_start(&f.stream);
	for (uint64_t n = 1; n <= 2001; n++) {
		struct statement s = {
			.text = n == 1001 ? "T" : "R", .len = 1, .full_len = 1, .number = n
		};

		s.flags = facts_of(s.text[0]);
		f.stream.journalling.unit_began_ms = clock_ms();
		assert_int_equal(journalling_statement(&f.stream, &s, &f.err), 0);
	}
	for (size_t i = 0; i < f.stream.queue.count; i++)
		if (f.stream.queue.items[i].op.kind == WB_OP_OWN &&
		    f.stream.queue.items[i].op.what == WB_OWN_LOG &&
		    strcmp(f.stream.queue.items[i].args.event, "done") == 0) {
			commits++;
			assert_int_equal(f.stream.queue.items[i].args.statement, 1001);
		}
	assert_int_equal(commits, 1);
	end(&f);
}

static void test_end_of_a_step_is_committed_by_the_next_ddl(void **unused)
{
	static const char *const ddl[] = { "D1", NULL }, *const rows[] = { "R1", NULL };
	struct fixture f;

	(void)unused;
	begin(&f, 0, false);
	f.stream.transaction.held = 1;
	assert_int_equal(statements(&f, ddl), 0);
	assert_string_equal(told(&f), "started0 intent1 D1! BEGIN ? done1");
	end(&f);
	begin(&f, 0, false);
	f.stream.transaction.held = 1;
	assert_int_equal(statements(&f, rows), 0);
	assert_string_equal(told(&f), "COMMIT! BEGIN ? started0 intent1 R1 ? done1");
	end(&f);
}

static void test_protocol_with_transactional_ddl(void **unused)
{
	static const char *const texts[] = { "D1", "R2", NULL };
	struct fixture f;

	(void)unused;
	begin(&f, WB_F_TRANSACTIONAL_DDL, false);
	assert_int_equal(statements(&f, texts), 0);
	assert_string_equal(told(&f),
			    "BEGIN ? started0 D1 done1 COMMIT BEGIN ? R2 done2 COMMIT BEGIN ?");
	end(&f);
}

static void test_section_that_ends_in_a_transaction_is_refused(void **unused)
{
	static const char *const texts[] = { "B1", "R2", NULL };
	struct fixture f;

	(void)unused;
	begin(&f, 0, false);
	assert_int_equal(statements(&f, texts), WB_E_REVISION);
	end(&f);
}

/* A resumed step: what is done is passed over, but what only sets up the session is run again. */
static void test_resumed_step_repeats_the_session_alone(void **unused)
{
	static const char *const texts[] = { "S1", "R2", "R3", NULL };
	struct journal journal = { .open = true };
	struct fixture f;

	(void)unused;
	begin(&f, 0, true);
	done_before(&f, &journal, 2);
	assert_int_equal(statements(&f, texts), 0);
	assert_string_equal(told(&f), "S1 BEGIN ? intent3 R3 ? done3");
	end(&f);
}

static void test_edited_done_statement_is_refused(void **unused)
{
	static const char *const texts[] = { "R1", "R2", NULL };
	struct journal_done done = { .statement = 1, .hash = "1:other" };
	struct journal journal = { .open = true };
	struct fixture f;

	(void)unused;
	assert_int_equal(journal_done_vec_push(&journal.done, done), 0);
	begin(&f, 0, true);
	done_before(&f, &journal, 1);
	assert_int_equal(statements(&f, texts), WB_E_EDITED);
	end(&f);
	journal_done_vec_release(&journal.done);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_protocol_without_transactional_ddl),
		cmocka_unit_test(test_memory_is_committed_before_what_needs_it),
		cmocka_unit_test(test_unit_ends_after_a_thousand_statements_unless_tied),
		cmocka_unit_test(test_end_of_a_step_is_committed_by_the_next_ddl),
		cmocka_unit_test(test_protocol_with_transactional_ddl),
		cmocka_unit_test(test_section_that_ends_in_a_transaction_is_refused),
		cmocka_unit_test(test_resumed_step_repeats_the_session_alone),
		cmocka_unit_test(test_edited_done_statement_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
