"""A small world to be read on the site: items of several shapes and versions, papers, pictures, a rejected Change."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from PIL import Image
from starlette.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from tests.support.ledger import TEMPLATE, LedgerBuilder, attachment, contact, item, manual, news

LONG_WORD = "ก" * 300
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
CONTACT = "/items/contact/office-of-palad/main"
MANUAL = "/items/service-manual/office-of-palad/main"
PLAN = "/items/annual-plan/policy-plan/2569"
STATISTICS = "/items/complaint-stats/legal/2568-h2"
LARGE = "/items/service-stats/office-of-palad/2568-h2"
PEOPLE = "/items/executives/hr/main"
HOSTILE = "/items/news/hr/hostile"
FIRST = "/items/news/hr/first"
CHANNELS = "/items/feedback-channel/hr/main"


def pages() -> dict[str, str]:
    """One address of every type of page; each stands below `/en` too."""
    return {
        "home": "/",
        "obligation": "/obligations/contact",
        "contact": CONTACT,
        "paper": MANUAL,
        "plan": PLAN,
        "statistics": STATISTICS,
        "large": LARGE,
        "people": PEOPLE,
        "hostile": HOSTILE,
        "channels": CHANNELS,
        "version": f"{CONTACT}/versions/1",
        "past": f"{CONTACT}?as_of=2025-10-10",
        "history": f"{CONTACT}/history",
        "compare": f"{CONTACT}/compare?from=1&to=2",
        "proof": f"{CONTACT}/versions/2/proof",
        "changes": "/changes",
        "compliance": "/compliance",
        "frameworks": "/frameworks",
        "framework": "/frameworks/oit-2563",
        "organisation": "/organisation",
        "search": "/search?q=ประชาสัมพันธ์",
    }


def picture(colour: tuple[int, int, int] = (90, 110, 130)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 75), colour).save(stream, format="PNG")
    return stream.getvalue()


def paper() -> bytes:
    """The smallest PDF there is."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n"
    )


def build(path: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(path)
    ledger.publish_item(contact("+6638000001"))
    ledger.wait(30)
    ledger.publish_item(contact("+6638000002", title={"th": "ข้อมูลติดต่อสำนักงาน", "en": "How to reach us"}))
    file, pointer = ledger.attach(paper())
    ledger.publish_item(manual(attachments=[attachment(file, pointer, "คู่มือ ประชาชน.pdf")]) | {file: pointer})
    ledger.publish_item(plan())
    ledger.publish_item(statistics())
    ledger.publish_item(large())
    ledger.publish_item(people(ledger))
    ledger.publish_item(news())
    ledger.publish_item(hostile())
    ledger.publish_item(channels())
    ledger.land({"items/news/hr/forged.yaml": b"schema: nonsense\n"})
    return ledger


def plan() -> dict[str, Any]:
    lines = [
        {"no": "1", "name": {"th": "ก่อสร้างรางระบายน้ำ"}, "budget": "1320000.00", "unit": "hr"},
        {"no": "2", "name": {"th": "อาหารกลางวันเด็ก"}, "budget": "228500.00"},
    ]
    lines = [line | {"start": "2025-12", "end": "2026-05"} for line in lines]
    content = {"plan_period": {"from": "2025-10-01", "to": "2026-09-30"}, "lines": lines, "total": "1548500.00"}
    return item(f"{PLAN[1:]}.yaml", "plan", {"kind": "fiscal_year", "fiscal_year": 2569}, content)


def _counts(path: str, tables: list[Any], **more: Any) -> dict[str, Any]:
    content = {"covers": {"from": "2025-04-01", "to": "2025-09-30"}, "tables": tables} | more
    return item(path, "statistics", {"kind": "half_year", "fiscal_year": 2568, "half": 2}, content)


def _table(title: str, rows: list[list[Any]]) -> dict[str, Any]:
    columns = [
        {"key": "kind", "name": {"th": "ประเภทเรื่อง"}},
        {"key": "received", "name": {"th": "รับเรื่อง"}, "unit": {"th": "เรื่อง"}},
    ]
    return {"title": {"th": title}, "columns": columns, "rows": rows}


def statistics() -> dict[str, Any]:
    rows: list[list[Any]] = [["การจัดซื้อจัดจ้าง", 3], ["การให้บริการ", 12], ["รวม", 15]]
    table = _table("เรื่องร้องเรียนแยกตามประเภท", rows)
    return _counts(f"{STATISTICS[1:]}.yaml", [table], counts={"received": 15, "in_progress": 5, "closed": 10})


def large() -> dict[str, bytes]:
    """As many rows as a document may have, about: six thousand, written as tightly as it takes."""
    tables = [_table(f"ตารางที่ {n}", [[f"ก{n}-{row}", row] for row in range(2000)]) for n in range(1, 4)]
    (path, document), *_ = _counts(f"{LARGE[1:]}.yaml", tables).items()
    text: str = yaml.safe_dump(document, allow_unicode=True, default_flow_style=True, width=10**6)
    return {path: text.encode()}


def people(ledger: LedgerBuilder) -> dict[str, Any]:
    file, pointer = ledger.attach(picture(), "png")
    content = {
        "people": [
            {
                "name": {"th": "นายสมชาย ใจดี"},
                "position": {"th": "นายก อบต."},
                "order": 1,
                "photo": file,
                "phone": "+6638000001",
            },
            {
                "name": {"th": "นางสาวสมหญิง ตั้งใจ"},
                "position": {"th": "ปลัด"},
                "order": 2,
                "photo": file,
                "phone": "+6638000002",
            },
        ]
    }
    photo = attachment(file, pointer, "นายก.png") | {"media_type": "image/png", "role": "image"}
    privacy = {"has_personal_data": True, "lawful_basis": "official_information_act"}
    period = {"kind": "as_of", "date": "2025-10-01"}
    made = item(f"{PEOPLE[1:]}.yaml", "organisation", period, content, attachments=[photo], privacy=privacy)
    return made | {file: pointer}


def hostile() -> dict[str, Any]:
    """What somebody would write who wants the page to do something."""
    links = [
        {"url": "https://banbueng.example/ok", "title": {"th": MARKUP}},
    ]
    return news(
        name="hostile",
        body=f"{MARKUP} {LONG_WORD} {{{{ 7 * 7 }}}}",
        title={"th": f"ข่าว {MARKUP}", "en": MARKUP},
        summary={"th": f"สาระสำคัญของข่าวที่ไม่ประสงค์ดี {LONG_WORD}"},
        links=links,
    )


def channels() -> dict[str, Any]:
    """An address that is free text: what looks like a link to a browser is none on the page."""
    channel = {
        "kind": "walk_in",
        "label": {"th": f"เพจ {MARKUP}"},
        "endpoint": "javascript:alert(3)",
        "unit": "hr",
        "official": True,
    }
    period = {"kind": "as_of", "date": "2025-10-01"}
    return item(f"{CHANNELS[1:]}.yaml", "channel_list", period, {"channels": [channel]})


def branding(**more: Any) -> dict[str, bytes]:
    """The template's, altered; for an anchor."""
    document = yaml.safe_load((TEMPLATE / "site/branding.yaml").read_text(encoding="utf-8"))
    text: str = yaml.safe_dump(document | more, allow_unicode=True)
    return {"site/branding.yaml": text.encode()}


def client_of(ledger: LedgerBuilder, **more: Any) -> TestClient:
    """A browser's requests, without the browser."""
    index = ledger.git_dir.parent / "index.sqlite"
    settings = replace(Settings(ledger.git_dir, index, ledger.anchor, poll_seconds=60), **more)
    client = TestClient(create_app(settings))
    client.headers["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.8"
    return client
