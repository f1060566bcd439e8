/* SPDX-License-Identifier: MIT */
/* Names that nobody else makes up. */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "error.h"
#include "text.h"

int text_random_hex(char *out, size_t digits, struct wb_error *err)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char bytes[64];

	if (digits > sizeof(bytes) || getrandom(bytes, digits, 0) != (ssize_t)digits)
		return wb_error_set(err, WB_E_INTERNAL, "no random numbers: %s", strerror(errno));
	for (size_t i = 0; i < digits; i++)
		out[i] = hex[bytes[i] & 15];
	out[digits] = '\0';
	return 0;
}
