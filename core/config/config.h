/* SPDX-License-Identifier: MIT */
/* The config file, and the settings that come of it, the environment and the caller's (DESIGN
 * 3.2). */
#ifndef WB_CORE_CONFIG_H
#define WB_CORE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include <whimbrel/whimbrel.h>

#include "base/problem.h"
#include "url.h"
#include "base/variables.h"
#include "base/vec.h"

enum lock_mode { LOCK_AUTO, LOCK_NATIVE, LOCK_LEASE };
/* What a run does about a schema that is not what its revisions make. */
enum drift_mode { DRIFT_IGNORE, DRIFT_BLOCK };
/* UNSET: as the project says */
enum privileges_mode { PRIVILEGES_UNSET, PRIVILEGES_AUTO, PRIVILEGES_YES, PRIVILEGES_NO };

enum hook_kind {
	HOOK_BEFORE_RUN,
	HOOK_AFTER_RUN,
	HOOK_BEFORE_STEP,
	HOOK_AFTER_STEP,
	HOOK_ON_FAILURE,
	HOOK_COUNT
};

/* What is done around a run. */
struct hook {
	struct string_vec command; /* its words; none: there is none */
	struct variable_vec sql;   /* for each dialect; the name "" is any other one */
	int64_t timeout_ms;        /* of the command; once the config is read it has its default */
	bool given;                /* it may say that nothing is to be done */
};

struct hooks {
	struct hook each[HOOK_COUNT];
	int64_t timeout_ms; /* of each that says none */
};

/* A target as it stands in the config: texts before ${env:…} is filled in, so that an undefined
 * variable of a target that nobody asked for is no error. */
struct target_config {
	char *name;
	uint32_t line;
	char *url, *scratch, *version_schema, *mirror;
	struct string_vec schemas, exclude; /* see struct target */
	struct string_vec seeds;
	struct hooks hooks;
	bool protected, approve;
	int64_t connect_timeout_ms, lock_timeout_ms, statement_timeout_ms,
		statement_lock_timeout_ms; /* -1: not given */
	enum lock_mode lock;
	enum drift_mode drift;
	enum privileges_mode privileges;
	struct variable_vec options, variables;
};

VEC(struct target_config, target_config_vec);

/* A pattern of `exclude` whose kind the engine does not have: is it a dialect's? */
struct kind_pattern {
	char *pattern;
	uint32_t line;
};

VEC(struct kind_pattern, kind_pattern_vec);

struct config {
	char *path;      /* NULL: there is none */
	char *directory; /* what relative paths are relative to */
	struct string_vec migrations, schema, plugin_paths, schemas, exclude, seeds;
	struct string_vec schema_command; /* its words; none: there is none */
	int64_t schema_timeout_ms;        /* how long it may take; -1: not given */
	char *target, *file_template, *template, *schema_file;
	enum privileges_mode privileges;
	struct variable_vec variables;
	struct target_config_vec targets;
	struct kind_pattern_vec kind_patterns; /* of all `exclude` */
	struct hooks hooks;
	bool keep; /* generated revisions keep what they lose */
};

/* Read a config. Problems are all reported; *out must be released in any case. (Not config_read:
 * libconfig has one.) */
int config_load(const char *path, struct problems *problems, struct config *out);
void config_release(struct config *config);
/* What is to be done at one moment of a run on the target: as it says itself, else as the project says. */
const struct hook *config_hook(const struct config *config, const char *target,
			       enum hook_kind kind);
/* The target of that name, NULL if there is none. */
const struct target_config *config_target(const struct config *config, const char *name);
/* Add to a message which names there are, the nearest one first: `; did you mean "prod"? (there
 * are: dev, prod)`. */
void config_suggest_target(const struct config *config, const char *name, struct buf *out);

/* The target that a command works on, all filled in. Timeouts have their defaults. */
struct target {
	char *name; /* "" = anonymous */
	bool known; /* a URL is there; else only a name may be, or nothing */
	struct url url;
	/* what a relative database path is relative to: the config's folder; NULL: the working
	 * directory */
	char *directory;
	char *shown; /* the URL without secrets */
	char *version_schema;
	char *mirror;  /* a tool whose own table is kept right as well; NULL */
	char *scratch; /* still a text for config_expand; NULL */
	/* what of the database is looked at: patterns of schemas (none: the usual ones), and
	 * [KIND:]NAME of what is left alone: see pattern.h */
	struct string_vec schemas, exclude;
	struct string_vec seeds; /* folders: the project's, and its own behind them */
	bool protected;
	bool approve;              /* a run needs one: see run/approval.h */
	bool no_statement_timeout; /* statement_timeout = "0", which is not the same as none given */
	uint32_t connect_timeout_ms, lock_timeout_ms, statement_timeout_ms,
		statement_lock_timeout_ms;
	enum lock_mode lock;
	enum drift_mode drift;
	enum privileges_mode privileges;
	struct variable_vec options;   /* the query's and the target's; the target's win */
	struct variable_vec variables; /* the target's */
};

/* Everything that a project is opened with. */
struct setup {
	struct config config;
	struct target target;
	struct variable_vec flags;      /* -x */
	struct string_vec migrations;   /* folders, relative to the working directory */
	bool names_migrations;          /* somebody does, or a config stands for the usual one */
	struct string_vec plugin_paths; /* strongest first, without the built-in one */
	char *dialect;                  /* what the caller named; NULL */
	bool no_environment;            /* nothing of the user's surroundings counts */
};

/* Apply the precedence: caller, environment, config, defaults. *out must be released in any
 * case. */
int setup_resolve(const struct wb_settings *settings, struct problems *problems, struct setup *out,
		  struct wb_error *err);
void setup_release(struct setup *setup);

/* Append a value of the config with ${env:NAME}, ${env:NAME:-default} and ${file:PATH} filled in;
 * any other ${ is text. What comes out may be a secret. */
int config_expand(const struct config *config, const char *text, struct buf *out,
		  struct wb_error *err);
/* The same for a value that is not a URL: all that was filled in is masked from now on.
 * `*out_secret`: something was. */
int config_expand_secret(const struct config *config, const char *text, struct buf *out,
			 bool *out_secret, struct wb_error *err);
/* Does this value begin with what a variable of the environment holds now (and not with its
 * default)? */
bool config_from_environment(const char *text);

#endif
