"""What the attachments of a change say, as far as a program could read them."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from repo_schema.file_types import FILE_TYPES
from repo_schema.findings import Finding
from repo_schema.layout import FilePath, classify
from repo_schema.passages import Reading
from repo_schema.pointers import parse_pointer
from repo_schema.remarks import UNREAD, say
from service.extraction import LIMITS, Limits, read_file
from service.ledger.attachments import Store

__all__ = ["read_contents", "tell_hidden"]


def read_contents(
    store: Store, contents: Mapping[str, bytes | None], *, limits: Limits = LIMITS
) -> dict[str, Reading]:
    """What the attachments among `contents` (path to a pointer's bytes) say, as far as their bytes are in `store`."""
    read = {}
    for path, data in sorted(contents.items()):
        kind = classify(path)
        pointer = parse_pointer(data) if data and isinstance(kind, FilePath) else None
        if isinstance(kind, FilePath) and pointer is not None and store.state(pointer) == "present":
            known = FILE_TYPES.get(kind.extension)
            read[path] = _read(store.path(pointer.sha256), known.media_type if known else "", limits)
    return read


def tell_hidden(readings: Mapping[str, Reading]) -> list[Finding]:
    """What the readers of each file may not see, and others can get out of it; as warnings."""
    hidden = {path: [row for row in reading.remarks if row.code not in UNREAD] for path, reading in readings.items()}
    return [Finding("file_hides", path=path, found=say(remarks)) for path, remarks in hidden.items() if remarks]


@lru_cache(maxsize=64)
def _read(path: Path, media_type: str, limits: Limits) -> Reading:
    """Once in a run: a file in the store is what its name says, or was found damaged before."""
    return read_file(path, media_type, limits=limits)
