/* SPDX-License-Identifier: MIT */
/* A plugin's file: whoever may write it, or a folder above it, may run code as whoever loads it. It
 * is opened once, and what was looked at is what is loaded. */
#ifndef WB_CORE_PLUGIN_FILE_H
#define WB_CORE_PLUGIN_FILE_H

struct wb_error;

/* Open the file at `path`, a real path, and look at it and at every folder above it: a descriptor,
 * or negative. */
int plugin_file_open(const char *path, struct wb_error *err);
/* Are the headers right, and all that they name there? The loader maps the segments, and a file that
 * ends before them is found out by a signal. */
int plugin_file_whole(int fd, const char *path, struct wb_error *err);
/* What dlopen is told, so that it loads the file that is open as `fd`; the path itself where this
 * system has no other name for it. The descriptor must stay open for as long as the object is
 * loaded: it is known by this name. */
void plugin_file_name(int fd, const char *path, char *out, unsigned long size);

#endif
