/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "failure.h"
#include "status_rows.h"

static void on_problem(void *ctx, const char *message)
{
	struct cli *cli = ctx;

	if (cli->report.problems++ == 0)
		snprintf(cli->report.first, sizeof(cli->report.first), "%s", message);
	progress_erase(&cli->report.progress);
	say(stderr, "%s\n", message);
	if (cli->output.json && !cli->report.list)
		cli->report.list = json_array();
	if (cli->report.list)
		json_array_append_new(cli->report.list, json_text(message));
}

/* Errors and warnings always, the server's notices with -v, more with more of them. */
static void on_log(void *ctx, int level, const char *message)
{
	static const char *const words[] = { "error: ", "warning: ", "notice: ", "", "" };
	struct cli *cli = ctx;
	const char *paint =
		level > 1 ? "" : paint_code(cli->output.color_err, level ? PAINT_WARN : PAINT_BAD);

	if (level < 0 || level > 4 ||
	    (level > 1 && (cli->args.quiet || cli->args.verbose < level - 1)))
		return;
	progress_erase(&cli->report.progress);
	say(stderr, "whimbrel: %s%s%s%s\n", paint, words[level],
	    *paint ? paint_code(true, PAINT_NONE) : "", message);
}

/* What an event is called; NULL: it is nothing that a user wants to read about. */
static const char *event_word(int kind)
{
	static const char *const words[] = {
		[WB_EVENT_APPLIED] = "applied",   [WB_EVENT_REVERTED] = "reverted",
		[WB_EVENT_STAMPED] = "stamped",   [WB_EVENT_ERASED] = "erased",
		[WB_EVENT_REPAIRED] = "repaired", [WB_EVENT_RECOVERED] = "recovered",
		[WB_EVENT_VERIFIED] = "verified", [WB_EVENT_DURABLE] = "durable",
		[WB_EVENT_SAVED] = "saved",       [WB_EVENT_RESTORED] = "restored",
		[WB_EVENT_RETIRED] = "removed",   [WB_EVENT_SEEDED] = "seeded",
		[WB_EVENT_PURGED] = "purged",
	};

	return kind > 0 && kind <= WB_EVENT_PURGED ? words[kind] : NULL;
}

static void event_json(const struct wb_event *event, const char *word)
{
	struct wb_error ignored = WB_ERROR_INIT;
	json_t *object = json_object();

	json_put(object, "event", json_text(word));
	json_put(object, "revision", json_text(event->revision));
	json_put(object, "title", json_text(event->title));
	json_put(object, "direction", json_text(event->direction));
	json_put(object, "duration_ms",
		 event->duration_ms < 0 ? json_null() : json_integer(event->duration_ms));
	json_put(object, "run_id", json_text(event->run_id));
	if (event->steps) {
		json_put(object, "step", json_integer(event->step));
		json_put(object, "steps", json_integer(event->steps));
	}
	if (event->kind == WB_EVENT_APPLIED || event->kind == WB_EVENT_REVERTED ||
	    event->kind == WB_EVENT_DURABLE)
		json_put(object, "durable", json_boolean(event->durable));
	if (event->message)
		json_put(object, "message", json_text(event->message));
	if (event->path)
		json_put(object, "path", json_text(event->path));
	if (event->checksum) {
		json_put(object, "sha256", json_text(event->checksum));
		json_put(object, "bytes", json_integer((json_int_t)event->bytes));
	}
	json_print(object, &ignored);
}

static void event_text(const struct cli *cli, const struct wb_event *event, const char *word)
{
	bool color = cli->output.color;
	const char *none = paint_code(color, PAINT_NONE);

	say(stdout, "%s%-9s%s %s%s%s", paint_code(color, PAINT_GOOD), word, none,
	    paint_code(color, PAINT_ID), event->revision ? event->revision : "", none);
	if (event->title && *event->title)
		say(stdout, "%s%s", event->revision ? " " : "", event->title);
	if (event->message && *event->message)
		say(stdout, ": %s", event->message);
	if (event->path)
		say(stdout, event->title ? " (%s)" : "%s", event->path);
	if (event->duration_ms >= 0)
		say(stdout, " %s(%" PRId64 " ms)%s", paint_code(color, PAINT_FAINT),
		    event->duration_ms, none);
	say(stdout, "\n");
	if (cli->output.terminal)
		fflush(stdout);
}

static void on_event(void *ctx, const struct wb_event *event)
{
	struct cli *cli = ctx;
	const char *word = event_word(event->kind);

	if (event->kind == WB_EVENT_WAITING && !cli->args.quiet) {
		progress_erase(&cli->report.progress);
		say(stderr, "whimbrel: waiting for the lock%s%s\n", event->message ? ": " : "",
		    event->message ? event->message : "");
	}
	if (event->kind == WB_EVENT_HOOK && !cli->args.quiet) {
		progress_erase(&cli->report.progress);
		say(stderr, "whimbrel: %s: %s\n", event->title, event->message);
	}
	if (!word || (event->kind == WB_EVENT_DURABLE && !cli->output.json))
		return;
	progress_erase(&cli->report.progress);
	cli->report.changes +=
		event->kind != WB_EVENT_VERIFIED && event->kind != WB_EVENT_DURABLE && !event->path;
	if (cli->output.json)
		event_json(event, word);
	else if (!cli->args.quiet)
		event_text(cli, event, word);
}

static void on_failure(void *ctx, const struct wb_failure *failure)
{
	struct cli *cli = ctx;
	int exit = cli->report.found ? cli->report.found : exit_code(failure->error->status);
	struct wb_error ignored = WB_ERROR_INIT;

	progress_erase(&cli->report.progress);
	cli->report.failed = true;
	/* both go to the same terminal: keep their order */
	fflush(stdout);
	failure_print(stderr, cli->output.color_err, failure);
	if (cli->output.json)
		json_print(failure_json(failure, exit), &ignored);
}

/* The first line of it, and how much there is. */
static void on_statement(void *ctx, const struct wb_statement_event *s)
{
	struct cli *cli = ctx;
	const char *end = memchr(s->text, '\n', s->len);
	size_t len = end ? (size_t)(end - s->text) : s->len;

	progress_erase(&cli->report.progress);
	say(stderr, "whimbrel: %s:%u: %.*s%s (%" PRId64 " ms)\n", s->path, s->line,
	    (int)(len > 200 ? 200 : len), s->text, len > 200 || end ? " ..." : "", s->duration_ms);
}

static void on_progress(void *ctx, const struct wb_progress *now)
{
	struct cli *cli = ctx;

	progress_show(&cli->report.progress, now);
}

struct wb_listener report_listener(struct cli *cli)
{
	return (struct wb_listener){
		.size = sizeof(struct wb_listener),
		.ctx = cli,
		.problem = on_problem,
		.log = on_log,
		.event = on_event,
		.failure = on_failure,
		.progress = on_progress,
		.trace = cli->args.verbose > 1 ? (uint32_t)cli->args.verbose - 1 : 0,
		.statement = cli->args.verbose && !cli->args.quiet ? on_statement : NULL,
	};
}

static int add_not_compared(void *ctx, const struct wb_not_compared *what)
{
	json_array_append_new(ctx, json_not_compared(what));
	return 0;
}

json_t *report_not_compared(struct cli *cli)
{
	struct wb_error ignored = WB_ERROR_INIT;

	if (!cli->report.not_compared)
		cli->report.not_compared = json_array();
	if (cli->session)
		wb_schema_not_compared(cli->session, add_not_compared, cli->report.not_compared,
				       &ignored);
	return cli->report.not_compared;
}

void report_release(struct report *report)
{
	json_decref(report->list);
	json_decref(report->not_compared);
}

void report_error(struct cli *cli, const struct wb_error *err)
{
	struct wb_failure failure = { .size = sizeof(failure), .error = err };
	struct wb_error ignored = WB_ERROR_INIT;
	json_t *object;

	progress_erase(&cli->report.progress);
	/* that nothing can be printed is told once, in the end */
	if (cli->report.failed || (ferror(stdout) && err->status == WB_E_FILE))
		return;
	fflush(stdout);
	if (cli->report.problems &&
	    strncmp(err->message, cli->report.first, strlen(cli->report.first)) == 0) {
		say(stderr, "whimbrel: %zu problem%s, nothing was done\n", cli->report.problems,
		    cli->report.problems == 1 ? "" : "s");
	} else {
		say(stderr, "whimbrel: ");
		error_print(stderr, err);
	}
	if (!cli->output.json)
		return;
	object = failure_json(&failure, exit_code(err->status));
	if (cli->report.list)
		json_put(object, "problems", json_incref(cli->report.list));
	if (json_array_size(cli->report.not_compared))
		json_put(object, "not_compared", json_incref(cli->report.not_compared));
	json_print(object, &ignored);
}
