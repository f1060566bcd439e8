/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "schema.h"

const struct wb_host *fb_host;
static char client_library[64] = "fbclient";
static const struct kit_dialect kit = { .quote = '"' };

static int load(const struct wb_host *host, struct wb_error *err)
{
	(void)err;
	fb_host = host;
	kit_load(host, &kit);
	isc_get_client_version(client_library);
	return 0;
}

static int quote(void *conn, int32_t literal, const char *text, size_t len, struct wb_text *out,
		 struct wb_error *err)
{
	struct kit_sink sink = { .engines = out };

	(void)conn;
	if (memchr(text, '\0', len))
		return fb_host->fail(err, WB_E_UNSUPPORTED,
				     "Firebird has no %s with a NUL byte in it",
				     literal ? "literal" : "name");
	if (!literal && (len == 0 || len > 31))
		return fb_host->fail(err, WB_E_UNSUPPORTED,
				     "a name has 1 to 31 bytes in Firebird 3, this one %zu", len);
	kit_put_quoted(&sink, literal ? '\'' : '"', false, text, len);
	return 0;
}

/* What the portable SQL does not know of Firebird. It has no clock in UTC before version 4: times are the server's
 * local ones. */
const struct wb_portable fb_portable = {
	.size = sizeof(fb_portable),
	.flags = WB_PORTABLE_COUNTED | WB_PORTABLE_UPPER,
	.id_column = "BIGINT NOT NULL PRIMARY KEY",
	.name_type = "VARCHAR(64)",
	.text_type = "BLOB SUB_TYPE TEXT",
	.integer_type = "BIGINT",
	.time_type = "TIMESTAMP",
	.now = "CURRENT_TIMESTAMP",
	.user = "CURRENT_USER",
	.table_suffix = "",
	.limit = " ROWS ",
	.time_text = "SUBSTRING(",
	.time_text_end = " FROM 1 FOR 23)",
	.literal_max = 16383, /* letters, of up to four bytes each, in 64 KiB */
	.script_head = "SET BAIL ON;\n",
	.block_begin = "SET TERM $whimbrel$ ;\n",
	.block_end = "\n$whimbrel$\nSET TERM ; $whimbrel$\n",
};

static const char *const schemes[] = { "firebird", NULL };
static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER,
	.name = "firebird",
	.version = "1.0.0",
	.description = "Firebird, from version 3 on",
	.client_library = client_library,
	.schemes = schemes,
	.features = WB_F_TRANSACTIONAL_DDL | WB_F_COMMIT_EACH | WB_F_NO_KEEP,
	.load = load,
	.connect = fb_connect,
	.close = fb_close,
	.describe = fb_describe,
	.split = fb_split,
	.quote = quote,
	.portable = &fb_portable,
	.execute = fb_execute,
	.cancel = fb_cancel,
	.lock = fb_lock,
	.unlock = fb_unlock,
	.database = fb_database,
	.introspect = fb_introspect,
	.render = fb_render,
	.scratch = fb_scratch,
	.effects = fb_effects,
	.defines = kit_usual_defines,
};
WB_REGISTER_DIALECT(dialect)
