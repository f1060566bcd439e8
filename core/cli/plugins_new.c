/* SPDX-License-Identifier: MIT */
#include "plugins_new.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin_template.h"

/* In the template: the dialect's name, and what shall be that character itself. */
#define NAME '@'
#define AT '\001'

static bool is_name(const char *name)
{
	return *name >= 'a' && *name <= 'z' && strlen(name) < 32 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

static void fill(const char *line, const char *name, char *out, size_t size)
{
	size_t used = 0;

	for (; *line && used + strlen(name) + 1 < size; line++) {
		if (*line == NAME) {
			memcpy(out + used, name, strlen(name));
			used += strlen(name);
		} else {
			out[used++] = *line == AT ? NAME : *line;
		}
	}
	out[used] = '\0';
}

/* Never over a file that is there. */
static int write_file(const char *path, const struct template_file *t, const char *name,
		      struct wb_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, t->executable ? 0755 : 0644);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	char text[512];

	if (!file) {
		if (fd >= 0)
			close(fd);
		return cli_fail(err, WB_E_FILE, "%.300s: %s", path, strerror(errno));
	}
	for (const char *const *line = t->lines; *line; line++) {
		fill(*line, name, text, sizeof(text));
		say(file, "%s\n", text);
	}
	if (fclose(file) != 0)
		return cli_fail(err, WB_E_FILE, "%.300s: %s", path, strerror(errno));
	return 0;
}

int plugins_new(struct cli *cli, struct wb_error *err)
{
	const struct words *words = &cli->args.operands;
	const char *name = words->count > 1 ? words->items[1] : NULL;
	const char *folder = words->count > 2 ? words->items[2] : name;
	json_t *created = json_array();
	int rc = 0;

	if (!name || !is_name(name))
		rc = cli_fail(
			err, WB_E_USAGE,
			"plugins new NAME [DIR]: a name is made of a-z, 0-9 and _, and begins "
			"with a letter");
	else if (mkdir(folder, 0755) < 0 && errno != EEXIST)
		rc = cli_fail(err, WB_E_FILE, "%.300s: %s", folder, strerror(errno));
	for (const struct template_file *t = plugin_template; rc == 0 && t->name; t++) {
		char file[64], path[512];

		fill(t->name, name, file, sizeof(file));
		snprintf(path, sizeof(path), "%.400s/%s", folder, file);
		rc = write_file(path, t, name, err);
		json_array_append_new(created, json_text(path));
		if (rc == 0 && !cli->output.json && !cli->args.quiet)
			say(stdout, "created %s\n", path);
	}
	if (rc == 0 && cli->output.json)
		return json_print(json_pack("{s:o}", "created", created), err);
	json_decref(created);
	return rc;
}
