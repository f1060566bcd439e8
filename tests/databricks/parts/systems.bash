# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# Ontos and VITAL, as their documents tell them.

t "the two systems that live there"
schema systems
sample ontos
ok --url "$(url systems)" upgrade
ok --url "$(url systems)" verify
ok --url "$(url systems)" downgrade base
sample vital
ok --url "$(url systems)" upgrade
ok --url "$(url systems)" check --no-schema
expect_equal "changes are kept" "$(sql "SHOW TBLPROPERTIES \`whim-brel\`.systems.sheets ('delta.enableChangeDataFeed')")" "delta.enableChangeDataFeed"
run --url "$(url systems)" downgrade base
expect_exit 2
expect_stderr "irreversible"
