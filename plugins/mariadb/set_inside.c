/* SPDX-License-Identifier: MIT */
/* Variables of the server's that a routine, a block, EXECUTE or the value of a SET has set: no statement of the file
 * that is run again says what they are to be. As the server reports that one was set, it is asked for all of them, and
 * they are remembered as lines "s NAME =VALUE", in hex. In a step that is taken up they are set behind the statements
 * that set up the session, and in front of all else. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

/* Its value goes on by itself, or it may not be set inside a transaction. */
static bool is_left_out(const char *name)
{
	return strcasecmp(name, "timestamp") == 0 || maria_is_outside(name);
}

void maria_set_inside_release(struct maria_conn *c)
{
	kit_text_release(&c->resume.inside.lines);
	kit_text_release(&c->resume.inside.again);
	memset(&c->resume.inside, 0, sizeof(c->resume.inside));
}

static void take_lines(void *ctx, MYSQL_ROW row)
{
	struct kit_text *lines = ctx;

	if (row[0])
		kit_text_write(lines, "%s", row[0]);
}

/* Without our shield, which would be read in place of what the user has set. */
static int ask(struct maria_conn *c, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	const char *name;
	size_t none;
	int rc = 0;

	c->resume.inside.lines.len = 0;
	kit_text_add(&sql, "SELECT CONCAT_WS('\n'");
	none = sql.len;
	for (size_t at = 0; (name = kit_names_each(&c->session.dirty, &at));) {
		if (is_left_out(name))
			continue;
		kit_text_add(&sql, ",CONCAT('s ");
		kit_text_hex(&sql, name);
		kit_text_write(&sql, " =',HEX(CONVERT(@@SESSION.%s USING utf8mb4)))", name);
	}
	kit_text_add(&sql, ")");
	if (sql.failed)
		rc = kit_no_memory(err);
	else if (sql.len > none + 1)
		rc = maria_query(c, sql.data, take_lines, &c->resume.inside.lines, err);
	kit_text_release(&sql);
	return rc;
}

int maria_set_inside_learn(struct maria_conn *c, struct wb_error *err)
{
	struct maria_set_inside *inside = &c->resume.inside;

	/* the first statement that has not run is made ready: those that are run again are behind us */
	inside->due = inside->again.len > 0;
	if (maria_others_learn(c, err) < 0)
		return kit_failed(err);
	if (inside->due || !inside->any)
		return 0;
	maria_drain(c);
	if (!inside->changed)
		return 0;
	inside->changed = false;
	return ask(c, err) < 0 ? kit_failed(err) : 1;
}

void maria_set_inside_remember(const struct maria_conn *c, struct kit_text *out)
{
	if (c->resume.inside.lines.len)
		kit_text_write(out, ",%L", c->resume.inside.lines.data);
}

/* A number is no text: digits are one. */
static void add_value(struct kit_text *sql, const char *value)
{
	const char *digits = value + (*value == '-');
	const size_t whole = strspn(digits, "0123456789");
	const size_t all =
		digits[whole] == '.' ? whole + 1 + strspn(digits + whole + 1, "0123456789") : whole;

	if (whole && !digits[all])
		kit_text_write(sql, "%s", value);
	else
		kit_text_write(sql, "%L", value);
}

int maria_set_inside_recall(struct maria_conn *c, const char *line, struct wb_error *err)
{
	struct maria_set_inside *inside = &c->resume.inside;
	const size_t len = strcspn(line, "\n");
	char name[64], *value;

	kit_text_write(&inside->lines, "%ss %S", inside->lines.len ? "\n" : "", line, len);
	line = kit_hex_read(line, name, sizeof(name));
	line += *line == '=';
	value = kit_hex_take(&line);
	if (!value)
		return kit_no_memory(err);
	kit_text_write(&inside->again, "%s%s=", inside->again.len ? "," : "SET SESSION ", name);
	add_value(&inside->again, value);
	free(value);
	inside->any = true;
	kit_names_add(&c->session.dirty, name);
	return inside->again.failed || inside->lines.failed ? kit_no_memory(err) : 0;
}

const char *maria_set_inside_due(const struct maria_conn *c)
{
	return c->resume.inside.due ? c->resume.inside.again.data : NULL;
}

void maria_set_inside_done(struct maria_conn *c)
{
	c->resume.inside.again.len = 0;
	c->resume.inside.due = false;
}
