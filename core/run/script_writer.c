/* SPDX-License-Identifier: MIT */
/* What every offline script has, whatever is written down. */
#include <string.h>

#include "base/error.h"
#include "script_writer.h"

int script_put(struct script *s, const char *text, size_t len, struct wb_error *err)
{
	if (len && s->to.write(s->to.ctx, text, len) != 0)
		return wb_error_set(err, WB_E_FILE, "the script could not be written");
	return 0;
}

int script_text(struct script *s, const char *text, struct wb_error *err)
{
	return script_put(s, text, strlen(text), err);
}

/* Before a line of it is written. */
static int refuse(const struct wb_plan *plan, struct wb_error *err)
{
	const struct connection *offline = &plan->project->offline;
	const struct wb_args none = { .size = sizeof(none) };
	struct buf head = { 0 };
	int rc = driver_compose(composer_of(offline), WB_OWN_SCRIPT_HEAD, &none, &head, err);

	buf_release(&head);
	if (driver_can(offline, CAN_COMPOSE))
		return rc < 0 ? rc : 0;
	return wb_error_set(err, WB_E_UNSUPPORTED, "dialect %s can't write SQL scripts",
			    offline->plugin->table.name);
}

/* What compose appends, ended as SQL unless it is in the client's own form already. */
int script_own(struct script *s, int32_t what, const struct wb_args *args, bool raw,
	       struct wb_error *err)
{
	struct wb_args a = *args;
	int rc;

	a.size = sizeof(a);
	a.run_id = OFFLINE_RUN;
	a.home = s->plan->project->setup.target.version_schema;
	do {
		buf_clear(&s->text);
		rc = driver_compose(composer_of(&s->plan->project->offline), what, &a, &s->text,
				    err);
		if (rc < 0)
			return rc;
		if (s->text.len && !raw)
			buf_str(&s->text, ";\n");
		if (script_put(s, buf_text(&s->text), s->text.len, err) < 0)
			return wb_error_kept(err);
		a.part++;
	} while (rc == 1);
	return 0;
}

int script_simple(struct script *s, int32_t what, bool raw, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args) };

	return script_own(s, what, &args, raw, err);
}

int script_comment(struct script *s, const char *text, struct wb_error *err)
{
	if (script_text(s, "-- ", err) < 0)
		return wb_error_kept(err);
	for (; *text; text++)
		if (script_put(s, *text == '\n' || *text == '\r' ? " " : text, 1, err) < 0)
			return wb_error_kept(err);
	return script_text(s, "\n", err);
}

/* The database may have tables of format 1. A dialect that can't tell is for those that have not. */
static int put_raise(struct script *s, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int rc = script_simple(s, WB_OWN_SCRIPT_RAISE, true, &why);

	if (rc == WB_E_UNSUPPORTED)
		return 0;
	if (rc < 0)
		wb_error_take(err, &why);
	return rc;
}

/* Where every statement commits alone, what is made can't be used before a COMMIT. */
static int put_tables(struct script *s, struct wb_error *err)
{
	const struct wb_args tables = { .present_count = s->plan->present.count };
	const bool each = s->plan->features & WB_F_COMMIT_EACH;
	int rc = each ? script_simple(s, WB_OWN_BEGIN, false, err) : 0;

	if (rc == 0)
		rc = script_own(s, WB_OWN_ENSURE, &tables, false, err);
	return rc == 0 && each ? script_simple(s, WB_OWN_COMMIT, false, err) : rc;
}

static int put_head(struct script *s, struct wb_error *err)
{
	if (script_text(s,
			"-- Written by whimbrel " PACKAGE_VERSION
			" for the database's own client.\n",
			err) < 0 ||
	    script_simple(s, WB_OWN_SCRIPT_HEAD, true, err) < 0 ||
	    script_simple(s, WB_OWN_SCRIPT_LOCK, true, err) < 0)
		return wb_error_kept(err);
	return put_tables(s, err) < 0 ? wb_error_kept(err) : put_raise(s, err);
}

int script_begin(struct script *s, struct wb_error *err)
{
	int rc = refuse(s->plan, err);

	return rc == 0 ? put_head(s, err) : rc;
}

int script_end(struct script *s, int rc, struct wb_error *err)
{
	if (rc == 0)
		rc = script_simple(s, WB_OWN_SCRIPT_UNLOCK, true, err);
	buf_release(&s->text);
	return rc;
}
