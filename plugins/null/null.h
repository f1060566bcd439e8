/* SPDX-License-Identifier: MIT */
/* The null dialect: a database in memory with a toy language. It is the smallest complete dialect,
 * the one to read first, and what the engine's own tests run on.
 *
 *	create NAME       a counter that is 0; an error if it is there
 *	drop NAME         an error if it is not there
 *	add NAME N        not to be repeated: the sum shows it
 *	show NAME         its value as a row; no row if it is not there
 *	fail MESSAGE      an error
 *	spoil             the COMMIT that comes next is an error
 *	hang MS           do nothing for that long; can be cancelled
 *	lie               claim success
 *	die               the connection breaks
 *	die after STATEMENT   the same, once the statement is done
 *
 * URL: null:NAME?ddl=transactional|implicit|each&shared=yes|no&format=1|2. Connections of one process to the same
 * NAME see the same counters, and nothing keeps their transactions apart. */
#ifndef WB_NULL_H
#define WB_NULL_H

#include <stdatomic.h>
#include <stdbool.h>

#include <whimbrel/dialect.h>

/* Rows have a fixed size, so that a savepoint is a plain copy of three arrays. What is too long is
 * cut. */
struct counter {
	char name[64];
	long long value;
	const void *maker; /* the connection that has made it and not committed */
};

struct version {
	char revision[65], title[256], checksum[80], applied_at[32], applied_by[128], run_id[65],
		duration_ms[24];
	char parents[512], depends[512], down[1024];
	bool placed, kept; /* false: parents and depends, or down, are null */
};

enum { LOG_COLUMNS = 13 };
struct log_row {
	char text[LOG_COLUMNS][256]; /* in the order of WB_OWN_JOURNAL */
	bool present[LOG_COLUMNS];   /* false: null */
};

/* An array of rows of one type. */
struct table {
	void *rows;
	size_t count, row_size;
};

enum { COUNTERS, VERSIONS, LOG, TABLES };

struct database {
	struct database *next;
	char name[256];
	int format;   /* of the version table */
	bool ensured; /* whimbrel's tables were made */
	long long last_id;
	atomic_uintptr_t locked_by; /* a connection; 0: nobody */
	struct table tables[TABLES];
};

/* What a savepoint goes back to. */
struct mark {
	struct mark *below;
	char name[64];
	struct table tables[TABLES];
};

struct conn {
	struct wb_client *client;
	struct database *db;
	struct mark *marks; /* the newest; the oldest is BEGIN's. NULL: no transaction */
	bool implicit;      /* DDL commits, as many databases do */
	bool each;          /* a counter can be used once it is committed */
	bool shared;
	bool old; /* makes tables of format 1, for those that bring them up */
	bool dead;
	bool spoiled; /* what comes next to commit does not */
	atomic_bool cancelled;
};

extern const struct wb_host *null_host;

/* store.c */
struct database *null_open(const char *name);
int null_insert(struct table *t, const void *row, struct wb_error *err);
/* The row whose first member is this text, NULL if there is none. */
void *null_find(const struct table *t, const char *key);
void null_remove(struct table *t, void *row);
int null_mark(struct conn *c, const char *name, struct wb_error *err);
/* Forget the marks down to `name` (NULL: all); with `undo` go back to it first. WB_E_SQL if there
 * is none of that name. */
int null_unmark(struct conn *c, const char *name, bool undo, struct wb_error *err);

/* execute.c */
int null_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err);

/* own.c */
int null_own(struct conn *c, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err);

#endif
