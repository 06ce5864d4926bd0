"""`LedgerBuilder`: real repositories with real keys, grown the way an office grows them, or the way an attacker would.

    ledger = LedgerBuilder(tmp_path / "origin.git")
    draft = ledger.prepare(contact()).approve("unit_check")
    ledger.publish(draft)
    assert ledger.verify().trusted

Every step takes who does it and what it says, so that a test changes exactly the one thing it is about. Objects are
written straight into the repository: a publication takes about a millisecond. Nothing of the product's writing path
is used, so that builder and product check one another.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import yaml

from repo_schema.approvals import ApprovalForm, Step, render_form
from repo_schema.commits import Ident
from repo_schema.manifests import Alteration, Entry
from repo_schema.pointers import render_pointer
from repo_schema.privacy.decisions import Decision
from service.ledger.attachments import Store
from service.ledger.repository import Repository
from service.ledger.verifier import Sink, Verification, verify
from tests.support.keys import KeyPair, Signer
from tests.support.objects import init_bare

TEMPLATE = Path(__file__).parents[2] / "content-repo-template"
DAY = 86_400
START = 1_759_284_000  # 2025-10-01 09:00 in Bangkok
UNITS = ("hr", "policy-plan", "office-of-palad", "legal")
DOMAIN = "banbueng.example"

Tree = dict[str, tuple[str, str]]
"""Path to (mode, object id)."""
Contents = Mapping[str, Any]
"""Path to a document, raw bytes, an (mode, object id) entry, or None to take it away."""


@lru_cache
def key_of(person: str) -> KeyPair:
    """One key for each person, the same for a whole test run."""
    return KeyPair.ed25519(person)


def dump(document: Any) -> bytes:
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    return text.encode()


def label(text: str) -> dict[str, str]:
    return {"th": text, "en": text}


def small_office() -> dict[str, Any]:
    """Each unit with a preparer and a head; a chief executive, a deputy for `hr`, an administrator."""
    since = "2019-10-01"
    people = {f"{unit}-{role}": [unit] for unit in UNITS for role in ("preparer", "head")}
    people |= {"chief": [], "deputy": [], "admin": []}

    def office(name: str, kind: str, holder: str, units: list[str]) -> dict[str, Any]:
        holders = [{"person": holder, "since": since}]
        return {"id": name, "title": label(name), "kind": kind, "units": units, "holders": holders}

    return {
        "people": [
            {
                "id": person,
                "name": label(f"นาย{person}"),
                "units": units,
                "keys": [{"key": key_of(person).public_line, "since": since}],
            }
            for person, units in people.items()
        ],
        "offices": [
            *(office(f"head-of-{unit}", "unit_head", f"{unit}-head", [unit]) for unit in UNITS),
            office("chief-executive", "chief_executive", "chief", ["all"]),
            office("deputy-executive", "executive", "deputy", ["hr"]),
            office("administrator", "administrator", "admin", []),
        ],
    }


def settings() -> dict[str, Any]:
    return {
        "schema": "settings/v1",
        "format": 1,
        "object_format": "sha1",
        "organisation": {"id": "ban-bueng", "name": label("อบต.บ้านบึง"), "domain": DOMAIN},
        "frameworks": ["oit-2563"],
        "time_zone": "Asia/Bangkok",
    }


def first_contents(office: Mapping[str, Any]) -> dict[str, Any]:
    """The anchor's files: the real template with a small office in it."""
    template = {
        str(path.relative_to(TEMPLATE)): path.read_bytes() for path in sorted(TEMPLATE.rglob("*")) if path.is_file()
    }
    return template | {
        "prongsai.yaml": settings(),
        "policy/people.yaml": {"schema": "policy_people/v1", "people": office["people"]},
        "policy/offices.yaml": {"schema": "policy_offices/v1", "offices": office["offices"]},
    }


def item(path: str, shape: str, period: Mapping[str, Any], content: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """One item file, by path: the envelope that every shape shares."""
    _, obligation, unit, _ = path.split("/")
    document = {
        "schema": f"{shape}/v1",
        "obligation": obligation,
        "unit": unit,
        "period": dict(period),
        "title": {"th": "ข้อมูลที่เปิดเผย"},
        "summary": {"th": "สาระสำคัญโดยย่อของข้อมูลที่เปิดเผยต่อสาธารณะฉบับนี้"},
        "effective_on": "2025-10-01",
        "prepared_on": "2025-10-01",
        "privacy": {"has_personal_data": False, "lawful_basis": "none"},
        "classification": "public",
        "content": deepcopy(dict(content)),
    }
    return {path: document | more}


CONTACT = "items/contact/office-of-palad/main.yaml"


def contact(phone: str = "+6638000001", **more: Any) -> dict[str, Any]:
    """An item that needs no consent."""
    content = {
        "address": {
            "house_no": "99",
            "moo": "3",
            "tambon": "บ้านบึง",
            "amphoe": "บ้านบึง",
            "changwat": "ตัวอย่าง",
            "postcode": "20170",
        },
        "phones": [{"number": phone, "label": {"th": "สำนักงาน"}}],
        "no_fax": True,
        "emails": ["office@banbueng.example"],
        "map": {"lat": 13.3, "lon": 101.1},
    }
    return item(CONTACT, "contact", {"kind": "as_of", "date": "2025-10-01"}, content, **more)


MANUAL = "items/service-manual/office-of-palad/main.yaml"


def manual(title: str = "คู่มือการให้บริการ", **more: Any) -> dict[str, Any]:
    """An item that needs consent."""
    documents = [
        {
            "type": "manual",
            "title": {"th": title},
            "dated": "2025-09-30",
            "url": "https://banbueng.example/manual",
            "service": {"th": "จดทะเบียนพาณิชย์"},
            "steps": [{"name": {"th": "ยื่นคำขอ"}}],
            "duration": {"th": "หนึ่งวันทำการ"},
            "fee": {"th": "ไม่มี"},
            "channel": {"th": "สำนักปลัด"},
        }
    ]
    return item(MANUAL, "document_set", {"kind": "as_of", "date": "2025-10-01"}, {"documents": documents}, **more)


def news(unit: str = "hr", name: str = "first", body: str = "ข่าวประชาสัมพันธ์", **more: Any) -> dict[str, Any]:
    """An item that every unit publishes, as many as it likes, without consent."""
    period = {"kind": "as_of", "date": "2025-10-01"}
    content = {"headline": {"th": "ข่าวประชาสัมพันธ์"}, "body": {"th": body}, "published_on": "2025-10-01"}
    return item(f"items/news/{unit}/{name}.yaml", "activity_post", period, content, **more)


def monthly(month: int, unit: str = "hr", *, year: int = 2569, **more: Any) -> dict[str, Any]:
    """An item for each month, without consent."""
    period = {"kind": "month", "year": year, "month": month}
    path = f"items/procurement-monthly/{unit}/{year}-{month:02}.yaml"
    row = {
        "no": 1,
        "work": {"th": "ซื้อกระดาษ"},
        "budget": "1000.00",
        "median_price": "1000.00",
        "method": "specific",
        "bidders": [{"name": "ร้านสมมติ", "price": "900.00"}],
        "winner": {"name": "ร้านสมมติ", "price": "900.00"},
        "reason": {"th": "ราคาต่ำสุด"},
        "contract": {"number": "1/2569", "dated": f"{year - 543}-{month:02}-05"},
    }
    return item(path, "procurement_monthly", period, {"month": f"{year - 543}-{month:02}", "rows": [row]}, **more)


def waiver(duty: str, reason: str = "ไม่มีความเสี่ยงที่ต้องจัดการในปีนี้", **fields: Any) -> dict[str, Any]:
    """The waiver of `<obligation>/<unit>/<period>`."""
    obligation, unit, period = duty.split("/")
    document = {
        "schema": "waiver/v1",
        "obligation": obligation,
        "unit": unit,
        "period": period,
        "reason": {"th": reason},
        "waived_on": "2025-10-03",
    }
    return {f"waivers/{duty}.yaml": document | fields}


@dataclass
class Draft:
    """A submission being built; `tip` is the newest commit on it."""

    ledger: "LedgerBuilder"
    base: str
    content: str
    tree: str
    tip: str
    manifest: dict[str, Alteration] = field(default_factory=dict)

    def approve(
        self,
        step: Step,
        by: str | None = None,
        office: str | None = None,
        *,
        manifest: Mapping[str, Alteration] | None = None,
        message: str | None = None,
        key: Signer | None = None,
        at: int | None = None,
        tree: str | None = None,
        parents: Iterable[str] | None = None,
        signed: bool = True,
        decisions: Iterable[Decision] = (),
    ) -> Self:
        """Put an approval on top: by default the right person's, in the right office."""
        person, held = self.ledger.usual_signer(step, self.manifest)
        form = self.form(step, office or (held if by in {None, person} else _office_of(by)), manifest, decisions)
        self.tip = self.ledger.commit(
            tree=tree or self.tree,
            parents=list(parents) if parents is not None else [self.tip],
            by=by or person,
            message=form if message is None else message,
            key=key,
            signed=signed,
            at=at,
        )
        return self

    def form(
        self,
        step: Step,
        office: str,
        manifest: Mapping[str, Alteration] | None = None,
        decisions: Iterable[Decision] = (),
    ) -> str:
        entries = self.manifest if manifest is None else manifest
        considered = step == "unit_check"
        return render_form(
            ApprovalForm(step, office, entries, privacy_considered=considered, decisions=tuple(decisions))
        )

    def approved(self) -> Self:
        """All that the default office needs for this item or this change of policy."""
        if any(path.startswith("waivers/") for path in self.manifest):
            return self.approve("unit_check").approve("consent")
        if any(path.startswith("attestations/current/") for path in self.manifest):
            return self.approve("unit_check")
        if any(path.startswith("items/") for path in self.manifest):
            self.approve("unit_check")
            exempt = {"contact", "structure", "news", "procurement-monthly"}
            needs = any(path.split("/")[1] not in exempt for path in self.manifest if path.startswith("items/"))
            return self.approve("consent") if needs else self
        return self.approve("consent")


def _office_of(person: str | None) -> str:
    known = {"chief": "chief-executive", "deputy": "deputy-executive", "admin": "administrator"}
    return known.get(person or "", f"head-of-{(person or '').removesuffix('-head')}")


class LedgerBuilder:
    """A bare repository whose `main` grows one commit at a time."""

    def __init__(
        self, git_dir: Path, *, office: Mapping[str, Any] | None = None, contents: Contents | None = None
    ) -> None:
        self.git_dir = git_dir
        self.objects = init_bare(git_dir)
        self.store = Store(git_dir)
        self.at = START
        self.trees: dict[str, Tree] = {}
        first = first_contents(office or small_office()) | dict(contents or {})
        self.anchor = self.commit(tree=self.write_tree({}, first), parents=[], by="admin", message="Begin\n")
        self.move_main(self.anchor)

    @property
    def head(self) -> str:
        return (self.git_dir / "refs/heads/main").read_text().strip()

    def wait(self, days: float) -> Self:
        self.at += int(days * DAY)
        return self

    def move_main(self, commit: str) -> str:
        self.objects.set_ref("refs/heads/main", commit)
        return commit

    def tree_of(self, commit: str) -> Tree:
        return dict(self.trees[commit])

    def write_tree(self, start: Tree, contents: Contents) -> str:
        """A tree with these contents put into `start`; remembers what is in it."""
        entries = dict(start)
        for path, content in contents.items():
            match content:
                case None:
                    entries.pop(path, None)
                case (str(mode), str(oid)):
                    entries[path] = (mode, oid)
                case bytes():
                    entries[path] = ("100644", self.objects.blob(content))
                case _:
                    entries[path] = ("100644", self.objects.blob(dump(content)))
        tree = self.objects.tree(entries)
        self.trees[tree] = entries
        return tree

    def commit(
        self,
        *,
        tree: str,
        parents: list[str],
        by: str,
        message: str,
        key: Signer | None = None,
        signed: bool = True,
        at: int | None = None,
        extra_headers: Iterable[tuple[str, str]] = (),
    ) -> str:
        """Any commit at all; a minute passes."""
        self.at += 60
        ident = Ident(by, f"{by}@{DOMAIN}", self.at if at is None else at, "+0700")
        signer = (key or key_of(by)) if signed else None
        commit = self.objects.commit(tree, parents, ident, ident, message, signer, extra_headers)
        self.trees[commit] = self.trees.get(tree, {})
        return commit

    def prepare(
        self,
        contents: Contents,
        *,
        by: str | None = None,
        base: str | None = None,
        message: str = "Prepare\n",
        **more: Any,
    ) -> Draft:
        """A content commit on `base` (default: the head of `main`), by the unit's preparer."""
        parent = base or self.head
        before = self.tree_of(parent)
        tree = self.write_tree(before, contents)
        person = by or self.usual_author(contents)
        content = self.commit(tree=tree, parents=[parent], by=person, message=message, **more)
        return Draft(self, parent, content, tree, content, difference(before, self.trees[tree]))

    def publish(
        self,
        draft: Draft,
        *,
        by: str | None = None,
        message: str = "Publish\n",
        first_parent: str | None = None,
        tips: Iterable[str] | None = None,
        contents: Contents | None = None,
        **more: Any,
    ) -> str:
        """Merge a draft into `main`: exactly its manifest, unless `contents` says what else to put in."""
        main = first_parent or self.head
        tree = self.tree_of(main)
        for path, (_, after) in draft.manifest.items():
            if after is None:
                tree.pop(path, None)
            else:
                tree[path] = (after.mode, after.oid)
        person = by or self.usual_author(draft.manifest)
        parents = [main, *([draft.tip] if tips is None else tips)]
        written = self.write_tree(tree, contents or {})
        return self.move_main(self.commit(tree=written, parents=parents, by=person, message=message, **more))

    def land(self, contents: Contents, *, by: str = "office-of-palad-preparer", **more: Any) -> str:
        """Commit straight onto `main`, as nobody should."""
        tree = self.write_tree(self.tree_of(self.head), contents)
        return self.move_main(self.commit(tree=tree, parents=[self.head], by=by, message="Land\n", **more))

    def restore(self, to: str, *, by: str = "office-of-palad-preparer", **more: Any) -> str:
        """Put back the tree of commit `to`, as one commit on `main`."""
        tree = self.write_tree(self.tree_of(to), {})
        return self.move_main(self.commit(tree=tree, parents=[self.head], by=by, message="Restore\n", **more))

    def send_back(
        self,
        draft: Draft,
        *,
        by: str = "office-of-palad-head",
        office: str = "head-of-office-of-palad",
        paths: Iterable[str] | None = None,
        path: str | None = None,
        merged_by: str | None = None,
        contents: Contents | None = None,
        **fields: Any,
    ) -> str:
        """Return a submission, as its head would: one commit adding the record, and its merge by the same person."""
        record = {
            "schema": "return/v1",
            "submission": draft.content,
            "paths": sorted(draft.manifest if paths is None else paths),
            "office": office,
            "reason": {"th": "โปรดแก้หมายเลขโทรศัพท์"},
            "returned_on": "2025-10-03",
        }
        more = {key: fields.pop(key) for key in ("at", "key") if key in fields}
        where = path or f"attestations/returns/{draft.content}.yaml"
        made = self.prepare({where: record | fields} | dict(contents or {}), by=by, **more)
        return self.publish(made, by=merged_by or by, **more)

    def raw(self, commit: str) -> bytes:
        """The bytes of a commit, or of any other loose object."""
        stored = zlib.decompress((self.git_dir / "objects" / commit[:2] / commit[2:]).read_bytes())
        return stored.partition(b"\0")[2]

    def forge(self, commit: str, change: Callable[[bytes], bytes]) -> str:
        """The same commit with other bytes: whatever was signed stays as it was."""
        forged = self.objects.raw("commit", change(self.raw(commit)))
        self.trees[forged] = self.trees[commit]
        return forged

    def odd_tree(self, tree: str, *rows: tuple[str, bytes, str]) -> str:
        """`tree` with more entries (mode, name, id) at its top, however odd they are."""
        more = b"".join(b"%s %s\0%s" % (mode.encode(), name, bytes.fromhex(oid)) for mode, name, oid in rows)
        odd = self.objects.raw("tree", self.raw(tree) + more)
        self.trees[odd] = self.trees[tree]
        return odd

    def attestation(self, item: str, quarter: str = "2569-q1", **fields: Any) -> dict[str, Any]:
        """A statement that `item` (its path), as it stands on `main`, is still current."""
        identity = item.removeprefix("items/").removesuffix(".yaml")
        entry = self.tree_of(self.head).get(item, ("", "0" * 40))[1]
        document = {
            "schema": "attestation/v1",
            "item": identity,
            "entry": entry,
            "quarter": quarter,
            "attested_on": "2025-10-03",
        }
        return {f"attestations/current/{identity}--{quarter}.yaml": document | fields}

    def publish_item(self, contents: Contents) -> str:
        """The whole way of an item, as it should be."""
        return self.publish(self.prepare(contents).approved())

    def attach(self, data: bytes, extension: str = "pdf") -> tuple[str, bytes]:
        """Store an attachment; its path and its pointer."""
        pointer = self.store.add([data])
        return f"files/{pointer.sha256[:2]}/{pointer.sha256}.{extension}", render_pointer(pointer)

    def usual_author(self, contents: Mapping[str, Any]) -> str:
        named = (path.removeprefix("attestations/") for path in sorted(contents))
        items = (path.split("/") for path in named if path.startswith(("items/", "current/", "waivers/")))
        unit = next((parts[2] for parts in items if len(parts) > 2), None)
        return f"{unit}-preparer" if unit else "admin"

    def usual_signer(self, step: Step, manifest: Mapping[str, Any]) -> tuple[str, str]:
        if step == "unit_check":
            unit = self.usual_author(manifest).removesuffix("-preparer")
            return f"{unit}-head", f"head-of-{unit}"
        return ("chief", "chief-executive") if step == "consent" else ("admin", "administrator")

    def read(self, path: str) -> Any:
        """The document at `path` on `main`."""
        with Repository(self.git_dir) as repository:
            return yaml.safe_load(repository.read_blob(self.tree_of(self.head)[path][1]) or b"")

    def verify(self, *, anchor: str | None = None, sink: Sink | None = None) -> Verification:
        with Repository(self.git_dir) as repository:
            return verify(repository, anchor=anchor or self.anchor, sink=sink)

    def codes(self) -> list[list[str]]:
        """The findings' codes of each rejected Change, in order."""
        return [[finding.code for finding in row.findings] for row in self.verify().rejected]


def attachment(path: str, pointer: bytes, name: str = "เอกสาร.pdf") -> dict[str, Any]:
    """How an item names an attachment."""
    size = int(pointer.decode().split("size ")[1])
    return {
        "file": path,
        "name": name,
        "media_type": "application/pdf",
        "bytes": size,
        "role": "original",
        "title": {"th": name},
    }


def difference(before: Tree, after: Tree) -> dict[str, Alteration]:
    def entry(tree: Tree, path: str) -> Entry | None:
        return Entry(*tree[path]) if path in tree else None

    changed = (path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return {path: Alteration(entry(before, path), entry(after, path)) for path in changed}
