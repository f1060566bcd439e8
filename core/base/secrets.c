/* SPDX-License-Identifier: MIT */
#include "secrets.h"

#include <ctype.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "vec.h"

#define SHORTEST 3   /* less is in every text */
#define WORD 6       /* less is masked where it stands as a word alone */
#define PART 8       /* a part that is longer, and half of it or more, is masked as well */
#define CUT 4        /* so much of it is, where a server cut it */
#define LONGEST 1024 /* of which parts are looked for */
#define MARK '\001'

struct secret {
	char *text, *reference;
	size_t len;
};

VEC(struct secret, secret_vec);

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct secret_vec secrets;
static unsigned holders;

static void forget(void)
{
	for (size_t i = 0; i < secrets.count; i++) {
		explicit_bzero(secrets.items[i].text, secrets.items[i].len);
		free(secrets.items[i].text);
		free(secrets.items[i].reference);
	}
	secret_vec_release(&secrets);
}

void secrets_hold(void)
{
	pthread_mutex_lock(&mutex);
	holders++;
	pthread_mutex_unlock(&mutex);
}

void secrets_drop(void)
{
	pthread_mutex_lock(&mutex);
	if (holders && !--holders)
		forget();
	pthread_mutex_unlock(&mutex);
}

/* ------------------------------------------------------------------ telling */

static struct secret *find(const char *text, size_t len)
{
	for (size_t i = 0; i < secrets.count; i++)
		if (secrets.items[i].len == len && memcmp(secrets.items[i].text, text, len) == 0)
			return &secrets.items[i];
	return NULL;
}

static int add(const char *text, size_t len, const char *reference)
{
	struct secret secret = { .text = NULL, .len = len }, *known = find(text, len);

	if (known && !known->reference && reference)
		known->reference = strdup(reference);
	if (known)
		return known->reference || !reference ? 0 : -1;
	secret.text = strndup(text, len);
	if (reference)
		secret.reference = strdup(reference);
	if (secret.text && (secret.reference || !reference) &&
	    secret_vec_push(&secrets, secret) == 0)
		return 0;
	free(secret.text);
	free(secret.reference);
	return -1;
}

int secrets_add(const char *text, size_t len, const char *reference)
{
	int rc = 0;

	if (len < SHORTEST)
		return 0;
	pthread_mutex_lock(&mutex);
	if (holders)
		rc = add(text, len, reference);
	pthread_mutex_unlock(&mutex);
	return rc;
}

/* ------------------------------------------------------------------ finding */

/* Servers fold names, and messages have no line ends. */
static unsigned char folded(char c)
{
	return isspace((unsigned char)c) ? ' ' : (unsigned char)tolower((unsigned char)c);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool stands_alone(const char *text, size_t at, size_t len)
{
	return !(at && is_word(text[at - 1]) && is_word(text[at])) &&
	       !(is_word(text[at + len - 1]) && is_word(text[at + len]));
}

/* How many bytes at `text` are those at `from` in the secret. */
static size_t run(const char *text, const struct secret *secret, size_t from)
{
	size_t len = 0;

	while (text[len] && from + len < secret->len &&
	       folded(text[len]) == folded(secret->text[from + len]))
		len++;
	return len;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* A server shows so much of a statement, and no more. */
static bool is_cut_behind(const char *behind)
{
	return !*behind || begins(behind, "...") || begins(behind, "' at line ");
}

/* It shows a statement from where it did not understand it. */
static bool is_cut_before(const char *text, size_t at)
{
	return at >= 6 && (begins(text + at - 6, "near \"") || begins(text + at - 6, "near '"));
}

static bool tells_part(const char *text, size_t at, size_t from, size_t len,
		       const struct secret *secret)
{
	if (len >= PART && len * 2 >= secret->len)
		return true;
	if (len < CUT || secret->len < WORD)
		return false;
	return (from == 0 && is_cut_behind(text + at + len)) ||
	       (from + len == secret->len && is_cut_before(text, at));
}

/* How much at `at` tells of this secret; 0: nothing. */
static size_t told(const char *text, size_t at, const struct secret *secret)
{
	size_t len = run(text + at, secret, 0), most = 0;

	if (len == secret->len)
		return len >= WORD || stands_alone(text, at, len) ? len : 0;
	for (size_t from = 0; from + CUT <= secret->len && from < LONGEST; from++) {
		len = run(text + at, secret, from);
		if (len > most && tells_part(text, at, from, len, secret))
			most = len;
	}
	return most;
}

static bool is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* The longest of all. */
static size_t told_of_any(const char *text, size_t at)
{
	size_t most = 0;

	if (is_inside(text[at]))
		return 0;

	for (size_t i = 0; i < secrets.count; i++) {
		size_t len = told(text, at, &secrets.items[i]);

		if (len > most)
			most = len;
	}
	/* never a part of a character */
	while (most && is_inside(text[at + most]))
		most++;
	return most;
}

/* ------------------------------------------------------------------ hiding */

static void mask(char *text)
{
	char *to = text;

	for (size_t at = 0; text[at];) {
		size_t len = told_of_any(text, at);

		/* what stands around is looked at as well, so nothing moves before the end */
		if (len)
			memset(text + at, MARK, len);
		else if (text[at] == MARK)
			text[at] = '?';
		at += len ? len : 1;
	}
	for (const char *from = text; *from;) {
		size_t len = 0;

		while (from[len] == MARK)
			len++;

		if (!len) {
			*to++ = *from++;
			continue;
		}
		for (size_t i = 0; i < sizeof(SECRETS_MASK) - 1; i++)
			*to++ = SECRETS_MASK[i];
		from += len;
	}
	*to = '\0';
}

void secrets_mask(char *text)
{
	pthread_mutex_lock(&mutex);
	if (secrets.count)
		mask(text);
	pthread_mutex_unlock(&mutex);
}

void secrets_mask_buf(struct buf *text)
{
	if (!text->len)
		return;
	secrets_mask(text->data);
	text->len = strlen(text->data);
}

/* The secret whose text stands here as a word of its own, the longest; NULL. */
static const struct secret *whole_at(const char *text, size_t at)
{
	const struct secret *found = NULL;

	for (size_t i = 0; i < secrets.count; i++) {
		const struct secret *s = &secrets.items[i];

		if (s->reference && s->len >= WORD && (!found || s->len > found->len) &&
		    strncmp(text + at, s->text, s->len) == 0 && stands_alone(text, at, s->len))
			found = s;
	}
	return found;
}

int secrets_refer(const char *text, struct buf *out)
{
	pthread_mutex_lock(&mutex);
	for (size_t at = 0; text[at];) {
		const struct secret *found = whole_at(text, at);

		if (found)
			buf_str(out, found->reference);
		else
			buf_char(out, text[at]);
		at += found ? found->len : 1;
	}
	pthread_mutex_unlock(&mutex);
	return out->failed ? -1 : 0;
}
