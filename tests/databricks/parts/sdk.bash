# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# Databricks' own SDK, against the gateway.

t "Databricks' own SDK takes the gateway for the service"
control '{"reset":true}'
if python3 -m venv venv >/dev/null 2>&1 && venv/bin/pip install -q databricks-sdk >pip.log 2>&1; then
	expect_equal "the SDK" "$(venv/bin/python "$srcdir/tests/databricks/sdk.py" "$port" 2>&1 | tail -1)" ok
else
	skip "PyPI can't be reached"
fi
