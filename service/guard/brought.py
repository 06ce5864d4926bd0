"""Everything a push brings in, looked at object by object, whether or not the result shows it."""

from collections.abc import Iterable, Iterator
from typing import Final

from repo_schema.findings import Finding
from repo_schema.privacy.detection import Context
from repo_schema.privacy.sources import Sighting, look_at_commit, look_at_name
from repo_schema.privacy.submissions import blocking, look_at_contents
from service.guard.rules import Push, Update
from service.ledger.repository import BLOB_LIMIT

OBJECTS_AT_MOST: Final = 50_000
"""In one push; an office's year is less."""


def inspect(push: Push, updates: list[Update]) -> Iterator[Finding]:
    """What is brought in and belongs to nothing judged, or is larger than anything may be."""
    brought = push.repository.quarantined()
    if len(brought) > OBJECTS_AT_MOST:
        yield Finding("guard_push_too_large", expected=f"{OBJECTS_AT_MOST}", found=f"{len(brought)}")
        return
    context = Context(domain=push.history.law.settings.domain)
    for update in updates:
        yield from _refused(look_at_name(update.ref))
    tips = [update.new for update in updates if update.new is not None]
    reached = push.repository.reached(tips) if brought and tips else {}
    unreached = push.repository.unknown(brought.keys() - reached.keys())
    yield from (Finding("guard_object_unreachable", found=f"{brought[oid][0]} {oid}") for oid in sorted(unreached))
    erased = brought.keys() & push.history.taken_down.texts
    yield from (Finding("guard_object_erased", found=oid) for oid in sorted(erased))
    judged_all = not any(push.passes(update) for update in updates)
    for oid, path in reached.items():
        kind, size = brought.get(oid, ("", 0))
        if kind == "commit" and judged_all and oid not in push.accounted:
            yield Finding("guard_commit_foreign", commit=oid, found=oid)
        if kind == "commit":
            yield from _refused(look_at_commit(oid, push.repository.read_commit(oid), context))
        if kind == "tag":
            yield from _refused(look_at_commit(oid, push.repository.read_tag(oid), context))
        if kind == "blob" and size > BLOB_LIMIT:
            yield Finding("yaml_too_large", path=path or oid, expected=f"{BLOB_LIMIT}", found=f"{size}")
        elif kind == "blob" and oid not in push.looked_at:
            contents = {path: push.repository.read_blob(oid) or b""}
            yield from _refused(look_at_contents(contents, context.domain))


def _refused(sightings: Iterable[Sighting]) -> Iterator[Finding]:
    """What is personal or secret beyond doubt, where nobody can decide that it may stand."""
    return (row.finding for row in blocking(sightings))
