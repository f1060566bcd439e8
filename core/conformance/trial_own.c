/* SPDX-License-Identifier: MIT */
/* Own operations, as cases use them. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "trial.h"

struct wb_args trial_args(const struct trial *t)
{
	return (struct wb_args){ .size = sizeof(struct wb_args),
				 .home = t->a.server.home,
				 .run_id = t->run_id,
				 .revision = t->revision,
				 .title = "a title",
				 .checksum = "1:conformance",
				 .applied_by = "conformance",
				 .direction = "up",
				 .event = "stamped",
				 .name = "whimbrel_trial",
				 .parents = "",
				 .depends = "",
				 .down = "" };
}

static void note_compose(struct trial *t, struct connection *c, int32_t what,
			 const struct wb_args *args)
{
	struct wb_error ignored = WB_ERROR_INIT;
	struct wb_args a = *args;
	struct buf sql = { 0 };

	if (t->out->expected[0])
		return;
	a.home = c->server.home;
	snprintf(t->out->sql, sizeof(t->out->sql), "operation %d", (int)what);
	if (driver_compose(composer_of(c), what, &a, &sql, &ignored) >= 0 && sql.len)
		snprintf(t->out->sql, sizeof(t->out->sql), "%s", buf_text(&sql));
	buf_release(&sql);
}

static int take_line(void *ctx, const struct wb_value *values, size_t count)
{
	struct buf *out = ctx;

	for (size_t i = 0; i < count; i++) {
		buf_str(out, i ? "|" : "");
		if (values[i].data)
			buf_add(out, values[i].data, values[i].len);
		else
			buf_str(out, "NULL");
	}
	buf_char(out, '\n');
	return 0;
}

static int run_own(struct trial *t, struct connection *c, int32_t what, const struct wb_args *args,
		   struct buf *out)
{
	struct wb_rows rows = { take_line, out };
	int rc;

	wb_error_clear(&t->err);
	rc = driver_own(c, what, args, out ? &rows : NULL, &t->err);
	if (rc < 0) {
		/* a text of its own may depend on the state of the connection: it is asked for behind */
		note_compose(t, c, what, args);
	} else {
		t->out->rows += (what == WB_OWN_RECORD) - (what == WB_OWN_ERASE);
	}
	if (rc == 0 && !t->out->expected[0]) {
		snprintf(t->out->sql, sizeof(t->out->sql), "operation %d", (int)what);
	}
	return rc;
}

bool trial_own_args(struct trial *t, struct connection *c, int32_t what, const struct wb_args *args)
{
	return run_own(t, c, what, args, NULL) == 0 || trial_failed(t, "the operation is done");
}

bool trial_own(struct trial *t, struct connection *c, int32_t what)
{
	const struct wb_args args = trial_args(t);

	return trial_own_args(t, c, what, &args);
}

bool trial_read(struct trial *t, struct connection *c, int32_t what, const struct wb_args *args,
		struct buf *out)
{
	buf_clear(out);
	return run_own(t, c, what, args, out) == 0 || trial_failed(t, "rows");
}

bool trial_own_fails(struct trial *t, struct connection *c, int32_t what,
		     const struct wb_args *args, int status)
{
	int rc = run_own(t, c, what, args, NULL);

	if (rc == 0)
		return trial_broken(t, status ? trial_status_name(status) : "a failure", "success");
	return !status || rc == status ||
	       trial_broken(t, trial_status_name(status), "WB_E_%s: %s", trial_status_name(rc),
			    t->err.message);
}

bool trial_row(struct trial *t, struct connection *c, bool wanted, const char *when)
{
	const struct wb_args args = trial_args(t);
	char begin[64], expected[128];
	struct buf rows = { 0 };
	bool there, fine;

	if (!trial_read(t, c, WB_OWN_READ, &args, &rows))
		return buf_release(&rows), false;
	snprintf(begin, sizeof(begin), "%.48s|", t->revision);
	there = strncmp(buf_text(&rows), begin, strlen(begin)) == 0;
	snprintf(begin, sizeof(begin), "\n%.48s|", t->revision);
	there = there || strstr(buf_text(&rows), begin);
	snprintf(expected, sizeof(expected), "the version row is %sthere %s", wanted ? "" : "not ",
		 when);
	fine = trial_is(t, there == wanted, expected, there ? "it is there" : "it is missing");
	buf_release(&rows);
	return fine;
}

bool trial_ensure(struct trial *t)
{
	return trial_own(t, &t->a, WB_OWN_ENSURE);
}

bool trial_compose(struct trial *t, struct connection *c, int32_t what, const struct wb_args *args,
		   struct buf *out)
{
	const struct composer by = composer_of(c ? c : &t->project->offline);
	struct wb_args a = *args;
	int more;

	buf_clear(out);
	wb_error_clear(&t->err);
	a.part = 0;
	do {
		more = driver_compose(by, what, &a, out, &t->err);
		a.part++;
	} while (more == 1 && a.part < 1000);
	if (more == WB_E_UNSUPPORTED)
		return trial_left(t, "the dialect has no SQL for operation %d: %s", (int)what,
				  t->err.message);
	return more == 0 || trial_failed(t, "SQL");
}
