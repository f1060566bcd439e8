#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A server that speaks just enough of a protocol to misbehave at a chosen point.

    server.py postgresql|mariadb BEHAVIOUR...

Prints the port it listens on, serves connections until it is killed. Of several behaviours each has a process and
a port, and lines `BEHAVIOUR PORT` are printed. What it does when the point is reached: silent (says nothing more,
and keeps the connection), half (half a message, then silence), close, rubbish (bytes of no protocol), huge (a
message that claims to be longer than it can be), flood (sends without end), drip (what is right, a byte at a time
and without end, so that no single wait is a long one).
"""
import os
import signal
import socket
import struct
import sys
import threading
import time

NAME = sys.argv[1]
POINT = HOW = ""


def stop(s, message, noise):
    """Misbehave: `message` is what would be right, `noise` what a flood is made of."""
    try:
        if HOW == "half":
            s.sendall(message[: max(1, len(message) // 2)])
        elif HOW == "close":
            s.close()
            return
        elif HOW == "rubbish":
            s.sendall(bytes((7 * i + 1) % 256 for i in range(300)))
        elif HOW == "huge":
            s.sendall(b"D\x7f\xff\xff\xff" if NAME == "postgresql" else b"\xff\xff\xff\x01" + b"x" * 100)
        elif HOW == "flood":
            while True:
                s.sendall(noise)
        elif HOW == "drip":
            for byte in message + noise * 1000:
                s.sendall(bytes([byte]))
                time.sleep(0.3)
        while s.recv(65536):
            pass
        time.sleep(600)
    except OSError:
        pass


def read(s, n):
    data = b""
    while len(data) < n:
        part = s.recv(n - len(data))
        if not part:
            raise OSError("gone")
        data += part
    return data


# ------------------------------------------------------------------ PostgreSQL


def pg(kind, body=b""):
    return kind + struct.pack("!I", len(body) + 4) + body


def pg_columns(n):
    return pg(b"T", struct.pack("!H", n) + b"".join(b"c%d\0" % i + struct.pack("!IHIhiH", 0, 0, 25, -1, -1, 0) for i in range(n)))


def pg_row(values):
    return pg(b"D", struct.pack("!H", len(values)) + b"".join(struct.pack("!i", -1) if v is None else struct.pack("!i", len(v)) + v for v in values))


PG_READY = pg(b"Z", b"I")
PG_NOTICE = pg(b"N", b"SNOTICE\0VNOTICE\0C00000\0Mnoise\0\0")
PG_HELLO = (
    pg(b"R", struct.pack("!I", 0))
    + b"".join(pg(b"S", k + b"\0" + v + b"\0") for k, v in ((b"server_version", b"15.4"), (b"client_encoding", b"UTF8"), (b"standard_conforming_strings", b"on")))
    + pg(b"K", struct.pack("!II", 4242, 7))
    + PG_READY
)
PG_DESCRIBED = [b"t", b"db", b"public", b"me", b"4242/1", b"", b"0", b"public", b"t", b"0", None, b"f", b"", b"f"]
PG_WIDTH = len(PG_DESCRIBED)


def pg_extended(columns, rows):
    return pg(b"1") + pg(b"2") + pg_columns(columns) + b"".join(rows) + pg(b"C", b"SELECT 1\0") + PG_READY


def pg_serve(s):
    while True:
        size = struct.unpack("!I", read(s, 4))[0]
        body = read(s, size - 4)
        code = struct.unpack("!I", body[:4])[0]
        if code in (80877103, 80877104):
            if POINT == "tls":
                return stop(s, b"S", b"N")
            s.sendall(b"N")
            continue
        if code == 80877102:
            return stop(s, b"", b"") if POINT in ("cancel", "stuck") else s.close()
        break
    if POINT == "startup":
        return stop(s, PG_HELLO[:9], PG_NOTICE)
    if POINT == "auth":
        s.sendall(PG_HELLO[:9])
        return stop(s, PG_HELLO[9:], PG_NOTICE)
    if POINT == "password":
        s.sendall(pg(b"R", struct.pack("!I", 10) + b"SCRAM-SHA-256\0\0"))
        return stop(s, pg(b"R"), PG_NOTICE)
    s.sendall(PG_HELLO)
    if POINT == "login":
        read(s, 1)
        return stop(s, pg_extended(PG_WIDTH, [pg_row(PG_DESCRIBED)]), PG_NOTICE)
    asked = 0
    while True:
        kind = read(s, 1)
        body = read(s, struct.unpack("!I", read(s, 4))[0] - 4)
        if kind == b"X":
            return
        if kind not in (b"S", b"Q"):
            continue
        asked += 1
        if asked == 1:
            answer = pg_extended(PG_WIDTH, [pg_row(PG_DESCRIBED)])
            columns = answer[: answer.index(b"D\0")]
            if POINT == "short":
                return stop(s, b"", b"") if s.sendall(pg_extended(4, [pg_row(PG_DESCRIBED[:4])])) else None
            if POINT == "empty":
                return stop(s, b"", b"") if s.sendall(pg_extended(PG_WIDTH, [])) else None
            if POINT == "columns":
                s.sendall(columns)
                return stop(s, pg_row(PG_DESCRIBED), PG_NOTICE)
            if POINT == "rows":
                s.sendall(columns + pg_row(PG_DESCRIBED))
                return stop(s, pg(b"C", b"SELECT 1\0"), pg_row(PG_DESCRIBED))
            if POINT == "lying":
                s.sendall(columns + pg(b"D", struct.pack("!Hi", PG_WIDTH, 1 << 30)))
                return stop(s, b"", b"")
            if POINT == "copy":
                s.sendall(pg(b"1") + pg(b"2") + pg(b"H", b"\0\0\0"))
                return stop(s, b"", pg(b"d", b"x" * 1000))
            if POINT == "null":
                s.sendall(pg(b"1") + pg(b"2") + pg_columns(PG_WIDTH) + pg_row([None] * PG_WIDTH) + pg(b"C", b"SELECT 1\0") + PG_READY)
                continue
            s.sendall(answer)
            continue
        if POINT in ("second", "stuck"):
            print("asked", file=sys.stderr, flush=True)
            return stop(s, pg_extended(1, []), PG_NOTICE)
        s.sendall(pg_extended(1, [pg_row([b"t"])]))


# ------------------------------------------------------------------ MariaDB


def my(number, body):
    return struct.pack("<I", len(body))[:3] + bytes([number % 256]) + body


def text(value):
    return bytes([len(value)]) + value


MY_CAPS = 0x0FFFF7FF & ~0x800 & ~0x20 & ~0x1000000  # no TLS, no compression
MY_GREETING = my(
    0,
    b"\x0a5.5.5-10.11.4-MariaDB\0" + struct.pack("<I", 7) + b"abcdefgh\0" + struct.pack("<H", MY_CAPS & 0xFFFF) + b"\x2d"
    + struct.pack("<H", 2) + struct.pack("<H", MY_CAPS >> 16) + b"\x15" + b"\0" * 10 + b"abcdefghijkl\0mysql_native_password\0",
)


def my_ok(number):
    return my(number, b"\x00\x00\x00\x02\x00\x00\x00")


def my_column(number, i):
    return my(number, text(b"def") + text(b"") * 3 + text(b"c%d" % i) + text(b"") + b"\x0c" + struct.pack("<HIBHB", 45, 255, 253, 0, 0) + b"\0\0")


def my_eof(number):
    return my(number, b"\xfe\x00\x00\x02\x00")


def my_head(n):
    return my(1, bytes([n])) + b"".join(my_column(2 + i, i) for i in range(n)) + my_eof(2 + n)


def my_row(number, values):
    return my(number, b"".join(text(v) for v in values))


def my_rows(n, rows):
    return my_head(n) + b"".join(my_row(3 + n + i, r) for i, r in enumerate(rows)) + my_eof(3 + n + len(rows))


def my_counted(n):
    return b"\xfe" + struct.pack("<Q", n)


# Answers to a question that no server gives.
MY_ANSWERS = {
    "extra": my_rows(12, [[b"x"] * 12]),
    "infile": my(1, b"\xfb/etc/hostname"),
    "beyond": my(1, b"\x01") + my(2, text(b"def") + b"\xfc\xff\xff" + b"c" * 20),
    "tracked": my(1, b"\x00\x00\x00\x02\x40\x00\x00\x00\xfc\xff\xff\x00\x05\x04auto" + my_counted(1 << 62)),
    "error": my(1, b"\xff\x00\x04#"),
    "words": my(1, b"\xff\x28\x04#42000" + b"\x1b[2J" + b"e" * 60000),
    "order": my(77, b"\x01") + my(3, text(b"def")),
    "torn": my(1, b"\x00\x00"),
    "nothing": my(1, b""),
    "count": my(1, my_counted((1 << 64) - 1)),
    "endless": my(1, b"\x00\x00\x00\x0a\x00\xff\xff"),
    "wide": my_head(11) + my(14, b"".join(my_counted((1 << 63) + i) for i in range(11))),
}
MY_DESCRIBED = [b"db", b"me@%", b"STRICT_TRANS_TABLES", b"16777216", b"1", b"0", b"1", b"1", b"0", b"", b"OFF"]


def my_packet(s):
    head = read(s, 4)
    return read(s, head[0] | head[1] << 8 | head[2] << 16)


def my_serve(s):
    if POINT == "greeting":
        return stop(s, MY_GREETING, MY_GREETING)
    if POINT == "busy":
        return stop(s, b"", b"") if s.sendall(my(0, b"\xff\x10\x04Too many connections")) else None
    if POINT == "old":
        return stop(s, b"", b"") if s.sendall(my(0, b"\x09" + MY_GREETING[5:])) else None
    s.sendall(MY_GREETING)
    my_packet(s)
    if POINT == "login":
        return stop(s, my_ok(2), my(2, b"\xfemysql_native_password\0abcdefghijklmnopqrst\0"))
    if POINT == "plugin":
        s.sendall(my(2, b"\xfe../../../../tmp/hostile\0abcdefghijklmnopqrst\0"))
        return stop(s, b"", b"")
    if POINT in ("clear", "dialog"):
        s.sendall(my(2, b"\xfe" + (b"mysql_clear_password\0" if POINT == "clear" else b"dialog\0\x02Password: ")))
        said = my_packet(s)
        if b"secret" in said:
            open(os.environ["HOSTILE_LOOT"], "wb").write(said)
        return stop(s, b"", b"")
    s.sendall(my_ok(2))
    while True:
        body = my_packet(s)
        if body[:1] == b"\x01":
            return
        sql = body[1:].lower()
        if POINT == "first":
            return stop(s, my_ok(1), my_row(1, MY_DESCRIBED))
        if b"select database()" not in sql:
            if POINT == "second" and b"whimbrel" in sql:
                return stop(s, my_ok(1), my_row(1, MY_DESCRIBED))
            s.sendall(my_rows(1, [[b"1"]]) if sql.startswith(b"select") else my_ok(1))
            continue
        if POINT in MY_ANSWERS:
            s.sendall(MY_ANSWERS[POINT])
            said = my_packet(s)
            if b"\n" in said and b"select" not in said.lower():
                open(os.environ["HOSTILE_LOOT"], "wb").write(said)
            return stop(s, b"", b"")
        if POINT == "short":
            s.sendall(my_rows(3, [MY_DESCRIBED[:3]]))
            continue
        if POINT == "empty":
            s.sendall(my_rows(11, []))
            continue
        if POINT == "columns":
            s.sendall(my_head(11)[:40])
            return stop(s, b"x", my_column(9, 1))
        if POINT == "many":
            s.sendall(my(1, b"\xfe" + struct.pack("<Q", 1 << 60)))
            return stop(s, my_column(2, 1), b"".join(my_column(2 + i, i) for i in range(254)))
        if POINT == "rows":
            s.sendall(my_head(11))
            return stop(s, my_row(14, MY_DESCRIBED), b"".join(my_row(14 + i, MY_DESCRIBED) for i in range(256)))
        if POINT == "lying":
            s.sendall(my_head(11) + my(14, b"\xfd\xff\xff\xffx" * 2))
            return stop(s, b"", b"")
        if POINT == "null":
            s.sendall(my_head(11) + my(14, b"\xfb" * 11) + my_eof(15))
            continue
        s.sendall(my_rows(11, [MY_DESCRIBED]))


def serve(s):
    try:
        (pg_serve if NAME == "postgresql" else my_serve)(s)
    except OSError:
        pass
    finally:
        s.close()


def listen(behaviour, words):
    global POINT, HOW
    POINT, _, HOW = behaviour.partition("-")
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    os.write(1, " ".join([*words, str(listener.getsockname()[1])]).encode() + b"\n")
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


behaviours = sys.argv[2:]
if len(behaviours) == 1:
    listen(behaviours[0], [])
children = []
for one in behaviours:
    children.append(os.fork())
    if children[-1] == 0:
        listen(one, [one])
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
signal.sigwait([signal.SIGTERM])
for child in children:
    os.kill(child, signal.SIGTERM)
