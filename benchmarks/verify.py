"""What verifying everything costs, beside stock git's check of the signatures alone and beside its unavoidable parts.

    python benchmarks/verify.py [CHANGES] [ROUNDS]

Whole processes over one repository (`generate.py`), in turn, in one run; CPU is user + system of the process and its
children, memory the process's own peak. Ours checks form, signatures, policy, manifests, schemas and references; git
checks signatures only, and is left out above 1,000 changes; `bare.py` proves nothing.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import build  # noqa: E402 - the path comes first

GIT_AT_MOST = 1000


@dataclass(frozen=True)
class Cost:
    cpu: float
    """Seconds, of the process and its children."""
    wall: float
    memory: float
    """MB: the peak of the process itself."""


MEASURED = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
peak = 0
while process.poll() is None:
    try:
        lines = open(f"/proc/{process.pid}/status").read().splitlines()
        peak = max([peak, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
    except OSError:
        pass
    time.sleep(0.02)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(process.returncode, used.ru_utime + used.ru_stime, time.perf_counter() - start, peak / 1024)
"""


def cost_of(command: Sequence[str]) -> Cost:
    """What a whole process costs; it must succeed."""
    watcher = [sys.executable, "-c", MEASURED, *command]
    run = subprocess.run(watcher, check=True, cwd=ROOT, capture_output=True, text=True)
    code, cpu, wall, memory = map(float, run.stdout.split())
    if code:
        raise SystemExit(f"{command} failed")
    return Cost(cpu, wall, memory)


def main(changes: int = 1000, rounds: int = 3) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, signers = str(Path(folder) / "origin.git"), Path(folder) / "allowed_signers"
        anchor = build(Path(path), changes)
        ours = [sys.executable, "-m", "cli", "verify", "--repo", path, "--anchor", anchor]
        subprocess.run([*ours, "--allowed-signers", str(signers)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        commands = {
            "prongsai verify": ours,
            "unavoidable parts": [sys.executable, "benchmarks/bare.py", path],
        }
        if changes <= GIT_AT_MOST:
            trust = f"gpg.ssh.allowedSignersFile={signers}"
            commands["git log --show-signature"] = ["git", "-c", trust, "-C", path, "log", "--show-signature", "main"]
        found: dict[str, list[Cost]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                found[name].append(cost_of(command))
    print(f"{changes} changes, {rounds} rounds, {os.cpu_count()} cores")
    print(f"{'':26}{'CPU s: median':>14}{'min':>8}{'max':>8}{'wall s':>8}{'peak MB':>9}{'/ ours':>8}")
    own = statistics.median(cost.cpu for cost in found["prongsai verify"])
    for name, rows in found.items():
        cpu = [row.cpu for row in rows]
        figures = f"{statistics.median(cpu):14.2f}{min(cpu):8.2f}{max(cpu):8.2f}"
        figures += f"{statistics.median(row.wall for row in rows):8.2f}{max(row.memory for row in rows):9.0f}"
        print(f"{name:26}{figures}{statistics.median(cpu) / own:8.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
