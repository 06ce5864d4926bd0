"""How a content repository begins: the template, an office in it, and an anchor that its administrator signs.

Everything is built aside and moved into place, so that a failed beginning leaves nothing behind. A law under which
some duty could be carried out by nobody is refused before it is signed.
"""

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from repo_schema.admission import check_document
from repo_schema.documents import Document
from repo_schema.findings import Finding
from repo_schema.history import day_of
from repo_schema.law import Law
from repo_schema.layout import OFFICES, PEOPLE, SETTINGS, UNITS, LawPath, classify
from repo_schema.legislation import LawError, parse_law
from repo_schema.requirements import unsatisfiable
from service.ledger.chains import EMPTY_TREE
from service.ledger.desk import Author, Desk, entries_of
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.repository import GitRunner

_PACKAGED: Final = Path(__file__).parents[2] / "repo_schema" / "_template"
_CHECKOUT: Final = Path(__file__).parents[2] / "content-repo-template"
_OWN_FRAMEWORK: Final = "oit-2563"
"""The edition whose table the measure is."""
"""git's well-known id of the tree with nothing in it (SHA-1)."""


@dataclass(frozen=True, slots=True)
class Founded:
    path: Path
    anchor: str
    """The first commit: announce it, since whoever verifies pins it."""


def template_root() -> Path:
    """Where the template is: inside the installed package, or beside the code in a checkout."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def found(
    path: Path,
    office: Mapping[str, Any],
    *,
    key: Path | None = None,
    clock: Callable[[], float] = time.time,
) -> Founded:
    """Begin a content repository at `path` (which must be new or empty) with this `office/v1` value.

    `key` is the administrator's SSH key, set in the new repository's own git configuration; without it git's
    configuration of the person applies. Raises `RefusedError` when the office is no office or the key is not the
    administrator's, `LedgerError` when `path` is taken.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise LedgerError(
            th=f"{path} มีอยู่แล้วและไม่ว่าง จึงไม่เริ่มคลังทับ",
            en=f"{path} exists and is not empty: nothing is begun over it",
            hint_th="เลือกโฟลเดอร์ใหม่ หรือย้ายของเดิมออกก่อน",
            hint_en="choose a new folder, or move what is there away first",
        )
    contents = first_contents(office)
    day = day_of(int(clock()))
    law = _coherent(contents, day)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".prongsai-init-", dir=path.parent) as aside:
        built = Path(aside) / "repository"
        anchor = _commit_anchor(built, contents, law, office["administrator"], key, day, clock)
        if path.exists():
            path.rmdir()
        built.rename(path)
    return Founded(path, anchor)


def first_contents(office: Mapping[str, Any]) -> dict[str, bytes]:
    """Every file of the anchor: the template, and what the office says."""
    root = template_root()
    contents = {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}
    settings = {
        "schema": "settings/v1",
        "format": 1,
        "object_format": "sha1",
        "organisation": office["organisation"],
        "frameworks": office.get("frameworks", [_OWN_FRAMEWORK]),
        "time_zone": "Asia/Bangkok",
    }
    written = {
        SETTINGS: settings,
        OFFICES: {"schema": "policy_offices/v1", "offices": office["offices"]},
        PEOPLE: {"schema": "policy_people/v1", "people": office["people"]},
    }
    if "units" in office:
        written[UNITS] = {"schema": "policy_units/v1", "units": office["units"]}
    return contents | {name: render_yaml(value) for name, value in written.items()}


def render_yaml(value: Any) -> bytes:
    """YAML as people read it: block style, Thai as Thai, in the order given."""
    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)
    return text.encode()


def read_office(path: Path) -> dict[str, Any]:
    """The `office/v1` value in a file; raises `RefusedError` with what is wrong where, `LedgerError` if unreadable."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LedgerError(
            th=f"อ่าน {path} ไม่ได้: {error.strerror}",
            en=f"cannot read {path}: {error.strerror}",
            hint_th="ดูตัวอย่างที่ docs/examples/office.yaml",
            hint_en="a sample is in docs/examples/office.yaml",
        ) from error
    document, findings = check_document(str(path), data)
    if document is None or findings:
        raise RefusedError(findings)
    if document.value["schema"] != "office/v1":
        raise RefusedError(
            [
                Finding(
                    "schema_wrong_value",
                    path=str(path),
                    line=1,
                    field="schema",
                    expected="office/v1",
                    found=str(document.value["schema"]),
                )
            ]
        )
    return document.value


def _coherent(contents: Mapping[str, bytes], day: date) -> Law:
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    for path, data in contents.items():
        if isinstance(classify(path), LawPath):
            document, problems = check_document(path, data)
            findings += problems
            if document is not None:
                documents[path] = document
    if findings:
        raise RefusedError(findings)
    try:
        law = parse_law(documents)
    except LawError as error:
        raise RefusedError(error.findings) from error
    stuck = unsatisfiable(law, day)
    if stuck:
        raise RefusedError([Finding("law_unsatisfiable", found=scope) for scope in sorted(stuck)])
    return law


def _commit_anchor(
    path: Path,
    contents: Mapping[str, bytes],
    law: Law,
    administrator: str,
    key: Path | None,
    day: date,
    clock: Callable[[], float],
) -> str:
    GitRunner().run("init", "--quiet", "--initial-branch=main", "--template=", str(path))
    if key is not None:
        use_key(path, key)
    desk = Desk(path, clock=clock)
    signer = law.policy.signer(desk.signing_key, day, day)
    offices = law.policy.offices_of(administrator, day)
    if signer is None or signer.id != administrator or not any(office.kind == "administrator" for office in offices):
        raise RefusedError([Finding("key_unknown_to_policy", expected=administrator, found=desk.signing_key)])
    GitRunner(where=path).run("hash-object", "-t", "tree", "-w", "--stdin")
    tree = desk.write_tree(EMPTY_TREE, entries_of(desk, contents))
    author = Author(administrator, f"administrator@{law.settings.domain}")
    anchor = desk.write_commit(tree, [], f"Begin the content repository of {law.settings.organisation}\n", author)
    runner = GitRunner(where=path)
    runner.run("update-ref", "refs/heads/main", anchor)
    runner.run("reset", "--quiet", "--hard", "main")
    return anchor


def use_key(path: Path, key: Path) -> None:
    """Let git in the clone at `path` sign with this SSH key."""
    runner = GitRunner(where=path)
    runner.run("config", "gpg.format", "ssh")
    runner.run("config", "user.signingkey", str(key.expanduser().resolve()))
