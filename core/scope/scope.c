/* SPDX-License-Identifier: MIT */
#include "scope.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/kind.h"
#include "base/text.h"
#include "config/pattern.h"
#include "desired/schema_command.h"
#include "read/keep.h"
#include "exclude.h"
#include "on_others_tables.h"

/* What a dialect is told, and what it asks with. */
struct scope {
	struct wb_scope pub; /* first: a dialect hands it back */
	const struct target *target;
	struct string_vec namespaces;
	struct string_vec
		*left; /* where to note what is left alone on tables that are ours; NULL */
	struct on_others made_on;
	struct string_vec
		elsewhere; /* of that, what the dialect is told; the texts are the project's */
};

/* ------------------------------------------------------------------ what is left out */

static bool leaves_alone(const struct scope *s, const struct wb_object *o)
{
	const char *space = o->namespace_ && *o->namespace_ ? o->namespace_ : s->pub.nameless;

	return exclude_takes(&s->target->exclude, o, space);
}

/* It goes with its table, should that be made anew: see wb_schema_diff. */
static void note_left(const struct scope *s, const struct wb_object *o)
{
	for (size_t i = 0; s->left && i + 1 < s->left->count; i += 2)
		if (strcmp(s->left->items[i], o->parent) == 0 &&
		    strcmp(s->left->items[i + 1], o->name) == 0)
			return;
	if (s->left && string_vec_add(s->left, o->parent) == 0)
		string_vec_add(s->left, o->name);
}

/* What steps have kept of what they took away is no part of a schema. */
static bool is_kept(const struct wb_object *o)
{
	const char *table = o->parent ? o->parent : o->kind == WB_KIND_TABLE ? o->name : NULL;

	return table && strncmp(table, KEEP_TABLE, strlen(KEEP_TABLE)) == 0;
}

/* What an object is in, or a part of, takes it along. */
static bool goes_along(const struct scope *s, const struct wb_object *o)
{
	static const int32_t parents[] = { WB_KIND_TABLE, WB_KIND_VIEW, WB_KIND_TYPE };
	struct wb_object above = { .size = sizeof(above),
				   .flags = o->flags,
				   .kind = WB_KIND_NAMESPACE,
				   .name = o->namespace_ };

	if (o->namespace_ && *o->namespace_ && leaves_alone(s, &above))
		return true;
	above.namespace_ = o->namespace_;
	above.name = o->parent;
	for (size_t i = 0; o->parent && i < sizeof(parents) / sizeof(parents[0]); i++) {
		above.kind = parents[i];
		if (leaves_alone(s, &above))
			return true;
	}
	return false;
}

static int32_t leaves(const struct wb_scope *scope, const struct wb_object *o)
{
	const struct scope *s = (const struct scope *)(const void *)scope;
	const char *space = o->namespace_ && *o->namespace_ ? o->namespace_ : s->pub.nameless;

	if (is_kept(o))
		return 1;
	if (!s->target->exclude.count)
		return 0;
	if (leaves_alone(s, o)) {
		if (o->parent && o->name)
			note_left(s, o);
		return 1;
	}
	return goes_along(s, o) && !on_others_has(&s->made_on, o, space);
}

/* ------------------------------------------------------------------ all of it */

/* A name as a pattern. */
static int add_name(struct string_vec *to, const char *name)
{
	struct buf pattern = { 0 };
	int rc;

	for (; *name; name++) {
		if (strchr("*?\\", *name))
			buf_char(&pattern, '\\');
		buf_char(&pattern, *name);
	}
	rc = pattern.failed ? -1 : string_vec_add(to, buf_text(&pattern));
	buf_release(&pattern);
	return rc;
}

/* The current schema and those that the files make, unless the config names them. */
static int choose_namespaces(struct wb_session *session, const struct connection *conn,
			     struct scope *s, struct wb_error *err)
{
	const struct string_vec *named = &s->target->schemas, *made = &session->project->made;
	int rc = scope_prepare(session, err);

	for (size_t i = 0; rc == 0 && i < named->count; i++)
		if (string_vec_add(&s->namespaces, named->items[i]) < 0)
			rc = wb_error_nomem(err);
	s->pub.namespaces = (const char *const *)s->namespaces.items;
	if (rc < 0 || named->count)
		return rc;
	if (conn->server.schema[0] && add_name(&s->namespaces, conn->server.schema) < 0)
		rc = wb_error_nomem(err);
	for (size_t i = 0; rc == 0 && i < made->count; i++)
		if (add_name(&s->namespaces, made->items[i]) < 0)
			rc = wb_error_nomem(err);
	if (conn != &session->conn) {
		s->pub.flags |= WB_SCOPE_MADE;
		s->pub.given = (const char *const *)session->surroundings.namespaces.items;
		s->pub.given_count = session->surroundings.namespaces.count;
	}
	return rc;
}

static bool is_in_scope(const struct scope *s, const char *space)
{
	for (size_t i = 0; i < s->namespaces.count; i++)
		if (pattern_match(s->namespaces.items[i], space, false))
			return true;
	return false;
}

/* What is on no table and in no namespace may be anybody's: on a scratch database, or where there are no
 * files, all of it is ours. */
static int choose_loose(struct wb_session *session, const struct connection *conn, struct scope *s)
{
	static char none[] = "", any[] = "*";
	char *const all[] = { none, none, any };
	const bool ours = conn != &session->conn || (!graph_count(session->project->graph) &&
						     !desired_wanted(session->project));

	for (size_t i = 0; ours && i < 3; i++)
		if (string_vec_push(&s->elsewhere, all[i]) < 0)
			return -1;
	return 0;
}

/* What the files make on tables of other namespaces. */
static int choose_elsewhere(struct wb_session *session, const struct connection *conn,
			    struct scope *s, struct wb_error *err)
{
	const struct string_vec *things = s->made_on.things;

	if (choose_loose(session, conn, s) < 0)
		return wb_error_nomem(err);
	for (size_t i = 0; i + 2 < things->count; i += 3) {
		char *const *thing = things->items + i;

		if (*thing[1] && (!*thing[0] || is_in_scope(s, thing[0]) ||
				  on_others_makes(&s->made_on, thing[0], thing[1])))
			continue;
		for (size_t j = 0; j < 3; j++)
			if (string_vec_push(&s->elsewhere, thing[j]) < 0)
				return wb_error_nomem(err);
	}
	s->pub.made_on = (const char *const *)s->elsewhere.items;
	s->pub.made_on_count = s->elsewhere.count;
	return 0;
}

static int make(struct wb_session *session, const struct connection *conn, struct scope *s,
		struct wb_error *err)
{
	static const char *const own[] = { "whimbrel_version", "whimbrel_log", "whimbrel_lock",
					   "whimbrel_kept" };
	static const char *const none[] = { NULL };
	const struct wb_server *server = &session->conn.server;
	int rc;

	s->target = &session->project->setup.target;
	if (conn == &session->conn)
		s->left = &session->project->left;
	s->pub = (struct wb_scope){ .size = sizeof(s->pub),
				    .flags = conn->privileges ? WB_SCOPE_PRIVILEGES : 0,
				    .home = conn->server.home,
				    .without = own,
				    .without_count = sizeof(own) / sizeof(own[0]),
				    .leaves = leaves };
	s->made_on = (struct on_others){ &session->project->made_on, &session->project->made_tables,
					 NULL };
	if (!server->usual_schema[0])
		return scope_prepare(session, err);
	s->made_on.usual = server->schema[0] ? server->schema : server->usual_schema;
	rc = choose_namespaces(session, conn, s, err);
	if (rc == 0)
		rc = choose_elsewhere(session, conn, s, err);
	s->pub.namespaces = s->namespaces.count ? (const char *const *)s->namespaces.items : none;
	s->pub.namespace_count = s->namespaces.count;
	if (session->nameless || strcmp(server->schema, server->usual_schema) != 0)
		s->pub.nameless = conn->server.schema[0] ? conn->server.schema : NULL;
	return rc;
}

static void release(struct scope *s)
{
	string_vec_free(&s->namespaces);
	string_vec_release(&s->elsewhere);
}

int scope_read(struct wb_session *session, struct connection *conn, struct model *out,
	       struct wb_error *err)
{
	struct scope s = { .target = NULL };
	int rc = make(session, conn, &s, err);

	if (rc == 0)
		rc = model_read(conn, &s.pub, out, err);
	release(&s);
	return rc;
}

static int32_t leaves_nothing(const struct wb_scope *scope, const struct wb_object *o)
{
	(void)scope;
	(void)o;
	return 0;
}

int scope_made_on(struct wb_session *session, struct string_vec *out, struct wb_error *err)
{
	const struct string_vec *all = &session->project->made_on;
	struct scope s = { .target = NULL };
	int rc = make(session, &session->conn, &s, err);

	for (size_t i = 0; rc == 0 && i < s.elsewhere.count; i++)
		if (string_vec_add(out, s.elsewhere.items[i]) < 0)
			rc = wb_error_nomem(err);
	for (size_t i = 0; rc == 0 && s.target->exclude.count && i < all->count; i++)
		if (string_vec_add(out, all->items[i]) < 0)
			rc = wb_error_nomem(err);
	release(&s);
	return rc;
}

int scope_read_all(struct wb_session *session, struct model *out, struct wb_error *err)
{
	struct scope s = { .target = NULL };
	int rc = make(session, &session->conn, &s, err);

	s.pub.flags = 0;
	s.pub.leaves = leaves_nothing;
	s.pub.namespaces = NULL;
	s.pub.namespace_count = s.pub.made_on_count = 0;
	if (rc == 0)
		rc = model_read(&session->conn, &s.pub, out, err);
	release(&s);
	return rc;
}

int scope_others(struct wb_session *session, struct string_vec *out, struct wb_error *err)
{
	struct scope s = { .target = NULL };
	struct model found = { 0 };
	int rc = session->conn.server.usual_schema[0] &&
				 !session->project->setup.target.schemas.count
			 ? make(session, &session->conn, &s, err)
			 : 0;

	s.pub.flags = WB_SCOPE_NAMESPACES;
	s.pub.leaves = leaves_nothing;
	s.pub.namespaces = NULL;
	s.pub.namespace_count = s.pub.made_on_count = 0;
	if (rc == 0 && s.target)
		rc = model_read(&session->conn, &s.pub, &found, err);
	for (size_t i = 0; rc == 0 && i < found.objects.count; i++) {
		const struct wb_object *o = &found.objects.items[i]->pub;

		if (o->kind == WB_KIND_NAMESPACE && !is_in_scope(&s, o->name) &&
		    string_vec_add(out, o->name) < 0)
			rc = wb_error_nomem(err);
	}
	model_release(&found);
	release(&s);
	return rc;
}

/* 1: there was something new. */
static int learn(struct wb_session *session, const struct model *made, struct wb_error *err)
{
	struct string_vec *known = &session->project->made;
	int found = 0;

	for (size_t i = 0; i < made->objects.count; i++) {
		const struct wb_object *o = &made->objects.items[i]->pub;

		if (o->kind != WB_KIND_NAMESPACE || string_vec_find(known, o->name) >= 0 ||
		    strcmp(o->name, session->conn.server.schema) == 0)
			continue;
		if (string_vec_add(known, o->name) < 0)
			return wb_error_nomem(err);
		found = 1;
	}
	return found;
}

int scope_widen(struct wb_session *session, const struct model *made, struct model *target,
		struct wb_error *err)
{
	int rc = session->conn.server.usual_schema[0] ? learn(session, made, err) : 0;

	if (rc != 1)
		return rc;
	model_release(target);
	*target = (struct model){ 0 };
	return scope_read(session, &session->conn, target, err);
}

/* ------------------------------------------------------------------ what is changed elsewhere */

static int note_changed(struct wb_session *session, const char *kind, const char *space,
			const char *name, struct wb_error *err)
{
	AUTO_FREE char *whole = text_format("%s.%s", space, name);

	return whole ? uncompared_add(&session->uncompared, kind, whole,
				      (struct why_not){
					      "the files change it, and it is not ours",
					      "`schemas` takes it in, `exclude` leaves it alone" },
				      err)
		     : wb_error_nomem(err);
}

int scope_note_changed(struct wb_session *session, struct wb_error *err)
{
	const struct string_vec *all = &session->project->changed_on;
	struct scope s = { 0 };
	int rc = all->count && session->conn.server.usual_schema[0]
			 ? make(session, &session->conn, &s, err)
			 : 0;

	for (size_t i = 0; rc == 0 && s.target && i + 2 < all->count; i += 3) {
		char *const *one = all->items + i;
		const struct wb_object o = { .size = sizeof(o),
					     .kind = WB_KIND_TABLE,
					     .namespace_ = one[1],
					     .name = one[2] };

		if (!is_in_scope(&s, one[1]) && !on_others_makes(&s.made_on, one[1], one[2]) &&
		    !leaves(&s.pub, &o) &&
		    (session->conn.privileges || strcmp(one[0], "privileges") != 0))
			rc = note_changed(session, one[0], one[1], one[2], err);
	}
	release(&s);
	return rc;
}
