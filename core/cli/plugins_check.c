/* SPDX-License-Identifier: MIT */
#include "plugins_check.h"

#include <string.h>

#include "timeout.h"

struct checking {
	const struct cli *cli;
	json_t *array; /* NULL: for people */
	json_t *upgrade;
	unsigned counts[3];        /* left out, broken, held */
	char next[64], manual[96]; /* the slot to write next */
};

static const char *word(int result)
{
	static const char *const words[] = { "left out", "BROKEN", "holds" };

	return words[result + 1];
}

static json_t *finding_json(const struct wb_conformance *f)
{
	json_t *object = json_object();

	json_put(object, "id", json_text(f->id));
	json_put(object, "slot", json_text(f->slot));
	json_put(object, "title", json_text(f->title));
	json_put(object, "result", json_text(word(f->result)));
	json_put(object, "detail", json_text(f->detail[0] ? f->detail : NULL));
	json_put(object, "sql", json_text(f->sql[0] ? f->sql : NULL));
	json_put(object, "expected", json_text(f->expected[0] ? f->expected : NULL));
	json_put(object, "seen", json_text(f->seen[0] ? f->seen : NULL));
	json_put(object, "manual", json_text(f->manual));
	return object;
}

/* The first line: is there any use in the dialect yet? */
static void tell_upgrade(struct checking *c, const struct wb_conformance *f)
{
	if (c->array) {
		c->upgrade = finding_json(f);
		return;
	}
	if (f->result == 1)
		say(stdout, "upgrade is possible with this dialect\n");
	else
		say(stdout, "upgrade is NOT possible yet: %s\n",
		    f->seen[0]     ? f->seen
		    : f->detail[0] ? f->detail
				   : "there is no connection");
}

static void tell_broken(const struct wb_conformance *f)
{
	if (f->sql[0])
		say(stdout, "          ran       %s\n", f->sql);
	if (f->expected[0])
		say(stdout, "          expected  %s\n", f->expected);
	if (f->seen[0])
		say(stdout, "          seen      %s\n", f->seen);
	say(stdout, "          manual    %s\n", f->manual);
}

/* What is to be written, or mended, first. */
static void note_next(struct checking *c, const struct wb_conformance *f)
{
	snprintf(c->next, sizeof(c->next), "%s", f->slot);
	snprintf(c->manual, sizeof(c->manual), "%s", f->manual);
}

static void take(void *ctx, const struct wb_conformance *f)
{
	struct checking *c = ctx;
	bool color = c->cli->output.color;

	if (strcmp(f->id, "upgrade") == 0) {
		tell_upgrade(c, f);
		if (f->result != 1)
			note_next(c, f);
		return;
	}
	c->counts[f->result + 1]++;
	if (f->result == 0 && !c->next[0])
		note_next(c, f);
	if (c->array) {
		json_array_append_new(c->array, finding_json(f));
		return;
	}
	say(stdout, "%s%-9s%s %s: %s\n", f->result ? "" : paint_code(color, PAINT_BAD),
	    word(f->result), f->result ? "" : paint_code(color, PAINT_NONE), f->id, f->title);
	if (f->result == 0)
		tell_broken(f);
	else if (f->detail[0])
		say(stdout, "          %s\n", f->detail);
	/* a case may take a minute, and whoever reads a file wants to see the last one */
	fflush(stdout);
}

static int read_options(const struct cli *cli, struct wb_conformance_options *out,
			struct wb_error *err)
{
	long long ms = 0;
	int rc = cli->args.timeout ? timeout_read(cli->args.timeout, &ms, err) : 0;

	out->only = cli->args.only;
	out->timeout_ms = ms > 3600000 ? 3600000 : (uint32_t)ms;
	return rc;
}

static int print_end(struct checking *c, struct wb_error *err)
{
	const unsigned *n = c->counts;

	if (c->array)
		return json_print(json_pack("{s:O,s:O,s:i,s:i,s:i}", "upgrade", c->upgrade, "cases",
					    c->array, "holds", (int)n[2], "broken", (int)n[1],
					    "left_out", (int)n[0]),
				  err);
	say(stdout, "%u promises: %u hold, %u are broken, %u were left out\n", n[0] + n[1] + n[2],
	    n[2], n[1], n[0]);
	if (c->next[0])
		say(stdout, "next: %s (%s)\n", c->next, c->manual);
	return 0;
}

int plugins_check(struct cli *cli, struct wb_error *err)
{
	const char *name = cli->args.operands.count > 1 ? cli->args.operands.items[1] : NULL;
	const char *dialect = wb_project_dialect(cli->project);
	struct wb_conformance_options options = { .size = sizeof(options) };
	struct checking c = { .cli = cli, .array = cli->output.json ? json_array() : NULL };
	int broken, rc = read_options(cli, &options, err);

	if (rc < 0)
		return rc;
	if (name && dialect && strcmp(name, dialect) != 0)
		return cli_fail(err, WB_E_USAGE, "the database is for dialect %s, not for %.100s",
				dialect, name);
	broken = wb_conformance_run(cli->project, &options, take, &c, err);
	rc = broken < 0 ? broken : print_end(&c, err);
	json_decref(c.array);
	json_decref(c.upgrade);
	if (rc < 0)
		return rc;
	return broken ? EXIT_FOUND : 0;
}
