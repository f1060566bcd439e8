/* SPDX-License-Identifier: MIT */
/* What a database may hold that nobody of ours has written; and what no message may hold. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "trial.h"

#include "run/applied.h"

static bool set(struct trial *t, const char *how)
{
	struct buf sql = { 0 };
	bool fine;

	buf_str(&sql, "UPDATE ");
	if (t->a.server.home[0]) {
		wb_error_clear(&t->err);
		if (driver_quote_name(composer_of(&t->a), t->a.server.home,
				      strlen(t->a.server.home), &sql, &t->err) < 0)
			return buf_release(&sql), trial_failed(t, "a quoted name");
		buf_char(&sql, '.');
	}
	buf_printf(&sql, "whimbrel_version SET %s WHERE revision = '%s'", how, t->revision);
	fine = trial_execute(t, &t->a, buf_text(&sql)) == 0 ||
	       trial_failed(t, "the row is changed");
	buf_release(&sql);
	return fine;
}

static bool refuses_newer(struct trial *t)
{
	struct applied applied = { 0 };
	int rc;

	if (!trial_ensure(t) || !trial_own(t, &t->a, WB_OWN_RECORD) || !set(t, "format = 99"))
		return false;
	wb_error_clear(&t->err);
	rc = applied_read(&t->a, &applied, &t->err);
	applied_release(&applied);
	if (rc != WB_E_FORMAT)
		return trial_broken(t, "FORMAT", "%s", trial_status_name(rc));
	return trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool reads_odd(struct trial *t)
{
	struct applied applied = { 0 };
	bool fine;

	if (!trial_ensure(t) || !trial_own(t, &t->a, WB_OWN_RECORD) || !set(t, t->check->text))
		return false;
	wb_error_clear(&t->err);
	fine = applied_read(&t->a, &applied, &t->err) == 0 ||
	       trial_failed(t, "it is read all the same");
	fine = fine &&
	       trial_is(t, applied_find(&applied, t->revision) != NULL, "the row", "no row");
	applied_release(&applied);
	return fine && trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool logs_no_secret(struct trial *t)
{
	const char *password = t->target->url.password;

	if (!password || strlen(password) < 6)
		return trial_left(t, "the URL has no password of six characters");
	trial_execute(t, &t->a, "SELECT FROM WHERE whimbrel");
	return trial_is(t,
			!strstr(t->err.message, password) && !strstr(t->err.detail, password) &&
				!strstr(buf_text(&t->logged), password),
			"no password in a message", "there is one");
}

#define CASE(id_, slot_, promise_, run_, text_)                                        \
	{                                                                              \
		.id = "hostile." id_, .slot = slot_, .promise = promise_, .run = run_, \
		.needs = NEEDS_SQL, .text = text_                                      \
	}

/* clang-format off */
const struct check_case hostile_cases[] = {
	CASE("format", "compose", "a row of a newer format is refused", refuses_newer, NULL),
	CASE("null", "compose", "a row whose checksum is null is read", reads_odd, "checksum = NULL"),
	CASE("negative", "compose", "a row whose duration is negative is read", reads_odd, "duration_ms = -5"),
	CASE("odd", "compose", "a row whose parents are nonsense is read", reads_odd, "parents = ',,;'"),
	CASE("secret", "execute", "no message has the password", logs_no_secret, NULL),
	{ .id = NULL }
};
