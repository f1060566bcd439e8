/* SPDX-License-Identifier: MIT */
/** Schemas: comparing, generating, drift, dumps, diagrams, tests. Part of <whimbrel/whimbrel.h>,
 * which includes this page.
 *
 *  The desired schema is what the config's `schema` names. These functions make scratch databases;
 *  the target is only read, but by wb_schema_load. WB_E_UNSUPPORTED where the dialect can't.
 */
#ifndef WHIMBREL_SCHEMAS_H
#define WHIMBREL_SCHEMAS_H

#ifndef WHIMBREL_WHIMBREL_H
#error "include <whimbrel/whimbrel.h>"
#endif

#include <stdint.h>

#include <whimbrel/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

/** How to compare. NULL instead of it: all defaults. */
struct wb_schema_options {
	uint32_t size;
	uint32_t flags;
	const char *const
		*renames; /**< "old=new" for a table, "table.old=new" for a column; in order */
	size_t rename_count;
};

/** SQL that was written and proved. Free it with wb_generated_free. */
struct wb_generated {
	uint32_t size;
	uint32_t flags; /**< WB_GENERATED_… */
	const char *dialect;
	/** As a file has them: a value that may be a secret is its variable, and a `${` that is text is
	 *  `\${`: see WB_NEW_VARIABLES. "" when nothing is to change. */
	const char *up, *down;
	struct wb_names unproved; /**< what differs all the same after it; empty: it is proved */
	/** What else may be a rename, besides those that were told, as `options->renames` takes
	 *  them: one thing vanishes and a like one appears. */
	struct wb_names candidates;
};

#define WB_GENERATED_CHANGES UINT32_C(1)    /**< there is something to change */
#define WB_GENERATED_UP_ALONE UINT32_C(2)   /**< `up` needs transaction:false */
#define WB_GENERATED_DOWN_ALONE UINT32_C(4) /**< `down` needs transaction:false */
/** the dialect can't write the way back: `down` says why, in a comment, and is irreversible */
#define WB_GENERATED_IRREVERSIBLE UINT32_C(8)

/** From what the target has to the desired schema and back, tried out on scratch databases: current
 *  + up = desired, then down = current. WB_E_REVISION when revisions are pending. */
int wb_schema_generate(struct wb_session *session, const struct wb_schema_options *options,
		       struct wb_generated **out, struct wb_error *err);
void wb_generated_free(struct wb_generated *generated);

/** The SQL from what the target has to the desired schema or, with `other`, to what that one has.
 * Nothing when they are alike. */
int wb_schema_diff(struct wb_session *session, struct wb_session *other,
		   const struct wb_schema_options *options, wb_write write, void *ctx,
		   struct wb_error *err);

enum wb_drift_kind {
	/** what the database has that the revisions do not explain, or lacks */
	WB_DRIFT_DATABASE = 1,
	/** what the desired schema has that the revisions do not, or lacks */
	WB_DRIFT_SCHEMA = 2
};

/** One difference. Borrowed for the call. */
struct wb_drift {
	uint32_t size;
	int32_t kind; /**< enum wb_drift_kind */
	/** what would have to be done to make it right: "create", "alter", "drop" */
	const char *action;
	const char *object;                     /**< "column" */
	const char *namespace_, *parent, *name; /**< NULL: none */
	const char *title;  /**< all of it in words: "alter column users.email" */
	const char *detail; /**< "type: text -> integer"; NULL: the whole object */
};

/** Compare all of it, though the same was found to be right before. */
#define WB_CHECK_FULL UINT32_C(1)
/** Compare the target with what is applied, and nothing with the desired schema. */
#define WB_CHECK_DATABASE UINT32_C(2)

/** Compare the target with its revisions, and the revisions with the desired schema where there is
 *  one. Returns how many differences there are. Where the revisions can't be replayed, the target
 *  itself is compared with the desired schema; what could not be compared is told by
 *  wb_schema_not_compared, and without that nobody may call the schema the same. */
int wb_schema_check(struct wb_session *session, uint32_t flags,
		    int (*take)(void *ctx, const struct wb_drift *drift), void *ctx,
		    struct wb_error *err);

/** What a run on a target with `drift = "block"` asks, under its lock, before its first step: WB_E_DRIFT
 *  where the target is not what its revisions make, or where that can't be told. */
int wb_schema_guard(struct wb_session *session, struct wb_error *err);

/** Something that could not be compared. Borrowed for the call. */
struct wb_not_compared {
	uint32_t size;
	uint32_t reserved;
	const char *kind;   /**< "statement", "table", "revisions", "schema", … */
	const char *name;   /**< of the thing; of a statement its place, FILE:LINE */
	const char *reason; /**< why it could not */
	const char *remedy; /**< what would help */
};

/** What the last call about schemas on this session could not compare, each thing once. Returns how
 * many there are. `take` may be NULL. */
int wb_schema_not_compared(struct wb_session *session,
			   int (*take)(void *ctx, const struct wb_not_compared *what), void *ctx,
			   struct wb_error *err);

/** The target's schema as SQL: in an order that depends on nothing but the schema, and fit to be
 * loaded. */
int wb_schema_dump(struct wb_session *session, wb_write write, void *ctx, struct wb_error *err);
/** Load files, or folders, of SQL into the target, in one transaction where that can be; none: the
 * desired schema. */
int wb_schema_load(struct wb_session *session, const char *const *paths, size_t count,
		   struct wb_error *err);
/** Write the target's schema to the config's `schema_file`, if it names one and the text is
 * another. */
int wb_schema_refresh(struct wb_session *session, struct wb_error *err);

enum wb_diagram { WB_DIAGRAM_MERMAID = 1, WB_DIAGRAM_DOT = 2, WB_DIAGRAM_BOXES = 3 };

#define WB_DIAGRAM_ASCII UINT32_C(1) /**< boxes without line drawing characters */

/** What to draw. */
struct wb_diagram_options {
	uint32_t size;
	uint32_t flags; /**< WB_DIAGRAM_ASCII */
	int32_t form;   /**< enum wb_diagram */
	int32_t reserved;
	/** patterns of names, or of SCHEMA.NAME, with `*` and `?`; none: all tables */
	const char *const *tables;
	size_t table_count;
};

/** The target's tables and their foreign keys as a picture in text. */
int wb_schema_diagram(struct wb_session *session, const struct wb_diagram_options *options,
		      wb_write write, void *ctx, struct wb_error *err);

enum wb_test_outcome {
	WB_TEST_OK = 1,      /**< up, down and up again, and the schemas were as they should */
	WB_TEST_ONE_WAY = 2, /**< up alone: there is no way back */
	/** `down` does not restore the schema, or `up` again makes another one: see `left` */
	WB_TEST_LEFT = 3,
	WB_TEST_FAILED = 4 /**< a statement failed: see `message` */
};

/** What became of one revision. Borrowed for the call. */
struct wb_test_result {
	uint32_t size;
	int32_t outcome; /**< enum wb_test_outcome */
	const struct wb_revision *revision;
	const char *dialect;
	struct wb_names left; /**< "down leaves it to drop table a" */
	const char *message;  /**< NULL: none */
};

/** Run revisions up, down and up again on scratch databases, those that `targets` name or all.
 * Returns how many failed. */
int wb_schema_test(struct wb_session *session, const char *const *targets, size_t count,
		   int (*take)(void *ctx, const struct wb_test_result *result), void *ctx,
		   struct wb_error *err);

enum wb_merge_kind {
	WB_MERGE_DIFFERS = 1,  /**< so the orders end differently, or one of them fails */
	WB_MERGE_UNPROVED = 2, /**< this could not be tried: nobody may call them alike */
	WB_MERGE_NOTE = 3      /**< worth knowing: the order of columns */
};

/** Borrowed for the call. */
struct wb_merge_finding {
	uint32_t size;
	int32_t kind; /**< enum wb_merge_kind */
	const char *text;
};

/** Do heads end alike, in whatever order their branches come? They are run in both on scratch databases,
 *  with made-up rows in what is there before them. Returns how many findings differ or are unproved; 0:
 *  they are proved to be alike. */
int wb_schema_merge(struct wb_session *session, const char *const *heads, size_t count,
		    int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		    struct wb_error *err);

/** Does a squash do what the revisions do that it stands for? Both are run on scratch databases, with made-up rows in what
 *  is there before them, up and down, and what they end with is compared. With WB_SQUASH_FROM_SCHEMA its sections for the
 *  session's dialect are made first. Findings as those of wb_schema_merge; returns how many differ or are unproved. */
int wb_schema_squash(struct wb_session *session, struct wb_squash *squash,
		     int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		     struct wb_error *err);

/** Every dialect that the revisions have bodies of its own for, with the first target of the config
 *  that is of it and not protected, or has a `scratch` URL (NULL: there is none, or its URL can't be
 *  made up now). */
int wb_schema_dialects(struct wb_project *project,
		       int (*take)(void *ctx, const char *dialect, const char *target), void *ctx,
		       struct wb_error *err);

/** Something risky that a revision does. Borrowed for the call. */
struct wb_finding {
	uint32_t size;
	uint32_t line; /**< of the statement, or of the `up` if no one statement does it */
	const struct wb_revision *revision;
	const char *rule;    /**< "drop-column" */
	const char *title;   /**< "drop column users.email" */
	const char *message; /**< what is risky about it */
	const char *lock;    /**< that it takes, in the server's words; "" */
	/** the reason of its `-- whimbrel:allow RULE because REASON`; NULL: it is not allowed */
	const char *allowed;
};

/** What all revisions make, in words that all dialects share: a line for each table, column and
 * key, sorted. */
int wb_schema_outline(struct wb_session *session, int (*take)(void *ctx, const char *line),
		      void *ctx, struct wb_error *err);

/** What revisions risk, those that `targets` name or all that are pending. Returns how many
 * findings are not allowed. */
int wb_schema_lint(struct wb_session *session, const char *const *targets, size_t count,
		   int (*take)(void *ctx, const struct wb_finding *finding), void *ctx,
		   struct wb_error *err);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
