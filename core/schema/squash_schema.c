/* SPDX-License-Identifier: MIT */
#include "squash_schema.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "prove.h"
#include "scope.h"

static int run_all(struct scratch *s, const struct revision_vec *all, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < all->count; i++)
		rc = scratch_replay(s, all->items[i], true, err);
	return rc == 0 ? scratch_known(s, err) : rc;
}

/* What is there before and behind, on one scratch database that stays open. */
static int read_both(struct scratch *s, const struct wb_squash *squash,
		     const struct revision_vec *base, struct claim *claim, struct wb_error *err)
{
	int rc = run_all(s, base, err);

	if (rc == 0)
		rc = scope_read(s->session, s->conn, claim->current, err);
	if (rc == 0)
		rc = run_all(s, &squash->range, err);
	if (rc == 0)
		rc = scope_read(s->session, s->conn, claim->desired, err);
	return rc;
}

static int set_section(struct wb_squash *squash, enum section_name name, const char *dialect,
		       const struct attempt_sql *sql, struct wb_error *err)
{
	struct joined out = { .name = name, .no_transaction = sql->alone };
	int rc;

	snprintf(out.dialect, sizeof(out.dialect), "%s", dialect);
	if (squash->variables_off)
		buf_str(&out.body, buf_text(&sql->text));
	else if (references_escape(buf_text(&sql->text), &out.body) < 0)
		rc = wb_error_nomem(err);
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
	struct claim claim = { .current = &before, .desired = &after };
	struct proof proof = { .changes = false };
	struct scratch made;
	int rc = scratch_open(session, &made, err);

	if (rc < 0)
		return rc;
	rc = read_both(&made, squash, base, &claim, err);
	claim.made = &made;
	if (rc == 0)
		rc = prove(session, &claim, &proof, err);
	scratch_close(&made);
	for (size_t i = 0; rc == 0 && i < proof.unproved.count; i++)
		if (string_vec_add(unproved, proof.unproved.items[i]) < 0)
			rc = wb_error_nomem(err);
	if (rc == 0)
		rc = set_section(squash, SECTION_UP, dialect, &proof.up, err);
	if (rc == 0)
		rc = set_section(squash, SECTION_DOWN, dialect, &proof.down, err);
	proof_release(&proof);
	model_release(&before);
	model_release(&after);
	return rc;
}
