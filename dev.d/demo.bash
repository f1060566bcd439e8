# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# ./dev demo.

# step WHAT OUTCOME COMMAND...: say what it does, show it, run it, say what came of it
step() {
	printf '\n# %s\n$ whimbrel %s\n' "$1" "${*:3}"
	"$WHIMBREL" "${@:3}" || die "that should have worked (exit $?)"
	printf '=> %s\n' "$2"
}

tables() {
	printf '=> tables now: %s\n' "$(sqlite3 playground.db \
		"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'whimbrel_%' AND name NOT LIKE 'sqlite_%'")"
}

dev_demo() {
	dev_build >/dev/null || die "it does not build"
	local folder
	folder=$(mktemp -d "${TMPDIR:-/tmp}/whimbrel-demo.XXXXXX") || exit 1
	cp -r "$source/migrations/ai-playground/." "$folder" && cd "$folder" || exit 1
	export WHIMBREL=$build/plain/whimbrel WHIMBREL_PLUGIN_PATH=$build/plain/plugins/.libs
	unset DATABASE_URL WHIMBREL_URL WHIMBREL_TARGET WHIMBREL_CONFIG WHIMBREL_MIGRATIONS
	echo "The sample project ai-playground, on SQLite, in $folder:"
	ls migrations
	step "Nothing is applied yet, and looking creates no database." "four revisions are pending, and there is still no playground.db" status
	step "Apply all revisions. Each is one transaction with its row in whimbrel_version." "all four are applied" upgrade
	tables
	step "What is applied, when, by whom." "the database knows each of them, not the head alone" status
	step "The history of the files, the newest first." "one line of four, from the base to the head" history
	step "Take the last one back." "the schema is what it was before it" downgrade -1
	step "Where that left us." "three are applied, one is pending again" current
	step "And up again." "only what was missing was run" upgrade
	step "All is in order: nothing pending, edited or missing." "exit 0; with something to do it would be 3" check
	printf '\n# Say what the schema shall be.\n$ echo "CREATE TABLE api_keys (...);" >>schema.sqlite.sql\n'
	printf 'CREATE TABLE api_keys (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);\n' >>schema.sqlite.sql
	step "Have the revision written: the way there and back, proved on a scratch database in memory." "a file like any other, to be read" revision --autogenerate -m "Add API keys"
	sed -n '/migrate:up/,$p' migrations/*_add_api_keys.sql
	step "Run it." "applied" upgrade
	step "And is that what was asked for?" "it is" check
	tables
	printf '\nDone. The project and its database are still there: %s\n' "$folder"
}
