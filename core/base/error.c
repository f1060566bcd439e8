/* SPDX-License-Identifier: MIT */
#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "secrets.h"

/* A message is one line: what comes from a file or a server may have several. */
static void one_line(char *text)
{
	for (; *text; text++)
		if (*text == '\n' || *text == '\r' || *text == '\t')
			*text = ' ';
}

int wb_error_vset(struct wb_error *err, int status, const char *format, va_list args)
{
	if (!err || err->status)
		return status;
	err->status = status;
	vsnprintf(err->message, sizeof(err->message), format, args);
	one_line(err->message);
	secrets_mask(err->message);
	return status;
}

int wb_error_set(struct wb_error *err, int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	wb_error_vset(err, status, format, args);
	va_end(args);
	return status;
}

int wb_error_prefix(struct wb_error *err, const char *format, ...)
{
	char old[sizeof(err->message)];
	va_list args;
	int len;

	memcpy(old, err->message, sizeof(old));
	va_start(args, format);
	len = vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	if (len >= 0 && (size_t)len < sizeof(err->message) - 3) {
		size_t room = sizeof(err->message) - (size_t)len - 3;

		snprintf(err->message + len, sizeof(err->message) - (size_t)len, ": %.*s",
			 (int)room, old);
	}
	one_line(err->message);
	secrets_mask(err->message);
	return err->status;
}

void wb_error_detail(struct wb_error *err, const char *format, ...)
{
	va_list args;

	if (!err || err->detail[0])
		return;
	va_start(args, format);
	vsnprintf(err->detail, sizeof(err->detail), format, args);
	va_end(args);
	secrets_mask(err->detail);
}

void wb_error_clear(struct wb_error *err)
{
	uint32_t size = err ? err->size : 0;

	if (!err)
		return;
	/* whoever says no size knows what there is today */
	if (size < sizeof(size) || size > sizeof(*err))
		size = sizeof(*err);
	memset(err, 0, size);
	err->size = size;
}

bool wb_error_of_statement(int status)
{
	return status == WB_E_SQL || status == WB_E_EXISTS;
}

int wb_error_nomem(struct wb_error *err)
{
	return wb_error_set(err, WB_E_NOMEM, "out of memory");
}

int wb_error_take(struct wb_error *err, const struct wb_error *why)
{
	if (err && !err->status)
		*err = *why;
	return why->status;
}

int wb_error_kept(struct wb_error *err)
{
	return err && err->status < 0
		       ? err->status
		       : wb_error_set(err, WB_E_INTERNAL, "something failed and did not say why");
}

/* Whole states and, as two letters, classes: the longest that fits wins. SQL:2016 part 2, 24.1 and
 * the vendors' lists. What a server says of a statement is never a status of our own: 0A is not our
 * 'unsupported', nor 25006 our 'refused'. */
static const struct sqlstate {
	const char *code;
	int32_t status;
} sqlstates[] = {
	{ "08", WB_E_LOST },         { "08001", WB_E_CONNECT },   { "08004", WB_E_CONNECT },
	{ "25006", WB_E_UNABLE },    { "28", WB_E_CONNECT },      { "3D000", WB_E_CONNECT },
	{ "40", WB_E_BUSY },         { "40003", WB_E_UNCERTAIN }, { "42701", WB_E_EXISTS },
	{ "42710", WB_E_EXISTS },    { "42723", WB_E_EXISTS },    { "42P06", WB_E_EXISTS },
	{ "42P07", WB_E_EXISTS },    { "42S01", WB_E_EXISTS },    { "42S21", WB_E_EXISTS },
	{ "53", WB_E_UNABLE },       { "53300", WB_E_CONNECT },   { "55P03", WB_E_BUSY },
	{ "57014", WB_E_CANCELLED }, { "57P01", WB_E_LOST },      { "57P02", WB_E_LOST },
	{ "57P03", WB_E_CONNECT },   { "57P05", WB_E_LOST },      { "58", WB_E_UNABLE },
	{ "58P01", WB_E_SQL },       { "58P02", WB_E_SQL }, /* of a file that a statement names */
};

static int compare_sqlstate(const void *key, const void *item)
{
	return strcmp(key, ((const struct sqlstate *)item)->code);
}

int32_t wb_sqlstate_status(const char *sqlstate)
{
	const size_t count = sizeof(sqlstates) / sizeof(sqlstates[0]);
	const struct sqlstate *found;
	char class[3] = { 0 };

	if (!sqlstate || strlen(sqlstate) != 5)
		return WB_E_SQL;
	found = bsearch(sqlstate, sqlstates, count, sizeof(sqlstates[0]), compare_sqlstate);
	if (!found) {
		memcpy(class, sqlstate, 2);
		found = bsearch(class, sqlstates, count, sizeof(sqlstates[0]), compare_sqlstate);
	}
	return found ? found->status : WB_E_SQL;
}

int buf_check(const struct buf *b, struct wb_error *err)
{
	if (!b->failed)
		return 0;
	return wb_error_set(err, WB_E_NOMEM, "out of memory, or a text of over %zu bytes",
			    b->max ? b->max : BUF_MAX);
}
