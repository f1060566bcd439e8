/* SPDX-License-Identifier: MIT */
/* The command line: what options there are, as static tables, and what was said, as one struct.
 * Usage and completion are made from the same tables. */
#ifndef WB_CLI_OPTIONS_H
#define WB_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wb_error;

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_MARKDOWN, FORMAT_DOT, FORMAT_MERMAID, FORMAT_HTML };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Words in the order in which they came. They are argv's own. */
struct words {
	const char **items;
	size_t count;
};

/* All that can be said. What was not said is zero. */
struct arguments {
	/* anywhere */
	const char *config, *target, *url;
	struct words migrations, variables, plugin_paths;
	int format, color, diagram;
	int quiet, verbose;
	bool yes, help, version;
	/* by some commands */
	const char *message, *branch, *rev_id, *range, *dialect, *from, *with, *replay;
	const char *approve, *wait_for, *timeout, *onto, *backup;
	bool check, changed, again;
	const char *only;
	struct words heads, depends, renames, targets, tables;
	unsigned limit, retain;
	bool sql, dry_run, strict, end_interrupted, purge, splice, exit_code, done, not_done,
		autogenerate, force, indicate_current, no_schema, full, no_proof, repeat, restore,
		from_schema;
	struct words operands;
};

enum option_type {
	OPTION_FLAG,   /* bool */
	OPTION_COUNT,  /* int: how often */
	OPTION_TEXT,   /* const char *: the last one */
	OPTION_LIST,   /* struct words: all of them */
	OPTION_CHOICE, /* int: the place in `choices` */
	OPTION_NUMBER  /* unsigned */
};

/* One option. A table of them ends with a NULL name. */
struct option {
	const char *name; /* without the dashes */
	char letter;      /* 0: it has none */
	enum option_type type;
	size_t offset;     /* in struct arguments */
	const char *value; /* what the usage calls its value; NULL: it has none */
	const char *const *choices;
	const char *help;
	const char *with; /* the first operand that it goes with; NULL: with any */
};

/* Rows that several commands have. */
/* clang-format off */
#define OPTION_END { .name = NULL }
#define OPTION_DRY_RUN \
	{ .name = "dry-run", .type = OPTION_FLAG, .offset = offsetof(struct arguments, dry_run), \
	  .help = "show the steps and statements, and run nothing" }
#define OPTION_STRICT \
	{ .name = "strict", .type = OPTION_FLAG, .offset = offsetof(struct arguments, strict), \
	  .help = "applied revisions that no file defines are an error" }
#define OPTION_END_INTERRUPTED \
	{ .name = "end-interrupted", .type = OPTION_FLAG, \
	  .offset = offsetof(struct arguments, end_interrupted), \
	  .help = "end the statement of an interrupted run that the server still works on, " \
		  "instead of waiting for it" }
#define OPTION_APPROVE \
	{ .name = "approve", .type = OPTION_TEXT, .offset = offsetof(struct arguments, approve), \
	  .value = "HASH", .help = "run the plan that has this fingerprint, or nothing" }
#define OPTION_DIALECT_OF_SQL \
	{ .name = "dialect", .type = OPTION_TEXT, .offset = offsetof(struct arguments, dialect), \
	  .value = "NAME", .help = "for --sql: whose script, where no URL tells" }
/* clang-format on */

/* The words of the program's call, and the first that was not looked at. */
struct command_line {
	int argc;
	char **argv;
	int index;
};

/* Read options into `out` from line->index on; `tables` ends with NULL, and an earlier table hides
 * what a later one has under the same name or letter. With `leading`, stops at the first operand;
 * else operands are collected. `-` and a digit begin an operand (`-1`, `-3:`), `--` ends the
 * options. Names are not abbreviated: a script must not change its meaning when an option is
 * added. */
int options_parse(const struct option *const *tables, struct command_line *line, bool leading,
		  struct arguments *out, struct wb_error *err);
/* Does the table `own` (NULL: none) have another option of this name, or of this letter? */
bool option_is_hidden(const struct option *option, const struct option *own);
bool letter_is_hidden(const struct option *option, const struct option *own);
void arguments_release(struct arguments *arguments);

/* What all commands know. */
extern const struct option global_options[];

#endif
