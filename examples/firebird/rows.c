/* SPDX-License-Identifier: MIT */
/* One statement by the DSQL calls, and its rows as text. */
#include <stdlib.h>
#include <string.h>

#include "firebird.h"

#define MOST_COLUMNS 1024
#define SHORT_TEXT 128 /* of numbers and times */

struct statement {
	struct conn *c;
	isc_tr_handle *tx;
	isc_stmt_handle handle;
	XSQLDA *out;
	char *room;             /* of the values */
	struct kit_text *blobs; /* one for each column */
	struct wb_value *values;
};

/* The server turns whatever is not a text into one. */
static size_t as_text(XSQLVAR *var)
{
	switch (var->sqltype & ~1) {
	case SQL_TEXT:
	case SQL_VARYING:
		break;
	case SQL_BLOB:
	case SQL_ARRAY:
		return sizeof(ISC_QUAD);
	default:
		var->sqllen = SHORT_TEXT;
		var->sqlscale = 0;
	}
	var->sqltype = SQL_VARYING | 1;
	return sizeof(short) + (size_t)var->sqllen;
}

static int make_room(struct statement *s, struct wb_error *err)
{
	size_t size = 0, count = (size_t)s->out->sqld;

	for (size_t i = 0; i < count; i++)
		size += (as_text(&s->out->sqlvar[i]) + 2 * sizeof(ISC_QUAD)) &
			~(sizeof(ISC_QUAD) - 1);
	s->room = calloc(1, size + 1);
	s->blobs = calloc(count + 1, sizeof(*s->blobs));
	s->values = calloc(count + 1, sizeof(*s->values));
	if (!s->room || !s->blobs || !s->values)
		return kit_no_memory(err);
	size = 0;
	for (size_t i = 0; i < count; i++) {
		XSQLVAR *var = &s->out->sqlvar[i];

		var->sqltype |= 1;
		var->sqlind = (short *)(void *)(s->room + size);
		var->sqldata = s->room + size + sizeof(ISC_QUAD);
		size += (as_text(var) + 2 * sizeof(ISC_QUAD)) & ~(sizeof(ISC_QUAD) - 1);
	}
	return 0;
}

static int read_blob(struct statement *s, ISC_QUAD *id, struct kit_text *out, struct wb_error *err)
{
	ISC_STATUS_ARRAY status = { 0 };
	isc_blob_handle blob = 0;
	char piece[4096];
	unsigned short len;

	isc_open_blob2(status, &s->c->db, s->tx, &blob, id, 0, NULL);
	if (fb_failed(status))
		return fb_fail(s->c, status, err);
	while (isc_get_segment(status, &blob, &len, sizeof(piece), piece) == 0 ||
	       status[1] == isc_segment)
		kit_text_append(out, piece, len);
	if (status[1] != isc_segstr_eof)
		return fb_fail(s->c, status, err);
	isc_close_blob(status, &blob);
	return out->failed ? kit_no_memory(err) : 0;
}

/* 1: no more are wanted. */
static int give_row(struct statement *s, const struct fb_sink *rows, struct wb_error *err)
{
	for (int i = 0; i < s->out->sqld; i++) {
		XSQLVAR *var = &s->out->sqlvar[i];
		struct wb_value *value = &s->values[i];

		*value = (struct wb_value){ .data = NULL };
		if (*var->sqlind < 0)
			continue;
		if ((var->sqltype & ~1) == SQL_VARYING) {
			value->data = var->sqldata + sizeof(short);
			value->len = *(unsigned short *)(void *)var->sqldata;
			continue;
		}
		kit_text_release(&s->blobs[i]);
		if (read_blob(s, (ISC_QUAD *)(void *)var->sqldata, &s->blobs[i], err) < 0)
			return err->status;
		value->data = s->blobs[i].data ? s->blobs[i].data : "";
		value->len = s->blobs[i].len;
	}
	return rows->take(rows->ctx, s->values, (size_t)s->out->sqld);
}

/* To the end, also when no more rows are wanted. */
static int fetch(struct statement *s, const struct fb_sink *rows, struct wb_error *err)
{
	ISC_STATUS_ARRAY status = { 0 };
	ISC_STATUS rc;
	int wanted = rows ? 0 : 1;

	while ((rc = isc_dsql_fetch(status, &s->handle, 1, s->out)) == 0)
		if (wanted == 0 && (wanted = give_row(s, rows, err)) < 0)
			return wanted;
	return rc == 100 ? 0 : fb_fail(s->c, status, err);
}

/* isc_info_sql_stmt_…; 0 where it can't be told. */
static int kind_of(struct statement *s)
{
	static const char items[] = { isc_info_sql_stmt_type };
	ISC_STATUS_ARRAY status = { 0 };
	char answer[16] = "";

	isc_dsql_sql_info(status, &s->handle, sizeof(items), items, sizeof(answer), answer);
	if (fb_failed(status) || answer[0] != isc_info_sql_stmt_type)
		return 0;
	return isc_vax_integer(answer + 3, (short)isc_vax_integer(answer + 1, 2));
}

static int prepare(struct statement *s, const char *text, size_t len, struct wb_error *err)
{
	ISC_STATUS_ARRAY status = { 0 };

	if (len > 65535) /* a longer one must end with NUL, and its length is given as 0 */
		len = 0;
	s->out = calloc(1, XSQLDA_LENGTH(MOST_COLUMNS));
	if (!s->out)
		return kit_no_memory(err);
	s->out->version = SQLDA_VERSION1;
	s->out->sqln = MOST_COLUMNS;
	isc_dsql_allocate_statement(status, &s->c->db, &s->handle);
	if (!fb_failed(status))
		isc_dsql_prepare(status, s->tx, &s->handle, (unsigned short)len, text, 3, s->out);
	if (fb_failed(status))
		return fb_fail(s->c, status, err);
	if (s->out->sqld > MOST_COLUMNS)
		return fb_host->fail(err, WB_E_UNSUPPORTED, "a result of %d columns: %d are read",
				     s->out->sqld, MOST_COLUMNS);
	return make_room(s, err);
}

/* What gives one row gives it at once (INSERT … RETURNING, EXECUTE PROCEDURE); what gives many has a cursor. */
static int run(struct statement *s, const struct fb_sink *rows, struct wb_error *err)
{
	ISC_STATUS_ARRAY status = { 0 };
	const int kind = kind_of(s);
	const bool cursor =
		kind == isc_info_sql_stmt_select || kind == isc_info_sql_stmt_select_for_upd;

	isc_dsql_execute2(status, s->tx, &s->handle, 1, NULL,
			  cursor || !s->out->sqld ? NULL : s->out);
	if (fb_failed(status))
		return fb_fail(s->c, status, err);
	if (cursor)
		return fetch(s, rows, err);
	return s->out->sqld && rows && give_row(s, rows, err) < 0 ? err->status : 0;
}

int fb_statement(struct conn *c, isc_tr_handle *tx, const char *text, size_t len,
		 const struct fb_sink *rows, struct wb_error *err)
{
	struct statement s = { .c = c, .tx = tx };
	ISC_STATUS_ARRAY status;
	char *own = strndup(text, len);
	int rc = own ? prepare(&s, own, len, err) : kit_no_memory(err);

	if (rc == 0)
		rc = run(&s, rows, err);
	for (int i = 0; s.blobs && i < s.out->sqld; i++)
		kit_text_release(&s.blobs[i]);
	if (s.handle)
		isc_dsql_free_statement(status, &s.handle, DSQL_drop);
	free(s.blobs);
	free(s.values);
	free(s.room);
	free(s.out);
	free(own);
	return rc;
}

static int give(void *rows, const struct wb_value *values, size_t count)
{
	return fb_host->row(rows, values, count);
}

const struct fb_sink *fb_sink_of(struct wb_rows *rows, struct fb_sink *room)
{
	*room = (struct fb_sink){ give, rows };
	return rows ? room : NULL;
}
