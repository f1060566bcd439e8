/* SPDX-License-Identifier: MIT */
/** Slots that have many arguments, with those that belong together in one: a dialect hands kit_slots_load() such functions in
 *  its `load`, and puts kit_slot_… into its table. Each promises what dialect.h says of its slot. */
#ifndef WHIMBREL_KIT_SLOTS_H
#define WHIMBREL_KIT_SLOTS_H

#include <whimbrel/kit/words.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A text from which statements are taken. */
struct kit_input {
	const char *text;
	size_t len;
	bool last; /**< nothing follows it */
};

struct kit_statement {
	const char *text;
	size_t len;
	uint32_t facts; /**< WB_PIECE_… */
};

/** What became of a statement. */
struct kit_judgement {
	int32_t verdict; /**< enum wb_verdict; UNKNOWN to begin with */
	struct wb_rows *repairs;
	struct wb_text *seen;
};

/** The column for which a value is made up. */
struct kit_sampled {
	const struct wb_object *column, *type;
	uint32_t n;
	bool every; /**< set it if each value deserves a row */
};

/** Those that a dialect does not have are NULL. Static. */
struct kit_slots {
	int (*split)(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
		     struct wb_error *err);
	int (*quote)(void *conn, bool literal, struct kit_part text, struct wb_text *out,
		     struct wb_error *err);
	int (*probe)(void *conn, const struct kit_statement *statement, struct wb_text *out_sql,
		     int32_t *out_fate, struct wb_error *err);
	int (*judge)(void *conn, const struct wb_intent *intent, struct kit_judgement *out,
		     struct wb_error *err);
	int (*remember)(void *conn, const struct kit_statement *statement, bool fresh,
			struct wb_text *out_sql, struct wb_error *err);
	int (*sample)(struct kit_sampled *what, struct wb_text *out);
	/** `like`: whose settings it has, which is `conn` itself on the target's server. */
	int (*scratch_open)(void *conn, void *like, const char *name, void **out,
			    struct wb_error *err);
	int (*scratch_clear)(void *conn, struct wb_error *err);
	int (*scratch_drop)(void *conn, const char *name, struct wb_error *err);
	int (*scratch_list)(void *conn, const char *prefix, struct wb_rows *rows,
			    struct wb_error *err);
};

/** Once, in the dialect's `load`, behind kit_load(). */
void kit_slots_load(const struct kit_slots *of_dialect);

int kit_slot_split(struct wb_lex *state, const char *text, size_t len, int32_t last,
		   struct wb_piece *out, struct wb_error *err);
int kit_slot_quote(void *conn, int32_t literal, const char *text, size_t len, struct wb_text *out,
		   struct wb_error *err);
int kit_slot_probe(void *conn, const char *text, size_t len, uint32_t facts,
		   struct wb_text *out_sql, int32_t *out_fate, struct wb_error *err);
int kit_slot_judge(void *conn, const struct wb_intent *intent, int32_t *out_verdict,
		   struct wb_rows *repairs, struct wb_text *seen, struct wb_error *err);
int kit_slot_remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
		      struct wb_text *out_sql, struct wb_error *err);
int kit_slot_sample(void *conn, const struct wb_object *column, const struct wb_object *type,
		    uint32_t n, struct wb_text *out, int32_t *out_every, struct wb_error *err);
int kit_slot_scratch(void *conn, int32_t what, const char *name, void **out, struct wb_rows *rows,
		     struct wb_error *err);

#ifdef __cplusplus
}
#endif

#endif
