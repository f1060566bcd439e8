/* SPDX-License-Identifier: MIT */
/* The table itself, without a connection. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "trial.h"

static bool has_version(struct trial *t)
{
	const char *version = t->plugin->table.version;

	return trial_is(t, version && *version, "a version of the dialect", "there is none");
}

static bool has_description(struct trial *t)
{
	const char *d = t->plugin->table.description;

	return trial_is(t, d && *d && !strchr(d, '\n'), "a description of one line",
			d ? d : "there is none");
}

static bool has_plain_schemes(struct trial *t)
{
	for (const char *const *s = t->plugin->table.schemes; *s; s++)
		if (!**s || strspn(*s, "abcdefghijklmnopqrstuvwxyz0123456789_-.") != strlen(*s))
			return trial_broken(t, "schemes of lower-case letters", "\"%s\"", *s);
	return true;
}

static bool has_known_features(struct trial *t)
{
	const uint64_t known = WB_F_TRANSACTIONAL_DDL | WB_F_SHARED_COMMIT | WB_F_LEASE |
			       WB_F_SERVER_CLOCK | WB_F_DATABASE_IS_PATH | WB_F_STOPS |
			       WB_F_SETTINGS | WB_F_COMMIT_EACH | WB_F_NO_ROLLBACK |
			       WB_F_KEEP_BY_MERGE | WB_F_NO_KEEP;
	uint64_t odd = t->plugin->table.features & ~known;

	return !odd || trial_broken(t, "WB_F_… that dialect.h has", "0x%llx as well",
				    (unsigned long long)odd);
}

static bool has_known_lexical_rules(struct trial *t)
{
	uint32_t odd = t->plugin->table.lexical & ~UINT32_C(0xfff);

	return !odd || trial_broken(t, "WB_LEX_… that host.h has", "0x%x as well", (unsigned)odd);
}

static bool has_whole_options(struct trial *t)
{
	for (const struct wb_option *o = t->plugin->table.options; o && o->name; o++) {
		if (!*o->name || !o->help || !*o->help)
			return trial_broken(t, "a name and words of help for each option",
					    "option \"%s\" has none", o->name);
		if (o->type < WB_OPTION_TEXT || o->type > WB_OPTION_PATH)
			return trial_broken(t, "a type of enum wb_option_type", "option %s: %d",
					    o->name, (int)o->type);
	}
	return true;
}

/* What is called so holds one. */
static bool hides_secret_options(struct trial *t)
{
	for (const struct wb_option *o = t->plugin->table.options; o && o->name; o++)
		if ((strstr(o->name, "password") || strstr(o->name, "secret") ||
		     strstr(o->name, "token")) &&
		    !(o->flags & WB_OPTION_SECRET) && o->type == WB_OPTION_TEXT)
			return trial_broken(t, "WB_OPTION_SECRET on each option that holds one",
					    "option %s has it not", o->name);
	return true;
}

static bool splits_by_something(struct trial *t)
{
	(void)t;
	return true;
}

static bool composes_by_something(struct trial *t)
{
	const struct wb_dialect *d = &t->plugin->table;

	if (d->portable && !WB_HAS(d->portable, begin))
		return trial_broken(t, "a struct wb_portable with its size", "size %u",
				    (unsigned)d->portable->size);
	return true;
}

static bool has_locks(struct trial *t)
{
	const struct wb_dialect *d = &t->plugin->table;

	if (d->lock || d->compose || !d->portable)
		return true;
	return trial_is(t, d->portable->after && d->portable->after_end,
			"`lock`, or a lease: `after` and `after_end` in wb_portable",
			"neither is there: no run can begin");
}

static bool closes_nothing(struct trial *t)
{
	t->plugin->table.close(NULL);
	return true;
}

static bool knows_effects(struct trial *t)
{
	static const char text[] = "CREATE TABLE t (a INTEGER)";
	uint32_t odd;

	if (!t->plugin->table.effects)
		return trial_left(t, "no slot effects: nothing is known of what statements do");
	odd = t->plugin->table.effects(text, strlen(text)) & ~UINT32_C(127);
	return !odd || trial_broken(t, "WB_EFFECT_…", "0x%x", (unsigned)odd);
}

/* As people write them in `exclude`, in front of a colon. */
static bool has_plain_kinds(struct trial *t)
{
	const char *const *k = t->plugin->table.kinds;

	for (; k && *k; k++)
		if (!**k || strspn(*k, "abcdefghijklmnopqrstuvwxyz0123456789_- ") != strlen(*k))
			return trial_broken(t, "kinds in lower-case letters", "\"%s\"", *k);
	return true;
}

#define CASE(id_, promise_, run_)                                                     \
	{                                                                             \
		.id = "table." id_, .slot = "load", .promise = promise_, .run = run_, \
		.needs = NEEDS_NOBODY                                                 \
	}

/* clang-format off */
const struct check_case table_cases[] = {
	CASE("version", "the dialect says its version", has_version),
	CASE("description", "it says in one line what it is for", has_description),
	CASE("schemes", "its URL schemes can stand in a URL", has_plain_schemes),
	CASE("features", "its feature bits are known ones", has_known_features),
	CASE("lexical", "its lexical rules are known ones", has_known_lexical_rules),
	CASE("options", "each option has a name, a type and words of help", has_whole_options),
	CASE("kinds", "what it calls its own kinds can stand in front of a colon", has_plain_kinds),
	CASE("secrets", "an option that holds a secret says so", hides_secret_options),
	CASE("split", "statements are split by rules or by a function", splits_by_something),
	CASE("portable", "the gaps of portable SQL have their size", composes_by_something),
	CASE("lock", "there is some way to lock", has_locks),
	{ .id = "table.close", .slot = "close", .promise = "closing no connection does nothing",
	  .run = closes_nothing, .needs = NEEDS_NOBODY },
	{ .id = "table.effects", .slot = "effects", .promise = "effects are known bits",
	  .run = knows_effects, .needs = NEEDS_NOBODY },
	{ .id = NULL }
};
