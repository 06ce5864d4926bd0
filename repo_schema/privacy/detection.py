"""Passages in, hits out: every rule over every line, and what only a whole document shows.

An excerpt never holds a value or anything made from it, not even a hash: thirteen digits are tried in an hour.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from repo_schema.passages import Passage
from repo_schema.privacy.allowances import is_allowed
from repo_schema.privacy.contacts import (
    find_addresses,
    find_emails,
    find_line_groups,
    find_line_ids,
    find_phones,
    find_plates,
)
from repo_schema.privacy.numbers import find_bank_accounts, find_laser_codes, find_national_ids, find_passports
from repo_schema.privacy.people import MANY_NAMES, find_children, find_names, find_sensitive, shows_children
from repo_schema.privacy.rules import Level, Rule, Span, strongest
from repo_schema.privacy.secrecy import find_secrecy_marks
from repo_schema.privacy.text import normalise

__all__ = ["RULES", "Context", "Hit", "detect", "mask"]

RULES: Final = (
    Rule("national-id", 1, find_national_ids),
    Rule("bank-account", 1, find_bank_accounts),
    Rule("laser-code", 1, find_laser_codes),
    Rule("passport", 1, find_passports),
    Rule("phone", 1, find_phones),
    Rule("email", 1, find_emails),
    Rule("line-group", 1, find_line_groups),
    Rule("line-id", 1, find_line_ids),
    Rule("address", 1, find_addresses),
    Rule("plate", 1, find_plates),
    Rule("child", 1, find_children),
    Rule("names", 1, find_names),
    Rule("sensitive", 1, find_sensitive, shown=True),
    Rule("secrecy", 1, find_secrecy_marks, shown=True),
)
"""Where two rules claim the same characters, the first here has them."""

_BLANK: Final = "▒▒▒"
_AROUND: Final = 16
_LONGEST_HEADING: Final = 60
_WINDOW: Final = 1000
_DIGITS: Final = re.compile(r"[0-9](?:[ -]?[0-9]){3,}")
_CELL: Final = re.compile(r"(.*!)([A-Z]{1,3})[0-9]+")
_HEADING: Final = re.compile("บัญชี|พร้อมเพย์|บัตร|ประชาชน|ผู้เสียภาษี|13 หลัก|หนังสือเดินทาง|passport|ทะเบียน|เลเซอร์", re.IGNORECASE)
"""What the cells of a column are, where they do not say it themselves."""
_OF_SOMEBODY: Final = frozenset({"child", "national-id"})
_GROUP_LINKS_NOWHERE: Final = frozenset({"complaint-channel"})
"""Whoever joins such a group sees who complained."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the document is for: it decides what is expected there."""

    obligations: frozenset[str] = frozenset()
    domain: str | None = None
    """The organisation's own: its addresses are offices'."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One kind of thing at one place."""

    rule: str
    version: int
    level: Level
    where: str
    excerpt: str
    """A few words around it, with every value blanked."""


@dataclass(slots=True)
class _Found:
    """One rule's spans in one line."""

    rule: Rule
    where: str
    text: str
    spans: list[Span]
    everything: list[tuple[Rule, Span]] = field(default_factory=list)

    @property
    def level(self) -> Level:
        return strongest(*(span.level for span in self.spans))

    def hit(self, level: Level | None = None, count: int | None = None) -> Hit:
        number = len(self.spans) if count is None else count
        excerpt = _excerpt(self.text, self.spans[0], self.everything) + (f" ×{number}" if number > 1 else "")
        return Hit(self.rule.id, self.rule.version, level or self.level, self.where, excerpt)


def detect(passages: Iterable[Passage], context: Context) -> tuple[Hit, ...]:
    """What a person must look at in one document; at most one hit of a rule at a place."""
    found = [row for passage in _with_headings(passages) for row in _look(passage, context)]
    names = {row.text[span.start : span.end] for row in found if row.rule.id == "names" for span in row.spans}
    hits: dict[tuple[str, str], Hit] = {}
    for hit in _weighed(found, names, context):
        before = hits.get((hit.rule, hit.where))
        hits[hit.rule, hit.where] = replace(before, level=strongest(before.level, hit.level)) if before else hit
    return tuple(hit for hit in hits.values() if not is_allowed(hit.rule, hit.where, context.obligations))


def mask(text: str) -> str:
    """`text` without anything a rule finds in it, and without any longer number."""
    everything = list(_claims(normalise(text), Context()))
    return _blank(normalise(text), everything)


def _with_headings(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Each passage; a cell under a heading that says what it is, once more with the heading before it."""
    headings: dict[tuple[str, str], str] = {}
    for passage in passages:
        yield passage
        if match := _CELL.fullmatch(passage.where):
            heading = headings.get((match[1], match[2]))
            if heading is not None:
                yield Passage(passage.where, f"{heading} {passage.text}")
            elif len(passage.text) <= _LONGEST_HEADING and _HEADING.search(normalise(passage.text)):
                headings[match[1], match[2]] = passage.text


def _look(passage: Passage, context: Context) -> Iterator[_Found]:
    for line in normalise(passage.text).splitlines():
        everything = list(_claims(line, context))
        for rule in RULES:
            if spans := [span for claimed, span in everything if claimed is rule]:
                yield _Found(rule, passage.where, line, spans, everything)


def _claims(line: str, context: Context) -> Iterator[tuple[Rule, Span]]:
    taken: list[Span] = []
    for rule in RULES:
        for span in rule.find(line):
            own = context.domain is not None and line[span.start : span.end].lower().endswith(f"@{context.domain}")
            place = bisect(taken, span)
            free = all(
                span.end <= other.start or other.end <= span.start for other in taken[max(place - 1, 0) : place + 1]
            )
            if free and not own:
                taken.insert(place, span)
                yield rule, span


def _weighed(found: Iterable[_Found], names: set[str], context: Context) -> Iterator[Hit]:
    """A few names are no list; beside a name a sensitive word may be theirs; a child at a school can be found."""
    rows = list(found)
    named = bool(names) or any(row.rule.id in _OF_SOMEBODY and row.level != "info" for row in rows)
    listed = len(names) >= MANY_NAMES and not is_allowed("names", "", context.obligations)
    children = any(shows_children(row.text) for row in rows)
    first_name = next((row for row in rows if row.rule.id == "names"), None)
    for row in rows:
        match row.rule.id:
            case "names":
                if listed and row is first_name:
                    yield row.hit(count=len(names))
            case "sensitive":
                yield row.hit("block" if listed else strongest("review" if named else "info", row.level))
            case "child":
                yield row.hit("block" if children else None)
            case "line-group":
                yield row.hit("block" if context.obligations & _GROUP_LINKS_NOWHERE else None)
            case _:
                yield row.hit()


def _excerpt(line: str, span: Span, everything: Iterable[tuple[Rule, Span]]) -> str:
    """The words around `span`; cut only after blanking, so that no half of another value is left."""
    first = max(span.start - _WINDOW, 0)
    around = [row for row in everything if first <= row[1].start < span.end + _WINDOW]
    before = _blank(line[first : span.start], [row for row in around if row[1].end <= span.start], first)
    tail = _blank(line[span.end :][:_WINDOW], [row for row in around if row[1].start >= span.end], span.end)
    shown = any(rule.shown for rule, other in around if other == span)
    middle = line[span.start : span.end] if shown else _BLANK
    return before[-_AROUND:].lstrip() + middle + tail[:_AROUND].rstrip()


def _blank(text: str, everything: Iterable[tuple[Rule, Span]], offset: int = 0) -> str:
    for rule, (start, end, _) in sorted(everything, key=lambda row: row[1].start, reverse=True):
        if not rule.shown:
            text = text[: start - offset] + _BLANK + text[end - offset :]
    return _DIGITS.sub(_BLANK, text)
