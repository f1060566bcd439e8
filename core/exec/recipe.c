/* SPDX-License-Identifier: MIT */
#include "recipe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/error.h"
#include "base/text.h"
#include "link.h"

#define PRINTED_MOST ((size_t)64 << 10)
#define ALWAYS_MS 60000

/* ------------------------------------------------------------------ taking */

static bool is_word(const struct wb_value *value, const char *word)
{
	return value->len == strlen(word) && memcmp(value->data, word, value->len) == 0;
}

/* Where nobody else can look, from its first byte on. */
static int write_private(const struct recipe *r, const struct wb_value *name,
			 const struct wb_value *text)
{
	AUTO_FREE char *path = text_format("%s/%.*s", r->folder, (int)name->len, name->data);
	int fd, rc = 0;

	if (!path)
		return wb_error_nomem(r->err);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	for (size_t at = 0; fd >= 0 && rc == 0 && at < text->len;) {
		ssize_t put = write(fd, text->data + at, text->len - at);

		rc = put < 0 && errno != EINTR ? -1 : 0;
		at += put > 0 ? (size_t)put : 0;
	}
	if (fd < 0 || rc < 0)
		rc = wb_error_set(r->err, WB_E_FILE, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return rc;
}

static int add_call(struct recipe *r, const struct wb_value *values, size_t count)
{
	bool version = is_word(&values[0], "version");
	struct recipe_call call = { .version = version, .always = is_word(&values[0], "always") };

	for (size_t i = 1; i < count; i++)
		if (string_vec_add_len(&call.words, values[i].data, values[i].len) < 0)
			goto failed;
	if (!version && string_vec_push(&call.words, NULL) < 0)
		goto failed;
	if (recipe_call_vec_push(&r->calls, call) < 0)
		goto failed;
	if (!version) {
		r->calls.items[r->calls.count - 1].input = r->input;
		r->input = NULL;
	}
	return 0;
failed:
	string_vec_free(&call.words);
	return wb_error_nomem(r->err);
}

static int add_setting(struct recipe *r, const struct wb_value *values)
{
	AUTO_FREE char *text = text_format("%.*s=%.*s", (int)values[1].len, values[1].data,
					   (int)values[2].len, values[2].data);

	return text && string_vec_add(&r->settings, text) == 0 ? 0 : wb_error_nomem(r->err);
}

int recipe_take(void *ctx, const struct wb_value *values, size_t count)
{
	struct recipe *r = ctx;

	for (size_t i = 0; i < count; i++)
		if (!values[i].data)
			count = 0;
	if (count >= 3 && is_word(&values[0], "file"))
		return write_private(r, &values[1], &values[2]);
	if (count >= 3 && is_word(&values[0], "set"))
		return add_setting(r, values);
	if (count >= 4 && is_word(&values[0], "version"))
		return add_call(r, values, count);
	if (count >= 2 && (is_word(&values[0], "run") || is_word(&values[0], "always")))
		return add_call(r, values, count);
	if (count >= 2 && is_word(&values[0], "append")) {
		buf_add(&r->append, values[1].data, values[1].len);
		return buf_check(&r->append, r->err);
	}
	if (count >= 2 && is_word(&values[0], "input")) {
		free(r->input);
		r->input = text_dup(values[1].data, values[1].len);
		return r->input ? 0 : wb_error_nomem(r->err);
	}
	return wb_error_set(r->err, WB_E_INTERNAL, "the dialect says what is no step of a backup");
}

void recipe_release(struct recipe *r)
{
	for (size_t i = 0; i < r->calls.count; i++) {
		string_vec_free(&r->calls.items[i].words);
		free(r->calls.items[i].input);
	}
	recipe_call_vec_release(&r->calls);
	string_vec_free(&r->settings);
	buf_release(&r->append);
	free(r->input);
	r->input = NULL;
}

/* ------------------------------------------------------------------ running */

struct watch {
	struct link *link;
	const char *phase, *grows;
};

/* Asked every 50 ms. */
static bool look(void *ctx)
{
	const struct watch *w = ctx;
	struct stat st;

	if (w->grows && stat(w->grows, &st) == 0)
		client_phase(w->link->client, w->phase, (uint64_t)st.st_size, 0);
	return link_stopping(w->link);
}

static struct child child_of(const struct recipe *r, struct watch *watch)
{
	return (struct child){ .settings = (const char *const *)r->settings.items,
			       .most = PRINTED_MOST,
			       .cuts = true,
			       .stopping = look,
			       .ctx = watch };
}

/* "15.2": 15 and 2. Returns whether there is one. */
static bool read_version(const char *text, unsigned long out[2])
{
	char *end;

	text += strspn(text, " ");
	out[0] = strtoul(text, &end, 10);
	out[1] = end > text && *end == '.' ? strtoul(end + 1, NULL, 10) : 0;
	return end > text;
}

static int ask_version(const struct recipe *r, const struct recipe_call *call, struct watch *watch,
		       struct wb_error *err)
{
	char flag[] = "--version", *words[] = { call->words.items[0], flag, NULL };
	const char *least = call->words.items[1], *found = NULL;
	struct child child = child_of(r, watch);
	struct buf out = { 0 }, said = { 0 };
	unsigned long has[2], needs[2];
	int rc;

	child.words = words;
	child.limit_ms = 30000;
	rc = child_run(&child, &out, &said, err);
	if (rc < 0 && rc != WB_E_CANCELLED && rc != WB_E_NOMEM)
		wb_error_detail(err,
				"Install the database's client programs, of version %s or later.",
				least);
	for (size_t i = 2; rc == 0 && !found && i < call->words.count; i++) {
		found = strstr(buf_text(&out), call->words.items[i]);
		found = found ? found + strlen(call->words.items[i]) : NULL;
	}
	if (rc == 0 && (!found || !read_version(found, has) || !read_version(least, needs)))
		rc = wb_error_set(err, WB_E_UNSUPPORTED, "%s does not tell its version: %.200s",
				  words[0], buf_text(&out));
	else if (rc == 0 && (has[0] < needs[0] || (has[0] == needs[0] && has[1] < needs[1])))
		rc = wb_error_set(
			err, WB_E_UNSUPPORTED,
			"%s is of version %lu.%lu, and this server needs %s or later: install "
			"the server's own client programs",
			words[0], has[0], has[1], least);
	buf_release(&out);
	buf_release(&said);
	return rc;
}

static int run_call(const struct recipe *r, const struct recipe_call *call, struct watch *watch,
		    struct wb_error *err)
{
	struct child child = child_of(r, watch);
	struct buf out = { 0 }, said = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	child.words = call->words.items;
	child.input_path = call->input;
	child.quiet_ms = r->quiet_ms;
	child.grows = watch->grows;
	rc = child_run(&child, &out, &said, &why);
	if (rc == WB_E_CANCELLED || rc == WB_E_NOMEM) {
		wb_error_set(err, rc, "%s", why.message);
	} else if (rc < 0) {
		rc = wb_error_set(err, WB_E_SQL, "%s", why.message);
		wb_error_detail(err, "%s", buf_text(said.len ? &said : &out));
	} else if (said.len) {
		client_log(watch->link->client, WB_LOG_NOTICE, "%s: %s", child.words[0],
			   buf_text(&said));
	}
	buf_release(&out);
	buf_release(&said);
	return rc;
}

static int append_to(const char *path, const struct buf *text, struct wb_error *err)
{
	FILE *file = text->len ? fopen(path, "ae") : NULL;
	bool good = file && fwrite(text->data, 1, text->len, file) == text->len;

	if (file && fclose(file) != 0)
		good = false;
	return good || !text->len ? 0
				  : wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
}

/* Behind a failure what is always to be run is run to its end, and says nothing more. */
static int run_next(const struct recipe *r, const struct recipe_call *call, struct watch *watch,
		    int before, struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;

	if (before == 0)
		return call->version ? ask_version(r, call, watch, err)
				     : run_call(r, call, watch, err);
	if (call->always) {
		struct child child = { .settings = (const char *const *)r->settings.items,
				       .words = call->words.items,
				       .input_path = call->input,
				       .most = PRINTED_MOST,
				       .cuts = true,
				       .limit_ms = ALWAYS_MS };
		struct buf out = { 0 }, said = { 0 };

		(void)child_run(&child, &out, &said, &ignored);
		buf_release(&out);
		buf_release(&said);
	}
	return before;
}

int recipe_run(struct recipe *r, struct link *link, const char *phase, const char *grows,
	       struct wb_error *err)
{
	struct watch watch = { link, phase, grows };
	int rc = string_vec_push(&r->settings, NULL) < 0 ? wb_error_nomem(err) : 0;

	for (size_t i = 0; i < r->calls.count; i++)
		rc = run_next(r, &r->calls.items[i], &watch, rc, err);
	return rc == 0 && grows ? append_to(grows, &r->append, err) : rc;
}
