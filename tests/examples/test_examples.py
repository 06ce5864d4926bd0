"""Example items of every obligation: adding a case is adding a file.

`<obligation>/valid/*.yaml` are published as they stand; `<obligation>/invalid/<finding>--<why>.yaml` raise that
finding and no other. The valid ones together are the trusted state that reports refer to.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from repo_schema.admission import check_agreement, check_document
from repo_schema.calendar import period_name
from repo_schema.documents import Document, parse_document
from repo_schema.findings import CODES, Finding
from repo_schema.law import Law
from repo_schema.layout import ItemPath
from repo_schema.legislation import parse_law
from repo_schema.profile import find_profile, profile_ids
from repo_schema.references import check_based_on, numbered_lines
from repo_schema.skeletons import skeleton
from service.demo.organisation import PEOPLE, build_office
from tests.support.keys import KeyPair
from tests.support.ledger import dump, settings

HERE = Path(__file__).parent
TEMPLATE = HERE.parents[1] / "content-repo-template"
VALID = sorted(HERE.glob("*/valid/*.yaml"))
INVALID = sorted(HERE.glob("*/invalid/*.yaml"))


def named(file: Path) -> str:
    return file.relative_to(HERE).as_posix()


@cache
def law() -> Law:
    """The template's catalogue and rules, and the demo's office with its seven units."""
    office = build_office({person: KeyPair.ed25519().public_line for person in PEOPLE})
    documents = {
        "prongsai.yaml": dump(settings()),
        **{
            f"policy/{part}.yaml": dump({"schema": f"policy_{part}/v1", part: office[part]})
            for part in ("units", "offices", "people")
        },
    }
    for path in ("policy/rules.yaml", "catalogue/obligations.yaml", "catalogue/frameworks/oit-2563.yaml"):
        documents[path] = (TEMPLATE / path).read_bytes()
    return parse_law({path: parse_document(data, path=path) for path, data in documents.items()})


def place(file: Path) -> str:
    """Where the item would stand: its period names it, or (a collection) its file here does."""
    value = yaml.safe_load(file.read_text(encoding="utf-8"))
    obligation = file.parts[-3]
    cadence = law().catalogue.obligations[obligation].cadence
    period: dict[str, Any] = value["period"]
    fallback = "main" if cadence == "singleton" else file.stem.partition("--")[2] or file.stem
    return f"items/{obligation}/{value['unit']}/{period_name(period) or fallback}.yaml"


@cache
def read(file: Path) -> tuple[Document | None, tuple[Finding, ...]]:
    """The document, if its schema is kept, and what its schema, the law and its profile say against it."""
    document, findings = check_document(place(file), file.read_bytes())
    if document is None or findings:
        return document, findings
    day = date.fromisoformat(document.value["prepared_on"])
    return document, check_agreement(document.path, document, law(), day)


@cache
def published() -> dict[tuple[str, int], frozenset[str]]:
    documents = [read(file)[0] for file in VALID]
    return {(document.path, 1): numbered_lines(document) for document in documents if document}


def judge(file: Path) -> list[Finding]:
    document, findings = read(file)
    if document is None or findings:
        return list(findings)
    return [*check_based_on(document, lambda path, version: published().get((path, version)))]


@pytest.mark.parametrize("file", VALID, ids=named)
def test_a_valid_example_has_no_finding(file: Path) -> None:
    assert [finding.as_json() for finding in judge(file)] == []


@pytest.mark.parametrize("file", INVALID, ids=named)
def test_an_invalid_example_raises_the_finding_it_is_named_after(file: Path) -> None:
    findings = judge(file)

    assert {finding.code for finding in findings} == {file.stem.partition("--")[0]}
    assert all(finding.line and finding.field for finding in findings)


def test_every_obligation_has_both() -> None:
    obligations = set(law().catalogue.obligations)

    assert {file.parts[-3] for file in VALID} == obligations
    assert {file.parts[-3] for file in INVALID} == obligations
    assert {file.name for file in HERE.iterdir() if file.is_dir() and file.name != "__pycache__"} == obligations


def test_every_example_stands_somewhere_else() -> None:
    """Valid ones could all be published together."""
    places = [place(file) for file in VALID]

    assert len(set(places)) == len(places)


def test_the_names_are_findings() -> None:
    assert {file.stem.partition("--")[0] for file in INVALID} - CODES.keys() == set()


@pytest.mark.parametrize("file", [*VALID, *INVALID], ids=named)
def test_no_finding_says_a_number_that_might_be_a_citizens(file: Path) -> None:
    """Whatever is wrong, what is found is told without it."""
    said = " ".join(str(finding.as_json()) for finding in judge(file))
    numbers = [str(row["winner"]["tax_id"]) for row in rows(file) if "tax_id" in row["winner"]]

    assert not [number for number in numbers if number in said]


def rows(file: Path) -> list[dict[str, Any]]:
    content = yaml.safe_load(file.read_text(encoding="utf-8")).get("content", {})
    return content.get("rows", []) if file.parts[-3] == "procurement-monthly" else []


# Profiles.


def test_every_profile_is_one_of_the_template() -> None:
    assert {row.profile for row in law().catalogue.obligations.values()} == set(profile_ids())


@pytest.mark.parametrize("profile_id", profile_ids())
def test_a_profile_says_in_both_languages_what_it_asks(profile_id: str) -> None:
    profile = find_profile(profile_id) or {}
    row = law().catalogue.obligations[profile_id.partition("/")[0]]

    assert profile["x-asks"]
    assert all(set(asked) == {"th", "en"} for asked in profile["x-asks"])
    assert profile["x-label"] == row.title.as_json() or row.id in {"operation-annual", "procurement-annual"}
    assert profile["properties"]["schema"]["const"] == f"{row.shape}/v1"


@pytest.mark.parametrize("obligation", profile_ids())
def test_what_new_writes_shows_every_field_that_is_asked(obligation: str) -> None:
    """Empty fields are in store for the clerk, missing ones are not."""
    row = law().catalogue.obligations[obligation.partition("/")[0]]
    names = {"singleton": "main", "collection": "a", "fiscal_year": "2569", "half_year": "2569-h1", "month": "2569-01"}
    kind = ItemPath(row.id, "hr", names.get(row.cadence, "2566-2570"))
    text = skeleton(row, kind, date(2026, 1, 2))
    document, findings = check_document(kind.path, text)
    missing = [finding.field for finding in findings if finding.code == "schema_missing_field" and finding.field]

    assert document is not None
    assert findings
    assert "schema_unknown_field" not in {finding.code for finding in findings}
    assert all(f"# {field.rpartition('.')[2]}:" in text.decode() for field in missing), "at least as a comment"
    asked = (find_profile(row.profile) or {}).get("properties", {}).get("content", {}).get("required", [])
    assert document.value["content"].keys() >= set(asked)
    marked = [line.split(":")[0].strip() for line in text.decode().splitlines() if "(ไม่ใส่ชื่อหรือข้อมูลของบุคคล)" in line]
    assert "summary" in marked
    assert not {"title", "name", "headline"} & set(marked), "a title is not where people tell stories"
