/* SPDX-License-Identifier: MIT */
#include "dialect_check.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* A slot by its name. Pointers of any kind are zero bytes when they are NULL, on every system with
 * dlopen. */
struct slot {
	const char *name;
	size_t offset;
};

/* clang-format off */
#define SLOT(member) { #member, offsetof(struct wb_dialect, member) }
/* clang-format on */

static const struct slot required[] = {
	SLOT(name),  SLOT(schemes),  SLOT(load),  SLOT(connect),
	SLOT(close), SLOT(describe), SLOT(quote), SLOT(execute),
};

static const struct {
	struct slot a, b;
} pairs[] = {
	{ SLOT(lock), SLOT(unlock) },
	{ SLOT(observe), SLOT(end_session) },
	{ SLOT(probe), SLOT(judge) },
	{ SLOT(remember), SLOT(recall) },
};

static bool filled(const struct wb_dialect *table, const struct slot *slot)
{
	static const char none[sizeof(void *)];

	return memcmp((const char *)table + slot->offset, none, sizeof(none)) != 0;
}

static int check_slots(const struct wb_dialect *table, const char *path, struct wb_error *err)
{
	for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++)
		if (!filled(table, &required[i]))
			return wb_error_set(err, WB_E_PLUGIN, "%s: lacks the required slot '%s'",
					    path, required[i].name);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		bool a = filled(table, &pairs[i].a);

		if (a != filled(table, &pairs[i].b))
			return wb_error_set(err, WB_E_PLUGIN, "%s: has the slot '%s' without '%s'",
					    path, a ? pairs[i].a.name : pairs[i].b.name,
					    a ? pairs[i].b.name : pairs[i].a.name);
	}
	if ((table->features & WB_F_LEASE) && !table->compose && !table->portable)
		return wb_error_set(err, WB_E_PLUGIN,
				    "%s: claims the feature LEASE without the slot 'compose'",
				    path);
	if ((table->features & WB_F_COMMIT_EACH) && !(table->features & WB_F_TRANSACTIONAL_DDL))
		return wb_error_set(err, WB_E_PLUGIN,
				    "%s: claims the feature COMMIT_EACH without TRANSACTIONAL_DDL",
				    path);
	return 0;
}

static int check_names(const struct wb_dialect *table, const char *path, const char *name,
		       struct wb_error *err)
{
	if (strcmp(table->name, name) != 0)
		return wb_error_set(err, WB_E_PLUGIN,
				    "%s: calls itself '%s', and its file is called '%s'", path,
				    table->name, name);
	for (const char *const *s = table->schemes; *s; s++)
		if (text_equal(*s, name))
			return 0;
	return wb_error_set(err, WB_E_PLUGIN, "%s: its schemes lack its own name, '%s'", path,
			    name);
}

int dialect_verify(const struct wb_dialect *theirs, const char *path, const char *name,
		   struct wb_dialect *out, struct wb_error *err)
{
	const uint32_t first =
		(uint32_t)(offsetof(struct wb_dialect, struct_size) + sizeof(uint32_t));
	struct wb_dialect table = { 0 };
	int status;

	if (!theirs)
		return wb_error_set(err, WB_E_PLUGIN, "%s: %s() returned no table", path,
				    WB_DIALECT_SYMBOL);
	/* nothing else may be read before this: another ABI may have put anything there */
	if (theirs->abi_version != WB_ABI_VERSION)
		return wb_error_set(err, WB_E_PLUGIN, "%s: made for ABI %u, and this is ABI %u",
				    path, (unsigned)theirs->abi_version, (unsigned)WB_ABI_VERSION);
	if (theirs->struct_size < first)
		return wb_error_set(err, WB_E_PLUGIN,
				    "%s: its table has %u bytes, and must have %u or more", path,
				    (unsigned)theirs->struct_size, (unsigned)first);
	memcpy(&table, theirs,
	       theirs->struct_size < sizeof(table) ? theirs->struct_size : sizeof(table));
	status = check_slots(&table, path, err);
	if (status == 0)
		status = check_names(&table, path, name, err);
	if (status == 0)
		*out = table;
	return status;
}
