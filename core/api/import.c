/* SPDX-License-Identifier: MIT */
/* The border of core/import/. */
#include "call.h"
#include "import/calls.h"
#include "prove/calls.h"

const char *wb_import_tool(size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (!import_tools[i].name)
			return NULL;
	return import_tools[index].name;
}

int wb_import_read(const struct wb_import_source *what, struct wb_import **out,
		   struct wb_error *err)
{
	struct call call;
	struct wb_import_source own;

	call_begin(&call, NULL, err);
	what = sized_in(&own, sizeof(own), what);
	return call_end(&call, import_read(what, out, &call.err));
}

int wb_import_replay(struct wb_session *session, const char *command, struct wb_import **out,
		     struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, import_replay(session, command, out, &call.err));
}

void wb_import_free(struct wb_import *import)
{
	import_free(import);
}

int wb_project_import(struct wb_project *project, struct wb_import *import,
		      int (*take)(void *ctx, const struct wb_imported *what), void *ctx,
		      struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, project_import(project, import, take, ctx, &call.err));
}
