/* SPDX-License-Identifier: MIT */
/* The names that a statement is about, and how many objects of one there are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge_reader.h"

/* 'u'@'h', u@h, u@`h`, u; the scanner has a bare u@h as one word. */
void maria_read_user(struct maria_reader *r, char user[256], char host[256], bool role)
{
	char text[256], *at;

	maria_unquote(&r->scan, user, 256);
	at = r->scan.kind == MARIA_WORD ? strchr(user, '@') : NULL;
	maria_next(&r->scan);
	snprintf(host, 256, "%s", role ? "" : "%");
	if (at) {
		snprintf(host, 256, "%s", at + 1);
		*at = '\0';
	} else if (r->scan.kind == MARIA_WORD && r->scan.text[r->scan.word] == '@') {
		maria_unquote(&r->scan, text, sizeof(text));
		snprintf(host, 256, "%s", text + 1);
		maria_next(&r->scan);
	} else {
		return;
	}
	if (!*host) {
		maria_unquote(&r->scan, host, 256);
		maria_next(&r->scan);
	}
	while (reader_mark(r, '.')) {
		size_t n = strlen(host);

		maria_unquote(&r->scan, text, sizeof(text));
		if (n + strlen(text) + 2 < 256) {
			host[n] = '.';
			memcpy(host + n + 1, text, strlen(text) + 1);
		}
		maria_next(&r->scan);
	}
}

bool maria_add_name(struct maria_reader *r, const struct maria_name *name)
{
	struct maria_name *grown = realloc(r->out->names, (r->out->count + 1) * sizeof(*grown));

	if (!grown) {
		r->out->sql.failed = true;
		return false;
	}
	r->out->names = grown;
	grown[r->out->count++] = *name;
	return true;
}

void maria_count_in(struct maria_reader *r, const char *view, const char *schema_column,
		    const char *name_column, const struct maria_name *name)
{
	struct kit_text *t = &r->out->sql;

	kit_text_write(t, ",(SELECT COUNT(*) FROM information_schema.%s WHERE ", view);
	if (schema_column)
		kit_text_write(t, "%s=%L AND ", schema_column, name->schema);
	kit_text_write(t, "%s=%L)", name_column, name->name);
	reader_probe(r, MARIA_STATE);
}
