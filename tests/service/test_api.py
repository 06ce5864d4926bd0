"""The API answers with what is trusted, says from which head, and has the right word for everything else."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any
from urllib.parse import quote, unquote
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.problems import PROBLEMS
from service.settings import Settings
from tests.support.ledger import CONTACT, MANUAL, LedgerBuilder, attachment, contact, dump, manual, news

CONTACT_URL = "/v1/items/contact/office-of-palad/main"
MANUAL_URL = "/v1/items/service-manual/office-of-palad/main"
THAI_NAME = "แผนพัฒนาท้องถิ่น (ฉบับที่ ๑) ปี 2569.pdf"
PDF = "%PDF-1.7 ไทย".encode() * 500


def make_ledger(path: Path) -> LedgerBuilder:
    """Two versions of one item a month apart, and one with an attachment."""
    ledger = LedgerBuilder(path)
    ledger.publish_item(contact("+6638000001"))
    ledger.wait(30)
    ledger.publish_item(contact("+6638000002"))
    file, pointer = ledger.attach(PDF)
    ledger.publish_item(manual(attachments=[attachment(file, pointer, THAI_NAME)]) | {file: pointer})
    return ledger


def client_of(ledger: LedgerBuilder, poll_seconds: float = 60) -> TestClient:
    """A client of a service that looks for news only when told to, unless the test is about that."""
    index = ledger.git_dir.parent / "index.sqlite"
    return TestClient(create_app(Settings(ledger.git_dir, index, ledger.anchor, poll_seconds)))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LedgerBuilder, TestClient]]:
    """Read only."""
    ledger = make_ledger(tmp_path_factory.mktemp("api") / "origin.git")
    with client_of(ledger) as client:
        yield ledger, client


@pytest.fixture
def ledger(world: tuple[LedgerBuilder, TestClient]) -> LedgerBuilder:
    return world[0]


@pytest.fixture
def client(world: tuple[LedgerBuilder, TestClient]) -> TestClient:
    return world[1]


def get(client: TestClient, address: str, **query: str) -> Any:
    response = client.get(address, params=query or None)
    assert response.status_code == 200, response.text
    return response.json()


def assert_problem(response: Any, code: str) -> dict[str, Any]:
    """The one shape every refusal has."""
    body: dict[str, Any] = response.json()
    assert body["code"] == code
    assert response.status_code == body["status"] == PROBLEMS[code].status
    assert response.headers["content-type"] == "application/problem+json"
    assert body["type"] == f"urn:prongsai:problem:{code}"
    assert isinstance(body["title"], str)
    assert body["detail"] == " · ".join((body["message"]["th"], body["message"]["en"]))
    assert body["instance"].startswith("/")
    return body


ADDRESSES = [
    "/v1",
    "/v1/organisation",
    "/v1/obligations",
    "/v1/obligations/contact",
    "/v1/frameworks",
    "/v1/frameworks/oit-2563",
    "/v1/frameworks/oit-2563/codes/O5",
    "/v1/items",
    CONTACT_URL,
    f"{CONTACT_URL}/versions",
    "/v1/changes",
    "/v1/verification",
    "/readyz",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_names_the_head_it_came_from(ledger: LedgerBuilder, client: TestClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert response.json()["head"] == response.headers["prongsai-head"] == ledger.head


@pytest.mark.parametrize("address", [*ADDRESSES, f"{CONTACT_URL}/versions/1", "/", "/site/style.css"])
def test_head_is_get_without_the_body(client: TestClient, address: str) -> None:
    got, head = client.get(address), client.head(address)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == got.headers


def test_lists_have_one_form(client: TestClient) -> None:
    body = get(client, "/v1/obligations", limit="200")

    assert list(body) == ["obligations", "next", "head"]
    assert len(body["obligations"]) == 43
    assert body["next"] is None
    assert body["obligations"][4]["id"] == "contact"
    assert body["obligations"][4]["title"] == {"th": "ข้อมูลการติดต่อ", "en": "Contact information"}
    assert body["obligations"][4]["items"] == 1


@pytest.mark.parametrize(
    ("name", "address", "key"),
    [
        ("obligations", "/v1/obligations", "id"),
        ("items", "/v1/items", "id"),
        ("versions", f"{CONTACT_URL}/versions", "version"),
        ("changes", "/v1/changes", "commit"),
    ],
)
def test_pages_put_together_are_the_list(client: TestClient, name: str, address: str, key: str) -> None:
    whole = get(client, address)[name]
    pages, cursor = [], ""
    while True:
        body = get(client, address, limit="1", **({"cursor": cursor} if cursor else {}))
        pages += body[name]
        if body["next"] is None:
            break
        cursor = body["next"]

    assert [row[key] for row in pages] == [row[key] for row in whole]
    assert len(pages) >= 2


def test_an_item_is_its_newest_version_with_who_stands_behind_it(ledger: LedgerBuilder, client: TestClient) -> None:
    body = get(client, MANUAL_URL)

    assert (body["id"], body["version"], body["latest"]) == ("service-manual/office-of-palad/main", 1, 1)
    assert body["digest"] == hashlib.sha256(dump(ledger.read(MANUAL))).hexdigest()
    assert body["document"]["content"]["documents"][0]["title"]["th"] == "คู่มือการให้บริการ"
    for act in (body["prepared"], *body["checked"], *body["consented"], body["published"]):
        assert set(act) == {"person", "office", "commit", "signed_at", "signed_at_source", "strength"}
        assert act["strength"] == "signed_commit"
        assert act["signed_at_source"] == "claimed"
    assert body["consented"][0]["office"]["title"]["th"]
    assert body["proof"]["strength"] == "signed_commits"
    assert get(client, body["proof"]["href"])["accepted"]


@pytest.mark.parametrize(
    ("as_of", "version"),
    [
        ("2025-10-01", 1),
        ("2025-10-30", 1),
        ("2025-10-31", 2),
        ("2025-10-30T23:59:59+07:00", 1),
        ("2025-10-30T16:59:59.5Z", 1),
        ("2025-10-31T12:00:00+07:00", 2),
        ("2100-01-01", 2),
    ],
)
def test_as_of_answers_as_that_day_would_have(client: TestClient, as_of: str, version: int) -> None:
    body = get(client, CONTACT_URL, as_of=as_of)

    assert body["version"] == version
    assert body["document"]["content"]["phones"][0]["number"] == f"+663800000{version}"
    assert [row["version"] for row in get(client, "/v1/items", obligation="contact", as_of=as_of)["items"]] == [version]


def test_the_difference_of_two_versions(client: TestClient) -> None:
    body = get(client, f"{CONTACT_URL}/diff", **{"from": "1", "to": "2"})

    assert body["patch"] == [{"op": "replace", "path": "/content/phones/0/number", "value": "+6638000002"}]
    assert (body["changes"][0]["before"], body["changes"][0]["after"]) == ("+6638000001", "+6638000002")
    assert body["changes"][0]["label"]["th"].startswith("เนื้อหา")
    assert (body["from"]["version"], body["to"]["version"]) == (1, 2)
    assert get(client, f"{CONTACT_URL}/diff", **{"from": "2", "to": "2"})["patch"] == []


def test_a_pinned_version_is_the_same_for_ever(client: TestClient) -> None:
    response = client.get(f"{CONTACT_URL}/versions/1", headers={"Accept-Encoding": "identity"})
    digest = response.json()["digest"]

    assert response.headers["etag"] == f'"{digest}"'
    assert response.headers["cache-control"] == "public, max-age=60"
    assert "head" not in response.json()


@pytest.mark.parametrize(
    "address",
    [
        f"{CONTACT_URL}/versions/1",
        f"{CONTACT_URL}/diff?from=1&to=2",
        "/v1/verification/{commit}",
        f"{CONTACT_URL.removeprefix('/v1')}/versions/1",
        f"{CONTACT_URL.removeprefix('/v1')}/versions/1/proof",
        f"{CONTACT_URL.removeprefix('/v1')}/history",
        f"/en{CONTACT_URL.removeprefix('/v1')}/compare",
    ],
)
def test_what_is_pinned_outlives_a_change_of_something_else(tmp_path: Path, address: str) -> None:
    """The same bytes under the same tag; the header alone names the newest head."""
    ledger = make_ledger(tmp_path / "origin.git")
    address = address.format(commit=ledger.head)
    with client_of(ledger) as client:
        before = client.get(address)
        ledger.publish_item(news())
        client.app.state.follower.refresh()  # type: ignore[attr-defined]
        after = client.get(address)
        again = client.get(address, headers={"If-None-Match": before.headers["etag"]})

    assert before.status_code == 200
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])
    assert after.headers["prongsai-head"] == ledger.head != before.headers["prongsai-head"]
    assert ledger.head[:12] not in after.text
    assert again.status_code == 304


@pytest.mark.parametrize("address", [f"{CONTACT_URL}/versions/1", CONTACT_URL, "/v1/items", "/v1/changes", "/"])
def test_what_the_reader_holds_is_not_sent_again(client: TestClient, address: str) -> None:
    etag = client.get(address).headers["etag"]

    for held in (etag, f'"other", {etag}', "*", f"W/{etag.removeprefix('W/')}"):
        again = client.get(address, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"].removeprefix("W/") == etag.removeprefix("W/")
        assert "prongsai-head" in again.headers
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/v1/nothing", "not_found"),
        ("/v1/", "not_found"),
        ("/nothing", "not_found"),
        ("/v1/obligations/nothing", "not_found"),
        ("/v1/frameworks/oit-2570", "not_found"),
        ("/v1/frameworks/oit-2563/codes/O99", "not_found"),
        ("/v1/items?code=O99", "not_found"),
        ("/v1/items?obligation=nothing", "not_found"),
        ("/v1/items?unit=nowhere", "not_found"),
        ("/v1/items?group=none", "not_found"),
        ("/v1/items?framework=oit-2570", "not_found"),
        ("/v1/items?obligation=%00", "not_found"),
        ("/v1/items/contact/office-of-palad/other", "not_found"),
        ("/v1/items/Contact/office-of-palad/main", "not_found"),
        ("/v1/items/contact/office-of-palad/main%00", "not_found"),
        ("/v1/items/..%2Fcontact/office-of-palad/main", "not_found"),
        (f"{CONTACT_URL}/versions/3", "not_found"),
        (f"{CONTACT_URL}/versions/0", "not_found"),
        (f"{CONTACT_URL}/versions/01", "not_found"),
        (f"{CONTACT_URL}/versions/{quote('๑')}", "not_found"),
        (f"{CONTACT_URL}/versions/99999999999999999999", "not_found"),
        (f"{CONTACT_URL}/diff?from=1&to=9", "not_found"),
        (f"/v1/verification/{'0' * 40}", "not_found"),
        ("/v1/verification/main", "not_found"),
        (f"/v1/files/{'0' * 64}/a.pdf", "not_found"),
        (f"{CONTACT_URL}?as_of=2025-09-30", "not_yet_published"),
        (f"{CONTACT_URL}?as_of=1960-01-01", "not_yet_published"),
    ],
)
def test_what_is_not_there_is_404(client: TestClient, address: str, code: str) -> None:
    body = assert_problem(client.get(address), code)

    assert "head" in body


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        (f"{CONTACT_URL}?as_of=2568-10-01", "as_of"),
        (f"{CONTACT_URL}?as_of=2568-10-01T00:00:00Z", "as_of"),
        (f"{CONTACT_URL}?as_of=2025-02-30", "as_of"),
        (f"{CONTACT_URL}?as_of=9999-12-31", "as_of"),
        (f"{CONTACT_URL}?as_of=0001-01-01", "as_of"),
        (f"{CONTACT_URL}?as_of=yesterday", "as_of"),
        (f"{CONTACT_URL}?as_of=", "as_of"),
        (f"{CONTACT_URL}?as_of={quote('๒๐๒๕-๑๐-๐๑')}", "as_of"),
        (f"{CONTACT_URL}?as_of=20251001", "as_of"),
        (f"{CONTACT_URL}?as_of=2025-10-01T00:00:00", "as_of"),
        (f"{CONTACT_URL}?as_of=2025-10-01T00:00:00+07:00", "as_of"),  # a plus sign in a query is a space
        (f"{CONTACT_URL}?as_of=2025-10-01&as_of=2025-10-02", "as_of"),
        ("/v1/items?changed_since=2568-10-01", "changed_since"),
        ("/v1/items?limit=0", "limit"),
        ("/v1/items?limit=201", "limit"),
        ("/v1/items?limit=-1", "limit"),
        ("/v1/items?limit=ten", "limit"),
        (f"/v1/items?limit={quote('๑๐')}", "limit"),
        ("/v1/items?limit=1&limit=2", "limit"),
        ("/v1/items?cursor=nonsense", "cursor"),
        ("/v1/items?cursor=%00", "cursor"),
        ("/v1/obligations?cursor=AAAA", "cursor"),
        (f"{CONTACT_URL}/versions?cursor={'A' * 600}", "cursor"),
        ("/v1/items?q=", "q"),
        (f"/v1/items?q={'a' * 201}", "q"),
        ("/v1/items?q=คู่มือ&versions=1", "versions"),
        ("/v1/items?versions=all", "versions"),
        (f"{CONTACT_URL}/diff?from=1", "to"),
        (f"{CONTACT_URL}/diff?to=1", "from"),
        (f"{CONTACT_URL}/diff?from=one&to=2", "from"),
        (f"{CONTACT_URL}/diff?from=1&to=-2", "to"),
    ],
)
def test_a_malformed_parameter_is_named(client: TestClient, address: str, parameter: str) -> None:
    body = assert_problem(client.get(address), "bad_parameter")

    assert body["parameter"] == parameter
    assert parameter in body["message"]["th"]
    assert parameter in body["message"]["en"]


def test_a_buddhist_year_is_told_how_to_be_gregorian(client: TestClient) -> None:
    body = assert_problem(client.get(CONTACT_URL, params={"as_of": "2568-10-01"}), "bad_parameter")

    assert "543" in body["message"]["th"]
    assert "543" in body["message"]["en"]


def test_a_cursor_belongs_to_its_list(client: TestClient) -> None:
    cursor = get(client, "/v1/items", limit="1")["next"]

    assert get(client, "/v1/items", cursor=cursor)["items"]
    for other in ("/v1/items?unit=hr", "/v1/obligations", f"{CONTACT_URL}/versions"):
        assert_problem(client.get(other, params={"cursor": cursor, **_query(other)}), "bad_parameter")


def _query(address: str) -> dict[str, str]:
    return dict([address.partition("?")[2].split("=")]) if "?" in address else {}


def test_changed_since_a_day_begins_with_the_day(client: TestClient) -> None:
    for since, found in (("2025-10-31", 2), ("2025-11-01", 0), ("2025-10-01", 2)):
        assert len(get(client, "/v1/items", changed_since=since)["items"]) == found


def test_what_others_hang_on_a_link_is_left_alone(client: TestClient) -> None:
    assert get(client, "/v1/items", utm_source="x") == get(client, "/v1/items")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(client: TestClient, method: str) -> None:
    response = client.request(method, CONTACT_URL)

    assert_problem(response, "method_not_allowed")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


RESOURCES = [
    "",
    "organisation",
    "obligations",
    "obligations/{obligation}",
    "frameworks",
    "frameworks/{framework}",
    "frameworks/{framework}/codes/{code}",
    "items",
    "items/{obligation}/{unit}/{name}",
    "items/{obligation}/{unit}/{name}/versions",
    "items/{obligation}/{unit}/{name}/versions/{number}",
    "items/{obligation}/{unit}/{name}/diff",
    "files/{sha256}/{filename}",
    "changes",
    "verification",
    "verification/{commit}",
]


def test_the_description_of_the_api_names_every_resource(client: TestClient) -> None:
    described = get(client, "/v1/openapi.json")["paths"]

    assert {f"/v1/{name}" if name else "/v1" for name in RESOURCES} <= described.keys()
    assert all("get" in methods and "head" not in methods for methods in described.values())
    assert not any("422" in methods["get"]["responses"] for methods in described.values())


def test_everything_that_the_first_page_names_is_there(client: TestClient) -> None:
    root = get(client, "/v1")
    named = [*root["resources"].values(), *root["renderings"].values()]

    assert {address: client.get(address).status_code for address in named if address != "/v1/checkpoint"} == {
        address: 200 for address in named if address != "/v1/checkpoint"
    }


# Files


def file_of(client: TestClient) -> dict[str, Any]:
    record: dict[str, Any] = get(client, MANUAL_URL)["files"][0]
    return record


def test_an_attachment_comes_back_byte_for_byte_under_its_thai_name(client: TestClient) -> None:
    record = file_of(client)
    response = client.get(record["href"])
    disposition = response.headers["content-disposition"]

    assert response.content == PDF
    assert record["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert response.headers["content-type"] == "application/pdf"
    assert disposition.startswith("attachment; filename=")
    assert unquote(disposition.partition("filename*=UTF-8''")[2]) == THAI_NAME == record["name"]
    assert disposition.isascii()


def test_an_attachment_runs_nothing(client: TestClient) -> None:
    headers = client.get(file_of(client)["href"]).headers

    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_part_of_an_attachment(client: TestClient) -> None:
    href, size = file_of(client)["href"], len(PDF)
    for asked, begin, end in (
        ("5-9", 5, 9),
        ("-10", size - 10, size - 1),
        ("5-", 5, size - 1),
        (f"5-{size}9", 5, size - 1),
    ):
        part = client.get(href, headers={"Range": f"bytes={asked}"})

        assert (part.status_code, part.content) == (206, PDF[begin : end + 1])
        assert part.headers["content-range"] == f"bytes {begin}-{end}/{size}"
        assert part.headers["content-security-policy"].endswith("sandbox")
    beyond = client.get(href, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")


def test_several_parts_come_as_one_message(client: TestClient) -> None:
    parts = client.get(file_of(client)["href"], headers={"Range": "bytes=0-3, 10-12"})

    assert (parts.status_code, parts.headers["content-type"].partition(";")[0]) == (206, "multipart/byteranges")
    assert PDF[:4] in parts.content
    assert PDF[10:13] in parts.content


@pytest.mark.parametrize(
    "asked",
    [
        "bytes",
        "bytes=",
        "bytes=a-b",
        "bytes=9-5",
        "lines=1-2",
        "bytes=-",
        "bytes=1-2;3-4",
        "bytes=" + "0-0," * 999 + "0-0",
    ],
    ids=lambda asked: asked[:12],
)
def test_a_range_that_is_none_is_not_there(client: TestClient, asked: str) -> None:
    """RFC 9110, 14.2: ignored, not an error, and no work for thousands of them."""
    whole = client.get(file_of(client)["href"], headers={"Range": asked})

    assert (whole.status_code, whole.content) == (200, PDF)


def test_a_range_is_for_reading_and_for_the_version_it_was_begun_with(client: TestClient) -> None:
    record = file_of(client)
    headers = {"Range": "bytes=5-9"}

    assert client.head(record["href"], headers=headers).headers["content-length"] == str(len(PDF))
    assert client.get(record["href"], headers=headers | {"If-Range": '"another"'}).status_code == 200
    assert client.get(record["href"], headers=headers | {"If-Range": f'"{record["sha256"]}"'}).status_code == 206


@pytest.mark.parametrize(
    ("extension", "name", "media_type", "manner", "saved_as"),
    [
        ("png", "ภาพ.png", "image/png", "inline", "ภาพ.png"),
        ("jpg", "ภาพ.JPEG", "image/jpeg", "inline", "ภาพ.JPEG"),
        ("pdf", "หน้า.html", "application/pdf", "attachment", "หน้า.html.pdf"),
        ("html", "หน้า.html", "application/octet-stream", "attachment", "หน้า.html.html"),
        ("pdf", "ก" * 86 + ".pdf", "application/pdf", "attachment", "ก" * 86 + ".pdf"),
    ],
)
def test_a_file_is_of_our_type_and_never_of_its_owner_s(
    tmp_path: Path, extension: str, name: str, media_type: str, manner: str, saved_as: str
) -> None:
    """Whatever an item calls it: a page that would run scripts is bytes to be saved."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    file, pointer = ledger.attach(b"<script>alert(1)</script>", extension)
    named = attachment(file, pointer, name) | {"media_type": "text/html"}
    ledger.publish_item(manual(attachments=[named]) | {file: pointer})
    with client_of(ledger) as client:
        headers = client.get(file_of(client)["href"]).headers

    assert (headers["content-type"], headers["x-content-type-options"]) == (media_type, "nosniff")
    assert headers["content-disposition"].startswith(f"{manner}; filename=")
    assert unquote(headers["content-disposition"].partition("filename*=UTF-8''")[2]) == saved_as
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_an_attachment_held_already_is_not_sent_again(client: TestClient) -> None:
    record = file_of(client)
    again = client.get(record["href"], headers={"If-None-Match": f'"{record["sha256"]}"'})

    assert (again.status_code, again.content) == (304, b"")
    assert client.head(record["href"]).headers["content-length"] == str(len(PDF))


def test_a_file_is_served_only_under_a_name_that_a_trusted_version_gives_it(
    ledger: LedgerBuilder, client: TestClient
) -> None:
    record = file_of(client)
    stray = ledger.store.add([b"stored, but named by nobody"]).sha256

    assert_problem(client.get(f"/v1/files/{record['sha256']}/another.pdf"), "not_found")
    assert_problem(client.get(f"/v1/files/{stray}/a.pdf"), "not_found")
    assert_problem(client.get(f"/v1/files/{record['sha256']}/"), "not_found")
    assert_problem(client.get(f"/v1/files/..%2F..%2Fconfig/{quote(record['name'])}"), "not_found")


@pytest.mark.parametrize("fault", ["missing", "damaged"])
def test_bytes_that_are_not_the_ones_named_are_not_given_out(tmp_path: Path, fault: str) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    with client_of(ledger) as client:
        record = file_of(client)
        assert client.get(record["href"]).status_code == 200
        stored = ledger.store.path(record["sha256"])
        stored.unlink()
        if fault == "damaged":
            stored.write_bytes(PDF[:-1] + b"?")

        assert_problem(client.get(record["href"]), "file_unavailable")


# What is trusted, while the repository moves


def test_a_publication_is_shown_within_two_seconds_without_a_restart(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    with client_of(ledger, poll_seconds=0.5) as client:
        assert get(client, CONTACT_URL)["version"] == 2
        head = ledger.publish_item(contact("+6638000003"))
        deadline = time.monotonic() + 2
        while get(client, "/readyz")["head"] != head and time.monotonic() < deadline:
            time.sleep(0.05)

        assert get(client, CONTACT_URL)["version"] == 3


def test_a_rejected_change_leaves_every_answer_as_it_was(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    file, pointer = ledger.attach(b"%PDF smuggled in")
    smuggled = manual(attachments=[attachment(file, pointer)])
    with client_of(ledger) as client:
        addresses = [CONTACT_URL, f"{CONTACT_URL}/versions", "/v1/items", "/v1/organisation", "/v1/obligations/contact"]
        before = [get(client, address) for address in addresses]
        bad = ledger.land({CONTACT: dump(contact("+6638999999")[CONTACT]), MANUAL: smuggled[MANUAL], file: pointer})
        client.app.state.follower.refresh()  # type: ignore[attr-defined]
        after = [get(client, address) for address in addresses]

        assert {row.pop("head") for row in after} == {bad}
        assert [{key: value for key, value in row.items() if key != "head"} for row in before] == after
        assert_problem(client.get(f"/v1/files/{file.partition('.')[0][-64:]}/เอกสาร.pdf"), "not_found")
        verification = get(client, "/v1/verification")
        assert (verification["trusted"], verification["rejected"][0]["commit"]) == (False, bad)
        assert get(client, f"/v1/verification/{bad}")["findings"][0]["hint"]["th"]
        assert "ไม่ผ่าน 1" in client.get("/").text


def test_a_rewritten_main_is_told_and_not_followed(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    with client_of(ledger) as client:
        known = ledger.head
        ledger.move_main(ledger.anchor)
        client.app.state.follower.refresh()  # type: ignore[attr-defined]

        assert get(client, CONTACT_URL)["head"] == known
        assert get(client, "/v1/verification")["problem"]["code"] == "history_rewritten"
        assert 'role="alert"' in client.get("/").text


def test_without_an_index_the_service_says_that_it_is_not_ready(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    client = client_of(ledger)  # not started

    for address in ("/readyz", "/v1/items", "/"):
        assert_problem(client.get(address), "index_unavailable")


def test_a_defect_of_ours_is_a_problem_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    with client_of(ledger) as client:
        monkeypatch.setattr("service.ledger.read_model.Snapshot.organisation", lambda _: 1 / 0)
        unraising = TestClient(client.app, raise_server_exceptions=False)

        body = assert_problem(unraising.get("/v1/organisation"), "internal_error")
        assert "division" not in json.dumps(body)


# The server


def serve(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-m", "service", *arguments]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    return subprocess.Popen(command, env=environment, stdout=PIPE, stderr=PIPE, text=True)


def test_a_real_server_says_where_it_is_answers_and_stops(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    before = sorted(ledger.git_dir.iterdir())
    process = serve(tmp_path, str(ledger.git_dir), "--port", "0", "--anchor", ledger.anchor)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with urlopen(f"{address}v1/verification") as response:
            assert json.load(response)["trusted"]
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)

    assert (process.returncode, errors) == (130, "")
    assert sorted(ledger.git_dir.iterdir()) == before
    assert [path.suffix for path in (tmp_path / "cache" / "prongsai").iterdir()] == [".sqlite"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nothing.git"], 4, "there is no git repository at"),
        (["origin.git", "--anchor", "1" * 40], 4, "is not on this repository's main"),
        (["origin.git", "--anchor", "main"], 2, "40 lower-case hexadecimal digits"),
        ([], 2, "usage:"),
    ],
    ids=["no repository", "another anchor", "no anchor", "nothing"],
)
def test_a_server_that_cannot_serve_says_why(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    LedgerBuilder(tmp_path / "origin.git")
    placed = [str(tmp_path / argument) if argument.endswith(".git") else argument for argument in arguments]
    process = serve(tmp_path, *placed, "--port", "0")
    _, errors = process.communicate(timeout=20)

    assert process.returncode == code
    assert words in errors
    assert "Traceback" not in errors
