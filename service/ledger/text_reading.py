"""Has attachments read, one at a time on a thread of its own, and their text put into the index for searching.

Reading a file takes seconds and following `main` must not wait: what is published, and what is taken down, comes first.
What a file says never changes, so that it is kept beside the index by its SHA-256 for the next index; what no version
gives any more goes from there too.
"""

import logging
import sqlite3
import threading
import time
from pathlib import Path
from typing import Final

from repo_schema.file_types import FILE_TYPES
from repo_schema.pointers import Pointer
from service.extraction import Limits, read_file
from service.ledger.attachments import Store
from service.ledger.errors import LedgerError
from service.ledger.file_texts import FileText, parse_text, render_text, text_of
from service.ledger.follower import Follower
from service.ledger.read_model import IndexUnusableError, ReadModel
from service.ledger.repository import find_git_dir

__all__ = ["TextReader"]

_LOG: Final = logging.getLogger(__name__)
_EDITION: Final = 1
"""Of what is taken out of a file, and how; raise it when that changes."""
_LIMITS: Final = Limits(seconds=20, patience=3, output_bytes=16 << 20, pages=1_000)
_AT_ONCE: Final = 20
_AGAIN: Final = 600.0
"""Seconds before a file that is not here, or not whole, is looked for again."""


class TextReader:
    """Beside one index."""

    def __init__(self, repository_path: Path, follower: Follower, model: ReadModel) -> None:
        self._repository_path = repository_path
        self._follower = follower
        self._model = model
        self._folder = Path(f"{follower.index_path}.texts")
        self._stopping = threading.Event()
        self._not_before: dict[str, float] = {}

    def run(self, poll_seconds: float) -> None:
        """Read until `stop`; the body of a thread."""
        while not self._stopping.wait(poll_seconds):
            self.look()

    def look(self) -> None:
        """Read all that is unread now. Trouble is logged, never raised."""
        try:
            while self.catch_up():
                pass
        except (LedgerError, OSError, sqlite3.Error, IndexUnusableError) as error:
            _LOG.warning("attachments are not read: %s", error)
        except Exception:  # noqa: BLE001 - searching attachments is a convenience; nothing else stops with it
            _LOG.exception("reading attachments failed")

    def stop(self) -> None:
        """End `run` after the file that is being read."""
        self._stopping.set()

    def catch_up(self) -> bool:
        """Read some of what is unread, newest first; True while there may be more."""
        with self._model.snapshot() as snapshot:
            wanted = snapshot.unread_files(_AT_ONCE + len(self._not_before))
        self._forget_unnamed()
        now = time.monotonic()
        due = [row for row in wanted if self._not_before.get(row[0], 0.0) <= now][:_AT_ONCE]
        for sha256, size, path in due:
            if self._stopping.is_set():
                return False
            text = self._text_of(Pointer(sha256, size), path)
            if text is None:
                self._not_before[sha256] = now + _AGAIN
            elif not self._follower.keep_text(sha256, text):
                return False
        return bool(due)

    def _text_of(self, pointer: Pointer, path: str) -> FileText | None:
        """None: its bytes are not here, whole."""
        kept = self._folder / f"{pointer.sha256}.{_EDITION}.json"
        try:
            return parse_text(kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            pass
        store = Store(find_git_dir(self._repository_path))
        if store.state(pointer) != "present":
            return None
        known = FILE_TYPES.get(path.rpartition(".")[2])
        reading = read_file(store.path(pointer.sha256), known.media_type if known else "", limits=_LIMITS)
        text = text_of(reading.passages)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        aside = kept.with_suffix(".new")
        aside.write_text(render_text(text), encoding="utf-8")
        aside.replace(kept)
        return text

    def _forget_unnamed(self) -> None:
        """What no version gives any more, and what an older edition kept."""
        if not self._folder.is_dir():
            return
        kept = {file: file.name.partition(".")[0] for file in self._folder.iterdir()}
        with self._model.snapshot() as snapshot:
            given = snapshot.given_files(kept.values())
        for file, sha256 in kept.items():
            if sha256 not in given or not file.name.endswith(f".{_EDITION}.json"):
                file.unlink(missing_ok=True)
