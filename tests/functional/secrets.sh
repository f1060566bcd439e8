#!/bin/bash
# SPDX-License-Identifier: MIT
# Values from the environment, from files and from URLs: shown as they stand in the file, masked in what servers answer, on
# every dialect. `--sql` alone holds them.
# Slow: 35 s: every command on every dialect.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

export APP_PW="s3cr3t'Of-The-App/42" APP_NAME=hidden_name_77
FILE_PW="From-A-File \"9\" wx"
hidden=("$APP_PW" "s3cr3t''Of-The-App/42" "$APP_NAME" "$FILE_PW" "url%2Dpass" url-pass-1 "Of-The-App" "s3cr3t" From-A-File)
all_hidden=("${hidden[@]}")

# Nothing that was printed, or is in a file named here, tells one of them.
expect_no_secret() {
	local word file
	for word in "${hidden[@]}"; do
		[[ $out != *"$word"* ]] || fail "stdout of '$last' has '$word':"$'\n'"$out"
		[[ $err != *"$word"* ]] || fail "stderr of '$last' has '$word':"$'\n'"$err"
		for file; do
			! grep -qF -- "$word" "$file" || fail "$file has '$word'"
		done
	done
}

# tells ARGUMENT...: runs it and looks, as text and as JSON, quietly and with many words
tells() {
	local more
	for more in '' -v -vvv '--format=json'; do
		last="$* $more"
		# shellcheck disable=SC2086
		run "$@" $more
		expect_no_secret
	done
}

# secret_project URL
secret_project() {
	mkdir -p migrations
	printf '%s\n' "$FILE_PW" >pw.txt
	cat >whimbrel.cfg <<-END
		migrations = [ "migrations" ];
		target = "dev";
		schema = [ "schema.sql" ];
		variables = { from_file = "\${file:pw.txt}"; role_name = "\${env:APP_NAME}"; open = "seen_by_all"; };
		targets = { dev = { url = "$1"; }; };
	END
	printf '%s\n' "CREATE TABLE t (a INT, b VARCHAR(80) DEFAULT \${env:APP_PW!literal});" >schema.sql
}

# Everything that can be done, in an order that meets every message.
all_commands() {
	revision a '' "CREATE TABLE t (a INT, b VARCHAR(80) DEFAULT \${env:APP_PW!literal}, c VARCHAR(80) DEFAULT \${from_file!literal});
INSERT INTO t (a /* \${open} */) VALUES (1);" "DROP TABLE t;"
	printf '\n-- migrate:verify\n-- expect: 0\nSELECT b FROM t;\n' >>migrations/a.sql
	revision b a "SELECT \${env:APP_PW!literal} FROM \${role_name!ident};" "SELECT 1;"
	tells plan
	run plan
	expect_stdout_has "DEFAULT \${env:APP_PW!literal}, c VARCHAR(80) DEFAULT \${from_file!literal}"
	expect_stdout_has "/* seen_by_all */"
	tells upgrade --dry-run
	tells validate
	tells lint
	tells test
	tells upgrade a
	sed -i 's/^-- expect: 0$/-- expect: ${env:APP_PW}/' migrations/a.sql
	tells upgrade a
	sed -i 's/^SELECT b FROM t;$/SELECT c FROM t;/' migrations/a.sql
	tells verify
	tells upgrade
	run upgrade
	expect_exit 1
	expect_stderr "| SELECT \${env:APP_PW!literal} FROM \${role_name!ident}"
	tells status
	tells log
	tells check
	tells diff
	tells current
	tells downgrade base --dry-run
	tells revision -m "wanted" --autogenerate --force
	rm -f migrations/b.sql
	tells revision -m "wanted" --autogenerate
	for last in migrations/*wanted*; do
		[ ! -e "$last" ] || expect_no_secret "$last"
	done
	rm -f migrations/*wanted*
	tells downgrade base
	tells lock status
	run upgrade --sql
	expect_stdout_has "s3cr3t"
	expect_stdout_has "$FILE_PW"
}

# statements TEXT...: each is a revision that fails; none tells
statements() {
	local text n=0
	for text; do
		rm -f migrations/*.sql
		revision "f$((n += 1))" '' "$text"
		tells upgrade
		run upgrade
		[ "$code" -ne 0 ] || fail "'$text' passes"
	done
	rm -f migrations/*.sql
}

wrong=("SELECT '\${env:APP_PW}' FROM nowhere;" "SELEKT \${env:APP_PW!literal};" "SELECT \${env:APP_PW!ident} FROM nowhere;"
	"CREATE TABLE \${env:APP_NAME} (a INT); CREATE TABLE \${env:APP_NAME} (a INT);"
	"INSERT INTO \${role_name} VALUES ('$(printf '%060d' 0) \${from_file}');" "SELECT \${env:APP_NAME}();"
	"SELECT \${env:APP_NAME}.\${env:APP_NAME};" "SELECT \${from_file!literal} \${from_file!literal} \${from_file!literal} FROM (;")

t "SQLite: secrets stand as in the file, and are masked in what it answers"
secret_project "sqlite:a.db"
all_commands
statements "${wrong[@]}"
# a trigger that tells what it was given
sql "CREATE TABLE g (x); CREATE TRIGGER tell BEFORE INSERT ON g BEGIN SELECT RAISE(ABORT, 's3cr3t''Of-The-App/42'); END;"
statements "INSERT INTO g VALUES (\${env:APP_PW!literal});"
expect_stderr "***"
sql "SELECT * FROM whimbrel_log; SELECT * FROM whimbrel_version" >stored
last="the journal"
expect_no_secret stored

t "what is not secret is shown: defaults of variables, those of -x, an environment variable that is empty"
secret_project "sqlite:a.db"
revision a '' "SELECT '\${env:NOT_SET_AT_ALL:-shown_default}', '\${given}', '\${open}' FROM nowhere;"
run upgrade -x given=on_the_line
expect_exit 1
expect_stderr "'shown_default', 'on_the_line', 'seen_by_all'"

t "the caret stands where the error is, in front of a secret and behind one"
if pg_bindir 2>/dev/null && pg_start; then
	trap 'pg_stop; finish' EXIT
	secret_project "$PG_URL"
	export SHORT=x LONG="it's a long one, rather"
	hidden=("it's a long one" "it''s a long")
	for text in "SELECT \${env:LONG!literal}, wrong" "SELECT wrong, \${env:LONG!literal}" "SELECT \${env:SHORT!literal}, \${env:LONG!literal} || \${env:LONG!literal}, wrong"; do
		revision a '' "-- above
$text;"
		run upgrade
		expect_no_secret
		expect_stderr "  | $text"
		column=${text%%wrong*}
		expect_stderr "  | ${column//?/ }^"
	done
	hidden=("${all_hidden[@]}")

	t "PostgreSQL: the same, notices and errors with details and contexts too"
	secret_project "postgresql://test:url-pass-1@127.0.0.1:$PG_PORT/postgres"
	all_commands
	statements "${wrong[@]}" "DO \$\$ BEGIN RAISE NOTICE 'pw %', \${env:APP_PW!literal}; RAISE EXCEPTION 'it is %', \${env:APP_PW!literal} USING DETAIL = \${from_file!literal}, HINT = \${env:APP_PW!literal}; END \$\$;" \
		"CREATE TABLE u (x TEXT PRIMARY KEY); INSERT INTO u VALUES (\${env:APP_PW!literal}), (\${env:APP_PW!literal});" \
		"ALTER ROLE nobody_here PASSWORD \${env:APP_PW!literal};" "SELECT \${env:APP_PW!literal}::int;"
	expect_stderr '"***"'

	t "PostgreSQL: a server that repeats the password of the URL"
	secret_project "postgresql://url-pass-1x:url-pass-1@127.0.0.1:$PG_PORT/no_such_database"
	last="current"
	run current
	expect_exit 1
	expect_no_secret
else
	skip "there is no PostgreSQL"
fi

t "MariaDB: the same, also where it cuts what it repeats"
if [ -n "${WHIMBREL_TEST_MARIADB:-}" ] && maria_start; then
	trap 'pg_stop; maria_stop; finish' EXIT
	mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -e "CREATE USER pw@'%' IDENTIFIED BY 'url-pass-1'; GRANT ALL ON *.* TO pw@'%' WITH GRANT OPTION"
	secret_project "mariadb://pw:url-pass-1@127.0.0.1:$MARIA_PORT/test"
	all_commands
	for ((n = 40; n < 90; n += 7)); do
		wrong+=("SELECT '$(printf "%0${n}d" 0)' FROM FROM '\${env:APP_PW}' '\${from_file}';" "SELECT FROM '$(printf "%0${n}d" 0)', '\${from_file}', 1;")
	done
	statements "${wrong[@]}" "CREATE TABLE u (x VARCHAR(90) PRIMARY KEY); INSERT INTO u VALUES (\${env:APP_PW!literal}), (\${env:APP_PW!literal});" \
		"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = \${env:APP_PW!literal};" "CREATE USER pw@'%' IDENTIFIED BY \${env:APP_PW!literal};"
else
	skip "there is no MariaDB"
fi

done_testing
