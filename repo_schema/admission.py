"""What a manifest would put into the trusted state, read and checked as a whole.

Every document is valid under its schema and agrees with its path and with the law; every attachment is named by an
item and every name resolves; a new law is coherent, moves no key, strands nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from repo_schema import recovering, taking_down
from repo_schema.calendar import period_name, period_range
from repo_schema.documents import MAX_BYTES, Document, DocumentError, parse_document
from repo_schema.due import Yearly
from repo_schema.findings import Finding
from repo_schema.history import Admission, History, day_of
from repo_schema.imports import check_imported, is_imported
from repo_schema.keys import key_material
from repo_schema.law import Law, PersonKey, Policy
from repo_schema.layout import (
    OBLIGATIONS,
    PEOPLE,
    SETTINGS,
    UNITS,
    AttestationPath,
    FilePath,
    HousePath,
    ItemPath,
    Kind,
    LawPath,
    ObjectionPath,
    RecoveryPath,
    ReturnPath,
    StatementPath,
    TombstonePath,
    WaiverPath,
    classify,
    is_document,
)
from repo_schema.legislation import LawError, parse_law
from repo_schema.manifests import Entries, Manifest
from repo_schema.pointers import Pointer, parse_pointer
from repo_schema.profile import check_profile
from repo_schema.references import LinesOf, check_based_on, numbered_lines
from repo_schema.requirements import unsatisfiable
from repo_schema.responsibility import why_not_responsible
from repo_schema.statements import agree, stand
from repo_schema.texts import Text
from repo_schema.validation import ITEM_SHAPES, validate

_PLANNED_AHEAD: Final = 366
"""Days."""


class AnchorError(Exception):
    """The anchor's tree cannot be a first trusted state."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(finding.message("en") for finding in findings))
        self.findings = findings


def read_anchor(
    entries: Entries, blobs: Mapping[str, bytes | None], stated: Mapping[str, Text] = MappingProxyType({})
) -> Admission:
    """The anchor's documents: unjudged, but its law must be one. Raises `AnchorError`.

    `stated`: what an erasure says of items whose text is not among `blobs`, by path.
    """
    oids = {path: entry.oid for path, entry in entries.items()}
    documents, pointers, findings = _read(oids, blobs, stated)
    if newer := tuple(finding for finding in findings if finding.code == "format_newer"):
        raise AnchorError(newer)  # what else seems wrong may be right in a later release
    try:
        law = parse_law({path: doc for path, doc in documents.items() if isinstance(classify(path), LawPath)})
    except LawError as error:
        raise AnchorError((*findings, *error.findings)) from error
    if findings:
        raise AnchorError(findings)
    return Admission(documents, _texts(oids, documents, stated), pointers, law)


def read_admission(
    history: History,
    manifest: Manifest,
    blobs: Mapping[str, bytes | None],
    day: date,
    stated: Mapping[str, Text] = MappingProxyType({}),
) -> tuple[Admission, tuple[Finding, ...]]:
    """What `manifest` would put in place after `history`, and everything that forbids it.

    `stated`: what an erasure says of items whose text is not among `blobs`, by path; they were judged valid here once,
    by whoever could read them, and are not judged again.
    """
    oids = {path: after.oid for path, (_, after) in manifest.items() if after is not None}
    documents, pointers, findings = _read(oids, blobs, stated)
    law, altered_law = history.law, None
    law_findings: tuple[Finding, ...] = ()
    if not findings and any(isinstance(classify(path), LawPath) for path in manifest):
        altered_law, law_findings = _new_law(history, manifest, documents, day)
        law = altered_law or law
    findings += law_findings
    findings += tuple(
        finding for path, document in documents.items() for finding in check_agreement(path, document, law, day)
    )
    findings += tuple(_removals(manifest))
    findings += tuple(stand(manifest, documents, history.entries, day))
    findings += tuple(taking_down.stand(manifest, documents, history))
    findings += tuple(recovering.stand(manifest, history.recoveries))
    texts = {} if findings else _texts(oids, documents, stated)
    admission = Admission(documents, texts, pointers, altered_law)
    if not findings:
        findings = tuple(_references(history, manifest, admission))
    return admission, findings


def _texts(oids: Mapping[str, str], documents: Mapping[str, Document], stated: Mapping[str, Text]) -> dict[str, Text]:
    """What every item holds, as it says itself or as is stated of it."""
    read = {path: Text.of(doc, oids[path]) for path, doc in documents.items() if isinstance(classify(path), ItemPath)}
    return {path: text for path, text in stated.items() if path not in documents} | read


def _read(
    oids: Mapping[str, str], blobs: Mapping[str, bytes | None], stated: Mapping[str, Text]
) -> tuple[dict[str, Document], dict[str, Pointer], tuple[Finding, ...]]:
    documents: dict[str, Document] = {}
    pointers: dict[str, Pointer] = {}
    findings: list[Finding] = []
    for path, oid in sorted(oids.items()):
        if oid not in blobs:
            if path not in stated and (is_document(path) or isinstance(classify(path), FilePath)):
                findings.append(Finding("text_erased", path=path, found=oid))
            continue
        data = blobs[oid]
        if data is None:
            findings.append(Finding("yaml_too_large", path=path, expected=f"{MAX_BYTES}", found=f"> {MAX_BYTES}"))
            continue
        kind = classify(path)
        if isinstance(kind, FilePath):
            pointer = parse_pointer(data)
            if pointer is None:
                findings.append(Finding("pointer_invalid", path=path))
            elif pointer.sha256 != kind.sha256:
                findings.append(Finding("pointer_path_differs", path=path, expected=kind.sha256, found=pointer.sha256))
            else:
                pointers[path] = pointer
        elif is_document(path):
            document, problems = check_document(path, data)
            problems = problems or _foreign_schema(path, document)
            findings += problems
            if document is not None and not problems:
                documents[path] = document
    return documents, pointers, tuple(findings)


def check_document(path: str, data: bytes) -> tuple[Document | None, tuple[Finding, ...]]:
    """The document in `data` if it can be read at all, and what its schema says against it."""
    try:
        document = parse_document(data, path=path)
    except DocumentError as error:
        return None, tuple(error.findings)
    return document, validate(document)


_SCHEMA_OF = {
    "prongsai.yaml": "settings/v1",
    "policy/units.yaml": "policy_units/v1",
    "policy/offices.yaml": "policy_offices/v1",
    "policy/people.yaml": "policy_people/v1",
    "policy/rules.yaml": "policy_rules/v1",
    "catalogue/obligations.yaml": "catalogue_obligations/v1",
    "calendar/holidays.yaml": "holidays/v1",
    "site/branding.yaml": "branding/v1",
}

_SCHEMA_OF_KIND: Mapping[type, str] = {
    ReturnPath: "return/v1",
    AttestationPath: "attestation/v1",
    WaiverPath: "waiver/v1",
    RecoveryPath: "recovery/v1",
    ObjectionPath: "recovery_objection/v1",
}


def check_agreement(path: str, document: Document, law: Law, day: date) -> tuple[Finding, ...]:
    """What `document` says of itself against where it stands and what `law` says on `day`."""
    kind = classify(path)
    if isinstance(kind, ItemPath):
        return tuple(_item(kind, document, law, day))
    if isinstance(kind, ReturnPath):
        found = document.value.get("submission")
        agrees = found == kind.submission
        return () if agrees else (Finding("return_mismatch", path=path, expected=kind.submission, found=str(found)),)
    if isinstance(kind, StatementPath):
        return tuple(agree(kind, document, law, day))
    return tuple(_of_itself(kind, document, law))


def _of_itself(kind: Kind | None, document: Document, law: Law) -> Iterator[Finding]:
    """What the other kinds say of themselves."""
    if isinstance(kind, TombstonePath):
        yield from taking_down.agree(kind, document)
    if isinstance(kind, RecoveryPath | ObjectionPath):
        yield from recovering.agree(kind, document, law)
    framework = isinstance(kind, LawPath) and document.path not in _SCHEMA_OF
    if framework and document.path != f"catalogue/frameworks/{document.value['id']}.yaml":
        yield _at(document, "id", "item_name_differs", expected=document.path)


def _foreign_schema(path: str, document: Document | None) -> tuple[Finding, ...]:
    """A path of one fixed schema holds a document of another."""
    kind = classify(path)
    if document is None or kind is None or isinstance(kind, ItemPath | FilePath):
        return ()
    if isinstance(kind, TombstonePath):
        expected = f"{kind.kind}/v1"
    else:
        expected = _SCHEMA_OF_KIND.get(type(kind)) or _SCHEMA_OF.get(path, "catalogue_framework/v1")
    agrees = document.value["schema"] == expected
    return () if agrees else (_at(document, "schema", "item_schema_not_of_obligation", expected=expected),)


def _at(document: Document, field: str, code: str, *, expected: str | None = None) -> Finding:
    found = document.value.get(field)
    return Finding(
        code, path=document.path, line=document.line_of((field,)), field=field, expected=expected, found=str(found)
    )


def _item(kind: ItemPath, document: Document, law: Law, day: date) -> Iterator[Finding]:
    value = document.value
    if value["schema"].partition("/")[0] not in ITEM_SHAPES:
        yield _at(document, "schema", "item_schema_not_of_obligation", expected=" | ".join(ITEM_SHAPES))
        return
    row = law.catalogue.obligations.get(kind.obligation)
    if row is None:
        yield _at(document, "obligation", "item_obligation_unknown")
        return
    if value["obligation"] != kind.obligation:
        yield _at(document, "obligation", "item_obligation_differs", expected=kind.obligation)
    if value["unit"] != kind.unit:
        yield _at(document, "unit", "item_unit_differs", expected=kind.unit)
    if refusal := why_not_responsible(law, kind.obligation, kind.unit, day):
        yield _at(document, "unit", refusal[0], expected=refusal[1])
    if value["schema"].partition("/")[0] != row.shape:
        yield _at(document, "schema", "item_schema_not_of_obligation", expected=row.shape)
    elif row.profile and not is_imported(document):
        yield from check_profile(document, row.profile)
    yield from _period(kind, document, row.cadence)


def _period(kind: ItemPath, document: Document, cadence: str) -> Iterator[Finding]:
    period = document.value["period"]
    expected = {"singleton": "as_of", "collection": "as_of"}.get(cadence, cadence)
    if period["kind"] != expected:
        yield _at(document, "period", "item_period_kind", expected=expected)
        return
    name = "main" if cadence == "singleton" else period_name(period)
    if name is not None and name != kind.name:
        yield Finding(
            "item_name_differs",
            path=document.path,
            line=document.line_of(("period",)),
            field="period",
            expected=name,
            found=kind.name,
        )


def check_not_ahead(kind: ItemPath, document: Document, law: Law, day: date) -> Iterator[Finding]:
    """A report on a time that has not begun, or a plan for one more than a year away; asked at the desk.

    The judge does not: a thing that came too early harms nobody, and what day it is there is somebody's claim. What is
    kept current may be of a day to come.
    """
    row = law.catalogue.obligations.get(kind.obligation)
    if row is None or document.value["period"]["kind"] == "as_of":
        return
    begins = period_range(document.value["period"])[0]
    is_plan = row.cadence == "multi_year" or (isinstance(row.due, Yearly) and row.due.of == "fiscal_year")
    latest = day + timedelta(days=_PLANNED_AHEAD) if is_plan else day
    if begins > latest:
        ahead = _at(document, "period", "item_period_ahead", expected=latest.isoformat())
        yield replace(ahead, found=begins.isoformat())


def _removals(manifest: Manifest) -> Iterator[Finding]:
    for path, (before, after) in sorted(manifest.items()):
        kind = classify(path)
        if after is None and isinstance(kind, ItemPath):
            yield Finding("item_deleted", path=path)
        if after is None and isinstance(kind, LawPath | HousePath) and path in _SCHEMA_OF:
            yield Finding("law_missing_document", path=path)
        if before is not None and after is not None and isinstance(kind, FilePath):
            yield Finding("pointer_path_differs", path=path, expected=str(before), found=str(after))


def _references(history: History, manifest: Manifest, admission: Admission) -> Iterator[Finding]:
    """Items name only files and plans that are there; files are there only if an item names them."""
    gone = {path for path, (_, after) in manifest.items() if after is None}
    pointers = {path: pointer for path, pointer in history.pointers.items() if path not in gone}
    pointers.update(admission.pointers)
    items = {path: doc for path, doc in admission.documents.items() if isinstance(classify(path), ItemPath)}
    for document in items.values():
        yield from check_import(history, document)
        yield from _attachments(document, pointers)
        yield from check_based_on(document, lines_after(history, items))
    named = {file for text in admission.texts.values() for file in text.files}
    touched = {path for path in manifest if isinstance(classify(path), FilePath)}
    touched |= {file for path in admission.texts for file in history.files_of(path)}
    for file in sorted(touched - named):
        kept = history.referrers(file) - admission.texts.keys()
        if file in pointers and not kept:
            yield Finding("attachment_unreferenced", path=file)
        if file in gone and kept:
            yield Finding("attachment_missing", path=min(kept), found=file)


def check_import(history: History, document: Document) -> Iterator[Finding]:
    """What forbids an item made of existing files after `history`; nothing, of any other."""
    stands = document.path in history.entries and document.path not in history.imported
    return check_imported(document, began=day_of(history.at_position(0)), replaces_content=stands)


def lines_after(history: History, items: Mapping[str, Document]) -> LinesOf:
    """The lines of every version there is once `items`, by path, follow what `history` holds."""

    def lines_of(item: str, version: int) -> frozenset[str] | None:
        if item in items and version == history.versions_of(item) + 1:
            return numbered_lines(items[item])
        return history.lines_of(item, version)

    return lines_of


def _attachments(document: Document, pointers: Mapping[str, Pointer]) -> Iterator[Finding]:
    for index, row in enumerate(document.value.get("attachments", ())):
        missing = Finding(
            "attachment_missing",
            path=document.path,
            line=document.line_of(("attachments", index)),
            field=f"attachments[{index}]",
            found=row["file"],
        )
        pointer = pointers.get(row["file"])
        if pointer is None:
            yield missing
        elif pointer.size != row["bytes"]:
            yield replace(missing, code="attachment_size_differs", expected=f"{pointer.size}", found=f"{row['bytes']}")


def _new_law(
    history: History, manifest: Manifest, documents: Mapping[str, Document], day: date
) -> tuple[Law | None, tuple[Finding, ...]]:
    kept = {path: document for path, document in history.law_documents.items() if path not in manifest}
    changed = {path: document for path, document in documents.items() if isinstance(classify(path), LawPath)}
    try:
        law = parse_law(kept | changed)
    except LawError as error:
        return None, error.findings
    return law, tuple(_transition(history, law, day))


def _moved_accounts(history: History, law: Law) -> Iterator[Finding]:
    """An account once listed belongs to that person for ever, as a key does."""
    owners = {account: person for past in history.laws_since(0) for account, person in past.policy.listed_accounts()}
    for account, person in law.policy.listed_accounts():
        if (owner := owners.get(account, person).id) != person.id:
            yield Finding("law_account_moved", path=PEOPLE, field=str(account), expected=owner, found=person.id)


def _unmarked(old: Policy, new: Policy) -> Iterator[Finding]:
    """A key once lost or compromised is so for ever; a compromise is only found to be older, never younger."""
    listed = {row.key: row for person in new.people.values() for row in person.keys}
    for person in old.people.values():
        for row in person.keys:
            now = listed.get(row.key)
            if row.barred and (now is None or not _is_no_better(row, now)):
                yield Finding("law_key_unmarked", path=PEOPLE, expected=person.id, found=row.key)


def _is_no_better(before: PersonKey, after: PersonKey) -> bool:
    if before.compromised is None:
        return after.barred is not None
    if after.compromised is None:
        return False
    old, new = before.compromised.since, after.compromised.since
    return new is None or (old is not None and new <= old)


def _transition(history: History, law: Law, day: date) -> Iterator[Finding]:
    """What may not happen between the law in force and the next."""
    for key, person, _ in law.policy.listed_keys():
        owner = history.material_owners.get(key_material(key), person.id)
        if owner != person.id:
            yield Finding("law_key_moved", path=PEOPLE, expected=owner, found=person.id)
    yield from _unmarked(history.law.policy, law.policy)
    yield from _moved_accounts(history, law)
    for scope in sorted(unsatisfiable(law, day) - unsatisfiable(history.law, day)):
        yield Finding("law_unsatisfiable", found=scope)
    for obligation in sorted(history.law.catalogue.obligations.keys() - law.catalogue.obligations.keys()):
        if any(history.items_of(obligation=obligation)):
            yield Finding("law_in_use", path=OBLIGATIONS, found=obligation)
    for unit in sorted(history.law.policy.units.keys() - law.policy.units.keys()):
        if any(history.items_of(unit=unit)):
            yield Finding("law_in_use", path=UNITS, found=unit)
    if law.settings.format != history.law.settings.format:
        expected, found = history.law.settings.format, law.settings.format
        yield Finding("schema_wrong_value", path=SETTINGS, field="format", expected=f"{expected}", found=f"{found}")
