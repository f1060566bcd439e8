/* SPDX-License-Identifier: MIT */
#include "squash_schema.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "read/keep.h"
#include "scope/scope.h"
#include "prove.h"

/* What is there before the range and behind it, and the lines that keep what it takes away. */
struct sides {
	struct claim claim;
	struct buf keeps;
};

static int run_all(struct scratch *s, const struct revision_vec *all, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < all->count; i++)
		rc = scratch_replay(s, all->items[i], true, err);
	return rc == 0 ? scratch_known(s, err) : rc;
}

/* ------------------------------------------------------------------ what the old ones keep */

/* Can it be kept of what is there now? What comes within the range has nothing to keep, where none of it is run. 1: no. */
static int keep_holds(struct scratch *s, const struct keep_said *said, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	struct buf sql = { 0 }, drop = { 0 };
	int rc = keep_write(said, "", &sql, err);

	buf_str(&drop, "DROP TABLE IF EXISTS ");
	if (rc == 0)
		rc = keep_table(said->what, said->len, "", &drop, err);
	if (rc == 0)
		rc = buf_check(&drop, err);
	if (rc == 0) {
		rc = scratch_run(s, "what is kept", buf_text(&sql), true, &why);
		if (rc < 0 && !wb_error_of_statement(rc))
			*err = why;
		else
			rc = rc < 0;
	}
	if (rc >= 0 && scratch_run(s, "what is kept", buf_text(&drop), true, err) < 0)
		rc = wb_error_kept(err);
	buf_release(&sql);
	buf_release(&drop);
	return rc;
}

/* The lines by which a joined section keeps something, as far as that is there before all of it. */
static int gather_keeps(struct scratch *s, const struct buf *body, struct buf *out,
			struct wb_error *err)
{
	const bool by_merge = driver_can(s->conn, WB_F_KEEP_BY_MERGE);
	int rc = 0;

	for (const char *line = buf_text(body); rc == 0 && *line;) {
		const size_t len = strcspn(line, "\n");
		struct keep_said said;

		if (keep_line(line, len, &said) && !said.fill) {
			said.by_merge = by_merge;
			rc = keep_holds(s, &said, err);
			if (rc == 0)
				buf_printf(out, "%.*s\n", (int)len, line);
			rc = rc < 0 ? rc : 0;
		}
		line += len + (line[len] != '\0');
	}
	return rc;
}

/* Of the section that is run on this database. */
static const struct buf *joined_up(const struct wb_squash *squash, const char *dialect)
{
	const struct joined *found = NULL;

	for (size_t i = 0; i < squash->sections.count; i++) {
		const struct joined *j = &squash->sections.items[i];

		if (j->name == SECTION_UP &&
		    (strcmp(j->dialect, dialect) == 0 || (!found && !j->dialect[0])))
			found = j;
	}
	return found ? &found->body : NULL;
}

/* ------------------------------------------------------------------ its sections */

/* What is there before and behind, on one scratch database that stays open. */
static int read_both(struct scratch *s, const struct wb_squash *squash,
		     const struct revision_vec *base, struct sides *sides, struct wb_error *err)
{
	const struct buf *joined = joined_up(squash, s->session->plugin->table.name);
	struct claim *claim = &sides->claim;
	int rc = run_all(s, base, err);

	if (rc == 0 && joined)
		rc = gather_keeps(s, joined, &sides->keeps, err);

	if (rc == 0)
		rc = scope_read(s->session, s->conn, claim->current, err);
	if (rc == 0)
		rc = run_all(s, &squash->range, err);
	if (rc == 0)
		rc = scope_read(s->session, s->conn, claim->desired, err);
	return rc;
}

/* `out` has its name, and what it begins with. It is done with then. */
static int set_section(struct wb_squash *squash, const char *dialect,
		       const struct direction_sql *sql, struct joined *section,
		       struct wb_error *err)
{
	struct joined out = *section;
	struct buf escaped = { 0 };
	int rc = 0;

	out.no_transaction = sql->alone;
	snprintf(out.dialect, sizeof(out.dialect), "%s", dialect);
	if (!squash->variables_off && references_escape(buf_text(&sql->text), &escaped) < 0)
		rc = wb_error_nomem(err);
	buf_str(&out.body, buf_text(squash->variables_off ? &sql->text : &escaped));
	buf_release(&escaped);
	if (rc == 0)
		rc = buf_check(&out.body, err);
	if (rc == 0)
		rc = squash_set(squash, &out, err);
	if (rc < 0)
		buf_release(&out.body);
	return rc;
}

/* Does any of its sections name a dialect? */
static bool is_for_several(const struct wb_squash *squash)
{
	for (size_t i = 0; i < squash->sections.count; i++)
		if (squash->sections.items[i].dialect[0])
			return true;
	return false;
}

int squash_from_schema(struct wb_session *session, struct wb_squash *squash,
		       const struct revision_vec *base, struct string_vec *unproved,
		       struct wb_error *err)
{
	const char *dialect = is_for_several(squash) ? session->plugin->table.name : "";
	struct model before = { 0 }, after = { 0 };
	struct sides sides = { .claim = { .current = &before, .desired = &after } };
	struct joined up = { .name = SECTION_UP }, down = { .name = SECTION_DOWN };
	struct proof proof = { .changes = false };
	struct scratch made;
	int rc = scratch_open(session, &made, err);

	if (rc < 0)
		return rc;
	rc = read_both(&made, squash, base, &sides, err);
	sides.claim.made = &made;
	if (rc == 0)
		rc = prove(session, &sides.claim, &proof, err);
	scratch_close(&made);
	for (size_t i = 0; rc == 0 && i < proof.unproved.count; i++)
		if (string_vec_add(unproved, proof.unproved.items[i]) < 0)
			rc = wb_error_nomem(err);
	up.body = sides.keeps;
	if (rc == 0)
		rc = set_section(squash, dialect, &proof.up, &up, err);
	else
		buf_release(&up.body);
	down.irreversible = proof.no_way_back.len > 0;
	if (rc == 0)
		rc = set_section(squash, dialect, &proof.down, &down, err);
	proof_release(&proof);
	model_release(&before);
	model_release(&after);
	return rc;
}
