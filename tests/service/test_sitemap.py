"""What search engines are told: every page that is there, when it last changed, and what to leave alone."""

from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from service.api import sitemap
from tests.attacks.test_tombstones import CONTACT_ID, HEAD, signed
from tests.service.test_api import MANUAL_URL, assert_problem, client_of, get, make_ledger
from tests.support.ledger import LedgerBuilder, news
from tests.support.site import client_of as site_of
from tests.support.tombstones import withdrawal

SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return make_ledger(tmp_path / "origin.git")


def listed(client: TestClient, address: str = "/sitemap.xml") -> dict[str, str | None]:
    """Path to the time of its last change."""
    response = client.get(address, headers={"Accept": "*/*"})
    assert (response.status_code, response.headers["content-type"]) == (200, "application/xml")
    rows = ET.fromstring(response.text).findall("s:url", SPACES)
    found = {str(row.findtext("s:loc", "", SPACES)): row.findtext("s:lastmod", None, SPACES) for row in rows}
    assert all(path.startswith("http://testserver/") for path in found)
    return {path.removeprefix("http://testserver"): at for path, at in found.items()}


def test_every_page_of_the_site_is_there_and_answers(ledger: LedgerBuilder) -> None:
    with site_of(ledger) as client:
        found = listed(client)
        published = get(client, MANUAL_URL)["published_at"]
        for path in found:
            assert client.get(path).status_code == client.get(f"/en{path}".rstrip("/")).status_code == 200, path

    assert found["/items/service-manual/office-of-palad/main"] == published
    assert found["/obligations/service-manual"] == published
    assert found["/obligations/structure"] is None
    assert len([path for path in found if path.startswith("/obligations/")]) == 43


def test_without_the_site_it_lists_the_api(ledger: LedgerBuilder) -> None:
    with site_of(ledger, has_site=False) as client:
        found = listed(client)
        for path in found:
            assert client.get(path, headers={"Accept": "application/json"}).status_code == 200, path

    assert "/v1/items/contact/office-of-palad/main" in found


def test_what_is_withheld_is_not_advertised(ledger: LedgerBuilder) -> None:
    ledger.publish(signed(ledger.prepare(withdrawal(CONTACT_ID, 2, 2), by=HEAD)), by=HEAD)
    with client_of(ledger) as client:
        assert f"/items/{CONTACT_ID}" not in listed(client)


def test_many_addresses_are_told_in_parts(ledger: LedgerBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.publish_item(news("hr", "one") | news("hr", "two") | news("hr", "three"))
    with client_of(ledger) as client:
        whole = listed(client)
        monkeypatch.setattr(sitemap, "ADDRESSES_AT_MOST", 7)
        index = ET.fromstring(client.get("/sitemap.xml").text)
        parts = [str(row.text).removeprefix("http://testserver") for row in index.iterfind("s:sitemap/s:loc", SPACES)]
        pages = [listed(client, part) for part in parts]
        for strange in ("0", "99", "x", "01"):
            assert_problem(client.get(f"/sitemap-{strange}.xml"), "not_found")

    assert index.tag.endswith("}sitemapindex")
    assert [len(page) for page in pages[:-1]] == [7] * (len(pages) - 1)
    assert [path for page in pages for path in page] == list(whole)


def test_crawlers_are_shown_the_map_and_spared_what_has_no_end(ledger: LedgerBuilder) -> None:
    with client_of(ledger) as client:
        response = client.get("/robots.txt")
    robots = RobotFileParser()
    robots.parse(response.text.splitlines())

    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]
    assert robots.can_fetch("bot", "/items/contact/office-of-palad/main")
    assert not robots.can_fetch("bot", "/search?q=x")
    assert not robots.can_fetch("bot", "/v1/repository.bundle")
