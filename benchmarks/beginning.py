"""What `serve` costs until it can be asked, with a warm index: short histories and long ones, beside a bare app.

    python benchmarks/beginning.py [ROUNDS] [CHANGES...]

One process that answers and follows. CPU is user + system of it and of its children, from its start until `/readyz`
answers 200; the bare FastAPI app, on plain uvicorn, has one route and no repository.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import build  # noqa: E402 - the path comes first
from benchmarks.measuring import ENVIRONMENT  # noqa: E402

BARE = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/readyz")
async def show() -> dict[str, str]:
    return {"status": "ok"}
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
"""
LONGEST = 900


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def start(command: Sequence[str]) -> float:
    """CPU seconds until it is ready; it is ended then."""
    port = free_port()
    process = subprocess.Popen([*command, str(port)], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + LONGEST
        while not is_ready(port) and time.monotonic() < end:
            time.sleep(0.05)
        fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    finally:
        process.terminate()
        process.wait()


def main(rounds: int = 5, *sizes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        commands = {"bare FastAPI": [sys.executable, "-c", BARE]}
        for changes in sizes or (1000, 10_000):
            path, index = Path(folder) / f"{changes}.git", Path(folder) / f"{changes}.sqlite"
            anchor = build(path, changes)
            words = [str(path), "--anchor", anchor, "--index", str(index), "--port"]
            name = f"serve, {changes:,} Changes"
            commands[name] = [sys.executable, "-m", "service", *words]
            print(f"{name}: index built in {start(commands[name]):.0f} s of CPU", file=sys.stderr)
        found: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                found[name].append(start(command))
        base = statistics.median(found["bare FastAPI"])
        for name, rows in found.items():
            median = statistics.median(rows)
            print(f"{name:24}{median:8.2f} s ({min(rows):.2f}-{max(rows):.2f}){median / base:8.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
