/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "revision_list.h"

#define BLANKS " \t"
#define WORDS_MAX 16

static const char *editor(void)
{
	const char *visual = secure_getenv("VISUAL"), *plain = secure_getenv("EDITOR");

	if (visual && *visual)
		return visual;
	return plain && *plain ? plain : "vi";
}

/* Become the editor. Its command is split on blanks: no shell reads it, so nothing in a path is
 * code. */
static int become(const char *path, struct wb_error *err)
{
	char *command = strdup(editor()), *last = strdup(path), *words[WORDS_MAX + 2];
	size_t count = 0;
	int rc;

	if (!command || !last) {
		free(command);
		free(last);
		return cli_fail(err, WB_E_NOMEM, "out of memory");
	}
	for (char *p = command + strspn(command, BLANKS); *p && count < WORDS_MAX;
	     p += strspn(p, BLANKS)) {
		words[count++] = p;
		p += strcspn(p, BLANKS);
		if (*p)
			*p++ = '\0';
	}
	words[count++] = last;
	words[count] = NULL;
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	execvp(words[0], words);
	rc = cli_fail(err, WB_E_FILE, "can't run the editor '%.200s': %s", words[0],
		      strerror(errno));
	free(command);
	free(last);
	return rc;
}

int cmd_edit(struct cli *cli, struct wb_error *err)
{
	struct revision_list list = { .items = NULL };
	const char *path = NULL;
	int rc = wb_project_resolve(cli->project, cli_operand(cli), revision_list_take, &list, err);

	if (rc == 0)
		rc = revision_list_check(&list, err);
	if (rc == 0 && list.count != 1)
		rc = cli_fail(err, WB_E_USAGE, "'%.100s' means %zu revisions; name one",
			      cli_operand(cli), list.count);
	if (rc == 0)
		path = list.items[0]->path;
	revision_list_release(&list);
	return rc < 0 ? rc : become(path, err);
}
