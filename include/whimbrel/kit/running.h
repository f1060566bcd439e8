/* SPDX-License-Identifier: MIT */
/** What runs on a connection, and can be stopped: by `cancel`, from another thread, or by a time-out where neither the
 *  server nor its client library has one. */
#ifndef WHIMBREL_KIT_RUNNING_H
#define WHIMBREL_KIT_RUNNING_H

#include <pthread.h>

#include <whimbrel/kit/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Of a connection, of whose thread all but kit_running_cancel() is called. */
struct kit_running {
	/** asks the client library to stop; from another thread, with the mutex held, and again until what
	 * runs has ended */
	void (*stop)(void *conn);
	void *conn;
	bool cancelled, timed_out; /**< why what ran last was stopped */

	/* the kit's own */
	pthread_mutex_t mutex;
	pthread_cond_t over;
	pthread_t thread;
	uint32_t timeout_ms;
	bool runs, watched;
};

/** `stop` and `conn` must live until it is released. */
void kit_running_init(struct kit_running *running, void (*stop)(void *conn), void *conn);
/** Nothing may run, and nobody call `cancel`, any more. */
void kit_running_release(struct kit_running *running);

/** Something begins that may be stopped, and is after `timeout_ms`; 0: no time-out. */
int kit_running_begin(struct kit_running *running, uint32_t timeout_ms, struct wb_error *err);
/** It has ended: nobody stops it from here on. */
void kit_running_end(struct kit_running *running);
/** For `cancel`: from any thread, but from no signal handler. Nothing, where nothing runs. */
void kit_running_cancel(struct kit_running *running);
/** WB_E_CANCELLED or WB_E_TIMEOUT, if what ran last was stopped; else `status`. */
int32_t kit_running_status(const struct kit_running *running, int32_t status);

#ifdef __cplusplus
}
#endif

#endif
