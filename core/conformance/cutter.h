/* SPDX-License-Identifier: MIT */
/* A process between this one and a server on a host and a port: it passes bytes on, and cuts the connections. */
#ifndef WB_CORE_CUTTER_H
#define WB_CORE_CUTTER_H

#include "trial.h"

/* Begin it, before this process has a connection; what is opened after cutter_enter() goes through it. */
bool cutter_begin(struct trial *t);
void cutter_enter(struct trial *t);
/* Is there one? */
bool cutter_is_there(void);
/* From now on the `n`th message of ours ends all connections, before or behind it is passed on. 0: none does. */
void cutter_cut(int n, bool behind);
bool cutter_was_cut(void);

#endif
