/* SPDX-License-Identifier: MIT */
#include "seal.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <whimbrel/dialect.h>

#include "base/error.h"
#include "base/text.h"
#include "plugin_file.h"

static const struct wb_seal blank = { WB_SEAL_MAGIC, 0, WB_SEAL_ECHO };

/* A file in memory, in a copy of our own that may be written. */
struct image {
	unsigned char *bytes;
	size_t size;
	const ElfW(Phdr) * segments;
	unsigned count;
	struct wb_seal *seal; /* NULL: it has none */
};

static bool is_loaded(const struct image *image, unsigned i)
{
	return image->segments[i].p_type == PT_LOAD && image->segments[i].p_filesz > 0;
}

/* Anywhere in the file: what says where the segments are may be what is damaged. */
static void find_seal(struct image *image)
{
	const size_t behind = offsetof(struct wb_seal, echo);
	unsigned char *found = memmem(image->bytes, image->size, blank.magic, sizeof(blank.magic));
	size_t place;

	if (!found) {
		found = memmem(image->bytes, image->size, blank.echo, sizeof(blank.echo));
		if (!found || (size_t)(found - image->bytes) < behind)
			return;
		found -= behind;
	}
	place = (size_t)(found - image->bytes);
	if (image->size - place >= sizeof(*image->seal) && place % _Alignof(struct wb_seal) == 0)
		image->seal = (void *)found;
}

/* Some of it is not what was written there: then the sum is none either. */
static bool is_torn(const struct wb_seal *seal)
{
	return memcmp(seal->magic, blank.magic, sizeof(blank.magic)) != 0 ||
	       memcmp(seal->echo, blank.echo, sizeof(blank.echo)) != 0;
}

/* Read, not mapped: valgrind takes whatever is mapped of a library's file for the library. */
static int read_all(int fd, const struct image *image)
{
	for (size_t at = 0; at < image->size;) {
		ssize_t n = pread(fd, image->bytes + at, image->size - at, (off_t)at);

		if (n == 0)
			errno = 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		at += (size_t)n;
	}
	return 0;
}

/* plugin_file_whole() has said that header and segments are inside of the file. */
static int image_open(int fd, const char *path, struct image *out, struct wb_error *err)
{
	struct stat st;
	const ElfW(Ehdr) * header;
	int status = plugin_file_whole(fd, path, err);

	if (status < 0)
		return status;
	if (fstat(fd, &st) < 0)
		return wb_error_set(err, WB_E_PLUGIN, "%s: %s", path, strerror(errno));
	*out = (struct image){ .size = (size_t)st.st_size };
	out->bytes = malloc(out->size);
	if (!out->bytes)
		return wb_error_nomem(err);
	if (read_all(fd, out) < 0) {
		free(out->bytes);
		return wb_error_set(err, WB_E_PLUGIN, "%s: %s", path,
				    errno ? strerror(errno) : "it changed while it was read");
	}
	header = (const void *)out->bytes;
	out->segments = (const void *)(out->bytes + header->e_phoff);
	out->count = header->e_phnum;
	find_seal(out);
	return 0;
}

static void image_release(struct image *image)
{
	free(image->bytes);
}

/* Each word changes the sum whatever it was before, so that damage in one word is always seen. */
static uint64_t add_bytes(uint64_t sum, const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i += sizeof(sum)) {
		uint64_t word = 0;

		memcpy(&word, bytes + i, len - i < sizeof(word) ? len - i : sizeof(word));
		sum = (sum ^ word) * 0x9e3779b97f4a7c15U;
		sum ^= sum >> 29;
	}
	return sum;
}

/* Of what is loaded, but for the sum itself and what `strip` changes: where the sections are. */
static uint64_t image_sum(struct image *image)
{
	ElfW(Ehdr) *header = (void *)image->bytes;
	uint64_t sum = 1;

	header->e_shoff = 0;
	header->e_shnum = header->e_shstrndx = 0;
	image->seal->sum = 0;
	sum = add_bytes(sum, (const unsigned char *)image->segments,
			image->count * sizeof(*image->segments));
	for (unsigned i = 0; i < image->count; i++)
		if (is_loaded(image, i))
			sum = add_bytes(sum, image->bytes + image->segments[i].p_offset,
					image->segments[i].p_filesz);
	return sum ? sum : 1;
}

int seal_check(int fd, const char *path, struct wb_error *err)
{
	struct image image;
	uint64_t sealed;
	int status = image_open(fd, path, &image, err);

	if (status < 0)
		return status;
	sealed = image.seal ? image.seal->sum : 0;
	if (image.seal && (is_torn(image.seal) || (sealed && image_sum(&image) != sealed)))
		status = wb_error_set(err, WB_E_PLUGIN,
				      "%s: damaged: it is not what was sealed when it was made; "
				      "install it again (or, where it was changed on purpose, "
				      "`whimbrel plugins seal %s`)",
				      path, path);
	image_release(&image);
	return status;
}

static int write_sum(int fd, const char *path, struct wb_error *err)
{
	struct image image;
	int status = image_open(fd, path, &image, err);

	if (status < 0)
		return status;
	if (!image.seal || is_torn(image.seal)) {
		status = wb_error_set(err, WB_E_PLUGIN,
				      "%s: it has no place for a seal: it is no dialect that was "
				      "built with WB_REGISTER_DIALECT of this whimbrel",
				      path);
	} else {
		off_t place = (unsigned char *)&image.seal->sum - image.bytes;
		uint64_t sum = image_sum(&image);

		if (pwrite(fd, &sum, sizeof(sum), place) != (ssize_t)sizeof(sum))
			status = wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
	}
	image_release(&image);
	return status;
}

int seal_write(const char *path, struct wb_error *err)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), status;

	if (fd < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
	status = write_sum(fd, path, err);
	if (close(fd) < 0 && status == 0)
		status = wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
	return status;
}
