"""Profiles and references where the examples do not reach: the law, the trusted state, and the two validators."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from repo_schema import profile
from repo_schema.documents import parse_document
from repo_schema.labels import find_label
from repo_schema.layout import OBLIGATIONS
from repo_schema.legislation import LawError, parse_law
from repo_schema.profile import find_profile, profile_ids
from tests.support.ledger import LedgerBuilder, dump, first_contents, item, small_office

PLAN = "items/annual-plan/policy-plan/2569.yaml"
REPORT = "items/operation-6m/policy-plan/2569-h1.yaml"
Edit = Callable[[dict[str, Any]], None]


def plan(*numbers: str) -> dict[str, Any]:
    lines = [
        {"no": no, "name": {"th": f"โครงการที่ {no}"}, "budget": "1.00", "start": "2025-10", "end": "2026-09"}
        for no in numbers
    ]
    content = {
        "plan_period": {"from": "2025-10-01", "to": "2026-09-30"},
        "lines": lines,
        "total": f"{len(lines)}.00",
    }
    return item(PLAN, "plan", {"kind": "fiscal_year", "fiscal_year": 2569}, content)


def report(version: int, *numbers: str) -> dict[str, Any]:
    content = {
        "covers": {"from": "2025-10-01", "to": "2026-03-31"},
        "based_on": {"item": "annual-plan/policy-plan/2569", "version": version},
        "lines": [
            {"plan_line_no": no, "name": {"th": "โครงการ"}, "status": "done", "budget_spent": "1.00"} for no in numbers
        ],
    }
    return item(REPORT, "report", {"kind": "half_year", "fiscal_year": 2569, "half": 1}, content)


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return LedgerBuilder(tmp_path / "origin.git")


def rejected(ledger: LedgerBuilder) -> list[str]:
    return [finding.code for row in ledger.verify().rejected for finding in row.findings]


def test_a_report_is_judged_by_the_version_it_names(ledger: LedgerBuilder) -> None:
    """A plan amended later makes no report wrong that was written from the earlier version."""
    ledger.publish_item(plan("1", "2"))
    ledger.publish_item(plan("1", "3"))
    ledger.publish_item(report(1, "1", "2"))
    ledger.publish_item(report(2, "3"))

    assert rejected(ledger) == []


def test_a_report_on_another_versions_line_is_rejected(ledger: LedgerBuilder) -> None:
    ledger.publish_item(plan("1", "2"))
    ledger.publish_item(report(1, "1", "3"))

    assert rejected(ledger) == ["plan_line_unknown"]


def test_a_report_on_what_was_never_published_is_rejected(ledger: LedgerBuilder) -> None:
    ledger.publish_item(report(1, "1"))

    assert rejected(ledger) == ["plan_unknown"]


def test_a_report_on_a_version_to_come_is_rejected(ledger: LedgerBuilder) -> None:
    ledger.publish_item(plan("1"))
    ledger.publish_item(report(2, "1"))

    assert rejected(ledger) == ["plan_unknown"]


def test_a_plan_and_the_report_on_it_may_be_one_change(ledger: LedgerBuilder) -> None:
    ledger.publish_item(plan("1") | report(1, "1"))

    assert rejected(ledger) == []


def law_with(edit: Edit) -> None:
    """Read the template's law with one row edited."""
    contents = first_contents(small_office())
    catalogue = yaml.safe_load(contents[OBLIGATIONS])
    edit(catalogue["obligations"][0])
    contents[OBLIGATIONS] = catalogue
    documents = {
        path: parse_document(value if isinstance(value, bytes) else dump(value), path=path)
        for path, value in contents.items()
        if path == "prongsai.yaml" or (path.startswith(("policy/", "catalogue/")) and path.endswith(".yaml"))
    }
    parse_law(documents)


def test_a_row_of_ones_own_needs_no_profile() -> None:
    law_with(lambda row: row.pop("profile"))


@pytest.mark.parametrize("name", ["structure/v9", "nothing/v1", "contact/v1"])
def test_a_row_names_a_profile_of_its_shape(name: str) -> None:
    """`contact/v1` is a profile, but not of an organisation."""
    with pytest.raises(LawError) as caught:
        law_with(lambda row: row.update(profile=name))

    assert [finding.code for finding in caught.value.findings] == ["law_unknown_reference"]


@pytest.mark.parametrize("profile_id", profile_ids())
def test_a_profile_is_a_schema_that_says_which_content_it_reads(profile_id: str) -> None:
    """Every field that it names is one of that content."""
    found = find_profile(profile_id) or {}
    jsonschema.Draft202012Validator.check_schema(copy.deepcopy(dict(found)))
    schema_id = found["properties"]["schema"]["const"]
    content = found["properties"].get("content", {})
    named = {*content.get("required", ()), *content.get("properties", ()), *found.get("x-period", ())}

    assert found["$id"].endswith(profile_id)
    assert profile.shape_of(profile_id) == schema_id.partition("/")[0]
    assert [name for name in named if find_label(schema_id, ("content", name)) is None] == []


def test_a_field_of_the_content_is_called_what_its_schema_calls_it() -> None:
    label = find_label("plan/v1", ("content", "lines", 0, "budget_source"))

    assert label is not None
    assert label.as_json() == {"th": "แหล่งที่มา", "en": "Source"}
    assert find_label("plan/v1", ("content", "nothing")) is None
    assert find_label("nothing/v1", ("content",)) is None
