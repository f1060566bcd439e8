/* SPDX-License-Identifier: MIT */
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/text.h"
#include "config/url.h"

#define SCRATCH_PREFIX "whimbrel_scratch_"
/* A scratch database that nobody is connected to for so long was left behind by a run that was
 * killed. */
#define SCRATCH_LEFT_S 600

/* ------------------------------------------------------------------ making and dropping */

struct leftovers {
	struct string_vec names;
};

/* The name tells when it was made: whimbrel_scratch_TIME_RANDOM. */
static int take_left(void *ctx, const struct wb_value *values, size_t count)
{
	struct leftovers *left = ctx;
	unsigned long long made;
	char *end;

	if (count < 2 || !values[0].data || values[0].len <= strlen(SCRATCH_PREFIX) ||
	    !values[1].data || values[1].data[0] != '0')
		return 0;
	made = strtoull(values[0].data + strlen(SCRATCH_PREFIX), &end, 16);
	if (*end == '_' && made + SCRATCH_LEFT_S < (unsigned long long)time(NULL))
		string_vec_add_len(&left->names, values[0].data, values[0].len);
	return 0;
}

/* Failing to clear up what others left is no failure of ours. */
static void clear_left(struct scratch *s)
{
	struct leftovers left = { { 0 } };
	struct wb_rows rows = { take_left, &left };
	struct wb_error ignored = WB_ERROR_INIT;

	if (driver_scratch_list(s->server, SCRATCH_PREFIX, &rows, &ignored) == 0)
		for (size_t i = 0; i < left.names.count; i++) {
			wb_error_clear(&ignored);
			if (driver_scratch_drop(s->server, left.names.items[i], &ignored) == 0)
				client_log(&s->session->client, WB_LOG_NOTICE,
					   "dropped scratch database %s, which a run left behind",
					   left.names.items[i]);
		}
	string_vec_free(&left.names);
}

static int connect_own(struct scratch *s, struct wb_error *err)
{
	struct wb_project *project = s->session->project;
	struct target target = project->setup.target;
	struct buf url = { .secret = true };
	int rc = config_expand(&project->setup.config, target.scratch, &url, err);

	memset(&target.url, 0, sizeof(target.url));
	if (rc == 0)
		rc = url_parse(buf_text(&url), &target.url, err);
	if (rc == 0)
		rc = driver_connect(s->session->plugin, &target, s->session->run_id, 0,
				    &s->session->client, &s->own_server, err);
	url_release(&target.url);
	buf_release(&url);
	if (rc < 0)
		return wb_error_prefix(err, "scratch");
	s->server = &s->own_server;
	return 0;
}

static int find_server(struct scratch *s, struct wb_error *err)
{
	const struct target *target = &s->session->project->setup.target;

	s->server = &s->session->conn;
	if (!driver_can(s->server, WB_F_SCRATCH))
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "dialect %s can't make scratch databases",
				    s->session->plugin->table.name);
	if (target->scratch && *target->scratch)
		return connect_own(s, err);
	/* a database that is a file has no server that could come to harm */
	if (target->protected && !driver_can(s->server, WB_F_DATABASE_IS_PATH))
		return wb_error_set(err, WB_E_REFUSED,
				    "target %s is protected: give it a `scratch` URL, a server "
				    "where scratch databases may be made",
				    target->name);
	return 0;
}

int scratch_open(struct wb_session *session, struct scratch *out, struct wb_error *err)
{
	struct scratch s = { .session = session };
	char digits[9];
	int rc;

	*out = s;
	out->session = session;
	rc = find_server(out, err);
	if (rc == 0)
		rc = text_random_hex(digits, 8, err);
	if (rc == 0) {
		snprintf(out->name, sizeof(out->name), SCRATCH_PREFIX "%llx_%s",
			 (unsigned long long)time(NULL), digits);
		clear_left(out);
		rc = driver_scratch_open(out->server, out->name, &out->conn, err);
	}
	if (rc < 0)
		driver_close(&out->own_server);
	return rc;
}

void scratch_close(struct scratch *s)
{
	struct wb_error why = WB_ERROR_INIT;

	if (s->conn.handle) {
		driver_close(&s->conn);
		if (driver_scratch_drop(s->server, s->name, &why) < 0)
			client_log(&s->session->client, WB_LOG_WARNING,
				   "scratch database %s stays: %s", s->name, why.message);
	}
	driver_close(&s->own_server);
}
