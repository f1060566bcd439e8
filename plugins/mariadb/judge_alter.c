/* SPDX-License-Identifier: MIT */
/* How ALTER and RENAME are told to be done. */
#include <stdlib.h>
#include <string.h>

#include "judge_reader.h"

static void alter_event(struct maria_reader *r)
{
	struct maria_name name, to;

	maria_read_name(&r->scan, r->schema, &name);
	while (!maria_ended(&r->scan) && !maria_is(&r->scan, "DO")) {
		if (reader_word(r, "RENAME") && reader_word(r, "TO")) {
			maria_read_name(&r->scan, name.schema, &to);
			maria_count_in(r, "events", "event_schema", "event_name", &name);
			maria_count_in(r, "events", "event_schema", "event_name", &to);
			return;
		}
		maria_next(&r->scan);
	}
	r->out->fate = WB_FATE_REPEAT;
}

static void alter_table(struct maria_reader *r)
{
	struct maria_name table, other;

	if (reader_word(r, "IF"))
		maria_next(&r->scan);
	if (maria_is(&r->scan, "EXISTS"))
		maria_next(&r->scan);
	maria_read_name(&r->scan, r->schema, &table);
	r->out->tables = MARIA_CHANGES;
	maria_add_name(r, &table);
	maria_table_state(&r->out->sql, &table, &r->scan, r->c && r->c->mysql);
	reader_probe(r, MARIA_STATE);
	while (!maria_ended(&r->scan)) {
		if (reader_word(r, "EXCHANGE")) {
			if (!maria_table_identity(r->c, &r->out->sql, &table))
				reader_unknown(
					r, "EXCHANGE PARTITION swaps likes, which only the right "
					   "PROCESS lets one tell apart");
		} else if (reader_word(r, "TABLESPACE")) {
			reader_unknown(r, "a table says nothing of its tablespace");
		} else if (reader_word(r, "RENAME")) {
			if (maria_is(&r->scan, "COLUMN") || maria_is(&r->scan, "INDEX") ||
			    maria_is(&r->scan, "KEY"))
				continue;
			if (!reader_word(r, "TO"))
				reader_word(r, "AS");
			maria_read_name(&r->scan, table.schema, &other);
			maria_add_name(r, &other);
			maria_table_exists(&r->out->sql, &other);
		} else {
			maria_next(&r->scan);
		}
	}
}

void maria_judge_alter(struct maria_reader *r)
{
	while (maria_is(&r->scan, "ONLINE") || maria_is(&r->scan, "IGNORE"))
		maria_next(&r->scan);
	if (reader_word(r, "TABLE"))
		alter_table(r);
	else if (reader_word(r, "EVENT"))
		alter_event(r);
	else
		r->out->fate =
			/* views, routines, sequences, databases, users: the same at its end */
			WB_FATE_REPEAT;
}

static size_t find_name(const struct maria_reader *r, const struct maria_name *name)
{
	size_t i = 0;

	while (i < r->out->count && (strcmp(r->out->names[i].name, name->name) != 0 ||
				     strcmp(r->out->names[i].schema, name->schema) != 0))
		i++;
	return i;
}

/* Each is renamed by itself: the old name goes and the new one comes, unless a name is used
 * twice. */
static void rename_users(struct maria_reader *r)
{
	struct maria_name name;

	if (!r->c || !r->c->sees_users || r->c->mysql) {
		reader_unknown(r, MARIA_USERS_WHY);
		return;
	}
	reader_probe(r, MARIA_USERS);
	do {
		maria_read_user(r, name.name, name.schema, false);
		if (find_name(r, &name) < r->out->count) {
			reader_unknown(r,
				       "a RENAME USER that uses a name twice leaves nothing that "
				       "tells");
			return;
		}
		maria_add_name(r, &name);
		maria_user_state(&r->out->sql, name.name, name.schema, false);
	} while (!r->out->sql.failed && (reader_word(r, "TO") || reader_mark(r, ',')));
}

/* Which names there are says it, unless each is there before and after: then the tables themselves
 * must be told apart. */
/* FROM TO TO */
static void take_renaming(struct maria_reader *r, struct maria_name *from, struct maria_name *to)
{
	if (reader_word(r, "IF"))
		reader_word(r, "EXISTS");
	maria_read_name(&r->scan, r->schema, from);
	while (!maria_ended(&r->scan) && !reader_word(r, "TO"))
		maria_next(&r->scan);
	maria_read_name(&r->scan, from->schema, to);
}

void maria_judge_rename(struct maria_reader *r)
{
	struct maria_name from, to;
	bool before[64] = { false }, after[64] = { false }, swap = true;

	if (reader_word(r, "USER")) {
		rename_users(r);
		return;
	}
	if (!reader_word(r, "TABLE") && !reader_word(r, "TABLES")) {
		reader_unknown(r, NULL);
		return;
	}
	do {
		size_t f, t;

		take_renaming(r, &from, &to);
		f = find_name(r, &from);
		if (f == r->out->count && maria_add_name(r, &from))
			before[f < 63 ? f : 63] = true;
		t = find_name(r, &to);
		if (t == r->out->count)
			maria_add_name(r, &to);
		after[f < 63 ? f : 63] = false;
		after[t < 63 ? t : 63] = true;
	} while (reader_mark(r, ',') && r->out->count < 60);
	for (size_t i = 0; i < r->out->count && i < 64; i++)
		swap &= before[i] == after[i];
	reader_probe(r, MARIA_STATE);
	r->out->tables = MARIA_CHANGES;
	for (size_t i = 0; i < r->out->count; i++) {
		maria_table_exists(&r->out->sql, &r->out->names[i]);
		if (swap && !maria_table_identity(r->c, &r->out->sql, &r->out->names[i]))
			reader_unknown(
				r, "a RENAME that swaps tables: only the right PROCESS lets one "
				   "tell them apart");
	}
	if (!maria_ended(&r->scan))
		reader_unknown(r, "too many tables in one RENAME");
}
