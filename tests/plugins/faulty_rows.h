/* SPDX-License-Identifier: MIT */
/* The faults in what rows hold: a part of faulty.c. */
#ifndef WB_TESTS_FAULTY_ROWS_H
#define WB_TESTS_FAULTY_ROWS_H

/* The engine's sink is not ours to open, so rows are changed in the service that takes them. */
static int32_t rows_of; /* the operation that gives them; 0: a user's statement */

static int rows_given;
static const struct wb_host *from_engine;

/* As a CHAR of a fixed length. */
static struct wb_value padded(struct wb_value value)
{
	static char rooms[8][64];
	static int next;
	char *room = rooms[next++ % 8];

	memset(room, ' ', 64);
	memcpy(room, value.data, value.len);
	return (struct wb_value){ room, 60 };
}

static int change_row(struct wb_rows *rows, const struct wb_value *values, size_t count)
{
	struct wb_value v[32];
	static char room[64];

	memcpy(v, values, (count < 32 ? count : 32) * sizeof(*v));
	for (size_t i = 0; i < count && i < 32; i++) {
		if (is("null_as_empty") && !v[i].data)
			v[i] = (struct wb_value){ "", 0 };
		if (is("empty_as_null") && v[i].data && !v[i].len)
			v[i].data = NULL;
		if (is("values_cut") && v[i].len > 12)
			v[i].len = 12;
		if (is("ids_cut") && i == 0 && v[i].len > 40)
			v[i].len = 40;
		while (is("values_trimmed") && v[i].len && v[i].data[v[i].len - 1] == ' ')
			v[i].len--;
		if (is("values_padded") && v[i].len && v[i].len < 60)
			v[i] = padded(v[i]);
		if (is("values_cut_at_line") && v[i].len && memchr(v[i].data, '\n', v[i].len))
			v[i].len = (size_t)((const char *)memchr(v[i].data, '\n', v[i].len) -
					    v[i].data);
	}
	if (is("columns_swapped") && rows_of == WB_OWN_READ && count > 2) {
		const struct wb_value first = v[1];

		v[1] = v[2];
		v[2] = first;
	}
	rows_given++;
	if (is("first_row_alone") && rows_given > 1)
		return 0;
	if (is("rows_doubled"))
		from_engine->row(rows, v, count);
	if (is("times_german") && rows_of == WB_OWN_READ && count > 3) {
		snprintf(room, sizeof(room), "31.01.2026 09:00:00");
		v[3] = (struct wb_value){ room, strlen(room) };
	}
	if (is("times_local") && rows_of == WB_OWN_READ && count > 3) {
		snprintf(room, sizeof(room), "2001-01-31 09:00:00.000");
		v[3] = (struct wb_value){ room, strlen(room) };
	}
	if (is("columns_short") && rows_of == WB_OWN_READ)
		count = 5;
	if (is("read_down_empty") && rows_of == WB_OWN_READ_DOWN)
		return 0;
	if (is("read_empty") && rows_of == WB_OWN_READ)
		return 0;
	if (is("journal_empty") && rows_of == WB_OWN_JOURNAL)
		return 0;
	if (is("expect_empty") && rows_of == 0)
		return 0;
	if (is("rows_twice"))
		host->row(rows, v, count);
	return host->row(rows, v, count);
}

#endif
