/* SPDX-License-Identifier: MIT */
/* Programs that are run beside us: to their end, or for as long as we live. */
#ifndef WB_CORE_PROCESS_H
#define WB_CORE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <whimbrel/error.h>

#include "vec.h"

/* As whom a program runs. */
struct program_user {
	bool other; /* than we are: root's programs may be servers that refuse to be root's */
	uid_t uid;
	gid_t gid;
};

/* How a program runs: its arguments begin with its path. */
struct program {
	const struct string_vec *arguments;
	const char *folder; /* where it works … */
	const char *log;    /* … and the file there that gets its words */
	struct program_user user;
};

/* A program that is kept: it ends when keeper_end is called, or with us, however we end. */
struct keeper {
	pid_t pid; /* of the process between, which looks whether we are there; 0: none */
	int line;  /* to it: it ends when this is closed, and says so if the program has ended */
};

/* Where process ids have their meaning: this machine, since it was started, and a namespace. */
uint32_t process_place(void);
/* Become another user if we are root: the first of the names that there is. */
void program_user_find(struct program_user *out, const char *name);
/* Run it to its end. `stopping` is asked now and then, and ends it. */
int program_run(const struct program *program, bool (*stopping)(void *ctx), void *ctx,
		struct wb_error *err);
/* `stop` is the signal that ends it. When it has ended its folder is removed. */
int keeper_start(const struct program *program, int stop, struct keeper *out, struct wb_error *err);
bool keeper_runs(const struct keeper *keeper);
void keeper_end(struct keeper *keeper);
/* Remove a folder and all that is in it. */
void folder_remove(const char *path);

#endif
