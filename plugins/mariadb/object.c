/* SPDX-License-Identifier: MIT */
/* Attributes of objects on their way to the engine. */
#include <stdlib.h>
#include <string.h>

#include "definer.h"

void maria_object_set(struct kit_object *o, const char *key, const char *value)
{
	kit_object_set(o, key, value && *value ? value : NULL, 0);
}

void maria_object_part(struct kit_object *o, const char *key, struct kit_part part)
{
	if (part.len)
		kit_object_set(o, key, kit_object_part(o, part), 0);
}

/* The client leaves comments out of what it sends, and others do not; neither they nor the white
 * space make a program another one. Anything that can't be read is compared as it is. */
void maria_object_program(struct kit_object *o, const char *text, const char *sql_mode)
{
	struct maria_scan s = maria_scan_of(text, strlen(text), 0);
	struct kit_text plain = { 0 };
	size_t end = 0;

	s.mode = sql_mode ? maria_mode_of(sql_mode, strlen(sql_mode)) : 0;
	while (maria_more(&s)) {
		kit_text_write(&plain, "%s%S", plain.len && s.word > end ? " " : "", text + s.word,
			       (size_t)(s.end - s.word));
		end = s.end;
	}
	if (s.kind == MARIA_TORN || !plain.len) {
		free(plain.data);
		maria_object_set(o, "definition", text);
	} else {
		maria_object_set(o, "definition", kit_object_own(o, kit_text_take(&plain)));
	}
}

/* The mode in which it was made, which is its own for ever. */
void maria_object_mode(struct kit_object *o, const char *sql_mode)
{
	if (sql_mode)
		maria_object_set(o, "sql_mode", *sql_mode ? sql_mode : "''");
}

void maria_object_definer(struct kit_object *o, const struct maria_reading *r, const char *word,
			  const char *name, const char *listed)
{
	struct maria_account account;
	const char *is;

	maria_account_of(listed, &account);
	is = maria_definer(r, word, name, account.sql);
	if (is)
		kit_object_set(o, "definer", kit_object_own(o, strdup(is)), WB_ATTRIBUTE_PRIVILEGE);
}
