"""What hinders the process that follows, for those that only read: a file beside the index."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Final

from service.ledger.follower import Trouble

__all__ = ["Troubles"]

_LARGEST: Final = 1 << 16


class Troubles:
    """Of one index. One process notes, any number read."""

    def __init__(self, index_path: Path) -> None:
        self._path = Path(f"{index_path}.trouble")
        self._noted: Trouble | None = None

    @property
    def trouble(self) -> Trouble | None:
        try:
            with self._path.open("rb") as file:
                return Trouble(**json.loads(file.read(_LARGEST)))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError):  # half a file, or somebody else's
            return _UNTOLD

    def note(self, trouble: Trouble | None) -> None:
        """Raises `OSError` where it cannot be written."""
        if trouble == self._noted:
            return
        if trouble is None:
            self._path.unlink(missing_ok=True)
        else:
            aside = self._path.with_name(f"{self._path.name}.new")
            try:
                aside.write_text(json.dumps(trouble.as_json(), ensure_ascii=False), encoding="utf-8")
                aside.replace(self._path)
            except OSError:
                with suppress(OSError):
                    aside.unlink()
                raise
        self._noted = trouble

    def forget(self) -> None:
        """Whatever an earlier process noted is not known to be so any more."""
        self._noted = None
        self._path.unlink(missing_ok=True)


_UNTOLD: Final = Trouble(
    "could_not_tell",
    {"th": "อ่านสภาพของการติดตามคลังไม่ได้", "en": "how following the repository goes cannot be read"},
    {"th": "ดูบันทึกของบริการ", "en": "see the service's log"},
)
