"""What an executive reads on the merge request itself: the change in words, its files, what is personal, what is due.

Thai first, English beside it. It says less than the page of `prongsai reviews page`, which shows everything; what is
cut says so. What was found personal stays masked here, since a comment is sent by mail and kept: the change shows it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from repo_schema.admission import check_document
from repo_schema.documents import Pointer, render_pointer
from repo_schema.findings import Finding
from repo_schema.labels import find_label
from repo_schema.law import Policy
from repo_schema.layout import classify, is_document
from repo_schema.passages import Passage
from repo_schema.privacy.decisions import render_verdict
from repo_schema.privacy.detection import Context, detect, mask
from repo_schema.privacy.sources import context_of
from repo_schema.privacy.words import DECISION_WORDS, NOT_SEEN
from repo_schema.reviews import STRENGTH_WORDS
from service.ledger.markdown import code, link, plain
from service.ledger.recorder import Imported, Outcome
from service.ledger.reviewing import FileShown, PathChange, Review

__all__ = ["MARKER", "NotePage", "Published", "published_line", "render_note"]

MARKER: Final = "<!-- prongsai reviews import -->"
"""The first line, which no forge shows: by it the recorder finds its own note again."""
_ROWS_AT_MOST: Final = 60
"""Of one file; GitHub takes 65,536 letters in a comment."""
_LONGEST: Final = 60_000
_STEPS: Final = {
    "unit_check": "ตรวจทาน · unit check",
    "consent": "ให้ความเห็นชอบ · consent",
    "administer": "รับรองการแก้นโยบาย · administer",
    "take_down": "ลงนามถอน ระงับ หรือลบ · take down",
}
_STATES: Final[Mapping[Outcome, str]] = {
    "published": "✅ เผยแพร่แล้ว · Published",
    "waiting": "⏳ ยังรอ · Waiting",
    "returned": "↩️ ส่งคืนให้แก้ไข · Sent back",
    "refused": "❌ ไม่ผ่านการตรวจ · Refused",
}
_PRESS: Final = (
    "กดปุ่มอนุมัติ (Approve) เท่ากับเห็นชอบให้เผยแพร่ตามเนื้อหานี้ทุกประการ ในตำแหน่งของท่าน หากแก้ไขหลังจากนี้ต้องพิจารณาใหม่  ",
    "Pressing *Approve* consents to exactly this content, in your office; whatever changes later needs a new review.",
)


@dataclass(frozen=True, slots=True)
class Published:
    """One item of a publication, and where it stands for good."""

    item: str
    version: int
    address: str | None
    """None where this program was not told the service's address."""


@dataclass(frozen=True, slots=True)
class NotePage:
    """What there is to say about one merge request."""

    row: Imported
    policy: Policy
    domain: str | None
    page_of: Callable[[str, str], str]
    """Head and path to the forge's own page of the file."""
    review: Review | None = None
    """None where there is no submission."""
    published: tuple[Published, ...] = ()


def published_line(head: str) -> str:
    """The second line of a note that says that the content of `head` is public."""
    return f"<!-- published {head} -->"


def render_note(page: NotePage) -> str:
    """The note, Markdown; the same for the same state."""
    text = "\n".join((MARKER, *_lines(page)))
    if len(text) <= _LONGEST:
        return text
    cut = text[:_LONGEST].rpartition("\n")[0]
    return f"{cut}\n\n**ยาวเกินไป จึงตัดไว้เท่านี้ กรุณาดูส่วนที่เหลือในแถบการเปลี่ยนแปลง · Cut here: see the change itself.**"


def _lines(page: NotePage) -> Iterator[str]:
    row, review = page.row, page.review
    if row.outcome == "published":
        yield published_line(row.request.head)
    yield from (f"### {_STATES[row.outcome]}", "")
    if row.vouched:
        yield f"{' · '.join(STRENGTH_WORDS['vouched'])}  "
    if row.outcome == "published":
        yield from _published(page)
        return
    if review is not None:
        author = page.policy.people.get(review.pending.author or "")
        yield f"จัดทำโดย · Prepared by: {code(author.name.th if author else '–')}  "
        yield f"คำขอ · Submission: {code(review.pending.id)}"
        for change in review.changes:
            yield from _change(page, review, change)
        if review.files:
            yield from ("", "#### ไฟล์แนบ · Files", "")
            yield from (_file(page, file) for file in review.files)
        yield from _privacy(page, review)
    yield from _due(page)
    if review is not None and row.outcome == "waiting":
        yield from ("", "---", "", *_PRESS, "", f"เนื้อหา · Content: {code(review.pending.content or '')}  ")
        yield f"ที่ท่านเห็นในคำขอนี้ · As this request shows it: {code(row.request.head)}"


def _published(page: NotePage) -> Iterator[str]:
    for found in page.published:
        place = link(found.item, found.address) if found.address else code(found.item)
        yield f"- {place} ฉบับที่ {found.version} · version {found.version}"
    yield ""
    yield f"คำวินิจฉัย · Verdict: รับแล้ว · accepted, {code(page.row.commit or '')}  "
    yield "คำขอนี้ปิดได้ ไม่ต้องกดรวม (Merge) · This request can be closed; nothing is left to merge."


def _change(page: NotePage, review: Review, change: PathChange) -> Iterator[str]:
    kind = "รายการใหม่ · new" if change.is_new else "แก้ไข · changed"
    yield from ("", f"#### {kind}: {_place(page, change.path)}", "")
    document = check_document(change.path, change.text.encode())[0] if is_document(change.path) else None
    schema = str(document.value.get("schema", "")) if document else ""
    spots = frozenset(sighting.hit.where for sighting in review.look.standing if sighting.path == change.path)
    for row in change.rows[:_ROWS_AT_MOST]:
        label = f"{plain(row['label']['th'])} · {plain(row['label']['en'])}"
        pointer = tuple(int(step) if step.isdecimal() else step for step in row["path"].split("/")[1:])
        told = _Told(page, change.path, schema, spots)
        if row["op"] != "add":
            yield from told.lines(f"{label} – เดิม · before", row["before"], pointer)
        if row["op"] != "remove":
            yield from told.lines(f"{label} – ใหม่ · after" if row["op"] == "replace" else label, row["after"], pointer)
    if len(change.rows) > _ROWS_AT_MOST:
        yield f"- … อีก {len(change.rows) - _ROWS_AT_MOST} รายการ · more, in the change itself"


def _place(page: NotePage, path: str) -> str:
    """A path that some rule names can stand in an address; of any other nobody knows what it holds."""
    return link(path, page.page_of(page.row.request.head, path)) if classify(path) else _masked(page, path)


@dataclass(frozen=True, slots=True)
class _Told:
    """How the values of one file are told: each on its own line, masked where something personal was found."""

    page: NotePage
    path: str
    schema: str
    spots: frozenset[str]

    def lines(self, words: str, value: Any, at: Pointer) -> Iterator[str]:
        match value:
            case {"th": str(text), **more} if more.keys() <= {"en"}:
                yield f"- {words}: {self._shown(text, (*at, 'th'))}"
            case dict():
                for name, inner in value.items():
                    found = find_label(self.schema, (*at, name))
                    yield from self.lines(f"{words} › {plain(found.th if found else str(name))}", inner, (*at, name))
            case list():
                for index, inner in enumerate(value):
                    yield from self.lines(f"{words} {index + 1}", inner, (*at, index))
            case bool():
                yield f"- {words}: {'ใช่ · yes' if value else 'ไม่ใช่ · no'}"
            case _:
                yield f"- {words}: {self._shown(str(value), at)}"

    def _shown(self, text: str, at: Pointer) -> str:
        hidden = render_pointer(at) in self.spots or _is_private(text, context_of(self.path, self.page.domain))
        return code(mask(text) if hidden else text)


def _is_private(text: str, context: Context) -> bool:
    return any(hit.level != "info" for hit in detect([Passage("value", text)], context))


def _masked(page: NotePage, text: str) -> str:
    return code(mask(text) if _is_private(text, Context(domain=page.domain)) else text)


def _file(page: NotePage, file: FileShown) -> str:
    name = _masked(page, file.name)
    size = f"{file.bytes:,} ไบต์ · bytes"
    if file.state != "present":
        return f"- ⚠️ {name} {size}: ไม่มีไฟล์ จึงยังพิจารณาไม่ได้ · not here: it cannot be reviewed yet"
    return f"- [{name}]({page.page_of(page.row.request.head, file.path)}) {size}"


def _privacy(page: NotePage, review: Review) -> Iterator[str]:
    yield from ("", "#### ข้อมูลส่วนบุคคลและความลับ · Personal data and secrets", "")
    decided = {decision.spot: (person, decision) for person, decision in review.decided}
    for sighting in review.look.standing:
        yield f"- ⚠️ {_masked(page, sighting.finding.message('th'))}  "
        yield f"  {_masked(page, sighting.finding.message('en'))}"
        if sighting.spot in decided:
            person, decision = decided[sighting.spot]
            name = page.policy.people[person].name.th if person in page.policy.people else person
            yield f"  ✓ {' · '.join(DECISION_WORDS[render_verdict(decision.kind, decision.basis)])} ({code(name)})"
    if not review.look.standing:
        yield "โปรแกรมไม่พบสิ่งที่ต้องวินิจฉัย · The program found nothing to decide."
    yield from ("", " · ".join(NOT_SEEN))


def _due(page: NotePage) -> Iterator[str]:
    pending = page.review.pending if page.review else None
    if pending is not None and page.row.outcome == "waiting":
        yield from ("", "#### ยังต้องการ · Still needed", "")
        yield from (f"- ✓ {code(signed)}" for signed in pending.signed)
        for need in pending.missing:
            titles = sorted(page.policy.offices[office].title.th for office in need.offices)
            yield f"- ☐ {_STEPS[need.step]}: {', '.join(map(code, titles))}"
        if not pending.missing:
            yield "- ครบแล้ว รอเผยแพร่ · complete, to be published"
    said = tuple(row for row in page.row.findings if not row.code.startswith("missing_"))
    hints = pending.hints if pending is not None else ()
    if pending is not None and pending.reason:
        yield from ("", f"เหตุผลที่ส่งคืน · Why it was sent back: {_masked(page, pending.reason)}")
    if said or hints:
        yield from ("", "#### ต้องแก้ไขหรือควรดู · To be corrected or looked at", "")
        for finding in (*said, *hints):
            yield from _finding(page, finding)


def _finding(page: NotePage, finding: Finding) -> Iterator[str]:
    at = f"{finding.path}:{finding.line}" if finding.path and finding.line else finding.path
    place = " ".join(part for part in (at, finding.field) if part)
    yield f"- {code(finding.code)} {_masked(page, place) if place else ''}".rstrip() + "  "
    for lang in ("th", "en"):
        yield f"  {_masked(page, finding.message(lang))}  "
        yield f"  → {_masked(page, finding.hint(lang))}" + ("  " if lang == "th" else "")
