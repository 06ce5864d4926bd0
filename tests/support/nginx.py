"""A real nginx over an export, on a port of its own, with nothing of ours running."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
MISSING = "nginx is not here"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Nginx:
    def __init__(self, port: int, pid: int) -> None:
        self._port = port
        self._pid = pid

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """`address` goes out as it stands, however it is spelt."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.putrequest(method, address, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, told, response.read())
        finally:
            connection.close()

    def reload(self) -> None:
        """Read the configuration again, and wait until the new one answers."""
        before = _workers(self._pid)
        os.kill(self._pid, signal.SIGHUP)
        _until(lambda: not before & _workers(self._pid) and bool(_workers(self._pid)))


@contextmanager
def serving(export: Path, folder: Path) -> Iterator[Nginx]:
    """`folder`: for nginx's own files."""
    assert NGINX is not None
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"{'user root;' if os.getuid() == 0 else ''}\npid {folder}/pid;\nerror_log {folder}/error.log warn;\n"
        f"daemon off;\nworker_processes 1;\nevents {{}}\nhttp {{\naccess_log off;\n{places}\n"
        f"include {export}/nginx-http.conf;\n"
        f"server {{\nlisten 127.0.0.1:{port};\ninclude {export}/nginx-server.conf;\n}}\n}}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([NGINX, "-c", str(configuration), "-p", str(folder)], stderr=subprocess.PIPE, text=True)
    try:
        _until(lambda: _answers(port) or process.poll() is not None)
        assert process.poll() is None, process.stderr and process.stderr.read()
        yield Nginx(port, process.pid)
    finally:
        process.send_signal(signal.SIGQUIT)  # gracefully: what it would say of an end in haste is no finding
        process.communicate(timeout=30)
    said = (folder / "error.log").read_text(encoding="utf-8")
    assert said == "", said


def _workers(pid: int) -> set[str]:
    """By the kernel's word: which processes the master has."""
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _until(condition: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    assert callable(condition)
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
