/* SPDX-License-Identifier: MIT */
/* The slots of schemas: introspecting, rendering, scratch databases. */
#include <string.h>

#include "answer.h"
#include "base/error.h"
#include "driver.h"
#include "masked.h"
#include "slot.h"

static int need(const struct connection *c, bool there, const char *what, struct wb_error *err)
{
	return there ? 0
		     : wb_error_set(err, WB_E_UNSUPPORTED, "dialect %s can't %s",
				    c->plugin->table.name, what);
}

int driver_introspect(struct connection *c, const struct wb_scope *scope, struct wb_schema *sink,
		      struct wb_error *err)
{
	if (need(c, c->plugin->table.introspect, "look at a schema", err) < 0)
		return wb_error_kept(err);
	trace_call(c->client, "introspect", "");
	slot_call(c);
	return slot_return(c, "introspect",
			   c->plugin->table.introspect(c->handle, scope, sink, err), 0, err);
}

int driver_render(struct connection *c, const struct wb_change *change, struct buf *out,
		  struct wb_risk *risk, struct wb_error *err)
{
	const struct wb_object *any = change->to ? change->to : change->from;
	struct wb_risk said = { .size = sizeof(said) };
	int rc;

	if (need(c, c->plugin->table.render, "write schema changes", err) < 0)
		return wb_error_kept(err);
	trace_call(c->client, "render", any ? any->name : "");
	slot_call(c);
	rc = slot_return(c, "render",
			 c->plugin->table.render(c->handle, change, text_sink(out), &said, err), 0,
			 err);
	answer_end_risk(&said);
	if (rc == 0)
		*risk = said;
	return rc < 0 ? rc : buf_check(out, err);
}

int driver_sample(struct connection *c, struct sampled *of, uint32_t n, struct buf *out,
		  struct wb_error *err)
{
	int rc;

	if (!c->plugin->table.sample)
		return 0;
	slot_call(c);
	rc = slot_return(c, "sample",
			 c->plugin->table.sample(c->handle, of->column, of->type, n, text_sink(out),
						 &of->every, err),
			 1, err);
	return rc < 0 || !out->failed ? rc : buf_check(out, err);
}

int driver_scratch_open(struct connection *c, const char *name, const struct connection *like,
			struct connection *out, struct wb_error *err)
{
	const int32_t what = like ? WB_SCRATCH_OPEN_LIKE : WB_SCRATCH_OPEN;
	void *handle = like ? like->handle : NULL;
	int rc;

	if (need(c, c->plugin->table.scratch, "make scratch databases", err) < 0)
		return wb_error_kept(err);
	trace_call(c->client, "scratch open", name);
	slot_call(c);
	rc = slot_return(c, "scratch",
			 c->plugin->table.scratch(c->handle, what, name, &handle, NULL, err), 0,
			 err);
	rc = answer_handle(handle, c->plugin->table.name, "scratch", rc, err);
	if (rc < 0)
		return rc;
	memset(out, 0, sizeof(*out));
	out->plugin = c->plugin;
	out->handle = handle;
	out->client = c->client;
	out->statement_timeout_ms = (like ? like : c)->statement_timeout_ms;
	rc = driver_describe(out, &out->server, err);
	if (rc < 0)
		driver_close(out);
	return rc;
}

static int call_scratch(struct connection *c, int32_t what, const char *name, struct wb_rows *rows,
			struct wb_error *err)
{
	slot_call(c);
	return slot_return(c, "scratch",
			   c->plugin->table.scratch(c->handle, what, name, NULL, rows, err), 0,
			   err);
}

int driver_scratch_drop(struct connection *c, const char *name, struct wb_error *err)
{
	trace_call(c->client, "scratch drop", name);
	return call_scratch(c, WB_SCRATCH_DROP, name, NULL, err);
}

int driver_scratch_clear(struct connection *c, struct wb_error *err)
{
	return call_scratch(c, WB_SCRATCH_CLEAR, "", NULL, err);
}

int driver_scratch_list(struct connection *c, const char *prefix, struct wb_rows *rows,
			struct wb_error *err)
{
	struct gate gate;
	struct wb_rows *through = gate_open(&gate, rows, 1);
	int rc = call_scratch(c, WB_SCRATCH_LIST, prefix, through, err);

	return gate_check(&gate, c->plugin->table.name, "scratch", rc, err);
}

int driver_serve(struct connection *c, const char *folder, struct wb_rows *rows,
		 struct wb_error *err)
{
	if (need(c, c->plugin->table.serve, "start a private server: give `scratch` a URL", err) <
	    0)
		return wb_error_kept(err);
	slot_call(c);
	return slot_return(c, "serve", c->plugin->table.serve(c->handle, folder, rows, err), 0,
			   err);
}

uint32_t driver_effects(const struct plugin *plugin, const char *text, size_t len)
{
	return plugin->table.effects
		       ? plugin->table.effects(text, len)
		       : WB_EFFECT_MAKES | WB_EFFECT_RENAMES | WB_EFFECT_COPIES | WB_EFFECT_UNDOES;
}

int driver_defines(const struct plugin *plugin, const char *text, size_t len,
		   struct wb_definitions *out)
{
	return plugin->table.defines ? plugin->table.defines(text, len, out) : 0;
}

int driver_backup(struct connection *c, const struct wb_backup *what, struct wb_rows *rows,
		  struct wb_error *err)
{
	if (need(c, c->plugin->table.backup, what->restore ? "restore a backup" : "make a backup",
		 err) < 0)
		return wb_error_kept(err);
	slot_call(c);
	return slot_return(c, "backup", c->plugin->table.backup(c->handle, what, rows, err), 0,
			   err);
}
