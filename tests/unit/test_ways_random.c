/* SPDX-License-Identifier: MIT */
/* Random histories, of which random files are gone: what a downgrade takes back is what it would take back
 * with all files, or it is refused; never another revision. WHIMBREL_HISTORIES says how many,
 * WHIMBREL_SEED where to begin. */
#include "engine_kit.h"

#include <stdbool.h>
#include <stdint.h>

#define MOST 9
#define HISTORIES 200

/* A history as it was when it was applied. */
struct history {
	unsigned count;
	char ids[MOST][16];
	bool parent[MOST][MOST], depends[MOST][MOST]; /* of the first on the second */
	bool labelled[MOST], gone[MOST], one_way[MOST];
	int date[MOST]; /* 0: none */
};

static uint64_t state_of_random;

static unsigned below(unsigned limit)
{
	state_of_random = state_of_random * UINT64_C(6364136223846793005) + 1442695040888963407U;
	return (unsigned)(state_of_random >> 33) % limit;
}

static bool chance(unsigned percent)
{
	return below(100) < percent;
}

static bool needs(const struct history *h, unsigned a, unsigned b)
{
	return h->parent[a][b] || h->depends[a][b];
}

/* ------------------------------------------------------------------ making one */

static void add_revision(struct history *h)
{
	unsigned i = h->count++;

	/* the order of ids is not that of the history */
	snprintf(h->ids[i], sizeof(h->ids[i]), "%c%c%u-rev", 'a' + (int)below(26),
		 'a' + (int)below(26), i);
	for (unsigned n = chance(75) ? 1 : below(3); n && i; n--)
		h->parent[i][chance(60) ? i - 1 : below(i)] = true;
	if (i && chance(20))
		h->depends[i][below(i)] = true;
	for (unsigned k = 0; k < i; k++)
		h->depends[i][k] = h->depends[i][k] && !h->parent[i][k];
	h->labelled[i] = chance(15);
	h->one_way[i] = chance(4);
	h->date[i] = (int)below(5);
}

static void make_history(struct history *h)
{
	unsigned count = 2 + below(MOST - 3);

	memset(h, 0, sizeof(*h));
	while (h->count < count)
		add_revision(h);
}

static void write_names(FILE *file, const char *key, const struct history *h, const bool *named)
{
	const char *before = "";

	fprintf(file, "-- %s: ", key);
	for (unsigned i = 0; i < h->count; i++)
		if (named[i]) {
			fprintf(file, "%s%s", before, h->ids[i]);
			before = ", ";
		}
	fprintf(file, "\n");
}

static void write_file(const struct history *h, unsigned i)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "m/%u-%s.sql", below(1000), h->ids[i]);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "-- Revision: %s\n", h->ids[i]);
	write_names(file, "Revises", h, h->parent[i]);
	write_names(file, "Depends", h, h->depends[i]);
	if (h->labelled[i])
		fprintf(file, "-- Branch: label%u\n", i);
	if (h->date[i])
		fprintf(file, "-- Date: 2026-01-0%d\n", h->date[i]);
	fprintf(file, "-- migrate:up\ncreate t%u;\n", i);
	if (!h->one_way[i])
		fprintf(file, "-- migrate:down\ndrop t%u;\n", i);
	assert_int_equal(fclose(file), 0);
}

static void write_files(const struct history *h, bool all)
{
	kit_empty();
	for (unsigned i = 0; i < h->count; i++)
		if (all || !h->gone[i])
			write_file(h, i);
}

/* Mostly with all that stands on them: else the files alone are wrong. */
static void lose_files(struct history *h)
{
	bool whole = chance(90);

	for (unsigned i = 0; i < h->count; i++) {
		h->gone[i] = chance(30);
		for (unsigned k = 0; k < i; k++)
			h->gone[i] = h->gone[i] || (whole && h->gone[k] && needs(h, i, k));
	}
}

/* ------------------------------------------------------------------ plans */

/* What a plan takes back, in order; or that there is none. */
struct taken {
	bool refused;
	unsigned count, ups;
	unsigned items[MOST];
	bool has[MOST];
};

static unsigned find(const struct history *h, const char *id)
{
	unsigned i = 0;

	while (i < h->count && strcmp(h->ids[i], id) != 0)
		i++;
	assert_true(i < h->count);
	return i;
}

static struct taken plan(const struct history *h, const char *target, int way)
{
	struct taken taken = { 0 };
	struct wb_plan *made = NULL;
	int rc = wb_plan_make(session, target, way, NULL, &made, fresh_error());

	if (rc < 0 && rc != WB_E_USAGE && rc != WB_E_REVISION)
		fail_msg("%s: status %d: %s", target, rc, err.message);
	if (rc < 0 && !err.message[0])
		fail_msg("%s: refused without a word", target);
	taken.refused = rc < 0;
	for (size_t i = 0; rc == 0 && i < wb_plan_count(made); i++) {
		const struct wb_plan_step *step = wb_plan_at(made, i);
		unsigned at = find(h, step->revision->id);

		if (strcmp(step->direction, "down") != 0) {
			taken.ups++;
			continue;
		}
		assert_false(taken.has[at] || taken.ups);
		taken.has[at] = true;
		taken.items[taken.count++] = at;
	}
	wb_plan_free(made);
	return taken;
}

static bool same_set(const struct taken *a, const struct taken *b)
{
	return a->count == b->count && memcmp(a->has, b->has, sizeof(a->has)) == 0;
}

/* Each after all that is applied and stands on it. */
static bool in_order(const struct history *h, const struct taken *taken, const bool *applied)
{
	bool left[MOST];

	memcpy(left, applied, sizeof(left));
	for (unsigned n = 0; n < taken->count; n++) {
		for (unsigned i = 0; i < h->count; i++)
			if (left[i] && needs(h, i, taken->items[n]))
				return false;
		left[taken->items[n]] = false;
	}
	return true;
}

static void show(const struct history *h, const bool *applied)
{
	for (unsigned i = 0; i < h->count; i++) {
		print_message("%s%s%s date %d%s needs", h->ids[i], applied[i] ? " applied" : "",
			      h->gone[i] ? " gone" : "", h->date[i],
			      h->one_way[i] ? " one way," : "");
		for (unsigned k = 0; k < h->count; k++)
			if (needs(h, i, k))
				print_message(" %s%s", h->ids[k], h->depends[i][k] ? "(d)" : "");
		print_message("\n");
	}
}

/* ------------------------------------------------------------------ one history */

#define TARGETS (8 + 4 * MOST)

static unsigned make_targets(const struct history *h, char targets[TARGETS][32])
{
	static const char *const fixed[] = { "-1", "-2", "-3", "-4", "base" };
	unsigned n = 0;

	for (unsigned i = 0; i < COUNT(fixed); i++)
		snprintf(targets[n++], 32, "%s", fixed[i]);
	for (unsigned i = 0; i < h->count; i++) {
		snprintf(targets[n++], 32, "%s", h->ids[i]);
		snprintf(targets[n++], 32, "%s-1", h->ids[i]);
		if (!h->labelled[i])
			continue;
		snprintf(targets[n++], 32, "label%u@base", i);
		snprintf(targets[n++], 32, "label%u@-%u", i, 1 + below(2));
	}
	return n;
}

struct tally {
	unsigned histories, broken, right, refused;
	unsigned lost; /* refused, and with all files it would not have been */
};

/* With the files that are left; `wanted` is what all of them say. False: those alone are wrong. */
static bool compare(const struct history *h, const char *url, const bool *applied,
		    char targets[][32], const struct taken *wanted, unsigned count,
		    struct tally *tally)
{
	if (kit_try_open(url, 0) < 0) {
		assert_true(project == NULL);
		return false;
	}
	for (unsigned i = 0; i < count; i++) {
		struct taken got = plan(h, targets[i], WB_WAY_DOWN);

		tally->refused += got.refused;
		tally->right += !got.refused;
		tally->lost += got.refused && !wanted[i].refused;
		if (got.refused)
			continue;
		if (wanted[i].refused || !same_set(&got, &wanted[i]) ||
		    !in_order(h, &got, applied)) {
			show(h, applied);
			fail_msg("downgrade %s takes back other revisions", targets[i]);
		}
	}
	return true;
}

static void check_switch(const struct history *h, const bool *applied)
{
	struct taken got = plan(h, "heads", WB_WAY_SWITCH);
	bool lost[MOST] = { false };

	for (unsigned i = 0; i < h->count; i++) {
		lost[i] = applied[i] && h->gone[i];
		for (unsigned k = 0; k < i; k++)
			lost[i] = lost[i] || (applied[i] && lost[k] && needs(h, i, k));
	}
	if (!got.refused &&
	    (memcmp(got.has, lost, sizeof(lost)) != 0 || !in_order(h, &got, applied))) {
		show(h, applied);
		fail_msg("switch takes back other revisions than those without a file");
	}
}

/* Which ones a database has, told by all files. */
static void read_applied(const struct history *h, const char *url, bool *applied)
{
	const char *text = status(url);

	for (unsigned i = 0; i < h->count; i++) {
		char line[64];

		snprintf(line, sizeof(line), "%s applied\n", h->ids[i]);
		applied[i] = strstr(text, line) != NULL;
	}
}

/* One of them for good, and it is what the plan said. */
static void run_one(const struct history *h, const char *url, const bool *applied,
		    const char *target)
{
	struct taken planned;
	bool after[MOST] = { false };

	kit_open(url);
	planned = plan(h, target, WB_WAY_DOWN);
	if (!planned.refused)
		ok(wb_downgrade(session, target, NULL, fresh_error()));
	kit_close();
	write_files(h, true);
	read_applied(h, url, after);
	for (unsigned i = 0; i < h->count; i++)
		if (after[i] != (applied[i] && !planned.has[i]))
			fail_msg("downgrade %s did not do what its plan said", target);
}

static void try_history(uint64_t seed, struct tally *tally)
{
	static struct taken wanted[TARGETS];
	static char targets[TARGETS][32];
	struct history h;
	bool applied[MOST] = { false };
	char url[64];
	unsigned count;

	state_of_random = seed * 7919 + 1;
	below(2);
	snprintf(url, sizeof(url), "null:ways%llu", (unsigned long long)seed);
	make_history(&h);
	write_files(&h, true);
	ok(upgrade(url, chance(70) ? "heads" : h.ids[below(h.count)]));
	lose_files(&h);
	if (chance(40)) {
		/* another branch, which comes where the files are gone */
		write_files(&h, false);
		add_revision(&h);
		for (unsigned k = 0; k + 1 < h.count; k++)
			if (h.gone[k])
				h.parent[h.count - 1][k] = h.depends[h.count - 1][k] = false;
		write_file(&h, h.count - 1);
		if (chance(60) && kit_try_open(url, 0) == 0)
			ok(wb_upgrade(session, h.ids[h.count - 1], NULL, fresh_error()));
		kit_close();
	}
	write_files(&h, true);
	read_applied(&h, url, applied);
	count = make_targets(&h, targets);
	kit_open(url);
	for (unsigned i = 0; i < count; i++)
		wanted[i] = plan(&h, targets[i], WB_WAY_DOWN);
	kit_close();
	write_files(&h, false);
	tally->histories++;
	if (!compare(&h, url, applied, targets, wanted, count, tally)) {
		tally->broken++;
		kit_close();
		return;
	}
	check_switch(&h, applied);
	kit_close();
	run_one(&h, url, applied, targets[below(count)]);
}

static void test_never_another_revision(void **state)
{
	const char *seed = getenv("WHIMBREL_SEED"), *histories = getenv("WHIMBREL_HISTORIES");
	uint64_t first = seed ? strtoull(seed, NULL, 10) : 1;
	uint64_t count = histories ? strtoull(histories, NULL, 10) : rounds(HISTORIES);
	struct tally tally = { 0 };

	(void)state;
	for (uint64_t i = first; i < first + count; i++) {
		try_history(i, &tally);
		/* a test that refuses everything shows nothing */
		if (i - first == rounds(HISTORIES) - 1)
			assert_true(tally.right > tally.refused / 4);
	}
	print_message("# %u histories, %u with files that are wrong alone; %u downgrades right, %u "
		      "refused, %u of them because files are gone\n",
		      tally.histories, tally.broken, tally.right, tally.refused, tally.lost);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_never_another_revision),
	};

	return cmocka_run_group_tests(tests, kit_enter, kit_leave);
}
