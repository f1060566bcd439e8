/* SPDX-License-Identifier: MIT */
/* A target: a copy of its parameters, and what its options are for the client library. */
#ifndef WB_MARIA_TARGET_H
#define WB_MARIA_TARGET_H

#include "maria.h"

#define MARIA_SETTINGS 21 /* of them */

/* An option that the client library knows, and how it is handed over. */
struct maria_setting {
	const char *name;
	enum mysql_option option;
	enum { MARIA_AS_TEXT, MARIA_AS_NUMBER, MARIA_AS_FLAG } how;
};

struct maria_choice {
	const struct maria_setting *setting;
	char *value;
};

struct maria_target {
	char *user, *password, *host, *database, *socket, *run_id;
	unsigned port;
	unsigned connect_timeout_s;
	bool compress, local_infile, has_charset, cleartext;
	unsigned protocol;
	struct maria_choice choices[MARIA_SETTINGS];
	size_t choice_count;
};

bool maria_is_on(const char *value);

#endif
