"""A whole change looked at: what it would disclose, and which of that nobody has decided.

Only what a unit puts forward can be decided, in its unit check; anything else (policy, a reason for a return, a
commit's message, a name) is written anew instead. Policy names its people: there, only what could never stand is
refused.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from repo_schema.documents import DocumentError, parse_document
from repo_schema.layout import AttestationPath, FilePath, ItemPath, WaiverPath, classify
from repo_schema.passages import Reading
from repo_schema.privacy.decisions import UNREADABLE, Decision, still_open
from repo_schema.privacy.sources import Sighting, context_of, look_at_file, look_at_reading

__all__ = ["ASKS", "asks_for_decision", "blocking", "is_decidable", "look_at_contents", "may_wait", "undecided"]

ASKS: Final = "Privacy: to be decided"
"""A line of a content commit's message: its author knows what was found, and puts it before the checker."""


def asks_for_decision(message: str) -> bool:
    return ASKS in message.splitlines()


def is_decidable(sighting: Sighting) -> bool:
    return isinstance(classify(sighting.path), ItemPath | FilePath | AttestationPath | WaiverPath)


def look_at_contents(
    contents: Mapping[str, bytes | None], domain: str | None, readings: Mapping[str, Reading] | None = None
) -> tuple[Sighting, ...]:
    """Everything in `contents` (path to bytes; None: removed) and in what could be read of the files, by path."""
    shown = _shown_by(contents)
    seen: list[Sighting] = []
    for path, data in sorted(contents.items()):
        context = context_of(path, domain, shown.get(path, ()))
        found = list(look_at_file(path, data, context)) if data is not None else []
        if readings and path in readings:
            found += look_at_reading(path, readings[path], context)
        seen += [row for row in found if row.hit.level == "block" or is_decidable(row)]
    return tuple(seen)


def may_wait(sighting: Sighting, *, asked: bool) -> bool:
    """Whether it may come in with a submission, to be decided there: if `asked`; of what nobody can read, always."""
    return is_decidable(sighting) and (asked or sighting.hit.rule == UNREADABLE)


def blocking(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    return tuple(row for row in sightings if row.hit.level == "block")


def undecided(sightings: Iterable[Sighting], decisions: Iterable[Decision]) -> tuple[Sighting, ...]:
    """Those of `sightings` that no decision lets stand."""
    rows = tuple(sightings)
    spots = still_open((row.spot for row in rows), decisions)
    return tuple(row for row in rows if row.spot in spots or not is_decidable(row))


def _shown_by(contents: Mapping[str, bytes | None]) -> Mapping[str, set[str]]:
    """Attachment to the obligations of the items that show it."""
    shown: dict[str, set[str]] = {}
    for path, data in contents.items():
        kind = classify(path)
        if not isinstance(kind, ItemPath) or data is None:
            continue
        try:
            rows = parse_document(data, path=path).value.get("attachments")
        except DocumentError:
            continue
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and isinstance(row.get("file"), str):
                shown.setdefault(row["file"], set()).add(kind.obligation)
    return shown
