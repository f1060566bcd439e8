/* SPDX-License-Identifier: MIT */
/* What a statement says of its session or transaction. */
#include <string.h>
#include <strings.h>

#include "facts.h"

void pg_refuses(struct pg_facts *f, const char *what)
{
	f->flags |= WB_PIECE_NO_TX;
	f->hint = what;
}

/* on, off and their like, bare or in quotes. */
static int strings_value(const struct kit_words *w)
{
	const char *text = w->text + w->begin;
	size_t len = w->end - w->begin;

	if (kit_word_is(w, "DEFAULT"))
		return 2;
	if (w->token == WB_TOKEN_STRING && len >= 2) {
		text++;
		len -= 2;
	}
	return (len == 2 && strncasecmp(text, "on", 2) == 0) ||
			       (len == 4 && strncasecmp(text, "true", 4) == 0) ||
			       (len == 3 && strncasecmp(text, "yes", 3) == 0) ||
			       (len == 1 && *text == '1')
		       ? 1
		       : -1;
}

/* What a transaction takes in front of its first statement alone. */
static bool is_mode(const struct kit_words *w)
{
	return kit_word_is(w, "ISOLATION") || kit_word_is(w, "DEFERRABLE") ||
	       kit_word_is(w, "transaction_isolation") || kit_word_is(w, "transaction_deferrable");
}

/* What the transaction that is open may do. */
static void read_mode(struct kit_words *w, struct pg_facts *f)
{
	for (; w->token != WB_TOKEN_END && w->token != WB_TOKEN_TORN; kit_words_next(w)) {
		const bool word = kit_word_take(w, "READ");

		if (kit_word_is(w, "ONLY"))
			f->flags |= WB_PIECE_READS;
		if (!word && is_mode(w))
			f->flags |= WB_PIECE_MODE;
		if (kit_word_is(w, "transaction_read_only") || (word && kit_word_is(w, "WRITE"))) {
			f->flags |= WB_PIECE_REFUSED;
			f->hint = "a transaction that is to read alone and then is not: write READ "
				  "ONLY or READ WRITE where it begins";
		}
	}
}

void pg_read_set(struct kit_words *w, struct pg_facts *f)
{
	if (kit_word_is(w, "CONSTRAINTS"))
		return;
	f->flags |= WB_PIECE_SESSION;
	if (kit_word_take(w, "SESSION")) {
		if (kit_word_is(w, "CHARACTERISTICS"))
			return;
	} else {
		kit_word_take(w, "LOCAL");
	}
	if (kit_word_is(w, "TRANSACTION") || kit_word_is(w, "transaction_read_only") || is_mode(w))
		read_mode(w, f);
	if (!kit_word_take(w, "standard_conforming_strings"))
		return;
	kit_words_next(w);
	f->strings = strings_value(w);
}

void pg_read_reset(struct kit_words *w, struct pg_facts *f)
{
	f->flags |= WB_PIECE_SESSION;
	if (kit_word_is(w, "standard_conforming_strings") || kit_word_is(w, "ALL"))
		f->strings = 2;
}

/* What is lost is looked up: temporary objects are not taken away once more from what is kept. */
void pg_read_discard(struct kit_words *w, struct pg_facts *f)
{
	if (kit_word_is(w, "TEMP") || kit_word_is(w, "TEMPORARY"))
		return;
	f->flags |= WB_PIECE_SESSION;
	if (!kit_word_is(w, "ALL"))
		return;
	f->flags |= WB_PIECE_NO_TX | WB_PIECE_REFUSED;
	f->hint = "DISCARD ALL can't run inside a transaction, and outside of one it would let go "
		  "of the "
		  "run's own lock: write what of it is meant, CLOSE ALL, RESET ALL, RESET SESSION "
		  "AUTHORIZATION, DEALLOCATE ALL, UNLISTEN *, DISCARD PLANS, DISCARD SEQUENCES, "
		  "DISCARD TEMP";
}

/* AND CHAIN: the end of a transaction begins the next one. */
void pg_read_end(struct kit_words *w, struct pg_facts *f)
{
	f->flags |= WB_PIECE_TX_END;
	if (!kit_word_take(w, "WORK"))
		kit_word_take(w, "TRANSACTION");
	if (kit_word_take(w, "AND") && kit_word_is(w, "CHAIN"))
		f->flags |= WB_PIECE_TX_BEGIN;
}

void pg_read_commit(struct kit_words *w, struct pg_facts *f)
{
	if (kit_word_is(w, "PREPARED"))
		pg_refuses(f, "COMMIT PREPARED");
	else
		pg_read_end(w, f);
}

/* ROLLBACK TO a savepoint ends nothing. */
void pg_read_rollback(struct kit_words *w, struct pg_facts *f)
{
	if (!kit_word_take(w, "WORK"))
		kit_word_take(w, "TRANSACTION");
	if (kit_word_is(w, "PREPARED"))
		pg_refuses(f, "ROLLBACK PREPARED");
	else if (kit_word_is(w, "TO"))
		f->flags |= WB_PIECE_SAVEPOINT;
	else
		pg_read_end(w, f);
}

void pg_read_begin(struct kit_words *w, struct pg_facts *f)
{
	f->flags |= WB_PIECE_TX_BEGIN;
	for (; w->token != WB_TOKEN_END && w->token != WB_TOKEN_TORN; kit_words_next(w))
		if (is_mode(w))
			f->flags |= WB_PIECE_MODE;
		else if (kit_word_take(w, "READ") && kit_word_is(w, "ONLY"))
			f->flags |= WB_PIECE_READS;
}

void pg_read_prepare(struct kit_words *w, struct pg_facts *f)
{
	f->flags |= WB_PIECE_SESSION;
	if (!kit_word_is(w, "TRANSACTION"))
		return;
	f->flags = WB_PIECE_TX_END | WB_PIECE_REFUSED;
	f->hint = "PREPARE TRANSACTION would take the journal's row with it, and nobody could tell "
		  "whether the transaction was done: write COMMIT";
}

void pg_read_start(struct kit_words *w, struct pg_facts *f)
{
	if (kit_word_is(w, "TRANSACTION"))
		pg_read_begin(w, f);
}
