# SPDX-License-Identifier: MIT
"""The service as far as a run's journal and keys: service.py PORT-FILE ASKED MATCH HOW [KEYS].

ASKED gets a line for each request. The first statement that MATCH is found in, if it is not empty, is cut off: carried out when HOW is
"after", not when it is "before". Such a statement, a DROP or an ADD, changes how many keys there are, of KEYS to begin with. Rows of
the journal and of the versions are read out of the statements that write them.
"""
import http.server
import json
import os
import re
import sqlite3
import sys

port_file, asked, match, how = sys.argv[1:5]
keys = int(sys.argv[5]) if len(sys.argv) > 5 else 0
engine = sqlite3.connect(":memory:", check_same_thread=False)
log, versions, owner, cuts = [], {}, None, 0


def row_of(select):
    for spark, lite in (("current_timestamp()", "'2026-01-01 00:00:00.000000'"), ("current_user()", "'me'"),
                        ("AS BIGINT", "AS INTEGER"), ("AS STRING", "AS TEXT"), ("\\'", "''"), ("\\\\", "\\")):
        select = select.replace(spark, lite)
    return [None if v is None else str(v) for v in engine.execute(select).fetchone()]


def write(sql):
    """Rows of the log, behind its last one, and of the versions."""
    if ") AS r CROSS JOIN" in sql:
        for each in sql[:sql.index(") AS r CROSS JOIN")].split(" UNION ALL SELECT ")[1:]:
            log.append([str(len(log) + 1)] + row_of("SELECT " + each)[1:])
    single = re.search(r"whimbrel_log \([^)]*\) SELECT \(SELECT .*?\) \+ 1, (.*)", sql, re.S)
    if single:
        log.append([str(len(log) + 1)] + row_of("SELECT " + single.group(1)))
    for each in re.findall(r"whimbrel_version AS t USING \((SELECT .*?)\) AS s ON", sql, re.S):
        row = row_of(each)
        versions[row[0]] = row


def answer(sql):
    global owner
    if sql.startswith("SELECT current_catalog()"):
        return [["main", "s", "me", "4.2.0 x", "1" if versions or log else "0"]]
    if "AS owner) AS s ON" in sql:
        owner = re.search(r"AS name, '([^']*)' AS owner", sql).group(1)
    elif "SET session = ''" in sql:
        owner = None
    elif sql.startswith("SELECT session,"):
        return [[owner, "2026-01-01 00:00:00.000000", "2026-12-31 00:00:00.000000", "0"]] if owner else []
    elif sql.startswith("SELECT revision,"):
        return [r[:10] for r in versions.values()]
    elif sql.startswith("SELECT id, run_id"):
        ended = max([i for i, r in enumerate(log) if r[5] == "applied"], default=-1)
        return log[ended + 1:]
    elif sql.startswith("SELECT count(*) FROM") and "table_constraints" in sql:
        return [[str(keys)]]
    elif sql.startswith("DESCRIBE DETAIL"):
        return [["delta", "id-1"] + [None] * 10]
    elif sql.startswith("DESCRIBE HISTORY"):
        return [["3", None, None, None, "WRITE"]]
    else:
        write(sql)
    return []


class Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.tell({"res": [], "has_next_page": False})

    def do_POST(self):
        global keys, cuts
        sql = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["statement"]
        hit = bool(match) and match in sql
        cuts += hit
        rows = answer(sql)
        if hit and (cuts > 1 or how == "after"):
            keys += -1 if " DROP " in match else 1
        if hit and cuts == 1:
            self.note(sql)
            self.connection.close()
        else:
            self.tell({"statement_id": "01ef", "status": {"state": "SUCCEEDED"}, "result": {"data_array": rows}}, sql)

    def note(self, what):
        with open(asked, "a", encoding="utf-8") as f:
            f.write(what.replace("\n", " ") + "\n")

    def tell(self, what, asked_for=""):
        self.note(asked_for or self.path)
        out = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    def log_message(self, *args):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Service)
with open(port_file + ".new", "w", encoding="ascii") as f:
    f.write(str(server.server_port))
os.rename(port_file + ".new", port_file)
server.serve_forever()
