"""Read without a pause while publications arrive: no error, nothing old, and no memory that only grows."""

import json
import os
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.service.test_api import CONTACT_URL, make_ledger
from tests.service.test_serving import Service, log_of, running, until
from tests.support.ledger import LedgerBuilder, contact

SECONDS = float(os.environ.get("PRONGSAI_LOAD_SECONDS", "120"))
READERS = 4
OLDEST = 2.0
"""Seconds an answer may be behind, before any cache."""
PINNED_URL = f"{CONTACT_URL}/versions/1"
PATHS = (CONTACT_URL, PINNED_URL, "/v1/items", "/v1/obligations", "/", "/v1/changes", "/v1/items?q=ข้อมูล")
WARM_UP = 0.3
"""Of the time: only then memory is looked at."""


class Reader(threading.Thread):
    """One connection, kept open, one request after another."""

    def __init__(self, service: Service, published: list[tuple[float, str]], until_when: float) -> None:
        super().__init__()
        self._service, self._published, self._until = service, published, until_when
        self.wrong: list[str] = []
        self.times: list[float] = []

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self._service.port, timeout=20)
        number = 0
        while time.monotonic() < self._until:
            path = PATHS[number % len(PATHS)]
            number += 1
            began = time.monotonic()
            try:
                connection.request("GET", quote(path, safe="/?=&"))
                response = connection.getresponse()
                response.read()
            except OSError as error:
                self.wrong.append(f"{error!r}")
                connection.close()
                continue
            self.times.append(time.monotonic() - began)
            if response.status != 200:
                self.wrong.append(f"{response.status} {path}")
            self._look_at(response.headers["prongsai-head"], began)
        connection.close()

    def _look_at(self, head: str, asked: float) -> None:
        """What was published long before it was asked for must be in the answer."""
        heads = [commit for at, commit in self._published if at <= asked - OLDEST]
        known = [commit for _, commit in self._published]
        if heads and known.index(head) < len(heads) - 1:
            self.wrong.append(f"{len(heads) - 1 - known.index(head)} publications behind")


def memory(process: int) -> float:
    """Private MB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    rows = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return (rows["Private_Clean"] + rows["Private_Dirty"]) / 1024


@pytest.mark.long
def test_reading_goes_on_while_publications_arrive(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    told = ("--anchor", ledger.anchor, "--workers", "2", "--dear-per-minute", "0")  # all readers have one address here
    with running(tmp_path, str(ledger.git_dir), *told) as service:
        until(lambda: service.head() == ledger.head and len(service.children("worker")) == 2)
        load(ledger, service)
        assert [row for row in log_of(tmp_path) if row["level"] != "info"] == []


def load(ledger: LedgerBuilder, service: Service) -> None:
    published = [(time.monotonic() - 60, ledger.head)]
    began = time.monotonic()
    readers = [Reader(service, published, began + SECONDS) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    family = service.children("worker") | service.children("following")
    early: dict[int, float] = {}
    number = 0
    while time.monotonic() < began + SECONDS:
        time.sleep(0.7)
        number += 1
        head = ledger.publish_item(contact(f"+6639{number:06}"))
        published.append((time.monotonic(), head))
        if not early and time.monotonic() > began + WARM_UP * SECONDS:
            early = {process: memory(process) for process in family}
    for reader in readers:
        reader.join()
    times = sorted(time for reader in readers for time in reader.times)
    late = {process: memory(process) for process in family}
    told = {
        "answers": len(times),
        "per second": round(len(times) / SECONDS),
        "publications": number,
        "ms": [round(times[int(len(times) * part)] * 1000, 1) for part in (0.5, 0.99)],
        "MB": [(round(early[process]), round(late[process])) for process in sorted(family)],
    }
    print(json.dumps(told))  # noqa: T201 - figures for who runs it with -s
    assert [words for reader in readers for words in reader.wrong] == []
    assert service.children("worker") | service.children("following") == family, "nobody died"
    assert until(lambda: service.head() == ledger.head)
    for process in family:
        assert late[process] < early[process] * 1.25 + 5, told
