"""How long it takes to answer from deep in a history: a version, the difference of any two, the state of any day.

    python benchmarks/depth.py [ASKED] [VERSIONS...]

One item of so many versions; each address is random and asked under a host of its own, so that nothing was kept; in
this process, by the clock. Beside it the look-up that no answer can do without: the version's row, by SQLite alone.
"""

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from starlette.testclient import TestClient  # noqa: E402 - the path comes first

from service.app import create_app  # noqa: E402
from service.settings import Settings  # noqa: E402
from tests.support.ledger import DAY, LedgerBuilder, contact  # noqa: E402

ITEM = "contact/office-of-palad/main"
BEGUN = 1_759_000_000
SELECT = "SELECT * FROM versions WHERE item = ? AND number = ?"


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - start)


def addresses(kind: str, versions: int) -> Iterator[str]:
    while True:
        one, other = random.randint(1, versions), random.randint(1, versions)
        day = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(BEGUN + random.randint(0, versions) * DAY))
        yield {
            "a version": f"/v1/items/{ITEM}/versions/{one}",
            "a difference": f"/v1/items/{ITEM}/diff?from={one}&to={other}",
            "as of a moment": f"/v1/items/{ITEM}?as_of={day}",
        }[kind]


def measure(versions: int, asked: int) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        ledger = LedgerBuilder(Path(folder) / "origin.git")
        for number in range(versions):
            ledger.publish_item(contact(f"+6638{number:06d}"))
        index = Path(folder) / "index.sqlite"
        found: dict[str, list[float]] = {}
        app = create_app(Settings(ledger.git_dir, index, ledger.anchor, 3600, dear_per_minute=0))
        with TestClient(app, follow_redirects=False) as client:
            connection = sqlite3.connect(index)
            found["the row alone"] = [
                timed(lambda: connection.execute(SELECT, (ITEM, random.randint(1, versions))).fetchone())
                for _ in range(asked)
            ]
            connection.close()
            for kind in ("a version", "a difference", "as of a moment"):
                places = addresses(kind, versions)
                client.get(next(places))
                hosts = ({"Host": f"{kind.replace(' ', '-')}-{number}.example"} for number in range(asked))
                found[kind] = [timed(lambda: client.get(next(places), headers=next(hosts))) for _ in range(asked)]  # noqa: B023 - at once
        return found


def main(asked: int = 500, *sizes: int) -> None:
    print(f"{'versions':>8} {'':18}{'ms: median':>12}{'p99':>9}{'max':>9}")
    for versions in sizes or (10, 1000):
        for name, rows in measure(versions, asked).items():
            rows.sort()
            p99 = rows[len(rows) * 99 // 100]
            print(f"{versions:8} {name:18}{statistics.median(rows):12.2f}{p99:9.2f}{rows[-1]:9.2f}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
