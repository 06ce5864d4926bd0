"""For the assessment: the pack of an edition, frozen by a tag, and given again on appeal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import Progress, report, say
from repo_schema.calendar import both_eras
from repo_schema.coverage import STATUSES
from repo_schema.findings import Finding
from repo_schema.history import day_of
from repo_schema.moments import MomentError, parse_moment
from service.ledger.desk import Desk
from service.ledger.downloads import write_new
from service.ledger.errors import RefusedError
from service.ledger.monitoring import today_in_bangkok
from service.ledger.pack_tags import freeze as freeze_pack
from service.ledger.pack_tags import give_again
from service.ledger.packing import KINDS, Pack, make_pack
from service.ledger.read_model import NotFoundError, Snapshot
from service.ledger.reading import open_reading
from service.ledger.workspace import Workspace, open_workspace


def pack(
    framework: Annotated[str | None, typer.Argument(help="กรอบการประเมิน เช่น oit-2563 · The edition.")] = None,
    as_of: Annotated[str | None, typer.Option(help="ข้อมูล ณ สิ้นวันที่ (ค.ศ.) · As of the end of a day.")] = None,
    site: Annotated[
        str | None, typer.Option(help="ที่อยู่เว็บของ API (ปกติ https://โดเมนขององค์กร) · Where the API stands.")
    ] = None,
    into: Annotated[Path, typer.Option(help="โฟลเดอร์ที่จะเขียนแฟ้ม · Where to write the files.")] = HERE,
    freeze: Annotated[
        bool, typer.Option("--freeze", help="ปักป้ายลงนามในคลังกลาง ให้ทำซ้ำได้ · Freeze it by a signed tag.")
    ] = False,
    again: Annotated[
        str | None, typer.Option(help="ทำซ้ำชุดที่เคยปักป้าย เช่น pack/oit-2563/2026-03-31 · Give a frozen pack again.")
    ] = None,
    anchor: Annotated[str | None, typer.Option(help="รหัสจุดตั้งต้น (คู่กับ --again) · The anchor, with --again.")] = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ชุดส่งประเมิน: ทุกรหัสพร้อมที่อยู่ถาวร หลักฐาน และสิ่งที่ขาด · The assessor's pack, as CSV, XLSX and HTML."""
    if (framework is None) == (again is None):
        raise typer.BadParameter(say("ระบุกรอบการประเมิน หรือ --again อย่างใดอย่างหนึ่ง", "name an edition, or --again"))
    if again is not None:
        frozen = give_again(repo, again, anchor=anchor, progress=Progress("ตรวจประวัติ", "Verifying"))
        said = {"tag": frozen.tag, "frozen_by": {"person": frozen.person, "office": frozen.office}}
        _hand_over(frozen.pack, into, said, dry_run=dry_run)
        return
    with _reading(repo, freezing=freeze) as (snapshot, workspace):
        made = _make(snapshot, framework or "", as_of, site)
        said = {}
        if workspace is not None and not dry_run:
            frozen = freeze_pack(workspace, made)
            said = {"tag": frozen.tag, "frozen_by": {"person": frozen.person, "office": frozen.office}}
    _hand_over(made, into, said, dry_run=dry_run)


@contextmanager
def _reading(repo: Path, *, freezing: bool) -> Iterator[tuple[Snapshot, Workspace | None]]:
    """The record here; to freeze, brought up to the shared one first."""
    progress = Progress("ตรวจประวัติ", "Verifying")
    if not freezing:
        with open_reading(repo, progress=progress) as snapshot:
            yield snapshot, None
        return
    with open_workspace(Desk(repo), progress=progress) as workspace, open_reading(repo, progress=progress) as snapshot:
        yield snapshot, workspace


def _make(snapshot: Snapshot, framework: str, as_of: str | None, site: str | None) -> Pack:
    try:
        day = today_in_bangkok() if as_of is None else day_of(parse_moment(as_of))
        return make_pack(snapshot, framework, day, site=site)
    except MomentError as error:
        raise typer.BadParameter(say(error.th, error.en), param_hint="--as-of") from error
    except NotFoundError as error:
        raise RefusedError([Finding("pack_framework_unknown", found=error.name)]) from error


def _hand_over(made: Pack, into: Path, said: dict[str, Any], *, dry_run: bool) -> None:
    name = f"{made.form.framework}-{made.form.as_of.isoformat()}"
    files = [into / f"{name}.{kind}" for kind in KINDS]
    if not dry_run:
        into.mkdir(parents=True, exist_ok=True)
        for kind, file in zip(KINDS, files, strict=True):
            write_new(file, made.files[kind])
    written = [] if dry_run else [str(file) for file in files]
    report(made.as_json() | said | {"written": written}, lambda: _lines(made, written, said))


def _lines(made: Pack, written: list[str], said: dict[str, Any]) -> Iterator[str]:
    counts = made.as_json()["codes"]
    told = ", ".join(f"{say(*words)} {counts[status]}" for status, words in STATUSES.items() if counts[status])
    day = say(both_eras(made.form.as_of), made.form.as_of.isoformat())
    yield say(f"{made.form.framework} ณ {day}: {told}", f"{made.form.framework} as of {day}: {told}")
    for question in made.questions:
        if question.status in {"missing", "part_missing"}:
            yield f"  ✗ {question.code} {question.title['th']} [{say(*STATUSES[question.status])}]"
    for file in written:
        yield say(f"เขียนแล้ว: {file}", f"Written: {file}")
    if said:
        by = f"{said['frozen_by']['person']} ({said['frozen_by']['office']})"
        yield say(f"✓ ป้าย {said['tag']} ลงนามโดย {by}", f"✓ Tag {said['tag']}, signed by {by}")
