/* SPDX-License-Identifier: MIT */
/* A dialect as it could have been written on the day of ABI 1: it includes no header of ours and
 * declares what it needs itself, so it shows what the headers meant then. It must load for ever.
 * Never edit the declarations below. */
#include <stddef.h>
#include <stdint.h>

struct v1_dialect {
	uint32_t abi_version, struct_size;
	const char *name;
	const char *version;
	const char *description;
	const char *client_library;
	const char *const *schemes;
	const void *options;
	uint64_t features;
	uint32_t lexical;
	uint32_t reserved;
	int (*load)(const void *host, void *err);
	int (*connect)(const void *params, void **out, void *err);
	void (*close)(void *conn);
	int (*describe)(void *conn, void *out, void *err);
	int (*split)(void *state, const char *text, size_t len, int32_t last, void *out, void *err);
	int (*quote)(void *conn, int32_t literal, const char *text, size_t len, void *out,
		     void *err);
	int (*compose)(void *conn, int32_t what, const void *args, void *out, void *err);
	int (*execute)(void *conn, const void *op, void *rows, void *err);
};

struct v1_host {
	uint32_t abi_version, struct_size;
	void (*log)(void *client, int32_t level, const char *message);
	void (*progress)(void *client, const char *phase, uint64_t done, uint64_t total);
	int (*stopping)(void *client);
	void (*append)(void *text, const char *data, size_t len);
	int (*row)(void *rows, const void *values, size_t count);
	int (*object)(void *sink, const void *object);
	int (*edge)(void *sink, const void *from, const void *to);
	int (*fail)(void *err, int32_t status, const char *format, ...);
};

struct v1_server {
	uint32_t size;
	int32_t tables;
	uint64_t features;
	uint32_t lex_mode;
	uint32_t reserved;
	char product[64];
	char version[64];
};

__attribute__((visibility("default"))) const struct v1_dialect *whimbrel_dialect(void);

static const struct v1_host *services;

static int load(const void *host, void *err)
{
	(void)err;
	services = host;
	return 0;
}

static int connect(const void *params, void **out, void *err)
{
	static int connection;

	(void)params;
	(void)err;
	*out = &connection;
	return 0;
}

static void disconnect(void *conn)
{
	(void)conn;
}

static int describe(void *conn, void *out, void *err)
{
	struct v1_server *server = out;

	(void)conn;
	(void)err;
	server->product[0] = 'F';
	server->product[1] = '1';
	server->version[0] = '1';
	return 0;
}

static int quote(void *conn, int32_t literal, const char *text, size_t len, void *out, void *err)
{
	(void)conn;
	(void)literal;
	(void)err;
	services->append(out, text, len);
	return 0;
}

/* -11 is WB_E_SQL. */
static int execute(void *conn, const void *op, void *rows, void *err)
{
	(void)conn;
	(void)op;
	(void)rows;
	return services->fail(err, -11, "frozen since ABI %d", 1);
}

static const char *const schemes[] = { "frozen_abi1", NULL };

static const struct v1_dialect dialect = {
	.abi_version = 1,
	.struct_size = sizeof(dialect),
	.name = "frozen_abi1",
	.version = "1",
	.schemes = schemes,
	.load = load,
	.connect = connect,
	.close = disconnect,
	.describe = describe,
	.quote = quote,
	.execute = execute,
};

const struct v1_dialect *whimbrel_dialect(void)
{
	return &dialect;
}
