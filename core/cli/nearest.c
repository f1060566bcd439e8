/* SPDX-License-Identifier: MIT */
#include "nearest.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#define WORD_MAX 63

/* Insertions, deletions, replacements and swapped neighbours, case ignored. */
static unsigned distance(const char *a, const char *b)
{
	unsigned rows[3][WORD_MAX + 1];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > WORD_MAX || b_len > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *row = rows[i % 3], *up = rows[(i + 2) % 3], *upper = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			int x = tolower((unsigned char)a[i - 1]),
			    y = tolower((unsigned char)b[j - 1]);
			unsigned best = up[j - 1] + (x != y);

			best = up[j] + 1 < best ? up[j] + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) &&
			    y == tolower((unsigned char)a[i - 2]) && upper[j - 2] + 1 < best)
				best = upper[j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[a_len % 3][b_len];
}

void nearest_init(struct nearest *nearest, const char *asked)
{
	size_t len = strlen(asked);

	nearest->asked = asked;
	nearest->word = NULL;
	/* one slip in three letters is a slip, more is another word */
	nearest->distance = (unsigned)(len < 3 ? 2 : len / 3 + 2);
	if (nearest->distance > 5)
		nearest->distance = 5;
}

void nearest_try(struct nearest *nearest, const char *word)
{
	unsigned d = distance(nearest->asked, word);
	size_t len = strlen(nearest->asked);

	/* who stopped typing half-way meant the word that goes on like this */
	if (len >= 3 && strncmp(nearest->asked, word, len) == 0)
		d = 0;
	if (d < nearest->distance) {
		nearest->distance = d;
		nearest->word = word;
	}
}
