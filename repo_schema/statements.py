"""Signed statements about items that change none: "this is still current", and "this need not be done".

An attestation names the very bytes it speaks of and the quarter it speaks in; a waiver names one duty. Each stands
alone in its submission, is made once, and is never altered or taken away: what was said was said. Who must sign is
`requirements`' answer, as for items.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from repo_schema.documents import Document
from repo_schema.due import OnChange
from repo_schema.duties import periods_waivable
from repo_schema.findings import Finding
from repo_schema.law import Law
from repo_schema.layout import AttestationPath, ItemPath, StatementPath, WaiverPath, classify
from repo_schema.manifests import Entries, Manifest
from repo_schema.periods import period_of

__all__ = ["agree", "stand"]


def agree(kind: StatementPath, document: Document, law: Law, day: date) -> Iterator[Finding]:
    """What a (valid) statement says of itself against where it stands and what `law` says on `day`."""
    claimed = _claims(kind)
    for field, expected in claimed.items():
        if document.value[field] != expected:
            yield Finding(
                "statement_mismatch",
                path=document.path,
                line=document.line_of((field,)),
                field=field,
                expected=expected,
                found=str(document.value[field]),
            )
    row = law.catalogue.obligations.get(kind.obligation)
    if row is None:
        yield Finding("item_obligation_unknown", path=document.path, found=kind.obligation)
        return
    if kind.unit not in law.policy.units:
        yield Finding("item_unit_unknown", path=document.path, found=kind.unit)
    elif kind.unit not in (responsible := law.responsible(kind.obligation, day)):
        expected = ", ".join(sorted(responsible))
        yield Finding("item_unit_not_responsible", path=document.path, expected=expected, found=kind.unit)
    match kind:
        case AttestationPath():
            if not isinstance(row.due, OnChange) or row.due.attest_window_days is None:
                yield Finding("attestation_not_owed", path=document.path, found=kind.obligation)
        case WaiverPath():
            if not periods_waivable(row.cadence, kind.period):
                yield Finding("waiver_period_unknown", path=document.path, expected=row.cadence, found=kind.period)


def stand(manifest: Manifest, documents: Mapping[str, Document], entries: Entries, day: date) -> Iterator[Finding]:
    """What in `manifest` may not be stated after the trusted `entries`; nothing, where it states nothing."""
    for path, (before, after) in sorted(manifest.items()):
        kind = classify(path)
        if not isinstance(kind, StatementPath):
            continue
        if len(manifest) > 1:
            yield Finding("statement_not_alone", path=path)
        if after is None:
            yield Finding("statement_removed", path=path)
        elif before == after:  # listed again, as it was said
            continue
        elif before is not None:
            yield Finding("attestation_twice" if isinstance(kind, AttestationPath) else "waiver_twice", path=path)
        elif isinstance(kind, AttestationPath) and path in documents:
            yield from _of_the_item_that_stands(kind, documents[path], entries, day)


def _of_the_item_that_stands(
    kind: AttestationPath, document: Document, entries: Entries, day: date
) -> Iterator[Finding]:
    """Nobody attests what is not there, what they were not shown, or another quarter than the one it is."""
    item = entries.get(kind.item.path)
    if item is None:
        yield Finding("attestation_item_missing", path=document.path, found=kind.item.id)
    elif document.value["entry"] != item.oid:
        yield Finding(
            "attestation_version_differs",
            path=document.path,
            line=document.line_of(("entry",)),
            field="entry",
            expected=item.oid,
            found=document.value["entry"],
        )
    quarter = period_of("quarter", day).name
    if kind.quarter != quarter:
        yield Finding("attestation_quarter_differs", path=document.path, expected=quarter, found=kind.quarter)


def _claims(kind: StatementPath) -> dict[str, str]:
    match kind:
        case AttestationPath(obligation=obligation, unit=unit, name=name, quarter=quarter):
            return {"item": ItemPath(obligation, unit, name).id, "quarter": quarter}
        case WaiverPath(obligation=obligation, unit=unit, period=period):
            return {"obligation": obligation, "unit": unit, "period": period}
