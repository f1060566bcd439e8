/* SPDX-License-Identifier: MIT */
/* Files of SQL: which ones there are. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/text.h"
#include "schema_files.h"

#define MOST_FOLDERS 64 /* one inside the other: more is a circle of links */

struct listing {
	struct wb_project *project;
	struct string_vec *out;
	unsigned depth;
};

static int list(struct listing *l, const char *path, struct wb_error *err);

/* How long NAME is in NAME.sql; 0: it is no file of SQL. */
static size_t stem_of(const char *path)
{
	size_t len = strlen(path);

	return len > 4 && strcmp(path + len - 4, ".sql") == 0 ? len - 4 : 0;
}

/* A schema of several dialects has a file for each: NAME.DIALECT.sql takes the place of NAME.sql.
 * The path, for the caller to free; NULL: there is no memory. */
static char *own_file(struct wb_project *project, const char *path)
{
	const char *const *names = project_dialect_names(project);
	size_t stem = stem_of(path);
	struct stat st;

	for (; stem && *names; names++) {
		char *own = text_format("%.*s.%s.sql", (int)stem, path, *names);

		if (!own || stat(own, &st) == 0)
			return own;
		free(own);
	}
	return text_dup(path, strlen(path));
}

/* Does NAME.DIALECT.sql in a folder stand for another file there, or for another dialect? */
static bool is_in_place(struct wb_project *project, const char *path)
{
	struct section_rules rules = project_section_rules(project);
	size_t stem = stem_of(path), dot = stem;
	AUTO_FREE char *word = NULL, *common = NULL;
	char own[DIALECT_SIZE];
	struct lexer lexer;
	struct stat st;

	while (dot && path[dot - 1] != '.' && path[dot - 1] != '/')
		dot--;
	if (!dot || path[dot - 1] != '.')
		return false;
	word = text_dup(path + dot, stem - dot);
	if (!word || rules.known(rules.ctx, word, own, &lexer) != 1)
		return false;
	for (const char *const *names = project_dialect_names(project); *names; names++)
		if (strcmp(*names, word) == 0) {
			common = text_format("%.*s.sql", (int)(dot - 1), path);
			return common && stat(common, &st) == 0;
		}
	return true;
}

static int wanted(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int list_entry(struct listing *l, const char *path, struct wb_error *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode) && (!stem_of(path) || is_in_place(l->project, path)))
		return 0;
	return list(l, path, err);
}

static int list_folder(struct listing *l, const char *path, struct wb_error *err)
{
	struct dirent **entries = NULL;
	int count, rc = 0;

	if (++l->depth > MOST_FOLDERS)
		return wb_error_set(err, WB_E_FILE, "%s: more than %d folders inside each other",
				    path, MOST_FOLDERS);
	count = scandir(path, &entries, wanted, alphasort);
	if (count < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
	for (int i = 0; i < count; i++) {
		AUTO_FREE char *entry = text_format("%s/%s", path, entries[i]->d_name);

		if (rc == 0)
			rc = entry ? list_entry(l, entry, err) : wb_error_nomem(err);
		free(entries[i]);
	}
	free(entries);
	l->depth--;
	return rc;
}

/* A file, or all the files of SQL in a folder and those below it, in the order of their names. */
static int list(struct listing *l, const char *path, struct wb_error *err)
{
	AUTO_FREE char *own = own_file(l->project, path);
	struct stat st;

	if (!own)
		return wb_error_nomem(err);
	if (stat(own, &st) < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", own, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return list_folder(l, own, err);
	return string_vec_add(l->out, own) < 0 ? wb_error_nomem(err) : 0;
}

int desired_list(struct wb_project *project, const char *path, struct string_vec *out,
		 struct wb_error *err)
{
	struct listing l = { .project = project, .out = out };

	return list(&l, path, err);
}

int desired_files(struct wb_project *project, struct string_vec *out, struct wb_error *err)
{
	const struct config *config = &project->setup.config;
	struct listing l = { .project = project, .out = out };

	if (!config->schema.count)
		return wb_error_set(
			err, WB_E_CONFIG,
			"the config names no desired schema: give it schema = [ "
			"\"schema.sql\" ] (files, or folders of them) or schema_command");
	for (size_t i = 0; i < config->schema.count; i++)
		if (list(&l, config->schema.items[i], err) < 0)
			return wb_error_kept(err);
	return 0;
}
