"""How much of what is planted the detectors find, and how much of what they find was planted: docs/privacy.md's table.

    python benchmarks/privacy.py [SEED]

A document counts once for each kind. Half of the documents are clean; the layouts take turns.
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.private_corpus import DOCUMENTS, corpus, measure, render_table  # noqa: E402 - the path comes first


def main() -> None:
    seed = int((sys.argv[1:] or ["1"])[0])
    usual, hard = (list(corpus(seed, DOCUMENTS, hard=hard)) for hard in (False, True))
    start = time.perf_counter()
    print(render_table(measure(usual), measure(hard)))
    print(f"{1000 * (time.perf_counter() - start) / (2 * DOCUMENTS):.2f} ms a document")


if __name__ == "__main__":
    main()
