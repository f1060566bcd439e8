#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A proxy in front of a real server that spoils its answers from a chosen question on.

    proxy.py postgresql|mariadb PORT BEHAVIOUR WORDS

Prints the port it listens on, serves connections until it is killed. From the first answer behind a question
that holds WORDS on, in each connection:
silent (nothing more is sent), nulls (each value of a row is NULL), rubbish (each is no number and no name),
twice (each row comes twice), none (no row comes), endless (the row comes without end), both (PostgreSQL: a COPY in
both directions begins), flip (a bit of each row is another one, by the row's number).
"""
import socket
import struct
import sys
import threading
import time

NAME, PORT, HOW, WORDS = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4].encode().lower()
flips = iter(range(1 << 60))


def read(s, n):
    data = b""
    while len(data) < n:
        part = s.recv(n - len(data))
        if not part:
            raise OSError("gone")
        data += part
    return data


def pg(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


def pg_message(s):
    kind = read(s, 1)
    size = read(s, 4)
    return kind + size + read(s, struct.unpack("!I", size)[0] - 4)


def pg_values(message, value):
    count = struct.unpack("!H", message[5:7])[0]
    return pg(b"D", message[5:7] + (struct.pack("!i", -1) if value is None else struct.pack("!i", len(value)) + value) * count)


def my_message(s):
    head = read(s, 4)
    return head + read(s, head[0] | head[1] << 8 | head[2] << 16)


def my_values(message, value):
    count, at = 0, 4
    while at < len(message):
        size = message[at]
        at += 1
        if size == 252:
            size, at = struct.unpack("<H", message[at : at + 2])[0], at + 2
        elif size == 253:
            size, at = struct.unpack("<I", message[at : at + 3] + b"\0")[0], at + 3
        at += 0 if size == 251 else size
        count += 1
    body = (b"\xfb" if value is None else bytes([len(value)]) + value) * count
    return struct.pack("<I", len(body))[:3] + message[3:4] + body


class Rows:
    """Which of MariaDB's packets are rows: those between the two ends of a set of results."""

    def __init__(self):
        self.state = "head"

    def is_row(self, message):
        first, end = message[4:5], len(message) < 13 and message[4:5] == b"\xfe"
        if self.state == "head":
            # OK, an error and a file that is asked for are no set of results
            self.state = "head" if first in (b"\0", b"\xff", b"\xfb", b"\xfe") or len(message) > 7 else "columns"
        elif end:
            self.state = "rows" if self.state == "columns" else "head"
        elif first == b"\xff":
            self.state = "head"
        else:
            return self.state == "rows"
        return False


def spoil(client, message):
    """What is sent in the place of a row."""
    values = pg_values if NAME == "postgresql" else my_values
    if HOW == "nulls":
        return [values(message, None)]
    if HOW == "rubbish":
        return [values(message, b"1e9'x\"`")]
    if HOW == "twice":
        return [message, message]
    if HOW == "flip":
        head = 7 if NAME == "postgresql" else 4
        number = next(flips)
        spoilt = bytearray(message)
        if len(spoilt) > head:
            spoilt[head + number % (len(spoilt) - head)] ^= 1 << number % 8
        return [bytes(spoilt)]
    while HOW == "endless":
        if NAME == "postgresql":
            client.sendall(message * 1000)
        else:
            client.sendall(b"".join(message[:3] + bytes([(message[3] + i) % 256]) + message[4:] for i in range(1024)))
    return []


def answers(client, server, spoiling):
    rows = Rows()
    shift = 0  # MariaDB numbers the packets of an answer
    while True:
        message = pg_message(server) if NAME == "postgresql" else my_message(server)
        row = message[:1] == b"D" if NAME == "postgresql" else rows.is_row(message)
        if spoiling.is_set() and HOW == "silent":
            time.sleep(600)
        if spoiling.is_set() and HOW == "both" and message[:1] in b"TDC":
            client.sendall(pg(b"W", b"\0\0\0"))
            time.sleep(600)
        sent = spoil(client, message) if spoiling.is_set() and row else [message]
        if NAME == "mariadb":
            shift = 0 if message[3] <= 1 else shift
            sent = [part[:3] + bytes([(message[3] + shift + i) % 256]) + part[4:] for i, part in enumerate(sent)]
            shift += len(sent) - 1
        client.sendall(b"".join(sent))


def serve(client):
    server = socket.create_connection(("127.0.0.1", PORT))
    spoiling = threading.Event()

    def questions():
        try:
            while data := client.recv(65536):
                if WORDS in data.lower():
                    spoiling.set()
                server.sendall(data)
        except OSError:
            pass
        finally:
            server.close()

    threading.Thread(target=questions, daemon=True).start()
    try:
        answers(client, server, spoiling)
    except OSError:
        pass
    finally:
        client.close()


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(64)
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
