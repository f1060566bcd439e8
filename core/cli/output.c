/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_code.h"
#include "options.h"

static bool wants_color(const struct arguments *args, int fd)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (args->color != COLOR_AUTO)
		return args->color == COLOR_ALWAYS;
	if (no_color && *no_color)
		return false;
	return isatty(fd) && term && strcmp(term, "dumb") != 0;
}

void output_init(struct output *output, const struct arguments *args)
{
	output->json = args->format == FORMAT_JSON;
	output->terminal = isatty(STDOUT_FILENO) == 1;
	output->color = !output->json && wants_color(args, STDOUT_FILENO);
	output->color_err = wants_color(args, STDERR_FILENO);
	output->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int output_finish(void)
{
	/* an earlier write may have failed and left no trace but this flag */
	bool failed = ferror(stdout) != 0;
	int error = 0;

	if (fclose(stdout) != 0)
		error = errno;
	if (!failed && !error)
		return 0;
	say(stderr, "whimbrel: can't write to standard output%s%s\n", error ? ": " : "",
	    error ? strerror(error) : "");
	return EXIT_DATABASE;
}

int cli_write(void *ctx, const char *text, size_t len)
{
	(void)ctx;
	return fwrite(text, 1, len, stdout) == len ? 0 : -1;
}

static int write_escaped(const char *text, size_t len)
{
	say_lines(stdout, text, len);
	return ferror(stdout) ? -1 : 0;
}

int script_write(void *output, const char *text, size_t len)
{
	const struct output *to = output;

	return to->terminal ? write_escaped(text, len) : cli_write(NULL, text, len);
}

json_t *json_text_len(const char *text, size_t len)
{
	json_t *value = json_stringn(text, len);
	char *copy;

	if (value)
		return value;
	copy = malloc(len + 1);
	if (!copy)
		return NULL;
	for (size_t i = 0; i < len; i++)
		copy[i] = (unsigned char)text[i] < 0x80 ? text[i] : '?';
	value = json_stringn(copy, len);
	free(copy);
	return value;
}

json_t *json_text(const char *text)
{
	return text ? json_text_len(text, strlen(text)) : json_null();
}

int json_print(json_t *object, struct wb_error *err)
{
	int rc = object ? json_dumpf(object, stdout, JSON_COMPACT) : -1;

	json_decref(object);
	if (rc < 0 && !ferror(stdout))
		return cli_fail(err, WB_E_NOMEM, "out of memory");
	say(stdout, "\n");
	/* whoever reads along wants it now */
	fflush(stdout);
	return 0;
}

void json_put(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

json_t *json_names(const struct wb_names *names)
{
	json_t *array = json_array();

	for (size_t i = 0; i < names->count; i++)
		json_array_append_new(array, json_text(names->items[i]));
	return array;
}

static json_t *json_header(const struct wb_revision *revision)
{
	json_t *header = json_object();

	for (size_t i = 0; i < revision->header_count; i++)
		json_put(header, revision->header[i].key, json_text(revision->header[i].value));
	return header;
}

json_t *json_revision(const struct wb_revision *revision)
{
	json_t *object = json_object();
	uint32_t flags = revision->flags;

	json_put(object, "revision", json_text(revision->id));
	json_put(object, "title", json_text(revision->title));
	json_put(object, "path", json_text(revision->path));
	json_put(object, "parents", json_names(&revision->parents));
	json_put(object, "depends", json_names(&revision->depends));
	json_put(object, "children", json_names(&revision->children));
	json_put(object, "branches", json_names(&revision->branches));
	json_put(object, "labels", json_names(&revision->labels));
	json_put(object, "tags", json_names(&revision->tags));
	json_put(object, "replaces", json_names(&revision->replaces));
	json_put(object, "is_base", json_boolean(flags & WB_REVISION_BASE));
	json_put(object, "is_head", json_boolean(flags & WB_REVISION_HEAD));
	json_put(object, "is_branchpoint", json_boolean(flags & WB_REVISION_BRANCHPOINT));
	json_put(object, "is_mergepoint", json_boolean(flags & WB_REVISION_MERGE));
	json_put(object, "is_repeatable", json_boolean(flags & WB_REVISION_REPEAT));
	json_put(object, "is_replaced", json_boolean(flags & WB_REVISION_REPLACED));
	json_put(object, "date", json_text(revision->date));
	json_put(object, "author", json_text(revision->author));
	json_put(object, "purpose", json_text(revision->purpose));
	json_put(object, "header", json_header(revision));
	return object;
}

/* ------------------------------------------------------------------ one text */

int text_output_begin(struct text_output *out, const struct output *output, struct wb_error *err)
{
	*out = (struct text_output){ .file = stdout, .escapes = output->terminal };
	if (output->json)
		out->file = open_memstream(&out->text, &out->size);
	return out->file ? 0 : cli_fail(err, WB_E_NOMEM, "out of memory");
}

int text_output_write(void *ctx, const char *text, size_t len)
{
	const struct text_output *out = ctx;

	if (out->file == stdout && out->escapes)
		return write_escaped(text, len);
	return fwrite(text, 1, len, out->file) == len ? 0 : -1;
}

int text_output_end(struct text_output *out, const char *key, int rc, struct wb_error *err)
{
	json_t *object;

	if (out->file == stdout)
		return rc;
	fclose(out->file);
	object = json_object();
	json_put(object, key, json_text_len(out->text, out->size));
	if (out->not_compared)
		json_put(object, "not_compared", out->not_compared);
	free(out->text);
	if (rc == 0)
		return json_print(object, err);
	json_decref(object);
	return rc;
}
