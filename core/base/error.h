/* SPDX-License-Identifier: MIT */
/* Setting errors, and the SQLSTATEs as statuses. */
#ifndef WB_CORE_ERROR_H
#define WB_CORE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

#include <whimbrel/error.h>

/* Set `err` unless it is set already; always returns `status`. `err` may be NULL. */
int wb_error_set(struct wb_error *err, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int wb_error_vset(struct wb_error *err, int status, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));
/* Put context in front of the message: "PREFIX: message". Returns err->status. */
int wb_error_prefix(struct wb_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Set detail unless there is one. Whatever these three write is masked: see secrets.h. */
void wb_error_detail(struct wb_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Public, see whimbrel.h. */
__attribute__((visibility("default"))) void wb_error_clear(struct wb_error *err);
int wb_error_nomem(struct wb_error *err);
/* Why something failed was in an error of its own so far: it goes to `err` unless that is set already. Always
 * returns the status of `why`. */
int wb_error_take(struct wb_error *err, const struct wb_error *why);
/* What something returns because a call has failed, which said why in `err`: negative, whatever is there. */
int wb_error_kept(struct wb_error *err);
/* Did the database refuse the statement itself? */
bool wb_error_of_statement(int status);
/* The status that an SQLSTATE stands for; WB_E_SQL for one that is not known. */
int32_t wb_sqlstate_status(const char *sqlstate);

#endif
