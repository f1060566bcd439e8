/* SPDX-License-Identifier: MIT */
/* damage PROJECT...: every file of a project cut off after every byte, and with every byte changed,
 * and damaged URLs as well. The library must answer each with an error or a valid project; that it
 * comes back at all is the test.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <whimbrel/whimbrel.h>

#define FILE_MAX ((size_t)1 << 20)

static unsigned long loads, errors, tests, failures;
static char folder[4096];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static size_t read_all(const char *path, char *to)
{
	FILE *f = fopen(path, "rb");
	size_t len;

	if (!f)
		die(path);
	len = fread(to, 1, FILE_MAX, f);
	fclose(f);
	return len;
}

static void write_all(const char *path, const char *text, size_t len)
{
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(text, 1, len, f) != len || fclose(f) != 0)
		die(path);
}

static void hear(void *ctx, const char *message)
{
	(void)ctx;
	if (!*message)
		failures++;
}

/* Load and check what is there now. An error must say something. */
static void load(const char *config, const char *url)
{
	const struct wb_listener listener = { .size = sizeof(listener), .problem = hear };
	struct wb_settings settings = WB_SETTINGS_INIT;
	struct wb_error err = WB_ERROR_INIT;
	struct wb_project *project = NULL;
	const char *migrations[] = { folder };
	int rc;

	settings.flags = WB_SETTINGS_NO_ENVIRONMENT | (config ? 0 : WB_SETTINGS_NO_CONFIG);
	settings.config = config;
	settings.url = url;
	settings.migrations = migrations;
	settings.migration_count = 1;
	settings.plugin_paths = (const char *[]){ getenv("WHIMBREL_PLUGIN_PATH") };
	settings.plugin_path_count = settings.plugin_paths[0] ? 1 : 0;
	settings.listener = &listener;
	loads++;
	rc = wb_project_open(&settings, &project, &err);
	if (rc == 0)
		rc = wb_project_validate(project, &err);
	if (rc < 0 && (!err.message[0] || err.status != rc)) {
		printf("# status %d with error %d: '%s'\n", rc, err.status, err.message);
		failures++;
	}
	errors += rc != 0;
	wb_project_free(project);
}

/* A change for the byte at `i`: what breaks lines, quotes, text and numbers, in turn. */
static char changed(char byte, size_t i)
{
	static const char bytes[] = { '\0', '\n', '\'', '\xff', '$', '{', '-', '"', ';', '\x80' };
	char to = bytes[i % sizeof(bytes)];

	return to == byte ? (char)(byte ^ 1) : to;
}

static void tell(const char *what, const char *name, unsigned long failures_before)
{
	printf("%sok %lu - %s, %s\n", failures > failures_before ? "not " : "", ++tests, name,
	       what);
	fflush(stdout);
}

static void damage_file(const char *path, const char *name, const char *config)
{
	char *text = malloc(FILE_MAX);
	unsigned long before = failures;
	size_t len;

	if (!text)
		die("malloc");
	len = read_all(path, text);
	for (size_t i = 0; i < len; i++) {
		write_all(path, text, i);
		load(config, config ? NULL : "sqlite::memory:");
	}
	tell("cut off after every byte", name, before);
	before = failures;
	for (size_t i = 0; i < len; i++) {
		char old = text[i];

		text[i] = changed(old, i);
		write_all(path, text, len);
		text[i] = old;
		load(config, config ? NULL : "sqlite::memory:");
	}
	tell("with every byte changed", name, before);
	write_all(path, text, len);
	free(text);
}

static void damage_url(const char *url)
{
	unsigned long before = failures;
	size_t len = strlen(url);
	char *text = malloc(len + 1);

	if (!text)
		die("malloc");
	for (size_t i = 0; i <= len; i++) {
		memcpy(text, url, len + 1);
		text[i] = '\0';
		load(NULL, text);
		for (int byte = 1; byte < 256 && i < len; byte += 3) {
			memcpy(text, url, len + 1);
			text[i] = (char)byte;
			load(NULL, text);
		}
	}
	tell("cut off and with every byte changed", url, before);
	free(text);
}

static void damage_urls(void)
{
	static const char *const urls[] = {
		"sqlite:////tmp/x.db?mode=ro&cache=%41",
		"postgresql://me:secret@[::1]:5432,other:1/db?sslmode=require",
		"mysql+pymysql://u%40v:p%3a@host/db?ssl-ca=%2Fx",
	};

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		damage_url(urls[i]);
}

/* The copy of a project in the working directory, NAME/: its migrations and its config. */
static void damage_project(const char *name)
{
	char path[sizeof(folder) + 512], config[4200];
	struct dirent *entry;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%.1000s/migrations", name);
	snprintf(config, sizeof(config), "%.1000s/whimbrel.cfg", name);
	dir = opendir(folder);
	if (!dir)
		die(folder);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		damage_file(path, entry->d_name, NULL);
	}
	closedir(dir);
	damage_file(config, config, config);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		damage_project(argv[i]);
	if (argc > 1)
		damage_urls();
	printf("# %lu loads, %lu of them errors\n1..%lu\n", loads, errors, tests);
	return failures || !tests ? 1 : 0;
}
