"""What a statement that takes something down must say, and what may not be said or brought back after it.

It speaks of what was published under exactly its item's name; it stands alone, is made once, and is never altered or
removed: only another signed statement lifts it, and nothing lifts an erasure. Who must sign is `requirements`' answer.

An erasure of texts is judged by what the history knows of them, and reads none: so that whoever verifies after they are
gone, on the word of that same statement, comes to the same answer (docs/adr/0043).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from repo_schema.documents import Document
from repo_schema.findings import Finding
from repo_schema.history import History
from repo_schema.layout import FilePath, TombstonePath, classify
from repo_schema.manifests import Manifest
from repo_schema.tombstones import ErasedText, Target, erased_texts, lifted_path

__all__ = ["agree", "stand"]


def agree(kind: TombstonePath, document: Document) -> Iterator[Finding]:
    """What a (valid) statement says of itself against where it stands."""
    if document.value["item"] != kind.item.id:
        yield Finding(
            "statement_mismatch",
            path=document.path,
            line=document.line_of(("item",)),
            field="item",
            expected=kind.item.id,
            found=document.value["item"],
        )


def stand(manifest: Manifest, documents: Mapping[str, Document], history: History) -> Iterator[Finding]:
    """What in `manifest` may not be stated, or brought back, after `history`."""
    for path, (before, after) in sorted(manifest.items()):
        kind = classify(path)
        if isinstance(kind, FilePath) and after is not None and kind.sha256 in history.taken_down.erased:
            yield Finding("attachment_erased", path=path, found=kind.sha256)
        if after is not None and after.oid in history.taken_down.texts:
            yield Finding("text_erased", path=path, found=after.oid)
        if not isinstance(kind, TombstonePath):
            continue
        if len(manifest) > 1:
            yield Finding("statement_not_alone", path=path)
        if before == after:  # listed again, as it was said
            continue
        if after is None or before is not None:
            yield Finding("statement_removed", path=path)
        elif path in documents:
            yield from _of_what_is_there(kind, documents[path], history)


def _of_what_is_there(kind: TombstonePath, document: Document, history: History) -> Iterator[Finding]:
    published = history.versions_of(kind.item.path)
    if not published:
        yield Finding("tombstone_item_missing", path=document.path, found=kind.item.id)
        return
    if kind.kind == "lifting":
        lifted = lifted_path(kind, document.value)
        if lifted not in history.entries or lifted in history.taken_down.lifted:
            yield Finding("lifting_of_nothing", path=document.path, found=lifted)
        return
    target = Target.of(document.value)
    unknown = [run for run in target.runs if not run[0] <= run[1] <= published]
    for first, last in unknown:
        found = f"{first}–{last}"
        yield Finding("tombstone_versions_unknown", path=document.path, expected=f"1–{published}", found=found)
    named = {file.sha256: file.path for file in history.files_named_by(kind.item.path)}
    for sha256 in sorted(target.files - named.keys()):
        yield Finding("tombstone_file_unknown", path=document.path, expected=kind.item.id, found=sha256)
    if texts := erased_texts(document.value):
        yield from () if unknown else _texts(kind, document, texts, history)
    elif kind.kind == "erasure":
        yield from _shared(kind, document, {named[sha256] for sha256 in target.files & named.keys()}, history)


def _shared(kind: TombstonePath, document: Document, files: set[str], history: History) -> Iterator[Finding]:
    """Nobody destroys what another item shows: whoever answers for that one must let go of it first."""
    for file in sorted(files):
        for other in sorted(history.referrers(file) - {kind.item.path}):
            yield Finding("erasure_file_shared", path=document.path, expected=other, found=file)


def _texts(
    kind: TombstonePath, document: Document, texts: tuple[ErasedText, ...], history: History
) -> Iterator[Finding]:
    """What is said of them is true and whole, and nothing that stands needs them any longer."""
    item = kind.item.path
    for row in texts:
        cited = history.cited(item, row.version)
        commit, text = history.text_of(item, row.version)
        known = replace(text, lines=row.text.lines)
        if (row.commit, row.text) != (commit, known) or not cited <= row.text.lines <= text.lines:
            yield Finding("erasure_text_differs", path=document.path, found=f"{row.version}", expected=f"{commit}")
    told = {(item, row.version) for row in texts}
    if len(told) != len(texts):
        yield Finding("erasure_text_differs", path=document.path, found=f"{len(texts)}", expected=f"{len(told)}")
    for blob in sorted({row.text.blob for row in texts}):
        for other, version in sorted(history.holding(blob) - told):
            where = f"{other} ({version})" if version else other
            yield Finding("erasure_text_shared", path=document.path, expected=where, found=blob)
        if blob in history.taken_down.texts:
            yield Finding("erasure_text_gone", path=document.path, found=blob)
        if (standing := history.entries.get(item)) is not None and standing.oid == blob:
            yield Finding("erasure_text_stands", path=document.path, found=kind.item.id)
