"""Merge reviews on a forge: import them, show what is reviewed as a page, have a merge request checked there."""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import lines_of, moving, report, say
from repo_schema.findings import Finding
from repo_schema.forge_files import ForgeKind, forge_files
from repo_schema.reviews import STRENGTH_WORDS, Forge, render_review
from service.ledger import noting, recorder, review_page, reviewing
from service.ledger.desk import Desk
from service.ledger.errors import RefusedError
from service.ledger.workspace import Workspace, open_workspace

app = typer.Typer(
    name="reviews",
    help="การพิจารณาในระบบเก็บงาน (GitLab, Gitea, GitHub) · Merge reviews on a forge.",
    no_args_is_help=True,
)
Kind = Annotated[
    ForgeKind,
    typer.Option("--kind", help="ชนิดของระบบ (Forgejo คือ gitea) · What runs there."),
]
_OUTCOMES: Final[Mapping[recorder.Outcome, tuple[str, str, str]]] = {
    "published": ("✓", "เผยแพร่แล้ว", "published"),
    "waiting": ("○", "ยังรอ", "waiting"),
    "returned": ("↩", "ส่งคืนแล้ว", "returned"),
    "refused": ("✗", "ไม่ผ่าน", "refused"),
}


@app.command("import")
def import_(
    kind: Kind,
    forge: Annotated[str | None, typer.Option(help="รหัสใน policy/rules.yaml · Its id in policy/rules.yaml.")] = None,
    token_file: Annotated[
        Path | None, typer.Option(help="แฟ้มรหัสเข้าใช้ · File with the token (or PRONGSAI_FORGE_TOKEN).")
    ] = None,
    public_url: Annotated[
        str | None, typer.Option(help="ที่อยู่ของเว็บไซต์เปิดเผยข้อมูล · What the world calls the reading site.")
    ] = None,
    with_notes: Annotated[
        bool, typer.Option("--notes/--no-notes", help="เขียนหน้าอ่านลงในคำขอ · Write the page on each merge request.")
    ] = True,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """รวมเนื้อหาจากหน้าเว็บ บันทึกผลการพิจารณา เผยแพร่ที่ครบ · Fold, record reviews, publish what they complete."""
    from service.ledger.forges.opening import open_forge, read_token  # noqa: PLC0415 - the HTTP client is slow to load

    with open_workspace(Desk(repo, moving=moving()), follow=not dry_run) as workspace:
        token = read_token(token_file)
        client = open_forge(choose_forge(workspace, forge), kind, token)
        rows = recorder.import_reviews(workspace, choose_forge(workspace, forge), client, dry_run=dry_run)
        notes: Mapping[int, noting.Outcome | Finding] = {}
        if token and with_notes and not dry_run:
            notes = noting.write_notes(workspace, client, rows, public_url=public_url and public_url.rstrip("/"))
    report({"submissions": [_as_json(row, notes) for row in rows]}, lambda: _lines(rows, notes))


def choose_forge(workspace: Workspace, name: str | None) -> Forge:
    """The forge that policy calls `name`, or its only one; raises `RefusedError`."""
    rules = workspace.history.law.policy.rules.reviews
    known = dict(rules.forges) if rules else {}
    found = known.get(name) if name else next(iter(known.values()), None) if len(known) == 1 else None
    if found is None:
        raise RefusedError([Finding("review_forge_unknown", expected=", ".join(known) or None, found=name)])
    return found


def _as_json(row: recorder.Imported, notes: Mapping[int, noting.Outcome | Finding]) -> dict[str, Any]:
    note = notes.get(row.request.number)
    return {
        "id": row.id,
        "outcome": row.outcome,
        "request": row.request.url,
        "commit": row.commit,
        "vouched": row.vouched,
        "reviews": [render_review(review) for review in row.reviews],
        "findings": [finding.as_json() for finding in row.findings],
        "note": note.as_json() if isinstance(note, Finding) else note,
    }


def _lines(rows: tuple[recorder.Imported, ...], notes: Mapping[int, noting.Outcome | Finding]) -> list[str]:
    if not rows:
        return [say("ไม่มีคำขอใดมีการพิจารณาค้างอยู่", "No submission has a merge request.")]
    lines: list[str] = []
    for row in rows:
        mark, *words = _OUTCOMES[row.outcome]
        lines.append(f"{mark} {row.id}  [{say(*words)}]  {row.request.url}")
        if row.vouched:
            lines.append(f"    {say(*STRENGTH_WORDS['vouched'])}")
        lines += [f"    {render_review(review)}" for review in row.reviews]
        note = notes.get(row.request.number)
        lines += [f"    {line}" for line in lines_of((*row.findings, *([note] if isinstance(note, Finding) else [])))]
    return lines


@app.command("page")
def page_(
    submission: Annotated[str, typer.Argument(help="คำขอเผยแพร่ · The submission, as `inbox` calls it.")],
    into: Annotated[Path, typer.Option("--into", help="โฟลเดอร์ใหม่ที่จะวางหน้า · A new folder for it.")],
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ทำหน้าอ่านสำหรับผู้บริหาร · Write what an executive reads before pressing the forge's button."""
    with open_workspace(Desk(repo, moving=moving()), follow=False) as workspace:
        review = reviewing.read(workspace, submission)
        page = review_page.write_page(review, workspace.history.law.policy, into)
    value = {"id": review.pending.id, "content": review.pending.content, "page": str(page)}
    report(value, lambda: [say(f"✓ หน้าอ่าน: {page}", f"✓ The page: {page}")])


@app.command("setup")
def setup(
    kind: Kind,
    forge: Annotated[str | None, typer.Option(help="รหัสใน policy/rules.yaml · Its id in policy/rules.yaml.")] = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """เขียนแฟ้มให้ระบบเก็บงานตรวจทุกคำขอ · Write CODEOWNERS and the check that the forge runs; submit them yourself."""
    with open_workspace(Desk(repo), follow=False) as workspace:
        law, day = workspace.history.law, workspace.day
        name, anchor = choose_forge(workspace, forge).id, workspace.commits[0]
        files = forge_files(law, kind, forge=name, anchor=anchor, version=version("prongsai"), day=day)
        for path, data in files.items():
            if not dry_run:
                workspace.desk.write_working(path, data)
    wanted = " ".join(files)
    value = {"files": sorted(files), "written": not dry_run}
    report(
        value,
        lambda: [
            *(f"✓ {path}" for path in sorted(files)),
            say(f"เสนอให้รับรอง: prongsai submit {wanted}", f"Have them approved: prongsai submit {wanted}"),
        ],
    )
