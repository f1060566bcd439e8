/* SPDX-License-Identifier: MIT */
/* A table's engine and options. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

/* What says the same as not having it. */
static const char *usual_value(struct kit_part key)
{
	static const char *const zero[] = { "MIN_ROWS", "MAX_ROWS",        "AVG_ROW_LENGTH",
					    "CHECKSUM", "DELAY_KEY_WRITE", "KEY_BLOCK_SIZE" };

	for (size_t i = 0; i < sizeof(zero) / sizeof(zero[0]); i++)
		if (maria_part_is(key, zero[i]))
			return "0";
	if (maria_part_is(key, "COMMENT") || maria_part_is(key, "CONNECTION"))
		return "''";
	if (maria_part_is(key, "INSERT_METHOD"))
		return "NO";
	return maria_part_is(key, "UNION") ? "()" : "DEFAULT";
}

static const struct maria_option *find_option(const struct maria_create *create,
					      struct kit_part key)
{
	for (size_t i = 0; i < create->option_count; i++)
		if (create->options[i].key.len == key.len &&
		    strncasecmp(create->options[i].key.at, key.at, key.len) == 0)
			return &create->options[i];
	return NULL;
}

static bool is_charset(struct kit_part key)
{
	return maria_part_is(key, "DEFAULT CHARSET") || maria_part_is(key, "COLLATE");
}

/* The server writes the options that an engine has added in quotes; this one is Aria's all the same. */
static bool is_engines_own(struct kit_part key)
{
	return key.at[0] == '`' || maria_part_is(key, "TRANSACTIONAL");
}

/* No other engine takes them: they go while the table has that engine still. */
void maria_drop_engines_own(struct maria_rendering *r, const struct maria_create *from,
			    const struct maria_create *to)
{
	bool first = true;

	for (size_t i = 0; i < from->option_count; i++) {
		const struct maria_option *o = &from->options[i];

		if (!is_engines_own(o->key) || find_option(to, o->key))
			continue;
		if (first)
			maria_add_alter(r);
		kit_add(r->out, first ? "" : ", ");
		maria_host->append(r->out, o->key.at, o->key.len);
		kit_add(r->out, "=DEFAULT");
		first = false;
	}
	if (!first)
		kit_add(r->out, ";\n");
}

static size_t add_changed(struct maria_rendering *r, const struct maria_create *from,
			  const struct maria_create *to, size_t count, const char *separator)
{
	for (size_t i = 0; i < to->option_count; i++) {
		const struct maria_option *o = &to->options[i], *was = find_option(from, o->key);

		if (is_charset(o->key) || (was && was->value.len == o->value.len &&
					   memcmp(was->value.at, o->value.at, o->value.len) == 0))
			continue;
		if (count++)
			kit_add(r->out, separator);
		maria_host->append(r->out, o->all.at, o->all.len);
	}
	for (size_t i = 0; i < from->option_count; i++) {
		const struct maria_option *o = &from->options[i];

		if (is_charset(o->key) || find_option(to, o->key) ||
		    maria_part_is(o->key, "PAGE_CHECKSUM") ||
		    (is_engines_own(o->key) && !kit_same(r->change->from, r->change->to, "engine")))
			continue;
		if (count++)
			kit_add(r->out, separator);
		maria_host->append(r->out, o->key.at, o->key.len);
		kit_write(r->out, "=%s", usual_value(o->key));
	}
	return count;
}

static size_t add_charset(struct maria_rendering *r, const struct maria_create *to, size_t count,
			  const char *separator)
{
	struct kit_part charset = maria_create_option(to, "DEFAULT CHARSET"),
			collate = maria_create_option(to, "COLLATE");

	if (kit_same(r->change->from, r->change->to, "collation"))
		return count;
	if (count++)
		kit_add(r->out, separator);
	kit_add(r->out, "DEFAULT CHARACTER SET ");
	maria_host->append(r->out, charset.at, charset.len);
	if (collate.len) {
		kit_add(r->out, " COLLATE ");
		maria_host->append(r->out, collate.at, collate.len);
	}
	return count;
}

bool maria_parse_table(const struct wb_object *table, struct maria_create *out)
{
	*out = (struct maria_create){ .text = strdup(table->text) };
	if (!out->text)
		return false;
	maria_create_parse(out);
	return !out->failed;
}

size_t maria_add_options(struct maria_rendering *r, size_t count, const char *separator)
{
	struct maria_create from, to = { 0 };

	if (maria_parse_table(r->change->from, &from) && maria_parse_table(r->change->to, &to)) {
		count = add_changed(r, &from, &to, count, separator);
		count = add_charset(r, &to, count, separator);
	} else {
		kit_no_memory(r->err);
	}
	maria_create_release(&from);
	maria_create_release(&to);
	if (!kit_same(r->change->from, r->change->to, "engine") ||
	    !kit_same(r->change->from, r->change->to, "options"))
		maria_warn(r, WB_RISK_REWRITE, "table-rewrite",
			   "table %s: every row is written anew", r->change->to->name);
	return count;
}
