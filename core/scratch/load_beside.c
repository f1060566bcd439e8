/* SPDX-License-Identifier: MIT */
#include "load_beside.h"

#include "base/error.h"
#include "scope/scope.h"

static struct stage stage_of(scratch_maker make)
{
	return (struct stage){ .make = make, .err = WB_ERROR_INIT };
}

static void load_stage(struct scratch *s, struct stage *stage)
{
	stage->rc = stage->make(s, &stage->err);
	stage->known = !s->uncompared.count;
	if (stage->rc == 0)
		stage->rc = scope_read(s->session, s->conn, &stage->model, &stage->err);
}

static void *load(void *arg)
{
	struct loading *l = arg;

	load_stage(&l->scratch, &l->stage);
	if (l->stage.rc == 0 && l->stage.known && l->next.make)
		load_stage(&l->scratch, &l->next);
	return NULL;
}

int loading_start(struct loading *l, struct wb_session *session, struct wb_error *err)
{
	int rc = scratch_open(session, &l->scratch, err);

	if (rc < 0)
		return rc;
	l->begun = l->open = true;
	l->scratch.in_parts = true;
	/* where the server's own things are made as well, nothing goes on beside it */
	l->threaded =
		!l->scratch.own_server.handle && pthread_create(&l->thread, NULL, load, l) == 0;
	if (!l->threaded)
		load(l);
	return 0;
}

struct loading loading_of(scratch_maker make)
{
	return (struct loading){ .stage = stage_of(make), .next = stage_of(NULL) };
}

void loading_wait(struct loading *l)
{
	if (l->threaded)
		pthread_join(l->thread, NULL);
	l->threaded = false;
}

void loading_drop(struct loading *l)
{
	loading_wait(l);
	if (l->open)
		scratch_close(&l->scratch);
	l->open = false;
}

void loading_reset(struct loading *l)
{
	loading_drop(l);
	model_release(&l->stage.model);
	model_release(&l->next.model);
	*l = (struct loading){ .stage = stage_of(l->stage.make), .next = stage_of(l->next.make) };
}
