/* SPDX-License-Identifier: MIT */
/* What a server that died leaves of a partitioned table. One is made and dropped partition by
 * partition: the server takes the table back and may forget partitions, over which the next CREATE
 * TABLE of that name falls. One is renamed, and partitioned anew, likewise: then there may be a
 * table that can't be opened. (10.6 to 11.8; adding and dropping partitions leaves nothing.) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maria.h"

struct leftovers {
	const struct maria_name *table;
	struct wb_rows *repairs; /* NULL: they stay */
	size_t count;
};

/* InnoDB's name is that of the file, database/table#P#partition; `#mysql50#` in front of a name
 * has the server take it as such (Manual, "Identifier to File Name Mapping"). */
static void take_leftover(void *ctx, MYSQL_ROW row)
{
	struct leftovers *left = ctx;
	const char *file = row[0] ? strchr(row[0], '/') : NULL;
	struct kit_text sql = { 0 }, name = { 0 };

	if (!file)
		return;
	left->count++;
	if (!left->repairs)
		return;
	kit_text_write(&name, "#mysql50#%s", file + 1);
	if (!name.failed) {
		kit_text_write(&sql, "DROP TABLE IF EXISTS %N.%N", left->table->schema, name.data);
	}
	if (!name.failed && !sql.failed) {
		struct wb_value values[2] = { { .data = sql.data, .len = sql.len },
					      { .data = "0", .len = 1 } };

		maria_host->row(left->repairs, values, 2);
	}
	free(name.data);
	free(sql.data);
}

static int find_leftovers(struct maria_conn *c, struct leftovers *left, struct wb_error *err)
{
	struct kit_text sql = { 0 };

	kit_text_write(&sql,
		       "SELECT name FROM information_schema.innodb_sys_tables WHERE "
		       "LOCATE(CONCAT(CAST(CONVERT(%L"
		       " USING filename) AS BINARY),'/',CAST(CONVERT(%L"
		       " USING filename) AS BINARY),'#P#'),CAST(name AS BINARY))=1"
		       " AND NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE "
		       "table_schema=%L AND table_name=%L)",
		       left->table->schema, left->table->name, left->table->schema,
		       left->table->name);
	return maria_ask(c, &sql, take_leftover, left, err);
}

/* Sets `why` to "" if there is no such table, to "=" if there is, and to "!" and the server's words
 * if it can't open it: then it says so in the comment, and knows no engine. It opens the table for
 * the number of its rows alone. */
static int look_at(struct maria_conn *c, const struct maria_name *table, char *why, size_t size,
		   struct wb_error *err)
{
	struct kit_text sql = { 0 };

	kit_text_write(&sql,
		       "SELECT IF(table_type='BASE TABLE' AND engine IS NULL,CONCAT('!',"
		       "table_comment),IF(table_rows,'=','=')) FROM "
		       "information_schema.tables WHERE table_schema=%L AND table_name=%L",
		       table->schema, table->name);
	return maria_ask_first(c, &sql, why, size, err);
}

/* Parts of a table that was made or dropped hold nothing that anybody wants. Others hold rows. */
static void judge_leftovers(const struct maria_targets *subject, size_t count, int32_t *verdict,
			    struct wb_text *seen)
{
	if (!count)
		return;
	if (subject->tables != MARIA_MAKES_OR_DROPS) {
		kit_add(seen, "; partitions are there without their table");
		*verdict = WB_VERDICT_UNKNOWN;
	} else if (*verdict == WB_VERDICT_NOT_DONE) {
		*verdict = WB_VERDICT_REPAIR;
	} else if (*verdict == WB_VERDICT_DONE) {
		*verdict = WB_VERDICT_FINISH;
	}
}

int maria_judge_crashed_tables(const struct maria_judging *j, struct wb_error *err)
{
	const struct maria_targets *subject = j->subject;
	struct maria_conn *c = j->c;
	bool disposable = subject->tables == MARIA_MAKES_OR_DROPS;
	struct leftovers left = { .repairs = disposable ? j->out->repairs : NULL };
	size_t there = 0;
	char why[512];

	if (!subject->tables)
		return 0;
	for (size_t i = 0; i < subject->count; i++) {
		left.table = &subject->names[i];
		if (look_at(c, left.table, why, sizeof(why), err) < 0)
			return kit_failed(err);
		there += why[0] != '\0';
		if (why[0] == '!') {
			kit_write(j->out->seen, "; table %s is there, but can't be opened: %s",
				  left.table->name, why + 1);
			j->out->verdict = WB_VERDICT_UNKNOWN;
		} else if (!c->mysql && c->sees_processes && find_leftovers(c, &left, err) < 0) {
			return kit_failed(err);
		}
	}
	if (!there && !disposable && j->out->verdict == WB_VERDICT_DONE) {
		kit_add(j->out->seen, "; none of the tables that it names is there any more");
		j->out->verdict = WB_VERDICT_UNKNOWN;
	}
	judge_leftovers(subject, left.count, &j->out->verdict, j->out->seen);
	return 0;
}
