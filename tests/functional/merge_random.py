# SPDX-License-Identifier: MIT
"""Random forks on SQLite: where `whimbrel merge` calls the branches alike, both orders must end alike with
rows that are not whimbrel's, tried with nothing but SQLite.

usage: merge_random.py COUNT SEED    ($WHIMBREL is the program, the working directory is empty)"""
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys

WORDS = ["Jo", "Ann", "x", "", "Bo"]


def base(r):
    tables = {}
    for t in ("t", "u", "v")[: r.randint(1, 3)]:
        tables[t] = ["id INTEGER PRIMARY KEY"] + [
            f"{c} {r.choice(['INTEGER', 'TEXT', 'INTEGER NOT NULL DEFAULT 7'])}" for c in ("a", "b", "c")[: r.randint(1, 3)]
        ]
    return tables


def statement(r, tables):
    t = r.choice(list(tables))
    columns = [c.split()[0] for c in tables[t][1:]]
    c, d, new = r.choice(columns), r.choice(columns), r.choice(["p", "q"])
    name = r.choice(["x1", "x2"])
    word = r.choice(WORDS)
    return r.choice([
        lambda: f"ALTER TABLE {t} ADD COLUMN {new} {r.choice(['INTEGER', 'TEXT DEFAULT 1'])};",
        lambda: f"ALTER TABLE {t} DROP COLUMN {c};",
        lambda: f"ALTER TABLE {t} RENAME COLUMN {c} TO {new};",
        lambda: f"CREATE TABLE {name} (y INTEGER, z TEXT);",
        lambda: f"CREATE TABLE IF NOT EXISTS {name} ({r.choice(['y', 'z'])} INTEGER);",
        lambda: f"CREATE TABLE {name} AS SELECT {c} FROM {t};",
        lambda: f"CREATE TABLE {name} AS SELECT count(*) AS n FROM {t};",
        lambda: f"CREATE INDEX IF NOT EXISTS i_{name} ON {t} ({c});",
        lambda: f"CREATE VIEW IF NOT EXISTS w_{name} AS SELECT {c} FROM {t};",
        lambda: f"DROP TABLE {t};",
        lambda: f"UPDATE {t} SET {c} = {r.randint(0, 2)};",
        lambda: f"UPDATE {t} SET {c} = coalesce({d}, 1) {r.choice(['+', '*', '||'])} {r.randint(1, 3)};",
        lambda: f"UPDATE {t} SET {c} = 5 WHERE {d} = '{word}';",
        lambda: f"DELETE FROM {t} WHERE {c} IS NULL;",
        lambda: f"DELETE FROM {t} WHERE {c} = '{word}';",
        lambda: f"INSERT INTO {t} ({c}) VALUES ({r.randint(1, 9)});",
        lambda: f"INSERT INTO {t} ({c}) SELECT {d} FROM {t};",
        lambda: f"CREATE TRIGGER IF NOT EXISTS g_{name} AFTER UPDATE ON {t} BEGIN INSERT INTO {t} ({c}) VALUES (1); END;",
    ])()


def write(folder, name, parents, statements):
    body = "\n".join(statements)
    (folder / f"{name}.sql").write_text(
        f"-- Migration: {name}\n-- Revision: {name}\n-- Revises: {parents}\n\n-- migrate:up\n{body}\n"
    )


def ending(tables, rows, orders):
    """All that there is in the end, columns by name; or None if a statement fails."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for t, columns in tables.items():
        db.execute(f"CREATE TABLE {t} ({', '.join(columns)})")
    for t, values in rows:
        try:
            db.execute(f"INSERT INTO {t} VALUES ({', '.join('?' * len(values))})", values)
        except sqlite3.Error:
            pass
    try:
        for s in orders:
            db.execute(s)
    except sqlite3.Error:
        return None
    out = []
    for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"):
        if kind != "table":
            out.append((kind, name, sql))
            continue
        columns = sorted(tuple(c[1:]) for c in db.execute(f"PRAGMA table_info({name})"))
        names = ", ".join('"%s"' % c[0] for c in columns)
        out.append((kind, name, columns, sorted(map(repr, db.execute(f"SELECT {names} FROM {name}")))))
    return out


def fork(r, folder, number):
    tables = base(r)
    branches = [[statement(r, tables) for _ in range(r.randint(1, 3))] for _ in "bc"]
    migrations = folder / "migrations"
    migrations.mkdir(parents=True)
    write(migrations, "a", "", [f"CREATE TABLE {t} ({', '.join(c)});" for t, c in tables.items()])
    for name, statements in zip("bc", branches):
        write(migrations, name, "a", statements)
    done = subprocess.run(
        [os.environ["WHIMBREL"], "--url", "sqlite:a.db", "-m", "migrations", "merge", "--format", "json"],
        cwd=folder, capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 3):
        return f"fork {number}: exit {done.returncode}: {done.stderr}", ""
    proof = json.loads(done.stdout)["proof"][0]
    alike = True
    for _ in range(5):
        rows = [(t, [None] + [r.choice([None, 0, 1, 2, 5] + WORDS) for _ in c[1:]])
                for t, c in tables.items() for _ in range(r.randint(0, 4))]
        one = ending(tables, rows, branches[0] + branches[1])
        other = ending(tables, rows, branches[1] + branches[0])
        alike = alike and one == other
    if proof["equal"] and not alike:
        return f"fork {number} ({folder}): called alike, and is not: {branches}", "wrong"
    if proof["equal"]:
        return "", "alike"
    return "", "differs" if proof["differs"] else "unproved"


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    seen, bad = {}, 0
    for number in range(count):
        trouble, kind = fork(random.Random(seed * 1000003 + number), pathlib.Path(f"f{number}").absolute(), number)
        seen[kind] = seen.get(kind, 0) + 1
        if trouble:
            print(trouble)
            bad += 1
    print(" ".join(f"{k}:{n}" for k, n in sorted(seen.items())))
    return 1 if bad else 0


sys.exit(main())
