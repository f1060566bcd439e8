/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "config/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A URL that is taken is shown, and what is shown is taken again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wb_error err = WB_ERROR_INIT;
	struct buf text = { .max = 0 }, shown = { .max = 0 };
	struct url url = { .scheme = NULL };

	buf_add(&text, (const char *)data, size);
	if (url_parse(buf_text(&text), &url, &err) == 0)
		url_show(&url, NULL, &shown);
	else
		url_hide(buf_text(&text), &shown);
	url_release(&url);
	buf_release(&text);
	buf_release(&shown);
	return 0;
}
