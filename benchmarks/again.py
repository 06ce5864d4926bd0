"""What verifying again costs after one new Change, with short histories and long ones: it should be flat.

    python benchmarks/again.py [ROUNDS] [CHANGES...]

Whole processes, in turn, in one run. Each verifies a repository whose `main` moved by one since it was verified; the
base is a command that verifies nothing (`prongsai verify --help`). Inside: the same pass in a process that has started.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import build  # noqa: E402 - the path comes first
from benchmarks.measuring import ENVIRONMENT, in_turn, print_table  # noqa: E402


def prepare(path: Path, changes: int) -> str:
    """A repository verified and remembered, and then moved by one Change; its anchor."""
    anchor = build(path, changes + 1)
    git = ["git", "-C", str(path)]
    head = subprocess.run([*git, "rev-parse", "main"], check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run([*git, "update-ref", "refs/heads/main", f"{head}~1"], check=True)
    command = [sys.executable, "-m", "cli", "verify", "--repo", str(path), "--anchor", anchor]
    subprocess.run(command, check=True, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    subprocess.run([*git, "update-ref", "refs/heads/main", head], check=True)
    return anchor


INSIDE = """
import sys, time
from pathlib import Path
from service.ledger.repository import Repository
from service.ledger.verifier import verify
start = time.process_time()
with Repository(Path(sys.argv[1])) as repository:
    found = verify(repository, anchor=sys.argv[2], remember=True)
assert found.trusted and found.changes - found.remembered == 1
print(1000 * (time.process_time() - start))
"""


def inside(path: Path, anchor: str) -> float:
    command = [sys.executable, "-c", INSIDE, str(path), anchor]
    run = subprocess.run(command, check=True, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True)
    return float(run.stdout)


def main(rounds: int = 5, *sizes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ENVIRONMENT["XDG_CACHE_HOME"] = f"{folder}/cache"
        ours = [sys.executable, "-m", "cli", "verify"]
        commands = {"prongsai verify --help": [*ours, "--help"]}
        places: dict[int, tuple[Path, str]] = {}
        for changes in sizes or (1000, 10_000):
            path = Path(folder) / f"{changes}.git"
            start = time.perf_counter()
            places[changes] = path, prepare(path, changes)
            print(f"{changes} changes made and verified in {time.perf_counter() - start:.0f} s", file=sys.stderr)
            command = [*ours, "--repo", str(path), "--anchor", places[changes][1]]
            commands[f"one more after {changes:,}"] = command
        print_table(in_turn(commands, rounds), "prongsai verify --help")
        for changes, place in places.items():
            spent = statistics.median(inside(*place) for _ in range(rounds))
            print(f"inside, after {changes:,}: {spent:.0f} ms of CPU")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
