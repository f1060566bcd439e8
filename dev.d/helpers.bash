# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Said, installed, counted: what all parts of ./dev use.

# say PART: what begins, and how long it took what was said before
part='' part_began=0
say() {
	part_ends
	part=$* part_began=$SECONDS
	printf '\n== %s\n' "$*"
}

part_ends() {
	[ -z "$part" ] || printf '== %d:%02d for: %s\n' $(((SECONDS - part_began) / 60)) $(((SECONDS - part_began) % 60)) "$part"
	part=''
}

# The end of a run of tests: what came of it.
result() {
	part_ends
	printf '\n%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ]
}

die() {
	echo "dev: $*" >&2
	exit 1
}

# quiet LOG COMMAND...: what it says is shown only if it fails
quiet() {
	local log=$1
	shift
	mkdir -p "$(dirname "$log")"
	"$@" >"$log" 2>&1 && return 0
	tail -40 "$log" >&2
	return 1
}

# there NAME|NAME...: is one of these packages installed?
there() {
	local name names
	IFS='|' read -r -a names <<<"$1"
	for name in "${names[@]}"; do
		dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' && return
	done
	return 1
}

# known NAME|NAME...: the first of these packages that this version of Debian has
known() {
	local name names
	IFS='|' read -r -a names <<<"$1"
	for name in "${names[@]}"; do
		apt-cache show "$name" >/dev/null 2>&1 && break
	done
	echo "$name"
}

# need PACKAGE...: install what is missing, or say how; NAME|NAME is either of them
need() {
	local missing=() name sudo=
	command -v dpkg-query >/dev/null || return 0
	for name; do
		there "$name" || missing+=("$name")
	done
	[ "${#missing[@]}" -gt 0 ] || return 0
	if [ "$(id -u)" -ne 0 ]; then
		sudo -n true 2>/dev/null || die "missing packages: sudo apt-get install --no-install-recommends $(for name in "${missing[@]}"; do known "$name"; done | xargs)"
		sudo=sudo
	fi
	say "installing ${missing[*]}"
	apt_get update >/dev/null
	mapfile -t missing < <(for name in "${missing[@]}"; do known "$name"; done)
	apt_get install -y --no-install-recommends "${missing[@]}" >/dev/null || die "apt-get install ${missing[*]} failed"
}

apt_get() {
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@"
}

# count_tap FILE...: adds the results in FILEs to the sums, and shows those that failed
count_tap() {
	local good bad
	good=$(cat "$@" | grep -c '^ok ')
	bad=$(cat "$@" | grep -c '^not ok ')
	passed=$((passed + good)) failed=$((failed + bad))
	[ "$bad" -eq 0 ] || sed -n '/^not ok/,/^ok/{/^ok/!p}' "$@" | head -100
}

# one TITLE COMMAND...: a test that is one command
one() {
	local title=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		echo "ok - $title"
	else
		failed=$((failed + 1))
		echo "not ok - $title"
	fi
}
