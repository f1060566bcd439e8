/* SPDX-License-Identifier: MIT */
/* The public functions of this folder, behind the border: core/api/ calls them with an `err` that is clear and never
 * NULL, and with structs of our size. whimbrel.h says what they do. */
#ifndef WB_CORE_RUN_CALLS_H
#define WB_CORE_RUN_CALLS_H

#include "session.h"
#include "plan.h"
#include "run.h"

int project_validate(struct wb_project *project, struct wb_error *err);
int session_open(struct wb_project *project, uint32_t flags, struct wb_session **out,
		 struct wb_error *err);
int session_server(struct wb_session *session, struct wb_server_info *out, struct wb_error *err);
int run_upgrade(struct wb_session *session, const char *target,
		const struct wb_run_options *options, struct wb_error *err);
int run_downgrade(struct wb_session *session, const char *target,
		  const struct wb_run_options *options, struct wb_error *err);
int run_switch(struct wb_session *session, const char *target, const struct wb_run_options *options,
	       struct wb_error *err);
int run_stamp(struct wb_session *session, struct wb_names targets, uint32_t flags,
	      const struct wb_run_options *options, struct wb_error *err);
int run_stamp_from(struct wb_session *s, const char *tool, const struct wb_run_options *options,
		   struct wb_error *err);
int run_repair(struct wb_session *session, struct wb_names ids, int what,
	       const struct wb_run_options *options, struct wb_error *err);
int run_verify(struct wb_session *session, struct wb_error *err);
int plan_make(struct wb_session *session, const struct aim *aim, struct wb_plan **out,
	      struct wb_error *err);
int plan_offline(struct wb_project *project, const char *range, int down, struct wb_plan **out,
		 struct wb_error *err);
int plan_fingerprint(struct wb_session *session, const struct wb_plan *plan, char *out, size_t size,
		     struct wb_error *err);
int plan_statements(const struct wb_plan *plan, size_t index,
		    int (*take)(void *ctx, uint32_t line, const char *sql, size_t len), void *ctx,
		    struct wb_error *err);
int plan_script(const struct wb_plan *plan, struct writing to, struct wb_error *err);
int stamp_script(struct wb_project *project, struct wb_names targets, uint32_t flags,
		 struct writing to, struct wb_error *err);
int look_status(struct wb_session *session, uint32_t flags,
		int (*take)(void *ctx, const struct wb_status_row *row), void *ctx,
		struct wb_error *err);
int look_current(struct wb_session *session,
		 int (*take)(void *ctx, const struct wb_status_row *row), void *ctx,
		 struct wb_error *err);
int look_log(struct wb_session *session, uint32_t limit,
	     int (*take)(void *ctx, const struct wb_log_row *row), void *ctx, struct wb_error *err);
int look_lock_holder(struct wb_session *session, char *holder, size_t size, struct wb_error *err);
int run_lock_release(struct wb_session *session, struct wb_error *err);
int database_create(struct wb_project *project, struct wb_error *err);
int database_drop(struct wb_project *project, uint32_t flags, struct wb_error *err);
int run_purge(struct wb_session *session, const char *const *ids, size_t count, uint32_t flags,
	      struct wb_error *err);
int run_seed(struct wb_session *session, const char *const *names, size_t count, uint32_t flags,
	     struct wb_error *err);
int run_backup(struct wb_session *session, const struct wb_backup_options *options,
	       struct wb_error *err);
int run_restore(struct wb_session *session, const char *path, uint32_t flags, struct wb_error *err);
int look_has(struct wb_session *session, const char *target, struct wb_error *err);

#endif
