"""For administrators: begin a repository, see a whole world at work, serve it."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cli.options import HERE, Language, Output
from cli.questions import ask_office
from cli.speech import Progress, report, say, speaks_json, tell
from service.demo.world import World, build_world, is_unfinished
from service.ledger.errors import LedgerError
from service.ledger.founding import found, read_office, render_yaml

Port = Annotated[int, typer.Option(min=1, max=65535, help="พอร์ต · Port to serve on.")]


def init(
    path: Annotated[Path, typer.Argument(help="โฟลเดอร์ใหม่ของคลังเนื้อหา · Where to make the repository.")],
    source: Annotated[
        Path | None,
        typer.Option("--from", help="ไฟล์ office.yaml (ถ้าไม่ใส่ ระบบจะถาม) · office.yaml; without it, questions."),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="กุญแจ SSH ของผู้ดูแลระบบ · The administrator's SSH key.")] = None,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """เริ่มคลังเนื้อหาขององค์กร · Begin an organisation's content repository; its administrator signs the anchor."""
    if source is None and not sys.stdin.isatty():
        raise typer.BadParameter(say("ต้องระบุไฟล์ office.yaml", "name an office.yaml"), param_hint="--from")
    office = read_office(source) if source else _asked(path)
    done = found(path, office, key=key)
    report(
        {"path": str(done.path), "anchor": done.anchor},
        lambda: [
            say(f"✓ เริ่มคลังแล้วที่ {done.path}", f"✓ Begun at {done.path}"),
            say(f"จุดตั้งต้น (ประกาศให้ทุกคนทราบ): {done.anchor}", f"Anchor, to be announced: {done.anchor}"),
            say(
                "ต่อไป สร้างคลังกลางและให้แต่ละคน clone ไปทำงาน:", "Next, make the shared repository that colleagues clone:"
            ),
            f"  git clone --bare {done.path} origin.git",
            "  git clone origin.git my-clone",
            "  cd my-clone && git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519",
            f"  git config prongsai.anchor {done.anchor}",
            "  prongsai serve ../origin.git",
        ],
    )


def _asked(path: Path) -> dict[str, Any]:
    """The answers, kept beside the repository to be, so that a refusal loses none of them."""
    office = ask_office()
    kept = path.with_name(f"{path.name}.office.yaml")
    kept.write_bytes(render_yaml(office))
    tell(say(f"เก็บคำตอบไว้ที่ {kept} แก้แล้วสั่งซ้ำด้วย --from ได้", f"Answers kept in {kept}: edit it and use --from"))
    return office


def serve(
    path: Annotated[Path, typer.Argument(help="คลังกลาง · The shared repository.")] = HERE,
    port: Port = 8000,
    host: Annotated[str, typer.Option(help="ที่อยู่ที่ให้บริการ · Address to bind.")] = "127.0.0.1",
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="จำนวนโปรเซสที่ตอบ · Processes that answer, beside one that follows."),
    ] = None,
    hosts: Annotated[
        Path | None,
        typer.Option(help="หลายองค์กรตามชื่อโฮสต์ (ไฟล์ TOML) · Many organisations by host name: a TOML file."),
    ] = None,
    anchor: Annotated[str | None, typer.Option(help="รหัสจุดตั้งต้น · The anchor commit.")] = None,
    index: Annotated[Path | None, typer.Option(help="ที่เก็บดัชนี · Where to keep the index.")] = None,
    public_url: Annotated[
        str | None, typer.Option(help="ที่อยู่ที่คนภายนอกใช้ · What the world calls it: https://data.example.go.th")
    ] = None,
    receiver: Annotated[
        Path | None, typer.Option(help="กุญแจผู้ออกใบรับเวลาเผยแพร่ · The key file that signs receipts of what it sees.")
    ] = None,
    dear_per_minute: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=999_999,
            help="จำนวนคำขอที่ใช้แรงเครื่องมากต่อผู้อ่านต่อนาที 0 คือไม่จำกัด"
            " · Searches, comparisons, tables, proofs a reader may ask for; 0: no limit. [120]",
        ),
    ] = None,
    no_site: Annotated[bool, typer.Option("--no-site", help="เฉพาะ API ไม่มีหน้าเว็บ · The API alone, no pages.")] = False,
    metrics_port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="พอร์ตสำหรับ Prometheus เฉพาะเครื่องนี้ · Prometheus asks here, on loopback."),
    ] = None,
    log_format: Annotated[
        Literal["text", "json"], typer.Option(help="รูปแบบบันทึก · How it logs; json: a line for every answer too.")
    ] = "text",
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ให้ประชาชนอ่านผ่านเว็บ · Serve the API and the page, following main as it moves."""
    more = ["--public-url", public_url] if public_url else []
    more += ["--receiver", str(receiver)] if receiver else []
    more += [] if dear_per_minute is None else ["--dear-per-minute", str(dear_per_minute)]
    more += ["--no-site"] if no_site else []
    more += ["--workers", str(workers)] if workers else []
    more += ["--metrics-port", str(metrics_port)] if metrics_port else []
    more += ["--log-format", log_format]
    what = ["--hosts", str(hosts)] if hosts else [str(path)]
    raise typer.Exit(_serve(what, host, port, anchor, index, *more))


def _serve(what: list[str], host: str, port: int, anchor: str | None, index: Path | None, *more: str) -> int:
    """Run the web service as a process of its own and pass signals on; its exit code."""
    command = [sys.executable, "-m", "service", *what, "--host", host, "--port", str(port)]
    command += ["--anchor", anchor] if anchor else []
    command += ["--index", str(index)] if index else []
    command += more
    process = subprocess.Popen(command, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    passed_on = [signal.SIGTERM] + ([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])
    previous = {number: signal.signal(number, lambda number, _: process.send_signal(number)) for number in passed_on}
    try:
        code = process.wait()
    except KeyboardInterrupt:
        process.terminate()  # in a terminal it heard the interrupt too; sent to this process alone it did not
        process.wait()
        return 0
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 0 if code in {0, -signal.SIGTERM} else code


def demo(
    into: Annotated[Path, typer.Option(help="โฟลเดอร์ใหม่ของโลกตัวอย่าง · Where to build the world.")] = Path(
        "prongsai-demo"
    ),
    no_serve: Annotated[bool, typer.Option("--no-serve", help="สร้างอย่างเดียว · Build it only.")] = False,
    port: Port = 8000,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """โลกตัวอย่าง: องค์กรสมมติที่ทำงานจริงทุกขั้น · A made-up office with real keys, signatures and history."""
    world = _existing(into) or _build(into)
    report(_as_json(world), lambda: _next_steps(world, port))
    if not no_serve:
        raise typer.Exit(_serve([str(world.origin)], "127.0.0.1", port, world.anchor, world.index))


def _build(into: Path) -> World:
    if into.exists() and any(into.iterdir()) and not is_unfinished(into):
        raise LedgerError(
            th=f"{into} มีอยู่แล้วและไม่ใช่โลกตัวอย่าง จึงไม่เขียนทับ",
            en=f"{into} exists and is no demo world: nothing is written over it",
            hint_th="เลือกโฟลเดอร์อื่นด้วย --into",
            hint_en="choose another folder with --into",
        )
    tell(say("กำลังสร้างโลกตัวอย่าง (ไม่เกินหนึ่งนาที)…", "Building the world (under a minute)…"))
    return build_world(into.resolve(), progress=Progress("สร้างโลกตัวอย่าง", "Building"))


def _existing(into: Path) -> World | None:
    return World.at(into.resolve()) if (into / "world.json").is_file() else None


def _as_json(world: World) -> dict[str, Any]:
    return {
        "path": str(world.path),
        "origin": str(world.origin),
        "anchor": world.anchor,
        "waiting": world.waiting,
        "returned": world.returned,
        "executive": world.executive,
    }


def _next_steps(world: World, port: int) -> list[str]:
    executive = world.path / "people" / world.executive
    beside = Path(sys.executable).with_name("prongsai")
    command = "prongsai" if shutil.which("prongsai") else str(beside) if beside.exists() else f"{sys.executable} -m cli"
    publish = f"{command} publish {world.waiting} --repo {executive}"
    return (
        [
            say(f"✓ โลกตัวอย่างอยู่ที่ {world.path}", f"✓ The world is at {world.path}"),
            say(f"เปิดดู: http://127.0.0.1:{port}/", f"Open: http://127.0.0.1:{port}/"),
            say("ลองต่อในอีกหน้าต่างหนึ่ง เป็นผู้บริหารที่มีเรื่องรออยู่:", "Try next, in another window, as the executive:"),
            f"  {command} inbox --repo {executive}",
            f"  {command} review {world.waiting} --repo {executive}",
            f"  {command} approve {world.waiting} --repo {executive}",
            f"  {publish}",
            say("แล้วดูหน้าเว็บอีกครั้ง รายการจะขึ้นเองภายในสองวินาที", "then look again: it appears within two seconds"),
            say("ตรวจเองแบบไม่ต้องเชื่อใคร:", "Verify it all, trusting nobody:"),
            f"  git clone {world.origin} my-copy && {command} verify --repo my-copy --anchor {world.anchor}",
        ]
        if not speaks_json()
        else []
    )
