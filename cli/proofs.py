"""`verify --proof`: what the proof of one version shows, and just as plainly what it does not."""

from datetime import UTC, date, datetime
from pathlib import Path

from cli.speech import report, say
from repo_schema.calendar import BANGKOK, both_eras
from repo_schema.law import Label, Policy
from service.ledger.checkpoints import Seen
from service.ledger.proving import Proven, judge_proof, open_proof

_STEPS = {
    "unit_check": ("ตรวจทานโดย", "checked by"),
    "consent": ("เห็นชอบโดย", "consented to by"),
    "administer": ("ผู้ดูแลระบบ", "administrator"),
    "take_down": ("สั่งโดย", "ordered by"),
}


def verify_proof(file: Path, *, anchor: str | None, checkpoint: Path | None) -> None:
    """Check the proof in `file` and report; raises `RefusedError` and `LedgerError`."""
    kept = None if checkpoint is None else checkpoint.read_text(encoding="utf-8", errors="replace")
    proven = judge_proof(open_proof(file.read_bytes()), anchor=anchor, kept=kept)
    report(proven.as_json(), lambda: _lines(proven, is_anchored=anchor is not None))


def _lines(proven: Proven, *, is_anchored: bool) -> list[str]:
    claims, made = proven.claims, proven.verdict.provenance
    policy = proven.law.policy
    name = proven.law.settings.name
    lines = [
        say(f"{claims.item} ({name.th}, {claims.organisation})", f"{claims.item} ({_of(name)}, {claims.organisation})"),
        f"  commit {claims.commit}",
        f"  sha256 {claims.digest}",
    ]
    if made is not None:
        acts = [(say("จัดทำโดย", "prepared by"), made.prepared.person, made.prepared.signed_at)]
        acts += [(say(*_STEPS[row.step]), row.person, row.signed_at) for row in made.approvals]
        acts.append((say("เผยแพร่โดย", "published by"), made.published.person, made.published.signed_at))
        lines += [f"  {verb} {_person(policy, person)} {_when(at)}" for verb, person, at in acts]
    lines.append(
        say(
            f"✓ ไบต์เหล่านี้ได้รับการอนุมัติครบตามระเบียบที่แนบมา (ตามที่อยู่ใน {proven.before})",
            f"✓ These bytes were approved as the policy that came with the proof asks (it stands in {proven.before})",
        )
    )
    if is_anchored:
        lines.append(say("✓ ประวัติต่อจากจุดตั้งต้นที่ท่านระบุ", "✓ its history begins at the anchor you named"))
    lines += [_checkpoint_line(row) for row in proven.seen if row.head in proven.after]
    lines.append(say("หลักฐานชิ้นเดียวไม่แสดงสิ่งต่อไปนี้:", "What one proof alone does not show:"))
    lines += [f"  · {_of(words)}" for words in proven.not_shown.values()]
    lines.append(
        say(
            "  ตรวจครบทั้งหมดด้วย git clone แล้ว prongsai verify --anchor",
            "  All of it is shown by git clone and prongsai verify --anchor",
        )
    )
    return lines


def _checkpoint_line(row: Seen) -> str:
    signers = ", ".join(name for name in (row.signed_by, *(seen.person for seen in row.witnesses)) if name)
    if not signers:
        return say(
            f"· อยู่ใต้จุดตรวจ {row.head} ซึ่งระเบียบที่แนบมาไม่รู้จักผู้ลงนาม",
            f"· it lies under the checkpoint {row.head}, signed by nobody whom the policy that came with it names",
        )
    return say(
        f"✓ อยู่ใต้จุดตรวจ {row.head} (การเปลี่ยนแปลงที่ {row.changes}) ลงนามโดย {signers} ตามระเบียบที่แนบมา",
        f"✓ it lies under the checkpoint {row.head} (Change {row.changes}), signed by {signers} by that policy",
    )


def _of(label: Label) -> str:
    return say(label.th, label.en or label.th)


def _person(policy: Policy, person: str) -> str:
    known = policy.people.get(person)
    return _of(known.name) if known else person


def _when(at: int) -> str:
    day: date = datetime.fromtimestamp(at, tz=UTC).astimezone(BANGKOK).date()
    return say(both_eras(day), day.isoformat())
