/* SPDX-License-Identifier: MIT */
#include "privileges.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "desired/schema_files.h"

#define DESIRED_MAX ((size_t)1 << 30)

/* ------------------------------------------------------------------ does anybody speak of them? */

/* Is it written in front of this statement that the section gives back what was there? */
static bool gives_back(const struct statement *statement)
{
	static const char mark[] = PRIVILEGES_GIVEN_BACK;

	return memmem(statement->text, statement->token, mark, sizeof(mark) - 1) != NULL;
}

enum { SAYS = 1, GIVES_BACK = 2 };

/* Statements that can't be read are somebody else's error. */
static int text_says(struct wb_session *s, const struct sql_text *text)
{
	struct source_settings settings =
		project_source_settings(s->project, s->conn.server.lex_mode);
	struct wb_error ignored = WB_ERROR_INIT;
	struct source *source = NULL;
	struct statement statement = { 0 };
	int says = 0;

	if (source_open(text, &settings, &source, &ignored) < 0)
		return 0;
	while (!says && source_next(source, &statement, &ignored) == 1)
		says = gives_back(&statement)                  ? GIVES_BACK
		       : statement.flags & WB_PIECE_PRIVILEGES ? SAYS
							       : 0;
	source_close(source);
	return says;
}

static int revision_says(struct wb_session *s, struct revision *r)
{
	struct section_rules rules = project_section_rules(s->project);
	struct problems silent = { 0 };
	struct section_vec sections = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	const struct section *up;
	int says = 0;

	if (sections_read(r, &rules, &silent, &sections, &ignored) == 0) {
		up = sections_find(&sections, SECTION_UP, project_dialect_names(s->project));
		if (up) {
			const struct sql_text text = section_text(r, up);

			says = text_says(s, &text);
		}
	}
	sections_free(&sections);
	return says;
}

static bool bytes_say(struct wb_session *s, const char *path, const struct buf *bytes)
{
	const struct sql_text text = {
		.path = path, .bytes = bytes->data, .size = bytes->len, .end = bytes->len, .line = 1
	};

	return bytes->len && text_says(s, &text) == SAYS;
}

static bool file_says(struct wb_session *s, const char *path)
{
	struct buf bytes = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	const bool says =
		file_read(path, DESIRED_MAX, &bytes, &ignored) == 0 && bytes_say(s, path, &bytes);

	buf_release(&bytes);
	return says;
}

/* A file that is not there says nothing: a dump may be about to make it. Whoever needs it tells that. */
static bool files_say(struct wb_session *s)
{
	struct string_vec files = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	bool says = false;

	if (s->project->setup.config.schema.count)
		desired_files(s->project, &files, &ignored);
	for (size_t i = 0; !says && i < files.count; i++)
		says = file_says(s, files.items[i]);
	string_vec_free(&files);
	return says;
}

/* The revisions or the desired schema say something of them. */
static bool project_says(struct wb_session *s)
{
	for (size_t i = 0; i < s->project->revisions.count; i++)
		if (revision_says(s, s->project->revisions.items[i]) == SAYS)
			return true;
	return files_say(s);
}

static const struct wb_attribute *privilege(const struct object *o, const char *key)
{
	for (size_t i = 0; i < o->pub.attribute_count; i++) {
		const struct wb_attribute *a = &o->pub.attributes[i];

		if ((a->flags & WB_ATTRIBUTE_PRIVILEGE) && (!key || strcmp(a->key, key) == 0))
			return a;
	}
	return NULL;
}

static bool model_says(const struct model *m)
{
	for (size_t i = 0; i < m->objects.count; i++)
		if ((m->objects.items[i]->pub.flags & WB_OBJECT_PRIVILEGE) ||
		    privilege(m->objects.items[i], NULL))
			return true;
	return false;
}

/* ------------------------------------------------------------------ what nobody speaks of stays */

/* Whose an object is, or who it acts as, where `to` does not say it. */
static int keep_attributes(const struct object *from, struct model *m, struct object *to)
{
	for (size_t i = 0; i < from->pub.attribute_count; i++) {
		const struct wb_attribute *a = &from->pub.attributes[i];

		if ((a->flags & WB_ATTRIBUTE_PRIVILEGE) && !privilege(to, a->key) &&
		    model_give_attribute(m, to, a) < 0)
			return -1;
	}
	return 0;
}

static int keep_one(const struct object *from, struct model *m, bool all)
{
	struct object *subject = object_subject(from), *same = model_find(m, from);

	if (!(from->pub.flags & WB_OBJECT_PRIVILEGE))
		return same ? keep_attributes(from, m, same) : 0;
	subject = subject ? model_find(m, subject) : NULL;
	if (same || !object_counts(from) || (object_subject(from) && !subject) ||
	    !(all || privilege(from, NULL)))
		return 0;
	same = model_copy(m, from, subject);
	if (same && !all)
		model_keep_privilege(same);
	return same ? 0 : -1;
}

/* `all`: everything that `from` has; else only whose objects are, and who they act as, where nothing is
 * said of that. */
static int keep(const struct model *from, struct model *to, bool all, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < from->objects.count; i++)
		rc = keep_one(from->objects.items[i], to, all);
	model_sort(to);
	return rc < 0 ? wb_error_nomem(err) : 0;
}

/* ------------------------------------------------------------------ the rule */

void privileges_forget(struct wb_session *session, struct model *from, struct model *to)
{
	session->conn.privileges = false;
	model_forget_privileges(from);
	model_forget_privileges(to);
}

int privileges_align(struct wb_session *session, struct model *from, struct model *to,
		     bool *out_given_back, struct wb_error *err)
{
	enum privileges_mode mode = project_privileges(session->project);
	bool says;

	*out_given_back = false;
	if (session->privileges_differ)
		privileges_forget(session, from, to);
	if (mode != PRIVILEGES_AUTO || !session->conn.privileges)
		return 0;
	says = model_says(to) || project_says(session);
	*out_given_back = !says;
	if (!says)
		model_forget_privileges(to);
	return keep(from, to, !says, err);
}

bool privileges_given_back(struct wb_session *session, struct revision *revision)
{
	return revision_says(session, revision) == GIVES_BACK;
}

int privileges_mark(struct wb_session *session, struct buf *sql, struct wb_error *err)
{
	struct buf marked = { 0 };
	int rc;

	if (!bytes_say(session, "", sql))
		return 0;
	buf_str(&marked, "-- " PRIVILEGES_GIVEN_BACK
			 ": what is made anew gets the privileges that it had; without this line "
			 "they are compared from now on\n");
	buf_add(&marked, sql->data, sql->len);
	rc = buf_check(&marked, err);
	if (rc < 0) {
		buf_release(&marked);
		return rc;
	}
	buf_release(sql);
	*sql = marked;
	return 0;
}

bool privileges_dumped(struct wb_session *session)
{
	switch (project_privileges(session->project)) {
	case PRIVILEGES_YES:
		return true;
	case PRIVILEGES_NO:
		return false;
	default:
		return project_says(session);
	}
}
