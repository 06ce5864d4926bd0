"""The page as text: small functions, and every value escaped where it enters."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape
from typing import Any, Final

from repo_schema.calendar import BANGKOK, both_eras

STYLE: Final = "/site/style.css"
Record = Mapping[str, Any]


def render_page(
    *,
    organisation: Record,
    obligations: Sequence[Record],
    items: Iterable[Record],
    head: str,
    head_at: int,
    counts: tuple[int, int],
    trouble: Mapping[str, str] | None,
) -> str:
    """The whole page."""
    published: dict[str, list[Record]] = defaultdict(list)
    for item in items:
        published[item["obligation"]].append(item)
    units = {unit["id"]: unit["name"] for unit in organisation["units"]}
    name = organisation["name"]
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="th">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>ข้อมูลสาธารณะ – {_text(name['th'])}</title>",
            f'<link rel="stylesheet" href="{STYLE}">',
            "</head>",
            "<body>",
            *_header(name, trouble),
            "<main>",
            *_groups(obligations, published, units),
            "</main>",
            *_footer(head, head_at, counts),
            "</body>",
            "</html>",
            "",
        ]
    )


def _header(name: Record, trouble: Mapping[str, str] | None) -> Iterator[str]:
    yield "<header>"
    yield f"<h1>{_text(name['th'])}</h1>"
    yield '<p>ข้อมูลที่เปิดเผยต่อสาธารณะ <span lang="en">· Public disclosures</span></p>'
    if trouble:
        yield (
            '<p role="alert" class="trouble">ขณะนี้แสดงข้อมูลที่รับรองล่าสุดไว้ก่อน เพราะติดตามคลังต่อไม่ได้: '
            f'{_text(trouble["th"])} <span lang="en">· {_text(trouble["en"])}</span></p>'
        )
    yield "</header>"


def _groups(
    obligations: Sequence[Record], published: Mapping[str, Sequence[Record]], units: Mapping[str, Record]
) -> Iterator[str]:
    groups = {row["group"]["id"]: row["group"] for row in obligations}
    for group in groups.values():
        anchor = f"group-{group['id']}"
        yield f'<section aria-labelledby="{_text(anchor)}">'
        yield f'<h2 id="{_text(anchor)}">{_text(group["code"])} {_label(group["title"])}</h2>'
        yield "<ul>"
        for row in obligations:
            if row["group"]["id"] == group["id"]:
                yield from _obligation(row, published.get(row["id"], ()), units)
        yield "</ul>"
        yield "</section>"


def _obligation(row: Record, items: Sequence[Record], units: Mapping[str, Record]) -> Iterator[str]:
    yield f'<li id="{_text(row["id"])}">'
    yield f'<h3><span class="number">{row["number"]}.</span> {_label(row["title"])}</h3>'
    if items:
        yield "<ul>"
        for item in items:
            yield from _item(item, units)
        yield "</ul>"
    else:
        yield '<p class="none">ยังไม่มีข้อมูลเผยแพร่ <span lang="en">· nothing published yet</span></p>'
    yield "</li>"


def _item(item: Record, units: Mapping[str, Record]) -> Iterator[str]:
    unit = units.get(item["unit"], {"th": item["unit"]})
    at = datetime.fromisoformat(item["published_at"]).date()
    yield "<li>"
    yield f'<a href="{_text(item["href"])}">{_label(item["title"])}</a>'
    yield (
        f'<p class="facts">{_text(unit["th"])} · <a href="{_text(item["href"])}/versions">ฉบับที่ {item["version"]}</a>'
        f' · เผยแพร่ <time datetime="{_text(item["published_at"])}">{both_eras(at)}</time> (ตามที่ผู้เผยแพร่ระบุ)</p>'
    )
    if item["suspended"]:
        yield (
            '<p class="trouble">ถูกระงับ: ลงนามด้วยกุญแจที่ผู้อื่นอาจใช้ได้ ยังไม่มีการอนุมัติซ้ำ '
            '<span lang="en">· Suspended: it rests on a compromised key and was not approved again</span></p>'
        )
    if item["imported"]:
        yield f'<p class="imported">{_text(_imported(item["imported"]))}</p>'
    if item["files"]:
        yield '<ul class="files">'
        for file in item["files"]:
            size = _size(file["bytes"])
            yield f'<li>{_link(file["href"], file["name"])} <span class="facts">{size}</span></li>'
        yield "</ul>"
    yield "</li>"


def _imported(imported: Record) -> str:
    day = imported.get("original_on")
    said = f" วันที่เดิม {both_eras(date.fromisoformat(day))} ตามที่หน่วยงานระบุ" if day else ""
    return f"นำเข้าจากไฟล์เดิม ยังไม่ได้กรอกตามแบบ{said}"


def _footer(head: str, head_at: int, counts: tuple[int, int]) -> Iterator[str]:
    day = both_eras(datetime.fromtimestamp(head_at, tz=UTC).astimezone(BANGKOK).date())
    changes, rejected = counts
    yield "<footer>"
    yield (
        f"<p>ข้อมูล ณ <code>{_text(head)}</code> ({day} ตามที่ผู้เผยแพร่ระบุ) "
        f"ตรวจสอบแล้ว {changes} การเปลี่ยนแปลง ไม่ผ่าน {rejected} "
        f'<span lang="en">· as of head {_text(head[:12])}: verified {changes} Changes, {rejected} rejected</span></p>'
    )
    links = {"/v1": "API", "/v1/verification": "ผลการตรวจสอบ", "/v1/changes": "ประวัติ"}
    yield f"<p>{' · '.join(_link(href, words) for href, words in links.items())}</p>"
    yield "</footer>"


def _label(label: Record) -> str:
    english = f' <span lang="en">{_text(label["en"])}</span>' if label.get("en") else ""
    return f"{_text(label['th'])}{english}"


def _text(value: object) -> str:
    return escape(str(value), quote=True)


def _link(href: str, words: str) -> str:
    return f'<a href="{_text(href)}">{_text(words)}</a>'


def _size(size: int) -> str:
    kibibyte = 1024
    if size < kibibyte:
        return f"{size} B"
    if size < kibibyte * kibibyte:
        return f"{size / kibibyte:.0f} KB"
    return f"{size / kibibyte / kibibyte:.1f} MB"
