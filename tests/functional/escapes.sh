#!/bin/bash
# SPDX-License-Identifier: MIT
# The border to people: whatever databases, files, plugins, servers and arguments hold, no command lets a control character, a
# bidi override or bytes that are no UTF-8 out to a terminal. JSON and SQL for programs have what is there.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

ESC=$'\033]0;owned\a\033[2J' C1=$'\302\233' BIDI=$'\342\200\256' ISO=$'\342\201\246' DEL=$'\177' BAD=$'\377\300'
EVIL="${ESC}a${C1}b${BIDI}c${ISO}d${DEL}"

# What a terminal would obey, in a file of output. Tabs and line ends are layout.
harmful() {
	LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xd8\x9c' "$1"
	iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1 || echo "no UTF-8"
}

# shows ARGUMENT...: nothing harmful on either side; as JSON it is JSON, and nothing harmful on the side for people
shows() {
	local found
	run "$@"
	for side in out err; do
		found=$(harmful "$scratch/$side")
		[ -z "$found" ] || fail "std$side of '$*':"$'\n'"$(printf '%q' "$found")"
	done
	run "$@" --format=json
	found=$(harmful "$scratch/err")
	[ -z "$found" ] || fail "stderr of '$*' as JSON:"$'\n'"$(printf '%q' "$found")"
	found=$(LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f]' "$scratch/out")
	[ -z "$found" ] || fail "stdout of '$*' is no JSON:"$'\n'"$(printf '%q' "$found")"
	while read -r line; do
		# longer than an argument may be
		[ "$({
			printf "SELECT json_valid(CAST(x'"
			printf %s "$line" | od -An -v -tx1 | tr -d ' \n'
			printf "' AS TEXT));"
		} | sqlite3 :memory:)" = 1 ] || fail "stdout of '$*': ${line:0:2000}"
	done <"$scratch/out"
}

all_commands() {
	shows current -v
	shows heads
	shows branches
	shows history -v
	shows history --format=markdown
	shows show
	shows status
	shows check
	shows validate
	shows verify
	shows plan
	shows plan -vvv
	shows lint
	shows "test"
	shows schema diagram
	shows schema diagram --as=boxes
	shows schema diagram --as=dot
	shows upgrade --dry-run
	shows upgrade -vvv
	shows status
	shows log
	shows downgrade -1 --dry-run
	shows downgrade -1
	shows stamp head
	shows repair
	shows lock status
	shows lock release --yes
	shows plugins
}

t "SQLite: a database full of them"
project
printf 'migrations = [ "migrations" ];\nschema = [ "schema.sql" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
printf '%s\n' "CREATE TABLE \"w$EVIL\" (\"y$EVIL\" TEXT DEFAULT '$EVIL');" >schema.sql
mkdir -p "migrations/sub$EVIL"
chain a b
revision c b "/* $EVIL */ CREATE TABLE \"t$EVIL\" (\"x$EVIL\" TEXT DEFAULT '$EVIL', \"l"$'\n'"ine\" INT); -- $EVIL"$'\n'"DROP TABLE t_a;" "DROP TABLE \"t$EVIL\"; CREATE TABLE t_a (x INTEGER);"
mv migrations/c.sql "migrations/sub$EVIL/c$EVIL.sql"
revision d c "INSERT INTO \"t$EVIL\" VALUES ('$EVIL', 1);" "SELECT 1;"
printf "\n-- migrate:verify\n-- expect: 0\nSELECT '%s';\n" "$EVIL" >>migrations/d.sql
ok upgrade b
sql "UPDATE whimbrel_version SET title = title || '$EVIL', applied_by = '$EVIL', applied_at = applied_at || '$EVIL' WHERE revision = 'a';
     INSERT INTO whimbrel_version (revision, title, checksum, applied_at, applied_by, duration_ms, run_id) SELECT 'gone$EVIL', '$EVIL', checksum, applied_at, '$EVIL', 1, '$EVIL' FROM whimbrel_version WHERE revision = 'a';
     INSERT INTO whimbrel_log (run_id, at, revision, direction, event, detail, session, hash) VALUES ('$EVIL', '$EVIL', '$EVIL', 'up', 'applied', '$EVIL', '$EVIL', '$EVIL');
     CREATE TABLE \"other$EVIL\" (\"z$EVIL\" INT REFERENCES \"other$EVIL\", x);" >/dev/null
all_commands
run check
expect_stdout_has 'other\x1b]0;owned\x07\x1b[2Ja\u009bb\u202ec\u2066d\x7f'
run verify
expect_stderr "expected \"0\", got"
run status
expect_stdout_has 'gone\x1b]0;'

t "a whimbrel_version whose rows are no UTF-8"
project
chain a
ok upgrade
sql "UPDATE whimbrel_version SET title = CAST(x'ff41c0' AS TEXT), applied_by = CAST(x'80' AS TEXT)" >/dev/null
sql "INSERT INTO whimbrel_version (revision, title, checksum, applied_at, applied_by, duration_ms, run_id) SELECT CAST(x'ffc3' AS TEXT), title, checksum, applied_at, applied_by, 1, run_id FROM whimbrel_version" >/dev/null
shows status
shows current
shows log
shows check
run status
expect_stdout_has '\xff\xc3'

t "SQL for programs has what is there, on a terminal it is escaped"
project
sql "CREATE TABLE \"t$EVIL\" (x)" >/dev/null
ok schema dump
expect_stdout_has "t$EVIL"
if script --version >/dev/null 2>&1; then
	script -qec "'$WHIMBREL' schema dump" /dev/null >typescript 2>&1 </dev/null
	expect_equal "control characters on the terminal" "$(tr -d '\r' <typescript >plain && harmful plain)" ""
	grep -qF 't\x1b]0;' typescript || fail "the terminal lacks the name: $(cat -v typescript)"
fi
revision a '' "SELECT '$EVIL';" "SELECT '$EVIL';" "Purpose: none"
for script in "upgrade --sql" "downgrade a:base --sql" "switch --sql" "stamp a --sql"; do
	# shellcheck disable=SC2086
	ok $script
	[[ $script = stamp* ]] || expect_stdout_has "$EVIL"
	script --version >/dev/null 2>&1 || continue
	script -qec "'$WHIMBREL' $script" /dev/null >typescript 2>&1 </dev/null
	expect_equal "control characters of '$script' on the terminal" "$(tr -d '\r' <typescript >plain && harmful plain)" ""
	[[ $script = stamp* ]] || grep -qF "'\x1b]0;" typescript || fail "the terminal lacks the text: $(cat -v typescript)"
done
ok plan --format=json
expect_json '$.steps[0].statements[0].sql' "SELECT '$EVIL'"

t "files are taken with them in SQL alone"
project
n=0
for header in "Author: $ESC" "Purpose: $BIDI" "Other: x${C1}" "  $DEL" "free text $ISO" $'Author: a\rb'; do
	revision "h$((n += 1))" '' "SELECT 1;" '' "$header"
	run validate
	expect_exit 3
	expect_stderr "h$n.sql:4: a control character"
	[ -z "$(harmful "$scratch/err")" ] || fail "stderr: $(printf %q "$err")"
	rm migrations/*
done
revision m '' "SELECT 1;"
printf '\n-- migrate:down %s\nSELECT 1;\n' "$ESC" >>migrations/m.sql
run validate
expect_exit 3
expect_stderr "m.sql:8: a control character"
rm migrations/*
cp whimbrel.cfg good.cfg
printf '// %s\n' "$BIDI" >>whimbrel.cfg
run current
expect_exit 2
expect_stderr "whimbrel.cfg:4: a control character"
sed 's/target = "dev"/target = "de\\x1b[31mv"/' good.cfg >whimbrel.cfg
run current
expect_exit 2
expect_stderr "whimbrel.cfg:2: a control character"

t "titles are plain text, and not empty"
project
for text in "" "  " "a$ESC" "a$C1" "a$BIDI" "a$DEL" $'a\nb' "a$BAD"; do
	run revision -m "$text"
	expect_exit 2
	[ -z "$(harmful "$scratch/err")" ] || fail "stderr: $(printf %q "$err")"
done
expect_equal "files" "$(ls migrations)" ""
ok revision -m "Grüße, 世界"

t "arguments come back escaped"
project
chain a
for arguments in "$EVIL" "--$EVIL" "show $EVIL" "upgrade $EVIL" "-t $EVIL current" "--url $EVIL current" "--url sqlite:$EVIL current" "-c $EVIL current" "-m $EVIL heads" \
	"log -n $EVIL" "schema $EVIL" "lock $EVIL" "plugins $EVIL" "plugins check $EVIL" "help $EVIL" "history -r $EVIL" "revision -m x --head $EVIL" "revision -m x --rev-id $EVIL" \
	"upgrade --dialect $EVIL --sql" "--plugin-path $EVIL plugins" "-x $EVIL upgrade" "schema load $EVIL" "edit $EVIL" "stamp $EVIL" "merge $EVIL"; do
	# shellcheck disable=SC2086
	IFS=' ' shows $arguments
done

t "a plugin that is full of them"
if ${CC:-cc} --version >/dev/null 2>&1; then
	mkdir -p plugins migrations && chmod 755 plugins
	{
		printf '#include "fake.h"\n#include <string.h>\n#define E "\\033[2J\\302\\233\\342\\200\\256\\377"\n'
		cat <<-'END'
			static const struct wb_host *host;
			static int load(const struct wb_host *h, struct wb_error *err) { (void)err; host = h; return 0; }
			static int split(struct wb_lex *s, const char *t, size_t n, int32_t last, struct wb_piece *o, struct wb_error *err)
			{ (void)s; (void)t; (void)n; (void)last; (void)o; return host->fail(err, WB_E_SQL, "split " E); }
			static int hello(const struct wb_params *p, void **out, struct wb_error *err)
			{ *out = (void *)1; (void)err; for (int i = 0; i < 5; i++) host->log(p->client, i, "log " E); return 0; }
			static int describe(void *c, struct wb_server *o, struct wb_error *err)
			{ (void)c; strcpy(err->message, "message " E); strcpy(err->detail, "detail\n" E); err->status = WB_E_CONNECT; strcpy(o->product, E); return WB_E_CONNECT; }
			static const char *const schemes[] = { "evil", NULL };
			static const struct wb_dialect evil = { WB_DIALECT_HEADER, .name = "evil", .version = "1" E, .description = "d" E, .client_library = "c" E,
				.schemes = schemes, .load = load, .connect = hello, .close = fake_close, .describe = describe, .quote = fake_quote, .execute = fake_execute, .split = split };
			WB_REGISTER_DIALECT(evil)
		END
	} >evil.c
	${CC:-cc} -shared -fPIC -w -I"$srcdir/include" -I"$srcdir/tests/plugins" -o plugins/evil.so evil.c || fail "the plugin does not build"
	chmod 644 plugins/evil.so
	chain a
	for arguments in "plugins" "current" "status" "upgrade -vvv" "plan" "validate" "upgrade --sql" "plugins check" "check" "schema dump" "lock status" "log" "verify"; do
		# shellcheck disable=SC2086
		shows --plugin-path plugins --url evil:x -m migrations $arguments
	done
	run --plugin-path plugins --url evil:x -m migrations current
	expect_stderr 'message \x1b[2J\u009b\u202e\xff'
	run --plugin-path plugins plugins
	expect_stdout_has 'evil'
else
	skip "there is no C compiler"
fi

if pg_bindir 2>/dev/null && pg_start; then
	trap 'pg_stop; finish' EXIT
	t "PostgreSQL: names, notices, errors with details and contexts"
	mkdir migrations
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$PG_URL" >whimbrel.cfg
	revision a '' "CREATE TABLE \"t$EVIL\" (\"x$EVIL\" TEXT); COMMENT ON TABLE \"t$EVIL\" IS '$EVIL';" "DROP TABLE \"t$EVIL\";"
	revision b a "DO \$\$ BEGIN RAISE WARNING 'w $EVIL'; RAISE NOTICE 'n $EVIL'; RAISE EXCEPTION 'e $EVIL' USING DETAIL = 'd $EVIL', HINT = 'h $EVIL'; END \$\$;"
	shows upgrade -vvv
	"$PG_BINDIR/psql" -Xq "$PG_URL" -c "UPDATE whimbrel_version SET title = '$EVIL', applied_by = '$EVIL'; INSERT INTO whimbrel_version (revision, title, checksum, applied_at, applied_by, duration_ms, run_id) SELECT 'gone$EVIL', title, checksum, applied_at, applied_by, 1, run_id FROM whimbrel_version"
	all_commands
	shows upgrade
fi

if [ -n "${WHIMBREL_TEST_MARIADB:-}" ] && maria_start; then
	trap 'pg_stop; maria_stop; finish' EXIT
	t "MariaDB: names, warnings, errors"
	mkdir migrations
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; }; };\n' "$MARIA_URL" >whimbrel.cfg
	revision a '' "CREATE TABLE \`t$EVIL\` (\`x$EVIL\` VARCHAR(90) COMMENT '$EVIL');" "DROP TABLE \`t$EVIL\`;"
	revision b a "SELECT * FROM \`nowhere$EVIL\`;"
	revision c b "SELECT 1;"
	shows upgrade -vvv
	mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" --default-character-set=utf8mb4 test -e "UPDATE whimbrel_version SET title = '$EVIL', applied_by = '$EVIL'"
	all_commands
fi

done_testing
