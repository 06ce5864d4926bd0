"""What many organisations in one group of processes cost: memory, time to be ready, CPU while nothing happens.

    python benchmarks/hosts.py [ORGANISATIONS] [CHANGES]

One repository (`generate.py`), copied for each; the real service with two workers and a file of hosts. Memory is what
each process has to itself (USS: private pages) and its share of what is shared (PSS).
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import build  # noqa: E402 - the path comes first

WORKERS = 2


def get(port: int, host: str, path: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": host})
    response = connection.getresponse()
    found = response.status, response.read()
    connection.close()
    return found


def until_ready(port: int, name: str) -> None:
    while get(port, f"{name}.example", "/readyz")[0] != 200:
        time.sleep(0.02)


def until_idle(processes: list[int]) -> None:
    busy = True
    while busy:
        before = cpu(processes)
        time.sleep(2)
        busy = cpu(processes) - before >= 0.4


def start(hosts: Path, workers: int = WORKERS) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-m", "service", "--hosts", str(hosts), "--port", "0", "--workers", str(workers)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    match = re.search(r":(\d+)/", process.stdout.readline())
    assert match is not None
    return process, int(match[1])


def memory(process: int) -> tuple[float, float]:
    """USS and PSS, MB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    rows = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return (rows["Private_Clean"] + rows["Private_Dirty"]) / 1024, rows["Pss"] / 1024


def family(process: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {"supervisor": [process]}
    for role in ("following", "worker"):
        run = subprocess.run(
            ["pgrep", "-P", str(process), "-f", f"service.serving.{role}"], check=False, capture_output=True, text=True
        )
        found[role] = [int(line) for line in run.stdout.split()]
    return found


def cpu(processes: list[int]) -> float:
    """Seconds, with children that ended."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def show(name: str, process: int) -> None:
    for role, members in family(process).items():
        rows = [memory(member) for member in members]
        own, share = sum(row[0] for row in rows), sum(row[1] for row in rows)
        print(f"{name:28}{f'{len(rows)} {role}':16}{own:10.0f}{share:10.0f}")


def main(organisations: int = 50, changes: int = 200) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        anchor = build(folder / "o0.git", changes)
        names = [f"o{number}" for number in range(organisations)]
        for name in names[1:]:
            shutil.copytree(folder / "o0.git", folder / f"{name}.git")
        tables = [f'[hosts."{name}.example"]\nrepository = "{name}.git"\nanchor = "{anchor}"\n' for name in names]
        hosts = folder / "hosts.toml"
        hosts.write_text('indexes = "indexes"\n' + "\n".join(tables))
        print(f"{organisations} organisations of {changes} changes, {WORKERS} workers, {os.cpu_count()} cores")
        for name in ("nothing indexed", "everything indexed"):
            began = time.perf_counter()
            process, port = start(hosts)
            print(f"{name}: listening after {time.perf_counter() - began:.1f} s")
            until_ready(port, names[0])
            print(f"{name}: the first is served after {time.perf_counter() - began:.1f} s")
            until_ready(port, names[-1])
            print(f"{name}: the last is served after {time.perf_counter() - began:.1f} s")
            everybody = [member for members in family(process.pid).values() for member in members]
            until_idle(everybody)
            print(f"{name}: all verified after {time.perf_counter() - began:.1f} s, {cpu(everybody):.1f} s CPU")
            if name == "everything indexed":
                measure(process.pid, port, names, everybody)
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def measure(process: int, port: int, names: list[str], everybody: list[int]) -> None:
    print(f"{'':28}{'':16}{'USS MB':>10}{'PSS MB':>10}")
    show("before anybody asks", process)
    times = []
    for name in names:
        began = time.perf_counter()
        assert get(port, f"{name}.example", "/v1/items")[0] == 200
        times.append((time.perf_counter() - began) * 1000)
    for _ in range(3 * WORKERS):
        for name in names:
            get(port, f"{name}.example", "/v1/items")
    show("all were asked", process)
    times.sort()
    print(f"first answer of an organisation, ms: median {times[len(times) // 2]:.0f}, longest {times[-1]:.0f}")
    before = cpu(everybody)
    time.sleep(20)
    print(f"CPU while nothing happens: {(cpu(everybody) - before) / 20:.1%} of a core")
    head = json.loads(get(port, "o0.example", "/readyz")[1])["head"]
    print(f"served: {head}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
