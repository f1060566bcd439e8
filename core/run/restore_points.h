/* SPDX-License-Identifier: MIT */
/* `downgrade --restore`: what the log has restore points of is brought back as well. */
#ifndef WB_CORE_RESTORE_POINTS_H
#define WB_CORE_RESTORE_POINTS_H

struct connection;
struct restore_points;
struct step;
struct wb_error;

/* All that the log has of steps that are applied. */
int restore_points_read(struct connection *conn, struct restore_points **out, struct wb_error *err);
void restore_points_free(struct restore_points *points);
/* Put them behind what takes the step back; where that is irreversible they are all of it. */
int restore_points_add(const struct restore_points *points, struct step *step,
		       struct wb_error *err);

#endif
