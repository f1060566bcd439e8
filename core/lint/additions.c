/* SPDX-License-Identifier: MIT */
#include "additions.h"

#include <string.h>

#include "base/error.h"
#include "dialect/driver.h"
#include "model/model.h"

struct additions {
	struct wb_definitions sink; /* first: it is handed to the dialect */
	const struct plugin *plugin;
	struct string_vec
		made; /* tables that are new with this revision, in twos: the namespace or "", the name */
	bool triggers; /* something is run by what happens to tables */
	/* the statement at hand */
	bool told;  /* it does something … */
	bool known; /* … and all of that to what is new */
	bool nomem;
};

static bool is_made(const struct additions *a, const char *space, const char *table)
{
	for (size_t i = 0; table && i + 1 < a->made.count; i += 2)
		if (strcmp(a->made.items[i], space ? space : "") == 0 &&
		    strcmp(a->made.items[i + 1], table) == 0)
			return true;
	return false;
}

static void note_made(struct additions *a, const struct wb_object *o)
{
	a->triggers |= o->kind == WB_KIND_TRIGGER;
	if (o->kind != WB_KIND_TABLE || !object_get(o, "anew"))
		return;
	a->nomem |= string_vec_add(&a->made, o->namespace_ ? o->namespace_ : "") < 0 ||
		    string_vec_add(&a->made, o->name) < 0;
}

static int take(struct wb_definitions *sink, int32_t how, const struct wb_object *o)
{
	struct additions *a = (struct additions *)(void *)sink;

	if (how == WB_DEFINE_NAMES || how == WB_DEFINE_SETS)
		return 0;
	a->told = true;
	if (how == WB_DEFINE_MAKES) {
		a->known &= o->kind == WB_KIND_INDEX && is_made(a, o->namespace_, o->parent);
		note_made(a, o);
	} else {
		/* what a trigger does then, nobody knows */
		a->known &= how == WB_DEFINE_ROWS && object_get(o, "plain") && !a->triggers &&
			    is_made(a, o->namespace_, o->name);
	}
	return a->nomem ? WB_E_NOMEM : 0;
}

static bool adds(struct additions *a, const struct statement *statement)
{
	const char *text = statement->text + statement->token;
	const size_t len = statement->len - statement->token;
	const uint32_t effects = driver_effects(a->plugin, text, len);

	if (statement->flags & ~WB_PIECE_ROWS)
		return false;
	a->told = false;
	a->known = true;
	if (driver_defines(a->plugin, text, len, &a->sink) < 0)
		return false;
	/* a query that fills a table may call anything */
	if (effects & WB_EFFECT_ADDS)
		return !(effects & WB_EFFECT_COPIES);
	return a->told && a->known;
}

static bool text_adds(struct additions *a, const struct wb_session *s, const struct sql_text *text,
		      uint32_t lex_mode)
{
	const struct source_settings settings = project_source_settings(s->project, lex_mode);
	struct wb_error ignored = WB_ERROR_INIT;
	struct source *source = NULL;
	struct statement statement = { 0 };
	int rc = source_open(text, &settings, &source, &ignored);

	while (rc == 0 && (rc = source_next(source, &statement, &ignored)) == 1)
		rc = adds(a, &statement) ? 0 : WB_E_UNSUPPORTED;
	source_close(source);
	return rc == 0;
}

bool additions_only(const struct scratch *scratch, struct revision *revision)
{
	const struct wb_session *s = scratch->session;
	const struct section_rules rules = project_section_rules(s->project);
	struct additions a = {
		.sink = { .size = sizeof(a.sink), .add = take, .flags = WB_DEFINITIONS_ITSELF },
		.plugin = scratch->conn->plugin
	};
	struct problems silent = { 0 };
	struct section_vec sections = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	const struct section *up = NULL;
	bool only = false;

	if (sections_read(revision, &rules, &silent, &sections, &ignored) == 0)
		up = sections_find(&sections, SECTION_UP, project_dialect_names(s->project));
	if (up && !up->no_transaction) {
		const struct sql_text text = section_text(revision, up);

		only = text_adds(&a, s, &text, scratch->conn->server.lex_mode);
	}
	sections_free(&sections);
	string_vec_free(&a.made);
	return only;
}
