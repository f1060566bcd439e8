#!/bin/bash
# SPDX-License-Identifier: MIT
# Servers that are silent, send half of what is due, rubbish or without end, at each point of a conversation: every command ends, within
# its time, with one clear line and exit 1. All at once, since most of them wait for their 30 seconds.
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
	echo auth-flood login-flood rows-flood copy-silent copy-flood lying-silent short-silent empty-silent null-silent
)
mariadb=$(
	silent_points greeting login first
	echo second-silent second-close columns-silent columns-close rows-silent rows-half rows-close rows-flood first-flood
	echo many-silent many-flood lying-silent short-silent empty-silent clear-silent dialog-silent
)

servers=() numbers=()
end_servers() {
	[ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null
}
trap 'status=$?; end_servers; (exit $status); finish' EXIT

# begin DIALECT BEHAVIOUR: a server, and a client of it, whose exit code, time and output are kept
begin() {
	local folder=$scratch/$1-$2 port
	mkdir -p "$folder"
	HOSTILE_LOOT=$folder/loot python3 "$srcdir/tests/hostile/server.py" "$1" "$2" >"$folder/port" 2>"$folder/server" &
	servers+=($!)
	until [ -s "$folder/port" ] || ! kill -0 $! 2>/dev/null; do
		sleep 0.05
	done
	port=$(<"$folder/port")
	printf 'migrations = [ "migrations" ];\ntarget = "t";\ntargets = { t = { url = "%s://me:secret@127.0.0.1:%s/db"; connect_timeout = "3s"; lock_timeout = "3s"; statement_timeout = "3s"; statement_lock_timeout = "3s"; }; };\n' \
		"$1" "$port" >"$folder/whimbrel.cfg"
	(
		cd "$folder" && mkdir migrations || exit
		revision a '' 'CREATE TABLE t (x int);'
		SECONDS=0
		timeout -k 1 80 "$WHIMBREL" upgrade 2>&1 >out </dev/null | head -c 5000 >err
		echo "${PIPESTATUS[0]} $SECONDS" >code
	) &
	numbers+=($!)
}

cd "$scratch" || exit 1
for behaviour in $postgresql; do
	begin postgresql "$behaviour"
done
for behaviour in $mariadb; do
	begin mariadb "$behaviour"
done
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
		expect_no_file "$folder/loot"
	done
done
done_testing
