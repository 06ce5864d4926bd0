"""The approval form: the whole message of an approval commit, strict, canonical and versioned.

It is parsed here, once, and by nothing looser: a text is a form only if rendering what was parsed gives the same text
again. A parsed form is still a claim; the judge makes it a fact.
"""

import re
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, get_args

from repo_schema.manifests import Alteration, Entry, Manifest
from repo_schema.reviews import RecordedReview, ReviewLineError, parse_review, render_review

Step: TypeAlias = Literal["unit_check", "consent", "administer"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)

_MAGIC: Final = "prongsai approval v1"
_MAGIC_OF_REVIEWS: Final = "prongsai approval v2"
"""Version 2 is version 1 with one more line, which it always has."""
_MAGIC_PREFIX: Final = "prongsai approval "
_ENTRY: Final = re.compile(r"entry: (absent|[0-7]{5,6}:[0-9a-f]{40}) (absent|[0-7]{5,6}:[0-9a-f]{40}) (.+)")
_FIELD: Final = re.compile(r"(step|office|privacy): ([a-z0-9_-]+)")
_REVIEW: Final = re.compile(r"review: (.+)")
_CONSIDERED: Final = "considered"


@dataclass(frozen=True, slots=True)
class ApprovalForm:
    step: Step
    office: str
    """The office whose holder signs; persons change, offices answer."""
    manifest: Manifest
    privacy_considered: bool = False
    """The unit considered personal data before handing over: the seed's measure 3. A unit check always says it."""
    review: RecordedReview | None = None
    """A merge review written down by a recorder; None: whoever signs approves in person."""


class ApprovalFormError(Exception):
    """A message begins as a form and is none."""


def is_form(message: str) -> bool:
    """Whether `message` claims to be an approval form, of this version or any other."""
    return message.startswith(_MAGIC_PREFIX)


def render_form(form: ApprovalForm) -> str:
    """The canonical text of `form`."""
    lines = [_MAGIC_OF_REVIEWS if form.review else _MAGIC, "", f"step: {form.step}", f"office: {form.office}"]
    if form.review:
        lines.append(f"review: {render_review(form.review)}")
    if form.privacy_considered:
        lines.append(f"privacy: {_CONSIDERED}")
    for path, (before, after) in sorted(form.manifest.items()):
        lines.append(f"entry: {before or 'absent'} {after or 'absent'} {path}")
    return "\n".join(lines) + "\n"


def parse_form(message: str) -> ApprovalForm:
    """The form in `message`; raises `ApprovalFormError` unless it is canonical and complete."""
    fields: dict[str, str] = {}
    manifest: dict[str, Alteration] = {}
    review: RecordedReview | None = None
    for line in message.split("\n")[2:-1]:
        if match := _FIELD.fullmatch(line):
            fields[match[1]] = match[2]
        elif match := _REVIEW.fullmatch(line):
            review = _parse_review(match[1])
        elif match := _ENTRY.fullmatch(line):
            manifest[match[3]] = Alteration(_parse_entry(match[1]), _parse_entry(match[2]))
        else:
            raise ApprovalFormError(line)
    form = replace(_form(fields, manifest), review=review)
    if render_form(form) != message:
        raise ApprovalFormError("not in canonical form")
    return form


def _form(fields: dict[str, str], manifest: Manifest) -> ApprovalForm:
    step = next((step for step in STEPS if step == fields.get("step")), None)
    if step is None or "office" not in fields:
        raise ApprovalFormError("step or office is missing or unknown")
    considered = fields.get("privacy") == _CONSIDERED
    if considered != (step == "unit_check"):
        raise ApprovalFormError("a unit check, and only that, states that personal data was considered")
    return ApprovalForm(step=step, office=fields["office"], manifest=manifest, privacy_considered=considered)


def _parse_review(text: str) -> RecordedReview:
    try:
        return parse_review(text)
    except ReviewLineError as error:
        raise ApprovalFormError(str(error)) from error


def _parse_entry(text: str) -> Entry | None:
    if text == "absent":
        return None
    mode, oid = text.split(":")
    return Entry(mode, oid)
