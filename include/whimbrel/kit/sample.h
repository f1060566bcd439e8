/* SPDX-License-Identifier: MIT */
/** Made-up values, for wb_dialect.sample. */
#ifndef WHIMBREL_KIT_SAMPLE_H
#define WHIMBREL_KIT_SAMPLE_H

#include <whimbrel/kit/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How values of a type look: a number goes between, of so many digits at least. */
struct kit_pattern {
	const char *type; /**< how its name begins, in whatever case; NULL ends a table of them */
	const char *before, *after;
	int digits;
};

/** By the first pattern that fits, into `out` of `size` bytes, cut to fit; false: none does. */
bool kit_sample_pattern(const struct kit_pattern *patterns, const char *type, unsigned number,
			char *out, size_t size);

/** A text of digits, of another length and digit for each `n` and of `limit` bytes at most; false: there is none left,
 *  or no room. */
bool kit_sample_text(uint32_t n, size_t limit, char *out, size_t size);

#ifdef __cplusplus
}
#endif

#endif
