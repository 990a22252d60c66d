"""Opens Relance, its tests or its terminal commands, in an environment that it makes and keeps.

Standard library only, and readable by an older Python, so that it can say what is missing. What it
says goes to stderr: the output of the tests and of the terminal commands stays clean.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from typing import NoReturn

NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11")
HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv-relance"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUN_LIST, TEST_LIST = "requirements.txt", "requirements-dev.txt"
LOOPBACK = ("127.0.0.1", "localhost")
PORTS = range(8501, 8600)

#: Flags win over configuration files and variables: nobody loosens these by accident.
HARDENED = (
    "--server.address=127.0.0.1",
    "--server.allowedHosts=127.0.0.1",
    "--server.allowedHosts=localhost",
    "--server.enableCORS=true",
    "--server.enableXsrfProtection=true",
    "--server.enableStaticServing=false",
    "--server.enableAgentApi=false",
    "--server.fileWatcherType=none",
    "--server.maxUploadSize=50",
    "--server.headless=true",
    "--server.showEmailPrompt=false",
    "--browser.gatherUsageStats=false",
    "--client.showErrorDetails=none",
    "--client.toolbarMode=minimal",
    "--logger.level=warning",
)


class Stop(Exception):
    """What prevents going on, as the French sentence that the user reads."""


def say(sentence: str) -> None:
    """Tells the user, in French, what is happening."""
    print(sentence, file=sys.stderr, flush=True)


def clean_variables() -> dict[str, str]:
    """The user's variables without those that would mix another Python's packages into ours."""
    ignored = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in ignored}


def succeeds(command: list[str], *, quiet: bool = True) -> bool:
    """Whether a command ends well; ``quiet`` hides what it says."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    try:
        code = subprocess.call(command, env=clean_variables(), stdout=output, stderr=output)
    except OSError:
        return False
    return code == 0


def version_inside() -> str:
    """The version of the environment's own Python; empty when it does not run (any more)."""
    command = [str(PYTHON), "-c", "import sys; print(sys.version)"]
    try:
        return subprocess.check_output(
            command, env=clean_variables(), stderr=subprocess.DEVNULL, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""


def stamp(*contents: bytes) -> Path:
    """The file of the environment whose presence says: done, for exactly these contents."""
    return ENVIRONMENT / f"{hashlib.sha256(b'|'.join(contents)).hexdigest()[:24]}.done"


def list_stamp(name: str) -> Path:
    """The stamp of a requirements file, and of the one that it builds upon."""
    return stamp(*[(HERE / file).read_bytes() for file in sorted({RUN_LIST, name})])


def make_environment() -> None:
    """An empty environment, by the first way that this machine allows."""
    say(f"Création de l'environnement de Relance, dans le dossier {ENVIRONMENT.name}…")
    venv = [sys.executable, "-m", "venv"]
    # Debian without python3-venv cannot bring pip in, but uv or the system's pip can do without.
    ways = [[*venv, str(ENVIRONMENT)], [*venv, "--without-pip", str(ENVIRONMENT)]]
    uv = shutil.which("uv")
    if uv:
        ways.insert(0, [uv, "venv", "--no-project", "--python", sys.executable, str(ENVIRONMENT)])
    for way in ways:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        if succeeds(way) and installers():
            stamp(version_inside().encode()).touch()
            return
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    remedy = "Installez un Python complet, 3.11 ou plus récent,"
    if shutil.which("apt"):
        remedy = "Tapez cette ligne :\n\n    sudo apt install python3-venv\n"
    raise Stop(
        f"Ce Python ne sait pas créer d'environnement : venv ou pip lui manque.\n{remedy}\n"
        "puis relancez la même commande."
    )


def installers() -> list[list[str]]:
    """The commands that can install packages into the environment, the fastest first."""
    uv, pip = shutil.which("uv"), ["-m", "pip"]
    found = [[uv, "pip", "install", "--quiet", "--python", str(PYTHON)]] if uv else []
    if succeeds([str(PYTHON), *pip, "--version"]):
        found.append([str(PYTHON), *pip, "install", "-qq"])
    elif succeeds([sys.executable, *pip, "--python", str(PYTHON), "--version"]):
        found.append([sys.executable, *pip, "--python", str(PYTHON), "install", "-qq"])
    return found


def is_ready(name: str) -> bool:
    """Whether the environment still runs and holds what a requirements file lists."""
    return stamp(version_inside().encode()).exists() and list_stamp(name).exists()


def ensure(name: str) -> None:
    """Makes the environment and installs a requirements file, unless both are done already."""
    if is_ready(name):
        return
    try:
        # A database as a lock: one installation at a time, let go by itself if the process dies.
        lock = sqlite3.connect(f"{ENVIRONMENT}.lock", timeout=900)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        raise Stop(
            f"Rien ne peut être installé dans le dossier {HERE} ({error}).\n"
            "Copiez Relance dans un dossier à vous, puis relancez la même commande."
        ) from None
    with contextlib.closing(lock):
        if not is_ready(name):
            install(name)


def install(name: str) -> None:
    """Installs a requirements file, in an environment made anew when the present one is unfit."""
    if not stamp(version_inside().encode()).exists():
        make_environment()
    what = "composants" if name == RUN_LIST else "composants et des outils de test"
    say(f"Installation des {what} : environ 250 Mo à télécharger, quelques minutes…")
    for installer in installers():
        # Wheels only: nobody should need a compiler, and nothing runs code while installing.
        if succeeds([*installer, "--only-binary", ":all:", "-r", str(HERE / name)], quiet=False):
            list_stamp(RUN_LIST).touch()
            list_stamp(name).touch()
            return say("Installation terminée.")
    raise Stop(
        "L'installation n'a pas abouti (voir ci-dessus). Vos données n'ont pas été touchées.\n"
        "Vérifiez la connexion et la place sur le disque, puis relancez la même commande."
    )


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the machine itself."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK[0], port))
        except (OSError, OverflowError):
            return False
    return True


def choose_port(wanted: int | None) -> int:
    """The port asked for, else the first free one."""
    port = next((port for port in (PORTS if wanted is None else [wanted]) if is_free(port)), None)
    if port is None:
        asked = f"Le port {wanted} n'est pas libre" if wanted else "Aucun port n'est libre"
        raise Stop(f"{asked}. Choisissez-en un autre, par exemple : --port 8650.")
    return port


def announce(server: subprocess.Popen[bytes], port: int, *, browser: bool) -> None:
    """Waits until the app listens, then says where it is and opens the browser."""
    while server.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection((LOOPBACK[0], port), timeout=2).close()
            say(f"Relance est ouvert : http://{LOOPBACK[0]}:{port}   (Ctrl-C pour l'arrêter)")
            if browser:
                webbrowser.open(f"http://{LOOPBACK[0]}:{port}")
            return
        time.sleep(0.1)


def run(
    command: list[str], *, folder: Path | None = HERE, port: int = 0, browser: bool = False
) -> int:
    """Runs a command of the environment to its end and gives its exit code.

    With a ``port``, the command is the app's server: it is announced once it answers there.
    """
    variables = {**clean_variables(), "PYTHONPATH": str(HERE)}
    arguments = [str(PYTHON), *command]
    output = subprocess.DEVNULL if port else None  # the server's own welcome is in English
    with subprocess.Popen(arguments, cwd=folder, env=variables, stdout=output) as child:
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            if port:
                announce(child, port, browser=browser)
            return child.wait()
        except KeyboardInterrupt:
            # From a keyboard the child got it too, and is already stopping by itself.
            with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                return child.wait(timeout=10)
            child.terminate()
            return child.wait()


def open_app(options: argparse.Namespace) -> int:
    """Starts the app's server and stays until it is stopped."""
    if options.address not in LOOPBACK:
        raise Stop(
            f"Relance ne s'ouvre que sur cette machine : l'adresse {options.address} est refusée, "
            "car d'autres pourraient lire vos factures sans mot de passe. Retirez --address."
        )
    ensure(RUN_LIST)
    port = choose_port(options.port)
    command = ["-m", "streamlit", "run", str(HERE / "app.py"), f"--server.port={port}", *HARDENED]
    if run(command, port=port, browser=options.browser) > 0:
        raise Stop("Relance s'est arrêté sur une erreur (voir ci-dessus). Rien n'est perdu.")
    say("Relance est arrêté.")
    return 0


class Parser(argparse.ArgumentParser):
    """Refuses what it does not know in French."""

    def error(self, message: str) -> NoReturn:
        say(f"Option non comprise ({message}).\nEssayez : python3 start.py --help")
        sys.exit(64)  # wrong usage, as everywhere in the terminal


def options_of(arguments: list[str]) -> argparse.Namespace:
    """The options of ``python3 start.py`` itself."""
    parser = Parser(
        prog="start.py",
        description="Ouvre Relance dans le navigateur, sur cette machine seulement.",
        epilog="« start.py test » lance les tests, « start.py terminal » les autres commandes.",
    )
    parser.add_argument("--port", type=int, help="port à utiliser (sinon le premier libre)")
    parser.add_argument("--address", default=LOOPBACK[0], help="127.0.0.1, et rien d'autre")
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    return parser.parse_args(arguments)


def use_a_newer_python(arguments: list[str]) -> int:
    """Starts again with a Python that is recent enough, or says what to install."""
    for name in NEWER_PYTHONS:
        found = shutil.which(name)
        if found and succeeds([found, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
            return subprocess.call([found, str(HERE / "start.py"), *arguments])
    raise Stop("Relance demande Python 3.11 ou plus récent : installez-le, puis recommencez.")


def main(arguments: list[str]) -> int:
    """Does what the arguments ask; gives the exit code."""
    verb, rest = (arguments or [""])[0], arguments[1:]
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 - the user may have an older one
            return use_a_newer_python(arguments)
        if verb == "test":
            ensure(TEST_LIST)
            return run(["-m", "pytest", *(rest or ["-n", "2", "--dist", "loadfile"])])
        if verb == "terminal":
            ensure(RUN_LIST)
            return run(["-m", "relance_core", *rest], folder=None)
        return open_app(options_of(arguments))
    except Stop as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        say("Interrompu. Relancez la même commande pour reprendre.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
