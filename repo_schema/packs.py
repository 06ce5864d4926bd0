"""What freezes an assessor's pack: a signed tag whose message says of which state, of which day, and which bytes.

    prongsai pack v1

    framework: oit-2563
    as_of: 2026-03-31
    site: https://banbueng.example
    head: <commit>
    file: csv <sha256>
    file: html <sha256>
    file: xlsx <sha256>

Canonical: parse then render gives the same text. What the tag claims is checked by making the files again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from repo_schema.commits import CommitGrammarError, Ident, parse_ident

__all__ = ["TAG_PREFIX", "PackForm", "PackFormError", "Tag", "parse_pack_form", "parse_tag", "render_pack_form"]

TAG_PREFIX: Final = "pack/"
_TITLE: Final = "prongsai pack v1"
_FORM: Final = re.compile(
    rf"{_TITLE}\n\n"
    r"framework: (oit-[0-9]{4})\n"
    r"as_of: ([0-9]{4}-[0-9]{2}-[0-9]{2})\n"
    r"site: (https?://[!-~]{1,200})\n"
    r"head: ([0-9a-f]{40})\n"
    r"file: csv ([0-9a-f]{64})\n"
    r"file: html ([0-9a-f]{64})\n"
    r"file: xlsx ([0-9a-f]{64})\n"
)
_TAG: Final = re.compile(
    rb"object ([0-9a-f]{40})\ntype commit\ntag ([!-~]{1,200})\ntagger ([^\n]{1,400})\n\n(.{1,2000}?\n)"
    rb"(-----BEGIN (SSH|PGP) SIGNATURE-----\n.{1,16384}\n-----END \6 SIGNATURE-----\n)",
    re.DOTALL,
)


class PackFormError(ValueError):
    """The text is no pack's tag."""


@dataclass(frozen=True, slots=True)
class PackForm:
    """A **claim** until its files were made again."""

    framework: str
    as_of: date
    site: str
    head: str
    digests: Mapping[str, str]
    """`csv`, `html`, `xlsx` to the SHA-256 of the file."""

    @property
    def name(self) -> str:
        """What its tag is called."""
        return f"{TAG_PREFIX}{self.framework}/{self.as_of.isoformat()}"


@dataclass(frozen=True, slots=True)
class Tag:
    """An annotated, signed tag, split but not yet verified."""

    target: str
    name: str
    tagger: Ident
    message: str
    payload: bytes
    signature: bytes


def render_pack_form(form: PackForm) -> str:
    files = "".join(f"file: {kind} {form.digests[kind]}\n" for kind in ("csv", "html", "xlsx"))
    return (
        f"{_TITLE}\n\nframework: {form.framework}\nas_of: {form.as_of.isoformat()}\nsite: {form.site}\n"
        f"head: {form.head}\n{files}"
    )


def parse_pack_form(text: str) -> PackForm:
    """Raises `PackFormError`."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise PackFormError("the message of a pack's tag")
    framework, day, site, head, *digests = match.groups()
    try:
        as_of = date.fromisoformat(day)
    except ValueError as error:
        raise PackFormError("as_of") from error
    return PackForm(framework, as_of, site, head, dict(zip(("csv", "html", "xlsx"), digests, strict=True)))


def parse_tag(data: bytes) -> Tag:
    """The tag object in `data`: one grammar and nothing looser; raises `PackFormError`."""
    match = _TAG.fullmatch(data)
    if match is None:
        raise PackFormError("a signed tag")
    target, name, tagger, message, signature, _ = match.groups()
    try:
        ident, text = parse_ident("tagger", tagger), message.decode()
    except (CommitGrammarError, UnicodeDecodeError) as error:
        raise PackFormError("the tagger, or the text of a tag") from error
    return Tag(target.decode(), name.decode(), ident, text, data[: -len(signature)], signature)
