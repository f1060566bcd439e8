#!/bin/bash
# SPDX-License-Identifier: MIT
# Servers that are silent, send half of what is due, rubbish or without end, at each point of a conversation: every command ends, within
# its time, with one clear line and exit 1. All at once, since most of them wait for their 30 seconds.
# Slow: 35 s: it waits for deadlines.
. "${0%/*}/harness.bash"

if ! command -v python3 >/dev/null; then
	t "hostile servers"
	skip "there is no python3"
	done_testing
	exit
fi

silent_points() {
	local point how
	for point in "$@"; do
		for how in silent half close rubbish huge; do
			echo "$point-$how"
		done
	done
}
postgresql=$(
	silent_points startup auth login second
	echo tls-silent password-silent columns-silent columns-half rows-silent rows-half rows-close
	echo startup-drip auth-drip rows-drip second-drip
	echo auth-flood login-flood rows-flood copy-silent copy-flood lying-silent short-silent empty-silent null-silent
)
mariadb=$(
	silent_points greeting login first
	echo second-silent second-close columns-silent columns-close rows-silent rows-half rows-close rows-flood first-flood
	echo many-silent many-flood lying-silent short-silent empty-silent null-silent clear-silent dialog-silent
	echo greeting-drip login-drip first-drip rows-drip busy-silent old-silent plugin-silent extra-silent infile-silent
	echo beyond-silent tracked-silent error-silent words-silent order-silent torn-silent nothing-silent count-silent
	echo endless-silent wide-silent
)

servers=() numbers=()
end_servers() {
	[ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null
}
trap 'status=$?; end_servers; (exit $status); finish' EXIT

# client DIALECT BEHAVIOUR PORT: one of such a server, whose exit code, time and output are kept
client() {
	local folder=$scratch/$1-$2
	mkdir -p "$folder/migrations" && cd "$folder" || exit
	printf 'migrations = [ "migrations" ];\ntarget = "t";\ntargets = { t = { url = "%s://me:secret@127.0.0.1:%s/db"; connect_timeout = "3s"; lock_timeout = "3s"; statement_timeout = "3s"; statement_lock_timeout = "3s"; }; };\n' \
		"$1" "$3" >whimbrel.cfg
	revision a '' 'CREATE TABLE t (x int);'
	SECONDS=0
	timeout -k 1 80 "$WHIMBREL" upgrade 2>&1 >out </dev/null | head -c 5000 >err
	echo "${PIPESTATUS[0]} $SECONDS" >code
}

# begin DIALECT BEHAVIOUR...: servers, and a client of each
begin() {
	local dialect=$1 behaviour port
	shift
	mkfifo "$scratch/$dialect.ports"
	HOSTILE_LOOT=$scratch/$dialect.loot python3 "$srcdir/tests/hostile/server.py" "$dialect" "$@" >"$scratch/$dialect.ports" 2>"$scratch/$dialect.server" &
	servers+=($!)
	exec 3<"$scratch/$dialect.ports"
	for _; do
		read -r behaviour port <&3 || break
		client "$dialect" "$behaviour" "$port" 3<&- &
		numbers+=($!)
	done
	exec 3<&-
}

cd "$scratch" || exit 1
# shellcheck disable=SC2086
begin postgresql $postgresql
# shellcheck disable=SC2086
begin mariadb $mariadb
wait "${numbers[@]}"
for dialect in postgresql mariadb; do
	for behaviour in ${!dialect}; do
		t "$dialect: $behaviour"
		folder=$scratch/$dialect-$behaviour
		read -r code seconds <"$folder/code"
		err=$(<"$folder/err")
		expect_exit 1
		# connecting twice (a pool of addresses, an observer) and one query of ours
		[ "$seconds" -lt 45 ] || fail "it took $seconds s"
		[ -n "$err" ] || fail "it said nothing"
		[ "$(grep -c . "$folder/err")" -le 6 ] || fail "it said more than is of use: $err"
		expect_stderr_without secret
		# a server that is let in shall come to what it is for
		case $dialect-$behaviour in
		postgresql-short-* | postgresql-empty-*) ;;
		postgresql-*) expect_stderr_without "columns and 1 rows" ;;
		mariadb-greeting-* | mariadb-login-*) ;;
		mariadb-clear-* | mariadb-dialog-* | mariadb-plugin-*) expect_stderr "way of authentication that is not used" ;;
		mariadb-error-*) expect_stderr "the server sent an error without its text" ;;
		mariadb-null-*) expect_stderr "the server is in no database, and db was asked for" ;;
		mariadb-busy-* | mariadb-old-*) expect_stderr "connection to 127.0.0.1" ;;
		mariadb-*) expect_stderr_without "connection to 127.0.0.1" ;;
		esac
	done
	t "$dialect: nobody got the password or a file"
	expect_no_file "$scratch/$dialect.loot"
done
done_testing
