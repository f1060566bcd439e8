/* SPDX-License-Identifier: MIT */
/* What a session holds by a name: locks of GET_LOCK, and open handlers. A memory has "g COUNT NAME" for a lock
 * whose name is written there, "u TEXT" for one whose name is made, "r NAME" for one whose name the routine or
 * trigger NAME makes, "h NAME" for a handler, in hex. The server says which of the first are held; they are taken
 * again. The others are told to the statement that misses them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "held.h"

/* ------------------------------------------------------------------ the list */

struct maria_held **maria_held_find(struct maria_conn *c, char kind, const char *name)
{
	struct maria_held **at = &c->resume.held;

	while (*at && ((*at)->kind != kind || strcasecmp((*at)->name, name) != 0))
		at = &(*at)->next;
	return at;
}

void maria_held_remove(struct maria_held **at)
{
	struct maria_held *gone = *at;

	if (!gone)
		return;
	*at = gone->next;
	free(gone);
}

struct maria_held *maria_held_add(struct maria_conn *c, char kind, const char *name)
{
	struct maria_held **at = maria_held_find(c, kind, name), *h = *at;

	if (!h) {
		h = calloc(1, sizeof(*h) + strlen(name));
		if (!h)
			return NULL;
		memcpy(h->name, name, strlen(name));
		h->kind = kind;
		*at = h;
	}
	h->count = h->lost ? 1 : h->count + 1;
	h->lost = false;
	return h;
}

void maria_held_release(struct maria_conn *c)
{
	while (c->resume.held)
		maria_held_remove(&c->resume.held);
}

/* ------------------------------------------------------------------ remembering and recalling */

static void add_name(struct kit_text *out, const char *name)
{
	kit_text_add(out, "CONVERT(X'");
	kit_text_hex(out, name);
	kit_text_add(out, "' USING utf8mb4)");
}

void maria_held_remember(const struct maria_conn *c, struct kit_text *out)
{
	for (const struct maria_held *h = c->resume.held; h; h = h->next) {
		const bool asks = h->kind == MARIA_HELD_LOCK && !h->lost;
		const char letter[] = { h->kind, '\0' };

		if (asks) {
			kit_text_add(out, ",IF(IS_USED_LOCK(");
			add_name(out, h->name);
			kit_text_add(out, ")=CONNECTION_ID()");
		}
		kit_text_write(out, ",'%s ", letter);
		if (h->kind == MARIA_HELD_LOCK)
			kit_text_write(out, "%d ", (int64_t)h->count);
		kit_text_hex(out, h->name);
		kit_text_add(out, asks ? "',NULL)" : "'");
	}
}

void maria_held_let_go(const struct maria_conn *c, struct kit_text *sql)
{
	const char *comma = "DO ";

	for (const struct maria_held *h = c->resume.held; h; h = h->next)
		for (int i = 0; h->kind != MARIA_HELD_HANDLER &&
				h->kind != MARIA_HELD_ROUTINE_LOCK && !h->lost && i < h->count;
		     i++, comma = ",") {
			kit_text_write(sql, "%sRELEASE_LOCK(", comma);
			if (h->kind == MARIA_HELD_LOCK)
				add_name(sql, h->name);
			else
				kit_text_add(sql, h->name);
			kit_text_add(sql, ")");
		}
}

int maria_held_close(struct maria_conn *c, struct wb_error *err)
{
	struct maria_held **at = &c->resume.held;

	while (*at) {
		struct wb_error why = WB_ERROR_INIT;
		struct kit_text sql = { 0 };

		if ((*at)->kind != MARIA_HELD_HANDLER) {
			at = &(*at)->next;
			continue;
		}
		/* one whose table was dropped is closed */
		kit_text_write(&sql, "HANDLER %N CLOSE", (*at)->name);
		if (maria_ask(c, &sql, NULL, NULL, &why) == WB_E_LOST)
			return maria_host->fail(err, WB_E_LOST, "%s", why.message);
		maria_held_remove(at);
	}
	return 0;
}

int maria_held_forget(struct maria_conn *c, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int rc = 0;

	maria_held_let_go(c, &sql);
	if (sql.len)
		rc = maria_ask(c, &sql, NULL, NULL, err);
	if (rc == 0)
		rc = maria_held_close(c, err);
	maria_held_release(c);
	return rc;
}

/* The session that is gone may take a moment to let go of it. */
static int take_again(struct maria_conn *c, struct maria_held *h, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char got[16] = "";
	int rc;

	if (h->count > 1)
		return 0;
	kit_text_add(&sql, MARIA_SHIELD "SELECT GET_LOCK(");
	add_name(&sql, h->name);
	kit_text_add(&sql, ",3)");
	rc = maria_ask_first(c, &sql, got, sizeof(got), err);
	h->lost = rc < 0 || got[0] != '1';
	return rc;
}

int maria_held_recall(struct maria_conn *c, char kind, const char *line, struct wb_error *err)
{
	struct maria_held *h;
	char *name;
	int count = 1;

	if (kind == MARIA_HELD_LOCK) {
		count = atoi(line);
		line += strcspn(line, " \n");
		line += *line == ' ';
	}
	name = kit_hex_take(&line);
	h = name ? maria_held_add(c, kind, name) : NULL;
	free(name);
	if (!h)
		return kit_no_memory(err);
	h->count = count;
	h->lost = true;
	return kind == MARIA_HELD_LOCK ? take_again(c, h, err) : 0;
}
