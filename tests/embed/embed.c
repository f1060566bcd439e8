/* SPDX-License-Identifier: MIT */
/* A program that carries its own schema: embed URL MIGRATIONS */
#include <stdio.h>
#include <whimbrel/whimbrel.h>

int main(int argc, char **argv)
{
	struct wb_settings settings = WB_SETTINGS_INIT;
	struct wb_error err = WB_ERROR_INIT;
	struct wb_project *project = NULL;
	struct wb_session *session = NULL;
	const char *migrations[] = { argc > 2 ? argv[2] : "migrations" };

	settings.url = argc > 1 ? argv[1] : "sqlite:app.db";
	settings.migrations = migrations;
	settings.migration_count = 1;
	if (wb_project_open(&settings, &project, &err) < 0 ||
	    wb_session_open(project, 0, &session, &err) < 0 ||
	    wb_upgrade(session, "head", NULL, &err) < 0)
		fprintf(stderr, "%s\n", err.message);
	wb_session_close(session);
	wb_project_free(project);
	return err.status ? 1 : 0;
}
