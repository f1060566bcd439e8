/* SPDX-License-Identifier: MIT */
#include "surroundings_change.h"

#include <string.h>

#include "base/error.h"
#include "base/kind.h"
#include "base/text.h"
#include "scope/exclude.h"

/* All that a statement is told to do must be done to what was copied. */
struct finding {
	struct wb_definitions sink; /* first: it is handed to the dialect */
	struct wb_session *session;
	struct surroundings_change *out;
	bool found, others;
};

/* Of what is on a table the table. */
static bool is_copied(struct wb_session *session, const struct wb_object *o)
{
	const struct wb_server *server = &session->conn.server;
	const char *space = o->namespace_;
	const struct wb_object thing = { .size = sizeof(thing),
					 .kind = o->parent ? WB_KIND_TABLE : o->kind,
					 .namespace_ = space,
					 .name = o->parent ? o->parent : o->name };

	if (o->kind == WB_KIND_NAMESPACE)
		return false;
	if (space && string_vec_find(&session->surroundings.namespaces, space) >= 0)
		return true;
	return exclude_takes(&session->project->setup.target.exclude, &thing,
			     space || !server->usual_schema[0] ? space : server->schema);
}

static int take(struct wb_definitions *sink, int32_t how, const struct wb_object *o)
{
	struct finding *f = (struct finding *)(void *)sink;
	const bool visits = o->parent && o->kind != WB_KIND_COLUMN;

	if (how == WB_DEFINE_NAMES || how == WB_DEFINE_SETS || f->others)
		return 0;
	/* what is made on others' tables is ours, and never copied */
	f->others = (visits && how == WB_DEFINE_MAKES) || !is_copied(f->session, o);
	if (f->others || f->found)
		return 0;
	f->found = true;
	f->out->rows = how == WB_DEFINE_ROWS;
	f->out->absent = visits;
	f->out->title = kind_of(o->parent ? WB_KIND_TABLE : o->kind)->title;
	buf_str(&f->out->space, o->namespace_ ? o->namespace_ : "");
	buf_str(&f->out->name, o->parent ? o->parent : o->name);
	return f->out->space.failed || f->out->name.failed ? WB_E_NOMEM : 0;
}

bool surroundings_change_find(struct wb_session *session, const struct statement *statement,
			      struct surroundings_change *out)
{
	struct finding f = {
		.sink = { .size = sizeof(f.sink), .add = take, .flags = WB_DEFINITIONS_ITSELF },
		.session = session,
		.out = out
	};

	return driver_defines(session->conn.plugin, statement->text + statement->token,
			      statement->len - statement->token, &f.sink) == 0 &&
	       f.found && !f.others;
}

int surroundings_change_note(struct scratch *s, const struct surroundings_change *c,
			     struct wb_error *err)
{
	AUTO_FREE char *whole = NULL;

	/* what the config leaves alone is not asked for */
	if (c->rows ||
	    string_vec_find(&s->session->surroundings.namespaces, buf_text(&c->space)) < 0)
		return 0;
	whole = text_format("%s.%s", buf_text(&c->space), buf_text(&c->name));
	return whole ? uncompared_add(&s->others, c->title, whole,
				      (struct why_not){
					      "the files change it, and it is not ours",
					      "`schemas` takes it in, `exclude` leaves it alone" },
				      err)
		     : wb_error_nomem(err);
}

void surroundings_change_release(struct surroundings_change *c)
{
	buf_release(&c->space);
	buf_release(&c->name);
	*c = (struct surroundings_change){ .rows = false };
}
