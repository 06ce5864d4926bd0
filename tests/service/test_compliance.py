"""Compliance as the API tells it: what was owed on any day, as that day knew it, from the index alone."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from repo_schema.duties import duties
from repo_schema.facts import Register
from service.app import create_app
from service.ledger.follower import Follower
from service.ledger.monitoring import Monitor
from service.ledger.read_model import ReadModel
from service.ledger.registering import note_anchor, note_verdict
from service.ledger.repository import Repository
from service.ledger.verifier import begin, extend
from service.settings import Settings
from tests.support.ledger import CONTACT, LedgerBuilder, contact, manual, monthly, waiver
from tests.support.tombstones import lifting, suppression

CONTACT_ID, HEAD = "contact/office-of-palad/main", "office-of-palad-head"
TODAY = date(2026, 2, 10)


def make_ledger(path: Path) -> LedgerBuilder:
    """Begun on 1 October 2568; four months of a diligent office of the palad, and one monthly report of `hr`."""
    ledger = LedgerBuilder(path)
    ledger.wait(2).publish_item(contact())  # 3 October
    ledger.wait(10).publish_item(manual())  # 13 October; due on the 8th
    ledger.wait(20).publish(ledger.prepare(waiver("procurement-monthly/hr/2568-10")).approved())  # 2 November
    ledger.wait(67).publish(ledger.prepare(ledger.attestation(CONTACT, "2569-q2")).approved())  # 8 January
    ledger.wait(20).publish_item(nothing_bought())  # 28 January
    ledger.wait(1).publish(ledger.prepare(holidays(ledger, "2026-02-16")).approved())  # 29 January
    return ledger


def nothing_bought() -> dict[str, Any]:
    ((path, document),) = monthly(12, year=2568).items()
    del document["content"]
    return {path: document | {"nil_statement": {"reason": {"th": "ไม่มีการจัดซื้อจัดจ้าง"}}}}


def holidays(ledger: LedgerBuilder, day: str) -> dict[str, Any]:
    path = "calendar/holidays.yaml"
    document = ledger.read(path)
    document["holidays"].append({"date": date.fromisoformat(day), "name": {"th": "วันหยุดพิเศษ"}})
    return {path: document}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> LedgerBuilder:
    return make_ledger(tmp_path_factory.mktemp("compliance") / "origin.git")


@pytest.fixture(scope="module")
def client(ledger: LedgerBuilder) -> Iterator[TestClient]:
    index = ledger.git_dir.parent / "index.sqlite"
    app = create_app(Settings(ledger.git_dir, index, ledger.anchor, 60))
    app.state.monitor = Monitor(today=lambda: TODAY)
    with TestClient(app) as client:
        yield client


def get(client: TestClient, address: str, **query: str) -> Any:
    response = client.get(address, params=query or None)
    assert response.status_code == 200, response.text
    return response.json()


def row(report: Any, part: str, name: Any) -> Any:
    return next(found for found in report[part] if name in found.values())


def test_the_report_of_today(ledger: LedgerBuilder, client: TestClient) -> None:
    report = get(client, "/v1/compliance")

    assert ledger.verify().trusted
    assert (report["on"], report["head"]) == ("2026-02-10", ledger.head)
    contact_row = row(report, "obligations", "contact")
    assert (contact_row["duties"], contact_row["on_time"], contact_row["on_time_rate"]) == (3, 3, 1.0)
    manual_row = row(report, "obligations", "service-manual")
    assert (manual_row["late"], manual_row["overdue"]) == (2, 1)  # there late, told of late; not attested
    monthly_row = row(report, "obligations", "procurement-monthly")
    assert {state: count for state, count in monthly_row["states"].items() if count} == {
        "overdue": 14,  # September 4, October 3, November 4, December 3
        "upcoming": 8,  # January and February
        "nil": 1,
        "waived": 1,
    }
    assert row(report, "units", "hr")["duties"] > 0
    assert row(report, "groups", "basic")["duties"] > 0
    assert row(report, "fiscal_years", 2569)["duties"] > 0
    assert report["summary"]["overdue"] == len(report["overdue"])


def test_a_past_day_is_answered_as_that_day_knew_it(client: TestClient) -> None:
    """A later publication, waiver, attestation or law is not in it."""
    before, after = get(client, "/v1/compliance", on="2025-10-09"), get(client, "/v1/compliance", on="2025-10-13")
    assert row(before, "obligations", "service-manual")["overdue"] == 1
    assert row(after, "obligations", "service-manual")["late"] == 2  # that it stands, and that it changed
    assert row(before, "obligations", "contact")["on_time"] == 2


def ask(ledger: LedgerBuilder, *days: str, today: date = date(2026, 1, 21)) -> dict[str, bytes]:
    """What a server begun now over this repository says of each day."""
    app = create_app(Settings(ledger.git_dir, ledger.git_dir.parent / f"{ledger.head}.sqlite", ledger.anchor, 60))
    app.state.monitor = Monitor(today=lambda: today)
    with TestClient(app) as client:
        found = {on: client.get("/v1/compliance", params={"on": on}) for on in days}
    assert {(row.status_code, row.headers["Prongsai-Head"]) for row in found.values()} == {(200, ledger.head)}
    return {on: row.content for on, row in found.items()}


def enact(ledger: LedgerBuilder, path: str, change: Callable[[Any], object]) -> None:
    document = ledger.read(path)
    change(document)
    ledger.publish(ledger.prepare({path: document}).approve("consent"))


def end_a_unit(ledger: LedgerBuilder) -> None:
    def change(document: Any) -> None:
        next(row for row in document["units"] if row["id"] == "policy-plan")["until"] = date(2026, 1, 10)

    enact(ledger, "policy/units.yaml", change)


def add_a_row(ledger: LedgerBuilder) -> None:
    def change(document: Any) -> None:
        new = {"number": 44, "id": "energy-monthly", "title": {"th": "การใช้พลังงาน"}}
        row = next(row for row in document["obligations"] if row["id"] == "procurement-monthly")
        document["obligations"].append(deepcopy(row) | new)

    enact(ledger, "catalogue/obligations.yaml", change)


def suppress(ledger: LedgerBuilder) -> None:
    """Of whatever there is."""
    statement = suppression(CONTACT_ID, 1, ledger.verify().history.versions_of(CONTACT))
    ledger.publish(ledger.prepare(statement, by=HEAD), by=HEAD)


GROWTH: dict[str, Callable[[LedgerBuilder], object]] = {
    "an item owed on the day": lambda ledger: ledger.publish_item(manual()),
    "a waiver of what was owed then": lambda ledger: ledger.publish(
        ledger.prepare(waiver("procurement-monthly/hr/2568-09")).approved()
    ),
    "a holiday on a day to come": lambda ledger: ledger.publish(
        ledger.prepare(holidays(ledger, "2026-01-15")).approved()
    ),
    "an attestation": lambda ledger: ledger.publish(ledger.prepare(ledger.attestation(CONTACT, "2569-q2")).approved()),
    "a version that tells of a change": lambda ledger: ledger.publish_item(
        contact("+6638000002", effective_on="2026-01-02")
    ),
    "a unit ended": end_a_unit,
    "a row added in mid-year": add_a_row,
    "a suppression": suppress,
    "its lifting": lambda ledger: ledger.publish(
        ledger.prepare(lifting(CONTACT_ID), by=HEAD).approve("take_down", "chief", "chief-executive"), by=HEAD
    ),
}


def test_what_was_published_and_is_withheld_counts_as_done_and_is_named(tmp_path: Path) -> None:
    """On the days on which it was withheld, whatever came later; and on the page for people."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.wait(2).publish_item(contact())  # 3 October
    ledger.wait(10)
    GROWTH["a suppression"](ledger)  # 13 October
    ledger.wait(10)
    GROWTH["its lifting"](ledger)  # 23 October
    assert ledger.verify().rejected == ()
    days = ("2025-10-12", "2025-10-14", "2025-10-24")
    before, within, after = (json.loads(told) for told in ask(ledger, *days).values())
    assert [report["withheld"] for report in (before, after)] == [[], []]
    ((named,), states) = within["withheld"], row(within, "obligations", "contact")
    assert (named["item"], named["version"], named["state"]) == (CONTACT_ID, 1, "suppressed")
    assert states["overdue"] == 0
    app = create_app(Settings(ledger.git_dir, tmp_path / "page.sqlite", ledger.anchor, 60))
    with TestClient(app) as client:
        pages = [client.get("/compliance", params={"on": day}).text for day in days]
    assert ["เผยแพร่แล้วแต่ถูกถอนหรือระงับ" in page for page in pages] == [False, True, False]


def test_a_past_day_is_answered_with_the_same_bytes_as_the_repository_grows(tmp_path: Path) -> None:
    """Asked over HTTP, after each of the ways to grow; and each of them does count from its own day on."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.wait(2).publish_item(contact())
    past, last = ("2025-10-03", "2025-10-20", "2025-12-31"), "2026-01-20"
    first = ask(ledger, *past, last)
    then = first.pop(last)
    ledger.wait(95)
    for way, grow in GROWTH.items():
        grow(ledger)
        found = ask(ledger, *past, last)
        now = found.pop(last)
        assert found == first, way
        assert now != then, way
        then = now
    assert ledger.verify().trusted


def test_the_index_and_the_verdicts_say_the_same(ledger: LedgerBuilder) -> None:
    """What a clone works out for itself is what the server says, on every day."""
    index = ledger.git_dir.parent / "again.sqlite"
    with Follower(ledger.git_dir, index, anchor=ledger.anchor) as follower:
        follower.start()
    with ReadModel(index).snapshot() as snapshot:
        stored = snapshot.register()
    computed = Register()
    with Repository(ledger.git_dir) as repository:
        history = begin(repository, ledger.anchor)
        note_anchor(computed, history)
        extend(repository, history, ledger.head, sink=lambda verdict, state: note_verdict(computed, verdict, state))

    assert computed == stored
    assert len(stored.rosters) == 2
    for day in ("2025-10-01", "2025-11-02", "2026-01-08", "2026-02-10", "2027-01-01"):
        ours, theirs = computed.facts(date.fromisoformat(day)), stored.facts(date.fromisoformat(day))
        assert ours
        assert theirs
        assert duties(ours) == duties(theirs)


def test_each_obligation_says_how_it_stands(client: TestClient) -> None:
    rows = {found["id"]: found for found in get(client, "/v1/obligations", limit="200")["obligations"]}
    assert rows["contact"]["compliance"]["state"] == "published_on_time"
    assert rows["service-manual"]["compliance"]["state"] == "overdue"
    assert rows["risk-assessment"]["compliance"]["next_due_on"] is None
    assert rows["risk-actions"]["compliance"]["next_due_on"] == "2026-03-31"
    assert rows["risk-actions"]["due"] == {
        "rule": "yearly", "month": 3, "day": 31, "of": "fiscal_year", "soon_days": 30, "grace_days": 0,
        "roll": "next_working_day",
    }  # fmt: skip
    one = get(client, "/v1/obligations/contact")
    assert one["compliance"] == rows["contact"]["compliance"]
    assert get(client, one["compliance"]["href"])["on"] == "2026-02-10"


def test_a_report_is_revalidated_by_head_and_day(client: TestClient) -> None:
    first = client.get("/v1/compliance", params={"on": "2025-10-09"})
    other = client.get("/v1/compliance", params={"on": "2025-10-10"})
    assert first.headers["etag"] != other.headers["etag"]
    again = client.get("/v1/compliance", params={"on": "2025-10-09"}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("on", ["2568-10-09", "2025-02-30", "2026-02-11", "2025-10-09T12:00:00Z", "yesterday", ""])
def test_what_is_no_day_gone_by_is_refused(client: TestClient, on: str) -> None:
    response = client.get("/v1/compliance", params={"on": on})
    assert (response.status_code, response.json()["code"]) == (400, "bad_parameter")
    assert response.json()["parameter"] == "on"


def test_before_the_beginning_there_is_no_report(client: TestClient) -> None:
    response = client.get("/v1/compliance", params={"on": "2025-09-30"})
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_day_named_twice_is_refused(client: TestClient) -> None:
    response = client.get("/v1/compliance?on=2025-10-09&on=2025-10-10")
    assert response.status_code == 400


def test_a_calendar_program_subscribes_to_what_is_due(client: TestClient) -> None:
    whole, one = client.get("/v1/calendar.ics"), client.get("/v1/calendar.ics?unit=hr")

    assert whole.headers["content-type"].startswith("text/calendar")
    assert whole.text.startswith("BEGIN:VCALENDAR\r\n")
    assert whole.text.count("BEGIN:VEVENT") > one.text.count("BEGIN:VEVENT") > 0
    assert client.get("/v1/calendar.ics?unit=nowhere").json()["code"] == "not_found"
    assert client.get("/v1/calendar.ics", headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
