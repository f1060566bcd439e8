/* SPDX-License-Identifier: MIT */
/* Scripts for the mariadb client, which stops at the first error. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/script.h>

#include "maria.h"

/* Fail with a message unless `condition`, which was begun by SET @whimbrel=IF( and is closed
 * here. */
static void add_check(struct wb_text *out, const char *message)
{
	char signal[512];
	size_t n = (size_t)snprintf(signal, sizeof(signal),
				    "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT='");

	for (; *message && n + 8 < sizeof(signal) && n < 160; message++)
		if (*message >= ' ' && *message != '\'' && *message != '\\')
			signal[n++] = *message;
	snprintf(signal + n, sizeof(signal) - n, "'");
	kit_write(out,
		  ",'DO 0',%L);\nPREPARE whimbrel FROM @whimbrel;\nEXECUTE whimbrel;\nDEALLOCATE "
		  "PREPARE whimbrel;\n",
		  signal);
}

static int add_guard(struct wb_text *out, const struct wb_args *args)
{
	kit_add(out, "SET @whimbrel=IF(");
	kit_script_counts(out, args, args->home, "=", " AND ");
	add_check(out, KIT_SCRIPT_ELSEWHERE);
	return 0;
}

/* The columns that a table of format 1 has not. */
static void add_raise(struct wb_text *out, const struct wb_args *args)
{
	kit_add(out, "SET @whimbrel=IF(EXISTS(SELECT 1 FROM information_schema.columns WHERE "
		     "table_schema=");
	if (args->home && *args->home)
		kit_write(out, "%L", args->home);
	else
		kit_add(out, "DATABASE()");
	kit_write(out,
		  " AND table_name='whimbrel_version' AND column_name='down'),'DO 0','ALTER TABLE "
		  "%T ADD COLUMN parents LONGTEXT,ADD COLUMN depends LONGTEXT,ADD COLUMN down "
		  "LONGTEXT');\nPREPARE whimbrel FROM @whimbrel;\nEXECUTE whimbrel;\nDEALLOCATE "
		  "PREPARE whimbrel;\n",
		  args->home, "whimbrel_version");
}

/* Would the client end this statement too soon? Then it needs another delimiter. */
static bool has_semicolon(const char *text, size_t len)
{
	struct maria_scan scan = { .text = text, .len = len, .delimiter = ";", .last = true };

	while (maria_more(&scan))
		if (scan.kind == MARIA_CLOSE)
			return true;
	return scan.kind == MARIA_TORN;
}

/* LOCK TABLES gets our tables as well, as in a run. */
static void add_text(struct wb_text *out, const struct wb_args *args)
{
	size_t at = maria_lock_tables(args->text, args->text_len, 0);

	maria_host->append(out, args->text, at);
	if (at)
		kit_write(out, " %T WRITE, %T WRITE, %T AS " MARIA_LAST " READ,", args->home,
			  "whimbrel_version", args->home, "whimbrel_log", args->home,
			  "whimbrel_log");
	maria_host->append(out, args->text + at, args->text_len - at);
}

const char *maria_delimiter(const char *text, size_t len)
{
	static const char *const delimiters[] = { "//", "$$", ";;", "|||", "$whimbrel$", NULL };
	size_t i = 0;

	while (delimiters[i + 1] && memmem(text, len, delimiters[i], strlen(delimiters[i])))
		i++;
	return delimiters[i];
}

static int add_statement(struct wb_text *out, const struct wb_args *args)
{
	const char *delimiter = maria_delimiter(args->text, args->text_len);

	if (maria_outside(args->text, args->text_len, 0) != MARIA_INSIDE)
		kit_add(out, "COMMIT;\n");
	if (!has_semicolon(args->text, args->text_len)) {
		add_text(out, args);
		/* a comment at the end would swallow what ends it */
		kit_add(out, memchr(args->text, '#', args->text_len) ||
					     memmem(args->text, args->text_len, "--", 2)
				     ? "\n;\n"
				     : ";\n");
		return 0;
	}
	kit_write(out, "DELIMITER %s\n", delimiter);
	maria_host->append(out, args->text, args->text_len);
	kit_write(out, "\n%s\nDELIMITER ;\n", delimiter);
	return 0;
}

static int add_expect(struct wb_text *out, const struct wb_args *args, struct wb_error *err)
{
	static const char *const queries[] = { "SELECT", "WITH", "VALUES", NULL };
	struct maria_scan scan = maria_first(args->text, args->text_len, 0);

	if (!maria_mark(&scan, '(') && !maria_one_of(&scan, queries))
		return maria_host->fail(err, WB_E_UNSUPPORTED,
					"an expectation of a script must be a SELECT");
	kit_add(out, "SET @whimbrel=IF(");
	if (args->expect == WB_EXPECT_ROWS || args->expect == WB_EXPECT_NO_ROWS)
		kit_add(out, args->expect == WB_EXPECT_ROWS ? "EXISTS " : "NOT EXISTS ");
	kit_add(out, "(");
	maria_host->append(out, args->text, args->text_len);
	kit_add(out, "\n)");
	if (args->expect == WB_EXPECT_VALUE)
		kit_write(out, "=%L", args->detail);
	else if (args->expect == WB_EXPECT_NULL)
		kit_add(out, " IS NULL");
	add_check(out, args->name ? args->name : "whimbrel: an expectation does not hold");
	return 0;
}

static int add_lock(struct wb_text *out, const struct wb_args *args, struct wb_error *err)
{
	static const char held[] = "whimbrel: another run holds the lock";
	struct kit_text leases = { 0 };
	char name[MARIA_LOCK_NAME];

	kit_text_add(&leases, "SELECT COUNT(*) INTO @whimbrel FROM ");
	if (args->home && *args->home) {
		kit_text_write(&leases, "%N.", args->home);
	}
	kit_text_add(&leases, "whimbrel_lock WHERE expires>UTC_TIMESTAMP(6)");
	if (leases.failed)
		return kit_no_memory(err);
	maria_lock_name(args->home, name);
	kit_write(out, "SET @whimbrel=IF(GET_LOCK(%s,60)=1", name);
	add_check(out, held);
	/* on a cluster, runs hold a lease instead */
	kit_add(out, "SET @whimbrel=IF((SELECT COUNT(*) FROM information_schema.tables WHERE "
		     "table_name='whimbrel_lock' AND table_schema=");
	if (args->home && *args->home)
		kit_write(out, "%L", args->home);
	else
		kit_add(out, "DATABASE()");
	kit_write(out,
		  ")=0,'SET @whimbrel=0',%L);\nPREPARE whimbrel FROM @whimbrel;\n"
		  "EXECUTE whimbrel;\nSET @whimbrel=IF(@whimbrel=0",
		  leases.data);
	free(leases.data);
	add_check(out, held);
	return 0;
}

static int drop_lock(struct wb_text *out, const struct wb_args *args)
{
	char name[MARIA_LOCK_NAME];

	maria_lock_name(args->home, name);
	kit_write(out, "SET autocommit=1;\nDO RELEASE_LOCK(%s);\n", name);
	return 0;
}

int maria_script(int32_t what, const struct wb_args *args, struct wb_text *out,
		 struct wb_error *err)
{
	switch (what) {
	case WB_OWN_SCRIPT_HEAD:
		kit_add(out, "SET NAMES utf8mb4;\n");
		return 0;
	case WB_OWN_SCRIPT_GUARD:
		return add_guard(out, args);
	case WB_OWN_SCRIPT_STATEMENT:
		return add_statement(out, args);
	case WB_OWN_SCRIPT_EXPECT:
		return add_expect(out, args, err);
	case WB_OWN_SCRIPT_RAISE:
		add_raise(out, args);
		return 0;
	case WB_OWN_SCRIPT_LOCK:
		return add_lock(out, args, err);
	default:
		return drop_lock(out, args);
	}
}
