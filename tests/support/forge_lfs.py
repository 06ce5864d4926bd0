"""A forge on loopback: git over HTTP by git's own `http-backend`, and an LFS server written strictly by its documents.

The LFS store is the forge's own, not the repository's. What may go wrong on the way is switched on in `faults`; that
the server itself is right is shown by the real `git-lfs`, which the tests send through it in both directions.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from repo_schema.pointers import Pointer
from service.ledger.attachments import Store

JSON = "application/vnd.git-lfs+json"
USER, PASSWORD = "kanya", "รหัสลับ-s3cret"
TOKEN = "Bearer of-this-object-only"


@dataclass
class Forge:
    """What the forge holds and how it behaves."""

    root: Path
    """Holds `origin.git`."""
    port: int
    password: bool = False
    faults: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """`METHOD path` of each request."""
    heard: list[dict[str, str]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/origin.git"

    @property
    def store(self) -> Store:
        return Store(self.root / "forge-storage")

    def happens(self, fault: str) -> bool:
        """Whether this fault is still to happen: as many times as it was set."""
        left = int(self.faults.get(fault, 0))
        self.seen[fault] += 1
        return self.seen[fault] <= left


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def forge(self) -> Forge:
        return cast("Forge", self.server.forge)  # type: ignore[attr-defined]

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_GET  # noqa: N815 - the library's names

    def _answer(self) -> None:
        self.forge.asked.append(f"{self.command} {self.path}")
        self.forge.heard.append({name.lower(): value for name, value in self.headers.items()})
        path = self.path.partition("?")[0]
        if moved := self.forge.faults.get("redirect", {}).get(path):
            self._read()
            self._send(307, b"", {"Location": moved})
        elif path == "/origin.git/info/lfs/objects/batch":
            self._batch(self._read())
        elif match := re.fullmatch(r"/origin\.git/info/lfs/objects/([0-9a-f]{64})", path):
            self._object(match[1])
        elif path == "/origin.git/info/lfs/verify":
            asked = json.loads(self._read())
            state = self.forge.store.state(Pointer(asked["oid"], asked["size"]))
            self._json(200 if state == "present" else 404, {"message": state})
        elif "/info/lfs/" in path:
            self._read()
            self._json(404, {"message": "not here"})
        else:
            self._git()

    def _is_allowed(self) -> bool:
        word = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        return not self.forge.password or self.headers.get("Authorization") == f"Basic {word}"

    def _batch(self, data: bytes) -> None:
        if self.forge.happens("busy"):
            self._json(503, {"message": "come again"})
            return
        if not self._is_allowed():
            self._json(401, {"message": "Credentials needed"}, {"LFS-Authenticate": 'Basic realm="Git LFS"'})
            return
        if status := self.forge.faults.get("refuse"):
            self._json(status, {"message": "no \x1b[31mroom"})
            return
        if JSON not in self.headers["Accept"] or JSON not in self.headers["Content-Type"]:
            self._json(406, {"message": "wrong headers"})
            return
        asked = json.loads(data)
        if len(asked["objects"]) > 100:
            self._json(413, {"message": "too many"})
            return
        rows = [self._row(asked["operation"], row) for row in asked["objects"]]
        answer = {"transfer": "basic", "objects": rows, "hash_algo": "sha256"}
        self._json(200, answer | self.forge.faults.get("say", {}))

    def _row(self, operation: str, row: dict[str, Any]) -> dict[str, Any]:
        base = self.forge.faults.get("base", f"{self.forge.url}/info/lfs")
        header = {} if self.forge.faults.get("no ticket") else {"Authorization": TOKEN}
        here = self.forge.store.path(row["oid"]).is_file()
        link = {"href": f"{base}/objects/{row['oid']}", "header": header, "expires_in": 600}
        answer = {"oid": row["oid"], "size": row["size"], "authenticated": True}
        if operation == "download" and here:
            return answer | {"actions": {"download": link}}
        if operation == "download":
            return answer | {"error": {"code": 404, "message": "Object does not exist"}}
        if here:
            return answer
        return answer | {"actions": {"upload": link, "verify": {"href": f"{base}/verify", "header": header}}}

    def _object(self, oid: str) -> None:
        if self.headers.get("Authorization") != TOKEN or self.forge.happens("expired"):
            self._read()
            self._json(403, {"message": "expired"})
            return
        if self.command == "PUT":
            data = self._read()
            if self.forge.faults.get("keep", True):
                self.forge.store.add([data])
            self._send(200, b"")
            return
        data = self.forge.store.path(oid).read_bytes() + self.forge.faults.get("more", b"")
        begin = int((re.match(r"bytes=(\d+)-", self.headers.get("Range", "")) or [0, 0])[1])
        status, more = 200, {}
        if begin and not self.forge.faults.get("no ranges"):
            status, more = 206, {"Content-Range": f"bytes {begin}-{len(data) - 1}/{len(data)}"}
            data = data[begin:]
        if self.forge.happens("cut"):
            self._send(status, data[: len(data) // 2], more, length=len(data))
            self.close_connection = True
            return
        self._send(status, data, more)

    def _read(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _json(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(value).encode(), {"Content-Type": JSON} | (headers or {}))

    def _send(self, status: int, data: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def _git(self) -> None:
        """git-http-backend(1), by CGI."""
        body = self._read()
        if not self._is_allowed():
            self._send(401, b"", {"WWW-Authenticate": 'Basic realm="forge"'})
            return
        path, _, query = self.path.partition("?")
        environment = os.environ | {
            "GIT_PROJECT_ROOT": str(self.forge.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": USER,
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _, data = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self._send(int(headers.pop("Status", "200").split()[0]), data, headers)


@contextmanager
def forge_of(origin: Path, root: Path, **settings: Any) -> Iterator[Forge]:
    """A forge that holds a copy of `origin`."""
    shutil.copytree(origin, root / "origin.git", symlinks=True)
    shutil.rmtree(root / "origin.git/lfs", ignore_errors=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    forge = Forge(root, server.server_address[1], **settings)
    server.forge = forge  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
