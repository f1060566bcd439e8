/* SPDX-License-Identifier: MIT */
/* The program: one invocation, and the table of commands. */
#ifndef WB_CLI_CLI_H
#define WB_CLI_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>
#include <whimbrel/whimbrel.h>

#include "exit_code.h"
#include "options.h"
#include "output.h"
#include "report.h"

struct command;

/* One invocation. */
struct cli {
	struct arguments args;
	const struct command *command;
	struct output output;
	struct report report;
	struct wb_project *project;
	struct wb_session *session;
};

/* What a command needs before it is called. */
#define CMD_PROJECT UINT32_C(1)
#define CMD_SESSION UINT32_C(2) /* a connection that may write … */
#define CMD_READ UINT32_C(4)    /* … or one that only looks */
#define CMD_EVENTS \
	UINT32_C(8) /* in JSON it prints an object a line as it goes, failures included */
#define CMD_HIDDEN UINT32_C(16)      /* not for people */
#define CMD_SQL_READS UINT32_C(64)   /* its script depends on what the database has */
#define CMD_NO_FILES UINT32_C(32)    /* with PROJECT: the config alone, no revision files */
#define CMD_NEW_FOLDER UINT32_C(128) /* the folder of revisions is made where it is not there */
#define CMD_HEADERS UINT32_C(256)    /* it looks at the headers of revisions alone */

#define ANY_NUMBER 1000000u

struct command {
	const char *name;
	/* 0, an exit code, or a negative enum wb_status with `err` set. */
	int (*run)(struct cli *cli, struct wb_error *err);
	uint32_t flags;
	const char *operands;         /* as the usage shows them; NULL: none */
	unsigned least, most;         /* how many there may be */
	const struct option *options; /* its own; NULL: none */
	const char *summary;
};

/* Ends with a NULL name. */
extern const struct command commands[];
/* NULL, with `err` naming the nearest. */
const struct command *command_find(const char *name, struct wb_error *err);

int cli_open_project(struct cli *cli, struct wb_error *err);
/* The project of another target of the config, which reports nothing. The caller frees it. */
int cli_open_other(const struct cli *cli, const char *target, struct wb_project **out,
		   struct wb_error *err);
/* `flags` are WB_SESSION_…; the signals are watched from here on. */
int cli_open_session(struct cli *cli, uint32_t flags, struct wb_error *err);
/* The one operand, or NULL. */
const char *cli_operand(const struct cli *cli);
/* The operands, `fallback` where there are none. */
struct words cli_operands(const struct cli *cli, const char **fallback);
/* How to run, as the command line says. */
struct wb_run_options cli_run_options(const struct cli *cli);
/* Get a yes for `question`: from --yes, or from a person at the terminal. Else WB_E_REFUSED. */
int cli_confirm(const struct cli *cli, const char *question, struct wb_error *err);

/* How the program, or one command, is used. */
void usage_program(FILE *out);
void usage_command(FILE *out, const struct command *command);

#endif
