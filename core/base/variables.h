/* SPDX-License-Identifier: MIT */
/* Variables: `${NAME}` and its forms (DESIGN 3.1), looked up in layers, the strongest first. */
#ifndef WB_CORE_VARIABLES_H
#define WB_CORE_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "vec.h"

struct wb_error;

struct variable {
	char *name, *value;
	bool secret; /* from the environment or a file: it is not shown */
};

VEC(struct variable, variable_vec);

int variable_add(struct variable_vec *v, const char *name, size_t name_len, const char *value);
void variables_free(struct variable_vec *v);

/* The layers, strongest first; the built-in whimbrel.target and whimbrel.dialect are a layer of
 * their own. */
struct variables {
	const struct variable_vec *layers[4];
	/* `!ident` and `!literal`; both or none */
	int (*quote_name)(void *ctx, const char *text, size_t len, struct buf *out,
			  struct wb_error *err);
	int (*quote_literal)(void *ctx, const char *text, size_t len, struct buf *out,
			     struct wb_error *err);
	void *ctx;
};

/* NULL: it is not defined. */
const struct variable *variables_find(const struct variables *v, const char *name, size_t len);

/* What stands at a `${` or `\${`. */
struct reference {
	/* of all of it, 0: no reference, plain text; SIZE_MAX: more text is needed to tell */
	size_t len;
	bool escaped;     /* \${…}: stands for itself, without the backslash */
	bool environment; /* ${env:…} */
	bool has_fallback;
	char form; /* 0, 'i' for !ident, 'l' for !literal */
	const char *name, *fallback;
	size_t name_len, fallback_len;
};

/* Read what stands at `text` (which begins with `${` or `\${`). `last`: nothing follows. */
void reference_read(const char *text, size_t len, bool last, struct reference *out);
/* A text so that nothing in it is filled in: references get their backslash. */
int references_escape(const char *text, struct buf *out);
/* May its value be a secret? */
bool reference_is_secret(const struct variables *v, const struct reference *ref);
/* Append its value; one that may be a secret is masked from now on. WB_E_REVISION, with the name, when it is undefined. */
int reference_expand(const struct variables *v, const struct reference *ref, struct buf *out,
		     struct wb_error *err);

#endif
