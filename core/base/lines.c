/* SPDX-License-Identifier: MIT */
#include "lines.h"

#include <stdarg.h>

#include "buf.h"
#include "error.h"
#include "text.h"
#include "vec.h"

int lines_add(struct string_vec *lines, struct wb_error *err, const char *format, ...)
{
	struct buf line = { 0 };
	va_list args;
	bool good;

	va_start(args, format);
	buf_vprintf(&line, format, args);
	va_end(args);
	good = !line.failed && (string_vec_find(lines, buf_text(&line)) >= 0 ||
				string_vec_add(lines, buf_text(&line)) == 0);
	buf_release(&line);
	return good ? 0 : wb_error_nomem(err);
}
