/* SPDX-License-Identifier: MIT */
#include "registry.h"

#include <stdio.h>
#include <string.h>

/* "one:other:names,two,three:third" */
static const char dialects[] = WHIMBREL_DIALECTS;

static bool has_name(const char *entry, size_t len, const char *name)
{
	size_t wanted = strlen(name);

	while (len) {
		const char *colon = memchr(entry, ':', len);
		size_t n = colon ? (size_t)(colon - entry) : len;

		if (n == wanted && memcmp(entry, name, n) == 0)
			return true;
		n += colon != NULL;
		entry += n;
		len -= n;
	}
	return false;
}

bool registry_find(const char *name, char *out, size_t size)
{
	for (const char *entry = dialects; *entry;) {
		size_t len = strcspn(entry, ",");

		if (*name && has_name(entry, len, name)) {
			snprintf(out, size, "%.*s", (int)strcspn(entry, ":,"), entry);
			return true;
		}
		entry += len;
		entry += strspn(entry, ",");
	}
	return false;
}
