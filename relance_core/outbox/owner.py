"""Which process sends, so that another can tell whether it still lives."""

from __future__ import annotations

import os
import secrets
import socket
import threading

import psutil

#: Seconds by which two readings of one process's start may differ.
_TOLERANCE = 2.0
_lock = threading.Lock()
_working: set[str] = set()


def new_owner() -> str:
    """A name for one sender of this process: host, process, its start, and a token of its own.

    At most 120 characters. The sender counts as alive until ``retire`` is called.
    """
    start = psutil.Process().create_time()
    owner = f"{_host()}:{os.getpid()}:{start:.0f}:{secrets.token_hex(6)}"
    with _lock:
        _working.add(owner)
    return owner


def retire(owner: str) -> None:
    """The sender has ended: what it left behind may be taken over at once."""
    with _lock:
        _working.discard(owner)


def is_alive(owner: str) -> bool | None:
    """Whether a sender still lives; None when it is another machine's and cannot be asked."""
    try:
        host, pid_text, start_text, _token = owner.rsplit(":", 3)
        pid, start = int(pid_text), float(start_text)
    except ValueError:
        return None
    if host != _host():
        return None
    if pid == os.getpid():
        with _lock:
            return owner in _working
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        # A number given again to another process begins later.
        return bool(abs(process.create_time() - start) < _TOLERANCE)
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return None


def _host() -> str:
    return socket.gethostname().replace(":", "-")[:70]
