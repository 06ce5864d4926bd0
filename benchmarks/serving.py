"""What one organisation needs of a machine: to begin, to keep, and for each answer.

    python benchmarks/serving.py [CHANGES …]

The real service with one worker, one reader on one kept connection. CPU is the worker's own for each answer, so that
what else the machine does matters little; memory is private to a process.
"""

import signal
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import build  # noqa: E402 - the path comes first
from benchmarks.hosts import cpu, family, memory, start, until_idle, until_ready  # noqa: E402

ANSWERS = 400
NAME = "o"
ITEM = "/v1/items/participation/hr/event-1"
PATHS = (ITEM, f"{ITEM}/versions/1", "/v1/obligations", "/v1/items?limit=50", "/v1/changes", "/", f"/{ITEM[4:]}")


def cost_of(port: int, worker: int, path: str) -> tuple[float, int]:
    """Milliseconds of CPU for each answer, and its bytes."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(count: int) -> int:
        size = 0
        for _ in range(count):
            connection.request("GET", path, headers={"Host": f"{NAME}.example"})
            response = connection.getresponse()
            size = len(response.read())
            if response.status != 200:
                raise SystemExit(f"{path}: {response.status}")
        return size

    ask(20)
    before = cpu([worker])
    size = ask(ANSWERS)
    connection.close()
    return (cpu([worker]) - before) / ANSWERS * 1000, size


def measure(folder: Path, changes: int) -> None:
    anchor = build(folder / "o.git", changes)
    hosts = folder / "hosts.toml"
    hosts.write_text(f'indexes = "indexes"\n[hosts."{NAME}.example"]\nrepository = "o.git"\nanchor = "{anchor}"\n')
    for state in ("first start", "with its index"):
        began = time.perf_counter()
        process, port = start(hosts, workers=1)
        until_ready(port, NAME)
        members = family(process.pid)
        (worker,), (follower,) = members["worker"], members["following"]
        spent = f"{cpu([process.pid, worker]):.1f} s CPU, the follower {cpu([follower]):.1f}"
        print(f"{changes:7} changes, {state}: served after {time.perf_counter() - began:.1f} s; {spent}", flush=True)
        if state == "with its index":
            until_idle([process.pid, worker, follower])
            index = sum(path.stat().st_size for path in (folder / "indexes").iterdir()) / 2**20
            print(f"{'':8}index {index:.0f} MB")
            for path in PATHS:
                milliseconds, size = cost_of(port, worker, path)
                print(f"{'':8}{path:45}{size:8} bytes {milliseconds:8.2f} ms CPU")
            print(f"{'':8}worker {memory(worker)[0]:.0f} MB, follower {memory(follower)[0]:.0f} MB")
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def main(*sizes: int) -> None:
    for changes in sizes or (1000, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), changes)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
