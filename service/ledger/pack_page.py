"""The pack as one page for an assessor's screen or printer: no script, nothing fetched, everything escaped."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from html import escape
from typing import Any, Final

from repo_schema.calendar import BANGKOK, both_eras
from repo_schema.coverage import STATUSES

__all__ = ["render_page"]

_STYLE: Final = """
:root{color-scheme:light}body{font:18px/1.6 Sarabun,"Noto Sans Thai",sans-serif;max-width:60rem;margin:auto;
padding:1rem;color:#1a1a1a;background:#fff}h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2rem}h3{font-size:1.1rem}
a{color:#0b4f8a;overflow-wrap:anywhere}code{font-size:.8em;overflow-wrap:anywhere}
section{border-top:1px solid #767676;break-inside:avoid}.status{font-weight:bold}
.missing,.part_missing{color:#8f1d14}.answered{color:#14532d}
@media print{body{font-size:12pt;max-width:none}a::after{content:" (" attr(href) ")";font-size:.75em}}
"""


def render_page(shown: Mapping[str, Any]) -> bytes:
    """The page, UTF-8."""
    title = f"{shown['framework']} {shown['organisation']}"
    lines = [
        "<!doctype html>",
        '<html lang="th">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        *_top(shown),
        "<main>",
        *(line for code in shown["codes"] for line in _code(code)),
        *_dropped(shown["dropped"]),
        "</main>",
        *_bottom(shown),
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines).encode()


def _top(shown: Mapping[str, Any]) -> Iterator[str]:
    counts = shown["counts"]
    yield f"<header><h1>{escape(shown['organisation'])}</h1>"
    yield f"<p>{escape(shown['title'])}</p>"
    yield f"<p>ข้อมูล ณ สิ้นวันที่ {_day(shown['day'])}</p>"
    yield "<ul>"
    for status, (words, _) in STATUSES.items():
        if counts[status]:
            yield f'<li><span class="status {status}">{escape(words)}</span> {counts[status]} ข้อ</li>'
    yield "</ul></header>"


def _code(code: Mapping[str, Any]) -> Iterator[str]:
    name = escape(code["code"])
    yield f'<section id="{name}" aria-labelledby="{name}-title">'
    yield f'<h2 id="{name}-title">{name} {escape(code["title"])}</h2>'
    words = escape(STATUSES[code["status"]][0])
    yield f'<p><span class="status {code["status"]}">{words}</span> · {_link(code["address"])}</p>'
    for answer in code["answers"]:
        yield from _answer(answer)
    yield "</section>"


def _answer(answer: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h3>{escape(answer['title'])} ({escape(answer['relation'])})</h3>"
    yield f"<p>{escape(answer['explanation'])}</p>"
    yield "<ul>"
    for found in answer["evidence"]:
        at = datetime.fromisoformat(found["published_at"]).astimezone(BANGKOK)
        said = "" if found["source"] == "receipt" else " (ตามที่ผู้เผยแพร่ระบุ)"
        yield (
            f"<li>{escape(found['title'])} · {escape(found['unit'])} · ฉบับที่ {found['version']} · "
            f'เผยแพร่ <time datetime="{escape(found["published_at"])}">{_day(at.date())}</time>{said}<br>'
            f"{_link(found['address'])}<br><code>sha256 {escape(found['digest'])}</code>"
            f"{_remark(found['remark'])}</li>"
        )
    for gone in answer["withheld"]:
        yield (
            f"<li>{escape(gone['unit'])} · {escape(gone['item'])} · ฉบับที่ {gone['version']}<br>"
            f"{_link(gone['address'])}{_remark(gone['remark'])}</li>"
        )
    for gap in answer["gaps"]:
        yield (
            f'<li class="missing">ขาด: {escape(gap["unit"])} {escape(gap["words"])} '
            f"(ครบกำหนด {_day(gap['due_on'])})</li>"
        )
    yield "</ul>"


def _remark(words: str | None) -> str:
    return f'<br><strong class="missing">{escape(words)}</strong>' if words else ""


def _dropped(titles: list[str]) -> Iterator[str]:
    if titles:
        yield "<section><h2>เรื่องที่รอบนี้ไม่ถาม แต่องค์กรยังเผยแพร่ตามมาตรการ</h2><ul>"
        yield from (f"<li>{escape(title)}</li>" for title in titles)
        yield "</ul></section>"


def _bottom(shown: Mapping[str, Any]) -> Iterator[str]:
    yield "<footer><p>จัดทำจากประวัติที่ตรวจสอบแล้ว "
    yield f"คอมมิต <code>{escape(shown['head'])}</code> จุดตั้งต้น <code>{escape(shown['anchor'])}</code></p>"
    yield "<p>ตรวจเองได้: git clone แล้วสั่ง prongsai verify --anchor ตามจุดตั้งต้นข้างต้น</p></footer>"


def _day(day: date) -> str:
    return both_eras(day)


def _link(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'
