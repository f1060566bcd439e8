#!/bin/bash
# SPDX-License-Identifier: MIT
# The Databricks dialect on real Spark and Delta Lake behind the gateway: whole runs, what goes wrong on the way, and
# what is there afterwards. The engine takes a second for each statement, so without WHIMBREL_DATABRICKS_ALL only some of parts/
# are run; WHIMBREL_DATABRICKS_PARTS names others, and WHIMBREL_DATABRICKS_PORT an engine that is there.
# Slow: 160 s: Spark takes a second for a statement.
. "${0%/*}/../functional/harness.bash"
. "${0%/*}/engine.bash"

if ! why=$(bash "$engine" have 2>&1); then
	t "the engine is there"
	skip "$why"
	done_testing
	exit 0
fi
trap 'engine_end; finish' EXIT
unset "${!DATABRICKS_@}"
export HOME=$scratch

# revision ID PARENT SQL [DOWN [OTHER SECTIONS]]
revision() {
	mkdir -p migrations
	printf -- '-- Migration: %s\n-- Revision: %s\n-- Revises: %s\n-- Date: 2026-01-%02d 00:00:00 +0000\n\n-- migrate:up\n%s\n\n-- migrate:down\n%s\n\n%s\n' \
		"$1" "$1" "$2" $((++day)) "$3" "${4:-}" "${5:-}" >"migrations/$1.sql"
}
day=0

# schema NAME: an empty schema of the test's own
schema() {
	schema=$1
	sql "DROP SCHEMA IF EXISTS \`whim-brel\`.$1 CASCADE" >/dev/null
	sql "CREATE SCHEMA \`whim-brel\`.$1" >/dev/null
	export WHIMBREL_URL
	WHIMBREL_URL=$(url "$1")
	day=0
	control '{"reset":true}'
}

count() {
	sql "SELECT count(*) FROM \`whim-brel\`.$schema.$1"
}

t "the engine starts, and create makes catalog and schema"
if ! engine_start; then
	fail "no engine"
	done_testing
	exit 1
fi
sql "DROP SCHEMA IF EXISTS \`whim-brel\`.first CASCADE" >/dev/null
WHIMBREL_URL=$(url first) ok create --yes
expect_stdout_has created
WHIMBREL_URL=$(url first) ok create --yes
expect_equal "catalogs" "$(sql "SHOW CATALOGS LIKE 'whim*'")" "whim-brel"

parts=${WHIMBREL_DATABRICKS_PARTS:-basics}
[ -z "${WHIMBREL_DATABRICKS_ALL:-}" ] || parts='basics cuts everywhere statements systems schema pairs replicas sdk conformance engine_dies'
for part in $parts; do
	# shellcheck disable=SC1090
	. "$srcdir/tests/databricks/parts/$part.bash"
done

done_testing
