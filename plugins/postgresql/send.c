/* SPDX-License-Identifier: MIT */
/* Messages into the pipeline. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "run.h"

static bool is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

char *pg_terminated(struct pg_run *r, const char *text, size_t len)
{
	if (len >= r->room) {
		size_t room = len + 1 > 4096 ? len + 1 : 4096;
		char *grown = realloc(r->text, room);

		if (!grown)
			return NULL;
		r->text = grown;
		r->room = room;
	}
	if (len)
		memcpy(r->text, text, len);
	r->text[len] = '\0';
	return r->text;
}

struct pg_slot *pg_push(struct pg_run *r, enum pg_message kind)
{
	struct pg_slot *s = &r->slots[r->tail++ % PG_MESSAGES];

	memset(s, 0, sizeof(*s));
	s->kind = kind;
	s->op_kind = WB_OP_OWN;
	s->outcome = WB_DONE;
	return s;
}

/* It goes with what is sent next. */
static void flush_later(struct pg_run *r)
{
	PQsendFlushRequest(r->c->db);
	r->unflushed = 0;
	r->unflushed_bytes = 0;
}

void pg_ask_for_answers(struct pg_run *r)
{
	flush_later(r);
	PQflush(r->c->db);
}

void pg_sent(struct pg_run *r, struct pg_slot *s, size_t len, bool taken)
{
	s->bytes = len + 64;
	r->bytes += s->bytes;
	if (!taken) {
		pg_run_lose(r);
		return;
	}
	r->unflushed++;
	r->unflushed_bytes += s->bytes;
	if (r->unflushed >= PG_MESSAGES / 4 || r->unflushed_bytes >= PG_BYTES / 4)
		pg_ask_for_answers(r);
}

void pg_send_text(struct pg_run *r, struct pg_slot *s, const char *text, size_t len)
{
	char *sql = pg_terminated(r, text, len);

	if (sql && s->op_kind != WB_OP_OWN && !is_ascii(text, len))
		s->text = strdup(sql);
	pg_sent(r, s, len,
		sql && PQsendQueryParams(r->c->db, sql, 0, NULL, NULL, NULL, NULL, 0) == 1);
}

void pg_send_hidden(struct pg_run *r, enum pg_message kind, const char *sql)
{
	pg_send_text(r, pg_push(r, kind), sql, strlen(sql));
}

/* A server keeps its answers until it is asked for them, or has many: so that it can be told which statement it is
 * at, it is asked behind each that users wrote. Of rows there are many, and quick. */
static void ask_before(struct pg_run *r, const struct wb_op *op)
{
	const bool rows = op->len > 6 && strncasecmp(op->text, "insert", 6) == 0;

	if (r->unflushed && !(rows && r->rows))
		flush_later(r);
	r->rows = rows;
}

void pg_send_op(struct pg_run *r, const struct wb_op *op)
{
	struct pg_slot *s;

	if (op->kind == WB_OP_USER)
		ask_before(r, op);
	s = pg_push(r, KIND_OP);
	s->id = op->id;
	s->op_kind = op->kind;
	s->what = op->what;
	s->flags = op->flags;
	s->part = op->args ? op->args->part : 0;
	pg_send_text(r, s, op->text, op->len);
}

void pg_empty(struct pg_run *r)
{
	if (r->lost)
		return;
	pg_push(r, KIND_SYNC);
	if (!PQpipelineSync(r->c->db)) {
		pg_run_lose(r);
		return;
	}
	r->unflushed = 0;
	r->unflushed_bytes = 0;
	pg_run_pump(r, 0, 0);
}
