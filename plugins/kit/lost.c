/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/lost.h>

void kit_lost_release(struct kit_lost **list)
{
	while (*list) {
		struct kit_lost *l = *list;

		*list = l->next;
		free(l);
	}
}

int kit_lost_add(struct kit_lost **list, bool setting, const char *name, size_t len,
		 struct wb_error *err)
{
	struct kit_lost *l;

	for (l = *list; l; l = l->next)
		if (l->setting == setting && strlen(l->name) == len &&
		    memcmp(l->name, name, len) == 0)
			return 0;
	l = calloc(1, sizeof(*l) + len);
	if (!l)
		return kit_no_memory(err);
	memcpy(l->name, name, len);
	l->setting = setting;
	l->next = *list;
	*list = l;
	return 0;
}

static bool makes_again(const struct kit_part *statement, const char *name, bool any_case)
{
	static const char *const words[] = { "OR",        "REPLACE",   "GLOBAL", "LOCAL",
					     "TEMP",      "TEMPORARY", "TABLE",  "VIEW",
					     "RECURSIVE", "SEQUENCE",  NULL };
	struct kit_words w;
	bool temporary = false;
	size_t len = strlen(name);
	const char *at;

	kit_words_begin(&w, statement->at, statement->len, 0);
	if (!kit_word_take(&w, "CREATE"))
		return false;
	for (; kit_word_is_any(&w, words); kit_words_next(&w))
		temporary |= kit_word_is(&w, "TEMP") || kit_word_is(&w, "TEMPORARY");
	at = w.text + w.begin;
	if ((w.token == WB_TOKEN_NAME || w.token == WB_TOKEN_STRING) && w.end - w.begin == len + 2)
		return temporary && (any_case ? strncasecmp(at + 1, name, len)
					      : strncmp(at + 1, name, len)) == 0;
	return temporary && w.end - w.begin == len && strncasecmp(at, name, len) == 0;
}

/* A setting with a dot is read by its name alone; others may change what anything means. */
static bool needs(const struct kit_part *statement, const struct kit_lost *l)
{
	if (l->setting && !strchr(l->name, '.'))
		return true;
	return kit_mentions(statement->at, statement->len, l->name);
}

static int refuse(const struct kit_lost *l, const char *session, struct wb_error *err)
{
	snprintf(err->detail, sizeof(err->detail),
		 l->setting ? "Set it again in front of this statement, in the part of the "
			      "file that has not run."
			    : "Make and fill it again in front of this statement (CREATE "
			      "TEMP …), in the part of the file that has not run.");
	return kit_host->fail(err, WB_E_UNCERTAIN,
			      "%s %s went with the %s that was interrupted, and this statement may "
			      "need it",
			      l->setting ? "the setting" : "the temporary", l->name, session);
}

int kit_lost_check(struct kit_lost **list, const struct kit_part *statement, const char *session,
		   bool any_case, struct wb_error *err)
{
	for (struct kit_lost **at = list, *l; (l = *at);) {
		if (!l->setting && makes_again(statement, l->name, any_case)) {
			*at = l->next;
			free(l);
		} else if (needs(statement, l)) {
			return refuse(l, session, err);
		} else {
			at = &l->next;
		}
	}
	return 0;
}

void kit_lost_line(const struct kit_lost *lost, struct wb_text *out)
{
	kit_host->append(out, lost->setting ? "s " : "t ", 2);
	for (const char *at = lost->name; *at; at++) {
		char hex[3];

		snprintf(hex, sizeof(hex), "%02x", (unsigned char)*at);
		kit_host->append(out, hex, 2);
	}
}

static int digit(char c)
{
	const char *digits = "0123456789abcdef", *at = strchr(digits, c | 0x20);

	return at && c ? (int)(at - digits) : 0;
}

int kit_lost_read(struct kit_lost **list, const char *memory, struct wb_error *err)
{
	while (memory && *memory) {
		size_t len = strcspn(memory, "\n"), n = 0;
		char name[1024];

		for (size_t i = 2; i + 1 < len && n + 1 < sizeof(name); i += 2)
			name[n++] = (char)(digit(memory[i]) << 4 | digit(memory[i + 1]));
		/* a table has a name; other lines are the dialect's own */
		if (((n && *memory == 't') || *memory == 's') &&
		    kit_lost_add(list, *memory == 's', name, n, err) < 0)
			return err->status;
		memory += len + (memory[len] == '\n');
	}
	return 0;
}
