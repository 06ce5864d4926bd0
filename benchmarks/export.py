"""What an export costs, and the next one, beside writing the same bytes: files written aside and renamed, nothing else.

    python benchmarks/export.py [ROUNDS] [CHANGES...]

Whole processes over one repository (`generate.py`), in turn, in one run; CPU is user + system of a process and its
children. Every export verifies the repository from its anchor first, unless nothing moved: what `prongsai verify` costs
is shown for itself, and the ratio is of what is left. The next export comes after one more Change, or after none.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import build  # noqa: E402 - the path comes first
from benchmarks.verify import cost_of  # noqa: E402

WRITING = """
import pathlib, sys, time
source, target = map(pathlib.Path, sys.argv[1:])
whole = {path.relative_to(source): path.read_bytes() for path in source.rglob("*") if path.is_file()}
start = time.process_time()
for place, data in whole.items():
    (target / "aside").write_bytes(data)
    (target / place).parent.mkdir(parents=True, exist_ok=True)
    (target / "aside").replace(target / place)
print(time.process_time() - start)
"""


def writing(public: Path, folder: Path) -> float:
    """CPU seconds of writing the files of `public` again."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    run = subprocess.run([sys.executable, "-c", WRITING, public, folder], check=True, capture_output=True, text=True)
    return float(run.stdout)


def files_of(public: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in public.rglob("*") if path.is_file()}


def measure(changes: int, rounds: int) -> tuple[dict[str, list[float]], dict[str, int]]:
    found: dict[str, list[float]] = {}
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, public, index = folder / "origin.git", folder / "out/public", str(folder / "index.sqlite")
        build(path, changes + 1)
        newest = _git(path, "rev-parse", "main")
        export = [sys.executable, "-m", "service.exporting", str(folder / "out"), "--repo", str(path), "--index", index]
        for _ in range(rounds):
            shutil.rmtree(folder / "out", ignore_errors=True)
            Path(index).unlink(missing_ok=True)
            _git(path, "update-ref", "refs/heads/main", f"{newest}^")
            steps = {"full export": "", "next, nothing moved": "", "next, one Change": newest}
            before: dict[Path, int] = {}
            for step, head in steps.items():
                if head:
                    _git(path, "update-ref", "refs/heads/main", head)
                found.setdefault(step, []).append(cost_of(export).cpu)
                after = files_of(public)
                counts[step] = sum(before.get(file) != time for file, time in after.items())
                before = after
            found.setdefault("writing the same bytes", []).append(writing(public, folder / "again"))
            counts["writing the same bytes"] = len(before)
            verify = [sys.executable, "-m", "cli", "verify", "--repo", str(path)]
            found.setdefault("prongsai verify", []).append(cost_of(verify).cpu)
    return found, counts


def _git(path: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", path, *words], check=True, capture_output=True, text=True).stdout.strip()


def main(rounds: int = 3, *sizes: int) -> None:
    print(f"{'changes':>8} {'':24}{'files':>8}{'CPU s: median':>14}{'min':>8}{'max':>8}{'/ writing':>10}")
    for changes in sizes or (100, 1000):
        found, counts = measure(changes, rounds)
        base, verifying = (statistics.median(found[name]) for name in ("writing the same bytes", "prongsai verify"))
        for name, rows in found.items():
            median = statistics.median(rows)
            own = median - verifying if name in {"full export", "next, one Change"} else median
            ratio = "" if name == "prongsai verify" else f"{own / base:10.1f}"
            figures = f"{counts.get(name, 0):8}{median:14.2f}{min(rows):8.2f}{max(rows):8.2f}{ratio}"
            print(f"{changes:8} {name:24}{figures}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
