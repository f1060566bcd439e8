/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <whimbrel/kit/host.h>

const struct wb_host *kit_host;
const struct kit_dialect *kit_dialect;

void kit_load(const struct wb_host *host, const struct kit_dialect *dialect)
{
	kit_host = host;
	kit_dialect = dialect;
}

int kit_no_memory(struct wb_error *err)
{
	return kit_host->fail(err, WB_E_NOMEM, "out of memory");
}

int kit_failed(struct wb_error *err)
{
	return err->status < 0
		       ? err->status
		       : kit_host->fail(err, WB_E_INTERNAL, "something failed and did not say why");
}

int kit_because(struct wb_error *err, const struct wb_error *why)
{
	if (err && !err->status)
		*err = *why;
	return why->status;
}

const char *kit_option(const struct wb_params *params, const char *name)
{
	for (size_t i = 0; i < params->option_count; i++)
		if (strcmp(params->options[i].name, name) == 0)
			return params->options[i].value;
	return NULL;
}

void kit_hide(const char *secret)
{
	if (WB_HAS_SLOT(kit_host, hide))
		kit_host->hide(secret);
}

int64_t kit_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void *kit_grow(void *items, size_t *room, size_t count, size_t size)
{
	size_t wanted = *room ? *room * 2 : 16;
	void *grown;

	if (count < *room)
		return items;
	grown = realloc(items, wanted * size);
	if (grown)
		*room = wanted;
	return grown;
}
