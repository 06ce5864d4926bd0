"""What an executive reads before pressing a forge's button: the change and its files, as one folder with one page.

Thai first, for a phone 360 points wide; no script, nothing fetched, everything a unit wrote escaped. It names the
content it shows, so that who reads can see that the merge request stands at the same.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from repo_schema.admission import check_document
from repo_schema.documents import Pointer
from repo_schema.labels import find_label
from repo_schema.law import Policy
from service.ledger.errors import LedgerError
from service.ledger.reviewing import FileShown, PathChange, Review

__all__ = ["write_page"]

_STYLE: Final = """
:root{color-scheme:light}*{box-sizing:border-box}
body{font:18px/1.65 Sarabun,"Noto Sans Thai",sans-serif;max-width:44rem;margin:auto;padding:1rem;color:#1a1a1a;
background:#fff;overflow-wrap:anywhere}h1{font-size:1.35rem;line-height:1.35}h2{font-size:1.15rem;margin-top:2rem}
a{color:#0b4f8a}code{font-size:.8em}.note{border-left:.3rem solid #0b4f8a;padding:.2rem .8rem;background:#eef5fb}
.warn{border-color:#8f1d14;background:#fdf0ee}section{border-top:1px solid #767676}
dt{font-weight:bold;margin-top:.8rem}dd{margin:0}dl dl{border-left:2px solid #c9c9c9;padding-left:.7rem}
ol,ul{padding-left:1.3rem}del{color:#8f1d14}ins{color:#14532d;text-decoration:none;font-weight:bold}
.file{display:block;padding:.7rem;margin:.5rem 0;border:1px solid #767676;border-radius:.3rem}
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_INDEX: Final = re.compile(r"[0-9]+")


def write_page(review: Review, policy: Policy, folder: Path) -> Path:
    """Write `index.html` and `files/` into `folder`, which must be new or empty; the page's path."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise LedgerError(
            th=f"{folder} มีอยู่แล้วและไม่ว่าง จึงไม่เขียนทับ",
            en=f"{folder} exists and is not empty: nothing is written over it",
            hint_th="เลือกโฟลเดอร์ใหม่ หรือย้ายของเดิมออกก่อน",
            hint_en="choose a new folder, or move what is there away first",
        )
    links = {}
    for number, file in enumerate(review.files, start=1):
        if file.place is not None:
            target = folder / "files" / f"{number}" / Path(file.place).name
            target.parent.mkdir(parents=True)
            shutil.copyfile(file.place, target)
            links[number] = quote(target.relative_to(folder).as_posix())
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text("\n".join(_page(review, policy, links)) + "\n", encoding="utf-8")
    return page


def _page(review: Review, policy: Policy, links: Mapping[int, str]) -> Iterator[str]:
    title = f"พิจารณา {review.pending.id}"
    yield '<!doctype html>\n<html lang="th">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>ขอความเห็นชอบเผยแพร่<br><small>{escape(review.pending.id)}</small></h1>"
    author = policy.people.get(review.pending.author or "")
    yield f"<p>จัดทำโดย {escape(author.name.th if author else '–')}: {escape(review.message)}</p>"
    yield from _standing(review, policy)
    for change in review.changes:
        yield from _change(change)
    for path, text in review.attested.items():
        yield f"<section><h2>ฉบับปัจจุบันที่รับรอง</h2><p><code>{escape(path)}</code></p><pre>{escape(text)}</pre></section>"
    if review.files:
        yield "<section><h2>ไฟล์แนบ</h2>"
        yield from (_file(file, links.get(number)) for number, file in enumerate(review.files, start=1))
        yield "</section>"
    yield '<section><h2>เมื่ออ่านครบแล้ว</h2><p class="note">กดปุ่มอนุมัติ (Approve) ในระบบเก็บงาน เท่ากับท่านเห็นชอบให้เผยแพร่'
    yield " ตามเนื้อหานี้ทุกประการ ในตำแหน่งของท่าน ระบบจะบันทึกว่าเป็นการพิจารณาในระบบเก็บงาน มิใช่ลายมือชื่อของท่านเอง"
    yield " หากมีการแก้ไขหลังจากนี้ ต้องพิจารณาใหม่</p>"
    yield "<p lang=en>Pressing Approve on the forge consents to exactly this content: "
    yield f"<code>{escape(review.pending.content or '–')}</code></p></section>\n</main>\n</body>\n</html>"


def _standing(review: Review, policy: Policy) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>✓ {escape(signed)}</li>" for signed in review.pending.signed)
    waiting = {policy.offices[office].title.th for need in review.pending.missing for office in need.offices}
    yield f"<li>ยังรอ: {escape(', '.join(sorted(waiting)) or 'ครบแล้ว')}</li></ul>"
    for finding in (*review.pending.findings, *review.hints):
        yield f'<p class="note warn">{escape(finding.message("th"))}<br>{escape(finding.hint("th"))}</p>'


def _change(change: PathChange) -> Iterator[str]:
    kind = "รายการใหม่" if change.is_new else "แก้ไข"
    yield f"<section><h2>{kind}</h2><p><code>{escape(change.path)}</code></p>"
    document = check_document(change.path, change.text.encode())[0] if change.path.endswith(".yaml") else None
    schema = str(document.value.get("schema", "")) if document else ""
    yield "<dl>"
    for row in change.rows:
        pointer = tuple(int(step) if _INDEX.fullmatch(step) else step for step in row["path"].split("/")[1:])
        yield f"<dt>{escape(row['label']['th'])}</dt>"
        if row["op"] != "add":
            yield f"<dd><del>{_value(row['before'], schema, pointer)}</del></dd>"
        if row["op"] != "remove":
            yield f"<dd><ins>{_value(row['after'], schema, pointer)}</ins></dd>"
    yield "</dl></section>"


def _value(value: Any, schema: str, at: Pointer) -> str:
    match value:
        case {"th": str(text), **more} if more.keys() <= {"en"}:
            return escape(text)
        case dict():
            rows = ((_label(schema, (*at, name)), _value(inner, schema, (*at, name))) for name, inner in value.items())
            return f"<dl>{''.join(f'<dt>{label}</dt><dd>{inner}</dd>' for label, inner in rows)}</dl>"
        case list():
            rows_of = (_value(inner, schema, (*at, index)) for index, inner in enumerate(value))
            return f"<ol>{''.join(f'<li>{inner}</li>' for inner in rows_of)}</ol>"
        case bool():
            return "ใช่" if value else "ไม่ใช่"
        case _:
            return escape(str(value))


def _label(schema: str, at: Pointer) -> str:
    found = find_label(schema, at)
    return escape(found.th if found else str(at[-1]))


def _file(file: FileShown, link: str | None) -> str:
    size = f"{file.bytes:,} ไบต์"
    if link is None:
        return f'<p class="note warn">ไม่มีไฟล์ {escape(file.name)} ({size}) จึงยังพิจารณาไม่ได้</p>'
    return f'<a class="file" href="{escape(link)}">{escape(file.name)} ({size})</a>'
