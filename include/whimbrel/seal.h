/* SPDX-License-Identifier: MIT */
/** The checksum in a dialect's file. Part of <whimbrel/dialect.h>, which includes this page. */
#ifndef WHIMBREL_SEAL_H
#define WHIMBREL_SEAL_H

#ifndef WHIMBREL_DIALECT_H
#error "include <whimbrel/dialect.h>"
#endif

#include <stdint.h>

/** Of what is loaded of the file. `whimbrel plugins seal NAME.so` fills it in when the file is made or
 *  installed; a file that differs from it later is refused, since one damaged byte may end the program
 *  inside the system's loader. 0: it was never sealed, and nothing is asked. */
struct wb_seal {
	char magic[16];
	uint64_t sum;
	char echo[16]; /**< either of the two tells where it is, if the other one is damaged */
};

#define WB_SEAL_MAGIC "whimbrel's seal"
#define WB_SEAL_ECHO "seal: whimbrel."

/** What WB_REGISTER_DIALECT writes of it. */
#define WB_SEAL_ROOM                              \
	static const struct wb_seal whimbrel_seal \
		__attribute__((used)) = { WB_SEAL_MAGIC, 0, WB_SEAL_ECHO };

#endif
