/* SPDX-License-Identifier: MIT */
/* A new project: its config and its folder. Nothing that is there is ever overwritten. */
#include <string.h>

#include "calls.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

static char *compose_config(const char *url)
{
	return text_format("// whimbrel.cfg: where the revisions are, and the databases that they "
			   "are for. See whimbrel.cfg(5).\n"
			   "\n"
			   "migrations = [ \"migrations\" ];\n"
			   "target = \"dev\";                       // used when none is named\n"
			   "\n"
			   "targets = {\n"
			   "  dev = { url = \"%s\"; };\n"
			   "};\n",
			   url);
}

int project_init(const char *directory, const char *url,
		 void (*take)(void *ctx, const char *path, int made), void *ctx,
		 struct wb_error *err)
{
	bool here = strcmp(directory, ".") == 0;
	AUTO_FREE char *config =
		text_format("%s%swhimbrel.cfg", here ? "" : directory, here ? "" : "/");
	AUTO_FREE char *migrations =
		text_format("%s%smigrations", here ? "" : directory, here ? "" : "/");
	AUTO_FREE char *text = compose_config(url);
	int made;

	if (!config || !migrations || !text)
		return wb_error_nomem(err);
	if (!here && file_make_folders(directory, err) < 0)
		return wb_error_kept(err);
	made = file_create(config, text, strlen(text), err);
	if (made < 0)
		return made;
	take(ctx, config, made);
	made = file_make_folders(migrations, err);
	if (made < 0)
		return made;
	take(ctx, migrations, made);
	return 0;
}
