/* SPDX-License-Identifier: MIT */
#include "schemas_kit.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "dialect/features.h"
#include "exec/section.h"
#include "difference/difference.h"

/* A dialect hands the scope back. */
struct own_scope {
	struct wb_scope pub; /* first */
	const char *table;
};

static int32_t leaves_others(const struct wb_scope *scope, const struct wb_object *o)
{
	const struct own_scope *s = (const struct own_scope *)(const void *)scope;
	const char *name = o->parent ? o->parent : o->name ? o->name : "";

	return !strcasestr(name, s->table);
}

bool schemas_kit_read(struct trial *t, struct model *out)
{
	const struct own_scope scope = {
		.pub = { .size = sizeof(scope.pub),
			 .home = t->a.server.home,
			 .nameless = t->a.server.schema[0] ? t->a.server.schema : NULL,
			 .leaves = leaves_others },
		.table = t->table
	};

	model_release(out);
	wb_error_clear(&t->err);
	return model_read(&t->a, &scope.pub, out, &t->err) == 0 ||
	       trial_failed(t, "the schema can be read");
}

/* One of several, with ~ between them: the first that this database takes. */
static int execute_any(struct trial *t, char *statements)
{
	char *one, *save = NULL;
	int rc = 0;

	for (one = strtok_r(statements, "~", &save); one; one = strtok_r(NULL, "~", &save)) {
		struct buf sql = { 0 };

		trial_fill(t, one, 3, &sql);
		rc = trial_execute(t, &t->a, buf_text(&sql));
		buf_release(&sql);
		if (rc == 0)
			break;
	}
	return rc;
}

void schemas_kit_drop(struct trial *t, const char *statements)
{
	char all[512], *one, *save = NULL;

	snprintf(all, sizeof(all), "%s", statements);
	for (one = strtok_r(all, "|", &save); one; one = strtok_r(NULL, "|", &save))
		execute_any(t, one);
}

bool schemas_kit_make(struct trial *t, const char *statements)
{
	char all[1024], name[64], *one, *save = NULL;

	trial_name(t, "b", name, sizeof(name));
	trial_name(t, "", name, sizeof(name));
	snprintf(all, sizeof(all), "%s", statements);
	for (one = strtok_r(all, "|", &save); one; one = strtok_r(NULL, "|", &save))
		if (execute_any(t, one) < 0)
			return trial_left(t, "the database has no such statement: %.300s",
					  t->err.message);
	return true;
}

bool schemas_kit_run(struct trial *t, const char *sql, bool no_transaction)
{
	const size_t len = strlen(sql);
	const struct sql_text text = { .path = "render",
				       .bytes = sql,
				       .size = len,
				       .end = len,
				       .line = 1,
				       .variables_off = true };
	const struct source_settings settings =
		project_source_settings(t->project, t->a.server.lex_mode);
	const struct section_policy policy = { .transaction = !no_transaction &&
							      features_atomic(t->a.server.features),
					       .settles = true,
					       .second_look = true };

	snprintf(t->out->sql, sizeof(t->out->sql), "%s", sql);
	wb_error_clear(&t->err);
	return section_run(&t->a, &text, &settings, &policy, &t->err) == 0 ||
	       trial_failed(t, "what render wrote is done");
}

bool schemas_kit_alike(struct trial *t, struct model *wanted, struct model *seen)
{
	struct string_vec lines = { 0 };
	bool fine;

	wb_error_clear(&t->err);
	fine = difference_list(seen, wanted, "", &lines, &t->err) == 0 ||
	       trial_failed(t, "two schemas can be compared");
	if (fine && lines.count)
		fine = trial_broken(t, "the schema that was to come of it", "%s", lines.items[0]);
	string_vec_free(&lines);
	return fine;
}

bool schemas_kit_is(struct trial *t, struct model *wanted)
{
	struct model seen = { 0 };
	bool fine = schemas_kit_read(t, &seen) && schemas_kit_alike(t, wanted, &seen);

	model_release(&seen);
	return fine;
}

/* The SQL of a difference, and what it risks. */
static bool write_sql(struct trial *t, struct difference *d, struct buf *out, uint32_t *risk)
{
	int rc;

	wb_error_clear(&t->err);
	rc = difference_make(d, &t->a, &t->err);
	for (size_t i = 0; rc == 0 && i < d->changes.count; i++)
		*risk |= d->changes.items[i]->risk.flags;
	if (rc == 0)
		rc = difference_write(d, &t->a, out, &t->err);
	if (rc == WB_E_UNSUPPORTED)
		return trial_left(t, "render refuses it: %.400s", t->err.message);
	return rc == 0 || trial_failed(t, "SQL for it");
}

bool schemas_kit_become(struct trial *t, struct model *from, struct model *to, uint32_t *risk)
{
	struct difference d = { .from = from, .to = to };
	struct buf sql = { 0 };
	bool fine = write_sql(t, &d, &sql, risk) &&
		    schemas_kit_run(t, buf_text(&sql), difference_needs_no_transaction(&d)) &&
		    schemas_kit_is(t, to);

	buf_release(&sql);
	difference_release(&d);
	return fine;
}

struct object *schemas_kit_find(const struct trial *t, const struct model *m, int32_t kind,
				const char *more)
{
	char name[64];

	snprintf(name, sizeof(name), "%.40s%s", t->table, more ? more : "");
	for (size_t i = 0; i < m->objects.count; i++)
		if (m->objects.items[i]->pub.kind == kind &&
		    (!more || strcasecmp(m->objects.items[i]->pub.name, name) == 0))
			return m->objects.items[i];
	return NULL;
}
