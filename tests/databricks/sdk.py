#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Databricks' own SDK against the gateway: sdk.py PORT. What it takes for the service the dialect is tested on."""

import sys

from databricks.sdk import WorkspaceClient
from databricks.sdk.service.sql import StatementState

host = f"http://127.0.0.1:{sys.argv[1]}"


def ask(client, sql):
    """The rows of a statement that must succeed."""
    answer = client.statement_execution.execute_statement(warehouse_id="test", statement=sql, wait_timeout="50s")
    assert answer.status.state == StatementState.SUCCEEDED, answer.status
    return answer.result.data_array if answer.result else []


for client in (
    WorkspaceClient(host=host, token="dapi-test", auth_type="pat"),
    WorkspaceClient(host=host, client_id="client", client_secret="secret", auth_type="oauth-m2m"),
):
    assert ask(client, "SELECT 1 + 1, 'a'") == [["2", "a"]]

failed = WorkspaceClient(host=host, token="dapi-test", auth_type="pat").statement_execution.execute_statement(
    warehouse_id="test", statement="SELECT * FROM nowhere_at_all", wait_timeout="50s"
)
assert failed.status.state == StatementState.FAILED, failed.status
print("ok")
