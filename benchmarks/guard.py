"""What the guard costs a push of one change, beside an empty hook that imports the same libraries.

    python benchmarks/guard.py [ROUNDS] [CHANGES...]

Whole pushes by stock git over a path, in turn, in one run; each brings one new Change onto the same head.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from service.guard.installing import install  # noqa: E402 - the path comes first
from tests.support.ledger import LedgerBuilder, contact, manual  # noqa: E402

IMPORTS = "import service.guard.hook, sys; sys.stdin.read()"
EMPTY = f"#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -P -s -c '{IMPORTS}'\n"


def build(path: Path, changes: int) -> LedgerBuilder:
    """Half need consent, half do not."""
    ledger = LedgerBuilder(path)
    for number in range(changes):
        ledger.publish_item(contact(f"+66380{number % 100_000:05d}") if number % 2 else manual(f"คู่มือ {number}"))
    subprocess.run(["git", "-C", str(path), "repack", "-adq"], check=True)
    return ledger


def push(ledger: LedgerBuilder, origin: Path, head: str, base: str) -> float:
    """Seconds of one push; the repository is put back afterwards."""
    start = time.perf_counter()
    subprocess.run(
        ["git", "-C", str(ledger.git_dir), "push", "-q", str(origin), f"{head}:refs/heads/main"],
        check=True,
        capture_output=True,
    )
    seconds = time.perf_counter() - start
    subprocess.run(["git", "-C", str(origin), "update-ref", "refs/heads/main", base], check=True)
    return seconds


def measure(changes: int, rounds: int) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        ledger = build(Path(folder) / "own.git", changes)
        base = ledger.head
        origins = {name: Path(folder) / f"{name}.git" for name in ("empty hook", "guard")}
        for origin in origins.values():
            subprocess.run(["cp", "-r", str(ledger.git_dir), str(origin)], check=True)
            install(origin, anchor=ledger.anchor)
        (origins["empty hook"] / "hooks/pre-receive").write_text(EMPTY)
        found: dict[str, list[float]] = {name: [] for name in origins}
        for number in range(rounds + 1):
            ledger.move_main(base)
            head = ledger.publish_item(contact(f"+66381{number:05d}"))
            for name, origin in origins.items():
                seconds = push(ledger, origin, head, base)
                if number:  # the first warms the disk
                    found[name].append(seconds)
        return found


def main(rounds: int = 10, *sizes: int) -> None:
    print(f"{'changes':>8} {'':12}{'ms: median':>11}{'min':>8}{'max':>8}{'ratio':>8}")
    for changes in sizes or (100, 1000):
        found = measure(changes, rounds)
        empty = statistics.median(found["empty hook"])
        for name, rows in found.items():
            median = statistics.median(rows)
            figures = f"{1000 * median:11.0f}{1000 * min(rows):8.0f}{1000 * max(rows):8.0f}{median / empty:8.2f}"
            print(f"{changes:8} {name:12}{figures}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
