"""One Change without its history: what the proof of a version is judged against.

Where the judge would ask the past, it is given the answer that speaks against nothing, so that all its other rules are
asked, unaltered. What was not asked is named (`NOT_ASKED`), wherever such a verdict is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from repo_schema.documents import Document
from repo_schema.footing import Footed
from repo_schema.history import Admission, Change, History, Verdict
from repo_schema.law import Label
from repo_schema.manifests import Entries, Entry, Manifest
from repo_schema.pointers import Pointer
from repo_schema.references import based_on_path

__all__ = ["NOT_ASKED", "ON_MAIN", "LoneHistory"]

ON_MAIN: Final = "on_main"
NOT_ASKED: Final[Mapping[str, Label]] = MappingProxyType(
    {
        ON_MAIN: Label(
            "การเปลี่ยนแปลงนี้อยู่บนสายหลัก (main) ขององค์กรจริงหรือไม่ สายที่แยกไปทำเองด้วยกุญแจเก่าก็ดูเหมือนกัน"
            " เว้นแต่อยู่ใต้จุดตรวจที่ท่านเก็บไว้เอง",
            "Whether it stands on the organisation's main: a fork made with old keys looks the same,"
            " unless it lies under a checkpoint that you kept yourself",
        ),
        "still_stands": Label(
            "ฉบับนี้ยังเป็นฉบับล่าสุดหรือไม่ เป็นฉบับที่เท่าใด และภายหลังถูกถอน ระงับ หรือกุญแจที่ลงนามถูกขโมยหรือไม่",
            "Whether it still stands, which number it has, and whether it was taken down or a key stolen since",
        ),
        "policy": Label(
            "ทะเบียนบุคคลและระเบียบที่ใช้ตัดสินซึ่งแนบมาด้วย ได้มาโดยชอบหรือไม่",
            "Whether the policy that comes with the proof, by which it was judged, itself came about by the rules",
        ),
        "freshness": Label(
            "สิ่งที่ใช้เป็นฐานได้รับการรับรองแล้วหรือไม่ มีผู้แก้รายการเดียวกันในระหว่างนั้น หรือคำขอนี้ถูกส่งคืนก่อนหรือไม่",
            "Whether what it was built on was trusted, nothing changed in between, and it had not been returned",
        ),
        "references": Label(
            "สิ่งที่เนื้อหาอ้างถึงในรายการอื่น (เช่น แผนที่รายงานอ้าง) มีจริงหรือไม่ และไฟล์เดิมที่นำเข้าวางไว้ถูกที่หรือไม่",
            "Whether what it refers to in other items is there, and whether an imported item may stand where it does",
        ),
        "times": Label("เวลาทั้งหมดเป็นเวลาที่ผู้ลงนามระบุเอง", "All times are the signers' claims"),
    }
)


class LoneHistory(History):
    """The trusted state as far as one Change touches it, just before that Change."""

    def __init__(
        self,
        change: Change,
        *,
        base: str,
        at: int,
        law: Admission,
        steps: Sequence[str] = (),
        newer_law: Admission | None = None,
        landed: Entries,
        attached: Mapping[str, tuple[Entry, Pointer]],
        documents: Iterable[Document],
    ) -> None:
        """`law`: in force at `base`, the commit that the Change was prepared on; `at`: its date, Unix seconds.

        `steps`: the commits of `main` from there to just before the Change, with `newer_law` in force after the last,
        if it is another. `landed`: what `main` held then at the paths of the Change. `attached`: the files that it
        names and that stood before. `documents`: the items that it puts in place.
        """
        manifest = change.submission.manifest if change.submission else {}
        entries = {path: entry for path, (entry, _) in attached.items()}
        entries |= {path: row.before for path, row in manifest.items() if row.before}
        pointers = {path: pointer for path, (_, pointer) in attached.items()}
        super().__init__(anchor=base, at=at, entries=entries, admission=replace(law, pointers=pointers))
        for step in steps:
            admission = newer_law if newer_law is not None and step == steps[-1] else Admission()
            self.advance(Verdict(step, self.length + 1, "restoration", at, {}, admission=admission))
        self.imported |= manifest.keys()  # for all that is known, what stood before was imported too
        self.untrusted |= {path: landed.get(path) for path in manifest if landed.get(path) != entries.get(path)}
        self._presumed = dict(map(_lines_named, filter(based_on_path, documents)))
        self._presume_suspended({path: row for path, row in manifest.items() if row.before == row.after})

    def lines_of(self, item: str, version: int) -> frozenset[str] | None:
        """What the Change says of the lines of other items is taken as said."""
        return self._presumed.get((item, version))

    def _presume_suspended(self, again: Manifest) -> None:
        """What is listed again was suspended, for all that is known, if any key was compromised at all."""
        keys = frozenset(key for key, _, _ in self.law.policy.compromises())
        self.footing.take(Footed(1, date.max, keys, merged_with=""), again)
        self.footing.suspend(self.law.policy)


def _lines_named(document: Document) -> tuple[tuple[str, int], frozenset[str]]:
    """The version of another item that `document` names, and the lines of it."""
    content = document.value["content"]
    lines = (row.get("plan_line_no") for row in content.get("lines", ()))
    version: int = content["based_on"]["version"]
    return (based_on_path(document) or "", version), frozenset(line for line in lines if line is not None)
