/* SPDX-License-Identifier: MIT */
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "secrets.h"

int problem_add(struct problems *problems, int status, const char *path, uint32_t line,
		const char *format, ...)
{
	char text[1024], message[2048];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (path && line)
		snprintf(message, sizeof(message), "%s:%u: %s", path, line, text);
	else if (path)
		snprintf(message, sizeof(message), "%s: %s", path, text);
	else
		snprintf(message, sizeof(message), "%s", text);
	secrets_mask(message);
	if (problems->count++ == 0) {
		memcpy(problems->first, message, sizeof(problems->first));
		problems->first[sizeof(problems->first) - 1] = '\0';
		problems->status = status;
	}
	if (problems->report)
		problems->report(problems->ctx, message);
	return status;
}

int problems_check(const struct problems *problems, struct wb_error *err)
{
	if (!problems->count)
		return 0;
	if (problems->count == 1)
		return wb_error_set(err, problems->status, "%s", problems->first);
	return wb_error_set(err, problems->status, "%.900s (and %zu more)", problems->first,
			    problems->count - 1);
}
