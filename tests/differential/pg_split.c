/* SPDX-License-Identifier: MIT */
/* psql is the oracle: it reads a generated text and talks to a server of ours, which notes what it
 * is sent. The dialect's split must find the same statements, in one piece and byte by byte.
 *
 *	pg_split PSQL [ROUNDS [SEED]]
 */
#include "plugin_kit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEXICAL (WB_LEX_E_STRING | WB_LEX_DOLLAR | WB_LEX_NESTED)
enum { MOST = 256 };

struct statements {
	struct buf items[MOST];
	size_t count;
	bool stopped; /* at what is no statement: what comes behind is not compared */
};

static void statements_release(struct statements *s)
{
	for (size_t i = 0; i < s->count; i++)
		buf_release(&s->items[i]);
	memset(s, 0, sizeof(*s));
}

/* Without the comments in front and what ends it; nothing is no statement. */
static void add(struct statements *s, const char *text, size_t len)
{
	size_t begin = 0, end;
	int32_t token;

	while ((token = host_services()->scan(LEXICAL, text, len, begin, 1, &end)) ==
		       WB_TOKEN_SPACE ||
	       token == WB_TOKEN_COMMENT) {
		/* psql ends a line comment at a carriage return */
		const char *cr =
			text[begin] == '-' ? memchr(text + begin, '\r', end - begin) : NULL;

		begin = cr ? (size_t)(cr - text) : end;
	}
	while (len > begin && strchr(" \t\r\n\f\v;", text[len - 1]))
		len--;
	if (begin >= len || s->count == MOST)
		return;
	/* psql leaves out empty lines */
	for (; begin < len; begin++)
		if (text[begin] != '\n' || begin + 1 == len || text[begin + 1] != '\n')
			buf_add(&s->items[s->count], text + begin, 1);
	s->count++;
}

/* ------------------------------------------------------------------ the server */

static bool read_all(int fd, void *out, size_t len)
{
	for (size_t got = 0; got < len;) {
		ssize_t n = read(fd, (char *)out + got, len - got);

		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

static void send_message(int fd, char type, const void *body, size_t len)
{
	unsigned char head[5] = { (unsigned char)type };
	uint32_t size = htonl((uint32_t)len + 4);

	memcpy(head + 1, &size, 4);
	if (write(fd, head, 5) != 5 || (len && write(fd, body, len) != (ssize_t)len))
		return;
}

static void send_strings(int fd, bool on)
{
	static const char name[] = "standard_conforming_strings";
	char body[64];

	memcpy(body, name, sizeof(name));
	snprintf(body + sizeof(name), 4, "%s", on ? "on" : "off");
	send_message(fd, 'S', body, sizeof(name) + (on ? 3 : 4));
}

/* A start-up message, and what a client wants to hear. */
static bool greet(int fd)
{
	static const char version[] = "server_version\0"
				      "15.0",
			  encoding[] = "client_encoding\0UTF8";
	uint32_t size;
	char body[4096];

	if (!read_all(fd, &size, 4) || (size = ntohl(size) - 4) > sizeof(body) ||
	    !read_all(fd, body, size))
		return false;
	send_message(fd, 'R', "\0\0\0\0", 4);
	send_message(fd, 'S', version, sizeof(version));
	send_message(fd, 'S', encoding, sizeof(encoding));
	send_strings(fd, true);
	send_message(fd, 'Z', "I", 1);
	return true;
}

static void answer(int fd, const char *sql)
{
	if (strncmp(sql, "SET standard_conforming_strings = ", 34) == 0)
		send_strings(fd, sql[35] == 'n');
	send_message(fd, 'C', "SET", 4);
	send_message(fd, 'Z', "I", 1);
}

/* Talk to one psql until it goes. */
static void serve(int listener, struct statements *out)
{
	int fd = accept(listener, NULL, NULL);
	unsigned char head[5];

	if (fd >= 0 && greet(fd)) {
		while (read_all(fd, head, 5)) {
			uint32_t len = ((uint32_t)head[1] << 24 | (uint32_t)head[2] << 16 |
					(uint32_t)head[3] << 8 | head[4]) -
				       4;
			char *body = calloc(1, len + 1);

			if (!body || !read_all(fd, body, len) || head[0] == 'X') {
				free(body);
				break;
			}
			if (head[0] == 'Q') {
				add(out, body, strlen(body));
				answer(fd, body + strspn(body, " \t\r\n\f\v"));
			}
			free(body);
		}
	}
	close(fd);
}

static pid_t start_psql(const char *psql, const char *path, unsigned port)
{
	char conninfo[128];
	pid_t pid;

	snprintf(conninfo, sizeof(conninfo),
		 "host=127.0.0.1 port=%u user=x dbname=x sslmode=disable gssencmode=disable", port);
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execl(psql, psql, "-X", "-q", "-f", path, conninfo, (char *)NULL);
		_exit(127);
	}
	return pid;
}

/* ------------------------------------------------------------------ the dialect */

static void split(const char *text, size_t len, size_t step, struct statements *out)
{
	struct wb_lex lex = { .size = sizeof(lex) };
	size_t begin = 0, seen = step < len ? step : len;

	while (!out->stopped) {
		struct wb_piece piece = { .size = sizeof(piece) };
		int rc = dialect->split(&lex, text + begin, seen - begin, seen == len, &piece,
					kit_clear());

		if (rc < 0) {
			out->stopped = true;
		} else if (rc == 0 && seen == len) {
			return;
		} else if (rc == 0) {
			seen = seen + step < len ? seen + step : len;
		} else {
			if (piece.flags & (WB_PIECE_META | WB_PIECE_TORN))
				out->stopped = true;
			else if (!(piece.flags & (WB_PIECE_DATA | WB_PIECE_IGNORE)))
				add(out, text + begin + piece.token, piece.end - piece.token);
			begin += piece.next;
			lex.scanned = 0;
		}
	}
}

/* ------------------------------------------------------------------ texts */

static const char *const words[] = {
	"SELECT ",
	"a",
	"b1",
	"1",
	"2.5",
	";",
	";",
	";\n",
	";\n",
	" ",
	"\n",
	"\t",
	"'",
	"'",
	"''",
	"E'",
	"e'\\'",
	"U&'",
	"U&\"",
	"B'0;1' ",
	"x'a;b' ",
	"n'",
	"\"",
	"\"",
	"--",
	"-- x\n",
	"--;\r",
	"/*",
	"*/",
	"/",
	"*",
	"$$",
	"$$",
	"$a$",
	"$a$",
	"$1",
	"$",
	"$ä$",
	"ä$x$",
	"(",
	")",
	"(",
	")",
	"[",
	"]",
	"::",
	":a ",
	":'a' ",
	"::text",
	"\\'",
	"\\\\",
	"-",
	"<--",
	"@-",
	"#",
	"`",
	",",
	".",
	"\r\n",
	"\f",
	"CREATE FUNCTION f() ",
	"create or replace procedure p ",
	"CREATE ",
	"OR ",
	"REPLACE ",
	"FUNCTION ",
	"BEGIN ATOMIC ",
	"begin ",
	"END",
	"end;",
	"CASE ",
	"WHEN ",
	"endx ",
	"xend ",
	"BEGIN;",
	"SET standard_conforming_strings = off;\n",
	"SET standard_conforming_strings = on;\n",
	"'it''s; '",
	"E'it\\'s;'",
	"$b$ ; ' $b$",
	"/* a /* b; */ ; */",
	"INSERT INTO t VALUES (1, 'x;');\n",
	"\"a;\"\"b\"",
	"é",
	"1e ",
	"1a$$",
	"$$;",
	"e",
	"U&",
};

/* Left out: what psql reads otherwise than the server. It takes lines one by one, so that an E'…'
 * string that goes on behind a line break is a plain one there, and ends :name at a dollar. And
 * COPY … FROM stdin, whose data psql passes over also where it is no statement: the corpus has
 * those. */
static size_t generate(unsigned *seed, char *out, size_t size)
{
	size_t used = 0;
	int count = 2 + rand_r(seed) % 40;

	for (int i = 0; i < count; i++) {
		const char *word = words[(size_t)rand_r(seed) % (sizeof(words) / sizeof(words[0]))];

		used += (size_t)snprintf(out + used, size - used, "%s", word);
	}
	/* mutations: a byte away, two changed places */
	if (used > 4 && rand_r(seed) % 3 == 0) {
		size_t at = (size_t)rand_r(seed) % used;

		/* not into a command of psql: nobody knows what it would do */
		if (out[at] != '\\' && !(at && out[at - 1] == '\\') &&
		    (unsigned char)out[at] < 0x80) {
			memmove(out + at, out + at + 1, used - at);
			used--;
		}
	}
	return used;
}

/* A backslash outside of quotes is a command; letters behind it could be any. */
static bool is_harmless(const char *text, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if (text[i] == '\\' && !strchr("'\\.", text[i + 1]))
			return false;
	return !len || text[len - 1] != '\\';
}

static bool same(const struct statements *ours, const struct statements *psqls)
{
	size_t count = ours->count;

	if (ours->stopped ? psqls->count < count : psqls->count != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (ours->items[i].len != psqls->items[i].len ||
		    memcmp(buf_text(&ours->items[i]), buf_text(&psqls->items[i]),
			   ours->items[i].len) != 0)
			return false;
	return true;
}

static void show(const char *who, const struct statements *s)
{
	printf("%s%s:\n", who, s->stopped ? " (stopped)" : "");
	for (size_t i = 0; i < s->count; i++)
		printf("  [%s]\n", buf_text(&s->items[i]));
}

static int compare(const char *psql, int listener, unsigned port, const char *path,
		   const char *text, size_t len)
{
	struct statements ours = { .count = 0 }, bytes = { .count = 0 }, theirs = { .count = 0 };
	FILE *f = fopen(path, "we");
	int wrong = 0;
	pid_t pid;

	if (!f || fwrite(text, 1, len, f) != len || fclose(f) != 0)
		return -1;
	pid = start_psql(psql, path, port);
	serve(listener, &theirs);
	waitpid(pid, NULL, 0);
	split(text, len, len + 1, &ours);
	split(text, len, 1, &bytes);
	if (!same(&ours, &theirs) || !same(&ours, &bytes) || ours.count != bytes.count) {
		printf("--- text:\n%.*s\n---\n", (int)len, text);
		show("dialect", &ours);
		show("byte by byte", &bytes);
		show("psql", &theirs);
		wrong = 1;
	}
	statements_release(&ours);
	statements_release(&bytes);
	statements_release(&theirs);
	return wrong;
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), wrong = 0;
	unsigned seed = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 1;
	long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 500;
	char path[] = "pg_split.XXXXXX", text[8192];
	int file = mkstemp(path);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (argc < 2 || file < 0 || kit_load("postgresql") < 0 ||
	    bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 4) < 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) < 0)
		return 2;
	close(file);
	for (long i = 0; i < rounds && wrong < 5; i++) {
		size_t len = generate(&seed, text, sizeof(text));

		if (is_harmless(text, len))
			wrong += compare(argv[1], listener, ntohs(address.sin_port), path, text,
					 len) != 0;
	}
	unlink(path);
	printf("%d of %ld texts are split otherwise than psql does\n", wrong, rounds);
	return wrong ? 1 : 0;
}
