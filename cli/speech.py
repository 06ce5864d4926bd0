"""How commands speak: one value as Thai or English text or as JSON; results on stdout, narration on stderr."""

import json
import locale
import os
import sys
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

from repo_schema.findings import Finding
from service.ledger.errors import LedgerError


class Lang(StrEnum):
    TH = "th"
    EN = "en"


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


_lang: ContextVar[Lang | None] = ContextVar("lang", default=None)
_format: ContextVar[Format] = ContextVar("format", default=Format.TEXT)


def choose_lang(value: Lang | None) -> Lang | None:
    """Remember `--lang`."""
    if value is not None:
        _lang.set(value)
    return value


def choose_format(value: Format) -> Format:
    """Remember `--format`."""
    _format.set(value)
    return value


def lang() -> Lang:
    """The language to speak: `--lang`, else English where the locale says so, else Thai."""
    chosen = _lang.get()
    if chosen is not None:
        return chosen
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    named = named or (locale.getlocale()[0] or "")
    return Lang.EN if named.lower().startswith("en") else Lang.TH


def say(th: str, en: str) -> str:
    """The words in the chosen language."""
    return th if lang() is Lang.TH else en


def speaks_json() -> bool:
    return _format.get() is Format.JSON


def plain(value: Any) -> str:
    """A value of a document in a line: a label in the chosen language, anything nested as compact JSON."""
    if isinstance(value, dict) and "th" in value and value.keys() <= {"th", "en"}:
        return str(value.get(lang()) or value["th"])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def tell(text: str) -> None:
    """Narrate, on stderr; silent beside JSON."""
    if not speaks_json():
        _write(sys.stderr, text)


def report(value: Any, render: Callable[[], Iterable[str]]) -> None:
    """The result, on stdout: `value` as JSON, or the lines of `render`."""
    if speaks_json():
        _write(sys.stdout, json.dumps(value, ensure_ascii=False, indent=2))
    else:
        for line in render():
            _write(sys.stdout, line)


def hand_over(value: Any, text: str) -> None:
    """The result as a file: `value` as JSON, or `text` byte for byte, whatever a terminal does to line ends."""
    if speaks_json():
        report(value, list)
        return
    sys.stdout.flush()
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None:
        sys.stdout.write(text)
    else:
        raw.write(text.encode())
        raw.flush()


def report_findings(findings: Iterable[Finding], *, mark: str = "✗") -> None:
    """Findings one after another: what, where, what next."""
    rows = list(findings)
    report({"findings": [finding.as_json() for finding in rows]}, lambda: lines_of(rows, mark=mark))


def lines_of(findings: Iterable[Finding], *, mark: str = "✗") -> Iterable[str]:
    """A finding as three lines: code and place, what is wrong, what to do."""
    for finding in findings:
        place = ":".join(str(part) for part in (finding.path, finding.line) if part is not None)
        where = " · ".join(part for part in (place, finding.field) if part)
        yield f"{mark} [{finding.code}] {where}".rstrip()
        yield f"    {finding.message(lang())}"
        if hint := finding.hint(lang()):
            yield f"    → {hint}"


def report_error(error: LedgerError, code: str) -> None:
    """Broken machinery, in words: on stderr, or as JSON on stdout."""
    if speaks_json():
        message = {"th": error.th, "en": error.en}
        hint = {"th": error.hint_th, "en": error.hint_en}
        report({"error": {"code": code, "message": message, "hint": hint}}, list)
        return
    _write(sys.stderr, f"✗ {say(error.th, error.en)}")
    if hint_text := say(error.hint_th, error.hint_en):
        _write(sys.stderr, f"    → {hint_text}")


def _write(stream: Any, text: str) -> None:
    safe = text.encode("utf-8", "backslashreplace").decode("utf-8")
    try:
        stream.write(f"{safe}\n")
        stream.flush()
    except BrokenPipeError:  # nobody reads on (`| head`); the exit code still tells
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def moving() -> "Progress":
    """How far attachments have come on their way to or from the shared repository."""
    return Progress("รับส่งไฟล์แนบ", "Moving attachments")


class Progress:
    """A bar on stderr for long work; nothing when nobody watches."""

    WIDTH = 30

    def __init__(self, th: str, en: str) -> None:
        self._label = say(th, en)
        self._watched = sys.stderr.isatty() and not speaks_json()
        self._shown = -1

    def __call__(self, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if not self._watched or percent == self._shown:
            return
        self._shown = percent
        filled = self.WIDTH * done // max(total, 1)
        bar = "█" * filled + "░" * (self.WIDTH - filled)
        sys.stderr.write(f"\r{self._label} {bar} {percent:3d} %" + ("\n" if done == total else ""))
        sys.stderr.flush()
