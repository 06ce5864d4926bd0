"""The demo's content: valid, dated in order, and as much of it as the issue asks for."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePath
from typing import Any

import openpyxl
import pypdfium2
import yaml

from repo_schema.admission import check_agreement
from repo_schema.calendar import period_name
from repo_schema.documents import Document, parse_document
from repo_schema.identifiers import is_slug
from repo_schema.keys import canonical_key
from repo_schema.law import EVERY_UNIT, Law
from repo_schema.legislation import parse_law
from repo_schema.references import check_based_on, numbered_lines
from repo_schema.requirements import unsatisfiable
from repo_schema.validation import validate
from service.demo.content import Edition, Paper, editions
from service.demo.content.records import paper_file
from service.demo.organisation import (
    CHIEF_EXECUTIVE,
    CLERK,
    DEPUTY,
    DEPUTY_UNITS,
    HEAD_OF,
    PEOPLE,
    PREPARER_OF,
    UNITS,
    build_office,
)
from service.demo.papers import scanned_pdf, thai_pdf, workbook
from service.fonts import font_path
from tests.support.keys import KeyPair

TEMPLATE = Path(__file__).parents[2] / "content-repo-template"
CADENCES = {"singleton": "as_of", "collection": "as_of"}


def item_id(edition: Edition) -> str:
    return f"{edition.obligation}/{edition.unit}/{edition.name}"


def published() -> list[Edition]:
    return [edition for edition in editions() if edition.fate == "published"]


def all_papers() -> list[Paper]:
    return list(dict.fromkeys(paper for edition in editions() for paper in edition.papers))


def written(document: Any) -> bytes:
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode()


def attached(edition: Edition) -> Document:
    """The document as it is published, its papers named in it."""
    rows = [
        {
            "file": paper_file(paper),
            "name": paper.name,
            "media_type": paper.media_type,
            "bytes": len(paper.make()),
            "role": paper.role,
            "title": {"th": paper.title},
        }
        for paper in edition.papers
    ]
    document = {**edition.document, "attachments": rows}
    return parse_document(written(document), path=f"items/{item_id(edition)}.yaml")


@cache
def template(path: str) -> Any:
    return yaml.safe_load((TEMPLATE / path).read_text("utf-8"))


@cache
def law() -> Law:
    office = build_office({person: KeyPair.ed25519().public_line for person in PEOPLE})
    settings = {
        "schema": "settings/v1",
        "format": 1,
        "object_format": "sha1",
        "organisation": office["organisation"],
        "frameworks": ["oit-2563"],
        "time_zone": "Asia/Bangkok",
    }
    documents = {
        "prongsai.yaml": written(settings),
        "policy/units.yaml": written({"schema": "policy_units/v1", "units": office["units"]}),
        "policy/offices.yaml": written({"schema": "policy_offices/v1", "offices": office["offices"]}),
        "policy/people.yaml": written({"schema": "policy_people/v1", "people": office["people"]}),
        **{
            path: (TEMPLATE / path).read_bytes()
            for path in (
                "policy/rules.yaml",
                "catalogue/obligations.yaml",
                "catalogue/frameworks/oit-2563.yaml",
            )
        },
    }
    parsed = {path: parse_document(data, path=path) for path, data in documents.items()}
    assert [finding for document in parsed.values() for finding in validate(document)] == []
    return parse_law(parsed)


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    try:
        pages = [pdf[index] for index in range(len(pdf))]
        return "\n".join(page.get_textpage().get_text_range() for page in pages)
    finally:
        pdf.close()


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def test_the_office_is_a_law_under_which_everything_can_be_done() -> None:
    policy = law().policy
    assert set(policy.units) == set(UNITS)
    assert len(UNITS) == 7
    assert unsatisfiable(law(), date(2023, 10, 10)) == frozenset()
    for unit in UNITS:
        assert policy.works_for(PREPARER_OF[unit], unit, date(2023, 10, 10))
        assert policy.holds(HEAD_OF[unit], f"head-of-{unit}", date(2023, 10, 10))
    assert len({*PREPARER_OF.values(), *HEAD_OF.values(), CHIEF_EXECUTIVE, DEPUTY, CLERK}) == len(PEOPLE) == 17
    assert all(map(is_slug, PEOPLE))


def test_the_two_executives_and_the_clerk() -> None:
    policy = law().policy
    day = date(2023, 10, 10)
    kinds = {person: {office.kind for office in policy.offices_of(person, day)} for person in PEOPLE}
    assert kinds[CHIEF_EXECUTIVE] == {"chief_executive"}
    assert kinds[DEPUTY] == {"executive"}
    assert kinds[CLERK] == {"administrator", "operator"}
    assert policy.offices["chief-executive"].units == (EVERY_UNIT,)
    assert policy.offices["deputy-chief-executive"].units == DEPUTY_UNITS
    assert all(policy.prepares_for(CLERK, unit, day) for unit in UNITS)


def test_each_person_has_the_key_that_was_given() -> None:
    keys = {person: KeyPair.ed25519().public_line for person in PEOPLE}
    office = build_office(keys)
    assert validate(parse_document(written(office), path="office.yaml")) == ()
    assert office["administrator"] == CLERK
    assert {row["id"]: row["keys"][0]["key"] for row in office["people"]} == keys
    assert all(canonical_key(key) == key for key in keys.values())


def test_every_document_is_valid() -> None:
    for edition in editions():
        assert "attachments" not in edition.document
        document = attached(edition)
        rows = document.value.pop("attachments")
        assert document.value == edition.document, "what is written is what is read"
        document.value["attachments"] = rows
        assert [finding.as_json() for finding in validate(document)] == [], item_id(edition)
        agreement = check_agreement(document.path, document, law(), edition.on)
        assert [finding.as_json() for finding in agreement] == [], item_id(edition)


def test_every_document_agrees_with_its_place_and_the_catalogue() -> None:
    for edition in editions():
        value = edition.document
        row = law().catalogue.obligations[edition.obligation]
        assert (value["obligation"], value["unit"]) == (edition.obligation, edition.unit)
        assert value["schema"] == f"{row.shape}/v1"
        assert edition.unit in law().responsible(edition.obligation, edition.on), item_id(edition)
        assert value["period"]["kind"] == CADENCES.get(row.cadence, row.cadence)
        expected = "main" if row.cadence == "singleton" else period_name(value["period"])
        assert edition.name == (expected or edition.name)
        assert is_slug(edition.name)


def test_dates_do_not_run_ahead() -> None:
    for edition in editions():
        value = edition.document
        assert value["prepared_on"] == str(edition.on)
        assert value.get("effective_on", "") <= str(edition.on), item_id(edition)
        assert value.get("adopted_by", {}).get("dated", "") <= str(edition.on), item_id(edition)
        if value["schema"] in {"report/v1", "statistics/v1"}:
            assert value["content"]["covers"]["to"] < str(edition.on), "a report on days to come"


def test_the_world_is_as_large_as_was_asked_for() -> None:
    items = Counter(map(item_id, published()))
    assert len(items) >= 41
    assert {edition.obligation for edition in published()} == law().catalogue.obligations.keys()
    assert len(editions()) <= 62, "each takes more than half a second to build"
    assert {edition.unit for edition in published()} == set(UNITS)
    assert sum(2 <= count <= 4 for count in items.values()) >= 8
    assert max(items.values()) <= 4
    exempt = sum(not law().needs_consent(edition.obligation) for edition in editions())
    assert 0.4 < exempt / len(editions()) < 0.6
    assert {edition.on.year for edition in published()} == {2023, 2024, 2025, 2026}


def test_one_edition_is_done_before_the_next_begins() -> None:
    days = [edition.on for edition in editions()]
    assert days[0] > date(2023, 10, 10)
    assert days[-1] + timedelta(days=3) <= date(2026, 11, 20)
    assert all(later - earlier >= timedelta(days=4) for earlier, later in pairwise(days))
    assert all(day.weekday() < 5 for day in days)


def test_one_waits_for_consent_and_one_was_returned() -> None:
    assert [edition.fate for edition in editions()[-2:]] == ["waiting_for_consent", "returned"]
    assert {edition.fate for edition in editions()[:-2]} == {"published"}
    waiting, returned = editions()[-2:]
    assert law().needs_consent(waiting.obligation)
    assert returned.return_reason is not None
    assert "ไม่ตรงกับเอกสารแนบ" in returned.return_reason
    assert [edition for edition in editions() if edition.return_reason] == [returned]


def test_the_returned_ones_workbook_really_differs() -> None:
    returned = editions()[-1]
    spent = sum(Decimal(line["budget_spent"]) for line in returned.document["content"]["lines"])
    sheet = openpyxl.load_workbook(io.BytesIO(returned.papers[0].make())).worksheets[0]
    attached = Decimal(str(list(sheet.iter_rows(values_only=True))[-1][3]))
    assert attached != spent
    assert f"{spent:,.2f}" in (returned.return_reason or "")
    assert f"{attached:,.2f}" in (returned.return_reason or "")


def test_reports_name_plans_that_were_published_before() -> None:
    versions: Counter[str] = Counter()
    lines: dict[tuple[str, int], frozenset[str]] = {}
    named = 0
    for edition in published():
        document = attached(edition)
        named += "based_on" in document.value.get("content", {})
        assert [*check_based_on(document, lambda path, version: lines.get((path, version)))] == []
        versions[document.path] += 1
        lines[document.path, versions[document.path]] = numbered_lines(document)
    assert named >= 6


def test_halves_add_up_to_their_year_and_nothing_is_overspent() -> None:
    reports = {
        item_id(edition): edition.document["content"]["lines"]
        for edition in editions()
        if edition.obligation in {"budget-6m", "budget-annual"}
    }
    for lines in reports.values():
        assert all(Decimal(line["budget_spent"]) <= Decimal(line["budget_allocated"]) for line in lines)
    halves = [reports[f"budget-6m/policy-plan/2569-h{half}"] for half in (1, 2)]
    for first, second, year in zip(*halves, reports["budget-annual/policy-plan/2569"], strict=True):
        assert Decimal(first["budget_spent"]) + Decimal(second["budget_spent"]) == Decimal(year["budget_spent"])


def test_no_citizen_and_no_real_place_is_named() -> None:
    for edition in editions():
        if edition.obligation not in {"executives", "contact"}:
            assert not edition.document["privacy"]["has_personal_data"]
        said = " ".join(texts(edition.document))
        assert "ชลบุรี" not in said
        assert all(phone.startswith("0380000") for phone in re.findall(r"\b0[0-9]{8,9}\b", said))


def test_the_papers_that_were_asked_for() -> None:
    stems = [PurePath(paper.name).stem for paper in all_papers()]
    long = [stem for stem in stems if len(stem) == 80 and all("ก" <= letter <= "๛" for letter in stem)]
    assert len(long) == 1
    assert max(len(paper.name.encode()) for paper in all_papers()) <= 255
    assert len(set(stems)) == len(stems)
    endings = Counter(PurePath(paper.name).suffix for paper in all_papers())
    assert endings[".xlsx"] >= 2
    assert any(5_000_000 <= len(paper.make()) <= 5_500_000 for paper in all_papers())


def test_workbooks_are_workbooks() -> None:
    for paper in all_papers():
        if paper.role == "machine_readable":
            assert PurePath(paper.name).suffix == ".xlsx"
            sheet = openpyxl.load_workbook(io.BytesIO(paper.make())).worksheets[0]
            assert sheet.cell(1, 1).value == paper.title
            assert sheet.max_row >= 5


def test_originals_are_pdfs_that_begin_with_their_title() -> None:
    for paper in all_papers():
        if paper.role == "original":
            assert (PurePath(paper.name).suffix, paper.media_type) == (".pdf", "application/pdf")
            assert paper.make().startswith(b"%PDF-")
            assert squeezed(text_of(paper.make())).startswith(squeezed(paper.title))


def test_at_least_five_papers_can_be_read_and_one_scan_cannot() -> None:
    pdfs = [paper for paper in all_papers() if paper.name.endswith(".pdf")]
    readable = [paper for paper in pdfs if len(text_of(paper.make())) > 100]
    silent = [paper for paper in pdfs if not text_of(paper.make()).strip()]
    assert len(readable) >= 5
    assert [paper.role for paper in silent].count("image") == 1
    assert {paper.role for paper in all_papers()} == {"original", "machine_readable", "image", "annex"}


def test_thai_comes_back_from_a_pdf_letter_for_letter() -> None:
    said = [
        "ด้วยน้ำดื่มที่ปี่ฟ้าป่าญาติฐานกตัญญูทำนุบำรุงชำระค่าธรรมเนียมผู้สูงอายุปฏิบัติใช้จ่ายก๊าซกล้ำ " * 3,
        "เป็นเงิน 1,234,567.89 บาท ตามประกาศที่ ๑๒/๒๕๖๙ ลงวันที่ ๙ พฤศจิกายน พ.ศ. ๒๕๖๙",
        "ก" * 400,
    ]
    data = thai_pdf("หัวเรื่องที่ตั้งไว้", said, made_on=date(2025, 1, 2))
    assert squeezed(text_of(data)) == squeezed("".join(["หัวเรื่องที่ตั้งไว้", *said]))


def test_the_same_paper_twice_has_the_same_bytes() -> None:
    day = date(2025, 1, 2)
    assert thai_pdf("ก", ["ข"], made_on=day) == thai_pdf("ก", ["ข"], made_on=day)
    assert scanned_pdf(["ก"], made_on=day) == scanned_pdf(["ก"], made_on=day)
    book = workbook("ก", ["ข"], [[Decimal("1.50")]], made_on=day)
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
        assert b"2025-01-02T02:00:00Z" in package.read("docProps/core.xml")


def test_documents_point_at_their_own_papers_only() -> None:
    found = 0
    for edition in editions():
        own = {paper_file(paper) for paper in edition.papers}
        named = {text for text in texts(edition.document) if text.startswith("files/")}
        found += len(named)
        assert named <= own
    assert found


def test_the_typeface_comes_with_its_licence() -> None:
    assert font_path().stat().st_size < 120_000
    assert "SIL OPEN FONT LICENSE" in font_path().with_name("OFL.txt").read_text("utf-8")
