/* SPDX-License-Identifier: MIT */
#include "write_revision.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"

/* The id that the file has got: it may have been made up while it was written. */
static json_t *read_id(const char *path)
{
	static const char key[] = "-- Revision: ";
	FILE *file = fopen(path, "re");
	json_t *id = NULL;
	char line[512];

	while (file && !id && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (strncmp(line, key, sizeof(key) - 1) == 0)
			id = json_text(line + sizeof(key) - 1);
	}
	if (file)
		fclose(file);
	return id ? id : json_null();
}

int write_revision(struct cli *cli, const struct wb_new_revision *what, json_t *more,
		   struct wb_error *err)
{
	const char *path = NULL;
	json_t *object;
	int rc = wb_project_new_revision(cli->project, what, &path, err);

	if (rc < 0)
		return rc;
	if (!cli->output.json) {
		say(stdout, "%s\n", path);
		return 0;
	}
	object = json_object();
	json_put(object, "revision", read_id(path));
	json_put(object, "path", json_text(path));
	if (cli->report.not_compared)
		json_put(object, "not_compared", json_incref(cli->report.not_compared));
	if (more)
		json_object_update(object, more);
	return json_print(object, err);
}
