"""The reading site over HTTP: every type of page, in both languages, and what it may never do."""

import io
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from starlette.testclient import TestClient

from service.extraction.leaves import Leaves, paint
from service.problems import PROBLEMS, Kind, ProblemError
from service.site import papers
from service.site.assets import ink_on
from service.site.rendering import is_web_address
from service.site.verdict import verdict_of
from tests.attacks.test_recovery import HEIR, announce
from tests.attacks.test_tombstones import HEAD, MANUAL_ID, signed
from tests.support import files
from tests.support.ledger import LedgerBuilder, attachment, contact, manual
from tests.support.office import serving
from tests.support.receiver import office_with_receiver, receive
from tests.support.reviewed import reviewed_ledger, vouch
from tests.support.site import (
    CHANNELS,
    CONTACT,
    FIRST,
    HOSTILE,
    LARGE,
    LONG_WORD,
    MANUAL,
    PEOPLE,
    PLAN,
    STATISTICS,
    branding,
    build,
    client_of,
    pages,
    picture,
)
from tests.support.tombstones import suppression_of_files

FIRST_VIEW_BYTES = 100_000
VOID = frozenset({"meta", "link", "img", "input", "br", "rect"})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LedgerBuilder, TestClient]]:
    """Read only."""
    ledger = build(tmp_path_factory.mktemp("site") / "origin.git")
    with client_of(ledger) as client:
        yield ledger, client


@pytest.fixture
def ledger(world: tuple[LedgerBuilder, TestClient]) -> LedgerBuilder:
    return world[0]


@pytest.fixture
def client(world: tuple[LedgerBuilder, TestClient]) -> TestClient:
    return world[1]


class Structure(HTMLParser):
    """What stands in a page: its elements, its addresses, its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        assert self.open == [], "elements left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def links(self, rel: str) -> list[dict[str, str | None]]:
        return [row for row in self.all("link") if rel in (row.get("rel") or "").split()]


def read(client: TestClient, address: str) -> Structure:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return Structure(response.text)


# Every page


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("address", pages().values(), ids=pages())
def test_a_page_is_whole_in_its_language_and_runs_nothing(client: TestClient, address: str, lang: str) -> None:
    response = client.get(f"/en{address}" if lang == "en" else address)
    page = Structure(response.text)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert page.all("html") == [{"lang": lang}]
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
    assert len(response.content) < FIRST_VIEW_BYTES
    assert page.all("script") == page.all("style") == page.all("base") == []
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag


@pytest.mark.parametrize("address", pages().values(), ids=pages())
def test_a_page_asks_nobody_else_for_anything(client: TestClient, address: str) -> None:
    response = client.get(address)
    page = Structure(response.text)
    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["content-security-policy"].split(";"))
    fetched = [row.get("src") for tag in ("img", "iframe", "object", "embed") for row in page.all(tag)]
    fetched += [row["href"] for rel in ("stylesheet", "preload", "icon") for row in page.links(rel)]

    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert "script-src" not in policy
    assert all(address and address.startswith("/") and not address.startswith("//") for address in fetched)


@pytest.mark.parametrize("address", pages().values(), ids=pages())
def test_a_page_says_where_it_is_and_what_its_twin_is(client: TestClient, address: str) -> None:
    page = read(client, address)
    (canonical,), twins = page.links("canonical"), page.links("alternate")
    hreflang = {row["hreflang"]: row["href"] for row in twins if "hreflang" in row}

    assert canonical["href"] == hreflang["th"]
    assert client.get(str(canonical["href"])).status_code == 200
    assert read(client, str(hreflang["en"])).all("html") == [{"lang": "en"}]
    assert any(row.get("type") == "application/atom+xml" for row in twins)


def test_what_every_page_links_to_is_there(client: TestClient) -> None:
    found = {
        str(row["href"]).partition("#")[0]
        for address in pages().values()
        for row in read(client, address).all("a")
        if str(row["href"]).startswith("/")
    }

    assert len(found) > 100
    assert [
        address for address in sorted(found) if client.get(address, headers={"Accept": "*/*"}).status_code != 200
    ] == []


def test_identifiers_stand_once_and_every_field_has_its_label(client: TestClient) -> None:
    for address in pages().values():
        page = read(client, address)
        names = [str(row["id"]) for _, row in page.elements if "id" in row]
        labelled = {row["for"] for row in page.all("label")}

        assert len(names) == len(set(names)), address
        assert {row["id"] for row in page.all("input")} <= labelled
        assert all("alt" in row and "width" in row and "height" in row for row in page.all("img"))


def test_an_unchanged_page_is_not_sent_again(client: TestClient) -> None:
    first = client.get(CONTACT)
    again = client.get(CONTACT, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"


# Each page


def test_the_first_page_has_every_obligation_with_its_state(client: TestClient) -> None:
    page = read(client, "/")

    assert page.text.count("ยังไม่มีข้อมูลเผยแพร่") == 35
    assert len({row["href"] for row in page.all("a") if str(row["href"]).startswith("/obligations/")}) == 43
    assert len([row for row in page.all("section") if str(row.get("aria-labelledby")).startswith("group-")]) == 7
    assert "เกินกำหนด" in page.text


def test_an_item_is_shown_by_its_shape(client: TestClient) -> None:
    plan, people, statistics = read(client, PLAN), read(client, PEOPLE), read(client, STATISTICS)

    assert "1,320,000.00" in plan.text
    assert "ธันวาคม 2568" in plan.text
    assert [row["width"] for row in plan.all("rect")] == ["100.0%", "17.3%"]
    assert [row["alt"] for row in people.all("img")] == ["ภาพถ่าย นายสมชาย ใจดี", "ภาพถ่าย นางสาวสมหญิง ตั้งใจ"]
    assert [row["width"] for row in statistics.all("rect")] == ["25.0%", "100.0%"]  # the row of sums is no bar
    assert statistics.text.count("การให้บริการ") >= 2  # in the drawing, and in the table behind it


def test_money_and_days_are_read_in_either_language(client: TestClient) -> None:
    assert "1 ตุลาคม 2568 (ค.ศ. 2025)" in read(client, PLAN).text
    english = read(client, f"/en{PLAN}")

    assert "1 October 2025 (B.E. 2568)" in english.text
    assert "fiscal year 2026 (B.E. 2569)" in english.text
    assert {"lang": "th"} in english.all("span")  # what has no English is spoken as Thai


def test_the_verdict_says_who_answered_for_it_and_since_when(client: TestClient) -> None:
    needs_consent, exempt = read(client, MANUAL).text, read(client, CONTACT).text

    assert "✓ ตรวจสอบแล้ว" in needs_consent
    assert "เห็นชอบให้เผยแพร่โดย chief-executive – นายchief" in needs_consent
    assert "ตรวจทานโดย head-of-office-of-palad" in exempt
    assert "ไม่ต้องขอความเห็นชอบ" in exempt
    assert "ตั้งแต่นั้นมาไม่มีการแก้ไข" in exempt
    assert "ยังไม่มีผู้รับรองเวลา" in exempt
    assert "อีก 1 ฉบับ" in read(client, f"{CONTACT}/versions/1").text


def test_without_a_pinned_anchor_nothing_is_ticked(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    with client_of(ledger, anchor=None) as client:
        page, history = read(client, CONTACT).text, read(client, f"{CONTACT}/history").text

    assert "✓" not in page + history
    assert "ยังไม่ได้ยืนยันจุดตั้งต้น" in page


def test_what_came_with_the_anchor_is_not_called_approved(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", contents=contact())
    with client_of(ledger) as client:
        page = read(client, CONTACT).text

    assert "✓" not in page
    assert "ไม่มีหลักฐานว่าใครตรวจทานหรือเห็นชอบ" in page


def test_a_recovery_that_can_still_take_effect_is_on_every_page(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    announce(ledger)
    with client_of(ledger) as client:
        page = read(client, CONTACT).text
        (told,) = client.get("/v1/verification").json()["recoveries"]

    assert "กู้คืนผู้ดูแลระบบ" in page
    assert HEIR in page
    assert (told["number"], told["appoints"][0]["person"]) == (1, HEIR)
    assert told["effective_at"] > told["announced_at"]


def test_no_tick_where_another_history_stood(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    old = ledger.head
    ledger.move_main(ledger.anchor)
    ledger.publish_item(contact())
    tree = ledger.write_tree(ledger.tree_of(ledger.head), {})
    ledger.move_main(ledger.commit(tree=tree, parents=[ledger.head, old], by="office-of-palad-preparer", message="M\n"))
    with client_of(ledger) as client:
        page = read(client, CONTACT).text
        trusted = client.get("/v1").json()["trusted"]

    assert "✓" not in page
    assert "เคยมีประวัติอีกชุดหนึ่ง" in page
    assert not trusted


@pytest.mark.parametrize("strength", ["forge_review_by_time", "vouched", "something_new"])
def test_a_weaker_proof_is_never_called_full(client: TestClient, strength: str) -> None:
    entry: dict[str, Any] = client.get(f"/v1{CONTACT}").json()
    proved = verdict_of(entry, latest=2, anchor_pinned=True)
    weaker = verdict_of(entry | {"proof": {"strength": strength}}, latest=2, anchor_pinned=True)

    assert (proved.standing, weaker.standing) == ("proved", "weaker")


def test_what_a_recorder_vouched_for_is_said_on_the_page(tmp_path: Path) -> None:
    ledger = reviewed_ledger(tmp_path)
    ledger.publish(vouch(ledger, contact()).approve("unit_check"))
    with client_of(ledger) as client:
        page, english = read(client, CONTACT).text, read(client, f"/en{CONTACT}").text

    assert "เขียนในระบบเก็บงาน ผู้บันทึกลงนามแทน" in page
    assert "written on a forge, vouched for by the recorder" in english
    assert "✓" not in page.partition("จัดทำโดย")[0].rpartition("<main")[2]


def test_a_time_that_a_receiver_saw_is_no_claim(client: TestClient) -> None:
    entry: dict[str, Any] = client.get(f"/v1{CONTACT}").json()

    def missing(source: str) -> int:
        known = verdict_of(entry | {"published_at_source": source}, latest=2, anchor_pinned=True)
        return sum(sentence.is_missing for sentence in known.sentences)

    assert (missing("claimed"), missing("receipt")) == (1, 0)


def test_a_page_changes_when_a_receiver_dates_what_it_shows(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_receiver())
    ledger.publish_item(contact())
    with client_of(ledger, poll_seconds=0.05) as client:
        held = client.get(CONTACT)
        receive(ledger, ledger.at + 60)
        wait_until(lambda: client.get(CONTACT, headers={"If-None-Match": held.headers["etag"]}).status_code == 200)
        now = read(client, CONTACT).text

    assert "ยังไม่มีผู้รับรองเวลา" in held.text
    assert "ผู้รับรองเวลาเห็นและลงนามแล้ว" in now
    assert "ยังไม่มีผู้รับรองเวลา" not in now


def test_a_rewritten_main_is_told_on_every_page(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    with client_of(ledger, poll_seconds=0.05) as client:
        assert "ติดตามคลังต่อไม่ได้" not in client.get(CONTACT).text
        ledger.move_main(ledger.anchor)
        wait_until(lambda: "ติดตามคลังต่อไม่ได้" in client.get(CONTACT).text)


@given(
    st.sampled_from([*pages().values(), "/obligations/x", "/items/a/b/c", "/papers/x/y", f"{CONTACT}/versions/๑"]),
    st.dictionaries(
        st.sampled_from(["as_of", "on", "q", "versions", "part", "from", "to", "cursor", "paper", "x"]),
        st.one_of(
            st.text(max_size=20), st.sampled_from(["2025-10-10", "9998-12-31T23:59:59Z", "0001-01-01", "all", "1"])
        ),
    ),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_asked_breaks_a_page(client: TestClient, address: str, query: dict[str, str]) -> None:
    text = urlencode(query, errors="replace")
    response = client.get(f"{address}{'&' if '?' in address else '?'}{text}")

    assert response.status_code in {200, 400, 404}
    assert "<script" not in response.text


def test_an_untrusted_main_is_told_on_every_page_and_not_shown(client: TestClient) -> None:
    assert "ไม่ผ่านการตรวจสอบ จึงไม่นำมาแสดง" in read(client, PLAN).text
    assert "forged" not in read(client, "/search?q=nonsense").text
    changes = read(client, "/changes")
    assert "ไม่ผ่าน" in changes.text
    assert "items/news/hr/forged.yaml" in changes.text


def test_a_day_gone_by_is_shown_as_that_day_and_says_so(client: TestClient) -> None:
    past = read(client, f"{CONTACT}?as_of=2025-10-10")

    assert "ข้อมูล ณ สิ้นวันที่ 10 ตุลาคม 2568 (ค.ศ. 2025)" in past.text
    assert "+6638000001" in past.text
    assert "+6638000002" not in past.text
    assert "/obligations/contact?as_of=2025-10-10" in {row["href"] for row in past.all("a")}
    assert {"value": "2025-10-10"}.items() <= past.all("input")[0].items()
    assert "ข้อมูล ณ สิ้นวันที่" not in read(client, f"{CONTACT}?as_of=").text


@pytest.mark.parametrize("address", ["/", CONTACT, "/obligations/contact", "/frameworks", "/organisation"])
def test_a_page_that_can_be_of_a_day_says_which(client: TestClient, address: str) -> None:
    assert "ข้อมูล ณ สิ้นวันที่ 10 ตุลาคม 2568" in read(client, f"{address}?as_of=2025-10-10").text
    assert "ข้อมูล ณ 10 ตุลาคม 2568 (ค.ศ. 2025) เวลา 12:00" in read(client, f"{address}?as_of=2025-10-10t05:00:00z").text
    assert client.get(f"{address}?as_of=2999-01-01").status_code == 400  # nothing is known of a day to come


@pytest.mark.parametrize("address", ["/changes", "/search", f"{CONTACT}/history", f"{CONTACT}/versions/2"])
def test_a_page_of_the_present_never_says_that_it_is_of_a_day(client: TestClient, address: str) -> None:
    page = read(client, f"{address}?as_of=2025-10-10&utm_source=x")

    assert "ข้อมูล ณ สิ้นวันที่" not in page.text
    assert page.links("canonical") == [{"rel": "canonical", "href": f"http://testserver{address}"}]


def test_a_day_before_the_first_version_says_when_it_came(client: TestClient) -> None:
    response = client.get(f"{CONTACT}?as_of=2025-09-30")

    assert response.status_code == 404
    assert "เผยแพร่ครั้งแรกเมื่อ" in response.text


def test_two_versions_are_compared_word_by_word(client: TestClient) -> None:
    page = client.get(f"{CONTACT}/compare?from=1&to=2").text

    assert "<del>+6638000001</del>" in page
    assert "<ins>+6638000002</ins>" in page
    assert "ข้อมูล<ins>ติดต่อสำนักงาน</ins>" in page
    assert "เหมือนกันทุกตัวอักษร" in client.get(f"{CONTACT}/compare?from=2&to=2").text
    assert client.get(f"{CONTACT}/compare?from=x").status_code == 400


def test_the_history_names_who_did_what(client: TestClient) -> None:
    page = read(client, f"{CONTACT}/history").text

    assert page.index("ฉบับที่ 2") < page.index("ฉบับที่ 1")
    assert page.count("นายoffice-of-palad-head") == 2
    assert page.count("ตามที่ผู้ลงนามระบุ") == 6


def test_the_proof_gives_what_anyone_needs_to_check(ledger: LedgerBuilder, client: TestClient) -> None:
    page = client.get(f"{CONTACT}/versions/1/proof").text
    entry = client.get(f"/v1{CONTACT}/versions/1").json()

    assert f"prongsai verify --repo copy --anchor {ledger.anchor}" in page
    assert f"{entry['commit']}:items/contact/office-of-palad/main.yaml | sha256sum\n{entry['digest']}" in page
    assert f"verify-commit {entry['checked'][0]['commit']}" in page


def test_an_item_of_many_rows_is_read_in_parts(client: TestClient) -> None:
    first, last = read(client, LARGE), read(client, f"{LARGE}?part=60")

    assert (len(first.all("tr")), len(last.all("tr"))) == (101, 101)
    assert "แถวที่ 1–100 จาก 2,000" in first.text
    assert "ก3-1999" in last.text
    assert client.get(f"{LARGE}?part=61").status_code == 400


def test_compliance_of_a_day_is_the_same_for_ever(client: TestClient) -> None:
    first, again = client.get("/compliance?on=2026-01-31"), client.get("/compliance?on=2026-01-31")
    report = client.get("/v1/compliance?on=2026-01-31").json()
    page = Structure(first.text)

    assert first.text == again.text
    assert "ตามที่รู้ ณ สิ้นวันที่ 31 มกราคม 2569" in page.text
    assert f"{report['summary']['overdue']:,}" in page.text
    assert len([row for row in page.all("th") if row.get("scope") == "col"][1:13]) == 12


def test_every_code_of_an_edition_leads_to_what_answers_it(client: TestClient) -> None:
    page = read(client, "/frameworks/oit-2563")

    assert len([row for row in page.all("li") if re.fullmatch(r"O[0-9]+", str(row.get("id")))]) == 43
    assert "http://testserver/obligations/contact" in page.text
    assert CONTACT in {row["href"] for row in page.all("a")}


def test_searching_thai_marks_what_was_found(client: TestClient) -> None:
    page = client.get("/search?q=ประชาสัมพันธ์").text

    assert "<mark>ประชาสัมพันธ์</mark>" in page
    assert f'href="{FIRST}"' in page
    assert "ไม่พบข้อมูล" in client.get("/search?q=ไม่มีคำนี้").text
    assert 'value="&#34;&gt;&lt;b&gt;"' in client.get('/search?q="><b>').text


# Hostile content


@pytest.mark.parametrize(
    "address", ["/", HOSTILE, f"/en{HOSTILE}", "/changes", "/search?q=alert", "/frameworks/oit-2563"]
)
def test_what_units_write_stays_text(client: TestClient, address: str) -> None:
    page = client.get(address).text

    assert "<script" not in page
    assert "<img src=x" not in page


def test_what_units_write_is_no_template(client: TestClient) -> None:
    assert "{{ 7 * 7 }}" in client.get(HOSTILE).text


def test_an_address_that_would_run_is_no_link(client: TestClient) -> None:
    page = read(client, CHANNELS)

    assert "javascript:alert(3)" in page.text
    assert [row for row in page.all("a") if "javascript" in str(row["href"])] == []
    for address in (
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "ftp://x",
        None,
    ):
        assert not is_web_address(address)
    assert is_web_address("https://banbueng.example")


def test_a_word_without_end_is_kept_whole(client: TestClient) -> None:
    assert LONG_WORD in client.get(HOSTILE).text


def test_a_paper_is_shown_in_place_only_if_it_is_one(tmp_path: Path) -> None:
    """As pictures of its pages; a page or script under its name and type is shown to nobody."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    true, pointer = ledger.attach(files.pdf_of(23))
    false, other = ledger.attach(b"<!doctype html><script>alert(1)</script>")
    named = [attachment(true, pointer, "จริง.pdf"), attachment(false, other, "หลอก.pdf")]
    ledger.publish_item(manual(attachments=named) | {true: pointer, false: other})
    with client_of(ledger) as client:
        assert pictures(client, MANUAL) == []  # nobody pays for a paper before asking for it
        offered = [str(row["href"]) for row in read(client, MANUAL).all("a") if str(row["href"]).startswith("?paper=")]
        first, never = (pictures(client, MANUAL + address) for address in offered)
        third = pictures(client, f"{MANUAL}{offered[0].partition('#')[0]}&leaf=21")
        shown = client.get(str(third[2]["src"]))
        said = client.get(MANUAL + offered[1]).text
        gone = [client.get(address) for address in (
            f"/papers/{Path(true).stem}/จริง.pdf?leaf=24",
            f"/papers/{Path(false).stem}/หลอก.pdf?leaf=1",
            f"/papers/{Path(true).stem}/หลอก.pdf?leaf=1",
        )]  # fmt: skip
        wrong = [client.get(f"/papers/{Path(true).stem}/จริง.pdf?leaf={leaf}").status_code for leaf in ("0", "101", "๑")]

    assert ([len(first), len(third)], never) == ([10, 3], [])
    assert third[2]["alt"] == "หน้า 23 จาก 23: จริง.pdf"
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (int(str(third[2]["width"])), int(str(third[2]["height"]))))
    assert (shown.headers["content-type"], shown.headers["x-content-type-options"]) == ("image/webp", "nosniff")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "แสดงไฟล์นี้ในหน้านี้ไม่ได้" in said
    assert [answer.status_code for answer in gone] == [404, 404, 404]
    assert wrong == [400, 400, 400]


def pictures(client: TestClient, address: str) -> list[dict[str, str | None]]:
    """Of the pages of a paper."""
    return [row for row in read(client, address).all("img") if str(row["src"]).startswith("/papers/")]


def test_a_page_is_painted_once_and_not_once_suppressed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    file, pointer = ledger.attach(files.pdf_of(1))
    ledger.publish_item(manual(attachments=[attachment(file, pointer, "จริง.pdf")]) | {file: pointer})
    painted: list[int] = []

    def note(path: Path, number: int) -> bytes | None:
        painted.append(number)
        return paint(path, number)

    monkeypatch.setattr(papers, "paint", note)
    address = f"/papers/{Path(file).stem}/จริง.pdf?leaf=1"
    with client_of(ledger, poll_seconds=0.05) as client:
        seen = [client.get(address).status_code for _ in range(3)]
        statement = ledger.prepare(suppression_of_files(MANUAL_ID, Path(file).stem), by=HEAD)
        ledger.publish(signed(statement, HEAD), by=HEAD)
        wait_until(lambda: client.get(address).status_code == 451)

    assert (seen, painted) == ([200] * 3, [1])


def test_of_many_who_open_papers_two_are_served_at_once_and_all_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(files.pdf_of(4))
    room = papers.Papers()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: room.picture(path, "a" * 64, number % 4 + 1), range(8)))

    assert all(found)
    assert room.leaves(path, "a" * 64) == Leaves(4, ((1000, 1415),) * 4)


# The office's own look


def test_the_look_comes_from_the_content_repository(tmp_path: Path) -> None:
    """The crest is a picture that some item carries; policy says so, and then that it is the crest."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    crest, pointer = ledger.attach(picture((200, 30, 30)), "png")
    named = attachment(crest, pointer, "ตรา.png") | {"media_type": "image/png", "role": "image"}
    ledger.publish_item(manual(attachments=[named]) | {crest: pointer})
    look = branding(
        site_name={"th": "ศูนย์ข้อมูลบ้านบึง"},
        colours={"primary": "#ffe100"},
        footer={"th": "ติดต่อ <b>สำนักปลัด</b>"},
        crest=crest,
    )
    with client_of(ledger, poll_seconds=0.05) as client:
        assert client.get("/site/crest").status_code == 404
        before = client.get("/site/style.css").headers["etag"]
        ledger.publish_item(look)
        assert ledger.codes() == []
        wait_until(lambda: client.get("/site/crest").status_code == 200)
        page, sheet, drawn = client.get("/").text, client.get("/site/style.css"), client.get("/site/crest")

    assert "ศูนย์ข้อมูลบ้านบึง" in page
    assert "ติดต่อ &lt;b&gt;สำนักปลัด&lt;/b&gt;" in page
    assert "--brand:#ffe100;--ink:#000000" in sheet.text
    assert sheet.headers["etag"] != before
    assert (drawn.content, drawn.headers["content-type"]) == (picture((200, 30, 30)), "image/png")


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_words_on_the_offices_colour_can_be_read() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for value in range(0, 256, 15):
        for colour in (
            f"#{value:02x}{value:02x}{value:02x}",
            f"#{value:02x}8040",
            f"#ff{value:02x}00",
            f"#0000{value:02x}",
        ):
            light, dark = sorted((luminance(colour), luminance(ink_on(colour))), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, colour


def test_the_typeface_is_our_own(client: TestClient) -> None:
    font = client.get("/site/sarabun.ttf")

    assert font.headers["content-type"] == "font/ttf"
    assert font.content[:4] == b"\0\1\0\0"


# What cannot be shown


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing/here", 404),
        ("/en/nothing", 404),
        ("/items/contact/hr/none", 404),
        ("/obligations/none", 404),
        ("/frameworks/oit-2999", 404),
        (f"{CONTACT}/versions/99", 404),
        ("/?as_of=2569-01-01", 400),
        ("/compliance?on=2999-01-01", 400),
        ("/changes?cursor=x", 400),
    ],
)
def test_an_error_is_a_page_with_a_way_on(client: TestClient, address: str, status: int) -> None:
    response = client.get(address)
    page = Structure(response.text)

    assert response.status_code == status
    assert response.headers["cache-control"] == "no-store"
    assert len(page.all("h1")) == 1
    assert {"name": "q", "type": "search"}.items() <= page.all("input")[0].items()
    assert page.all("html") == [{"lang": "en" if address.startswith("/en") else "th"}]


def test_programs_get_problems_and_the_api_no_pages(client: TestClient) -> None:
    for address, accept in [("/nothing", "application/json"), ("/nothing", "*/*"), ("/v1/nothing", "text/html")]:
        response = client.get(address, headers={"Accept": accept})
        assert response.headers["content-type"] == "application/problem+json", (address, accept)


@pytest.mark.parametrize(
    ("status", "words"), [(410, "ถูกนำออกแล้ว"), (451, "กฎหมายไม่ให้แสดง"), (500, "ความผิดพลาดของระบบ")]
)
def test_what_was_taken_away_or_broke_is_shown_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, words: str
) -> None:
    """Any problem of the service that has one of these statuses, raised while an item is read."""
    known = {**PROBLEMS, "taken": Kind(status, "ไม่แสดง", "Not shown")}
    monkeypatch.setattr("service.problems.PROBLEMS", known)
    monkeypatch.setattr("service.site.problem_pages.PROBLEMS", known)

    def refuse(*_: object, **__: object) -> None:
        raise ProblemError("taken")

    monkeypatch.setattr("service.ledger.read_model.Snapshot.item", refuse)
    with client_of(LedgerBuilder(tmp_path / "origin.git")) as client:
        response = client.get(CONTACT)

    assert response.status_code == status
    assert words in response.text


def test_without_an_index_a_page_says_to_come_back(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    with client_of(ledger) as client:
        client.app.state.read_model._path = tmp_path / "gone"  # type: ignore[attr-defined]
        response = client.get("/")

    assert response.status_code == 503
    assert "ยังไม่พร้อม" in response.text


def test_the_site_can_be_left_out(tmp_path: Path) -> None:
    with client_of(LedgerBuilder(tmp_path / "origin.git"), has_site=False) as client:
        assert [client.get(address).status_code for address in ("/", "/site/style.css", "/v1")] == [404, 404, 200]
        assert client.get("/").headers["content-type"] == "application/problem+json"


def test_the_command_can_leave_the_site_out(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    with serving(ledger.git_dir, ledger.anchor, "--no-site") as server:
        assert server.get("/v1")["anchor"] == ledger.anchor
        with pytest.raises(HTTPError, match="404"):
            server.get("/")
