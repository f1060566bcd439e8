/* SPDX-License-Identifier: MIT */
#include "variables.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "secrets.h"
#include "text.h"

/* No reference is longer; what is, is text. Without a bound a stray ${ would have to be kept until
 * the file's end. */
#define REFERENCE_MAX ((size_t)64 << 10)

int variable_add(struct variable_vec *v, const char *name, size_t name_len, const char *value)
{
	struct variable variable = { .name = text_dup(name, name_len),
				     .value = text_dup(value, strlen(value)) };

	if (variable.name && variable.value && variable_vec_push(v, variable) == 0)
		return 0;
	free(variable.name);
	free(variable.value);
	return -1;
}

void variables_free(struct variable_vec *v)
{
	for (size_t i = 0; i < v->count; i++) {
		free(v->items[i].name);
		free(v->items[i].value);
	}
	variable_vec_release(v);
}

const struct variable *variables_find(const struct variables *v, const char *name, size_t len)
{
	for (size_t layer = 0; layer < sizeof(v->layers) / sizeof(v->layers[0]); layer++) {
		const struct variable_vec *vec = v->layers[layer];

		/* who gives a name twice means the second one */
		for (size_t i = vec ? vec->count : 0; i-- > 0;)
			if (strncmp(vec->items[i].name, name, len) == 0 && !vec->items[i].name[len])
				return &vec->items[i];
	}
	return NULL;
}

/* ------------------------------------------------------------------ reading */

/* A text being read. It looks as if it went on for ever with NULs: `short_of` tells whether that
 * mattered. */
struct reader {
	const char *text;
	size_t len, at;
	bool short_of;
};

static char peek(struct reader *r)
{
	if (r->at < r->len)
		return r->text[r->at];
	r->short_of = true;
	return '\0';
}

static bool accept(struct reader *r, const char *what)
{
	size_t begin = r->at;

	for (; *what; what++, r->at++) {
		if (peek(r) != *what) {
			r->at = begin;
			return false;
		}
	}
	return true;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t name(struct reader *r)
{
	size_t begin = r->at;

	while (is_letter(peek(r)) || (r->at > begin && peek(r) >= '0' && peek(r) <= '9'))
		r->at++;
	return r->at - begin;
}

/* Behind `${`: all but the closing brace. A default goes on to that brace, and never over a line's
 * end. */
static bool body(struct reader *r, struct reference *out)
{
	out->environment = accept(r, "env:");
	out->name = r->text + r->at;
	if (!out->environment)
		accept(r, "whimbrel.");
	if (!name(r))
		return false;
	out->name_len = (size_t)(r->text + r->at - out->name);
	if (accept(r, "!ident"))
		out->form = 'i';
	else if (accept(r, "!literal"))
		out->form = 'l';
	if (accept(r, ":-")) {
		out->has_fallback = true;
		out->fallback = r->text + r->at;
		while (peek(r) != '}' && peek(r) != '\n' && peek(r) != '\0')
			r->at++;
		out->fallback_len = (size_t)(r->text + r->at - out->fallback);
	}
	return true;
}

void reference_read(const char *text, size_t len, bool last, struct reference *out)
{
	struct reader r = { .text = text, .len = len < REFERENCE_MAX ? len : REFERENCE_MAX };
	struct reference ref = { 0 };

	ref.escaped = accept(&r, "\\");
	if (accept(&r, "${") && body(&r, &ref) && accept(&r, "}")) {
		ref.len = r.at;
		*out = ref;
		return;
	}
	*out = (struct reference){ 0 };
	if (r.short_of && !last && len < REFERENCE_MAX)
		out->len = SIZE_MAX;
}

int references_escape(const char *text, struct buf *out)
{
	size_t len = strlen(text);

	for (size_t at = 0; at < len; at++) {
		struct reference reference = { 0 };

		if (text[at] == '$')
			reference_read(text + at, len - at, true, &reference);
		if (reference.len)
			buf_char(out, '\\');
		buf_char(out, text[at]);
	}
	return buf_check(out, NULL);
}

/* ------------------------------------------------------------------ filling in */

static const char *environment(const struct reference *ref)
{
	AUTO_FREE char *key = text_dup(ref->name, ref->name_len);

	return key ? secure_getenv(key) : NULL;
}

static int undefined(const struct reference *ref, struct wb_error *err)
{
	int len = ref->name_len > 200 ? 200 : (int)ref->name_len;

	if (ref->environment)
		return wb_error_set(err, WB_E_REVISION, "the environment variable %.*s is not set",
				    len, ref->name);
	return wb_error_set(err, WB_E_REVISION,
			    "the variable %.*s is not defined: give it with -x %.*s=VALUE", len,
			    ref->name, len, ref->name);
}

/* NULL: it has none. */
static const char *value_of(const struct variables *v, const struct reference *ref)
{
	const struct variable *variable;

	if (ref->environment)
		return environment(ref);
	variable = variables_find(v, ref->name, ref->name_len);
	return variable ? variable->value : NULL;
}

bool reference_is_secret(const struct variables *v, const struct reference *ref)
{
	const char *value = value_of(v, ref);
	const struct variable *variable;

	if (!value || !*value)
		return false;
	if (ref->environment)
		return true;
	variable = variables_find(v, ref->name, ref->name_len);
	return variable && variable->secret;
}

/* How to write it in a file, quoted or as it is. */
static int refer(const struct reference *ref, bool literal, struct buf *out)
{
	buf_str(out, ref->environment ? "${env:" : "${");
	buf_add(out, ref->name, ref->name_len);
	buf_str(out, literal ? "!literal}" : "}");
	return buf_check(out, NULL);
}

/* The value, and what became of it when it was quoted. */
static int keep_secret(const struct reference *ref, const char *value, const char *quoted,
		       size_t quoted_len, struct wb_error *err)
{
	struct buf plain = { 0 }, literal = { 0 };
	int rc = refer(ref, false, &plain);

	if (rc == 0)
		rc = refer(ref, true, &literal);
	if (rc == 0)
		rc = secrets_add(value, strlen(value), buf_text(&plain));
	if (rc == 0 && ref->form == 'l')
		rc = secrets_add(quoted, quoted_len, buf_text(&literal));
	/* a message may leave the quotes out */
	if (rc == 0 && ref->form && quoted_len > 2)
		rc = secrets_add(quoted + 1, quoted_len - 2, NULL);
	buf_release(&plain);
	buf_release(&literal);
	return rc < 0 ? wb_error_nomem(err) : 0;
}

int reference_expand(const struct variables *v, const struct reference *ref, struct buf *out,
		     struct wb_error *err)
{
	const char *value = value_of(v, ref);
	size_t len = value ? strlen(value) : 0, before = out->len;
	bool secret = reference_is_secret(v, ref);
	int rc;

	/* as in the shell, the default also stands for an empty value */
	if (ref->has_fallback && !len) {
		value = ref->fallback;
		len = ref->fallback_len;
	}
	if (!value)
		return undefined(ref, err);
	if (!ref->form)
		buf_add(out, value, len);
	else if (!v->quote_name)
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "nothing here can quote the variable %.*s",
				    ref->name_len > 200 ? 200 : (int)ref->name_len, ref->name);
	else if ((ref->form == 'l' ? v->quote_literal : v->quote_name)(v->ctx, value, len, out,
								       err) < 0)
		return wb_error_kept(err);
	rc = buf_check(out, err);
	if (rc == 0 && secret)
		rc = keep_secret(ref, value, out->data + before, out->len - before, err);
	return rc;
}
