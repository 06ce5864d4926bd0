"""What may be said of one version, and in which words: as much as its proof bears, and never more.

`proved` alone is shown with a tick: every step signed with the person's own key, judged by the policy of its day, from
an anchor that this service was told. Anything else is shown as what it is, with what is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from service.ledger.records import ANCHOR, RECEIPT, SIGNED_COMMITS, SUSPENDED, VOUCHED

__all__ = ["Sentence", "Verdict", "verdict_of"]

Standing: TypeAlias = Literal["proved", "weaker", "unpinned", "unproved", "contradicted", "suspended", "withheld"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that is so; `moment` and `acts` complete it."""

    th: str
    en: str
    acts: tuple[Mapping[str, Any], ...] = ()
    moment: str | None = None
    is_missing: bool = False
    """Whether this is something that a full proof would have."""


@dataclass(frozen=True, slots=True)
class Verdict:
    standing: Standing
    th: str
    en: str
    sentences: tuple[Sentence, ...]


_HEADLINES: Final[Mapping[Standing, tuple[str, str]]] = {
    "proved": (
        "ตรวจสอบแล้ว: ผู้มีอำนาจรับรองครบทุกขั้น และเนื้อหาตรงกับที่รับรองทุกตัวอักษร",
        "Verified: every step was signed for by who had the power, and the content is what they signed, to the letter",
    ),
    "weaker": (
        "ผ่านเกณฑ์ขององค์กร แต่หลักฐานบางขั้นอ่อนกว่าลายมือชื่อดิจิทัลของผู้รับรองเอง",
        "Accepted under the organisation's policy; some step rests on weaker proof than the person's own signature",
    ),
    "unpinned": (
        "ลายมือชื่อครบทุกขั้น แต่เว็บไซต์นี้ยังไม่ได้ยืนยันจุดตั้งต้นกับประกาศขององค์กร",
        "Every step is signed, but this site was not told the anchor that the organisation announced",
    ),
    "unproved": (
        "มีมาแต่จุดตั้งต้นของคลัง ไม่มีหลักฐานว่าใครตรวจทานหรือเห็นชอบ",
        "Here since the repository began: nothing shows who checked it or consented",
    ),
    "contradicted": (
        "ยังเชื่อถือไม่ได้: มีหลักฐานว่าเคยมีประวัติอีกชุดหนึ่งอยู่ที่นี่",
        "Not to be relied on: there is evidence that another history stood here",
    ),
    "suspended": (
        "ถูกระงับความเชื่อถือ: ลงนามด้วยกุญแจที่ผู้อื่นอาจใช้ได้ รอตรวจและรับรองใหม่",
        "Suspended: signed with a key that somebody else may have used; to be checked and approved again",
    ),
    "withheld": (
        "ไม่แสดงเนื้อหา: ถูกถอน ระงับ หรือลบโดยผู้มีอำนาจ",
        "Its content is not shown: withdrawn, suppressed or erased by who has the power",
    ),
}


def verdict_of(entry: Mapping[str, Any], *, latest: int, anchor_pinned: bool, contradicted: bool = False) -> Verdict:
    """Of a version's record (`records.version_entry`); `latest`: the number of the item's newest version.

    `contradicted`: receivers, witnesses or the history itself speak of another one that stood here.
    """
    standing = _standing(entry, anchor_pinned=anchor_pinned, contradicted=contradicted)
    th, en = _HEADLINES[standing]
    return Verdict(standing, th, en, (*_taken_back(entry), *_steps(entry), *_since(entry, latest)))


def _standing(entry: Mapping[str, Any], *, anchor_pinned: bool, contradicted: bool) -> Standing:
    strength = entry["proof"]["strength"]
    if entry["withheld"]:
        return "withheld"
    if entry["state"] == SUSPENDED:
        return "suspended"
    if contradicted:
        return "contradicted"
    if strength == ANCHOR:
        return "unproved"
    if not anchor_pinned:
        return "unpinned"
    return "proved" if strength == SIGNED_COMMITS else "weaker"


def _taken_back(entry: Mapping[str, Any]) -> Iterator[Sentence]:
    """What became of it after it was published."""
    if withheld := entry["withheld"]:
        reason, authority = withheld["reason"]["label"], withheld["authority"]["label"]
        yield Sentence(
            f"เหตุ: {reason['th']} โดย: {authority['th']} คำสั่งลงนามแล้ว",
            f"Reason: {reason['en']}. By: {authority['en']}. The order is signed",
            moment=withheld.get("since"),
            is_missing=True,
        )
    if suspended := entry["suspended"]:
        since = suspended["since"]
        yield Sentence(
            f"กุญแจของ “{suspended['person']}” อาจถูกผู้อื่นใช้ตั้งแต่ {since or 'เมื่อใดไม่ทราบ'} เนื้อหานี้จึงยังไม่นับว่ารับรองแล้ว",
            f"A key of “{suspended['person']}” may have been another's since {since or 'an unknown day'}:"
            " until it is approved again this does not count as approved",
            is_missing=True,
        )


def _steps(entry: Mapping[str, Any]) -> Iterator[Sentence]:
    if entry["proof"]["strength"] == ANCHOR:
        yield Sentence(
            "ไม่ปรากฏผู้จัดทำ ผู้ตรวจทาน และผู้เห็นชอบ",
            "No preparer, checker or consenter is on record",
            is_missing=True,
        )
    else:
        if entry["prepared"]["strength"] == VOUCHED:
            yield Sentence("จัดทำโดย", "Prepared by", acts=(entry["prepared"],), is_missing=True)
        yield Sentence("ตรวจทานโดย", "Checked by", acts=tuple(entry["checked"]))
        if entry["consented"]:
            yield Sentence("เห็นชอบให้เผยแพร่โดย", "Consented to by", acts=tuple(entry["consented"]))
            if entry["proof"].get("combined_capacity"):
                yield Sentence(
                    "ผู้ตรวจทานและผู้เห็นชอบเป็นคนเดียวกัน ในสองตำแหน่ง ตามที่นโยบายในวันนั้นอนุญาต",
                    "One person checked it and consented, in two offices, as the policy of its day allowed",
                    is_missing=True,
                )
        else:
            yield Sentence(
                "ตามนโยบายที่ใช้ในวันนั้น เรื่องนี้เผยแพร่ได้โดยไม่ต้องขอความเห็นชอบจากผู้บริหาร",
                "Under the policy of its day this needed no executive's consent",
            )
    if entry["published_at_source"] == RECEIPT:
        yield Sentence(
            "เป็นข้อมูลสาธารณะเมื่อ (ผู้รับรองเวลาเห็นและลงนามแล้ว)",
            "Public since (seen and signed by a receiver)",
            moment=entry["published_at"],
        )
    else:
        yield Sentence(
            "เผยแพร่เมื่อ (ตามที่ผู้เผยแพร่ระบุ ยังไม่มีผู้รับรองเวลา)",
            "Published (as the publisher claims; no receiver vouches for the time)",
            moment=entry["published_at"],
            is_missing=True,
        )
    if entry["imported"]:
        yield Sentence(
            "นำเข้าจากไฟล์เดิม ยังไม่ได้กรอกตามแบบ วันที่เดิมเป็นไปตามที่หน่วยงานระบุ",
            "Imported from an old file, not filled in on its form; its original date is the unit's claim",
            is_missing=True,
        )


def _since(entry: Mapping[str, Any], latest: int) -> Iterator[Sentence]:
    if entry["version"] == latest:
        yield Sentence("ตั้งแต่นั้นมาไม่มีการแก้ไข ฉบับนี้เป็นฉบับล่าสุด", "Nothing has changed since: this is the newest version")
    else:
        newer = latest - entry["version"]
        yield Sentence(
            f"หลังจากนั้นมีฉบับใหม่กว่าอีก {newer} ฉบับ ฉบับนี้เก็บไว้ตามเดิม",
            f"There are {newer} newer versions since; this one is kept as it was",
        )
