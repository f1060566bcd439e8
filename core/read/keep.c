/* SPDX-License-Identifier: MIT */
#include "keep.h"

#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "base/vec.h"
#include "revision.h"

#define NAME_DIGITS 12

struct keep {
	char *table;      /* as it is written, blanks left out … */
	size_t qualifier; /* … of which so many bytes are a schema's, dot included */
	struct string_vec columns;
	struct string_vec key; /* none: what is kept is whole rows */
	char *owner;           /* the revision that keeps it; NULL: the one that says so */
};

static void release(struct keep *k)
{
	free(k->table);
	free(k->owner);
	string_vec_free(&k->columns);
	string_vec_free(&k->key);
}

/* ------------------------------------------------------------------ reading */

struct reader {
	const char *at, *end;
};

static void skip(struct reader *r)
{
	while (r->at < r->end && strchr(" \t\r", *r->at))
		r->at++;
}

static bool take(struct reader *r, char c)
{
	skip(r);
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || (c & 0x80);
}

/* A name as SQL has it, quoted or not: its length, 0 if there is none. */
static size_t read_name(struct reader *r)
{
	const char *begin;
	char close;

	skip(r);
	begin = r->at;
	if (r->at == r->end)
		return 0;
	close = *begin == '[' ? ']' : *begin == '"' || *begin == '`' ? *begin : '\0';
	if (close) {
		const char *found = memchr(begin + 1, close, (size_t)(r->end - begin - 1));

		r->at = found ? found + 1 : begin;
	}
	while (!close && r->at < r->end && is_word_byte(*r->at))
		r->at++;
	return (size_t)(r->at - begin);
}

static bool read_list(struct reader *r, struct string_vec *out)
{
	do {
		size_t len = read_name(r);

		if (!len || string_vec_add_len(out, r->at - len, len) < 0)
			return false;
	} while (take(r, ','));
	return take(r, ')');
}

static bool read_table(struct reader *r, struct keep *out)
{
	struct buf table = { 0 };
	bool good = true;

	do {
		size_t len = read_name(r);

		good = len > 0;
		out->qualifier = table.len;
		buf_add(&table, r->at - len, len);
		if (!good || !take(r, '.'))
			break;
		buf_char(&table, '.');
	} while (good);
	out->table = buf_take(&table);
	buf_release(&table);
	return good && out->table && *out->table;
}

static bool take_word(struct reader *r, const char *word)
{
	size_t len = strlen(word);

	skip(r);
	if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

/* Behind `of`: a revision's id. */
static bool read_owner(struct reader *r, struct keep *out)
{
	size_t len;

	skip(r);
	len = (size_t)(r->end - r->at);
	if (!revision_id_valid(r->at, len))
		return false;
	out->owner = text_dup(r->at, len);
	r->at = r->end;
	return out->owner != NULL;
}

static bool read_all(struct reader *r, struct keep *out)
{
	if (!read_table(r, out) || !take(r, '(') || !read_list(r, &out->columns))
		return false;
	if (take_word(r, "key")) {
		if (!take(r, '(') || !read_list(r, &out->key))
			return false;
	} else if (!take_word(r, "rows") && string_vec_add(&out->key, "id") < 0) {
		return false;
	}
	if (take_word(r, KEEP_OWNER))
		return read_owner(r, out);
	skip(r);
	return r->at == r->end;
}

static int read_keep(const char *what, size_t len, struct keep *out, struct wb_error *err)
{
	struct reader r = { what, what + len };

	*out = (struct keep){ .table = NULL };
	if (read_all(&r, out))
		return 0;
	release(out);
	return wb_error_set(
		err, WB_E_REVISION,
		"\"%.*s\": wanted is TABLE(COLUMN, ...), with key(COLUMN, ...) behind it "
		"where the key is not id, or rows where whole rows go, and of REVISION where "
		"another one keeps it",
		(int)(len > 200 ? 200 : len), what);
}

bool keep_line(const char *line, size_t len, struct keep_said *out)
{
	static const char *const words[] = { "keep", "fill" };
	const size_t prefix = strlen(KEEP_PREFIX);

	if (len < prefix + 5 || memcmp(line, KEEP_PREFIX, prefix) != 0)
		return false;
	for (size_t i = 0; i < 2; i++)
		if (memcmp(line + prefix, words[i], 4) == 0 && strchr(" \t", line[prefix + 4])) {
			out->what = line + prefix + 5;
			out->len = text_trim(&out->what, len - prefix - 5);
			out->fill = i == 1;
			out->by_merge = out->refused = false;
			return true;
		}
	return false;
}

int keep_own(const char *what, const char *revision, struct buf *out, struct wb_error *err)
{
	struct keep k;

	if (read_keep(what, strlen(what), &k, err) < 0)
		return wb_error_kept(err);
	buf_str(out, what);
	if (!k.owner)
		buf_printf(out, " " KEEP_OWNER " %s", revision);
	release(&k);
	return buf_check(out, err);
}

/* ------------------------------------------------------------------ writing */

/* One for each table of a revision. */
static void add_table(const struct keep *k, const char *revision, bool qualified, struct buf *out)
{
	char hex[DIGEST_HEX_SIZE];
	struct digest digest;

	digest_init(&digest);
	digest_text(&digest, k->owner ? k->owner : revision);
	digest_text(&digest, k->table);
	digest_hex(&digest, hex);
	buf_printf(out, "%.*s" KEEP_TABLE "%.*s", qualified ? (int)k->qualifier : 0, k->table,
		   NAME_DIGITS, hex);
}

static void add_list(const struct string_vec *list, struct buf *out)
{
	for (size_t i = 0; i < list->count; i++)
		buf_printf(out, "%s%s", i ? ", " : "", list->items[i]);
}

static void add_equal(const struct keep *k, const char *left, const char *right, struct buf *out)
{
	for (size_t i = 0; i < k->key.count; i++)
		buf_printf(out, "%s%s.%s = %s.%s", i ? " AND " : "", left, k->key.items[i], right,
			   k->key.items[i]);
}

/* MERGE INTO what is there, with what was kept, by the key, up to the columns that are to be set. */
static void add_merge(const struct keep *k, const char *revision, const char *into, struct buf *out)
{
	buf_printf(out, "MERGE INTO %s there USING (SELECT * FROM ", into);
	add_table(k, revision, true, out);
	buf_str(out, ") kept ON ");
	add_equal(k, "kept", "there", out);
	buf_str(out, " WHEN MATCHED THEN UPDATE SET ");
}

/* Where two rows have the same key, each is to be changed by both, which MERGE refuses. */
static void merge_keep(const struct keep *k, const char *revision, struct buf *out)
{
	struct buf into = { 0 };

	add_table(k, revision, true, &into);
	add_merge(k, revision, buf_text(&into), out);
	buf_printf(out, "%s = kept.%s;\n", k->key.items[0], k->key.items[0]);
	out->failed |= into.failed;
	buf_release(&into);
}

static void index_keep(const struct keep *k, const char *revision, struct buf *out)
{
	buf_str(out, "CREATE UNIQUE INDEX ");
	add_table(k, revision, false, out);
	buf_str(out, "_key ON ");
	add_table(k, revision, true, out);
	buf_str(out, " (");
	add_list(&k->key, out);
	buf_str(out, ");\n");
}

static void write_keep(const struct keep *k, const char *revision, bool by_merge, struct buf *out)
{
	buf_str(out, "CREATE TABLE ");
	add_table(k, revision, true, out);
	buf_str(out, " AS SELECT ");
	add_list(&k->columns, out);
	for (size_t i = 0; i < k->key.count; i++)
		if (string_vec_find(&k->columns, k->key.items[i]) < 0)
			buf_printf(out, ", %s", k->key.items[i]);
	buf_printf(out, " FROM %s;\n", k->table);
	/* a key that is none fails here, before anything is lost */
	if (k->key.count)
		(by_merge ? merge_keep : index_keep)(k, revision, out);
}

static void add_same_row(const struct keep *k, const char *revision, struct buf *out)
{
	add_table(k, revision, true, out);
	buf_str(out, " kept WHERE ");
	add_equal(k, "kept", k->table, out);
}

static void write_fill(const struct keep *k, const char *revision, bool by_merge, struct buf *out)
{
	if (!k->key.count) {
		/* by their names: their order may be another one */
		buf_printf(out, "INSERT INTO %s (", k->table);
		add_list(&k->columns, out);
		buf_str(out, ") SELECT ");
		add_list(&k->columns, out);
		buf_str(out, " FROM ");
		add_table(k, revision, true, out);
	} else if (by_merge) {
		add_merge(k, revision, k->table, out);
		for (size_t i = 0; i < k->columns.count; i++)
			buf_printf(out, "%s%s = kept.%s", i ? ", " : "", k->columns.items[i],
				   k->columns.items[i]);
	} else {
		buf_printf(out, "UPDATE %s SET ", k->table);
		for (size_t i = 0; i < k->columns.count; i++) {
			buf_printf(out, "%s%s = (SELECT kept.%s FROM ", i ? ", " : "",
				   k->columns.items[i], k->columns.items[i]);
			add_same_row(k, revision, out);
			buf_char(out, ')');
		}
		buf_str(out, " WHERE EXISTS (SELECT 1 FROM ");
		add_same_row(k, revision, out);
		buf_char(out, ')');
	}
	buf_str(out, ";\nDROP TABLE ");
	add_table(k, revision, true, out);
	buf_str(out, ";\n");
}

int keep_write(const struct keep_said *said, const char *revision, struct buf *out,
	       struct wb_error *err)
{
	bool fill = said->fill;
	struct keep k;

	if (!revision)
		return wb_error_set(err, WB_E_REVISION,
				    KEEP_PREFIX "%s: it belongs into a revision",
				    fill ? "fill" : "keep");
	if (said->refused)
		return wb_error_set(err, WB_E_REVISION,
				    KEEP_PREFIX
				    "%s: this database has no CREATE TABLE ... AS SELECT: make a "
				    "table of your own in front of what takes something away, "
				    "INSERT INTO it what is to be kept, and write the way back",
				    fill ? "fill" : "keep");
	if (read_keep(said->what, said->len, &k, err) < 0)
		return wb_error_prefix(err, KEEP_PREFIX "%s", fill ? "fill" : "keep");
	if (fill)
		write_fill(&k, revision, said->by_merge, out);
	else
		write_keep(&k, revision, said->by_merge, out);
	release(&k);
	return buf_check(out, err);
}

int keep_table(const char *what, size_t len, const char *revision, struct buf *out,
	       struct wb_error *err)
{
	struct keep k;

	if (read_keep(what, len, &k, err) < 0)
		return wb_error_kept(err);
	add_table(&k, revision, true, out);
	release(&k);
	return buf_check(out, err);
}
