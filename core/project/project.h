/* SPDX-License-Identifier: MIT */
/* A project: settings, revisions and graph, read once; and the dialect as far as it is known. */
#ifndef WB_CORE_PROJECT_H
#define WB_CORE_PROJECT_H

#include "config/config.h"
#include "graph/graph.h"
#include "dialect/driver.h"
#include "dialect/host.h"
#include "dialect/loader.h"
#include "read/revision.h"
#include "read/section.h"
#include "read/source.h"

struct wb_project {
	struct setup setup;
	struct wb_client client;
	struct caller caller; /* of the project and of its sessions */
	struct text_cache cache;
	bool leave; /* the process ends with it: what it holds of revisions is not worth freeing */
	struct revision_vec revisions;
	struct graph *graph;
	const struct view *files; /* the graph as an empty database sees it; the graph's own */
	struct plugin_path plugins;
	const struct plugin *plugin; /* NULL until somebody needs it */
	struct connection offline;   /* what stands for a connection where there is none */
	struct composer
		quoting; /* who writes variables as names and literals: a session, or that */
	struct variable_vec built_in; /* whimbrel.target, whimbrel.dialect */
	struct variables variables;
	char *path; /* of the newest new file */
	/* what `schema_command` has printed, once it has run */
	struct buf desired;
	bool desired_known;
	/* the schemas that the files make, as far as they are known: the schema engine's */
	struct string_vec made;
	bool made_known;
	/* what they make on tables (namespace, table, name, …), and what tables they make */
	struct string_vec made_on, made_tables;
	/* what they change in namespaces that they name: kind, namespace, name, … */
	struct string_vec changed_on;
	/* what the target has on tables that are ours and is left alone: table, name, … */
	struct string_vec left;
};

/* Load the dialect that the target, or --dialect, names. */
int project_dialect(struct wb_project *project, const struct plugin **out, struct wb_error *err);

/* The same for a connection: an error where another dialect was named than that of the URL. */
int project_dialect_to_connect(struct wb_project *project, const struct plugin **out,
			       struct wb_error *err);
/* options.c: one that the dialect does not know is an error; behind a `+driver`, whose options they may be, a
 * warning. */
int project_check_options(struct wb_project *project, const struct wb_dialect *d,
			  struct wb_error *err);
/* Have the revisions of this folder, and no others. */
int project_read_folder(struct wb_project *project, const char *folder, struct wb_error *err);
/* For reading sections: the project's dialect, if one is known. */
struct section_rules project_section_rules(struct wb_project *project);
/* For reading statements. `lex_mode` is the connection's. The dialect must be loaded. */
struct source_settings project_source_settings(struct wb_project *project, uint32_t lex_mode);
/* Warn of a revision that nobody has written anything into. */
void project_tell_blank(struct wb_project *project, const struct revision *revision,
			const struct section_vec *sections);
/* A collector of problems that reports to the listener. */
struct problems project_problems(struct wb_project *project);
/* As the target says, or else the project. */
/* kinds.c: add a problem for each kind of the config's `exclude` that neither the engine nor a dialect has. */
int project_check_kinds(struct wb_project *project, struct problems *problems,
			struct wb_error *err);
enum privileges_mode project_privileges(const struct wb_project *project);
/* The names that the dialect goes by in `dialect:`; ends with NULL. */
const char *const *project_dialect_names(const struct wb_project *project);
/* The checksum of a revision's up section for the dialect. 1: it has one; 0: it has none. */
int project_checksum(struct wb_project *project, const struct revision *revision,
		     char out[CHECKSUM_SIZE], struct wb_error *err);

#endif
