"""`status`, `attest`, `calendar`: a unit sees what it owes and what is stuck where, and says what is still so."""

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from repo_schema.calendar import buddhist_year
from repo_schema.periods import period_of
from service.ledger import approving, attesting, publishing, reviewing
from service.ledger.errors import RefusedError
from service.ledger.monitoring import today_in_bangkok
from service.ledger.owing import Status
from service.ledger.owing import status as read_status
from tests.support.ledger import CONTACT, START, contact, dump, monthly
from tests.support.office import ADMIN, CHIEF, CLERK, HEAD, ROOT, Clock, Office

CONTACT_ID = "contact/office-of-palad/main"
PALAD = "office-of-palad"
DAY = 86_400


@pytest.fixture(scope="module")
def old_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Begun on 1 October 2568; its contact published two days later."""
    office = Office(tmp_path_factory.mktemp("duties") / "office", begun=START)
    office.publish_item(contact(), clock=Clock(START + 2 * DAY))
    return office


def at(office: Office, person: str, when: int, unit: str | None = None) -> Status:
    with office.workspace(person, Clock(when)) as workspace:
        return read_status(workspace, unit=unit)


def rows(found: Status, obligation: str) -> list[tuple[str, str, str, str | None]]:
    return [
        (row.duty.kind, row.duty.period, row.duty.state, row.pending.id if row.pending else None)
        for row in found.rows
        if row.duty.obligation == obligation
    ]


def test_an_attestation_from_the_desk_to_the_record(tmp_path: Path, old_office: Office) -> None:
    """Owed, stated, checked, published; and what each of them sees meanwhile."""
    office = old_office.copy_to(tmp_path / "office")
    january = START + 98 * DAY  # 7 January 2569
    assert rows(at(office, CLERK, january), "contact") == [("attestation", "2569-q2", "due_soon", None)]

    with office.workspace(CLERK, Clock(january)) as workspace:
        done = attesting.attest(workspace, CONTACT_ID)
    assert done.quarter == "2569-q2"
    assert done.summary == contact()[CONTACT]["summary"]["th"]
    assert done.submitted.id == f"{CONTACT_ID}--2569-q2"

    found = at(office, CLERK, january)
    assert rows(found, "contact") == [("attestation", "2569-q2", "in_review", done.submitted.id)]
    record = next(row for row in found.as_json()["duties"] if row["obligation"] == "contact")
    assert record["submission"]["missing"][0]["step"] == "unit_check"

    with office.workspace(HEAD, Clock(january)) as workspace:
        shown = reviewing.read(workspace, done.submitted.id)
        approving.approve(workspace, done.submitted.id)
    assert yaml.safe_load(shown.attested[CONTACT]) == yaml.safe_load(dump(contact()[CONTACT]))
    before = office.published(CONTACT)
    with office.workspace(CLERK, Clock(january)) as workspace:
        publishing.publish(workspace, done.submitted.id)

    assert rows(at(office, CLERK, january + DAY), "contact") == []
    assert office.published(CONTACT) == before
    with office.workspace(CLERK, Clock(january + DAY)) as workspace, pytest.raises(RefusedError) as refused:
        attesting.attest(workspace, CONTACT_ID)
    assert [finding.code for finding in refused.value.findings] == ["attestation_twice"]


def test_whoever_belongs_to_no_unit_is_told_in_short(old_office: Office) -> None:
    """One line a unit, by name; `--unit` tells the rest."""
    told = old_office.cli(CHIEF, "status", "--lang", "th", json=False).out.splitlines()
    names = {row["id"]: row["name"]["th"] for row in old_office.published("policy/units.yaml")["units"]}
    rows = old_office.cli(CHIEF, "status").json["by_unit"]

    assert [row["unit"] for row in rows] == list(names)
    assert len(told) == len(names) + 3
    for line, row in zip(told[2:], rows, strict=False):
        assert line.startswith(("✗", "·"))
        assert names[row["unit"]] in line
        assert f"เกินกำหนด {row['overdue']}" in line
    assert told[-1].endswith(f"prongsai status --unit {max(rows, key=lambda row: row['overdue'])['unit']}")
    one = old_office.cli(CHIEF, "status", "--unit", PALAD, "--lang", "th", json=False).out
    assert "✗ " in one
    assert names[PALAD] in one
    assert PALAD not in one.replace("prongsai", "")


def test_whoever_belongs_to_no_unit_sees_all(old_office: Office) -> None:
    mine, all_ = at(old_office, CLERK, START + 20 * DAY), at(old_office, CHIEF, START + 20 * DAY)
    assert list(mine.units) == [PALAD]
    assert set(all_.units) > {PALAD, "legal"}
    assert {row.duty.unit for row in all_.rows} == all_.units.keys()
    assert all_.rows[0].duty.state == "overdue"


def test_a_day_gone_by(old_office: Office) -> None:
    early = old_office.cli(CLERK, "status", "--on", "2025-10-02")
    later = old_office.cli(CLERK, "status", "--on", "2025-10-04")
    of = [[row["state"] for row in done.json["duties"] if row["obligation"] == "contact"] for done in (early, later)]
    assert of == [["due_soon"], []]


def test_what_is_stuck_is_said_with_whom(tmp_path: Path, old_office: Office) -> None:
    office = old_office.copy_to(tmp_path / "office")
    submission = office.submit(CLERK, contact("+6638000002"))
    told = office.cli(CLERK, "status", "--lang", "th", json=False)
    assert told.code == 0
    assert f"→ {submission} รอ unit_check ← " in told.out
    assert "เกินกำหนด" in told.out
    assert "2568-09 … " in told.out  # thirteen months of one report are one line
    english = office.cli(CLERK, "status", "--lang", "en", json=False)
    assert "overdue" in english.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["status", "--unit", "weather"], 1),
        (["status", "--on", "2569-01-01"], 2),
        (["calendar", "--unit", "weather"], 1),
        (["attest", "laws/legal/main"], 1),
        (["attest", "nothing"], 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_answered_is_refused(old_office: Office, words: list[str], code: int) -> None:
    done = old_office.cli(CLERK, *words)
    assert done.code == code, done.text


def test_attest_tried_out_changes_nothing(old_office: Office) -> None:
    before = old_office.snapshot()
    done = old_office.cli(CLERK, "attest", CONTACT_ID, "--dry-run")
    assert done.code == 0, done.text
    quarter = period_of("quarter", today_in_bangkok()).name
    assert done.json["paths"] == [f"attestations/current/{CONTACT_ID}--{quarter}.yaml"]
    assert done.json["missing"][0]["step"] == "unit_check"
    assert old_office.snapshot() == before


def events(text: str) -> list[dict[str, str]]:
    found = []
    for block in text.replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]:
        lines = block.split("\r\nEND:VEVENT")[0].split("\r\n")
        found.append({key.split(";")[0]: value for key, _, value in (line.partition(":") for line in lines)})
    return found


def test_a_calendar_to_subscribe_to(old_office: Office) -> None:
    raw = calendar_bytes(old_office)
    text = raw.decode()
    found = events(text)
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert len({event["UID"] for event in found}) == len(found) > 20
    assert all(PALAD in event["UID"] for event in found)
    assert any("รับรองว่ายังเป็นปัจจุบัน: ข้อมูลการติดต่อ" in event["SUMMARY"] for event in found)
    today = today_in_bangkok()
    month = f"{buddhist_year(today)}-{today.month:02d}"
    assert any(event["UID"].startswith(f"report.{month}.procurement-monthly.") for event in found)
    assert calendar_bytes(old_office) == raw  # the same again: nothing in it is the hour of asking


def calendar_bytes(office: Office) -> bytes:
    """Bytes, where the office's helper gives text."""
    words = [sys.executable, "-m", "cli", "calendar", "--unit", PALAD, "--repo", str(office.desk(CLERK))]
    return subprocess.run(words, cwd=ROOT, check=True, capture_output=True).stdout


def test_a_calendar_as_json(old_office: Office) -> None:
    done = old_office.cli(CLERK, "calendar")
    value: dict[str, Any] = json.loads(done.out)
    days = [row["due_on"] for row in value["duties"]]
    assert days == sorted(days)
    assert len({row["unit"] for row in value["duties"]}) > 1
    assert time.strftime("%Y") <= value["on"][:4]


def test_a_waiver_from_the_desk_to_the_record(tmp_path: Path, old_office: Office) -> None:
    """Asked for by the unit, signed by its head and the executive, though the obligation is exempt from consent."""
    office = old_office.copy_to(tmp_path / "office")
    words = ("waive", "service-stats", "2569-h1", "--unit", PALAD, "--reason", "สำนักงานปิดปรับปรุงทั้งรอบ")
    tried = office.cli(CLERK, *words, "--dry-run")
    assert (tried.code, office.submissions()) == (0, [])
    asked = office.cli(CLERK, *words)
    assert asked.code == 0, asked.text
    assert asked.json["id"] == f"service-stats/{PALAD}/2569-h1--waiver"
    assert [need["step"] for need in asked.json["missing"]] == ["unit_check", "consent"]

    shown = office.cli(HEAD, "review", asked.json["id"], json=False)
    assert "สำนักงานปิดปรับปรุงทั้งรอบ" in shown.out
    office.approve(asked.json["id"], HEAD, CHIEF)
    assert office.cli(CLERK, "publish", asked.json["id"]).code == 0
    assert office.published(f"waivers/service-stats/{PALAD}/2569-h1.yaml")["reason"]["th"] == "สำนักงานปิดปรับปรุงทั้งรอบ"
    assert office.verify()["trusted"]
    assert office.cli(CLERK, *words).codes == ["waiver_twice"]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("nothing", "2569"), ["item_obligation_unknown"]),
        (("service-stats", "2569"), ["waiver_period_unknown"]),
        (("service-stats", "2569-h3"), ["waiver_period_unknown"]),
        (("contact", "2569"), ["waiver_period_unknown"]),
        (("risk-actions", "2569"), ["item_unit_not_responsible"]),
        (("service-stats", "2569-h1", "--unit", "legal"), ["item_unit_not_responsible"]),
    ],
)
def test_a_waiver_of_what_is_no_duty(old_office: Office, words: tuple[str, ...], codes: list[str]) -> None:
    before = old_office.refs()
    done = old_office.cli(CLERK, "waive", *words, "--reason", "ไม่มีเหตุ")

    assert (done.code, done.codes) == (1, codes)
    assert old_office.refs() == before


def test_a_copy_of_the_last_period_is_pointed_out(tmp_path: Path, old_office: Office) -> None:
    """With what is the same and what differs; to who prepares it and to who checks it; it is not refused."""
    office = old_office.copy_to(tmp_path / "office")
    first, second = (monthly(month, PALAD) for month in (1, 2))
    office.publish_item(first)
    ((path, _),) = second.items()
    office.write_all(CLERK, second)
    hint = {
        "code": "item_copied_forward",
        "path": path,
        "expected": f"procurement-monthly/{PALAD}/2569-01",
        "found": "title, summary, effective_on, prepared_on, privacy, classification",
        "field": "period.month, content.month, content.rows[0].contract.dated",
    }

    def told(*words: str, person: str = CLERK) -> Any:
        done = office.cli(person, *words)
        assert done.code == 0, done.text
        return done.json

    checked = told("check")["warnings"]
    tried = told("submit", "--dry-run")["warnings"]
    submitted = told("submit")
    (waiting,) = told("inbox", person=HEAD)["submissions"]
    read = told("review", submitted["id"], person=HEAD)["hints"]
    for rows in (checked, tried, submitted["warnings"], waiting["hints"], read):
        assert [{name: row[name] for name in hint} for row in rows] == [hint]
    for words in (("inbox",), ("review", submitted["id"])):
        shown = office.cli(HEAD, *words, "--lang", "th", json=False).out
        assert "! [item_copied_forward]" in shown
        assert f"หัวข้อที่ต่าง: {hint['field']}" in shown
    office.approve(submitted["id"], HEAD)
    assert office.cli(CLERK, "publish", submitted["id"]).code == 0


@pytest.mark.parametrize(
    ("later", "codes"), [(5, ["item_period_ahead"]), (-1, [])], ids=["five years from now", "a year gone by"]
)
def test_a_report_on_a_time_to_come_is_refused(
    tmp_path: Path, old_office: Office, later: int, codes: list[str]
) -> None:
    office = old_office.copy_to(tmp_path / "office")
    contents = monthly(12, PALAD, year=buddhist_year(today_in_bangkok()) + later)
    office.write_all(CLERK, contents)
    checked = office.cli(CLERK, "check", *contents)

    assert [row["code"] for row in checked.json["findings"]] == codes


def test_nothing_new_comes_from_a_unit_whose_term_has_ended(tmp_path: Path, old_office: Office) -> None:
    """`check` and `submit` say so, with the day; what it published stands, and what it owed then is owed still."""
    office = old_office.copy_to(tmp_path / "office")
    units = office.published("policy/units.yaml")
    next(row for row in units["units"] if row["id"] == PALAD)["until"] = date(2026, 1, 1)
    ended = office.submit(ADMIN, {"policy/units.yaml": units})
    office.approve(ended, CHIEF)
    assert office.cli(ADMIN, "publish", ended).code == 0
    before = office.refs()

    contents = monthly(1, PALAD)
    office.write_all(CLERK, contents)
    for words in (("check",), ("submit",), ("new", "news", "--unit", PALAD)):
        done = office.cli(CLERK, *words)
        (finding,) = done.json["findings"]
        assert (done.code, finding["code"], finding["expected"]) == (1, "item_unit_ended", "2026-01-01")
    told = office.cli(CLERK, "submit", "--lang", "th", json=False)
    assert f"หน่วยงาน “{PALAD}” สิ้นสุดไปแล้วตั้งแต่วันที่ 2026-01-01" in told.text
    assert office.refs() == before
    assert office.published(CONTACT)["unit"] == PALAD
    assert office.verify()["trusted"]
