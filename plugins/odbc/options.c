/* SPDX-License-Identifier: MIT */
/* The target's options: how to get there, and what the profile has wrong. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "odbc.h"

const struct wb_option odbc_options[] = {
	{ .name = "dsn",
	  .help = "the data source, of odbc.ini; the URL's host where there is no driver" },
	{ .name = "driver",
	  .help = "the driver, of odbcinst.ini; the URL's host is then its Server" },
	{ .name = "connect",
	  .flags = WB_OPTION_SECRET,
	  .help = "more of the connection string, as the driver has it: \"Key=value;…\"" },
	{ .name = "profile", .help = "what kind of database it is, where the driver does not say" },
	{ .name = "lease_ms",
	  .type = WB_OPTION_NUMBER,
	  .help = "for how many milliseconds a run that died is in the way of others; 30000" },
	{ .name = "scratch_databases",
	  .type = WB_OPTION_FLAG,
	  .help = "databases for trials may be made on this server, where nothing can come to "
		  "harm" },
	{ .name = "transactional_ddl", .type = WB_OPTION_FLAG, .help = "can DDL be rolled back?" },
	{ .name = "backslash", .type = WB_OPTION_FLAG, .help = "a backslash escapes in strings" },
	{ .name = "dollar", .type = WB_OPTION_FLAG, .help = "$$ begins a string" },
	{ .name = "nested", .type = WB_OPTION_FLAG, .help = "block comments nest" },
	{ .name = "hash", .type = WB_OPTION_FLAG, .help = "# begins a comment" },
	{ .name = "bracket", .type = WB_OPTION_FLAG, .help = "[name]" },
	{ .name = "backtick", .type = WB_OPTION_FLAG, .help = "`name`" },
	{ .name = "q_string", .type = WB_OPTION_FLAG, .help = "q'[…]' is a string" },
	{ .name = "slash_comment", .type = WB_OPTION_FLAG, .help = "// begins a comment" },
	{ .name = "blocks",
	  .type = WB_OPTION_FLAG,
	  .help = "BEGIN and END around what routines and triggers do" },
	{ .name = "go", .type = WB_OPTION_FLAG, .help = "a line GO ends a batch" },
	{ .name = "slash", .type = WB_OPTION_FLAG, .help = "a line / ends a block" },
	{ .name = "name_type", .help = "type of a key of 64 characters" },
	{ .name = "text_type", .help = "type of a text of any length" },
	{ .name = "integer_type", .help = "type of an integer of 64 bits" },
	{ .name = "time_type", .help = "type of a time" },
	{ .name = "now", .help = "an expression: the time in UTC" },
	{ .name = "limit", .help = "what ends a query in front of a number of rows" },
	{ .name = "create_table", .help = "what makes a table: CREATE TABLE IF NOT EXISTS" },
	{ .name = NULL },
};

const char *odbc_option(const struct wb_params *params, const char *name)
{
	for (size_t i = 0; i < params->option_count; i++)
		if (strcmp(params->options[i].name, name) == 0)
			return params->options[i].value;
	return NULL;
}

static const struct {
	const char *name;
	uint32_t bit;
} flags[] = {
	{ "backslash", WB_LEX_BACKSLASH },
	{ "dollar", WB_LEX_DOLLAR },
	{ "nested", WB_LEX_NESTED },
	{ "hash", WB_LEX_HASH },
	{ "bracket", WB_LEX_BRACKET },
	{ "backtick", WB_LEX_BACKTICK },
	{ "blocks", ODBC_MODE_BLOCKS },
	{ "go", ODBC_MODE_GO },
	{ "slash", ODBC_MODE_SLASH },
	{ "q_string", WB_LEX_Q_STRING },
	{ "slash_comment", WB_LEX_SLASH_COMMENT },
};

static const struct {
	const char *name;
	size_t offset; /* in struct wb_portable */
} texts[] = {
	{ "name_type", offsetof(struct wb_portable, name_type) },
	{ "text_type", offsetof(struct wb_portable, text_type) },
	{ "integer_type", offsetof(struct wb_portable, integer_type) },
	{ "time_type", offsetof(struct wb_portable, time_type) },
	{ "now", offsetof(struct wb_portable, now) },
	{ "limit", offsetof(struct wb_portable, limit) },
	{ "create_table", offsetof(struct wb_portable, create_table) },
};

/* 1 yes, 0 no. */
static int read_flag(const struct wb_pair *p, struct wb_error *err)
{
	static const char *const yes[] = { "yes", "true", "on", "1" }, *const no[] = { "no",
										       "false",
										       "off", "0" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (strcasecmp(p->value, yes[i]) == 0)
			return 1;
		if (strcasecmp(p->value, no[i]) == 0)
			return 0;
	}
	return odbc_host->fail(err, WB_E_CONFIG, "option %s=%s: it is yes or no", p->name,
			       p->value);
}

/* It is renewed each third of it: no shorter than a round trip and a pause. */
static int read_lease(struct odbc_conn *c, const struct wb_pair *p, struct wb_error *err)
{
	char *end;
	unsigned long ms = strtoul(p->value, &end, 10);

	if (*end || ms < 1000 || ms > 3600000)
		return odbc_host->fail(err, WB_E_CONFIG,
				       "option lease_ms=%s: it is a number from 1000 to 3600000",
				       p->value);
	c->lease_ms = (uint32_t)ms;
	return 0;
}

static int is_known(const struct wb_pair *p, struct wb_error *err)
{
	for (const struct wb_option *o = odbc_options; o->name; o++)
		if (strcmp(o->name, p->name) == 0)
			return 0;
	return odbc_host->fail(
		err, WB_E_CONFIG,
		"there is no option '%s'; what is the driver's goes into connect=\"…\"", p->name);
}

static int set_text(struct odbc_conn *c, size_t offset, const char *value, struct wb_error *err)
{
	char *own = strdup(value);

	if (!own || c->option_count == sizeof(c->options) / sizeof(c->options[0])) {
		free(own);
		return kit_no_memory(err);
	}
	c->options[c->option_count++] = own;
	memcpy((char *)&c->own.portable + offset, &own, sizeof(own));
	return 0;
}

static int override(struct odbc_conn *c, const struct wb_pair *p, struct wb_error *err)
{
	int on;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i].name, p->name) == 0)
			return set_text(c, texts[i].offset, p->value, err);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (strcmp(flags[i].name, p->name) == 0) {
			on = read_flag(p, err);
			c->own.mode =
				on > 0 ? c->own.mode | flags[i].bit : c->own.mode & ~flags[i].bit;
			return on < 0 ? on : 0;
		}
	if (strcmp(p->name, "lease_ms") == 0)
		return read_lease(c, p, err);
	if (strcmp(p->name, "scratch_databases") == 0) {
		on = read_flag(p, err);
		c->scratch_allowed = on > 0;
		return on < 0 ? on : 0;
	}
	if (strcmp(p->name, "transactional_ddl") == 0) {
		on = read_flag(p, err);
		c->own.ddl = on;
		return on < 0 ? on : 0;
	}
	return is_known(p, err);
}

int odbc_override(struct odbc_conn *c, const struct wb_params *params, struct wb_error *err)
{
	int rc = 0;

	c->own = *c->profile;
	for (size_t i = 0; rc == 0 && i < params->option_count; i++)
		rc = override(c, &params->options[i], err);
	return rc;
}
