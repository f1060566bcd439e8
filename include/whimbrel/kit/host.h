/* SPDX-License-Identifier: MIT */
/** The kit: what every dialect would write for itself. A static library that a plugin links; it needs
 *  the public headers alone, and is no part of the ABI.
 *
 *  A dialect calls kit_load() in its `load`, before anything else of the kit. Each page of the kit
 *  says what it is for: text.h writes SQL, words.h reads it, uses.h tells what it uses and effects.h what
 *  it does, split.h splits it at terminators, script.h writes scripts of it; object.h looks at and makes
 *  objects of schemas, sample.h makes values up; slots.h takes the arguments of slots that have many in one; names.h keeps
 *  sets of names, hex.h has texts in hexadecimal, lost.h remembers what goes with a session; wait.h ends waits for servers, running.h stops
 *  what runs, lock_file.h is the lock of a run where the database is a file, recipe.h has what a server is
 *  started and a database saved by.
 *
 *  What holds where a page does not say otherwise:
 *  - What is handed in is borrowed for the call. A text without a length ends with NUL and is not NULL. Lengths, sizes and
 *    places are in bytes, times in milliseconds.
 *  - What is returned "for free()" is the caller's; any other pointer points into what was handed in, and lives as long.
 *  - An int is 0, or a negative enum wb_status whose words are in `err`, which is never NULL here: slots hand on their own.
 *  - Out of memory sticks in what is being made (kit_text, kit_names, kit_object, the engine's texts) and is found when
 *    it is used.
 *  - The kit keeps nothing but what kit_load() and kit_slots_load() were handed, once, before there are connections. So any
 *    thread may call it, as long as no two have their hands on the same thing; running.h and lock_file.h say what they allow.
 */
#ifndef WHIMBREL_KIT_HOST_H
#define WHIMBREL_KIT_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <whimbrel/dialect.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kit_sink;

/** How SQL is written and read in this dialect. Static. */
struct kit_dialect {
	uint32_t lexical; /**< WB_LEX_… */
	char quote;       /**< around names */
	/** Put a name, in quotes where it needs them. NULL: always in `quote`. */
	void (*name)(struct kit_sink *out, const char *name);
	/** Put a literal. NULL: in single quotes, which are doubled inside. */
	void (*literal)(struct kit_sink *out, const char *text, size_t len);
};

/** The engine's services, and how the dialect writes; from kit_load() on. */
extern const struct wb_host *kit_host;
extern const struct kit_dialect *kit_dialect;

/** First of all, in the dialect's `load`. Both must live as long as the process, as `host` does. */
void kit_load(const struct wb_host *host, const struct kit_dialect *dialect);

/** Says so in `err`, and returns WB_E_NOMEM. */
int kit_no_memory(struct wb_error *err);

/** What a call that failed has put into `err`; a failure in any case, even if it did not say why. */
int kit_failed(struct wb_error *err);

/** What went wrong was `why`: into `err`, unless that knows of something before. Returns its status. */
int kit_because(struct wb_error *err, const struct wb_error *why);

/** The value of an option; NULL: it is not given. */
const char *kit_option(const struct wb_params *params, const char *name);

/** From now on a secret is masked in what is told; an older engine can't. */
void kit_hide(const char *secret);

/** A clock in milliseconds that only goes on. */
int64_t kit_clock_ms(void);

/** Room for one more item of `size` bytes in an array of `count`, which is NULL or which realloc made, with room for
 *  `*room`: the array, perhaps elsewhere, or NULL when there is no memory; then it is as it was. */
void *kit_grow(void *items, size_t *room, size_t count, size_t size);

#ifdef __cplusplus
}
#endif

#endif
