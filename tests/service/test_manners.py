"""HTTP as a reader, a cache and a crawler expect it, on whatever route."""

import gzip
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from service.api.negotiation import accepts
from tests.service.test_api import CONTACT_URL, assert_problem, client_of, make_ledger

PINNED_URL = f"{CONTACT_URL}/versions/1"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(make_ledger(tmp_path_factory.mktemp("manners") / "origin.git")) as client:
        yield client


@pytest.mark.parametrize(
    ("header", "welcome"),
    [
        ("", True),
        ("*/*", True),
        ("application/json", True),
        ("APPLICATION/JSON ; charset=utf-8", True),
        ("application/*", True),
        ("text/html, */*;q=0.1", True),
        ("text/html", False),
        ("text/html, application/xml", False),
        ("application/json;q=0, */*", False),
        ("application/*;q=0, application/json", True),
        ("*/*;q=0", False),
        ("nonsense", True),
        ("text/html;q=7, */*;q=0.0", False),
        ("," * 10_000, True),
    ],
)
def test_the_most_specific_range_decides(header: str, *, welcome: bool) -> None:
    assert accepts(header, "application/json") is welcome


@pytest.mark.parametrize("address", ["/v1", "/v1/items", PINNED_URL, f"{CONTACT_URL}/versions"])
def test_what_is_not_to_be_had_is_refused(client: TestClient, address: str) -> None:
    body = assert_problem(client.get(address, headers={"Accept": "text/turtle"}), "not_acceptable")

    assert body["available"] == ["application/json"]


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_long_answers_are_compressed_and_their_tags_turn_weak(client: TestClient, coding: str) -> None:
    plain = client.get(PINNED_URL, headers={"Accept-Encoding": "identity"})
    with client.stream("GET", PINNED_URL, headers={"Accept-Encoding": coding}) as packed:
        raw = b"".join(packed.iter_raw())
    again = client.get(PINNED_URL, headers={"Accept-Encoding": coding, "If-None-Match": packed.headers["etag"]})

    assert packed.headers["content-encoding"] == coding
    assert len(raw) < len(plain.content)
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert "accept-encoding" in plain.headers["vary"].lower()
    assert (again.status_code, again.headers["etag"]) == (304, packed.headers["etag"])
    if coding == "gzip":
        assert gzip.decompress(raw) == plain.content


def test_a_part_of_a_file_is_of_the_file_as_it_is(client: TestClient) -> None:
    address = client.get("/v1/items/service-manual/office-of-palad/main").json()["files"][0]["href"]
    part = client.get(address, headers={"Range": "bytes=0-7", "Accept-Encoding": "gzip"})

    assert (part.status_code, part.content) == (206, b"%PDF-1.7")
    assert part.headers["etag"].startswith('"')


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/v1?year=2569", "year"),
        ("/v1/items?yaer=2569", "yaer"),
        (f"{CONTACT_URL}?asof=2025-10-01", "asof"),
        (f"{PINNED_URL}?as_of=2025-10-01", "as_of"),
        ("/v1/items?unit=hr&unit=legal", "unit"),
        ("/v1/items?%00=1", "\0"),
        (f"/v1/items?{'a' * 5000}=1", "a" * 64),
    ],
)
def test_a_parameter_that_means_nothing_here_is_refused(client: TestClient, address: str, parameter: str) -> None:
    """A misspelt filter would widen the answer without a word."""
    assert assert_problem(client.get(address), "bad_parameter")["parameter"] == parameter


def test_a_link_followed_from_elsewhere_still_opens_the_page(client: TestClient) -> None:
    assert client.get("/?fbclid=abc").status_code == 200


@pytest.mark.parametrize("address", ["/v1", PINNED_URL, "/v1/repository.bundle", "/", "/v1/no/such/address"])
def test_a_browser_may_read_from_any_page_and_is_told_so_beforehand(client: TestClient, address: str) -> None:
    asked = {
        "Origin": "https://news.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "accept-datetime",
    }
    response = client.options(address, headers=asked)

    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "accept-datetime" in response.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in response.headers


def test_every_described_address_answers_head_as_get(client: TestClient) -> None:
    for path, methods in client.get("/v1/openapi.json").json()["paths"].items():
        assert {"400", "406", "503"} <= methods["get"]["responses"].keys(), path
        address = path.replace("{part}", "1")
        if "{" not in address:
            got, head = client.get(address), client.head(address)
            assert (head.status_code, head.content) == (got.status_code, b""), path
            assert head.headers.get("etag") == got.headers.get("etag")
