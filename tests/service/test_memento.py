"""Memento (RFC 7089): an independent client finds its way, and every header says what the standard wants."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import uvicorn
from memento_client.memento_client import MementoClient
from starlette.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from tests.service.test_api import CONTACT_URL, assert_problem, client_of, make_ledger
from tests.support.ledger import START, LedgerBuilder, contact

GATE = f"{CONTACT_URL}/timegate"
BEGUN = datetime.fromtimestamp(START, UTC)


def http_date(days: float) -> str:
    return format_datetime(BEGUN + timedelta(days=days), usegmt=True)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> LedgerBuilder:
    """Versions 1, 2, 3 of one item after about 0, 30 and 60 days; one file."""
    ledger = make_ledger(tmp_path_factory.mktemp("memento") / "origin.git")
    ledger.wait(30).publish_item(contact("+6638000003"))
    return ledger


@pytest.fixture(scope="module")
def client(ledger: LedgerBuilder) -> Iterator[TestClient]:
    with client_of(ledger) as client:
        yield client


@pytest.mark.parametrize(("days", "number"), [(-400, 1), (1, 1), (31, 2), (59, 2), (61, 3), (4000, 3), (None, 3)])
def test_the_gate_leads_to_the_version_of_that_time(client: TestClient, days: float | None, number: int) -> None:
    headers = {} if days is None else {"Accept-Datetime": http_date(days)}
    response = client.get(GATE, headers=headers, follow_redirects=False)

    assert response.status_code == 302
    assert response.headers["location"] == f"http://testserver{CONTACT_URL}/versions/{number}"
    assert response.headers["vary"].lower().startswith("accept-datetime")
    assert "memento-datetime" not in response.headers
    assert response.content == b""


def test_the_gate_names_what_lies_around(client: TestClient) -> None:
    link = client.get(GATE, headers={"Accept-Datetime": http_date(31)}, follow_redirects=False).headers["link"]

    assert dict(re.findall(r'<http://testserver([^>]*)>; rel="([^"]*)"', link)) == {
        CONTACT_URL: "original",
        GATE: "timegate",
        f"{CONTACT_URL}/timemap": "timemap",
        f"{CONTACT_URL}/versions/2": "memento",
        f"{CONTACT_URL}/versions/1": "first prev memento",
        f"{CONTACT_URL}/versions/3": "last next memento",
    }


@pytest.mark.parametrize(
    "header",
    [
        "yesterday",
        "2025-10-01",
        "Wed, 01 Oct 2568 05:00:00 +0700",
        "Wed, 32 Oct 2025 05:00:00 GMT",
        "Wed, 01 Foo 2025 05:00:00 GMT",
        "Wed, 01 Oct 0000 05:00:00 GMT",
        "",
    ],
)
def test_a_time_that_cannot_be_read_is_refused(client: TestClient, header: str) -> None:
    response = client.get(GATE, headers={"Accept-Datetime": header}, follow_redirects=False)

    assert assert_problem(response, "bad_parameter")["parameter"] == "Accept-Datetime"


def test_a_memento_says_its_time_and_its_family(client: TestClient) -> None:
    response = client.get(f"{CONTACT_URL}/versions/1")

    said = datetime.fromisoformat(response.json()["published_at"])
    assert response.headers["memento-datetime"] == format_datetime(said.astimezone(UTC), usegmt=True)
    assert f'<http://testserver{CONTACT_URL}>; rel="original"' in response.headers["link"]
    assert f'<http://testserver{GATE}>; rel="timegate"' in response.headers["link"]


def test_the_original_names_its_gate_and_is_no_memento(client: TestClient) -> None:
    response = client.get(CONTACT_URL)

    assert "memento-datetime" not in response.headers
    assert f'<http://testserver{GATE}>; rel="timegate"' in response.headers["link"]


def test_a_file_is_its_own_original(client: TestClient) -> None:
    address = client.get("/v1/items/service-manual/office-of-palad/main").json()["files"][0]["href"]
    response = client.get(address)

    assert response.headers["memento-datetime"] == client.get(
        "/v1/items/service-manual/office-of-palad/main/versions/1"
    ).headers["memento-datetime"]
    assert response.headers["link"] == f'<http://testserver{address}>; rel="original"'


def test_the_pages_of_the_map_put_together_are_the_map(client: TestClient) -> None:
    def mementos(text: str) -> list[str]:
        return [line for line in text.splitlines() if "memento" in line]

    whole = client.get(f"{CONTACT_URL}/timemap")
    assert whole.headers["content-type"] == "application/link-format"
    assert [re.findall(r'rel="([^"]*)"', line) for line in mementos(whole.text)] == [
        ["first memento"],
        ["memento"],
        ["last memento"],
    ]
    pages, address = [], f"{CONTACT_URL}/timemap?limit=2"
    while address:
        page = client.get(address).text
        pages += mementos(page)
        following = re.search(r'<http://testserver([^>]*)>; rel="timemap next"', page)
        address = following[1] if following else ""
    assert [line.rstrip(",") for line in pages] == [line.rstrip(",") for line in mementos(whole.text)]


def test_an_unknown_item_has_neither_gate_nor_map(client: TestClient) -> None:
    for name in ("timegate", "timemap"):
        assert_problem(client.get(f"/v1/items/contact/hr/main/{name}", follow_redirects=False), "not_found")


def test_addresses_are_those_the_world_knows(tmp_path: Path, ledger: LedgerBuilder) -> None:
    settings = Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, 60, "https://data.banbueng.example/")
    with TestClient(create_app(settings)) as client:
        response = client.get(GATE, headers={"Host": "attacker.example"}, follow_redirects=False)

    assert response.headers["location"] == f"https://data.banbueng.example{CONTACT_URL}/versions/3"
    assert "attacker" not in response.headers["link"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_independent_client_travels_in_time(tmp_path: Path, ledger: LedgerBuilder) -> None:
    app = create_app(Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, 60))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        base = f"http://127.0.0.1:{port}{CONTACT_URL}"
        traveller = MementoClient("http://127.0.0.1:9/no-other-archive/", check_native_timegate=True)
        found = traveller.get_memento_info(base, (BEGUN + timedelta(days=31)).replace(tzinfo=None))
    finally:
        server.should_exit = True
        thread.join(10)

    assert (found["original_uri"], found["timegate_uri"]) == (base, f"{base}/timegate")
    assert found["mementos"]["closest"]["uri"] == [f"{base}/versions/2"]
    assert found["mementos"]["prev"]["uri"] == [f"{base}/versions/1"]
    assert found["mementos"]["next"]["uri"] == [f"{base}/versions/3"]
