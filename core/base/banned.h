/* SPDX-License-Identifier: MIT */
/** Functions that are easier to get wrong than right. The build includes this page before every
 *  file of the core and of the program, so that using one is an error that says what to use
 *  instead.
 */
#ifndef WB_BANNED_H
#define WB_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WB_BANNED(function, instead) sorry_##function##_is_banned_use_##instead

/* no bound */
#undef strcpy
#define strcpy(...) WB_BANNED(strcpy, buf_str_or_memcpy)
#undef strcat
#define strcat(...) WB_BANNED(strcat, buf_str)
#undef sprintf
#define sprintf(...) WB_BANNED(sprintf, snprintf)
#undef vsprintf
#define vsprintf(...) WB_BANNED(vsprintf, vsnprintf)
/* no NUL at the end */
#undef strncpy
#define strncpy(...) WB_BANNED(strncpy, memcpy)
#undef strncat
#define strncat(...) WB_BANNED(strncat, buf_add)
/* hidden state */
#undef strtok
#define strtok(...) WB_BANNED(strtok, strcspn)
#undef gmtime
#define gmtime(...) WB_BANNED(gmtime, gmtime_r)
#undef localtime
#define localtime(...) WB_BANNED(localtime, localtime_r)
#undef asctime
#define asctime(...) WB_BANNED(asctime, strftime)
#undef ctime
#define ctime(...) WB_BANNED(ctime, strftime)
/* no way to tell an error */
#undef atoi
#define atoi(...) WB_BANNED(atoi, strtol)
#undef atol
#define atol(...) WB_BANNED(atol, strtol)
#undef atof
#define atof(...) WB_BANNED(atof, strtod)

#endif
