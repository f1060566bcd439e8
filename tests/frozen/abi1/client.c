/* SPDX-License-Identifier: MIT */
/* A client of ABI 1: upgrades, looks, downgrades. */
#include <stdio.h>

#include <whimbrel/whimbrel.h>

static int count(void *ctx, const struct wb_status_row *row)
{
	(void)row;
	++*(int *)ctx;
	return 0;
}

static void hear(void *ctx, const struct wb_event *event)
{
	if (event->kind == WB_EVENT_APPLIED || event->kind == WB_EVENT_REVERTED)
		++*(int *)ctx;
}

int main(int argc, char **argv)
{
	struct wb_settings settings = WB_SETTINGS_INIT;
	struct wb_error err = WB_ERROR_INIT;
	struct wb_project *project = NULL;
	struct wb_session *session = NULL;
	const char *migrations[] = { argc > 2 ? argv[2] : "" },
		   *plugins[] = { argc > 3 ? argv[3] : "" };
	int rows = 0, events = 0;
	struct wb_listener listener = { .size = sizeof(listener), .ctx = &events, .event = hear };

	settings.flags = WB_SETTINGS_NO_ENVIRONMENT | WB_SETTINGS_NO_CONFIG;
	settings.url = argc > 1 ? argv[1] : "";
	settings.migrations = migrations;
	settings.migration_count = 1;
	settings.plugin_paths = plugins;
	settings.plugin_path_count = 1;
	settings.listener = &listener;
	if (wb_project_open(&settings, &project, &err) < 0 ||
	    wb_session_open(project, 0, &session, &err) < 0 ||
	    wb_upgrade(session, "head", NULL, &err) < 0 ||
	    wb_status(session, 0, count, &rows, &err) < 0 ||
	    wb_downgrade(session, "base", NULL, &err) < 0) {
		fprintf(stderr, "%d: %s\n", (int)err.status, err.message);
		return 1;
	}
	printf("%d rows, %d events\n", rows, events);
	wb_session_close(session);
	wb_project_free(project);
	return 0;
}
