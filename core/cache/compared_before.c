/* SPDX-License-Identifier: MIT */
#include "compared_before.h"

#include <string.h>

#include "base/error.h"
#include "desired/schema_command.h"
#include "scope/scope.h"
#include "scratch/replay_revisions.h"
#include "schema_cache.h"

static struct fingerprint key_of(const struct fingerprint *expected, unsigned who)
{
	struct fingerprint key;
	struct digest digest;

	digest_init(&digest);
	digest_text(&digest, expected->text);
	digest_number(&digest, who);
	digest_hex(&digest, key.text);
	return key;
}

/* The notes that count for `who`, the one of `check` first. */
static size_t keys_for(const struct fingerprint *expected, unsigned who, struct fingerprint out[3])
{
	size_t count = 0;

	out[count++] = *expected;
	out[count++] = key_of(expected, COMPARED_BY_GENERATE);
	if (who == COMPARED_BY_DIFF)
		out[count++] = key_of(expected, COMPARED_BY_DIFF);
	return count;
}

static bool can_tell(const struct wb_session *session)
{
	return driver_can(&session->conn, CAN_INTROSPECT | CAN_SCRATCH) &&
	       !session->project->setup.no_environment && desired_wanted(session->project) &&
	       !history_has_pending(session);
}

int compared_before_look(struct wb_session *session, unsigned who, struct compared_before *out,
			 struct wb_error *err)
{
	struct fingerprint schema, keys[3];
	bool noted = false;
	size_t count;
	int rc;

	*out = (struct compared_before){ .right = false };
	if (!can_tell(session))
		return 0;
	rc = scope_prepare(session, err);
	if (rc == 0)
		rc = fingerprint_expected(session, FINGERPRINT_DESIRED, &out->expected, err);
	if (rc < 0)
		return rc;
	count = keys_for(&out->expected, who, keys);
	for (size_t i = 0; i < count; i++)
		noted = noted || schema_cache_knows(&keys[i]);
	rc = noted ? fingerprint_target(session, schema.text, err) : 0;
	for (size_t i = 0; noted && rc == 0 && i < count && !out->right; i++)
		out->right = schema_cache_has(&keys[i], &schema);
	return rc;
}

void compared_before_note(const struct compared_before *before, unsigned who,
			  const struct fingerprint *schema)
{
	const struct fingerprint key = key_of(&before->expected, who);

	if (before->expected.text[0])
		schema_cache_add(&key, schema);
}
