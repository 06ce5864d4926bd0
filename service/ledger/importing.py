"""`import`: an office's existing files in one run, as the list that was made of them says.

Everything is looked at before anything is made: the list, every file, every item. Then the bytes go into the person's
own store and each unit's items into one submission, for one check and one consent. A run that was cut short is run
again: what waits already, or is published, is left as it is.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from repo_schema.admission import check_agreement, check_document, check_import
from repo_schema.findings import Finding
from repo_schema.import_manifests import FORM, Listed, read_manifest
from repo_schema.layout import ItemPath, import_id
from repo_schema.pointers import render_pointer
from repo_schema.sheets import Sheet, Written, about_sheet
from repo_schema.table_reading import find_heading
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.founding import render_yaml
from service.ledger.inbox import list_pending
from service.ledger.intake import check_file, take_in
from service.ledger.preparing import Submitted, propose
from service.ledger.verifier import Progress
from service.ledger.workbooks import read_sheets, render_xlsx
from service.ledger.workspace import Workspace

__all__ = ["Imported", "draft_manifest", "import_files"]

ENTRIES_AT_MOST: Final = 2000
"""Of one submission: an approval names each of them, and a commit is a mebibyte at the most."""
_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MACHINE_READABLE: Final = frozenset({".xlsx", ".csv", ".ods"})
_IMAGES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})


@dataclass(frozen=True, slots=True)
class Imported:
    submitted: tuple[Submitted, ...]
    items: tuple[str, ...]
    """In what was submitted now."""
    files: int
    published: tuple[str, ...]
    """There already."""
    waiting: tuple[str, ...]
    """On their way already."""
    warnings: tuple[Finding, ...] = ()


def draft_manifest(workspace: Workspace, folder: Path) -> bytes:
    """A workbook that lists the files in `folder`, to be filled in; with what may be filled in beside it."""
    _refuse_missing_folder(folder)
    law = workspace.history.law
    header = tuple(column.heading for column in FORM.columns)
    files = [file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if file.is_file()]
    rows = tuple((name, None, None, None, PurePosixPath(name).stem, None, None, None) for name in files)
    obligations = tuple(
        (row.number, row.title.th, ", ".join(sorted(law.responsible(row.id, workspace.day))), row.cadence)
        for row in sorted(law.catalogue.obligations.values(), key=lambda row: row.number)
    )
    units = tuple((unit.id, unit.name.th) for unit in law.policy.units.values())
    return render_xlsx(
        [
            Written("ไฟล์เดิม", header, rows),
            Written("เรื่อง", ("เลขที่", "ชื่อเรื่องที่เปิดเผย", "หน่วยงานที่รับผิดชอบ", "รอบของเรื่อง"), obligations),
            Written("รหัสหน่วยงาน", ("รหัส", "ชื่อหน่วยงานเต็ม"), units),
        ]
    )


def import_files(
    workspace: Workspace, folder: Path, manifest: Path, *, dry_run: bool = False, progress: Progress | None = None
) -> Imported:
    """Submit what `manifest` lists of `folder`; raises `RefusedError` with all that is wrong, having made nothing."""
    _refuse_missing_folder(folder)
    sheet = _sheet_of(manifest)
    listing = read_manifest(sheet, workspace.history.law, workspace.day)
    if listing.findings:
        raise RefusedError(listing.findings)
    places = _find_files(workspace, folder, sheet, listing.rows)
    items = _by_item(listing.rows)
    published, waiting = _there_already(workspace, items)
    left = {name: rows for name, rows in items.items() if name not in {*published, *waiting}}
    made = _Maker(workspace, places, dry_run=dry_run, progress=progress).make(left)
    _check(workspace, made)
    batches = list(_batches(made))
    for unit, contents in batches:  # what would refuse one of them refuses all, before any is there
        propose(workspace, contents, name=import_id(unit, contents), dry_run=True)
    submitted = [
        propose(workspace, contents, name=import_id(unit, contents), message=_message(contents), dry_run=dry_run)
        for unit, contents in batches
    ]
    files = {path for contents in made.values() for path in contents if path.startswith("files/")}
    return Imported(tuple(submitted), tuple(left), len(files), published, waiting, listing.warnings)


def _sheet_of(manifest: Path) -> Sheet:
    """The sheet that lists files; raises `RefusedError` when none does."""
    sheets = read_sheets(manifest)
    found = next((sheet for sheet in sheets if find_heading(sheet, FORM)), None)
    if found is None:
        wanted = ", ".join(column.heading for column in FORM.columns if column.required)
        raise RefusedError([about_sheet("sheet_header_missing", sheet, expected=wanted) for sheet in sheets])
    return found


def _find_files(workspace: Workspace, folder: Path, sheet: Sheet, rows: Sequence[Listed]) -> dict[str, Path]:
    """Where each listed file is; raises `RefusedError` naming every one that is not, or may not be attached."""
    root = folder.resolve()
    known: dict[str, list[Path]] = defaultdict(list)
    for there in folder.rglob("*"):
        known[_folded(there.relative_to(folder).as_posix())].append(there)
    places: dict[str, Path] = {}
    findings: list[Finding] = []
    for row in rows:
        file = _only(known.get(_folded(row.file), ()), root)
        if file is None:
            findings.append(about_sheet("import_file_missing", sheet, line=row.row, found=row.file))
            continue
        try:
            check_file(workspace, file)
        except RefusedError as error:
            findings += error.findings
        places[row.file] = file
    if findings:
        raise RefusedError(findings)
    return places


def _only(files: Sequence[Path], root: Path) -> Path | None:
    """The one file meant, inside the folder; of two whose names differ by their digits alone, neither."""
    return files[0] if len(files) == 1 and files[0].resolve().is_relative_to(root) else None


def _folded(name: str) -> str:
    """File systems spell one Thai name in two ways, and a list of names is read with its digits as Arabic ones."""
    return unicodedata.normalize("NFC", name).translate(_THAI_DIGITS)


def _by_item(rows: Sequence[Listed]) -> dict[str, list[Listed]]:
    items: dict[str, list[Listed]] = defaultdict(list)
    for row in rows:
        items[row.id].append(row)
    return dict(items)


def _there_already(
    workspace: Workspace, items: Mapping[str, Sequence[Listed]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those published as imported ones, and those on their way."""
    paths = {name: _path(rows).path for name, rows in items.items()}
    published = tuple(name for name, path in paths.items() if path in workspace.history.imported)
    pending = {path for row in list_pending(workspace) if row.state in {"waiting", "ready"} for path in row.paths}
    return published, tuple(name for name, path in paths.items() if path in pending and name not in published)


def _path(rows: Sequence[Listed]) -> ItemPath:
    return ItemPath(rows[0].obligation.id, rows[0].unit, rows[0].name)


class _Maker:
    """Items out of rows and files."""

    def __init__(
        self, workspace: Workspace, places: Mapping[str, Path], *, dry_run: bool, progress: Progress | None
    ) -> None:
        self._workspace, self._places, self._dry_run, self._progress = workspace, places, dry_run, progress

    def make(self, items: Mapping[str, Sequence[Listed]]) -> dict[str, dict[str, bytes]]:
        """The entries that each item would put in place."""
        made = {}
        for done, (name, rows) in enumerate(items.items(), start=1):
            made[name] = self._item(rows)
            if self._progress:
                self._progress(done, len(items))
        return made

    def _item(self, rows: Sequence[Listed]) -> dict[str, bytes]:
        first = rows[0]
        contents: dict[str, bytes] = {}
        attachments: dict[str, dict[str, Any]] = {}
        for row in rows:
            place = self._places[row.file]
            attached, pointer = take_in(self._workspace, place, role=_role(place), dry_run=self._dry_run)
            contents[attached["file"]] = render_pointer(pointer)
            attachments.setdefault(attached["file"], attached)
        document = {
            "schema": f"{first.obligation.shape}/v1",
            "obligation": first.obligation.id,
            "unit": first.unit,
            "period": dict(first.period),
            "title": dict(first.title),
            "summary": {"th": self._summary(rows)},
            "prepared_on": self._workspace.day.isoformat(),
            "privacy": _privacy(first),
            "classification": "public",
            "attachments": list(attachments.values()),
            "imported": _label(first, self._places[first.file]),
        }
        return {_path(rows).path: render_yaml(document), **contents}

    def _summary(self, rows: Sequence[Listed]) -> str:
        """The first that says one; otherwise what is known of it."""
        said = next((row.summary for row in rows if row.summary), None)
        names = ", ".join(self._places[row.file].name for row in rows)
        return said or f"นำเข้าจากแฟ้มเดิมของหน่วยงานโดยยังไม่ได้กรอกตามแบบ ได้แก่ {names}"[:1000]


def _label(row: Listed, file: Path) -> dict[str, Any]:
    known = {"original_on": row.original_on} if row.original_on else {}
    return known | {"source": {"th": f"แฟ้มเดิมของหน่วยงาน: {file.name}"[:300]}}


def _privacy(row: Listed) -> dict[str, Any]:
    if not row.has_personal_data:
        return {"has_personal_data": False, "lawful_basis": "none"}
    return {
        "has_personal_data": True,
        "lawful_basis": "official_information_act",
        "categories": ["ตามที่ปรากฏในไฟล์เดิม"],
    }


def _role(file: Path) -> str:
    suffix = file.suffix.lower()
    return "machine_readable" if suffix in _MACHINE_READABLE else "image" if suffix in _IMAGES else "original"


def _check(workspace: Workspace, made: Mapping[str, Mapping[str, bytes]]) -> None:
    findings: list[Finding] = []
    for contents in made.values():
        for path, data in contents.items():
            if not path.endswith(".yaml"):
                continue
            document, problems = check_document(path, data)
            findings += problems
            if document is not None and not problems:
                findings += check_agreement(path, document, workspace.history.law, workspace.day)
                findings += check_import(workspace.history, document)
    if findings:
        raise RefusedError(findings)


def _batches(made: Mapping[str, Mapping[str, bytes]]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Each unit's items together, as far as one submission holds them; a file of two of them goes in once."""
    by_unit: dict[str, list[Mapping[str, bytes]]] = defaultdict(list)
    for name, contents in made.items():
        by_unit[name.split("/")[1]].append(contents)
    for unit, parts in by_unit.items():
        batch: dict[str, bytes] = {}
        for contents in parts:
            if batch and len(batch.keys() | contents.keys()) > ENTRIES_AT_MOST:
                yield unit, batch
                batch = {}
            batch |= contents
        yield unit, batch


def _message(contents: Mapping[str, bytes]) -> str:
    items = [path for path in contents if path.startswith("items/")]
    return f"Import {len(items)} items from existing files"


def _refuse_missing_folder(folder: Path) -> None:
    """Raise `LedgerError` where there is no such folder."""
    if not folder.is_dir():
        raise LedgerError(
            th=f"ไม่มีโฟลเดอร์ {folder}",
            en=f"there is no folder {folder}",
            hint_th="ตรวจชื่อและตำแหน่งของโฟลเดอร์ที่เก็บไฟล์เดิม",
            hint_en="check the name of the folder that holds the existing files",
        )
