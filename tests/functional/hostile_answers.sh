#!/bin/bash
# SPDX-License-Identifier: MIT
# A real server whose answers are spoilt on the way, from a chosen question on: every command ends, without a crash, and none says
# that all is well. All cases of a server run at once.
# Slow: 40 s: it waits for deadlines.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

if ! command -v python3 >/dev/null; then
	t "answers that are spoilt"
	skip "there is no python3"
	done_testing
	exit
fi

declare -A proxies=()
numbers=()
end_all() {
	[ ${#proxies[@]} -eq 0 ] || kill "${proxies[@]}" 2>/dev/null
	pg_stop
	maria_stop
}
trap 'status=$?; end_all; (exit $status); finish' EXIT

# proxy HOW WORDS: one for all who ask for that; its port is in $through
proxy() {
	local kind="$dialect $1 $2" file
	file=$scratch/${kind//[^a-z]/_}.port
	if [ -z "${proxies[$kind]:-}" ]; then
		python3 "$srcdir/tests/hostile/proxy.py" "$dialect" "$port" "$1" "$2" >"$file" 2>&1 &
		proxies[$kind]=$!
	fi
	until [ -s "$file" ] || ! kill -0 "${proxies[$kind]}" 2>/dev/null; do
		sleep 0.05
	done
	through=$(<"$file")
}

# begin NAME HOW WORDS COMMAND...: in a folder of its own
begin() {
	local folder=$scratch/$dialect-$1
	proxy "$2" "$3"
	cp -r "$scratch/project" "$folder"
	shift 3
	(
		cd "$folder" || exit
		export SPOILT_URL=$dialect://spoilt:secret@127.0.0.1:$through/$database$query
		timeout -k 1 100 "$WHIMBREL" "$@" 2>&1 >out </dev/null | head -c 5000 >err
		echo "${PIPESTATUS[0]}" >code
	) &
	numbers+=($!)
}

# ended NAME CODE [WORDS]
ended() {
	t "$dialect: $1"
	code=$(<"$scratch/$dialect-$1/code") err=$(<"$scratch/$dialect-$1/err") out=$(<"$scratch/$dialect-$1/out")
	[[ " $2 " == *" $code "* ]] || fail "exit $code, wanted $2; stdout: $out; stderr: $err"
	[ $# -lt 3 ] || expect_stderr "$3"
	expect_stderr_without secret
}

commands=("status" "check --no-schema" "log" "verify" "upgrade" "downgrade" "stamp head" "repair" "seed" "lock status" "wait --for b --timeout 2s" "switch")

# sweep: each command with each behaviour, from the first look at our own tables on
sweep() {
	local how command
	for how in nulls twice; do
		for command in "${commands[@]}"; do
			# shellcheck disable=SC2086
			begin "$how ${command// /-}" $how whimbrel_version $command
		done
	done
	wait "${numbers[@]}"
	for how in nulls twice; do
		for command in "${commands[@]}"; do
			case $command in
			check*) ended "$how ${command// /-}" "1 2 3" ;;
			*) ended "$how ${command// /-}" "0 1 2 3 4 5" ;;
			esac
		done
	done
	numbers=()
}

# a_project: two revisions, of which the first is applied, and a desired schema that the database has not
a_project() {
	mkdir "$scratch/project" && cd "$scratch/project" || exit 1
	mkdir seeds migrations
	printf 'migrations = [ "migrations" ];\nschema = [ "schema.sql" ];\nseeds = [ "seeds" ];\ntarget = "t";\ntargets = { t = { url = "${env:SPOILT_URL}"; connect_timeout = "5s"; lock_timeout = "3s"; statement_timeout = "1s"; }; };\n' >whimbrel.cfg
	chain a b
	printf '\n-- migrate:verify\n-- expect: 0\nSELECT count(*) FROM t_a;\n' >>migrations/a.sql
	echo "INSERT INTO t_a VALUES (1);" >seeds/s.sql
	echo "CREATE TABLE wanted (x INT);" >schema.sql
}
a_project

if pg_bindir 2>/dev/null && pg_start; then
	dialect=postgresql port=$PG_PORT database=postgres query='?sslmode=disable&gssencmode=disable'
	"$PG_BINDIR/psql" -Xq "$PG_URL" -c "CREATE ROLE spoilt SUPERUSER LOGIN" >/dev/null
	SPOILT_URL=$PG_URL "$WHIMBREL" -q upgrade a || exit 1
	begin "a COPY begins" both whimbrel_version status
	begin "a COPY begins under the lock" both pg_try_advisory repair
	begin "pg_dump gets no answer" silent "synchronize_seqscans" backup x.dump
	begin "rubbish in the catalog" rubbish pg_get_expr schema dump
	wait "${numbers[@]}"
	numbers=()
	ended "a COPY begins" 1
	ended "a COPY begins under the lock" 1
	ended "pg_dump gets no answer" 1 "has done nothing for 11 s"
	ended "rubbish in the catalog" "1 2"
	sweep
	pg_stop
else
	t "PostgreSQL"
	skip "there is no PostgreSQL"
fi

if [ -n "${WHIMBREL_TEST_MARIADB:-}" ] && maria_start; then
	dialect=mariadb port=$MARIA_PORT database=test query=''
	mariadb --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" -e "CREATE USER spoilt@'%' IDENTIFIED BY 'secret'; GRANT ALL ON *.* TO spoilt@'%' WITH GRANT OPTION;
		CREATE DATABASE whimbrel_scratch_00000000_00000000_0000_00000000;
		CREATE EVENT test.e ON SCHEDULE EVERY 1 DAY DO DO 1; CREATE TABLE test.u (x INT); CREATE TRIGGER test.g BEFORE INSERT ON test.u FOR EACH ROW SET @a = 1"
	(cd "$scratch/project" && SPOILT_URL=$MARIA_URL "$WHIMBREL" -q upgrade a) || exit 1
	for kind in events triggers; do
		begin "no names of $kind" nulls "information_schema.$kind" schema dump
	done
	begin "no names of scratch databases" nulls "is_used_lock(schema_name)" check --full
	begin "more than was asked for" twice "show create" schema dump
	begin "less than was asked for" none "show create" schema dump
	begin "mariadb-dump gets no answer" silent "consistent snapshot" backup x.sql
	wait "${numbers[@]}"
	numbers=()
	for kind in events triggers; do
		ended "no names of $kind" 1 "no"
	done
	ended "no names of scratch databases" "1 2 3"
	ended "more than was asked for" 1 "not one to what was asked"
	ended "less than was asked for" 1 "not one to what was asked"
	ended "mariadb-dump gets no answer" 1 "has done nothing for 11 s"
	sweep
else
	t "MariaDB"
	skip "there is no MariaDB"
fi

done_testing
