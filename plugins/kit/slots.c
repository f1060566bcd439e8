/* SPDX-License-Identifier: MIT */
#include <whimbrel/kit/slots.h>

static const struct kit_slots *slots;

void kit_slots_load(const struct kit_slots *of_dialect)
{
	slots = of_dialect;
}

int kit_slot_split(struct wb_lex *state, const char *text, size_t len, int32_t last,
		   struct wb_piece *out, struct wb_error *err)
{
	const struct kit_input input = { text, len, last != 0 };

	return slots->split(state, &input, out, err);
}

int kit_slot_quote(void *conn, int32_t literal, const char *text, size_t len, struct wb_text *out,
		   struct wb_error *err)
{
	return slots->quote(conn, literal != 0, (struct kit_part){ text, len }, out, err);
}

int kit_slot_probe(void *conn, const char *text, size_t len, uint32_t facts,
		   struct wb_text *out_sql, int32_t *out_fate, struct wb_error *err)
{
	const struct kit_statement statement = { text, len, facts };

	return slots->probe(conn, &statement, out_sql, out_fate, err);
}

int kit_slot_judge(void *conn, const struct wb_intent *intent, int32_t *out_verdict,
		   struct wb_rows *repairs, struct wb_text *seen, struct wb_error *err)
{
	struct kit_judgement judgement = { WB_VERDICT_UNKNOWN, repairs, seen };
	int rc = slots->judge(conn, intent, &judgement, err);

	*out_verdict = judgement.verdict;
	return rc;
}

int kit_slot_remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
		      struct wb_text *out_sql, struct wb_error *err)
{
	const struct kit_statement statement = { text, len, facts };

	return slots->remember(conn, &statement, fresh != 0, out_sql, err);
}

int kit_slot_sample(void *conn, const struct wb_object *column, const struct wb_object *type,
		    uint32_t n, struct wb_text *out, int32_t *out_every, struct wb_error *err)
{
	struct kit_sampled what = { column, type, n, false };
	int rc = slots->sample(&what, out);

	(void)conn;
	(void)err;
	*out_every = what.every;
	return rc;
}

int kit_slot_scratch(void *conn, int32_t what, const char *name, void **out, struct wb_rows *rows,
		     struct wb_error *err)
{
	switch (what) {
	case WB_SCRATCH_OPEN:
		return slots->scratch_open(conn, conn, name, out, err);
	case WB_SCRATCH_OPEN_LIKE:
		return slots->scratch_open(conn, *out, name, out, err);
	case WB_SCRATCH_DROP:
		return slots->scratch_drop ? slots->scratch_drop(conn, name, err) : 0;
	case WB_SCRATCH_LIST:
		return slots->scratch_list ? slots->scratch_list(conn, name, rows, err) : 0;
	case WB_SCRATCH_CLEAR:
		if (slots->scratch_clear)
			return slots->scratch_clear(conn, err);
		break;
	default:
		break;
	}
	return kit_host->fail(err, WB_E_UNSUPPORTED, "scratch %d", (int)what);
}
