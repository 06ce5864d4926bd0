"""What a Thai search costs, beside the full-text query alone: the same hits, the newest of them, nothing shown.

    python benchmarks/searching.py [ROUNDS] [VERSIONS]

In this process and without a network, CPU milliseconds: words that stand everywhere, once, and nowhere.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import build  # noqa: E402 - the path comes first
from service.ledger.follower import Follower  # noqa: E402
from service.ledger.read_model import ItemFilter, ReadModel  # noqa: E402

ASKED = ("เปิดเผย", "เวที", "รับฟังความคิดเห็น", "6797", "ครั้งที่ 6113", "ไม่มีคำนี้")
ALONE = """
SELECT v.rowid FROM versions v WHERE v.rowid IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)
ORDER BY v.published_at DESC LIMIT 21
"""


def spent(act: Callable[[], object], rounds: int) -> float:
    found = []
    for _ in range(rounds):
        start = time.process_time()
        act()
        found.append(1000 * (time.process_time() - start))
    return statistics.median(found)


def main(rounds: int = 9, versions: int = 20_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, index = Path(folder) / "origin.git", Path(folder) / "index.sqlite"
        anchor = build(path, versions)
        with Follower(path, index, anchor=anchor) as follower:
            follower.start()
            follower.refresh()
        model = ReadModel(index)
        with model.snapshot() as snapshot:
            sql = snapshot._connection.execute  # noqa: SLF001 - the same connection, for the same state
            print(f"{'':20}{'hits':>8}{'query alone':>12}{'ours':>9}{'ratio':>7}")
            for asked in ASKED:
                match = " AND ".join(f'"{word}"' for word in asked.split())
                (hits,) = sql("SELECT count(*) FROM search_index WHERE search_index MATCH ?", (match,)).fetchone()
                alone = spent(lambda: sql(ALONE, (match,)).fetchall(), rounds)  # noqa: B023 - at once
                ours = spent(lambda: snapshot.items(ItemFilter(q=asked), limit=20), rounds)  # noqa: B023
                print(f"{asked:20}{hits:8}{alone:12.2f}{ours:9.2f}{ours / alone:7.2f}")
        model.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
