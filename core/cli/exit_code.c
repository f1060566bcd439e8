/* SPDX-License-Identifier: MIT */
#include "exit_code.h"

#include <stdarg.h>
#include <stdio.h>

int cli_fail(struct wb_error *err, int status, const char *format, ...)
{
	va_list args;

	if (err->status != WB_OK)
		return status;
	err->status = status;
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	return status;
}

int exit_code(int status)
{
	switch ((enum wb_status)status) {
	case WB_OK:
		return EXIT_DONE;
	case WB_E_USAGE:
	case WB_E_CONFIG:
	case WB_E_FILE:
	case WB_E_REVISION:
	case WB_E_EDITED:
	case WB_E_PLUGIN:
	case WB_E_UNSUPPORTED:
	case WB_E_REFUSED:
		return EXIT_USAGE;
	case WB_E_DRIFT:
		return EXIT_FOUND;
	case WB_E_LOCKED:
		return EXIT_LOCKED;
	case WB_E_UNCERTAIN:
		return EXIT_UNCERTAIN;
	case WB_E_CANCELLED:
		return EXIT_INTERRUPTED;
	case WB_E_NOMEM:
	case WB_E_CONNECT:
	case WB_E_LOST:
	case WB_E_SQL:
	case WB_E_EXISTS:
	case WB_E_UNABLE:
	case WB_E_EXPECT:
	case WB_E_BUSY:
	case WB_E_TIMEOUT:
	case WB_E_LOCK_LOST:
	case WB_E_AGAIN:
	case WB_E_NO_TABLES:
	case WB_E_FORMAT:
	case WB_E_INTERNAL:
	case WB_E_OUTSIDE:
	case WB_E_ROLE:
	case WB_E_HOOK:
		break;
	}
	return EXIT_DATABASE;
}
