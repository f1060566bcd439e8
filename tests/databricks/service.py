# SPDX-License-Identifier: MIT
"""The service as far as a run needs it, in the current folder: what Spark makes of SQL is a few words here.

port      where it listens, once it does
asked     a line for each request
changes   a line for each statement of a user's that has changed something
fault     KIND and what it is about: the number of requests before the one that it hits, or words in that one. It is not carried out
          ("before"), not answered ("after"), or the journal's rows are written and the user's statement is not run ("half"), or
          some time after the client's death ("late"); "kill" is "after" with no end until the client is dead. Where it has to die
          there is a file called hung. It is removed when it has happened.
hidden    others may not see what a run has sent
keys      how many keys there are that nobody enforces
tls.pem   a certificate with its key: it speaks TLS
"""
import http.server
import json
import os
import re
import select
import sqlite3
import ssl
import threading
import time

engine, one_at_a_time = sqlite3.connect(":memory:", check_same_thread=False), threading.Lock()
log, versions, tables, history, late, owner = [], {}, {}, [], [], None
skip = None


class Failed(Exception):
    pass


class Cut(Exception):
    pass


def row_of(select_text):
    for spark, lite in (("current_timestamp()", "'2026-01-01 00:00:00.000000'"), ("current_user()", "'me'"),
                        ("AS BIGINT", "AS INTEGER"), ("AS STRING", "AS TEXT"), ("\\'", "''"), ("\\\\", "\\")):
        select_text = select_text.replace(spark, lite)
    return [None if v is None else str(v) for v in engine.execute(select_text).fetchone()]


def write(sql):
    """Rows of the log, behind its last one, and of the versions: all of it or nothing, unless the lock is gone."""
    held = re.search(r"event = 'lease' AND run_id = '[^']*' AND session = '([^']*)'", sql)
    if "the lock is gone" in sql and held and held.group(1) != owner:
        raise Failed("P0001", "[USER_RAISED_EXCEPTION] whimbrel: the lock is gone")
    for each in re.findall(r"whimbrel_version AS t USING \((SELECT .*?)\) AS s ON", sql, re.S):
        row = row_of(each)
        versions[row[0]] = row
    if ") AS r CROSS JOIN" in sql:
        rows = sql[:sql.index(") AS r CROSS JOIN")].split(" UNION ALL SELECT ")[1:]
        log.extend([None] + row_of("SELECT " + each)[1:] for each in rows)
    single = re.search(r"whimbrel_log \([^)]*\) SELECT \(SELECT .*?\) \+ 1, (.*)", sql, re.S)
    if single:
        log.append([None] + row_of("SELECT " + single.group(1)))
    for i, row in enumerate(log):
        row[0] = str(i + 1)


def note(where, what):
    with open(where, "a", encoding="utf-8") as f:
        f.write(what.replace("\n", " ").strip() + "\n")


def number(where):
    if not os.path.exists(where):
        return 0
    with open(where, encoding="utf-8") as f:
        return int(f.read())


def change(sql):
    """A statement of a user's."""
    if re.match(r"\s*(GRANT|OPTIMIZE|VACUUM|CALL|BEGIN|CREATE MATERIALIZED)\b", sql):
        note("changes", sql)
        if "CONFLICT" in sql:
            raise Failed("2D521", "[DELTA_CONCURRENT_APPEND] another writer")
    words = re.match(r"\s*(CREATE TABLE|INSERT INTO|UPDATE|DELETE FROM|ALTER TABLE|DROP TABLE) (IF NOT EXISTS )?(\w+)( ADD| DROP)?", sql)
    if not words:
        return
    verb, softly, name, what = words.groups()
    if verb == "CREATE TABLE":
        if name in tables and not softly:
            raise Failed("42P07", "[TABLE_OR_VIEW_ALREADY_EXISTS] it is there")
        if name in tables:
            return
        tables[name] = ["CREATE TABLE"]
    elif name not in tables:
        raise Failed("42P01", "[TABLE_OR_VIEW_NOT_FOUND] it is not there")
    elif what and re.search(r"KEY|DROP CONSTRAINT", sql):
        keys = number("keys")
        if what == " DROP" and not keys:
            raise Failed("42704", "[DELTA_CONSTRAINT_DOES_NOT_EXIST] there is none")
        with open("keys", "w", encoding="utf-8") as f:
            f.write(str(keys + (1 if what == " ADD" else -1)))
    elif verb == "DROP TABLE":
        del tables[name]
    else:
        tables[name].append({"INSERT INTO": "WRITE", "UPDATE": "UPDATE", "DELETE FROM": "DELETE"}.get(verb, "ADD COLUMNS"))
    note("changes", sql)


LATE = 12  # so many requests come before it happens; whoever looks for it sees it sooner


def change_or_wait(sql):
    if skip == "late":
        late.append([LATE, sql, history[-1]])
        history[-1]["status"] = "RUNNING"
        raise Cut()
    change(sql)


def pass_time(much):
    for each in late[:]:
        each[0] -= much
        if each[0] <= 0:
            late.remove(each)
            change(each[1])
            each[2]["status"] = "FINISHED"


def look(sql):
    """What is there."""
    name = re.search(r"(\w+)`?( LIMIT \d+)?$", sql).group(1)
    if name not in tables:
        raise Failed("42P01", "[TABLE_OR_VIEW_NOT_FOUND] it is not there")
    if sql.startswith("DESCRIBE DETAIL"):
        return [["delta", "id-" + name] + [None] * 10]
    commits = [[str(i), None, None, None, each] for i, each in enumerate(tables[name])]
    return commits[::-1][:int(sql.split()[-1])]


def answer(sql, own):
    global owner
    if not own:
        journal, begun, users = sql.partition("EXECUTE IMMEDIATE ")
        block = re.match(r"(?s)(BEGIN (?:SELECT CASE|MERGE) .*?; )\s*(BEGIN\s.*);\nEND$", sql)
        if block:
            write(block.group(1))
            if skip == "half":
                raise Cut()
            begun, sql = "", block.group(2)
        if begun:
            write(journal)
            if skip == "half":
                raise Cut()
            users = row_of("SELECT " + users[:users.rindex(";\nEND")])[0]
        if begun and "VACUUM" in users:
            raise Failed("0A000", "[UNSUPPORTED_FEATURE] not in a script")
        change_or_wait(users if begun else sql)
    elif sql.startswith("SELECT current_catalog()"):
        return [["main", "s", "me", "4.2.0 x", "1" if log else "0"]]
    elif "AS owner) AS s ON" in sql:
        owner = owner or re.search(r"AS name, '([^']*)' AS owner", sql).group(1)
    elif "SET session = ''" in sql:
        owner = None
    elif sql.startswith("SELECT session,"):
        return [[owner, "2026-01-01 00:00:00.000000", "2036-01-01 00:00:00.000000", "0"]] if owner else []
    elif sql.startswith("SELECT revision,"):
        return [r[:10] for r in versions.values()]
    elif sql.startswith("SELECT id, run_id"):
        ended = max([i for i, r in enumerate(log) if r[5] == "applied"], default=-1)
        return log[ended + 1:]
    elif sql.startswith("SELECT count(*)") and "table_constraints" in sql:
        return [[str(number("keys"))]]
    elif sql.startswith("SELECT count(*)") and "whimbrel_log" in sql:
        run = re.search(r"run_id = '(.*?)'", sql).group(1)
        return [[str(sum(r[1] == run for r in log))]]
    elif sql.startswith("DESCRIBE"):
        return look(sql)
    else:
        write(sql)
    return []


def link(to):
    def spoil(told):
        told["manifest"]["total_row_count"] += 1
        told["result"]["next_chunk_internal_link"] = to
    return spoil


ENDLESS = "01ef-e"
SPOILED = {
    "fewer": lambda told: told["result"]["data_array"].pop(),
    "none": lambda told: told.pop("result"),
    "cut": lambda told: told["manifest"].update(truncated=True),
    "object": lambda told: told["result"].update(data_array={"a": 1}),
    "texts": lambda told: told["result"].update(data_array=["a"]),
    "numbers": lambda told: told["result"].update(data_array=[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]),
    "loop": link("/api/2.0/sql/statements/01ef/result/chunks/1"),
    "elsewhere": link("@127.0.0.2/api/2.0/sql/statements/01ef/result/chunks/1"),
    "cancelled": lambda told: told.update(status={"state": "CANCELED"}),
    "moved": lambda told: told.update(http=302),
    "slow": lambda told: time.sleep(1),
    "closed": lambda told: told.update(status={"state": "CLOSED"}),
    "endless": lambda told: told.update(statement_id=ENDLESS, status={"state": "RUNNING"}),
    "tells": lambda told: told.update(http=400, error_code="BAD", message="what is dapi-hidden?"),
    "page": lambda told: told.update(http=200, page=True),
    "old-link": lambda told: told.update(result={"external_links": [{"external_link": "http://127.0.0.1:%d/old" % server.server_port}]}),
    "strange": lambda told: told.update(status={"state": "\x1b[31m"}),
}


def take_fault(sql):
    """What happens to this request, if anything does."""
    if not os.path.exists("fault"):
        return None
    with open("fault", encoding="utf-8") as f:
        kind, about = f.read().strip().split(" ", 1)
    if about.isdigit() and int(about) > 0:
        with open("fault", "w", encoding="utf-8") as f:
            f.write("%s %d" % (kind, int(about) - 1))
        return None
    if not about.isdigit() and about not in sql:
        return None
    os.remove("fault")
    return kind


class Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        note("asked", self.path)
        if self.path == "/old":
            self.tell({"http": 403})
        elif self.path.endswith(ENDLESS):
            self.tell({"statement_id": ENDLESS, "status": {"state": "RUNNING"}})
        elif "/chunks/" in self.path:
            self.tell({"data_array": [], "next_chunk_internal_link": self.path})
        elif "page_token=" not in self.path:
            self.tell({"res": [], "has_next_page": True, "next_page_token": "a+b/="})
        elif os.path.exists("hidden"):
            self.tell({"res": [], "has_next_page": False})
        elif "page_token=a%2Bb%2F%3D" in self.path:
            pass_time(6)
            self.tell({"res": history[::-1], "has_next_page": False})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/cancel"):  # too late
            note("asked", self.path)
            self.tell({})
            return
        body = json.loads(raw)
        with one_at_a_time:
            self.serve(body)

    def serve(self, body):
        global skip
        sql, tags = body["statement"], body["query_tags"]
        note("asked", sql)
        pass_time(1)
        skip = take_fault(sql)
        status, rows = {"state": "SUCCEEDED"}, []
        if skip == "denied":
            self.tell({"http": 401, "error_code": "UNAUTHENTICATED", "message": "expired"})
            return
        try:
            if skip == "before":
                raise Cut()
            query = {"query_id": str(len(history)), "query_text": sql, "query_tags": tags, "status": "CANCELED"}
            history.append(query)
            rows = answer(sql, {"key": "whimbrel_step", "value": "own"} in tags)
            query["status"] = "FINISHED"
            if skip and skip not in SPOILED:
                raise Cut()
        except Failed as e:
            query["status"], query["error_message"] = "FAILED", e.args[1]
            status = {"state": "FAILED", "error": {"message": e.args[1]}, "sql_state": e.args[0]}
        except Cut:
            if skip in ("kill", "late"):
                note("hung", "")
                select.select([self.connection], [], [])
            self.close_connection = True
            return
        told = {"statement_id": "01ef", "status": status, "manifest": {"total_row_count": len(rows)},
                "result": {"data_array": rows}}
        SPOILED.get(skip, lambda told: None)(told)
        self.tell(told)

    def tell(self, what):
        out = b"<html>" if "page" in what else json.dumps(what).encode()
        self.send_response(what.get("http", 200))
        self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
if os.path.exists("tls.pem"):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain("tls.pem")
    server.handle_error = lambda *args: None  # who does not trust us goes away
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
with open("port.new", "w", encoding="ascii") as f:
    f.write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
