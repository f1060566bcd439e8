/* SPDX-License-Identifier: MIT */
#include "version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "import.h"

size_t version_digits(const char *name)
{
	size_t n = 0;

	while (isdigit((unsigned char)name[n]))
		n++;
	return n;
}

static size_t zeroes(const char *digits, size_t len)
{
	size_t n = 0;

	while (n + 1 < len && digits[n] == '0')
		n++;
	return n;
}

char *version_number(const char *digits, size_t len)
{
	size_t skip = len ? zeroes(digits, len) : 0;

	return text_dup(digits + skip, len - skip);
}

static int compare_numbers(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t a_skip = zeroes(a, a_len), b_skip = zeroes(b, b_len);

	a_len -= a_skip;
	b_len -= b_skip;
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	return strncmp(a + a_skip, b + b_skip, a_len);
}

/* "1.0" is "1". */
static bool nothing_left(const char *text)
{
	return text[strspn(text, ".0")] == '\0';
}

int version_compare(const char *a, const char *b)
{
	while (*a && *b) {
		size_t a_len = version_digits(a), b_len = version_digits(b);
		int order;

		if (a_len && b_len) {
			order = compare_numbers(a, a_len, b, b_len);
			a += a_len;
			b += b_len;
		} else {
			order = (unsigned char)*a++ - (unsigned char)*b++;
		}
		if (order)
			return order;
	}
	if (nothing_left(a) && nothing_left(b))
		return 0;
	return *a ? 1 : -1;
}

static int compare(const void *a, const void *b, void *ctx)
{
	const struct imported *x = *(struct imported *const *)a, *y = *(struct imported *const *)b;
	version_order *const *keys = ctx;
	int order;

	if (x->repeat != y->repeat)
		return x->repeat ? 1 : -1;
	order = x->repeat ? strcmp(x->key, y->key) : (*keys)(x->key, y->key);
	return order ? order : strcmp(x->source, y->source);
}

int version_sort(struct wb_import *im, version_order *keys, struct wb_error *err)
{
	struct imported_vec *items = &im->items;

	if (items->count)
		qsort_r(items->items, items->count, sizeof(*items->items), compare, &keys);
	for (size_t i = 1; i < items->count; i++) {
		const struct imported *a = items->items[i - 1], *b = items->items[i];

		if (!a->repeat && !b->repeat && keys(a->key, b->key) == 0)
			return wb_error_set(
				err, WB_E_FILE,
				"%s: %s and %s are both version %s: %s itself would refuse them",
				im->directory, a->source, b->source, a->key, im->tool->name);
	}
	return 0;
}
