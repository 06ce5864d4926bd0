"""What a repository holds, as passages: documents field by field, other text line by line, commits, names of refs.

Comments are looked at too: no reviewer is shown them, and everybody who clones can read them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from repo_schema.documents import Document, DocumentError, Pointer, parse_document, render_pointer
from repo_schema.findings import Finding
from repo_schema.layout import (
    AttestationPath,
    FilePath,
    ItemPath,
    LawPath,
    RecoveryPath,
    WaiverPath,
    classify,
    is_document,
)
from repo_schema.passages import Passage, Reading
from repo_schema.privacy.allowances import OF_THE_LAW
from repo_schema.privacy.decisions import UNREADABLE, Spot
from repo_schema.privacy.detection import Context, Hit, detect, mask
from repo_schema.privacy.rules import LEVELS
from repo_schema.remarks import UNREAD, say

__all__ = [
    "Sighting",
    "context_of",
    "look_at_commit",
    "look_at_file",
    "look_at_name",
    "look_at_reading",
    "look_at_text",
    "worst_first",
]

_OBJECT_ID: Final = re.compile(r"(?<![0-9a-z])[0-9a-f]{40,64}(?![0-9a-z])")
"""Names of commits and files: numbers of nobody."""
_COMMENT: Final = re.compile(r"(?:^|\s)#")
"""Where a comment may begin; inside quotes it does not, and what stands there is then seen twice."""
_SIGNATURE: Final = re.compile(rb"-----BEGIN (?:SSH|PGP) SIGNATURE-----")
_HEADERS: Final = (b"author ", b"committer ", b"tagger ", b"tag ")
_PLACE: Final = re.compile(r"[^ -~\u0e01-\u0e5b]")
_PLACE_LENGTH: Final = 200
_WHOLE_FILE: Final = "ทั้งไฟล์"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A hit in a file, a message or a name."""

    path: str
    """A file's path; a commit's id or a ref's name otherwise."""
    hit: Hit
    line: int | None = None

    @property
    def spot(self) -> Spot:
        return Spot(self.path, self.hit.where, self.hit.rule)

    @property
    def finding(self) -> Finding:
        code = f"privacy_{self.hit.rule.replace('-', '_')}"
        return Finding(code, path=self.path, line=self.line, field=self.hit.where, found=self.hit.excerpt)


def worst_first(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """What must be decided, in an order that every reader of the same bytes gets; `info` is left out."""
    rows = (row for row in sightings if row.hit.level != "info")
    return tuple(sorted(rows, key=lambda row: (LEVELS.index(row.hit.level), row.spot)))


def context_of(path: str, domain: str | None, obligations: Iterable[str] = ()) -> Context:
    """What is expected at `path`; `obligations`: of the items that show this file."""
    kind = classify(path)
    if isinstance(kind, LawPath | RecoveryPath):
        return Context(frozenset({OF_THE_LAW}), domain)
    own = {kind.obligation} if isinstance(kind, ItemPath | AttestationPath | WaiverPath) else set(obligations)
    return Context(frozenset(own), domain)


def look_at_file(path: str, data: bytes, context: Context) -> tuple[Sighting, ...]:
    """What stands in the file at `path`, its name included; of an attachment's pointer, only the name."""
    named = look_at_name(path)
    if isinstance(classify(path), FilePath):
        return named
    document = _document(path, data)
    if document is None:
        return named + look_at_text(path, data.decode("utf-8", "replace"), context)
    lines = {_place(render_pointer(pointer)): line for pointer, line in document.lines.items()}
    hits = detect(_fields(document.value), context)
    seen = tuple(Sighting(path, hit, lines.get(hit.where)) for hit in hits)
    return named + seen + tuple(_numbered(path, data.decode("utf-8", "replace"), context, comments=True))


def look_at_text(path: str, text: str, context: Context) -> tuple[Sighting, ...]:
    """Any text, line by line."""
    return tuple(_numbered(path, text, context))


def look_at_name(name: str) -> tuple[Sighting, ...]:
    """A path or a ref's name, each of its parts."""
    passages = [Passage("name", _without_ids(part)) for part in name.split("/")]
    return tuple(Sighting(mask(name), hit) for hit in detect(passages, Context()))


def look_at_commit(oid: str, data: bytes, context: Context) -> tuple[Sighting, ...]:
    """Who it (or a tag) says wrote it, and its message; the signature is nobody's number."""
    headers, _, message = data.partition(b"\n\n")
    message = _SIGNATURE.split(message, maxsplit=1)[0]
    idents = b"\n".join(line.partition(b" ")[2] for line in headers.split(b"\n") if line.startswith(_HEADERS))
    return look_at_text(oid, f"{_text(idents)}\n\n{_text(message)}", context)


def look_at_reading(path: str, reading: Reading, context: Context) -> tuple[Sighting, ...]:
    """What an attachment says; one that could not be read whole, somebody must have looked at, every page."""
    passages = [Passage(_place(passage.where), passage.text) for passage in reading.passages]
    hits = list(detect(passages, context))
    if unread := [remark for remark in reading.remarks if remark.code in UNREAD]:
        hits.append(Hit(UNREADABLE, 1, "block", _WHOLE_FILE, mask(say(unread))))
    return tuple(Sighting(path, hit) for hit in hits)


def _numbered(path: str, text: str, context: Context, *, comments: bool = False) -> Iterator[Sighting]:
    numbers: dict[str, int] = {}
    passages = []
    for number, line in enumerate(text.splitlines(), start=1):
        found = _COMMENT.search(line) if comments else None
        if found or not comments:
            where = f"บรรทัด {number}"
            numbers[where] = number
            passages.append(Passage(where, _without_ids(line[found.end() :] if found else line)))
    yield from (Sighting(path, hit, numbers[hit.where]) for hit in detect(passages, context))


def _document(path: str, data: bytes) -> Document | None:
    try:
        return parse_document(data, path=path) if is_document(path) else None
    except DocumentError:
        return None


def _fields(value: Any, at: Pointer = ()) -> Iterator[Passage]:
    match value:
        case Mapping():
            for name, inner in value.items():
                yield from _fields(inner, (*at, name))
        case list():
            for index, inner in enumerate(value):
                yield from _fields(inner, (*at, index))
        case None | bool():
            return
        case _:
            yield Passage(_place(render_pointer(at)), _without_ids(str(value)))


def _place(where: str) -> str:
    """`where` as a signed form can hold it: no value in it, no letter that could deceive."""
    return _PLACE.sub("_", mask(where))[:_PLACE_LENGTH].strip() or "_"


def _without_ids(text: str) -> str:
    return _OBJECT_ID.sub(" ", text)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
