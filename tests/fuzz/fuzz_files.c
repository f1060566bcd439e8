/* SPDX-License-Identifier: MIT */
/* The first byte says whether the rest is a config or a revision file. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "config/config.h"
#include "base/error.h"
#include "read/section.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *file_with(const uint8_t *data, size_t size)
{
	static char path[64];
	FILE *f;

	if (!path[0])
		snprintf(path, sizeof(path), "/dev/shm/whimbrel-fuzz-%d.sql", (int)getpid());
	f = fopen(path, "wb");
	if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		abort();
	return path;
}

static void read_config(const char *path)
{
	struct problems problems = { .count = 0 };
	struct config config = { .path = NULL };

	config_load(path, &problems, &config);
	config_release(&config);
}

static void read_revision(const char *path)
{
	const struct section_rules rules = { .window = 16 };
	struct problems problems = { .count = 0 };
	struct text_cache cache = { .used = 0 };
	struct wb_error err = WB_ERROR_INIT;
	struct revision *revision = NULL;
	struct section_vec sections = { .count = 0 };
	char checksum[CHECKSUM_SIZE];

	if (revision_read(path, &cache, &problems, &revision) == 0 &&
	    sections_read(revision, &rules, &problems, &sections, &err) == 0)
		for (size_t i = 0; i < sections.count; i++)
			section_checksum(revision, &sections.items[i], checksum, &err);
	sections_free(&sections);
	revision_free(revision);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	if (data[0] == 'c')
		read_config(file_with(data + 1, size - 1));
	else
		read_revision(file_with(data, size));
	return 0;
}
