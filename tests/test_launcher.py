"""``python3 start.py``: made once, silent afterwards, on this machine only, and stopped cleanly."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from streamlit import config

ROOT = Path(__file__).resolve().parents[1]
#: Stands in for the real server: answers that it is healthy, and shows what it was started with.
SERVER = """
import http.server, json, pathlib, sys
port = int(next(a for a in sys.argv if a.startswith("--server.port=")).split("=")[1])
pathlib.Path(__file__).with_name("started.json").write_text(json.dumps(sys.argv[1:]))
http.server.ThreadingHTTPServer.allow_reuse_address = True
class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
try:
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Healthy).serve_forever()
except KeyboardInterrupt:
    pass
"""
TERMINAL = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd()}))
sys.exit(2)
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project small enough to install without a network: it needs no package."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copy(ROOT / "start.py", folder)
    for file in ("requirements.txt", "requirements-dev.txt"):
        (folder / file).write_text("# nothing\n", encoding="utf-8")
    (folder / "relance_core").mkdir()
    (folder / "relance_core" / "__init__.py").touch()
    (folder / "relance_core" / "__main__.py").write_text(TERMINAL, encoding="utf-8")
    (folder / "streamlit.py").write_text(SERVER, encoding="utf-8")
    (folder / "app.py").touch()
    return folder


@pytest.fixture(scope="module")
def launcher() -> ModuleType:
    """``start.py`` as a module."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def start(
    clone: Path, *arguments: str, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the launcher as a user would."""
    return subprocess.run(
        [sys.executable, str(clone / "start.py"), *arguments],
        cwd=folder or clone,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port of this machine that somebody else listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_terminal_command_runs_where_the_user_is_and_keeps_its_exit_code(
    clone: Path, tmp_path: Path
) -> None:
    done = start(clone, "terminal", "plan", "--json", folder=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout) == {
        "arguments": ["plan", "--json"],
        "folder": str(tmp_path.resolve()),
    }


def test_the_second_time_there_is_nothing_to_install_and_nothing_to_say(clone: Path) -> None:
    start(clone, "terminal")
    assert start(clone, "terminal").stderr == ""


def test_a_changed_list_of_packages_is_installed_again_in_the_same_environment(clone: Path) -> None:
    start(clone, "terminal")
    with (clone / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    said = start(clone, "terminal").stderr
    assert "Installation" in said
    assert "Création" not in said


def test_started_three_times_at_once_it_installs_once(clone: Path) -> None:
    shutil.rmtree(clone / ".venv-relance", ignore_errors=True)
    command = [sys.executable, str(clone / "start.py"), "terminal"]
    together = [
        subprocess.Popen(command, cwd=clone, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    said = [process.communicate(timeout=120)[1] for process in together]
    assert [process.returncode for process in together] == [2, 2, 2]
    assert sorted("Installation terminée" in words for words in said) == [False, False, True]


def test_an_environment_that_no_longer_runs_is_made_anew(clone: Path, launcher: ModuleType) -> None:
    start(clone, "terminal")
    (clone / launcher.PYTHON.relative_to(ROOT)).unlink()
    assert "Création" in start(clone, "terminal").stderr


def test_a_package_that_cannot_be_had_is_told_in_french_and_installed_at_the_next_try(
    clone: Path,
) -> None:
    list_of_packages = clone / "requirements.txt"
    before = list_of_packages.read_text(encoding="utf-8")
    list_of_packages.write_text("./nowhere-at-all.whl\n", encoding="utf-8")
    failed = start(clone, "terminal")
    list_of_packages.write_text(before + "# again\n", encoding="utf-8")
    assert failed.returncode == 1
    assert "L'installation n'a pas abouti" in failed.stderr
    assert start(clone, "terminal").returncode == 2


@pytest.mark.skipif(
    os.name == "nt", reason="Ctrl-C is sent to a process group of its own on Windows"
)
def test_the_app_opens_protected_says_where_and_stops_cleanly_on_ctrl_c(
    clone: Path, launcher: ModuleType
) -> None:
    port = free_port()
    command = [sys.executable, str(clone / "start.py"), "--no-browser", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=clone, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr
        said = []
        for line in process.stderr:
            said.append(line)
            if f"http://127.0.0.1:{port}" in line:
                os.killpg(process.pid, signal.SIGINT)
        code = process.wait(timeout=30)
    assert code == 0
    assert said[-1] == "Relance est arrêté.\n"
    flags = json.loads((clone / "started.json").read_text(encoding="utf-8"))
    assert set(launcher.HARDENED) <= set(flags)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.10"])
def test_an_address_that_others_could_reach_is_refused(address: str) -> None:
    done = start(ROOT, "--address", address)
    assert done.returncode == 1
    assert "refusée" in done.stderr


def test_an_unknown_option_is_wrong_usage_rather_than_a_flag_for_the_server() -> None:
    done = start(ROOT, "--server.address=0.0.0.0")
    assert done.returncode == 64


def test_a_port_in_use_is_not_chosen(launcher: ModuleType, taken_port: int) -> None:
    with pytest.raises(launcher.Stop, match=str(taken_port)):
        launcher.choose_port(taken_port)


def test_without_a_wish_the_first_free_port_is_taken(
    launcher: ModuleType, taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = free_port()
    monkeypatch.setattr(launcher, "PORTS", [taken_port, free])
    assert launcher.choose_port(None) == free


def test_an_older_python_can_read_the_launcher_and_so_say_what_is_missing() -> None:
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_every_protection_is_an_option_that_the_server_knows(launcher: ModuleType) -> None:
    known = config.get_config_options()
    assert [flag for flag in launcher.HARDENED if flag[2:].split("=")[0] not in known] == []


def test_the_configuration_file_protects_as_the_launcher_does(launcher: ModuleType) -> None:
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    written = tomllib.loads(text)
    only_at_launch = {"server.headless", "logger.level"}
    for flag in launcher.HARDENED:
        option, value = flag[2:].split("=")
        section, key = option.split(".")
        if option in only_at_launch:
            continue
        stated = written[section][key]
        stated = stated if isinstance(stated, list) else [stated]
        assert value in [
            str(item).lower() if isinstance(item, bool) else str(item) for item in stated
        ]
