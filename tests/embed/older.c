/* SPDX-License-Identifier: MIT */
/* A client that was built when structs were smaller: older URL. Nothing may be written behind what it knows. */
#include <stdio.h>
#include <string.h>
#include <whimbrel/whimbrel.h>

/* What the client has behind a struct of the border. */
struct guarded {
	union {
		struct wb_error error;
		struct wb_server_info server;
		struct wb_run_options options;
	} is;
	unsigned char behind[4096];
};

static int whole(const struct guarded *g, size_t size)
{
	const unsigned char *bytes = (const unsigned char *)g;

	for (size_t i = size; i < sizeof(*g); i++)
		if (bytes[i] != 0xa5)
			return 0;
	return 1;
}

static void start(struct guarded *g, uint32_t size)
{
	memset(g, 0xa5, sizeof(*g));
	memset(g, 0, size);
	memcpy(g, &size, sizeof(size));
}

int main(int argc, char **argv)
{
	struct wb_settings settings = WB_SETTINGS_INIT;
	struct wb_listener listener = { .size = sizeof(listener) };
	struct wb_project *project = NULL;
	struct wb_session *session = NULL;
	struct guarded err, server, options;
	int rc;

	if (argc != 2)
		return 2;
	start(&err, sizeof(err.is.error));
	start(&server, sizeof(server.is.server));
	start(&options, sizeof(options.is.options));
	settings.url = argv[1];
	settings.migrations = (const char *[]){ "migrations" };
	settings.migration_count = 1;
	settings.listener = &listener;
	rc = wb_project_open(&settings, &project, &err.is.error);
	if (rc == 0)
		rc = wb_session_open(project, 0, &session, &err.is.error);
	if (rc == 0)
		rc = wb_session_server(session, &server.is.server, &err.is.error);
	if (rc == 0 &&
	    wb_upgrade(session, "nowhere", &options.is.options, &err.is.error) != WB_E_USAGE)
		rc = -1;
	if (rc == 0)
		rc = wb_upgrade(session, "head", &options.is.options, &err.is.error);
	if (rc == 0 && !server.is.server.product[0])
		rc = -1;
	wb_session_close(session);
	wb_project_free(project);
	if (rc < 0)
		fprintf(stderr, "%d: %s\n", rc, err.is.error.message);
	if (!whole(&err, sizeof(err.is.error)) || !whole(&server, sizeof(server.is.server)) ||
	    err.is.error.size != sizeof(err.is.error)) {
		fprintf(stderr, "something was written behind what the client knows\n");
		return 1;
	}
	return rc < 0;
}
