/* SPDX-License-Identifier: MIT */
/* Interrupted statements: what is noted before one, and what is made of it afterwards. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maria.h"

/* The probe begins with the database that names without one were in, in hex. */
static void add_probe(struct kit_text *sql, const char *schema, const struct maria_targets *subject)
{
	kit_text_add(sql, "CONCAT_WS('/','");
	kit_text_hex(sql, schema);
	kit_text_write(sql, "'%s)", subject->sql.data ? subject->sql.data : "");
}

static int refuse_shadow(const char *text, size_t len, uint32_t mode, struct wb_error *err)
{
	struct maria_scan scan = maria_scan_of(text, len, mode);
	char name[64];

	while (maria_more(&scan) && !maria_mark(&scan, '(')) {
		if (scan.kind != MARIA_WORD && scan.kind != MARIA_NAME)
			continue;
		maria_unquote(&scan, name, sizeof(name));
		if (strcmp(name, "whimbrel_version") == 0 || strcmp(name, "whimbrel_log") == 0)
			return maria_host->fail(err, WB_E_UNSUPPORTED,
						"a temporary table %s would hide whimbrel's own: "
						"give it another name",
						name);
	}
	return 0;
}

/* What belongs to the session or to rows goes with its transaction; table locks do not. */
static int probe_simple(struct maria_conn *c, const struct kit_statement *statement,
			int32_t *out_fate, struct wb_error *err)
{
	static const char *const lasting[] = { "LOCK", "UNLOCK", NULL };
	const char *text = statement->text;
	const size_t len = statement->len;
	const bool rows = statement->facts & WB_PIECE_ROWS;
	struct maria_scan scan = maria_first(text, len, c ? c->lex_mode : 0);
	char table[256];

	/* it may share no transaction */
	if (maria_outside(text, len, scan.mode) != MARIA_INSIDE) {
		*out_fate = rows ? WB_FATE_UNKNOWN : WB_FATE_REPEAT;
		return 0;
	}
	*out_fate = maria_one_of(&scan, lasting) ? WB_FATE_REPEAT : WB_FATE_TRANSACTION;
	if (rows && c && maria_lasts(c, text, len, table, sizeof(table)))
		*out_fate = WB_FATE_STAYS;
	return maria_is(&scan, "CREATE") ? refuse_shadow(text, len, scan.mode, err) : 0;
}

int maria_probe(void *conn, const struct kit_statement *statement, struct wb_text *out_sql,
		int32_t *out_fate, struct wb_error *err)
{
	const char *text = statement->text;
	const size_t len = statement->len;
	const uint32_t facts = statement->facts;
	struct maria_conn *c = conn;
	struct maria_targets subject;
	struct kit_text sql = { 0 };
	const char *schema = c ? c->session.current : "";
	char table[256];

	/* whoever asks the server anything changes them */
	if (c && maria_counts_learn(c, text, len, err) < 0)
		return kit_failed(err);
	if (facts & WB_PIECE_TX_BEGIN) {
		*out_fate = c && maria_any_lasting(c) ? WB_FATE_STAYS : WB_FATE_TRANSACTION;
		return 0;
	}
	if (facts & (WB_PIECE_ROWS | WB_PIECE_SESSION))
		return probe_simple(c, statement, out_fate, err);
	if (maria_find_targets(c, schema, text, len, &subject) < 0) {
		maria_targets_release(&subject);
		return kit_no_memory(err);
	}
	*out_fate = subject.fate;
	if (subject.fate == WB_FATE_REPEAT && c &&
	    maria_fill_lasts(c, text, len, table, sizeof(table)))
		*out_fate = WB_FATE_UNKNOWN;
	if (subject.fate == WB_FATE_UNKNOWN && (facts & WB_PIECE_CALLS) && c &&
	    (subject.stays || maria_may_roll_back(c, text, len) ||
	     maria_lasts(c, text, len, table, sizeof(table))))
		*out_fate = WB_FATE_STAYS;
	if (subject.fate == WB_FATE_PROBE) {
		add_probe(&sql, schema, &subject);
		if (sql.failed)
			kit_no_memory(err);
		else
			kit_add(out_sql, sql.data);
	}
	maria_targets_release(&subject);
	free(sql.data);
	return sql.failed ? WB_E_NOMEM : 0;
}

/* ------------------------------------------------------------------ judging */

static void take_whole(void *ctx, MYSQL_ROW row)
{
	struct kit_text *t = ctx;

	kit_text_write(t, "%s", row[0] ? row[0] : "");
}

static int look_now(struct maria_conn *c, const char *schema, const struct maria_targets *subject,
		    struct kit_text *out, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int rc;

	kit_text_add(&sql, MARIA_SHIELD "SELECT ");
	add_probe(&sql, schema, subject);
	rc = maria_ask(c, &sql, take_whole, out, err);
	if (rc == 0 && (out->failed || !out->data))
		rc = maria_host->fail(
			err, WB_E_INTERNAL,
			"the database did not answer what the statement's objects look like");
	return rc;
}

/* The fields of a probe behind its first. */
static const char *next_field(const char *field)
{
	const char *slash = strchr(field, '/');

	return slash ? slash + 1 : field + strlen(field);
}

/* DROP TABLE a, b: what is left of it is dropped. One that was never there makes the server say an
 * error at the end of it. */
static int judge_each(const struct maria_judging *j, const char *before, const char *now)
{
	const struct maria_targets *s = j->subject;
	size_t left = 0, gone = 0, absent = 0;
	struct kit_text sql = { 0 };
	struct wb_value values[2] = { { .data = NULL }, { .data = "0", .len = 1 } };

	kit_text_write(&sql, "DROP %s IF EXISTS ", s->kind);
	before = next_field(before);
	now = next_field(now);
	for (size_t i = 0; i < s->count; i++, before = next_field(before), now = next_field(now)) {
		absent += *before == '0';
		gone += *before != '0' && *now == '0';
		if (*now == '0')
			continue;
		kit_text_write(&sql, "%s%N.%N", left++ ? "," : "", s->names[i].schema,
			       s->names[i].name);
	}
	kit_write(j->out->seen, "%d of its %d objects are gone, %d were not there before",
		  (int64_t)gone, (int64_t)s->count, (int64_t)absent);
	j->out->verdict = !gone    ? WB_VERDICT_NOT_DONE
			  : absent ? WB_VERDICT_UNKNOWN
			  : left   ? WB_VERDICT_FINISH
				   : WB_VERDICT_DONE;
	values[0].data = sql.data;
	values[0].len = sql.len;
	if (j->out->verdict == WB_VERDICT_FINISH && !sql.failed)
		maria_host->row(j->out->repairs, values, 2);
	free(sql.data);
	return 0;
}

/* Users have as many fields each; some that are new and some that are as before can't be sorted
 * out. */
static int judge_users(const struct maria_judging *j, const char *before, const char *now)
{
	size_t same = 0, other = 0;

	for (before = next_field(before), now = next_field(now); *before && *now;
	     before = next_field(before), now = next_field(now)) {
		size_t a = strcspn(before, "/"), b = strcspn(now, "/");

		if (a == b && memcmp(before, now, a) == 0)
			same++;
		else
			other++;
	}
	j->out->verdict = !other  ? WB_VERDICT_NOT_DONE
			  : !same ? WB_VERDICT_DONE
				  : WB_VERDICT_UNKNOWN;
	kit_write(j->out->seen, "%d of %d features of the users that it names have changed",
		  (int64_t)other, (int64_t)(same + other));
	return 0;
}

static int judge_probe(const struct maria_judging *j, const char *probe, const char *schema,
		       struct wb_error *err)
{
	const enum maria_how how = j->subject->how;
	struct kit_text now = { 0 };
	int rc = look_now(j->c, schema, j->subject, &now, err);

	if (rc == 0 && how == MARIA_EACH) {
		rc = judge_each(j, probe, now.data);
	} else if (rc == 0 && how == MARIA_USERS) {
		rc = judge_users(j, probe, now.data);
	} else if (rc == 0) {
		bool same = strcmp(probe, now.data) == 0;

		j->out->verdict = !same               ? WB_VERDICT_DONE
				  : how == MARIA_ONCE ? WB_VERDICT_UNKNOWN
						      : WB_VERDICT_NOT_DONE;
		kit_add(j->out->seen,
			same ? "what it names is as it was before" : "what it names has changed");
	}
	kit_text_release(&now);
	return rc;
}

/* CREATE TABLE … AUTO_INCREMENT … SELECT leaves an id in its session. */
static bool leaves_id(const struct maria_conn *c, const struct wb_intent *in)
{
	struct maria_scan scan = maria_first(in->text, in->len, c->lex_mode);
	bool counts = false, fills = false;

	if (!maria_is(&scan, "CREATE"))
		return false;
	while (maria_more(&scan)) {
		counts |= maria_is(&scan, "AUTO_INCREMENT");
		fills |= maria_is(&scan, "SELECT") || maria_is(&scan, "VALUES");
	}
	return counts && fills;
}

/* What is done to rows. */
static void tell_rows(struct maria_conn *c, const struct wb_intent *in, struct wb_text *seen)
{
	char table[256];
	const bool lasts = maria_lasts(c, in->text, in->len, table, sizeof(table));

	kit_write(seen, "it reaches %s, and no rollback takes back what is done there",
		  lasts ? table : "a table whose engine has no transactions");
}

int maria_judge(void *conn, const struct wb_intent *in, struct kit_judgement *out,
		struct wb_error *err)
{
	struct maria_conn *c = conn;
	struct maria_targets subject;
	const struct maria_judging j = { c, &subject, out };
	char schema[256], table[256];
	int rc = 0;

	if (in->facts & WB_PIECE_TX_BEGIN) {
		kit_add(out->seen,
			"the transaction may have changed what no rollback takes back: tables "
			"whose engine has no transactions, or sequences");
		return 0;
	}
	if (in->facts & WB_PIECE_ROWS) {
		tell_rows(c, in, out->seen);
		return 0;
	}
	snprintf(schema, sizeof(schema), "%s", c->session.current);
	if (in->probe)
		kit_hex_read(in->probe, schema, sizeof(schema));
	if (maria_find_targets(c, schema, in->text, in->len, &subject) < 0)
		rc = kit_no_memory(err);
	else if (subject.fate == WB_FATE_REPEAT)
		out->verdict = WB_VERDICT_NOT_DONE;
	else if (subject.fate == WB_FATE_PROBE && in->probe)
		rc = judge_probe(&j, in->probe, schema, err);
	else
		kit_add(out->seen,
			subject.why ? subject.why : "nothing was noted before it that tells");
	if (rc == 0)
		rc = maria_judge_crashed_tables(&j, err);
	if (rc == 0 && out->verdict == WB_VERDICT_NOT_DONE &&
	    maria_fill_lasts(c, in->text, in->len, table, sizeof(table))) {
		kit_write(out->seen,
			  ", and it reaches %s, and no rollback takes back what is done there",
			  table);
		out->verdict = WB_VERDICT_UNKNOWN;
	}
	c->resume.id_lost |= rc == 0 && out->verdict == WB_VERDICT_DONE && leaves_id(c, in);
	maria_targets_release(&subject);
	return rc;
}
