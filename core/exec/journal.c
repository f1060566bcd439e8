/* SPDX-License-Identifier: MIT */
#include "journal.h"
#include "own.h"

#include <stdlib.h>
#include <string.h>

#include "read/checksum.h"
#include "base/error.h"
#include "dialect/portable.h"
#include "base/text.h"

enum {
	COLUMN_ID,
	COLUMN_RUN,
	COLUMN_AT,
	COLUMN_REVISION,
	COLUMN_DIRECTION,
	COLUMN_EVENT,
	COLUMN_STATEMENT,
	COLUMN_STATEMENTS,
	COLUMN_HASH,
	COLUMN_SESSION,
	COLUMN_PROBE,
	COLUMN_DETAIL,
	COLUMN_FORMAT,
	COLUMNS
};

struct reader {
	const struct log_taker *taker;
	struct buf texts;
	int status;
	int64_t format;
};

static int64_t number(const char *text)
{
	return text ? strtoll(text, NULL, 10) : 0;
}

/* Values are not NUL-terminated; the row that is handed out is. */
static int take_values(void *ctx, const struct wb_value *values, size_t count)
{
	struct reader *reader = ctx;
	struct wb_log_row row = { .size = sizeof(row) };
	const char *texts[COLUMNS];
	size_t at[COLUMNS];

	if (count < COLUMNS) {
		reader->status = WB_E_INTERNAL;
		return 1;
	}
	buf_clear(&reader->texts);
	for (size_t i = 0; i < COLUMNS; i++) {
		at[i] = reader->texts.len;
		if (values[i].data)
			buf_add(&reader->texts, values[i].data, values[i].len);
		buf_add(&reader->texts, "", 1);
	}
	if (reader->texts.failed) {
		reader->status = WB_E_NOMEM;
		return 1;
	}
	for (size_t i = 0; i < COLUMNS; i++)
		texts[i] = values[i].data ? reader->texts.data + at[i] : NULL;
	row.id = number(texts[COLUMN_ID]);
	row.run_id = texts[COLUMN_RUN];
	row.at = texts[COLUMN_AT];
	row.revision = texts[COLUMN_REVISION];
	row.direction = texts[COLUMN_DIRECTION];
	row.event = texts[COLUMN_EVENT];
	row.statement = number(texts[COLUMN_STATEMENT]);
	row.statements = number(texts[COLUMN_STATEMENTS]);
	row.hash = texts[COLUMN_HASH];
	row.session = texts[COLUMN_SESSION];
	row.probe = texts[COLUMN_PROBE];
	row.detail = texts[COLUMN_DETAIL];
	if (number(texts[COLUMN_FORMAT]) > reader->format)
		reader->format = number(texts[COLUMN_FORMAT]);
	return reader->taker->take(reader->taker->ctx, &row);
}

int log_read(struct connection *c, int32_t what, uint32_t limit, const struct log_taker *taker,
	     struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args), .limit = limit };
	struct reader reader = { .taker = taker };
	struct wb_rows rows = { take_values, &reader };
	struct wb_error why = WB_ERROR_INIT;
	int rc = driver_own(c, what, &args, &rows, &why);

	buf_release(&reader.texts);
	c->lacks_log = rc == WB_E_NO_TABLES;
	if (rc == WB_E_NO_TABLES)
		return 0;
	if (rc < 0)
		wb_error_take(err, &why);
	return rc == 0 ? own_check_rows("whimbrel_log", reader.status, reader.format, err) : rc;
}

struct building {
	struct journal journal;
	int status;
};

static void copy_hash(char out[CHECKSUM_SIZE], const char *hash)
{
	size_t len = hash ? strlen(hash) : 0;

	if (len >= CHECKSUM_SIZE)
		len = CHECKSUM_SIZE - 1;
	if (len)
		memcpy(out, hash, len);
	out[len] = '\0';
}

static void forget_intent(struct journal *j)
{
	free(j->intent_probe);
	free(j->intent_session);
	free(j->intent_row);
	j->intent_probe = j->intent_session = j->intent_row = NULL;
	j->intent = 0;
	j->intent_hash[0] = '\0';
}

static int note_started(struct journal *j, const struct wb_log_row *row)
{
	journal_release(j);
	j->open = true;
	j->up = text_equal(row->direction, "up");
	j->restores = text_equal(row->detail, JOURNAL_RESTORES);
	j->revision = text_dup(row->revision, strlen(row->revision));
	j->run_id = row->run_id ? text_dup(row->run_id, strlen(row->run_id)) : NULL;
	return j->revision ? 0 : -1;
}

static int note_intent(struct journal *j, const struct wb_log_row *row)
{
	forget_intent(j);
	j->intent = row->statement;
	j->failed = 0;
	copy_hash(j->intent_hash, row->hash);
	if (row->probe && !(j->intent_probe = text_dup(row->probe, strlen(row->probe))))
		return -1;
	if (row->hash && !(j->intent_row = text_dup(row->hash, strlen(row->hash))))
		return -1;
	if (row->session && !(j->intent_session = text_dup(row->session, strlen(row->session))))
		return -1;
	return 0;
}

/* The own hashes behind the chain's link are those of the last statements; of others nothing is known. */
static int note_own(struct journal *j, const struct wb_log_row *row)
{
	const char *list = row->hash ? strchr(row->hash, ' ') : NULL;
	size_t len = list ? strlen(list) : 0;
	/* a list that was cut tells nothing */
	size_t listed = len % OWN_HASH_SIZE ? 0 : len / OWN_HASH_SIZE;

	while ((int64_t)j->own.count < row->statement) {
		size_t left = (size_t)row->statement - j->own.count;
		struct own_hash own = { "" };

		if (left <= listed)
			memcpy(own.text, list + (listed - left) * OWN_HASH_SIZE + 1,
			       OWN_HASH_SIZE - 1);
		if (own_hash_vec_push(&j->own, own) < 0)
			return -1;
	}
	return 0;
}

static int note_done(struct journal *j, const struct wb_log_row *row)
{
	struct journal_done done = { .statement = row->statement };

	if (row->probe) {
		free(j->memory);
		j->memory = text_dup(row->probe, strlen(row->probe));
		j->memory_at = row->statement;
		if (!j->memory)
			return -1;
	}

	copy_hash(done.hash, row->hash);
	if (j->intent && j->intent <= row->statement)
		forget_intent(j);
	j->failed = 0;
	return note_own(j, row) < 0 ? -1 : journal_done_vec_push(&j->done, done);
}

/* A person decided: with a hash, the file as it is now counts as what was done; without, the intent
 * was not carried out. */
static int note_repaired(struct journal *j, const struct wb_log_row *row)
{
	if (row->hash) {
		if (j->memory_at == journal_count(j))
			j->memory_at = row->statement;
		journal_done_vec_clear(&j->done);
		own_hash_vec_clear(&j->own);
		return note_done(j, row);
	}
	if (row->statement && j->intent == row->statement)
		forget_intent(j);
	return 0;
}

/* A row that says nothing of it is none of somebody else, as long as what was begun has no end. */
static int note_session(struct journal *j, const struct wb_log_row *row)
{
	if (!row->session && j->intent)
		return 0;
	free(j->session);
	j->session = row->session ? text_dup(row->session, strlen(row->session)) : NULL;
	return row->session && !j->session ? -1 : 0;
}

static int note_compared(struct journal *j, const struct wb_log_row *row)
{
	free(j->compared);
	free(j->compared_schema);
	j->compared = j->compared_schema = NULL;
	if (!row->hash || !row->detail)
		return 0;
	j->compared = text_dup(row->hash, strlen(row->hash));
	j->compared_schema = text_dup(row->detail, strlen(row->detail));
	return j->compared && j->compared_schema ? 0 : -1;
}

static int take_journal(void *ctx, const struct wb_log_row *row)
{
	struct building *b = ctx;
	struct journal *j = &b->journal;
	int rc = 0;

	if (!row->event || !row->revision)
		return 0;
	if (strcmp(row->event, "started") == 0) {
		rc = note_started(j, row);
	} else if (strcmp(row->event, "compared") == 0) {
		rc = note_compared(j, row);
	} else if (j->open && strcmp(row->revision, j->revision) == 0) {
		if (strcmp(row->event, "intent") == 0) {
			rc = note_intent(j, row);
		} else if (strcmp(row->event, "done") == 0) {
			rc = note_done(j, row);
		} else if (strcmp(row->event, "failed") == 0) {
			/* the server answered: what was begun has ended, without effect */
			if (j->intent && j->intent == row->statement)
				forget_intent(j);
			j->failed = row->statement;
		} else if (strcmp(row->event, "repaired") == 0) {
			rc = note_repaired(j, row);
		}
	}
	if (rc == 0 && j->open && strcmp(row->revision, j->revision) == 0)
		rc = note_session(j, row);
	if (rc < 0)
		b->status = WB_E_NOMEM;
	return rc < 0;
}

int journal_read(struct connection *c, struct journal *out, struct wb_error *err)
{
	struct building b = { .status = 0 };
	const struct log_taker taker = { take_journal, &b };
	int rc = log_read(c, WB_OWN_JOURNAL, 0, &taker, err);

	if (rc == 0 && b.status)
		rc = wb_error_nomem(err);
	if (rc < 0) {
		journal_release(&b.journal);
		return rc;
	}
	*out = b.journal;
	return 0;
}

void journal_release(struct journal *j)
{
	forget_intent(j);
	free(j->revision);
	free(j->run_id);
	free(j->session);
	free(j->memory);
	free(j->compared);
	free(j->compared_schema);
	journal_done_vec_release(&j->done);
	own_hash_vec_release(&j->own);
	memset(j, 0, sizeof(*j));
}

int64_t journal_count(const struct journal *j)
{
	return j->done.count ? j->done.items[j->done.count - 1].statement : 0;
}

void journal_chain(char chain[CHECKSUM_SIZE], const char *text, size_t len)
{
	struct checksum c;

	checksum_init(&c);
	checksum_add(&c, chain, strlen(chain));
	checksum_add(&c, "\n", 1);
	checksum_add(&c, text, len);
	checksum_final(&c, chain);
}

void journal_own(char own[OWN_HASH_SIZE], const char *text, size_t len)
{
	char whole[CHECKSUM_SIZE];

	/* behind the number of the algorithm */
	text_checksum(text, len, whole);
	memcpy(own, whole + 2, OWN_HASH_SIZE - 1);
	own[OWN_HASH_SIZE - 1] = '\0';
}

void journal_hash(struct buf *out, const char *chain, const struct own_hash *own, size_t count)
{
	buf_clear(out);
	buf_str(out, chain);
	for (size_t i = 0; i < count; i++) {
		buf_char(out, ' ');
		buf_str(out, own[i].text);
	}
}
