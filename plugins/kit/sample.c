/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/sample.h>

bool kit_sample_pattern(const struct kit_pattern *p, const char *type, unsigned number, char *out,
			size_t size)
{
	while (p->type && strncasecmp(type, p->type, strlen(p->type)) != 0)
		p++;
	if (!p->type)
		return false;
	snprintf(out, size, "%s%0*u%s", p->before, p->digits, number, p->after);
	return true;
}

/* Lengths that people seldom give come first. */
bool kit_sample_text(uint32_t n, size_t limit, char *out, size_t size)
{
	static const uint8_t lengths[] = { 3, 3, 1, 2, 4, 5, 6, 8, 10, 16, 20, 36 };
	size_t len;

	if (n >= sizeof(lengths))
		return false;
	len = lengths[n] < limit ? lengths[n] : limit;
	if (len >= size)
		return false;
	memset(out, '1' + (int)(n % 9), len);
	out[len] = '\0';
	return true;
}
