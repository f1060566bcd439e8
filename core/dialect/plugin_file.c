/* SPDX-License-Identifier: MIT */
#include "plugin_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

static int check_owner(const char *path, const struct stat *st, mode_t refused,
		       struct wb_error *err)
{
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return wb_error_set(err, WB_E_PLUGIN,
				    "%s: owned by user %lu, neither root nor user %lu", path,
				    (unsigned long)st->st_uid, (unsigned long)geteuid());
	if (st->st_mode & refused)
		return wb_error_set(err, WB_E_PLUGIN, "%s: others may write it (mode %04o)", path,
				    (unsigned)(st->st_mode & 07777));
	return 0;
}

static int fail_open(const char *path, struct wb_error *err)
{
	return wb_error_set(err, WB_E_PLUGIN, "%s: %s", path, strerror(errno));
}

/* In a sticky folder nobody can take away what is another's. */
static int check_folder(int fd, const char *path, struct wb_error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return fail_open(path, err);
	return check_owner(path, &st, st.st_mode & S_ISVTX ? 0 : S_IWGRP | S_IWOTH, err);
}

static int check_file(int fd, const char *path, struct wb_error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return fail_open(path, err);
	if (!S_ISREG(st.st_mode))
		return wb_error_set(err, WB_E_PLUGIN, "%s: not a regular file", path);
	return check_owner(path, &st, S_IWGRP | S_IWOTH, err);
}

static bool read_at(int fd, void *to, size_t size, uint64_t offset)
{
	return pread(fd, to, size, (off_t)offset) == (ssize_t)size;
}

int plugin_file_whole(int fd, const char *path, struct wb_error *err)
{
	ElfW(Ehdr) header;
	ElfW(Phdr) segment;
	struct stat st;
	bool whole = fstat(fd, &st) == 0 && read_at(fd, &header, sizeof(header), 0);

	if (!whole || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
	    header.e_phentsize != sizeof(segment) || header.e_phoff % sizeof(header.e_phoff) != 0)
		return wb_error_set(err, WB_E_PLUGIN, "%s: not a dialect: %s", path,
				    whole ? "invalid ELF header" : "the file is too short");
	for (unsigned i = 0; i < header.e_phnum && whole; i++) {
		whole = read_at(fd, &segment, sizeof(segment),
				header.e_phoff + (uint64_t)i * sizeof(segment));
		if (whole && segment.p_filesz)
			whole = segment.p_offset <= (uint64_t)st.st_size &&
				segment.p_filesz <= (uint64_t)st.st_size - segment.p_offset;
	}
	return whole ? 0
		     : wb_error_set(err, WB_E_PLUGIN,
				    "%s: not a dialect: the file is torn, a part of it is missing",
				    path);
}

/* Down from the root, one folder after the other, so that none can be another one meanwhile. */
static int open_folder(const char *path, const char *name, struct wb_error *err)
{
	int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int status = fd < 0 ? fail_open("/", err) : check_folder(fd, "/", err);

	for (const char *part = path + 1; status == 0 && part < name;) {
		const char *slash = strchr(part, '/');
		AUTO_FREE char *folder = text_dup(path, (size_t)(slash - path));
		int next;

		if (!folder) {
			status = wb_error_nomem(err);
			break;
		}
		next = openat(fd, folder + (part - path),
			      O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (next < 0) {
			status = fail_open(folder, err);
			break;
		}
		close(fd);
		fd = next;
		status = check_folder(fd, folder, err);
		part = slash + 1;
	}
	if (status < 0 && fd >= 0)
		close(fd);
	return status < 0 ? status : fd;
}

int plugin_file_open(const char *path, struct wb_error *err)
{
	const char *name = strrchr(path, '/') + 1;
	int folder = open_folder(path, name, err), fd, status;

	if (folder < 0)
		return folder;
	/* a FIFO must not hold us up */
	fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
	if (fd < 0)
		status = fail_open(path, err);
	close(folder);
	if (fd < 0)
		return status;
	status = check_file(fd, path, err);
	if (status == 0)
		status = plugin_file_whole(fd, path, err);
	if (status == 0)
		return fd;
	close(fd);
	return status;
}

void plugin_file_name(int fd, const char *path, char *out, unsigned long size)
{
	snprintf(out, size, "/proc/self/fd/%d", fd);
	if (access(out, F_OK) < 0)
		snprintf(out, size, "%s", path);
}
