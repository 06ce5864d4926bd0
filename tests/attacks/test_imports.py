"""Dodging the form by calling a thing an old file: what the judge says of items made by hand, not by `import`."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.ledger import CONTACT, MANUAL, LedgerBuilder, attachment, contact, manual, monthly

LABEL = {"source": {"th": "แฟ้มเดิม"}, "original_on": "2020-01-01"}


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """Begun on 1 October 2568."""
    return LedgerBuilder(tmp_path / "origin.git")


def imported(ledger: LedgerBuilder, contents: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The item in `contents` as an old file instead of its content."""
    ((path, document),) = contents.items()
    file, pointer = ledger.attach(b"%PDF-1.7 old " + path.encode())
    kept = {name: value for name, value in document.items() if name not in {"content", "effective_on"}}
    return {path: kept | {"imported": LABEL, "attachments": [attachment(file, pointer)]} | fields, file: pointer}


def old_manual(ledger: LedgerBuilder, day: str = "2024-05-01", **fields: Any) -> dict[str, Any]:
    return imported(ledger, manual(), period={"kind": "as_of", "date": day}, **fields)


def test_what_is_older_than_the_repository_comes_in(ledger: LedgerBuilder) -> None:
    ledger.publish_item(old_manual(ledger))
    ledger.publish_item(imported(ledger, monthly(9, year=2568)))

    assert ledger.verify().trusted
    assert ledger.verify().history.imported == {MANUAL, "items/procurement-monthly/hr/2568-09.yaml"}


@pytest.mark.parametrize(
    ("month", "year"), [(10, 2568), (1, 2569)], ids=["of the first month", "of a later one"]
)
def test_a_duty_of_today_is_not_done_by_an_old_file(ledger: LedgerBuilder, month: int, year: int) -> None:
    """Not even if it is signed by all who must."""
    ledger.wait(200).publish_item(imported(ledger, monthly(month, year=year)))

    assert ledger.codes() == [["import_too_new"]]


@pytest.mark.parametrize("day", ["2025-10-01", "2026-01-01"])
def test_what_is_kept_current_is_of_a_day_before_the_beginning(ledger: LedgerBuilder, day: str) -> None:
    ledger.wait(200).publish_item(old_manual(ledger, day))

    assert ledger.codes() == [["import_too_new"]]


def test_an_old_file_does_not_displace_what_was_filled_in(ledger: LedgerBuilder) -> None:
    ledger.publish_item(contact())
    ledger.publish_item(imported(ledger, contact(), period={"kind": "as_of", "date": "2019-01-01"}))

    assert ledger.codes() == [["import_replaces"]]
    assert CONTACT not in ledger.verify().history.imported


def test_an_imported_item_may_be_corrected_and_is_replaced_by_its_form(ledger: LedgerBuilder) -> None:
    old = old_manual(ledger)
    ledger.publish_item(old)
    ledger.publish_item(old_manual(ledger, title={"th": "คู่มือเดิม ฉบับแก้ชื่อ"}))
    ledger.publish_item(manual() | {path: None for path in old if path.startswith("files/")})
    ledger.publish_item(old)

    assert ledger.codes() == [["import_replaces"]]
    assert MANUAL not in ledger.verify().history.imported


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"attachments": []}, "schema_too_few", id="an import without a file"),
        pytest.param({"nil_statement": {"reason": {"th": "ไม่มี"}}}, "schema_content_or_nil", id="imported, and nil"),
        pytest.param({"imported": {"original_on": "2020-01-01"}}, "schema_missing_field", id="of no source"),
    ],
)
def test_an_imported_item_is_well_formed(ledger: LedgerBuilder, change: dict[str, Any], code: str) -> None:
    ((path, document), *files) = old_manual(ledger).items()
    draft = ledger.prepare({path: document | change} | dict(files))
    ledger.publish(draft.approved())

    assert any(code in codes for codes in ledger.codes()), ledger.codes()
