"""What one answer costs the server, beside a bare ASGI app and a bare FastAPI route that send the very same bytes.

    python benchmarks/read.py [ROUNDS] [REQUESTS]

Three servers of one worker, all up at once and asked in turn, four connections kept alive: ours as it is shipped, with
request ids, metrics and all, the others on plain uvicorn. CPU is user + system of the server's process. `made anew` is
ours for a host that was never asked by, so that no answer is kept.
"""

import asyncio
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.ledger import LedgerBuilder, contact, news  # noqa: E402 - the path comes first

ITEM = "/v1/items/contact/office-of-palad/main"
CONNECTIONS = 4
OURS = """
import sys
from pathlib import Path
from service.app import create_app
from service.serving.listening import bind
from service.serving.server import make_server
from service.settings import Settings
app = create_app(Settings(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], 3600))
make_server(app, lambda: None).run([bind("127.0.0.1", int(sys.argv[4]))])
"""
BARE = """
import pickle, sys, uvicorn
from pathlib import Path
answers = pickle.loads(Path(sys.argv[1]).read_bytes())
async def bare(scope, receive, send):
    if scope["type"] == "http":
        status, headers, body = answers[int(scope["path"][1:])]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
app = bare
if sys.argv[2] == "fastapi":
    from fastapi import FastAPI, Response
    app = FastAPI()
    @app.get("/{number}")
    async def show(number: int) -> Response:
        status, headers, body = answers[number]
        response = Response(body, status)
        response.raw_headers = headers
        return response
uvicorn.run(app, port=int(sys.argv[3]), log_level="error", access_log=False, lifespan="off")
"""


class Server:
    def __init__(self, program: str, port: int, *arguments: str) -> None:
        self.port = port
        command = [sys.executable, "-c", program, *arguments, str(port)]
        self.process = subprocess.Popen(command, cwd=ROOT)

    def cpu(self) -> float:
        """Seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def request_of(address: str, headers: str, host: str = "127.0.0.1") -> bytes:
    return f"GET {address} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n{headers}\r\n".encode()


async def load(port: int, requests: Iterator[bytes]) -> None:
    """Each connection asks the next thing once it has its answer."""

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in requests:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            at = head.lower().find(b"content-length:")
            if at >= 0:
                await reader.readexactly(int(head[at + 15 : head.index(b"\r\n", at)]))
        writer.close()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))


async def ask(port: int, request: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    rows = (line.split(": ", 1) for line in lines)
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in rows]
    length = int(dict(headers).get(b"content-length", b"0"))
    body = await reader.readexactly(length)
    writer.close()
    return int(first.split()[1]), [row for row in headers if row[0] not in {b"date", b"server"}], body


@contextmanager
def serving(folder: Path, answers: Callable[[int], bytes]) -> Iterator[dict[str, Server]]:
    """Ours first, whose answers the others give."""
    ledger = LedgerBuilder(folder / "origin.git")
    for number in range(3):
        ledger.publish_item(contact(f"+663800000{number}"))
    for number in range(42):
        ledger.publish_item(news("hr", name=f"event-{number}"))
    servers = {"ours": Server(OURS, 8411, str(ledger.git_dir), str(folder / "index.sqlite"), ledger.anchor)}
    try:
        wait(8411)
        (folder / "answers").write_bytes(answers(8411))
        for port, name in ((8412, "bare ASGI"), (8413, "bare FastAPI")):
            kind = name.split()[1].lower()
            servers[name] = Server(BARE, port, str(folder / "answers"), kind)
            wait(port)
        yield servers
    finally:
        for server in servers.values():
            server.process.terminate()
            server.process.wait()


def wait(port: int) -> None:
    for _ in range(600):
        try:
            asyncio.run(ask(port, request_of("/v1" if port == 8411 else "/0", "")))
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing answers at {port}")


def spend(found: list[float], server: Server, requests: Sequence[bytes]) -> None:
    """Microseconds of the server's CPU for each of these."""
    before = server.cpu()
    asyncio.run(load(server.port, iter(requests)))
    found.append(1e6 * (server.cpu() - before) / len(requests))


def main(rounds: int = 5, requests: int = 3000) -> None:
    asked = {
        "current item": (ITEM, ""),
        "pinned version": (f"{ITEM}/versions/1", ""),
        "list of 43": ("/v1/items?limit=100", ""),
        "list of 43, gzip": ("/v1/items?limit=100", "Accept-Encoding: gzip\r\n"),
        "304": (f"{ITEM}/versions/2", "If-None-Match: *\r\n"),
    }

    def answers(port: int) -> bytes:
        return pickle.dumps([asyncio.run(ask(port, request_of(*row))) for row in asked.values()])

    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), answers) as servers:
        print(f"{requests} requests, {rounds} rounds; CPU in microseconds a request, median (min-max)")
        for place, (name, (address, headers)) in enumerate(asked.items()):
            found: dict[str, list[float]] = {}
            for _ in range(rounds):
                for which, server in servers.items():
                    path = address if which == "ours" else f"/{place}"
                    spend(found.setdefault(which, []), server, [request_of(path, headers)] * requests)
                others = (f"{time.monotonic_ns()}-{number}.example" for number in range(requests // 10))
                anew = [request_of(address, headers, host) for host in others]
                spend(found.setdefault("ours, made anew", []), servers["ours"], anew)
            own = statistics.median(found["ours"])
            for which, spent in found.items():
                median = statistics.median(spent)
                spread = f"({min(spent):.0f}-{max(spent):.0f})"
                print(f"{name:18}{which:14}{median:7.0f} {spread:14} speed of ours beside it: {median / own:5.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
