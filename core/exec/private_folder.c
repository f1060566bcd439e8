/* SPDX-License-Identifier: MIT */
#include "private_folder.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

#define PREFIX "whimbrel-private-"
#define FOLDER_MOST 40 /* a socket's path has 107 bytes, and much stands behind this */

static const char *temporary(void)
{
	const char *folder = getenv("TMPDIR");

	return folder && *folder == '/' && strlen(folder) < FOLDER_MOST ? folder : "/tmp";
}

/* PLACE-PROCESS-RANDOM behind the prefix: is the process that made it gone? */
static bool is_left(const char *name)
{
	const char *at = name + strlen(PREFIX);
	char *end;
	unsigned long place = strtoul(at, &end, 16), pid;

	if (end == at || *end != '-' || place != process_place())
		return false;
	at = end + 1;
	pid = strtoul(at, &end, 16);
	return end != at && *end == '-' && kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

static int has_prefix(const struct dirent *entry)
{
	return strncmp(entry->d_name, PREFIX, strlen(PREFIX)) == 0;
}

void private_folders_clear(const struct program_user *user)
{
	struct dirent **entries = NULL;
	int count = scandir(temporary(), &entries, has_prefix, alphasort);

	for (int i = 0; i < count; i++) {
		AUTO_FREE char *path = text_format("%s/%s", temporary(), entries[i]->d_name);
		struct stat st;

		if (path && is_left(entries[i]->d_name) && lstat(path, &st) == 0 &&
		    S_ISDIR(st.st_mode) &&
		    (st.st_uid == geteuid() || (user->other && st.st_uid == user->uid)))
			folder_remove(path);
		free(entries[i]);
	}
	free(entries);
}

int private_folder_make(char **out, struct wb_error *err)
{
	static const struct program_user nobody_else = { .other = false };
	AUTO_FREE char *folder =
		text_format("%s/" PREFIX "%lx-%lx-XXXXXX", temporary(),
			    (unsigned long)process_place(), (unsigned long)getpid());

	private_folders_clear(&nobody_else);
	if (!folder)
		return wb_error_nomem(err);
	if (!mkdtemp(folder))
		return wb_error_set(err, WB_E_FILE, "%s: %s", folder, strerror(errno));
	*out = text_dup(folder, strlen(folder));
	return *out ? 0 : wb_error_nomem(err);
}

void private_folder_end(char *folder)
{
	if (folder)
		folder_remove(folder);
	free(folder);
}
