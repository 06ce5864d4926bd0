"""What is to be served: one repository as the command line names it, or many from a file of hosts."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

from service.ledger.errors import LedgerError
from service.settings import Settings

__all__ = ["Plan", "read_hosts"]

_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})+")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_KEYS: Final = {"repository": str, "anchor": str, "index": str, "public_url": str, "receiver": str, "site": bool}
_PATHS: Final = ("repository_path", "index_path", "receiver")


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is served, by the host under which it is asked for; a lone one stands under `""`: any host."""

    places: Mapping[str, Settings]

    @property
    def is_hosted(self) -> bool:
        return "" not in self.places

    def without_keys(self) -> Self:
        """The same, for a process that reads requests: it follows nothing, and never learns where a key is."""
        return replace(
            self, places={host: replace(it, receiver=None, follows=False) for host, it in self.places.items()}
        )

    def limited(self, dear_per_minute: int) -> Self:
        """The same, with so many tokens for each reader (`service.api.limits`) in each process."""
        return replace(
            self, places={host: replace(it, dear_per_minute=dear_per_minute) for host, it in self.places.items()}
        )

    def as_json(self) -> dict[str, Any]:
        return {
            host: {key: str(value) if isinstance(value, Path) else value for key, value in asdict(place).items()}
            for host, place in self.places.items()
        }

    @classmethod
    def of_json(cls, rows: Mapping[str, Mapping[str, Any]]) -> Self:
        places = {host: {key: _value(key, given) for key, given in row.items()} for host, row in rows.items()}
        return cls({host: Settings(**place) for host, place in places.items()})


def _value(key: str, given: Any) -> Any:
    return Path(given) if key in _PATHS and given is not None else given


def read_hosts(path: Path) -> Plan:
    """The organisations of a file of hosts (docs/operations.md); raises `LedgerError` for what cannot be meant.

    Paths are relative to the file. A repository that is not there is no fault of the file: it alone is not served.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unfit(path, f"อ่านไม่ได้ ({error})", f"it cannot be read ({error})") from error
    tables = document.pop("hosts", None)
    indexes = document.pop("indexes", None)
    if document or not isinstance(tables, dict) or not tables or not isinstance(indexes, str):
        th, en = "ต้องมี indexes (โฟลเดอร์) และ [hosts.…] เท่านั้น", "it has `indexes`, a folder, and [hosts.…], no more"
        raise _unfit(path, th, en)
    folder = path.parent / indexes
    places = {host: _place(path, folder, host, table) for host, table in tables.items()}
    for field in ("repository_path", "index_path"):
        if len({getattr(place, field).resolve() for place in places.values()}) < len(places):
            raise _unfit(path, f"{field} ซ้ำกันระหว่างสองโฮสต์", f"two hosts share one {field}: each index has one writer")
    return Plan(places)


def _place(path: Path, indexes: Path, host: str, table: Any) -> Settings:
    if not _HOST.fullmatch(host):
        th = "ชื่อโฮสต์เป็นตัวพิมพ์เล็ก มีจุด (ชื่อไทยเขียนแบบ xn--)"
        en = "a host is a dotted name in lower case (a Thai one as xn--)"
        raise _unfit(path, f"{host}: {th}", f"{host}: {en}")
    strange = isinstance(table, dict) and [
        key for key, value in table.items() if not isinstance(value, _KEYS.get(key, ()))
    ]
    if not isinstance(table, dict) or strange:
        allowed = ", ".join(_KEYS)
        raise _unfit(path, f"{host}: ใช้ได้เฉพาะ {allowed} ({strange})", f"{host}: it takes {allowed}, not {strange}")
    if "repository" not in table or not _COMMIT.fullmatch(table.get("anchor", "")):
        raise _unfit(
            path,
            f"{host}: ต้องมี repository และ anchor (เลขฐานสิบหกตัวเล็ก 40 หลัก)",
            f"{host}: it needs `repository`, and `anchor`, the first commit, whole",
        )
    base = path.parent
    return Settings(
        base / table["repository"],
        base / table["index"] if "index" in table else indexes / f"{host}.sqlite",
        table["anchor"],
        public_url=table.get("public_url", f"https://{host}"),
        receiver=base / table["receiver"] if "receiver" in table else None,
        has_site=table.get("site", True),
    )


def _unfit(path: Path, th: str, en: str) -> LedgerError:
    return LedgerError(
        th=f"ไฟล์โฮสต์ {path} ใช้ไม่ได้: {th}",
        en=f"the file of hosts {path} cannot be used: {en}",
        hint_th="ดูตัวอย่างใน docs/operations.md",
        hint_en="see docs/operations.md for an example",
    )
