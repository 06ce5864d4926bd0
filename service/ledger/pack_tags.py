"""A pack frozen by a signed tag, and the same pack given again: on appeal the assessor sees what was handed in.

The tag is believed for nothing but who set it: the history is verified, the files are made again from the head it
names, and each must come out byte for byte.
"""

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from repo_schema.findings import Finding
from repo_schema.history import History, day_of
from repo_schema.keys import SignatureError
from repo_schema.law import Policy
from repo_schema.packs import PackForm, PackFormError, Tag, parse_pack_form, parse_tag, render_pack_form
from service.ledger.errors import RefusedError
from service.ledger.index import build
from service.ledger.packing import KINDS, Pack, make_pack
from service.ledger.read_model import ReadModel
from service.ledger.repository import Repository
from service.ledger.signatures import verify_signature
from service.ledger.verifier import Progress, verify
from service.ledger.workspace import Workspace

__all__ = ["Frozen", "freeze", "give_again"]

_MAY_FREEZE: Final = frozenset({"administrator", "chief_executive", "executive"})


@dataclass(frozen=True, slots=True)
class Frozen:
    """A pack that a tag vouches for, and who set the tag, in which office."""

    pack: Pack
    tag: str
    person: str
    office: str


def freeze(workspace: Workspace, pack: Pack) -> Frozen:
    """Tag `pack`, signed, in the shared repository; raises `RefusedError` when the asker may not, or it is tagged."""
    me = workspace.me()
    office = _office_to_freeze(workspace.history.law.policy, me.id, workspace.day)
    name = pack.form.name
    if workspace.history.position(pack.form.head) is None:
        raise RefusedError([Finding("pack_head_not_on_main", path=name, found=pack.form.head)])
    if office is None:
        raise RefusedError([Finding("pack_signer_not_allowed", path=name, found=me.id)])
    workspace.desk.write_tag(name, pack.form.head, render_pack_form(pack.form), workspace.author(office))
    workspace.desk.push_tag(name)
    return Frozen(pack, name, me.id, office)


def give_again(path: Path, name: str, *, anchor: str | None = None, progress: Progress | None = None) -> Frozen:
    """The pack that the tag `name` froze, made again; raises `RefusedError` with what does not hold."""
    with Repository(path) as repository:
        tag, form = _read(repository, name)
        found = verify(repository, anchor=anchor, progress=progress, count=False)
        person, office = _signer(tag, form, found.history)
        with tempfile.TemporaryDirectory(prefix="prongsai-") as folder:
            index = Path(folder) / "index.sqlite"
            build(repository, index, anchor=found.anchor, pinned=anchor is not None, head=form.head)
            model = ReadModel(index)
            try:
                with model.snapshot() as snapshot:
                    pack = make_pack(snapshot, form.framework, form.as_of, site=form.site)
            finally:
                model.close()
    if differing := [kind for kind in KINDS if pack.form.digests[kind] != form.digests[kind]]:
        raise RefusedError(
            [
                Finding(
                    "pack_differs", path=name, field=kind, expected=form.digests[kind], found=pack.form.digests[kind]
                )
                for kind in differing
            ]
        )
    return Frozen(pack, name, person, office)


def _read(repository: Repository, name: str) -> tuple[Tag, PackForm]:
    oid = repository.tag(name)
    if oid is None:
        raise RefusedError([Finding("pack_tag_missing", found=name)])
    try:
        tag = parse_tag(repository.read_tag(oid))
        form = parse_pack_form(tag.message)
    except PackFormError as error:
        raise RefusedError([Finding("pack_tag_malformed", path=name, found=str(error))]) from error
    if not tag.name == form.name == name or tag.target != form.head:
        raise RefusedError([Finding("pack_tag_malformed", path=name, found=tag.name)])
    return tag, form


def _signer(tag: Tag, form: PackForm, history: History) -> tuple[str, str]:
    """Who set the tag, in which office, by the law of the head it names."""
    try:
        key = verify_signature(tag.payload, tag.signature, history.keyring)
    except SignatureError as error:
        code = "pack_signer_not_allowed" if error.reason == "unknown" else "pack_signature_invalid"
        raise RefusedError([Finding(code, path=tag.name, found=error.detail)]) from error
    position = history.position(form.head)
    if position is None:
        raise RefusedError([Finding("pack_head_not_on_main", path=tag.name, found=form.head)])
    policy, day = history.laws_since(position)[0].policy, day_of(tag.tagger.at)
    person = policy.signer(key, day, day)
    held = _office_to_freeze(policy, person.id, day) if person else None
    if person is None or held is None:
        raise RefusedError([Finding("pack_signer_not_allowed", path=tag.name, found=person.id if person else key)])
    return person.id, held


def _office_to_freeze(policy: Policy, person: str, day: date) -> str | None:
    return next((office.id for office in policy.offices_of(person, day) if office.kind in _MAY_FREEZE), None)
