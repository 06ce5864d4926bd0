"""A large content repository in our own format, made quickly: one pack, written directly.

    python benchmarks/generate.py FOLDER CHANGES

`git fast-import` refuses signed commits, so the pack is written here and indexed by git. Every Change is a real one:
a signed content commit, the head's signed check, for half of them the chief executive's signed consent, and a signed
merge; one in five was prepared on an older `main` than it is merged into. An item is about 4 KB of YAML, most of it
Thai. The same CHANGES give repositories of the same shape; keys are fresh.
"""

import hashlib
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from repo_schema.approvals import ApprovalForm, Step, render_form  # noqa: E402 - the path comes first
from repo_schema.commits import Ident  # noqa: E402
from repo_schema.manifests import Alteration, Entry  # noqa: E402
from tests.support.ledger import DOMAIN, START, dump, first_contents, item, key_of, small_office  # noqa: E402
from tests.support.objects import init_bare, render_commit, sign_commit  # noqa: E402

UNITS: Final = ("hr", "policy-plan", "office-of-palad", "legal")
NAMES: Final = 40
"""Items for each obligation and unit: what is alive does not grow with the history."""
_PARAGRAPH: Final = (
    "องค์การบริหารส่วนตำบลจัดเวทีรับฟังความคิดเห็นของประชาชนเรื่องการปรับปรุงถนนและทางระบายน้ำภายในหมู่บ้าน "
    "ผู้เข้าร่วมเสนอให้เริ่มจากช่วงที่น้ำท่วมขังก่อน กองช่างรับไปสำรวจและประมาณราคา แล้วจะแจ้งผลในการประชุมครั้งถัดไป "
)
_KINDS: Final = {"commit": 1, "tree": 2, "blob": 3}


@dataclass(frozen=True)
class Node:
    """A tree that shares whatever did not change with the one before."""

    oid: str
    rows: Mapping[str, "tuple[str, str, Node | None]"]
    """Name to (mode, id, subtree)."""


class Pack:
    """Objects, appended to one pack file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._written: set[bytes] = set()
        file.write(b"PACK" + struct.pack(">II", 2, 0))

    def add(self, kind: str, data: bytes) -> str:
        oid = hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data, usedforsecurity=False)
        if oid.digest() not in self._written:
            self._written.add(oid.digest())
            self._file.write(_entry_header(_KINDS[kind], len(data)) + zlib.compress(data, 1))
        return oid.hexdigest()

    def finish(self) -> None:
        """Number the objects and sum the file up, as its format asks."""
        self._file.seek(8)
        self._file.write(struct.pack(">I", len(self._written)))
        self._file.seek(0)
        digest = hashlib.sha1(usedforsecurity=False)
        while chunk := self._file.read(1 << 20):
            digest.update(chunk)
        self._file.write(digest.digest())


def _entry_header(kind: int, size: int) -> bytes:
    byte, size = (kind << 4) | (size & 15), size >> 4
    out = bytearray()
    while size:
        out.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    return bytes([*out, byte])


@dataclass
class Generator:
    """Grows one `main`."""

    pack: Pack
    at: int = START
    head: str = ""
    root: Node = Node("", {})
    mains: list[tuple[str, Node]] = field(default_factory=list)
    """The newest two."""

    def begin(self) -> str:
        for path, content in first_contents(small_office()).items():
            data = content if isinstance(content, bytes) else dump(content)
            self.root = self.put(self.root, path.split("/"), self.pack.add("blob", data))
        self.head = self.commit(self.root, [], "admin", "Begin\n")
        self.mains = [(self.head, self.root)] * 2
        return self.head

    def change(self, number: int) -> None:
        """One submission, checked, consented to where it must be, and merged."""
        unit = UNITS[number // 2 % len(UNITS)]
        needs_consent = number % 2 == 0
        path, document = _item(number, unit, needs_consent=needs_consent)
        base, start = self.mains[0] if number % 5 == 0 else self.mains[1]
        after = Entry("100644", self.pack.add("blob", document))
        parts = path.split("/")
        manifest = {path: Alteration(_find(start, parts), after)}
        tree = self.put(start, parts, after.oid)
        tip = self.commit(tree, [base], f"{unit}-preparer", f"Prepare {path}\n")
        tip = self.commit(tree, [tip], f"{unit}-head", _form("unit_check", f"head-of-{unit}", manifest))
        if needs_consent:
            tip = self.commit(tree, [tip], "chief", _form("consent", "chief-executive", manifest))
        self.root = self.put(self.root, parts, after.oid)
        self.head = self.commit(self.root, [self.head, tip], f"{unit}-preparer", f"Publish {path}\n")
        self.mains = [self.mains[1], (self.head, self.root)]

    def put(self, node: Node, parts: list[str], oid: str) -> Node:
        name, *rest = parts
        below = node.rows.get(name, ("", "", None))[2]
        child = self.put(below or Node("", {}), rest, oid) if rest else None
        row = ("40000", child.oid, child) if child else ("100644", oid, None)
        rows = {**node.rows, name: row}
        listed = sorted(rows.items(), key=lambda row: row[0].encode() + (b"/" if row[1][2] else b""))
        data = b"".join(b"%s %s\0%s" % (row[0].encode(), key.encode(), bytes.fromhex(row[1])) for key, row in listed)
        return Node(self.pack.add("tree", data), rows)

    def commit(self, tree: Node, parents: list[str], by: str, message: str) -> str:
        self.at += 60
        ident = Ident(by, f"{by}@{DOMAIN}", self.at, "+0700")
        data = render_commit(tree.oid, parents, ident, ident, message)
        return self.pack.add("commit", sign_commit(data, key_of(by).sign(data)))


def _find(node: Node, parts: list[str]) -> Entry | None:
    for part in parts[:-1]:
        below = node.rows.get(part, ("", "", None))[2]
        if below is None:
            return None
        node = below
    row = node.rows.get(parts[-1])
    return Entry(row[0], row[1]) if row else None


def _form(step: Step, office: str, manifest: Mapping[str, Alteration]) -> str:
    return render_form(ApprovalForm(step, office, manifest, privacy_considered=step == "unit_check"))


def _item(number: int, unit: str, *, needs_consent: bool) -> tuple[str, bytes]:
    obligation = "participation" if needs_consent else "news"
    path = f"items/{obligation}/{unit}/event-{number // 8 % NAMES}.yaml"
    content: dict[str, Any] = {
        "headline": {"th": f"เวทีรับฟังความคิดเห็น ครั้งที่ {number}"},
        "body": {"th": f"ครั้งที่ {number} " + _PARAGRAPH * 4},
        "published_on": "2025-10-01",
        "held_on": "2025-09-30",
        "place": {"th": "ศาลากลางหมู่บ้าน"},
        "participants": {"count": 40 + number % 20, "groups": [{"th": "ผู้แทนหมู่บ้าน"}, {"th": "ผู้สูงอายุ"}]},
        "outcome": {"th": "ที่ประชุมเห็นชอบให้กองช่างสำรวจ และแจ้งผลในการประชุมครั้งถัดไป"},
    }
    period = {"kind": "as_of", "date": "2025-10-01"}
    return path, dump(item(path, "activity_post", period, content)[path])


def generate(folder: Path, changes: int) -> Iterator[int]:
    """Make the bare repository `folder`; yields how many Changes there are, now and then."""
    init_bare(folder)
    with tempfile.TemporaryFile(dir=folder) as file:
        generator = Generator(Pack(file))
        generator.begin()
        for number in range(changes):
            generator.change(number)
            if number % 1000 == 0:
                yield number
        generator.pack.finish()
        file.seek(0)
        command = ["git", "-C", str(folder), "index-pack", "--stdin"]
        subprocess.run(command, stdin=file, check=True, stdout=subprocess.DEVNULL)
    (folder / "refs/heads/main").write_text(f"{generator.head}\n")
    subprocess.run(["git", "-C", str(folder), "repack", "-adq"], check=True)
    yield changes


def build(folder: Path, changes: int) -> str:
    """The same without news of it; the anchor."""
    for _ in generate(folder, changes):
        pass
    command = ["git", "-C", str(folder), "rev-list", "--max-parents=0", "--first-parent", "main"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    for done in generate(Path(sys.argv[1]), int(sys.argv[2])):
        print(f"{done} / {sys.argv[2]}", file=sys.stderr, flush=True)
