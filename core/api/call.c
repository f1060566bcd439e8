/* SPDX-License-Identifier: MIT */
#include "call.h"

#include <string.h>

#include "base/error.h"
#include "run/session.h"

/* Whoever says no size knows what there is today. */
static size_t known(const void *callers, size_t size)
{
	uint32_t said;

	memcpy(&said, callers, sizeof(said));
	return said >= sizeof(said) && said < size ? said : size;
}

void *sized_in(void *own, size_t size, const void *callers)
{
	uint32_t full = (uint32_t)size;

	if (!callers)
		return NULL;
	memset(own, 0, size);
	memcpy(own, callers, known(callers, size));
	memcpy(own, &full, sizeof(full));
	return own;
}

void sized_out(void *callers, const void *own, size_t size)
{
	uint32_t said;

	memcpy(&said, callers, sizeof(said));
	memcpy(callers, own, known(callers, size));
	memcpy(callers, &said, sizeof(said));
}

void call_begin(struct call *call, struct wb_session *session, struct wb_error *err)
{
	const struct wb_error clear = WB_ERROR_INIT;

	call->err = clear;
	call->callers = err;
	call->session = session;
	wb_error_clear(err);
	if (session)
		caller_enter(session->client.caller);
}

/* A request that came too late stays, and stops the next call. */
static int interrupted(struct call *call, int rc)
{
	struct link *link = call->session ? &call->session->link : NULL;

	if (!link || rc >= 0)
		return rc;
	rc = link_failure(link, rc, &call->err);
	if (rc == WB_E_CANCELLED)
		link_forget(link);
	return rc;
}

int call_end(struct call *call, int rc)
{
	rc = interrupted(call, rc);
	if (call->session)
		caller_leave(call->session->client.caller);
	if (rc < 0 && call->err.status != rc) {
		/* the message is good; the status is what was returned */
		if (!call->err.message[0])
			wb_error_set(&call->err, rc, "failed, and nobody said why");
		call->err.status = rc;
	}
	if (rc < 0 && call->callers)
		sized_out(call->callers, &call->err, sizeof(call->err));
	return rc;
}
