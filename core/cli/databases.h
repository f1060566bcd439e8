/* SPDX-License-Identifier: MIT */
/* Asking every database that a project knows. */
#ifndef WB_CLI_DATABASES_H
#define WB_CLI_DATABASES_H

#include <jansson.h>

#include "revision_list.h"

/* Make sure that none of them has any of `list`, be it half done. WB_E_REFUSED with the first one that
 * has; one that can't be asked is told, goes to `not_asked`, and needs a person's yes. */
int databases_lack(struct cli *cli, const struct revision_list *list, json_t *not_asked,
		   struct wb_error *err);

#endif
