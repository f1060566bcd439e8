/* SPDX-License-Identifier: MIT */
#include "markdown.h"

#include <stdio.h>
#include <string.h>

#include "say.h"

void markdown_text(const char *text)
{
	while (*text) {
		int len = (int)strcspn(text, "\n\r\\`*_[]<>|#");

		say(stdout, "%.*s", len, text);
		text += len;
		if (*text == '\n' || *text == '\r')
			say(stdout, " ");
		else if (*text)
			say(stdout, "\\%c", *text);
		text += *text != '\0';
	}
}
