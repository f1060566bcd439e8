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

# demo_databricks: VITAL on real Spark and Delta Lake
demo_databricks() {
	local folder port engine
	bash "$source/tests/databricks/gateway" build || exit 1
	dev_build >/dev/null || die "it does not build"
	folder=$(mktemp -d "${TMPDIR:-/tmp}/whimbrel-demo.XXXXXX") || exit 1
	cp -r "$source/migrations/vital/." "$folder" && cd "$folder" || exit 1
	export WHIMBREL=$build/plain/whimbrel WHIMBREL_PLUGIN_PATH=$build/plain/plugins/.libs
	unset DATABASE_URL WHIMBREL_URL WHIMBREL_TARGET WHIMBREL_CONFIG WHIMBREL_MIGRATIONS "${!DATABRICKS_@}"
	echo "Apache Spark with Delta Lake is started behind a gateway that speaks Databricks' API (it takes a minute):"
	bash "$source/tests/databricks/gateway" run "$folder/engine" "$folder/port" >"$folder/engine.log" 2>&1 &
	engine=$!
	# shellcheck disable=SC2064 # now
	trap "kill $engine" EXIT
	while [ ! -e "$folder/port" ]; do
		kill -0 "$engine" 2>/dev/null || die "the engine did not start: $folder/engine.log"
		sleep 0.2
	done
	port=$(<"$folder/port")
	export WHIMBREL_URL="databricks://token:dapi-test@127.0.0.1:$port?http_path=/sql/1.0/warehouses/test&catalog=serverless_dxukih_catalog&schema=mirion&tls=no"
	step "The catalog and the schema are made." "both are there" create --yes
	step "Versions 1.0 to 1.3 of nine tables, with change data feed." "applied, statement for statement" upgrade
	step "What is applied, when, by whom." "the workspace itself knows" status
	step "Its people's queries." "all of them hold" verify
	step "The rows to begin with." "put in, once" seed
	step "Delta drops no column, but keeps older versions: back to 1.2 by the restore points." "both tables are what they were" downgrade --restore 1.2
	step "And up again." "only what was missing was run" upgrade
	step "The history document." "written from the files" history --format markdown
	step "What whimbrel wrote down while it worked." "a row for what is begun, and one for what is done" log
	printf '\nDone. The project is still there, and its tables below engine/: %s\n' "$folder"
}

dev_demo() {
	if [ "${1:-}" = databricks ]; then
		demo_databricks
		return
	fi
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
