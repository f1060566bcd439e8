/* SPDX-License-Identifier: MIT */
/* The files of the desired schema. */
#ifndef WB_CORE_DESIRED_SCHEMA_FILES_H
#define WB_CORE_DESIRED_SCHEMA_FILES_H

#include "project/project.h"

/* The files that the config's `schema` names, for the project's dialect and in order. WB_E_CONFIG
 * if it names none. */
int desired_files(struct wb_project *project, struct string_vec *out, struct wb_error *err);
/* A file, or all the files of SQL in a folder and those below it, in the order of their names. */
int desired_list(struct wb_project *project, const char *path, struct string_vec *out,
		 struct wb_error *err);

#endif
