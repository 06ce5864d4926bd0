"""An answer that is kept is the answer that would be made: never an older one, never another reader's."""

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias
from unittest import mock

import httpx2
import pytest
from starlette.testclient import TestClient

from service import caching
from service.app import create_app
from service.caching import DECIDING, KeptAnswers
from service.ledger.follower import Follower
from service.ledger.read_model import ReadModel
from service.settings import Settings
from tests.service.test_withholding import take_down
from tests.support.ledger import LedgerBuilder, contact, manual
from tests.support.tombstones import suppression

ROOT = Path(__file__).parents[2]
ITEM = "/v1/items/contact/office-of-palad/main"
ADDRESSES = (
    "/v1",
    ITEM,
    f"{ITEM}/versions/1",
    f"{ITEM}/versions",
    f"{ITEM}/diff?from=1&to=2",
    "/v1/items",
    "/v1/items?q=คู่มือ",
    "/v1/items?limit=1",
    "/v1/obligations?limit=200",
    "/v1/changes",
    "/v1/compliance",
    "/v1/feed.atom",
    "/v1/verification",
    "/v1/items/contact/office-of-palad/none",
    "/v1/items?limit=none",
    "/",
)
READERS: tuple[dict[str, str], ...] = (
    {},
    {"Accept-Encoding": "identity"},
    {"Accept-Encoding": "gzip"},
    {"Accept": "text/html"},
    {"Range": "bytes=0-9"},
    {"If-None-Match": "*"},
    {"Host": "elsewhere.example"},
)


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact("+6638000001"))
    ledger.publish_item(contact("+6638000002"))
    return ledger


@pytest.fixture
def client(ledger: LedgerBuilder, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, 3600))) as client:
        yield client


def refresh(client: TestClient) -> None:
    follower: Follower = client.app.state.follower  # type: ignore[attr-defined]
    follower.refresh()


def seen(answer: httpx2.Response) -> tuple[int, dict[str, str], bytes]:
    return answer.status_code, dict(answer.headers), answer.content


Seen: TypeAlias = tuple[int, dict[str, str], bytes]


def uncached(client: TestClient, method: str, address: str, headers: dict[str, str]) -> Seen:
    with mock.patch.multiple(KeptAnswers, recall=lambda *_: None, keep=lambda *_: None):
        return seen(client.request(method, address, headers=headers))


def ask(client: TestClient, *addresses: str) -> int:
    """How many of these had to be answered; the others were kept."""
    snapshot = ReadModel.snapshot
    asked: list[None] = []

    def count(model: ReadModel) -> Any:
        asked.append(None)
        return snapshot(model)

    with mock.patch.object(ReadModel, "snapshot", count):
        for address in addresses:
            client.get(address)
    return len(asked)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_kept_is_what_would_be_answered(client: TestClient, ledger: LedgerBuilder, method: str) -> None:
    """To every reader, twice, and again after the state moved."""
    for change in (None, manual(), contact("+6638000003")):
        if change:
            ledger.publish_item(change)
            refresh(client)
        for address in ADDRESSES:
            for headers in READERS:
                expected = uncached(client, method, address, headers)
                assert seen(client.request(method, address, headers=headers)) == expected
                assert seen(client.request(method, address, headers=headers)) == expected


def test_what_was_answered_is_not_answered_again(client: TestClient, ledger: LedgerBuilder) -> None:
    addresses = (ITEM, f"{ITEM}/versions/1", "/v1/items", "/v1/obligations?limit=200")
    assert ask(client, *addresses) == len(addresses)
    assert ask(client, *addresses, *addresses) == 0

    ledger.publish_item(manual())
    refresh(client)
    assert ask(client, *addresses) == len(addresses)


def test_a_suppression_ends_what_is_kept_at_once(client: TestClient, ledger: LedgerBuilder) -> None:
    """Pinned versions too, whatever a reader may keep for a minute."""
    addresses = (ITEM, f"{ITEM}/versions/1", f"{ITEM}/versions/2")
    assert [client.get(address).status_code for address in addresses * 2] == [200] * 6

    take_down(ledger, suppression("contact/office-of-palad/main", 1, 2))
    refresh(client)
    assert [client.get(address).status_code for address in addresses] == [451] * 3


def test_a_writer_in_another_process_ends_it_too(client: TestClient, ledger: LedgerBuilder, tmp_path: Path) -> None:
    """Whoever writes, and whoever puts another index in its place."""
    first = seen(client.get(ITEM))
    for head in ("elsewhere", ledger.head):
        with sqlite3.connect(tmp_path / "index.sqlite") as connection:
            connection.execute("UPDATE meta SET value = ? WHERE key = 'head'", (head,))
        connection.close()
        assert client.get(ITEM).json()["head"] == head

    with Follower(ledger.git_dir, tmp_path / "index.sqlite", anchor=ledger.anchor) as other:
        other.start()
    assert seen(client.get(ITEM)) == first


def test_a_refusal_is_not_kept(client: TestClient, ledger: LedgerBuilder) -> None:
    manual_id = "/v1/items/service-manual/office-of-palad/main"
    before = client.get(manual_id).status_code
    ledger.publish_item(manual())
    refresh(client)
    listed = [row["id"] for row in client.get("/v1/items").json()["items"]]

    assert before == 404
    assert all(client.get(f"/v1/items/{row}").status_code == 200 for row in listed)


def test_midnight_ends_what_is_kept(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is owed on a day is not told of another."""
    now = 1_800_000_000 // 86_400 * 86_400 + 17 * 3600 - 1  # a second before midnight in Bangkok
    monkeypatch.setattr(time, "time", lambda: now)
    assert ask(client, ITEM, ITEM) == 1
    monkeypatch.setattr(time, "time", lambda: now + 1)
    assert ask(client, ITEM, ITEM) == 1


def test_what_is_kept_is_bounded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest goes first; what no reader may fill is memory."""
    monkeypatch.setattr(caching, "_TOGETHER", 40_000)
    answers: KeptAnswers = client.app.state.answers  # type: ignore[attr-defined]
    for number in range(1, 60):
        client.get(f"/v1/items?limit={number}")

    kept = answers._kept
    assert 0 < len(kept) < 30
    assert answers._bytes == sum(caching._size(key, row) for key, row in kept.items()) <= 40_000
    assert ask(client, "/v1/items?limit=59") == 0
    assert ask(client, "/v1/items?limit=1") == 1


def test_no_answer_that_is_kept_depends_on_another_header() -> None:
    """Every header that the API reads decides, and is part of the key."""
    code = [*(ROOT / "service/api").glob("*.py"), ROOT / "service/manners.py", ROOT / "service/caching.py"]
    ways = (r'request\.headers\W+(?:get\w*\W+)?"([\w-]+)"', r'scope\)\.get\w*\("([\w-]+)"', r'"([\w-]+)" in Headers')
    named = re.compile("|".join(ways))
    read = {name for file in code for row in named.findall(file.read_text(encoding="utf-8")) for name in row if name}

    assert {"accept", "range", "if-none-match"} <= read
    assert {name.lower().encode() for name in read} <= DECIDING
