/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/whimbrel.h>

#include "exit_code.h"
#include "nearest.h"

#define AT(member) offsetof(struct arguments, member)

static const char *const formats[] = { "text", "json", NULL };
static const char *const colors[] = { "auto", "always", "never", NULL };

/* clang-format off */
const struct option global_options[] = {
	{ .name = "config", .letter = 'c', .type = OPTION_TEXT, .offset = AT(config),
	  .value = "FILE",
	  .help = "read this config, not whimbrel.cfg" },
	{ .name = "target", .letter = 't', .type = OPTION_TEXT, .offset = AT(target),
	  .value = "TARGET",
	  .help = "the database, by its name in the config" },
	{ .name = "url", .type = OPTION_TEXT, .offset = AT(url), .value = "URL",
	  .help = "the database, by its URL" },
	{ .name = "migrations", .letter = 'm', .type = OPTION_LIST, .offset = AT(migrations),
	  .value = "DIR",
	  .help = "a folder of revision files; may be repeated" },
	{ .name = "variable", .letter = 'x', .type = OPTION_LIST, .offset = AT(variables),
	  .value = "NAME=VALUE",
	  .help = "set a variable; may be repeated" },
	{ .name = "format", .type = OPTION_CHOICE, .offset = AT(format), .value = "text|json",
	  .choices = formats,
	  .help = "how results are printed" },
	{ .name = "color", .type = OPTION_CHOICE, .offset = AT(color), .value = "auto|always|never",
	  .choices = colors,
	  .help = "whether colours are used; auto heeds NO_COLOR" },
	{ .name = "quiet", .letter = 'q', .type = OPTION_COUNT, .offset = AT(quiet),
	  .help = "no progress, no notices" },
	{ .name = "verbose", .letter = 'v', .type = OPTION_COUNT, .offset = AT(verbose),
	  .help = "the long form, and the server's notices; more of them: debugging" },
	{ .name = "plugin-path", .type = OPTION_LIST, .offset = AT(plugin_paths), .value = "DIR",
	  .help = "look for dialects here first; may be repeated" },
	{ .name = "yes", .letter = 'y', .type = OPTION_FLAG, .offset = AT(yes),
	  .help = "do what needs a yes without asking" },
	{ .name = "help", .letter = 'h', .type = OPTION_FLAG, .offset = AT(help),
	  .help = "show how it is used" },
	{ .name = "version", .type = OPTION_FLAG, .offset = AT(version),
	  .help = "show the version" },
	OPTION_END
};
/* clang-format on */

/* What is being read. */
struct parser {
	const struct option *const *tables;
	int argc, index;
	char **argv;
	struct arguments *out;
	const struct option *bound; /* one that goes with an operand alone */
	struct wb_error *err;
};

static const struct option *find_name(const struct parser *p, const char *name, size_t len)
{
	for (const struct option *const *table = p->tables; *table; table++)
		for (const struct option *o = *table; o->name; o++)
			if (strlen(o->name) == len && memcmp(o->name, name, len) == 0)
				return o;
	return NULL;
}

static const struct option *find_letter(const struct parser *p, char letter)
{
	for (const struct option *const *table = p->tables; *table; table++)
		for (const struct option *o = *table; o->name; o++)
			if (o->letter && o->letter == letter)
				return o;
	return NULL;
}

static int unknown_name(const struct parser *p, const char *name, size_t len)
{
	char word[64];
	struct nearest nearest;

	if (len >= sizeof(word))
		return cli_fail(p->err, WB_E_USAGE, "unknown option --%.*s…", 60, name);
	memcpy(word, name, len);
	word[len] = '\0';
	nearest_init(&nearest, word);
	for (const struct option *const *table = p->tables; *table; table++)
		for (const struct option *o = *table; o->name; o++)
			nearest_try(&nearest, o->name);
	if (nearest.word)
		return cli_fail(p->err, WB_E_USAGE, "unknown option --%s; did you mean --%s?", word,
				nearest.word);
	return cli_fail(p->err, WB_E_USAGE, "unknown option --%s", word);
}

/* Room for as many words as the command line can have: lists never grow. */
static int words_add(const struct parser *p, struct words *words, const char *word)
{
	if (!words->items)
		words->items = calloc((size_t)p->argc + 1, sizeof(*words->items));
	if (!words->items)
		return cli_fail(p->err, WB_E_NOMEM, "out of memory");
	words->items[words->count++] = word;
	return 0;
}

static int set_choice(const struct parser *p, const struct option *o, int *slot, const char *value)
{
	for (int i = 0; o->choices[i]; i++) {
		if (strcmp(o->choices[i], value) == 0) {
			*slot = i;
			return 0;
		}
	}
	return cli_fail(p->err, WB_E_USAGE, "--%s is %s, not '%s'", o->name, o->value, value);
}

static int set_number(const struct parser *p, const struct option *o, unsigned *slot,
		      const char *value)
{
	char *end;
	unsigned long number;

	errno = 0;
	number = strtoul(value, &end, 10);
	if (!isdigit((unsigned char)*value) || *end || errno || number > UINT_MAX)
		return cli_fail(p->err, WB_E_USAGE, "--%s needs a number, not '%s'", o->name,
				value);
	*slot = (unsigned)number;
	return 0;
}

static int set(struct parser *p, const struct option *o, const char *value)
{
	void *slot = (char *)p->out + o->offset;

	p->bound = o->with ? o : p->bound;
	switch (o->type) {
	case OPTION_FLAG:
		*(bool *)slot = true;
		return 0;
	case OPTION_COUNT:
		++*(int *)slot;
		return 0;
	case OPTION_TEXT:
		*(const char **)slot = value;
		return 0;
	case OPTION_LIST:
		return words_add(p, slot, value);
	case OPTION_CHOICE:
		return set_choice(p, o, slot, value);
	case OPTION_NUMBER:
		return set_number(p, o, slot, value);
	}
	return cli_fail(p->err, WB_E_INTERNAL, "option --%s has no type", o->name);
}

/* `--name`, `--name=value`, `--name value` */
static int parse_long(struct parser *p, const char *name)
{
	size_t len = strcspn(name, "=");
	const char *value = name[len] ? name + len + 1 : NULL;
	const struct option *o = find_name(p, name, len);

	if (!o)
		return unknown_name(p, name, len);
	if (!o->value)
		return value ? cli_fail(p->err, WB_E_USAGE, "--%s takes no value", o->name)
			     : set(p, o, NULL);
	if (!value) {
		if (p->index >= p->argc)
			return cli_fail(p->err, WB_E_USAGE, "--%s needs a value: %s", o->name,
					o->value);
		value = p->argv[p->index++];
	}
	return set(p, o, value);
}

/* `-q`, `-qv`, `-tdev`, `-t dev` */
static int parse_letters(struct parser *p, const char *letters)
{
	for (; *letters; letters++) {
		const struct option *o = find_letter(p, *letters);
		const char *value = NULL;
		int rc;

		if (!o)
			return cli_fail(p->err, WB_E_USAGE, "unknown option -%c",
					isprint((unsigned char)*letters) ? *letters : '?');
		if (o->value && letters[1])
			value = letters + 1;
		else if (o->value && p->index < p->argc)
			value = p->argv[p->index++];
		else if (o->value)
			return cli_fail(p->err, WB_E_USAGE, "-%c needs a value: %s", o->letter,
					o->value);
		rc = set(p, o, value);
		if (rc < 0 || value)
			return rc;
	}
	return 0;
}

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] && !isdigit((unsigned char)word[1]);
}

/* An option that does nothing there is not passed over. */
static int check_bound(const struct parser *p)
{
	const struct words *operands = &p->out->operands;
	const struct option *o = p->bound;

	if (!o || (operands->count && strcmp(operands->items[0], o->with) == 0))
		return 0;
	return cli_fail(p->err, WB_E_USAGE, "--%s is for '%s' alone", o->name, o->with);
}

int options_parse(const struct option *const *tables, struct command_line *line, bool leading,
		  struct arguments *out, struct wb_error *err)
{
	struct parser p = { .tables = tables,
			    .argc = line->argc,
			    .index = line->index,
			    .argv = line->argv,
			    .out = out,
			    .err = err };
	bool ended = false;
	int rc = 0;

	while (rc == 0 && p.index < p.argc) {
		const char *word = p.argv[p.index];

		if (ended || !is_option(word)) {
			if (leading)
				break;
			rc = words_add(&p, &out->operands, word);
			p.index++;
			continue;
		}
		p.index++;
		if (strcmp(word, "--") == 0)
			ended = true;
		else
			rc = word[1] == '-' ? parse_long(&p, word + 2)
					    : parse_letters(&p, word + 1);
	}
	line->index = p.index;
	return rc == 0 ? check_bound(&p) : rc;
}

bool option_is_hidden(const struct option *option, const struct option *own)
{
	for (; own && own->name; own++)
		if (strcmp(own->name, option->name) == 0)
			return true;
	return false;
}

bool letter_is_hidden(const struct option *option, const struct option *own)
{
	for (; own && own->name; own++)
		if (own->letter && own->letter == option->letter)
			return true;
	return false;
}

void arguments_release(struct arguments *arguments)
{
	free(arguments->migrations.items);
	free(arguments->variables.items);
	free(arguments->plugin_paths.items);
	free(arguments->heads.items);
	free(arguments->renames.items);
	free(arguments->tables.items);
	free(arguments->targets.items);
	free(arguments->depends.items);
	free(arguments->operands.items);
	memset(arguments, 0, sizeof(*arguments));
}
