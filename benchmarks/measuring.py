"""Whole processes, measured in turn: CPU is user + system of the process and its children, memory its own peak."""

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As an installed program runs: its modules are compiled once, not every time."""

_MEASURED = """
import json, os, resource, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
peak = 0
while process.poll() is None:
    try:
        lines = open(f"/proc/{process.pid}/status").read().splitlines()
        peak = max([peak, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
    except OSError:
        pass
    time.sleep(0.005)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(process.returncode, used.ru_utime + used.ru_stime, time.perf_counter() - start, peak / 1024)
"""


@dataclass(frozen=True)
class Cost:
    cpu: float
    """Seconds, of the process and its children."""
    wall: float
    memory: float
    """MB: the peak of the process itself."""


def cost_of(command: Sequence[str], *, cwd: Path = ROOT, codes: Sequence[int] = (0,)) -> Cost:
    """What a whole process costs; it must end as it should."""
    watcher = [sys.executable, "-c", _MEASURED, *command]
    run = subprocess.run(watcher, check=True, cwd=cwd, capture_output=True, text=True, env=ENVIRONMENT)
    code, cpu, wall, memory = map(float, run.stdout.split())
    if code not in codes:
        raise SystemExit(f"{command} ended with {code}")
    return Cost(cpu, wall, memory)


def in_turn(commands: Mapping[str, Sequence[str]], rounds: int, *, cwd: Path = ROOT) -> dict[str, list[Cost]]:
    """Every command once a round, after one round that only warms the disk."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            cost = cost_of(command, cwd=cwd)
            if number:
                found[name].append(cost)
    return found


def print_table(found: Mapping[str, Sequence[Cost]], base: str) -> None:
    """A row a command; the ratio is of CPU to `base`'s."""
    print(f"{'':36}{'CPU s: median':>14}{'min':>8}{'max':>8}{'wall s':>8}{'peak MB':>9}{'ratio':>8}")
    unit = statistics.median(cost.cpu for cost in found[base])
    for name, rows in found.items():
        cpu = [row.cpu for row in rows]
        figures = f"{statistics.median(cpu):14.3f}{min(cpu):8.3f}{max(cpu):8.3f}"
        figures += f"{statistics.median(row.wall for row in rows):8.3f}{max(row.memory for row in rows):9.0f}"
        print(f"{name:36}{figures}{statistics.median(cpu) / unit:8.2f}")
