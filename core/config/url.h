/* SPDX-License-Identifier: MIT */
/* Database URLs (DESIGN 3.2): parts, percent-decoded, and the form that may be shown. */
#ifndef WB_CORE_URL_H
#define WB_CORE_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/variables.h"

struct wb_error;

struct url {
	char *scheme; /* lower case, without +driver */
	char *driver; /* what stood behind +; NULL */
	char *user, *password, *host,
		*port;  /* NULL: not given. Several hosts: "a:1,b:2" in host, port NULL */
	char *database; /* name or path; NULL: not given */
	/* the database is a path relative to somewhere: scheme:path, scheme:///path */
	bool relative;
	struct variable_vec query;
};

/* Its secrets are masked from now on. */
int url_parse(const char *text, struct url *out, struct wb_error *err);
/* The URL without secrets: user:***@; the values of query keys that look like secrets (and of those
 * in `secret`, which ends with NULL) as ***. Works on what url_parse took apart, so nothing of a
 * password can slip through. */
int url_show(const struct url *url, const char *const *secret, struct buf *out);
/* Is a parameter of this name a secret, whatever the database? */
bool url_parameter_is_secret(const char *name);
/* A file has no host, user, password or port. Who writes two slashes has a path in mind whose first
 * folder would be taken for the host, so that another file would be opened: an error that names the
 * right form. */
int url_check_file(const struct url *url, struct wb_error *err);
void url_release(struct url *url);

#endif
