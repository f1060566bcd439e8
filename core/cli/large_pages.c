/* SPDX-License-Identifier: MIT */
#include "large_pages.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What the heap may grow by at once; none of it takes memory before it is written to. */
#define HEAP_BYTES (32 << 20)
#define LARGE_BYTES ((uintptr_t)2 << 20)
/* in small pages, in which most projects have all the room that they need */
#define SMALL_BYTES ((uintptr_t)4 << 20)

/* Where the C library has no such heap, or the system no such pages, nothing changes. */
void large_pages(void)
{
#if defined(__GLIBC__) && defined(M_TOP_PAD) && defined(MADV_HUGEPAGE)
	uintptr_t begin = (uintptr_t)sbrk(0), end;
	/* together more than the heap has, each less than what does not come from it */
	void *volatile pieces[2];

	if (!mallopt(M_TOP_PAD, HEAP_BYTES))
		return;
	for (size_t i = 0; i < 2; i++)
		pieces[i] = malloc(96 << 10);
	for (size_t i = 0; i < 2; i++)
		free(pieces[i]);
	end = (uintptr_t)sbrk(0);
	begin = (begin + SMALL_BYTES + LARGE_BYTES - 1) / LARGE_BYTES * LARGE_BYTES;
	if (end > begin)
		madvise((void *)begin, end - begin, MADV_HUGEPAGE);
#endif
}
