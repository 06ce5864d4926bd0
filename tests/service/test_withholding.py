"""What was taken down is given by no door: every route, every version, every command, and the index's own bytes."""

import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.attacks.test_tombstones import CONTACT_ID, HEAD, MANUAL_ID, PREPARER, signed
from tests.service.test_api import CONTACT_URL, MANUAL_URL, assert_problem, client_of, get
from tests.support.ledger import LedgerBuilder, attachment, contact, manual, monthly
from tests.support.tombstones import erasure, lifting, suppression, suppression_of_files, withdrawal

LATIN, THAI = "Somsri-Secretname", "นางสมศรีไม่ควรเห็น"
PDF = f"%PDF-1.7 {LATIN} {THAI}".encode() * 20
MONTHLY_ID = "procurement-monthly/hr/2569-01"
FILE_NAME = f"สำเนาบัตร {THAI}.pdf"


def leaking(phone: str) -> dict[str, Any]:
    return contact(phone, title={"th": f"ติดต่อ {THAI}", "en": LATIN}, summary={"th": f"ข้อมูลของ {THAI} เลขที่ {LATIN}"})


def make_ledger(path: Path) -> LedgerBuilder:
    """Two versions, a rejected Change, a file and a table, all of which say what they must not."""
    ledger = LedgerBuilder(path)
    ledger.publish_item(leaking("+6638000001"))
    ledger.wait(30)
    ledger.publish_item(leaking("+6638000002"))
    clean = ledger.head
    ledger.publish_item(leaking("+6638000003") | {"items/contact/office-of-palad/other.yaml": {"schema": LATIN}})
    wrong = leaking("+6638000003")
    ledger.restore(clean)
    (document,) = wrong.values()
    document["period"] = {"kind": THAI}
    ledger.publish_item(wrong)
    ledger.restore(clean)
    file, pointer = ledger.attach(PDF)
    ledger.publish_item(manual(attachments=[attachment(file, pointer, FILE_NAME)]) | {file: pointer})
    ledger.publish_item(monthly(1, title={"th": THAI}))
    return ledger


def sha_of(ledger: LedgerBuilder) -> str:
    (pointer,) = ledger.verify().history.pointers.values()
    return pointer.sha256


def take_down(ledger: LedgerBuilder, statement: dict[str, Any], by: str = HEAD, *signers: str) -> None:
    ledger.publish(signed(ledger.prepare(statement, by=by), *signers), by=by)


def take_everything_down(ledger: LedgerBuilder) -> None:
    sha = sha_of(ledger)
    take_down(ledger, suppression(CONTACT_ID, 1, 2))
    take_down(ledger, suppression(MANUAL_ID), HEAD)
    take_down(ledger, erasure(MANUAL_ID, sha), HEAD, "chief")
    take_down(ledger, withdrawal(MONTHLY_ID), "hr-head")


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return make_ledger(tmp_path / "origin.git")


@pytest.fixture
def client(ledger: LedgerBuilder) -> Iterator[TestClient]:
    """A service that was there before anything was taken down."""
    with client_of(ledger) as client:
        yield client


def refresh(client: TestClient) -> None:
    client.app.state.follower.refresh()  # type: ignore[attr-defined]


def addresses(client: TestClient, sha: str) -> Iterator[str]:
    """Every route of the description with every value its places can have, and every query that gives content."""
    items = [CONTACT_ID, MANUAL_ID, MONTHLY_ID]
    commits = [row["commit"] for row in get(client, "/v1/changes", limit="200")["changes"]]
    values = {
        "number": ["1", "2"],
        "sha256": [sha],
        "filename": ["a.pdf"],
        "framework": ["oit-2563"],
        "code": ["O5", "O12"],
        "commit": commits,
        "part": ["1"],
    }
    queries = ["", f"q={quote(LATIN)}&versions=all", "as_of=2025-10-20", "from=1&to=2", "from=1&to=1"]
    pages = ["/", "/items/{obligation}/{unit}/{name}", "/items/{obligation}/{unit}/{name}/history", "/changes"]
    pages += ["/items/{obligation}/{unit}/{name}/versions/{number}", "/items/{obligation}/{unit}/{name}/compare"]
    pages += ["/items/{obligation}/{unit}/{name}/versions/{number}/proof", "/obligations/{obligation}", "/search"]
    for route in [*get(client, "/v1/openapi.json")["paths"], *pages, *(f"/en{page}" for page in pages)]:
        for item in items:
            obligation, unit, name = item.split("/")
            place = route.replace("{obligation}", obligation).replace("{unit}", unit).replace("{name}", name)
            names = [name for name in values if f"{{{name}}}" in place]
            for chosen in itertools.product(*(values[name] for name in names)):
                filled = place
                for name, value in zip(names, chosen, strict=True):
                    filled = filled.replace(f"{{{name}}}", value)
                assert "{" not in filled, filled
                yield from (f"{filled}?{query}" if query else filled for query in queries)


def leaks(data: bytes) -> bool:
    shapes = {LATIN, THAI, quote(THAI), json.dumps(THAI).strip('"')}
    return any(shape.encode() in data for shape in shapes)


def _told(client: TestClient, address: str) -> bytes:
    """An answer without the asker's own words: what was searched for stands in its box, its title and its links."""
    text = client.get(address).text
    if quote(LATIN) in address:
        text = re.sub(r'(href|value|content)="[^"]*"|<title>[^<]*</title>', "", text)
    return text.encode()


def test_no_route_gives_what_was_taken_down(ledger: LedgerBuilder, client: TestClient) -> None:
    sha = sha_of(ledger)
    before = dict.fromkeys(addresses(client, sha))
    seen_before = sum(leaks(client.get(address).content) for address in before)
    assert seen_before > 20  # the doors are there, and the test sees what goes through them

    take_everything_down(ledger)
    refresh(client)

    after = dict.fromkeys([*addresses(client, sha), f"/v1/files/{sha}/a.pdf"])
    assert [address for address in after if leaks(_told(client, address))] == []


def test_no_command_gives_it(ledger: LedgerBuilder, tmp_path: Path) -> None:
    take_everything_down(ledger)
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    commands = [
        ["show", CONTACT_ID],
        ["show", CONTACT_ID, "--version", "1"],
        ["show", MANUAL_ID, "--as-of", "2026-01-01"],
        ["log", CONTACT_ID],
        ["log"],
        ["diff", CONTACT_ID, "--from", "1", "--to", "2"],
    ]
    for command, form in itertools.product(commands, ("text", "json")):
        arguments = [sys.executable, "-m", "cli", *command, "--repo", str(ledger.git_dir), "--format", form]
        done = subprocess.run(arguments, capture_output=True, check=False, env=environment)
        assert done.returncode == (0 if command[0] == "log" else 1), done.stderr
        assert not leaks(done.stdout + done.stderr), command


def test_the_index_holds_none_of_its_bytes(ledger: LedgerBuilder, client: TestClient) -> None:
    """Searched for byte by byte, in the file and in its write-ahead log; trigrams of it, too."""
    take_everything_down(ledger)
    refresh(client)

    for path in ledger.git_dir.parent.glob("index.sqlite*"):
        data = path.read_bytes()
        assert not leaks(data), path
        assert LATIN.lower().encode() not in data, path


def test_each_state_is_said_as_what_it_is(ledger: LedgerBuilder, client: TestClient) -> None:
    sha = sha_of(ledger)
    take_everything_down(ledger)
    refresh(client)

    suppressed = client.get(CONTACT_URL)
    body = assert_problem(suppressed, "suppressed")
    assert suppressed.status_code == 451
    assert suppressed.headers["link"].endswith('/v1/organisation>; rel="blocked-by"')
    assert body["withheld"]["reason"]["id"] == "personal_data"
    assert body["withheld"]["statement"] == f"tombstones/suppression/{CONTACT_ID}--1.yaml"
    assert get(client, body["withheld"]["href"])["accepted"]

    withdrawn = assert_problem(client.get(f"/v1/items/{MONTHLY_ID}"), "withdrawn")
    assert withdrawn["status"] == 410
    assert withdrawn["withdrawn_notice"]["explanation"]["en"] == "Published by mistake"
    assert withdrawn["withdrawn_notice"]["withdrawn_at"] == withdrawn["withheld"]["since"]

    assert_problem(client.get(f"/v1/files/{sha}/a.pdf"), "erased")
    listed = {row["id"]: row["withheld"] for row in get(client, "/v1/items")["items"]}
    assert {item: facts["state"] for item, facts in listed.items() if facts} == {
        CONTACT_ID: "suppressed",
        MANUAL_ID: "suppressed",
        MONTHLY_ID: "withdrawn",
    }
    assert client.get("/v1/feed.atom").text.count("<at:deleted-entry") == 4


def test_a_copy_that_a_reader_holds_is_not_confirmed(ledger: LedgerBuilder, client: TestClient) -> None:
    """Conditional requests ask anew, and hear that it is gone."""
    held = client.get(f"{CONTACT_URL}/versions/1").headers["etag"]
    take_down(ledger, suppression(CONTACT_ID, 1, 2))
    refresh(client)

    assert client.get(f"{CONTACT_URL}/versions/1", headers={"If-None-Match": held}).status_code == 451


def test_the_version_that_replaces_it_is_public_and_the_old_ones_are_not(
    ledger: LedgerBuilder, client: TestClient
) -> None:
    take_down(ledger, suppression(CONTACT_ID, 1, 2))
    ledger.publish_item(contact("+6638000009"))
    refresh(client)

    assert get(client, CONTACT_URL)["version"] == 3
    versions = get(client, f"{CONTACT_URL}/versions")["versions"]
    states = [row["withheld"] and row["withheld"]["state"] for row in versions]
    assert states == [None, "suppressed", "suppressed"]


def test_a_lifting_gives_everything_back(ledger: LedgerBuilder, client: TestClient) -> None:
    def seen() -> list[Any]:
        pages = (CONTACT_URL, f"{CONTACT_URL}/versions", f"{CONTACT_URL}/versions/1", f"/v1/items?q={quote(LATIN)}")
        return [{key: value for key, value in get(client, page).items() if key != "head"} for page in pages]

    before = seen()
    take_down(ledger, suppression(CONTACT_ID, 1, 2))
    refresh(client)
    assert client.get(CONTACT_URL).status_code == 451
    take_down(ledger, lifting(CONTACT_ID), PREPARER, HEAD, "chief")
    refresh(client)

    assert seen() == before


def test_a_suppressed_file_is_still_given_where_another_item_names_it(
    ledger: LedgerBuilder, client: TestClient
) -> None:
    """A unit answers for its own items; the other one's officers have to look at theirs."""
    sha = sha_of(ledger)
    file = next(path for path in ledger.tree_of(ledger.head) if path.startswith("files/"))
    pointer = ledger.raw(ledger.tree_of(ledger.head)[file][1])
    ledger.publish_item(monthly(2, attachments=[attachment(file, pointer, "a.pdf")]))
    take_down(ledger, suppression_of_files(MANUAL_ID, sha))
    refresh(client)

    assert client.get(f"/v1/files/{sha}/a.pdf").status_code == 200
    assert get(client, MANUAL_URL)["version"] == 1


def test_an_index_built_anew_says_the_same(ledger: LedgerBuilder, client: TestClient, tmp_path: Path) -> None:
    sha = sha_of(ledger)
    take_everything_down(ledger)
    refresh(client)
    (tmp_path / "again").mkdir()
    (tmp_path / "again/origin.git").symlink_to(ledger.git_dir)
    again = LedgerBuilder.__new__(LedgerBuilder)
    again.git_dir, again.anchor = tmp_path / "again/origin.git", ledger.anchor
    with client_of(again) as anew:
        for address in dict.fromkeys(addresses(client, sha)):
            assert anew.get(address).content == client.get(address).content, address


def test_the_history_page_says_what_was_taken_down_and_why_and_ticks_nothing(
    ledger: LedgerBuilder, client: TestClient
) -> None:
    before = client.get(f"/items/{CONTACT_ID}/history").text
    assert '<span class="state good">' in before
    take_everything_down(ledger)
    refresh(client)
    page = client.get(f"/items/{CONTACT_ID}/history")

    assert page.status_code == 200
    assert "เหตุ: " in page.text
    assert '<span class="state good">' not in page.text
