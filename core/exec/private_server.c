/* SPDX-License-Identifier: MIT */
#include "private_server.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "dialect/driver.h"
#include "dialect/host.h"
#include "private_folder.h"

#define LOG_MAX ((size_t)1 << 20)

VEC(struct string_vec, program_vec);

struct private_server {
	char *folder, *url, *log;
	struct program_user user;
	struct program_vec before; /* what must have run, each with its arguments */
	struct string_vec server;
	int stop; /* the signal that ends it */
	struct keeper keeper;
};

/* ------------------------------------------------------------------ the folder */

static int make_folder(struct private_server *s, struct wb_error *err)
{
	int rc = private_folder_make(&s->folder, err);

	s->log = rc == 0 ? text_format("%s/log", s->folder) : NULL;
	return rc == 0 && !s->log ? wb_error_nomem(err) : rc;
}

/* ------------------------------------------------------------------ what the dialect says */

/* Arguments behind the word of a line. */
static int add_arguments(struct string_vec *to, const struct wb_value *values, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!values[i].data || string_vec_add_len(to, values[i].data, values[i].len) < 0)
			return -1;
	return 0;
}

static bool is_word(const struct wb_value *value, const char *word)
{
	return value->len == strlen(word) && memcmp(value->data, word, value->len) == 0;
}

static int take_line(void *ctx, const struct wb_value *values, size_t count)
{
	struct private_server *s = ctx;
	AUTO_FREE char *first = NULL;

	if (count < 2 || !values[0].data || !values[1].data)
		return WB_E_INTERNAL;
	if (is_word(&values[0], "start"))
		return add_arguments(&s->server, values, count) < 0 ? WB_E_NOMEM : 0;
	if (is_word(&values[0], "run")) {
		struct string_vec arguments = { 0 };

		if (add_arguments(&arguments, values, count) == 0 &&
		    program_vec_push(&s->before, arguments) == 0)
			return 0;
		string_vec_free(&arguments);
		return WB_E_NOMEM;
	}
	first = text_dup(values[1].data, values[1].len);
	if (!first)
		return WB_E_NOMEM;
	if (is_word(&values[0], "user")) {
		program_user_find(&s->user, first);
	} else if (is_word(&values[0], "stop")) {
		s->stop = (int)strtol(first, NULL, 10);
	} else if (is_word(&values[0], "url")) {
		free(s->url);
		s->url = first;
		first = NULL;
	}
	return 0;
}

static int ask(struct private_server *s, struct connection *target, struct wb_error *err)
{
	struct wb_rows rows = { take_line, s };
	int rc = driver_serve(target, s->folder, &rows, err);

	if (rc == 0 && (!s->url || !s->server.count))
		rc = wb_error_set(err, WB_E_INTERNAL,
				  "the dialect does not say how its server is started");
	return rc;
}

/* ------------------------------------------------------------------ starting */

static bool is_stopping(void *ctx)
{
	struct wb_client *client = ctx;

	return atomic_load(&client->stopping);
}

static int start(struct private_server *s, struct connection *target, struct wb_error *err)
{
	struct program p = { .folder = s->folder, .log = s->log, .user = s->user };
	int rc = 0;

	if (s->user.other && chown(s->folder, s->user.uid, s->user.gid) < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", s->folder, strerror(errno));
	if (geteuid() == 0 && !s->user.other)
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "a private server refuses to be root's, and there is no other "
				    "user for it");
	for (size_t i = 0; rc == 0 && i < s->before.count; i++) {
		p.arguments = &s->before.items[i];
		rc = program_run(&p, is_stopping, target->client, err);
	}
	p.arguments = &s->server;
	return rc == 0 ? keeper_start(&p, s->stop, &s->keeper, err) : rc;
}

int private_server_start(struct connection *target, struct private_server **out,
			 struct wb_error *err)
{
	struct private_server *s = calloc(1, sizeof(*s));
	int rc;

	if (!s)
		return wb_error_nomem(err);
	s->stop = SIGKILL;
	rc = make_folder(s, err);
	if (rc == 0)
		rc = ask(s, target, err);
	if (rc == 0) {
		private_folders_clear(&s->user);
		rc = start(s, target, err);
	}
	if (rc < 0) {
		wb_error_prefix(err, "private server");
		private_server_end(s);
		return rc;
	}
	*out = s;
	return 0;
}

const char *private_server_url(const struct private_server *s)
{
	return s->url;
}

bool private_server_runs(const struct private_server *s)
{
	return keeper_runs(&s->keeper);
}

int private_server_failed(const struct private_server *s, const char *why, struct wb_error *err)
{
	struct buf log = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;

	file_read(s->log, LOG_MAX, &log, &ignored);
	wb_error_set(err, WB_E_UNSUPPORTED, "private server: %s ended, or does not answer: %s",
		     s->server.items[0], why);
	wb_error_detail(err, "%s", log.len > 1500 ? log.data + log.len - 1500 : buf_text(&log));
	buf_release(&log);
	return WB_E_UNSUPPORTED;
}

void private_server_end(struct private_server *s)
{
	if (!s)
		return;
	if (s->keeper.pid)
		keeper_end(&s->keeper);
	else if (s->folder)
		folder_remove(s->folder);
	for (size_t i = 0; i < s->before.count; i++)
		string_vec_free(&s->before.items[i]);
	program_vec_release(&s->before);
	string_vec_free(&s->server);
	free(s->folder);
	free(s->url);
	free(s->log);
	free(s);
}
