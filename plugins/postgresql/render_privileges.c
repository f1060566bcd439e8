/* SPDX-License-Identifier: MIT */
/* GRANT, REVOKE, OWNER TO. What is granted is a text of lines: `SELECT (a) TO app WITH GRANT OPTION`, and
 * `NO EXECUTE TO PUBLIC` for what everybody has unless it is taken away. */
#include <string.h>

#include "schema.h"

/* One line, taken apart. */
struct grant {
	const char *what; /* the privilege, with its column */
	size_t what_len;
	const char *to; /* behind TO */
	size_t to_len;
	bool option, taken; /* WITH GRANT OPTION; NO */
	const char *by;     /* who granted it; NULL: the owner */
	size_t by_len;
};

static const char *find(const char *text, size_t len, const char *word)
{
	return memmem(text, len, word, strlen(word));
}

static struct grant read_grant(const char *line, size_t len)
{
	static const char no[] = "NO ", to[] = " TO ", option[] = " WITH GRANT OPTION",
			  by[] = " GRANTED BY ";
	struct grant g = { .what = line };
	const char *at;

	g.taken = len > 3 && memcmp(line, no, 3) == 0;
	g.what += g.taken ? 3 : 0;
	at = find(line, len, to);
	g.what_len = (size_t)(at - g.what);
	g.to = at + strlen(to);
	g.to_len = len - (size_t)(g.to - line);
	at = find(g.to, g.to_len, by);
	if (at) {
		g.by = at + strlen(by);
		g.by_len = g.to_len - (size_t)(g.by - g.to);
		g.to_len = (size_t)(at - g.to);
	}
	at = find(g.to, g.to_len, option);
	if (at) {
		g.option = true;
		g.to_len = (size_t)(at - g.to);
	}
	return g;
}

static bool same_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len == b_len && (!a_len || memcmp(a, b, a_len) == 0);
}

/* Do they fit into one statement? */
static bool go_together(const struct grant *a, const struct grant *b)
{
	return a->taken == b->taken && a->option == b->option &&
	       same_text(a->to, a->to_len, b->to, b->to_len) &&
	       same_text(a->by, a->by_len, b->by, b->by_len);
}

/* The lines of `list` that are not in `without`. */
struct lines {
	const char *list, *without;
};

static bool next_grant(const struct lines *l, const char **at, struct grant *out)
{
	const char *next;
	size_t len;

	while ((next = kit_line(*at, &len))) {
		const char *line = *at;

		*at = next;
		if (kit_has_line(l->without, line, len))
			continue;
		*out = read_grant(line, len);
		return true;
	}
	return false;
}

/* Has an earlier line written this one's statement? */
static bool is_written(const struct lines *l, const struct grant *g)
{
	const char *at = l->list;
	struct grant earlier;

	while (next_grant(l, &at, &earlier) && earlier.what != g->what)
		if (go_together(&earlier, g))
			return true;
	return false;
}

static void write_one(const struct pg_render *r, const struct lines *l, const struct grant *g,
		      bool grant)
{
	const struct wb_object *o = r->to ? r->to : r->from;
	const char *lead = kit_get(o, "lead"), *at = l->list, *comma = "";
	struct grant other;

	if (g->by) {
		kit_write(r->out, "SET ROLE %S;\n", g->by, g->by_len);
	}
	kit_write(r->out, "%s%s ", lead ? lead : "", grant ? "GRANT" : "REVOKE");
	while (next_grant(l, &at, &other)) {
		if (!go_together(&other, g))
			continue;
		kit_write(r->out, "%s%S", comma, other.what, other.what_len);
		comma = ", ";
	}
	kit_write(r->out, "%s %s %S%s", kit_get(o, "target"), grant ? "TO" : "FROM", g->to,
		  g->to_len,
		  !g->option ? ";\n"
		  : grant    ? " WITH GRANT OPTION;\n"
			     : " CASCADE;\n");
	if (g->by)
		kit_add(r->out, "RESET ROLE;\n");
}

/* `undo`: what the lines say is taken back. */
static void write_lines(const struct pg_render *r, struct lines l, bool undo)
{
	const char *at = l.list;
	struct grant g;

	while (next_grant(&l, &at, &g))
		if (!is_written(&l, &g))
			write_one(r, &l, &g, g.taken == undo);
}

static void write_owner(const struct pg_render *r)
{
	const struct wb_object *o = r->to ? r->to : r->from;
	const char *alter = kit_get(o, "alter"), *from = r->from ? kit_get(r->from, "owner") : NULL,
		   *to = r->to ? kit_get(r->to, "owner") : NULL;

	if (!alter || (kit_equal(from, to) && (!to || !(r->change->flags & WB_CHANGE_AGAIN))))
		return;
	kit_write(r->out, "ALTER %s OWNER TO %s;\n", alter,
		  to                                    ? to
		  : strcmp(alter, "SCHEMA public") == 0 ? "pg_database_owner"
							: "CURRENT_USER");
}

/* A new owner's own part of the list is the old one's: what an owner has is taken from him before, and given
 * behind. */
int pg_render_privileges(const struct pg_render *r)
{
	const char *from = r->from ? kit_get(r->from, "grants") : NULL,
		   *to = r->to ? kit_get(r->to, "grants") : NULL;

	if (from)
		write_lines(r, (struct lines){ from, to }, true);
	write_owner(r);
	if (to)
		write_lines(r,
			    (struct lines){ to, r->change->flags & WB_CHANGE_AGAIN ? NULL : from },
			    false);
	return 0;
}
