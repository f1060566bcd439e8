/* SPDX-License-Identifier: MIT */
#include "surroundings.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "desired/definitions.h"
#include "desired/schema_files.h"
#include "difference/difference.h"
#include "lex/mentioned.h"
#include "scope/scope.h"

#define MOST_OF_A_FILE ((size_t)1 << 30)

/* ------------------------------------------------------------------ what the files speak of */

/* Where words are noted. */
struct speaking {
	struct wb_definitions sink; /* first: it is handed to the dialect */
	struct mentioned *named;
};

/* Of what has a place of its own, and of the place. */
static int note_made(struct wb_definitions *sink, int32_t how, const struct wb_object *o)
{
	struct mentioned *named = ((struct speaking *)(void *)sink)->named;
	const char *space = o->namespace_;

	if (how != WB_DEFINE_MAKES || o->parent || o->kind == WB_KIND_NAMESPACE ||
	    o->kind >= WB_KIND_DIALECT)
		return 0;
	if (mentioned_add_word(named, o->name, true) < 0 ||
	    (space && mentioned_add_word(named, space, true) < 0))
		return WB_E_NOMEM;
	return 0;
}

static int add_text(const struct wb_session *session, struct mentioned *named, const char *text,
		    size_t len)
{
	struct speaking to = { .sink = { .size = sizeof(to.sink), .add = note_made },
			       .named = named };

	return mentioned_add(named, text, len) < 0 ? -1
						   : definitions_find(session, text, len, &to.sink);
}

/* What can't be read is told by whoever needs it. */
static int add_file(const struct wb_session *session, struct mentioned *named, const char *path,
		    const char *text)
{
	struct buf read = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = 0;

	if (text || file_read(path, MOST_OF_A_FILE, &read, &ignored) == 0) {
		text = text ? text : buf_text(&read);
		rc = add_text(session, named, text, strlen(text));
	}
	buf_release(&read);
	return rc;
}

static int read_files(const struct wb_session *session, struct mentioned *named,
		      struct wb_error *err)
{
	struct wb_project *project = session->project;
	struct wb_error ignored = WB_ERROR_INIT;
	struct string_vec files = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < project->revisions.count; i++)
		rc = add_file(session, named, project->revisions.items[i]->path,
			      project->revisions.items[i]->text);
	if (project->setup.config.schema.count)
		desired_files(project, &files, &ignored);
	for (size_t i = 0; rc == 0 && i < files.count; i++)
		rc = add_file(session, named, files.items[i], NULL);
	if (rc == 0 && project->desired_known)
		rc = add_text(session, named, buf_text(&project->desired), project->desired.len);
	string_vec_free(&files);
	return rc < 0 ? wb_error_nomem(err) : 0;
}

/* ------------------------------------------------------------------ what is needed */

enum mark {
	MARK_NONE,
	MARK_INSIDE,  /* it is in scope … */
	MARK_BLOCKED, /* … or can't be made without what is */
	MARK_WANTED
};

/* All that the target has. */
struct choice {
	struct wb_session *session;
	struct mentioned named;
	struct model all;
};

static bool is_blocked(const struct object *o)
{
	return o && (o->mark == MARK_INSIDE || o->mark == MARK_BLOCKED);
}

/* A scratch database has it from the start. */
static bool is_given(const struct choice *c, const struct object *o)
{
	return o->pub.kind == WB_KIND_NAMESPACE &&
	       strcmp(o->pub.name, c->session->conn.server.schema) == 0;
}

/* A table can do without its foreign keys, and nothing else that is written with it. */
static bool is_vital(const struct object *o)
{
	return o->parent && object_inline(o) && o->pub.kind != WB_KIND_FOREIGN_KEY;
}

/* true: something is blocked that was not. */
static bool block(const struct choice *c, struct object *o)
{
	bool blocked = is_blocked(o->parent);

	for (size_t i = 0; !blocked && i < o->needs.count; i++)
		blocked = is_blocked(o->needs.items[i]) && !is_given(c, o->needs.items[i]);
	if (!blocked)
		return false;
	o->mark = MARK_BLOCKED;
	if (is_vital(o) && !o->parent->mark)
		o->parent->mark = MARK_BLOCKED;
	return true;
}

static void mark_scope(struct choice *c, const struct model *inside)
{
	bool more = true;

	for (size_t i = 0; i < c->all.objects.count; i++) {
		struct object *o = c->all.objects.items[i];

		o->mark = model_find(inside, o)                ? MARK_INSIDE
			  : o->pub.flags & WB_OBJECT_READ_ONLY ? MARK_BLOCKED
							       : MARK_NONE;
	}
	while (more) {
		more = false;
		for (size_t i = 0; i < c->all.objects.count; i++)
			if (!c->all.objects.items[i]->mark)
				more = block(c, c->all.objects.items[i]) || more;
	}
}

/* Of what is on a table that is wanted: what others can need. */
static bool is_of_use(const struct object *child)
{
	return object_inline(child) ||
	       (child->pub.kind >= WB_KIND_COLUMN && child->pub.kind <= WB_KIND_INDEX &&
		child->pub.kind != WB_KIND_FOREIGN_KEY);
}

static void want(struct object *o)
{
	if (!o || o->mark != MARK_NONE)
		return;
	o->mark = MARK_WANTED;
	want(o->parent);
	for (size_t i = 0; i < o->needs.count; i++)
		want(o->needs.items[i]);
	for (size_t i = 0; i < o->children.count; i++)
		if (is_of_use(o->children.items[i]))
			want(o->children.items[i]);
}

static bool serves_scope(const struct object *o)
{
	for (size_t i = 0; i < o->needed_by.count; i++)
		if (o->needed_by.items[i]->mark == MARK_INSIDE)
			return true;
	return false;
}

/* Is it in a namespace of other people? */
static bool is_elsewhere(const struct choice *c, const char *namespace_)
{
	const struct wb_object like = { .kind = WB_KIND_NAMESPACE, .name = namespace_ };
	const struct object *found = namespace_ ? model_find_like(&c->all, &like) : NULL;

	return found && found->mark != MARK_INSIDE;
}

static bool is_named(const struct choice *c, const struct object *o)
{
	const char *space = o->pub.kind == WB_KIND_EXTENSION   ? object_get(&o->pub, "schema")
			    : o->pub.kind == WB_KIND_NAMESPACE ? o->pub.name
							       : o->pub.namespace_;

	if (o->parent || (!space && o->pub.kind >= WB_KIND_DIALECT))
		return false;
	/* the files make it where they need it */
	if (space && string_vec_find(&c->session->project->made, space) >= 0)
		return false;
	if (is_elsewhere(c, space))
		return mentioned_has(&c->named, space);
	return mentioned_has(&c->named, o->pub.name) && !mentioned_makes(&c->named, o->pub.name);
}

/* It belongs to a namespace, and not to the whole database. */
static bool has_place(const struct choice *c, const struct object *o)
{
	const struct wb_server *server = &c->session->conn.server;

	return o->pub.namespace_ || c->session->nameless ||
	       strcmp(server->schema, server->usual_schema) != 0;
}

/* It says of what is wanted how that belongs together. */
static bool ties_wanted(const struct choice *c, const struct object *o)
{
	if (o->pub.kind < WB_KIND_DIALECT || o->parent || !o->needs.count || !has_place(c, o))
		return false;
	for (size_t i = 0; i < o->needs.count; i++)
		if (o->needs.items[i]->mark != MARK_WANTED && !is_given(c, o->needs.items[i]))
			return false;
	return true;
}

static void choose(struct choice *c, const struct model *inside)
{
	mark_scope(c, inside);
	for (size_t i = 0; i < c->all.objects.count; i++) {
		struct object *o = c->all.objects.items[i];

		if (o->mark == MARK_NONE && (serves_scope(o) || is_named(c, o)))
			want(o);
	}
	for (size_t i = 0; i < c->all.objects.count; i++)
		if (c->all.objects.items[i]->mark == MARK_NONE &&
		    ties_wanted(c, c->all.objects.items[i]))
			want(c->all.objects.items[i]);
}

/* ------------------------------------------------------------------ its SQL */

static int write_one(const struct difference *all, struct change *change, struct scratch *s,
		     struct buf *out, struct wb_error *err)
{
	struct difference one = *all;

	one.changes = (struct change_vec){ &change, 1, 1 };
	return difference_write(&one, s->conn, out, err);
}

/* What the server does not make again is left out, with a word for those who ask. */
static int try_each(struct difference *d, struct scratch *s, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < d->changes.count; i++) {
		struct change *c = d->changes.items[i];
		struct buf sql = { 0 };

		rc = write_one(d, c, s, &sql, err);
		if (rc == 0)
			rc = scratch_run(s, "out of scope", buf_text(&sql), true, err);
		buf_release(&sql);
		if (rc < 0 && wb_error_of_statement(rc)) {
			client_log(&s->session->client, WB_LOG_INFO,
				   "out of scope and not on scratch databases: %s", err->message);
			wb_error_clear(err);
			buf_clear(&c->sql);
			rc = 0;
		}
	}
	return rc;
}

static int write_all(struct wb_session *session, struct model *chosen, struct wb_error *err)
{
	struct surroundings *around = &session->surroundings;
	struct model nothing = { 0 };
	struct difference d = { .from = &nothing, .to = chosen, .flags = WB_CHANGE_DUMP };
	struct scratch s;
	int rc = scratch_open(session, &s, err);

	if (rc < 0)
		return rc;
	s.lent = false;
	rc = difference_make(&d, s.conn, err);
	if (rc == 0)
		rc = try_each(&d, &s, err);
	if (rc == 0)
		rc = difference_write(&d, s.conn, &around->sql, err);
	if (rc < 0)
		buf_clear(&around->sql);
	uncompared_free(&s.uncompared);
	uncompared_free(&s.privileges);
	scratch_close(&s);
	difference_release(&d);
	return rc;
}

static int note_namespaces(struct wb_session *session, const struct model *chosen,
			   struct wb_error *err)
{
	for (size_t i = 0; i < chosen->objects.count; i++) {
		const struct wb_object *o = &chosen->objects.items[i]->pub;

		if (o->kind == WB_KIND_NAMESPACE &&
		    string_vec_add(&session->surroundings.namespaces, o->name) < 0)
			return wb_error_nomem(err);
	}
	return 0;
}

static int learn(struct choice *c, struct wb_error *err)
{
	struct model inside = { 0 }, chosen = { 0 };
	int rc = scope_read(c->session, &c->session->conn, &inside, err);

	if (rc == 0)
		rc = scope_read_all(c->session, &c->all, err);
	if (rc == 0 && c->all.objects.count > inside.objects.count) {
		rc = read_files(c->session, &c->named, err);
		if (rc == 0) {
			choose(c, &inside);
			rc = model_select(&c->all, MARK_WANTED, &chosen, err);
		}
	}
	if (rc == 0 && chosen.objects.count)
		rc = write_all(c->session, &chosen, err);
	if (rc == 0 && chosen.objects.count)
		rc = note_namespaces(c->session, &chosen, err);
	model_release(&inside);
	model_release(&chosen);
	return rc;
}

int surroundings_learn(struct wb_session *session, int rc)
{
	struct choice c = { .session = session, .named.variables = &session->project->variables };
	struct wb_error why = WB_ERROR_INIT;

	if (session->surroundings.known || !wb_error_of_statement(rc))
		return 0;
	session->surroundings.known = true;
	rc = learn(&c, &why);
	mentioned_release(&c.named);
	model_release(&c.all);
	if (rc < 0)
		client_log(&session->client, WB_LOG_WARNING,
			   "what is out of scope is not on scratch databases: %s", why.message);
	return rc == 0 && session->surroundings.sql.len > 0;
}
