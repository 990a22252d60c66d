"""A mail server on loopback that misbehaves exactly where a test tells it to."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import trustme


class Gone(Exception):
    """The server hangs up."""


#: What to do at a stage instead of the usual: gets the session and the usual reply.
Fault = Callable[["Session", bytes], None]


def says(*lines: str) -> Fault:
    """Answer with these lines instead."""
    return lambda session, usual: session.write("".join(f"{x}\r\n" for x in lines).encode())


def hangs_up(session: Session, usual: bytes) -> None:
    raise Gone


def resets(session: Session, usual: bytes) -> None:
    """Close with a reset rather than a goodbye."""
    session.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise Gone


def refuses_early(*lines: str) -> Fault:
    """Refuse before the end, and take no more notice of what comes."""

    def fault(session: Session, usual: bytes) -> None:
        says(*lines)(session, usual)
        session.read_on()

    return fault


def accepts_and_hangs_up(session: Session, usual: bytes) -> None:
    """Take the message for good, and lose the answer."""
    session.server.accepted.append(session.letter)
    raise Gone


def accepts_and_says(*lines: str) -> Fault:
    def fault(session: Session, usual: bytes) -> None:
        session.server.accepted.append(session.letter)
        says(*lines)(session, usual)

    return fault


def waits(seconds: float) -> Fault:
    """Answer as usual, later."""

    def fault(session: Session, usual: bytes) -> None:
        time.sleep(seconds)
        session.usual(usual)

    return fault


def drips(seconds_a_byte: float) -> Fault:
    """Answer as usual, one byte at a time."""

    def fault(session: Session, usual: bytes) -> None:
        for value in usual:
            session.write(bytes([value]))
            time.sleep(seconds_a_byte)

    return fault


def as_usual(session: Session, usual: bytes) -> None:
    session.usual(usual)


@dataclass
class Letter:
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    content: bytes = b""


@dataclass
class FaultServer:
    """``faults`` maps a stage to what happens the first, second ... time it is reached.

    Stages: connect greeting ehlo starttls auth mail rcpt data body dot quit. Afterwards, and where
    nothing is said, the server behaves.
    """

    certificate: trustme.LeafCert
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    starttls: bool = True
    implicit_tls: bool = False
    extensions: tuple[str, ...] = ("8BITMIME", "AUTH PLAIN LOGIN XOAUTH2")
    password: str = "mot de passe"
    token: str = "good-token"
    accepted: list[Letter] = field(default_factory=list)
    connections: int = 0
    sign_ins: list[str] = field(default_factory=list)

    def __enter__(self) -> FaultServer:
        self._listener = socket.create_server(("127.0.0.1", 0))
        # Little room, so that a long body is still leaving while its beginning is read.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.port = self._listener.getsockname()[1]
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certificate.configure_cert(self._context)
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # Closing alone would leave accept() waiting.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def next_fault(self, stage: str) -> Fault:
        waiting = self.faults.get(stage)
        return waiting.pop(0) if waiting else as_usual

    def encrypted(self, sock: socket.socket) -> ssl.SSLSocket:
        return self._context.wrap_socket(sock, server_side=True)

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=Session(self, sock).run, daemon=True).start()


class Session:
    """One connection."""

    def __init__(self, server: FaultServer, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        self.letter = Letter()
        self._buffer = bytearray()

    def write(self, data: bytes) -> None:
        self.sock.sendall(data)

    def usual(self, reply: bytes) -> None:
        if reply == b"250 accepted\r\n":
            self.server.accepted.append(self.letter)
        self.write(reply)

    def at(self, stage: str, usual: str) -> None:
        self.server.next_fault(stage)(self, usual.encode() + b"\r\n")

    def run(self) -> None:
        try:
            self.sock.settimeout(20)
            self.server.next_fault("connect")(self, b"")
            if self.server.implicit_tls:
                self.sock = self.server.encrypted(self.sock)
            self.at("greeting", "220 faults")
            while self._command(self._line()):
                pass
        except (Gone, OSError):
            pass
        finally:
            with contextlib.suppress(OSError):
                self.sock.close()

    def _line(self) -> str:
        while b"\n" not in self._buffer:
            self._read()
        line, _, rest = self._buffer.partition(b"\n")
        self._buffer = rest
        return line.decode("utf-8", "replace").strip()

    def _read(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise Gone
        self._buffer += data

    def read_on(self) -> None:
        """Read until the other side hangs up."""
        while True:
            self._read()

    def _command(self, line: str) -> bool:
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO" | "HELO":
                offered = list(self.server.extensions)
                plain = not isinstance(self.sock, ssl.SSLSocket)
                if plain and self.server.starttls:
                    offered.insert(0, "STARTTLS")
                lines = ["faults", *offered]
                said = [f"250-{x}" for x in lines[:-1]] + [f"250 {lines[-1]}"]
                self.at("ehlo", "\r\n".join(said))
            case "STARTTLS":
                self.at("starttls", "220 go")
                self.sock = self.server.encrypted(self.sock)
            case "AUTH":
                self._auth(rest)
            case "MAIL":
                self.letter = Letter(sender=rest)
                self.at("mail", "250 ok")
            case "RCPT":
                self.letter.recipients.append(rest.partition("<")[2].partition(">")[0])
                self.at("rcpt", "250 ok")
            case "DATA":
                self._data()
            case "QUIT":
                self.at("quit", "221 bye")
                return False
            case _:
                self.write(b"250 ok\r\n")
        return True

    def _auth(self, rest: str) -> None:
        method, _, first = rest.partition(" ")
        words = base64.b64decode(first).decode()
        self.server.sign_ins.append(words)
        if method == "XOAUTH2":
            good = f"auth=Bearer {self.server.token}\x01" in words
        else:
            good = words.rpartition("\0")[2] == self.server.password
        if not good and method == "XOAUTH2":
            self.write(b"334 " + base64.b64encode(b'{"status":"401"}') + b"\r\n")
            self._line()
        self.at("auth", "235 welcome" if good else "535 5.7.8 bad credentials")

    def _data(self) -> None:
        self.at("data", "354 go on")
        if self.server.faults.get("body"):
            self._read()
            self.server.next_fault("body")(self, b"")
        end = self._buffer.find(b"\r\n.\r\n")
        while end < 0:
            seen = len(self._buffer)
            self._read()
            end = self._buffer.find(b"\r\n.\r\n", max(0, seen - 4))
        content, self._buffer = bytes(self._buffer[:end]), self._buffer[end + 5 :]
        lines = (content + b"\r\n").split(b"\r\n")
        unstuffed = [x[1:] if x.startswith(b".") else x for x in lines]
        self.letter.content = b"\r\n".join(unstuffed)
        self.at("dot", "250 accepted")
