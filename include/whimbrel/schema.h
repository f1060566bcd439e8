/* SPDX-License-Identifier: MIT */
/** The schema model: what `introspect` reports and what `render` is asked to change.
 *
 *  A schema is a flat list of objects. Each has a kind, a name, a parent (the table of a column, the namespace of a table) and
 *  attributes: pairs of text, in the server's own normal form, so that two schemas of one dialect can be compared without
 *  parsing SQL. The kinds below are what dialects share; a dialect may use numbers from WB_KIND_DIALECT on for its own, and says
 *  with the object whether it can change what it reports.
 *
 *  No dialect fills the slots that use this header yet: their feature bits are off and the slots are NULL.
 */
#ifndef WHIMBREL_SCHEMA_H
#define WHIMBREL_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What an object is. */
enum wb_kind {
	WB_KIND_NAMESPACE = 1,
	WB_KIND_EXTENSION,
	WB_KIND_TYPE, /**< enum, domain, composite: the attribute `form` tells which */
	WB_KIND_SEQUENCE,
	WB_KIND_TABLE,
	WB_KIND_COLUMN,
	WB_KIND_PRIMARY_KEY,
	WB_KIND_UNIQUE,
	WB_KIND_FOREIGN_KEY,
	WB_KIND_CHECK,
	WB_KIND_EXCLUSION,
	WB_KIND_INDEX,
	WB_KIND_VIEW,
	WB_KIND_ROUTINE,
	WB_KIND_TRIGGER,
	WB_KIND_EVENT,
	WB_KIND_POLICY,
	WB_KIND_PARTITION,
	WB_KIND_DIALECT = 1000
};

/** An object can be seen, but the dialect has no DDL to change it: reported, never ignored. */
#define WB_OBJECT_READ_ONLY UINT32_C(1)
/** The server made it by itself (an index behind a constraint): compared through its owner. */
#define WB_OBJECT_IMPLICIT UINT32_C(2)

/** One attribute. Texts are NUL-terminated UTF-8 and borrowed. */
struct wb_attribute {
	const char *key;
	const char *value; /**< NULL: SQL's null */
};

/** One object of a schema. Everything is borrowed for the call. */
struct wb_object {
	uint32_t size;
	int32_t kind;            /**< enum wb_kind */
	uint32_t flags;          /**< WB_OBJECT_… */
	uint32_t position;       /**< order among its siblings (columns), 0 = none */
	const char *namespace_;  /**< NULL: the dialect has none */
	const char *parent;      /**< the table of a column; NULL: none */
	const char *name;
	const struct wb_attribute *attributes;
	size_t attribute_count;
	const char *text;        /**< the object's whole DDL where the server keeps it (views, routines); else NULL */
};

/** What to look at. */
struct wb_scope {
	uint32_t size;
	uint32_t reserved;
	const char *const *namespaces; /**< NULL: the current one */
	size_t namespace_count;
	const char *const *without; /**< names of tables to leave out: whimbrel's own */
	size_t without_count;
};

/** What to do with an object. */
enum wb_change_kind { WB_CHANGE_CREATE = 1, WB_CHANGE_ALTER, WB_CHANGE_RENAME, WB_CHANGE_DROP };

/** One change to write DDL for. */
struct wb_change {
	uint32_t size;
	int32_t kind;                  /**< enum wb_change_kind */
	const struct wb_object *from;  /**< as it is; NULL for CREATE */
	const struct wb_object *to;    /**< as it shall be; NULL for DROP */
	const struct wb_object *const *siblings; /**< the children of the table concerned, as they shall be, for rebuilds */
	size_t sibling_count;
};

/** What a change costs. */
#define WB_RISK_DATA_LOSS UINT32_C(1)
#define WB_RISK_REWRITE UINT32_C(2)
#define WB_RISK_LONG_LOCK UINT32_C(4)
#define WB_RISK_MAY_FAIL UINT32_C(8)

struct wb_risk {
	uint32_t size;
	uint32_t flags;    /**< WB_RISK_… */
	char lock[64];     /**< the lock's name in the server's words, "" = none worth a word */
	char reason[256];  /**< one line for a `-- WARNING:` */
};

#ifdef __cplusplus
}
#endif

#endif
