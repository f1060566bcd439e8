/* SPDX-License-Identifier: MIT */
#include "scratch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/process.h"
#include "base/text.h"
#include "config/url.h"

#define SCRATCH_PREFIX "whimbrel_scratch_"
/* A scratch database of this age that nobody is connected to was left behind by a run that was
 * killed, wherever that was. */
#define SCRATCH_LEFT_S 600
#define SCRATCH_NAME_MOST 48
#define PRIVATE_PAUSE_MS 50
#define PRIVATE_WAIT_MS 60000 /* until a private server answers */

/* ------------------------------------------------------------------ making and dropping */

struct leftovers {
	struct string_vec names;
};

/* The name tells when it was made, and by whom: whimbrel_scratch_TIME_PLACE_PROCESS_RANDOM. */
static void make_name(char *out, size_t size, const char *random)
{
	snprintf(out, size, SCRATCH_PREFIX "%llx_%lx_%lx_%s", (unsigned long long)time(NULL),
		 (unsigned long)process_place(), (unsigned long)getpid(), random);
}

static bool is_left(const char *name)
{
	unsigned long long parts[4];
	const char *at = name + strlen(SCRATCH_PREFIX);

	for (int i = 0; i < 4; i++) {
		char *end;

		parts[i] = strtoull(at, &end, 16);
		if (end == at || *end != (i < 3 ? '_' : '\0'))
			return false;
		at = end + 1;
	}
	if (parts[0] + SCRATCH_LEFT_S < (unsigned long long)time(NULL))
		return true;
	return parts[1] == process_place() && kill((pid_t)parts[2], 0) < 0 && errno == ESRCH;
}

static int take_left(void *ctx, const struct wb_value *values, size_t count)
{
	struct leftovers *left = ctx;
	AUTO_FREE char *name = NULL;

	if (count < 2 || !values[0].data || values[0].len <= strlen(SCRATCH_PREFIX) ||
	    !values[1].data || values[1].data[0] != '0')
		return 0;
	name = text_dup(values[0].data, values[0].len);
	if (name && is_left(name))
		string_vec_add(&left->names, name);
	return 0;
}

/* Once for a session. Failing to clear up what others left is no failure of ours. */
static void clear_left(struct scratch *s)
{
	struct leftovers left = { { 0 } };
	struct wb_rows rows = { take_left, &left };
	struct wb_error ignored = WB_ERROR_INIT;

	if (s->session->scratch_cleared)
		return;
	s->session->scratch_cleared = true;
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

static int connect_to(struct scratch *s, const struct target *target, const char *text,
		      struct wb_error *err)
{
	struct target server = *target;
	const struct login login = { .target = &server,
				     .run_id = s->session->run_id,
				     .client = &s->session->client };
	int rc;

	memset(&server.url, 0, sizeof(server.url));
	rc = url_parse(text, &server.url, err);
	/* the target's options are about the way to the target: they serve where the URL has none */
	if (rc == 0 && server.url.query.count)
		server.options = server.url.query;
	if (rc == 0)
		rc = driver_connect(s->session->plugin, &login, &s->own_server, err);
	if (rc == 0)
		link_join(&s->session->link, &s->own_server);
	url_release(&server.url);
	return rc;
}

/* It is started when it is needed first, and takes a while until it answers. */
static int connect_private(struct scratch *s, struct wb_error *err)
{
	struct wb_session *session = s->session;
	struct target target = session->project->setup.target;
	struct wb_error why = WB_ERROR_INIT;
	int rc = 0;

	memset(&target.options, 0, sizeof(target.options));
	target.version_schema = NULL;
	if (!session->private_server)
		rc = private_server_start(&session->conn, &session->private_server, err);
	for (int ms = 0; rc == 0; ms += PRIVATE_PAUSE_MS) {
		wb_error_clear(&why);
		rc = connect_to(s, &target, private_server_url(session->private_server), &why);
		if (rc == 0)
			break;
		if (link_requested(&session->link))
			return wb_error_set(err, WB_E_CANCELLED, "interrupted");
		if (!private_server_runs(session->private_server) || ms > PRIVATE_WAIT_MS)
			return private_server_failed(session->private_server, why.message, err);
		poll(NULL, 0, PRIVATE_PAUSE_MS);
		rc = 0;
	}
	s->is_private = rc == 0;
	session->private_used += rc == 0;
	return rc;
}

static int connect_own(struct scratch *s, struct wb_error *err)
{
	struct wb_project *project = s->session->project;
	const struct target *target = &project->setup.target;
	struct buf url = { .secret = true };
	int rc = config_expand(&project->setup.config, target->scratch, &url, err);
	bool is_private = rc == 0 && strcmp(buf_text(&url), "private") == 0;

	/* memory is private already */
	if (is_private && driver_can(s->server, WB_F_DATABASE_IS_PATH)) {
		buf_release(&url);
		return 0;
	}
	if (rc == 0)
		rc = is_private ? connect_private(s, err)
				: connect_to(s, target, buf_text(&url), err);
	buf_release(&url);
	if (rc < 0)
		return is_private ? rc : wb_error_prefix(err, "scratch");
	s->server = &s->own_server;
	return 0;
}

static int find_server(struct scratch *s, struct wb_error *err)
{
	const struct target *target = &s->session->project->setup.target;

	s->server = &s->session->conn;
	if (!driver_can(s->server, CAN_SCRATCH))
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "dialect %s can't make scratch databases",
				    s->session->plugin->table.name);
	if (target->scratch && *target->scratch)
		return connect_own(s, err);
	/* a database that is a file has no server that could come to harm */
	if (target->protected && !driver_can(s->server, WB_F_DATABASE_IS_PATH))
		return wb_error_set(
			err, WB_E_REFUSED,
			"target %s is protected: give it a `scratch` server, where "
			"scratch databases may be made: scratch = \"private\", or a URL",
			target->name);
	return 0;
}

static void close_server(struct scratch *s)
{
	struct wb_error ignored = WB_ERROR_INIT;

	if (!s->own_server.handle)
		return;
	if (s->is_private && --s->session->private_used == 0)
		driver_scratch_clear(&s->own_server, &ignored);
	link_leave(&s->session->link, &s->own_server);
	driver_close(&s->own_server);
}

/* In time even where the server stands still: the next one who needs a scratch database drops what is left. */
static void drop(struct scratch *s)
{
	struct link *link = &s->session->link;
	struct wb_error why = WB_ERROR_INIT;

	link_shield_briefly(link);
	if (driver_scratch_drop(s->server, s->name, &why) < 0)
		client_log(&s->session->client, WB_LOG_WARNING,
			   "scratch database %s may stay, until the next command that needs one "
			   "drops it: %s",
			   s->name, why.message);
	link_unshield_briefly(link);
}

/* What was being made when somebody asked to stop may be there, and clearing it up was stopped as well. */
static void drop_half_made(struct scratch *s)
{
	if (link_requested(&s->session->link))
		drop(s);
}

static int open_named(struct scratch *s, struct wb_error *err)
{
	struct connection *like = s->own_server.handle ? &s->session->conn : NULL;
	int rc = driver_scratch_open(s->server, s->name, like, &s->own, err);

	if (rc < 0)
		drop_half_made(s);
	return rc;
}

/* On a private server the database may have the target's own name, so that a script which names it finds
 * it. */
static int open_as_target(struct scratch *s)
{
	const char *name = s->session->conn.server.database;
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
	struct wb_error ignored = WB_ERROR_INIT;

	if (!s->is_private || s->session->private_used != 1 || !*name ||
	    strlen(name) > SCRATCH_NAME_MOST || name[strspn(name, letters)])
		return -1;
	memcpy(s->name, name, strlen(name) + 1);
	return open_named(s, &ignored);
}

/* What is out of scope and needed is there before all else; see surroundings.h. */
static int make_surroundings(struct scratch *s, struct wb_error *err)
{
	const struct buf *sql = &s->session->surroundings.sql;
	const bool lent = s->lent;
	int rc;

	if (!sql->len)
		return 0;
	s->lent = false;
	rc = scratch_run(s, "out of scope", sql->data, true, err);
	s->lent = lent;
	uncompared_free(&s->uncompared);
	uncompared_free(&s->privileges);
	return rc;
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
	if (rc == 0 && !out->is_private)
		clear_left(out);
	if (rc == 0 && open_as_target(out) < 0) {
		make_name(out->name, sizeof(out->name), digits);
		rc = open_named(out, err);
	}
	if (rc == 0) {
		out->conn = &out->own;
		out->conn->privileges = session->conn.privileges;
		link_join(&session->link, out->conn);
	} else {
		close_server(out);
	}
	out->lent = rc == 0 && strcmp(out->own.server.schema, out->own.server.usual_schema) != 0;
	if (rc == 0) {
		rc = make_surroundings(out, err);
		if (rc < 0)
			scratch_close(out);
	}
	return rc;
}

/* Whatever was asked meanwhile: it goes. */
void scratch_close(struct scratch *s)
{
	struct wb_error why = WB_ERROR_INIT;

	uncompared_move(&s->session->uncompared, &s->uncompared, &why);
	uncompared_move(&s->session->uncompared, &s->privileges, &why);
	uncompared_move(&s->session->uncompared, &s->others, &why);
	if (s->conn) {
		link_leave(&s->session->link, s->conn);
		driver_close(s->conn);
		s->conn = NULL;
		drop(s);
	}
	close_server(s);
}

int scratch_known(const struct scratch *s, struct wb_error *err)
{
	return uncompared_refuse(&s->uncompared, err);
}
