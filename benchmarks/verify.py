"""How much verifying everything costs, beside what stock git asks for checking the signatures alone.

    python benchmarks/verify.py [CHANGES] [ROUNDS]

Both are whole processes over the same repository, in turn, in one run; CPU is user + system of the process and its
children. Ours checks form, signatures, policy, manifests, schemas and references; git checks signatures only.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.ledger import LedgerBuilder, contact, manual  # noqa: E402 - the path comes first


def build(path: Path, changes: int) -> LedgerBuilder:
    """Half need consent, half do not."""
    ledger = LedgerBuilder(path)
    for number in range(changes):
        ledger.publish_item(contact(f"+66380{number % 100_000:05d}") if number % 2 else manual(f"คู่มือ {number}"))
    subprocess.run(["git", "-C", str(path), "repack", "-adq"], check=True)
    return ledger


def cpu_of(command: Sequence[str]) -> tuple[float, float]:
    """CPU and wall seconds of a whole process; it must succeed."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def measure(runs: dict[str, Callable[[], tuple[float, float]]], rounds: int) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            found[name].append(run())
    return found


def main(changes: int = 1000, rounds: int = 3) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = build(Path(folder) / "origin.git", changes)
        signers = Path(folder) / "allowed_signers"
        git, path = ["git", "-c", f"gpg.ssh.allowedSignersFile={signers}", "-C"], str(ledger.git_dir)
        ours = [sys.executable, "-m", "cli", "verify", "--repo", path, "--anchor", ledger.anchor]
        subprocess.run([*ours, "--allowed-signers", str(signers)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        commits = subprocess.run(
            ["git", "-C", path, "rev-list", "--count", "main"], check=True, capture_output=True, text=True
        ).stdout.strip()
        found = measure(
            {
                "prongsai verify": lambda: cpu_of(ours),
                "git log --show-signature": lambda: cpu_of([*git, path, "log", "--show-signature", "main"]),
            },
            rounds,
        )
    print(f"{changes} changes, {commits} commits, {rounds} rounds, {os.cpu_count()} cores")
    print(f"{'':28}{'CPU s: median':>14}{'min':>8}{'max':>8}{'wall s':>9}")
    for name, rows in found.items():
        cpu, wall = [row[0] for row in rows], [row[1] for row in rows]
        print(f"{name:28}{statistics.median(cpu):14.2f}{min(cpu):8.2f}{max(cpu):8.2f}{statistics.median(wall):9.2f}")
    medians = [statistics.median(row[0] for row in rows) for rows in found.values()]
    print(f"ratio of CPU: git / prongsai = {medians[1] / medians[0]:.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
