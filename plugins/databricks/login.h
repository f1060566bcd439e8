/* SPDX-License-Identifier: MIT */
/* Where the workspace is and how we are known there, as Databricks' own tools read it: the URL and its
 * options, DATABRICKS_… variables, profiles in ~/.databrickscfg. */
#ifndef WB_DATABRICKS_LOGIN_H
#define WB_DATABRICKS_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include <whimbrel/dialect.h>

/* Texts may be NULL. */
struct brick_login {
	char *host; /* "https://HOST", without a slash at the end */
	char *token;
	char *client_id, *client_secret;
	char *warehouse;
	char *catalog, *schema;
	char *profile;     /* that was read … */
	char *auth_type;   /* … and what it says of this */
	char *ca;          /* file of certificates instead of the system's */
	bool cli;          /* `databricks` knows the token … */
	char *access;      /* that it, or the client credentials, gave … */
	int64_t access_ms; /* … and when to ask for the next one */
	uint32_t connect_timeout_ms;
};

int brick_login_read(struct brick_login *login, const struct wb_params *params,
		     struct wb_error *err);
/* Free what nobody shall find in memory. */
void brick_wipe(char *secret);

/* profile.c */
void brick_login_release(struct brick_login *login);
/* The same, to go on beside it. */
int brick_login_copy(struct brick_login *to, struct brick_login *from, struct wb_error *err);
/* Fill in what `login` does not have yet. */
int brick_profile_read(struct brick_login *login, const char *profile, struct wb_error *err);
/* Behind the scheme. */
char *brick_host_name(char *host);
/* A text if there is none yet and `value` is not empty. */
int brick_login_set(char **field, const char *value, struct wb_error *err);

#endif
