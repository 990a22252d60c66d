"""The app as its user gets it: a server process of its own, on a free port of this machine."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from start import HARDENED

ROOT = Path(__file__).resolve().parents[2]
#: Seconds that a server may take to answer on a busy machine.
PATIENCE = 60


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def start(
    script: Path, port: int, environ: Mapping[str, str], *, log: Path
) -> subprocess.Popen[bytes]:
    """The server of ``script`` with the launcher's flags; what it says goes to ``log``."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    with log.open("wb") as said:
        return subprocess.Popen(
            [*command, *HARDENED],
            cwd=script.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
            stdout=said,
            stderr=said,
        )


def healthy(url: str) -> bool:
    """Whether the server answers; no script runs for that."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
        return True
    return False


@contextlib.contextmanager
def running(script: Path, environ: Mapping[str, str], *, log: Path) -> Iterator[str]:
    """The address of a server of ``script``, which is stopped at the end."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = start(script, port, environ, log=log)
    try:
        deadline = time.monotonic() + PATIENCE
        while not healthy(url):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The app did not start:\n{log.read_text('utf-8')}")
            time.sleep(0.05)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
