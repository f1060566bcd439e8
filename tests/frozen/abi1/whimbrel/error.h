/* SPDX-License-Identifier: MIT */
/** Errors: one struct for the engine, its callers and its dialects.
 *
 *  Functions return 0, or a negative `enum wb_status`; the caller's `struct wb_error` then says
 *  why. The first error wins: setting an error that is already set changes nothing, so clean-up
 *  code can't hide the cause.
 */
#ifndef WHIMBREL_ERROR_H
#define WHIMBREL_ERROR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Is `member` there in what `pointer` points to, as big as its sender made it? 1 or 0. For structures whose
 * first member is `size`; WB_HAS_SLOT for those that have `struct_size` (wb_host, wb_dialect). */
#define WB_HAS(pointer, member) WB_HAS_IN(pointer, (pointer)->size, member)
#define WB_HAS_SLOT(pointer, member) WB_HAS_IN(pointer, (pointer)->struct_size, member)
#define WB_HAS_IN(pointer, its_size, member)                                    \
	((size_t)((const char *)&(pointer)->member - (const char *)(pointer)) + \
		 sizeof((pointer)->member) <=                                   \
	 (its_size))

/** What kind of failure it was. Always negative, never renumbered. */
enum wb_status {
	WB_OK = 0,
	WB_E_NOMEM = -1, /**< out of memory, or a bounded buffer reached its bound */
	/** the call itself is wrong: an unknown target, a missing argument */
	WB_E_USAGE = -2,
	WB_E_CONFIG = -3,      /**< the config file, the environment or a URL is wrong */
	WB_E_FILE = -4,        /**< a file can't be read or written */
	WB_E_REVISION = -5,    /**< a revision file or the graph that they make is wrong */
	WB_E_EDITED = -6,      /**< a file is not what was applied */
	WB_E_PLUGIN = -7,      /**< a dialect can't be found or loaded */
	WB_E_UNSUPPORTED = -8, /**< the dialect or the server can't do it */
	WB_E_CONNECT = -9,     /**< no connection could be made */
	WB_E_LOST = -10,       /**< the connection broke while it was in use */
	WB_E_SQL = -11,        /**< the database refused a statement */
	WB_E_EXPECT = -12,     /**< a `require` or `verify` expectation did not hold */
	/** other people's locks, a deadlock, a serialization failure: may be tried again */
	WB_E_BUSY = -13,
	WB_E_TIMEOUT = -14,   /**< a statement took longer than it may */
	WB_E_LOCKED = -15,    /**< another run holds the lock and did not release it in time */
	WB_E_LOCK_LOST = -16, /**< this run's own lock is gone */
	WB_E_CANCELLED = -17, /**< interrupted on request */
	WB_E_UNCERTAIN = -18, /**< it can't be known whether a statement took effect */
	/** the step must be run once more from its beginning (see WB_OWN_SETTLE) */
	WB_E_AGAIN = -19,
	WB_E_NO_TABLES = -20, /**< whimbrel's own tables are not there */
	WB_E_FORMAT = -21,    /**< whimbrel's own tables are of a newer format */
	WB_E_REFUSED = -22,   /**< something that needs a yes, and got none */
	WB_E_INTERNAL = -23,  /**< a defect in whimbrel or in a dialect */
	/** on a scratch database: all that the statement does is outside of it, and was not done */
	WB_E_OUTSIDE = -24,
	WB_E_EXISTS = -25, /**< what a statement would make is there already */
	/** the database can't do it now, whatever the statement: disk full, read only, too large a
	 *  packet. `detail` says what would help */
	WB_E_UNABLE = -26,
	WB_E_DRIFT = -27, /**< the target is not what its revisions make, and was to be */
	/** on a scratch database: it would change privileges alone, and names a role that is not there or
	 * may not be acted for; it was not done */
	WB_E_ROLE = -28,
	WB_E_HOOK = -29, /**< what the config asks to be done before a run or a step failed */
};

/** Why something failed. Lives on the caller's stack; nothing to free. The first error wins. */
struct wb_error {
	/** sizeof as the caller knows it, as in every struct that crosses the border */
	uint32_t size;
	int32_t status;      /**< enum wb_status, 0 = none */
	int32_t native_code; /**< the database's own number, 0 = none */
	char sqlstate[6];    /**< "" = none */
	char reserved[2];
	uint32_t statement; /**< 1-based within its section, 0 = not about one */
	uint32_t line;      /**< 1-based within its file, 0 = unknown */
	uint32_t position;  /**< 1-based byte within the statement, 0 = unknown */
	char message[1024]; /**< one line, no secret */
	char detail[2048];  /**< the server's detail, hint and context; may have several lines */
};

/* clang-format off */
#define WB_ERROR_INIT { .size = sizeof(struct wb_error) }
/* clang-format on */

#ifdef __cplusplus
}
#endif

#endif
