"""The feed as an independent reader sees it: every version, newest first, complete across its pages."""

from collections.abc import Iterator
from typing import Any

import feedparser
import pytest
from starlette.testclient import TestClient

from tests.service.test_api import assert_problem, client_of
from tests.support.ledger import LedgerBuilder, attachment, contact, manual, news

HOSTILE = 'ราคา <b>ถูก</b> & "ดี" ]]>'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    ledger = LedgerBuilder(tmp_path_factory.mktemp("feeds") / "origin.git")
    ledger.publish_item(contact("+6638000001"))
    ledger.wait(30).publish_item(contact("+6638000002"))
    ledger.wait(1).publish_item(news(title={"th": HOSTILE}))
    file, pointer = ledger.attach(b"%PDF-1.7 " * 100)
    ledger.wait(1).publish_item(manual(attachments=[attachment(file, pointer, "คู่มือ.pdf")]) | {file: pointer})
    with client_of(ledger) as client:
        yield client


def read(client: TestClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/atom+xml")
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def test_every_version_appears_newest_first(client: TestClient) -> None:
    found = read(client, "/v1/feed.atom")

    assert [entry.id.partition(":")[2].partition(":")[2] for entry in found.entries] == [
        "service-manual/office-of-palad/main/versions/1",
        "news/hr/first/versions/1",
        "contact/office-of-palad/main/versions/2",
        "contact/office-of-palad/main/versions/1",
    ]
    assert found.feed.id == "tag:banbueng.example,2025-10-01:feed"
    assert found.feed.updated == found.entries[0].updated
    assert found.feed.title == "ข้อมูลที่เผยแพร่ · อบต.บ้านบึง"


def test_an_entry_leads_to_what_was_published(client: TestClient) -> None:
    entry = read(client, "/v1/feed.atom").entries[0]
    version, file = (next(link for link in entry.links if link.rel == rel) for rel in ("alternate", "enclosure"))

    assert client.get(version.href).json()["published_at"] == entry.published
    assert len(client.get(file.href).content) == int(file.length)
    assert entry.author == "สำนักปลัด"
    assert [tag.term for tag in entry.tags] == ["service-manual"]


def test_markup_in_a_title_is_text(client: TestClient) -> None:
    source = client.get("/v1/feed.atom").text

    assert "<b>" not in source
    assert 'ราคา &lt;b&gt;ถูก&lt;/b&gt; &amp; "ดี" ]]&gt;' in source


@pytest.mark.parametrize(
    ("query", "count"),
    [("obligation=contact", 2), ("unit=hr", 1), ("unit=legal", 0), ("obligation=contact&unit=hr", 0)],
)
def test_a_feed_of_one_obligation_or_unit(client: TestClient, query: str, count: int) -> None:
    found = read(client, f"/v1/feed.atom?{query}")

    assert len(found.entries) == count
    assert found.feed.id != read(client, "/v1/feed.atom").feed.id


def test_pages_put_together_are_the_feed(client: TestClient) -> None:
    whole = [entry.id for entry in read(client, "/v1/feed.atom").entries]
    pages: list[str] = []
    address: str | None = "/v1/feed.atom?limit=1"
    while address:
        page = read(client, address)
        pages += [entry.id for entry in page.entries]
        address = next((link.href for link in page.feed.links if link.rel == "next"), None)

    assert pages == whole


@pytest.mark.parametrize("query", ["obligation=nothing", "unit=nowhere"])
def test_a_feed_of_nothing_is_not_an_empty_one(client: TestClient, query: str) -> None:
    assert_problem(client.get(f"/v1/feed.atom?{query}"), "not_found")
