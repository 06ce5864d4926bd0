"""Merge reviews on a forge: import them, show what is reviewed as a page, have a merge request checked there."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import lines_of, report, say
from repo_schema.findings import Finding
from repo_schema.reviews import Forge, render_review
from service.ledger import recorder
from service.ledger.desk import Desk
from service.ledger.errors import RefusedError
from service.ledger.workspace import Workspace, open_workspace

app = typer.Typer(
    name="reviews",
    help="การพิจารณาในระบบเก็บงาน (GitLab, Gitea, GitHub) · Merge reviews on a forge.",
    no_args_is_help=True,
)
Kind = Annotated[
    Literal["gitlab", "gitea", "github"],
    typer.Option("--kind", help="ชนิดของระบบ (Forgejo คือ gitea) · What runs there."),
]


@app.command("import")
def import_(
    kind: Kind,
    forge: Annotated[str | None, typer.Option(help="รหัสใน policy/rules.yaml · Its id in policy/rules.yaml.")] = None,
    token_file: Annotated[
        Path | None, typer.Option(help="แฟ้มรหัสเข้าใช้ · File with the token (or PRONGSAI_FORGE_TOKEN).")
    ] = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """บันทึกผลการพิจารณาและเผยแพร่สิ่งที่ครบ · Record executives' reviews, and publish what they complete."""
    from service.ledger.forges.opening import open_forge, read_token  # noqa: PLC0415 - the HTTP client is slow to load

    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        source = open_forge(choose_forge(workspace, forge), kind, read_token(token_file))
        rows = recorder.import_reviews(workspace, choose_forge(workspace, forge), source, dry_run=dry_run)
    report({"submissions": [_as_json(row) for row in rows]}, lambda: _lines(rows))


def choose_forge(workspace: Workspace, name: str | None) -> Forge:
    """The forge that policy calls `name`, or its only one; raises `RefusedError`."""
    rules = workspace.history.law.policy.rules.reviews
    known = dict(rules.forges) if rules else {}
    found = known.get(name) if name else next(iter(known.values()), None) if len(known) == 1 else None
    if found is None:
        raise RefusedError([Finding("review_forge_unknown", expected=", ".join(known) or None, found=name)])
    return found


def _as_json(row: recorder.Imported) -> dict[str, Any]:
    return {
        "id": row.id,
        "outcome": row.outcome,
        "request": row.request,
        "commit": row.commit,
        "reviews": [render_review(review) for review in row.reviews],
        "findings": [finding.as_json() for finding in row.findings],
    }


def _lines(rows: tuple[recorder.Imported, ...]) -> list[str]:
    if not rows:
        return [say("ไม่มีคำขอใดมีการพิจารณาค้างอยู่", "No submission has a merge request.")]
    lines: list[str] = []
    for row in rows:
        published = row.outcome == "published"
        mark, word = ("✓", say("เผยแพร่แล้ว", "published")) if published else ("○", say("ยังรอ", "waiting"))
        lines.append(f"{mark} {row.id}  [{word}]  {row.request}")
        lines += [f"    {render_review(review)}" for review in row.reviews]
        lines += [f"    {line}" for line in lines_of(row.findings)]
    return lines
