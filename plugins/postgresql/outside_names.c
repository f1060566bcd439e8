/* SPDX-License-Identifier: MIT */
/* Names that reach out of a database once they are called: the server's own functions, dblink's, and
 * what a script has made of them. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "outside.h"

/* What these do is done outside, or cannot be undone. Sorted. */
static const char *const functions[] = {
	"lo_export",
	"lo_import",
	"pg_backup_start",
	"pg_backup_stop",
	"pg_cancel_backend",
	"pg_copy_logical_replication_slot",
	"pg_copy_physical_replication_slot",
	"pg_create_logical_replication_slot",
	"pg_create_physical_replication_slot",
	"pg_create_restore_point",
	"pg_drop_replication_slot",
	"pg_file_rename",
	"pg_file_sync",
	"pg_file_unlink",
	"pg_file_write",
	"pg_log_backend_memory_contexts",
	"pg_log_standby_snapshot",
	"pg_logfile_rotate",
	"pg_logical_emit_message",
	"pg_logical_slot_get_binary_changes",
	"pg_logical_slot_get_changes",
	"pg_promote",
	"pg_reload_conf",
	"pg_replication_origin_advance",
	"pg_replication_origin_create",
	"pg_replication_origin_drop",
	"pg_replication_origin_session_setup",
	"pg_replication_slot_advance",
	"pg_rotate_logfile",
	"pg_start_backup",
	"pg_stat_reset_replication_slot",
	"pg_stat_reset_shared",
	"pg_stat_reset_slru",
	"pg_stat_reset_subscription_stats",
	"pg_stat_statements_reset",
	"pg_stop_backup",
	"pg_switch_wal",
	"pg_switch_xlog",
	"pg_sync_replication_slots",
	"pg_terminate_backend",
	"pg_wal_replay_pause",
	"pg_wal_replay_resume",
};

/* The same of extensions, which may be in any schema; and what is done over there, nobody knows: it
 * may well be done here. */
static const char *const extension_functions[] = {
	"dblink",         "dblink_cancel_query", "dblink_close",
	"dblink_connect", "dblink_connect_u",    "dblink_disconnect",
	"dblink_exec",    "dblink_fetch",        "dblink_get_result",
	"dblink_open",    "dblink_send_query",
};

/* What stands in a condition or in an argument, and changes nothing. Sorted. */
static const char *const harmless[] = {
	"all",
	"any",
	"array",
	"coalesce",
	"concat",
	"count",
	"current_database",
	"current_setting",
	"exists",
	"format",
	"in",
	"lower",
	"not",
	"now",
	"nullif",
	"pg_backend_pid",
	"quote_ident",
	"quote_literal",
	"some",
	"to_regrole",
	"upper",
	"values",
	"varchar",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int compare(const void *key, const void *item)
{
	const struct kit_words *w = key;
	const char *name = *(const char *const *)item;
	size_t quoted = w->token == WB_TOKEN_NAME, len = w->end - w->begin - 2 * quoted;
	int order = strncasecmp(w->text + w->begin + quoted, name, len);

	return order ? order : name[len] ? -1 : 0;
}

static bool is_listed(const struct kit_words *w, const char *const *names, size_t count)
{
	return bsearch(w, names, count, sizeof(*names), compare);
}

/* ------------------------------------------------------------------ what a script has made */

/* A line is a name; that of a routine has a parenthesis behind it. */
static bool was_made(const struct pg_conn *c, const struct kit_words *w, bool called)
{
	size_t quoted = w->token == WB_TOKEN_NAME, name = w->end - w->begin - 2 * quoted, len;
	const char *next;

	for (const char *line = c->reaching; (next = kit_line(line, &len)); line = next) {
		bool routine = len && line[len - 1] == '(';

		if (len - routine == name && (called || !routine) &&
		    strncasecmp(line, w->text + w->begin + quoted, name) == 0)
			return true;
	}
	return false;
}

static int add_line(struct pg_conn *c, const char *name, size_t len, const char *tail,
		    struct wb_error *err)
{
	size_t had = c->reaching ? strlen(c->reaching) : 0;
	char *grown = realloc(c->reaching, had + len + 3);

	if (!grown)
		return kit_no_memory(err);
	memcpy(grown + had, name, len);
	memcpy(grown + had + len, tail, strlen(tail) + 1);
	c->reaching = grown;
	return 0;
}

int pg_outside_remember(struct pg_conn *c, struct kit_words w, bool called, struct wb_error *err)
{
	struct kit_words name = w;
	size_t quoted;

	for (kit_words_next(&w); kit_mark_is(&w, '.'); kit_words_next(&w)) {
		kit_words_next(&w);
		name = w;
	}
	quoted = name.token == WB_TOKEN_NAME;
	return add_line(c, name.text + name.begin + quoted, name.end - name.begin - 2 * quoted,
			called ? "(\n" : "\n", err);
}

/* ------------------------------------------------------------------ names in a statement */

/* A name, and what stands around it. */
struct place {
	struct kit_words name, before; /* `before` the schema as well, if it has one */
	struct kit_words space;        /* the schema; no token: none */
	bool called;
};

/* A parenthesis behind these holds columns, not arguments. */
static bool takes_columns(const struct kit_words *before)
{
	static const char *const words[] = { "into", "table",  "references", "copy", "as",
					     "with", "vacuum", "analyze",    NULL };

	return kit_word_is_any(before, words);
}

/* The next name from `*w` on, which then stands behind it. */
static bool next_name(struct kit_words *w, struct kit_words *before, struct place *out)
{
	*out = (struct place){ .before = *before };
	for (; !kit_words_ended(w); *before = out->before) {
		out->name = *w;
		kit_words_next(w);
		if (out->name.token != WB_TOKEN_WORD && out->name.token != WB_TOKEN_NAME) {
			out->space = (struct kit_words){ 0 };
			out->before = out->name;
			continue;
		}
		if (kit_mark_is(w, '.')) {
			out->space = out->name;
			kit_words_next(w);
			continue;
		}
		out->called = kit_mark_is(w, '(') && !takes_columns(&out->before);
		*before = out->name;
		return true;
	}
	return false;
}

/* A function of another schema that has such a name is another one. */
static bool is_servers_own(const struct place *p)
{
	return (!p->space.token || kit_word_is(&p->space, "pg_catalog")) &&
	       is_listed(&p->name, functions, COUNT(functions));
}

bool pg_outside_calls(const struct pg_conn *c, struct kit_words w)
{
	struct kit_words before = { 0 };
	struct place p;

	while (next_name(&w, &before, &p))
		if (was_made(c, &p.name, p.called) ||
		    (p.called && (is_servers_own(&p) || is_listed(&p.name, extension_functions,
								  COUNT(extension_functions)))))
			return true;
	return false;
}

bool pg_outside_calls_nothing_else(struct kit_words w)
{
	struct kit_words before = { 0 };
	struct place p;

	while (next_name(&w, &before, &p))
		if (p.called && !is_servers_own(&p) &&
		    !is_listed(&p.name, harmless, COUNT(harmless)))
			return false;
	return true;
}
