/* SPDX-License-Identifier: MIT */
/* Statements of ours that come again with other values: the server parses and plans each form once.
 *
 * A form is the text with its literals as parameters, all of them texts. It is there until the session's
 * prepared statements are dropped, which the end of any step does that may have left some. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

#define OID_TEXT 25

int pg_call_prepare(PGconn *db, const struct pg_call *call)
{
	Oid types[PG_PARAMETERS];

	for (int i = 0; i < call->count; i++)
		types[i] = OID_TEXT;
	return PQsendPrepare(db, call->name, call->form, call->count, types);
}

/* One without escapes; of others the server knows better what they mean. */
static bool take_literal(struct pg_call *call, char *form, size_t *len, struct kit_part literal)
{
	char *value;

	if (call->count == PG_PARAMETERS || literal.at[0] != '\'' ||
	    memchr(literal.at, '\\', literal.len))
		return false;
	value = kit_unquoted(literal);
	if (!value)
		return false;
	call->values[call->count++] = value;
	*len += (size_t)snprintf(form + *len, 4, "$%d", call->count);
	return true;
}

/* The text with its literals taken out, for free(); NULL: it has one that stays. A parameter is no longer than
 * the shortest literal, but for the second digit of its number. */
static char *make_form(const char *text, size_t size, struct pg_call *call)
{
	char *form = malloc(size + 2 * (size_t)PG_PARAMETERS + 1);
	size_t at = 0, len = 0;
	struct kit_words w;

	if (!form)
		return NULL;
	for (kit_words_begin(&w, text, size, 0); !kit_words_ended(&w); kit_words_next(&w)) {
		const struct kit_part literal = { text + w.begin, w.end - w.begin };

		if (w.token != WB_TOKEN_STRING)
			continue;
		memcpy(form + len, text + at, w.begin - at);
		len += w.begin - at;
		at = w.end;
		if (!take_literal(call, form, &len, literal)) {
			free(form);
			return NULL;
		}
	}
	memcpy(form + len, text + at, size - at);
	form[len + size - at] = '\0';
	return form;
}

bool pg_call_make(struct pg_run *r, const char *text, size_t size, struct pg_call *out)
{
	unsigned i = 0;
	char *form;

	memset(out, 0, sizeof(*out));
	if (!r->c->bare || !(form = make_form(text, size, out)))
		return false;
	while (i < r->forms && strcmp(r->form[i], form) != 0)
		i++;
	snprintf(out->name, sizeof(out->name), "whimbrel_%u", i);
	if (i == r->forms && i < PG_FORMS) {
		out->form = r->form[r->forms++] = form;
		return true;
	}
	free(form);
	return i < PG_FORMS;
}

void pg_call_release(struct pg_call *call)
{
	while (call->count)
		free(call->values[--call->count]);
}

void pg_forget_forms(struct pg_run *r)
{
	while (r->forms)
		free(r->form[--r->forms]);
}
