#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""squash_random.py WHIMBREL SEED COUNT: random histories on SQLite, of each a random part squashed, at times twice.

Wherever a database stood before, it ends as one that has the old files alone, up and down, with the archive or without;
with the copies deleted as well it does so or is refused and left as it was. Prints a line for each history that did not, and a summary."""
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

whimbrel, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
CONFIG = 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:a.db"; }; };\n'


def run(*words):
    return subprocess.run([whimbrel, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def change(r, tables, n):
    """One statement or two, and what takes them back."""
    kind = r.choice(["table", "table", "column", "rows", "update", "index", "view", "delete"]) if tables else "table"
    table = r.choice(sorted(tables)) if tables else ""
    if kind == "table":
        tables[f"t{n}"] = ["id", "x"]
        end = r.choice([";", ";", ""])
        return f"CREATE TABLE t{n} (id INTEGER PRIMARY KEY, x INTEGER DEFAULT 1){end}", f"DROP TABLE t{n}{end}"
    if kind == "column":
        tables[table].append(f"c{n}")
        return f"ALTER TABLE {table} ADD COLUMN c{n} TEXT DEFAULT 'v';", f"ALTER TABLE {table} DROP COLUMN c{n};"
    if kind == "rows":
        return (f"INSERT INTO {table} (id, x) VALUES ({n * 10}, {n}), ({n * 10 + 1}, NULL);",
                f"DELETE FROM {table} WHERE id IN ({n * 10}, {n * 10 + 1});")
    if kind == "update":
        return f"UPDATE {table} SET x = coalesce(x, 0) + {n};", f"UPDATE {table} SET x = x - {n};"
    if kind == "index":
        return f"CREATE INDEX i{n} ON {table} (x);", f"DROP INDEX i{n};"
    if kind == "view":
        return (f"CREATE VIEW v{n} AS SELECT id FROM {table}; -- the end", f"DROP VIEW v{n} -- gone")
    return f"DELETE FROM {table} WHERE x > {n};", "-- nothing comes back"


def write_history(r):
    """A chain, at times with a side branch that comes back, or stays."""
    ids, parent, tables = [], "", {}
    for n in range(r.randint(4, 9)):
        up, down = change(r, tables, n)
        header = f"-- Migration: {n}\n-- Revision: r{n}\n-- Revises: {parent}\n-- Date: 2026-01-{n + 1:02d}\n"
        if parent and r.random() < 0.1:
            parent = r.choice(ids)
            header = header.rsplit("-- Revises", 1)[0] + f"-- Revises: {parent}\n-- Date: 2026-01-{n + 1:02d}\n"
        if ids and r.random() < 0.15:
            header += f"-- Depends: {r.choice(ids)}\n"
        section = " irreversible" if r.random() < 0.05 else ""
        with open(f"migrations/r{n}.sql", "w", encoding="utf-8") as file:
            file.write(f"{header}\n-- migrate:up\n{up}\n\n-- migrate:down{section}\n{'' if section else down}\n")
        ids.append(f"r{n}")
        parent = f"r{n}"
    return ids


def state():
    if not os.path.exists("a.db"):
        return []
    db = sqlite3.connect("a.db")
    out = []
    for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'whimbrel%' AND "
                                      "tbl_name NOT LIKE 'whimbrel%' ORDER BY 1, 2").fetchall():
        out.append((kind, name, " ".join((sql or "").split())))
        if kind == "table":
            out += sorted(map(repr, db.execute(f"SELECT * FROM {name}").fetchall()))
    db.close()
    return out


def versions():
    db = sqlite3.connect("a.db")
    try:
        return db.execute("SELECT revision FROM whimbrel_version ORDER BY 1").fetchall()
    except sqlite3.Error:
        return []
    finally:
        db.close()


def fresh():
    if os.path.exists("a.db"):
        os.unlink("a.db")


def ends(at, folder):
    """How a database that stands at `at` ends, up and then down."""
    fresh()
    if at and run("-m", "before", "upgrade", at).returncode:
        return None
    up = run("-m", folder, "upgrade", "heads")
    top = state()
    down = run("-m", folder, "downgrade", "base")
    return up.returncode, top, down.returncode, state(), up.stderr + down.stderr


def try_one(r):
    ids = write_history(r)
    shutil.copytree("migrations", "before")
    a, b = sorted(r.sample(range(len(ids)), 2))
    made = run("squash", f"{r.choice(['', ids[a]])}:{ids[b]}", "-m", "joined",
               *(["--from-schema"] if r.random() < 0.3 else []))
    if made.returncode == 2:
        unchanged = subprocess.run(["diff", "-r", "before", "migrations"], capture_output=True, text=True)
        return "refused", unchanged.stdout and f"refused, and files changed: {unchanged.stdout}"
    if made.returncode:
        return "squashed", f"squash: {made.returncode} {made.stderr}"
    twice = r.random() < 0.4
    if twice:
        made = run("squash", f":{r.choice(ids[b:])}", "-m", "once more")
        if made.returncode not in (0, 2):
            return "squashed", f"squash of a squash: {made.returncode} {made.stderr}"
    shutil.copytree("migrations", "copies")
    shutil.rmtree("copies/archive")
    shutil.copytree("copies", "bare")
    for name in os.listdir("bare"):
        with open(f"bare/{name}", encoding="utf-8") as file:
            text = file.read().split("\n-- migrate:replaced ")[0]
        with open(f"bare/{name}", "w", encoding="utf-8") as file:
            file.write(text)
    for at in [None, *ids]:
        old = ends(at, "before")
        for folder in ["migrations", "copies"]:
            new = ends(at, folder)
            if old and (old[0], old[1]) != (new[0], new[1]):
                return "squashed", f"from {at}, {folder}: up ends otherwise: {new[4]}"
            # a way back that the old files have not, is none of the squash's either
            if old and old[2] == 0 and (old[2], old[3]) != (new[2], new[3]):
                return "squashed", f"from {at}, {folder}: down ends otherwise: {new[4]}"
        fresh()
        # without copies nobody knows what the first one stood for
        if twice or (at and run("-m", "before", "upgrade", at).returncode):
            continue
        was = state() if at else []
        up = run("-m", "bare", "upgrade", "heads")
        if up.returncode == 0 and old and state() != old[1]:
            return "squashed", f"from {at}, without copies: up ends otherwise"
        if up.returncode and (up.returncode != 2 or "bring it back" not in up.stderr or state() != was):
            return "squashed", f"from {at}, without copies: {up.returncode} {up.stderr}"
    return "squashed", ""


numbers = {"refused": 0, "squashed": 0}
bad = 0
for i in range(count):
    top = tempfile.mkdtemp(prefix="squash.")
    os.chdir(top)
    os.mkdir("migrations")
    with open("whimbrel.cfg", "w", encoding="utf-8") as config:
        config.write(CONFIG)
    word, trouble = try_one(random.Random(seed + i))
    numbers[word] += 1
    if trouble:
        bad += 1
        print(f"seed {seed + i}: {trouble}")
    os.chdir("/")
    if not (trouble and os.environ.get("KEEP")):
        shutil.rmtree(top)
    else:
        print(top)
print(f"{numbers['squashed']} squashed, {numbers['refused']} refused, {bad} wrong")
sys.exit(1 if bad else 0)
