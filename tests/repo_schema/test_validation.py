"""Schemas: what a document may say, which finding says what is wrong, and that both validators agree."""

import copy
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_schema import validation
from repo_schema.consistency import walk
from repo_schema.documents import Document, Pointer, parse_document
from repo_schema.formats import find_gregorian, is_date, is_email, is_juristic_number, is_web_address
from repo_schema.validation import ITEM_SHAPES, find_schema, schema_ids, schema_resources, validate

FILE = f"files/3f/3f{'0' * 62}.pdf"
ENVELOPE = f"""\
schema: contact/v1
obligation: contact
unit: office-of-palad
period: {{kind: as_of, date: 2025-10-01}}
title: {{th: ข้อมูลการติดต่อ, en: Contact}}
summary: {{th: ที่อยู่ หมายเลขโทรศัพท์ และแผนที่ตั้งขององค์การบริหารส่วนตำบล}}
effective_on: 2025-10-01
prepared_on: 2025-10-02
adopted_by: {{instrument: ประกาศ, number: "๑/๒๕๖๘", dated: 2025-09-30, signed_by: นายก อบต.}}
attachments:
  - {{file: {FILE}, name: แผนที่.pdf, media_type: application/pdf, bytes: 12345, role: original, title: {{th: แผนที่}}}}
links: [{{url: "https://example.org/a?b=c", title: {{th: เว็บไซต์}}}}]
privacy: {{has_personal_data: false, lawful_basis: none}}
classification: public
"""
CONTENTS = {
    "contact": """
        address: {house_no: "99", moo: "4", tambon: บ้านบึง, amphoe: บ้านบึง, changwat: ชลบุรี, postcode: "20170"}
        phones: [{number: "038443119", label: {th: กลาง}}, {number: "+66812345678"}]
        no_fax: true
        emails: [saraban@banbueng.example]
        map: {lat: 13.311, lon: 101.111, url: "https://maps.example/x"}
        hours: {th: วันจันทร์ถึงวันศุกร์ 08.30-16.30 น.}
    """,
    "document_set": f"""
        body: {{th: อำนาจหน้าที่ตามกฎหมาย}}
        legal_basis: [{{law: {{th: พ.ร.บ. สภาตำบล}}, section: มาตรา 66}}]
        documents:
          - {{type: law, title: {{th: พ.ร.บ. ข้อมูลข่าวสาร}}, url: "http://example.org"}}
          - {{type: order, title: {{th: คำสั่ง}}, number: 1/2568, dated: 2025-01-31, file: {FILE}}}
    """,
    "plan": """
        plan_period: {from: 2025-10-01, to: 2026-09-30}
        lines:
          - {no: "1", name: {th: ถนน}, budget: "150000.00", start: 2025-10, end: 2026-01, unit: hr}
          - {no: "2", name: {th: ประปา}, budget: "0.10", budget_source: loan}
        total: "150000.10"
    """,
    "report": """
        covers: {from: 2025-10-01, to: 2026-03-31}
        based_on: {item: action-plan/policy-plan/2569, version: 2}
        lines:
          - {name: {th: ถนน}, status: done, progress_pct: 100, budget_spent: "149999.99"}
          - {name: {th: อบรม}, no_budget: true, result: {th: อบรมแล้ว}}
        problems: {th: ไม่มี}
    """,
    "statistics": """
        covers: {from: 2025-10-01, to: 2026-03-31}
        tables:
          - title: {th: ผู้รับบริการ}
            columns: [{key: month, name: {th: เดือน}}, {key: persons, name: {th: จำนวน}, unit: {th: คน}}]
            rows: [[ต.ค., 12], [พ.ย., 3.5], [ธ.ค., null]]
        counts: {received: 5, in_progress: 2, closed: 3}
    """,
    "organisation": """
        chart: FILE
        units:
          - {id: office-of-palad, name: {th: สำนักปลัด}, side: permanent, functions: {th: งานบริหารทั่วไป}}
          - {id: council, name: {th: สภา อบต.}, side: council}
        key_positions: [{title: {th: ปลัด อบต.}, unit: office-of-palad}]
        people:
          - {name: {th: นายประเสริฐ ใจดี}, position: {th: นายก}, order: 1, photo: FILE, phone: "038000000",
             term_from: 2022-01-04, term_to: 2026-01-03}
    """.replace("FILE", FILE),
    "channel_list": """
        channels:
          - {kind: web_form, label: {th: ฟอร์ม}, endpoint: "https://banbueng.example/f", unit: legal, official: true}
          - {kind: phone, label: {th: โทร}, endpoint: "038000005", unit: legal, official: true, online: false}
          - {kind: post, label: {th: ตู้ ปณ.}, endpoint: ตู้ ปณ. ๑, unit: legal, official: true, anonymous_ok: true}
    """,
    "procurement_notice": """
        notice_type: winner
        title: {th: ประกาศผู้ชนะ}
        egp_project_no: "69017123456"
        method: general_invitation_e_bidding
        budget: "1250000.00"
        published_on: 2025-10-01
        closes_on: 2025-10-08
        winner_name: บริษัท ตัวอย่าง จำกัด
        egp_url: "https://process.example/1"
    """,
    "procurement_monthly": """
        month: 2026-01
        rows:
          - no: 1
            work: {th: ซื้อกระดาษ}
            budget: "24500.00"
            median_price: "24500.00"
            method: specific
            bidders: [{name: บริษัท ตัวอย่าง จำกัด, price: "23850.00"}]
            winner: {name: บริษัท ตัวอย่าง จำกัด, price: "23850.00", tax_id: "0105536112014"}
            reason: {th: ราคาต่ำสุด}
            contract: {number: 12/2569, dated: 2026-01-06}
            status: paid
    """,
    "activity_post": """
        headline: {th: อบรมคุณธรรม}
        body: {th: จัดอบรมพนักงานทุกคน}
        published_on: 2025-10-01
        held_on: 2025-09-29
        held_until: 2025-09-30
        participants: {count: 40, groups: [{th: พนักงาน}]}
        executive_present: true
        photos: [{file: FILE, alt: {th: นายกเปิดการอบรม}}]
    """.replace("FILE", FILE),
    "qa": """
        question: {th: ขอผ่อนภาษีได้ไหม}
        asked_on: 2025-09-30
        asker_display: ประชาชน
        answer: {th: ได้}
        answered_on: 2025-10-01
        answered_by_unit: finance
    """,
    "risk_register": """
        method: {th: ประชุมเชิงปฏิบัติการ}
        risks:
          - {no: "1", process: {th: จัดซื้อ}, event: {th: ล็อกสเปก}, likelihood: 2, impact: 5, level: high,
             measure: {th: เผยแพร่ร่าง}, owner: finance}
    """,
}
OTHERS = {
    "settings": """
        format: 1
        object_format: sha1
        organisation: {id: ban-bueng, name: {th: อบต.}, domain: banbueng.example}
        frameworks: [oit-2563]
        time_zone: Asia/Bangkok
    """,
    "policy_units": """
        units: [{id: hr, name: {th: งานทรัพยากรบุคคล}, kind: section, since: 2019-10-01, until: 2030-01-01}]
    """,
    "policy_offices": """
        offices:
          - id: head-of-hr
            title: {th: หัวหน้างาน}
            kind: unit_head
            units: [hr]
            holders: [{person: somchai, since: 2019-10-01, acting: {order: "คำสั่งที่ ๑๒/๒๕๖๘"}}]
          - {id: mayor, title: {th: นายก}, kind: chief_executive, units: [all], holders: []}
    """,
    "policy_people": """
        people:
          - {id: somchai, name: {th: สมชาย}, units: [hr], keys: [{key: "ssh-ed25519 AAAA me@x", since: 2019-10-01}]}
    """,
    "policy_rules": """
        approval_max_age_days: 90
        administrators: 1
        consent_exempt: [{obligation: structure, because: basic}]
        attachments: {warn_bytes: 20971520, refuse_bytes: 104857600}
    """,
    "catalogue_obligations": """
        groups: [{id: basic, code: "9.1", title: {th: ข้อมูลพื้นฐาน}}]
        wildcards: [{id: all-units, name: {th: ทุกหน่วยงาน}}]
        obligations:
          - number: 1
            id: structure
            title: {th: โครงสร้าง}
            group: basic
            preparers: [hr]
            publishers: [all-units]
            frequency: {code: on_change, text: {th: เมื่อเปลี่ยนแปลง}}
            shape: organisation
            profile: structure/v1
            cadence: singleton
            due: {rule: on_change, within_days: 7, attest: quarterly, attest_window_days: 15, stale_after_days: 30,
                  soon_days: 14, grace_days: 0, roll: next_working_day}
          - number: 2
            id: report
            title: {th: รายงาน}
            group: basic
            preparers: [hr]
            publishers: [hr]
            frequency: {code: yearly, text: {th: ปีละครั้ง}}
            shape: report
            cadence: fiscal_year
            due: {rule: yearly, month: 2, day: last, of: next_fiscal_year, soon_days: 30, grace_days: 5, roll: none}
          - number: 3
            id: half
            title: {th: รายงาน}
            group: basic
            preparers: [hr]
            publishers: [hr]
            frequency: {code: every_6_months, text: {th: ทุก 6 เดือน}}
            shape: report
            cadence: half_year
            due: {rule: half_year, h1: {month: 4, day: 20}, h2: {month: 2, day: 29},
                  soon_days: 30, grace_days: 0, roll: none}
          - number: 4
            id: monthly
            title: {th: รายงาน}
            group: basic
            preparers: [hr]
            publishers: [hr]
            frequency: {code: monthly, text: {th: ทุกเดือน}}
            shape: report
            cadence: month
            due: {rule: monthly, day: 15, of: next_month, soon_days: 30, grace_days: 0, roll: none}
    """,
    "catalogue_framework": """
        id: oit-2563
        title: {th: การประเมิน}
        codes: [{code: O1, title: {th: โครงสร้าง}, obligations: [{id: structure, relation: exact}]}]
    """,
    "return": f"""
        submission: {"0a" * 20}
        paths: [items/contact/office-of-palad/main.yaml]
        office: head-of-hr
        reason: {{th: หมายเลขไม่ถูกต้อง}}
        returned_on: 2025-10-03
    """,
    "attestation": f"""
        item: contact/office-of-palad/main
        entry: {"0a" * 20}
        quarter: 2569-q1
        attested_on: 2025-10-03
    """,
    "waiver": """
        obligation: risk-actions
        unit: legal
        period: "2569"
        reason: {th: ไม่พบความเสี่ยงที่ต้องจัดการในปีนี้}
        waived_on: 2025-10-03
    """,
    "breach_log": """
        incidents:
          - item: contact/office-of-palad/main
            known_at: "2026-11-27T09:30:00+07:00"
            notify_by: "2026-11-30T09:30:00+07:00"
            done: [{what: destroyed, at: "2026-11-28T09:30:00+07:00", place: /srv/origin.git}]
            kinds: [contact, child]
            persons: 12
            risk: some
            committee_notified_at: "2026-11-29T09:30:00+07:00"
    """,
    "withdrawal": """
        item: contact/office-of-palad/main
        versions: {from: 1, to: 2}
        reason: obsolete
        authority: own_decision
        decided_on: 2025-10-03
    """,
    "suppression": """
        item: contact/office-of-palad/main
        versions: {from: 1, to: 2}
        reason: personal_data
        authority: personal_data_protection_act
        order: 12/2569
        decided_on: 2025-10-03
    """,
    "erasure": """
        item: contact/office-of-palad/main
        files: [3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f]
        reason: personal_data
        authority: regulator
        decided_on: 2025-10-03
    """,
    "lifting": """
        item: contact/office-of-palad/main
        lifts: {kind: suppression, number: 1}
        authority: court
        decided_on: 2025-10-03
    """,
    "recovery": """
        appoints: [{office: administrator, person: somchai, key: ssh-ed25519 AAAA}]
        reason: {th: ผู้ดูแลระบบคนเดียวลาออกและกุญแจสูญหาย}
        announced_on: 2025-10-03
    """,
    "recovery_objection": """
        recovery: 1
        reason: {th: ผู้ดูแลระบบยังอยู่}
        objected_on: 2025-10-03
    """,
    "holidays": "        holidays: [{date: 2025-10-13, name: {th: วันนวมินทรมหาราช}}]\n",
    "office": """
        organisation: {id: ban-bueng, name: {th: อบต.}, domain: banbueng.example}
        administrator: somchai
        offices: [{id: mayor, title: {th: นายก}, kind: chief_executive, units: [all], holders: []}]
        people: [{id: somchai, name: {th: สมชาย}, keys: [{key: ssh-ed25519 AAAA, since: 2019-10-01}]}]
    """,
    "branding": """
        site_name: {th: ข้อมูลเปิดเผย}
        colours: {primary: "#1a5c38"}
        footer: {th: ติดต่อ}
    """,
}


def item_text(shape: str) -> str:
    body = "\n".join(line.removeprefix("      ") for line in CONTENTS[shape].rstrip().splitlines() if line.strip())
    return ENVELOPE.replace("contact/v1", f"{shape}/v1") + "content:\n" + body + "\n"


def other_text(shape: str) -> str:
    lines = (line.removeprefix("        ") for line in OTHERS[shape].splitlines() if line.strip())
    return f"schema: {shape}/v1\n" + "\n".join(lines) + "\n"


def read(text: str) -> Document:
    return parse_document(text.encode(), path="a.yaml")


TEXTS = {shape: item_text(shape) for shape in CONTENTS} | {shape: other_text(shape) for shape in OTHERS}
DOCUMENTS = {shape: read(text) for shape, text in TEXTS.items()}


def changed(shape: str, at: Pointer, value: Any) -> Document:
    """The sample of `shape` with one field set anew (or taken away: `...`)."""
    sample = DOCUMENTS[shape]
    root = copy.deepcopy(sample.value)
    place: Any = root
    for step in at[:-1]:
        place = place[step]
    if value is ...:
        del place[at[-1]]
    else:
        place[at[-1]] = value
    has_whole_float = any(type(found) is float and found.is_integer() for _, found in walk(root))
    return Document(sample.path, root, sample.lines, has_whole_float)


def test_every_packaged_schema_has_a_sample_here() -> None:
    """None is added without one."""
    assert {f"{shape}/v1" for shape in TEXTS} == set(schema_ids())
    assert set(CONTENTS) == set(ITEM_SHAPES)


@pytest.mark.parametrize("shape", TEXTS)
def test_a_good_document_has_no_findings(shape: str) -> None:
    """The samples, which follow design.md, are valid."""
    assert validate(DOCUMENTS[shape]) == ()


@pytest.mark.parametrize("uri", schema_resources())
def test_a_schema_is_one_itself(uri: str) -> None:
    """Draft 2020-12, and its `$id` is where design.md says."""
    schema = schema_resources()[uri]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert uri == f"https://prongsai.example/schema/{uri.removeprefix('https://prongsai.example/schema/')}"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("uri", schema_resources())
def test_every_object_is_closed_and_every_property_has_its_label(uri: str) -> None:
    """Nothing unforeseen gets in, and everything can be shown in Thai and English."""
    for pointer, node in walk(schema_resources()[uri]):
        if not isinstance(node, dict) or "then" in pointer or "if" in pointer:
            continue
        if isinstance(node.get("properties"), dict) and "allOf" not in node:
            assert node.get("additionalProperties") is False, pointer
        if isinstance(node.get("properties"), dict):
            assert all(set(field["x-label"]) == {"th", "en"} for field in node["properties"].values()), pointer
        if "x-values" in node:
            assert list(node["x-values"]) == node["enum"], pointer


@pytest.mark.parametrize("uri", schema_resources())
def test_every_pattern_has_an_example_to_show(uri: str) -> None:
    """A reader is shown an example in place of a regular expression."""
    for pointer, node in walk(schema_resources()[uri]):
        if isinstance(node, dict) and isinstance(node.get("pattern"), str) and node["pattern"] != r"\S":
            assert node.get("examples"), pointer


CASES: list[tuple[str, str, Pointer, Any, tuple[str, str | None, str | None, str | None]]] = [
    # what is wrong, shape, where, value -> code, field (None: where), expected, found
    ("no schema", "contact", ("schema",), ..., ("schema_unknown", "schema", None, None)),
    ("an unknown schema", "contact", ("schema",), "contact/v2", ("schema_unknown", "schema", None, "contact/v2")),
    ("a part for a schema", "contact", ("schema",), "envelope/v1", ("schema_unknown", "schema", None, "envelope/v1")),
    ("a schema that is a number", "contact", ("schema",), 1, ("schema_unknown", "schema", None, "1")),
    ("a schema that is a list", "contact", ("schema",), [], ("schema_unknown", "schema", None, "[]")),
    ("no unit", "contact", ("unit",), ..., ("schema_missing_field", None, None, None)),
    ("no number", "contact", ("content", "phones", 0, "number"), ..., ("schema_missing_field", None, None, None)),
    ("an unknown field", "contact", ("content", "phones", 0, "nr"), "1", ("schema_unknown_field", None, None, "nr")),
    ("an unknown field on top", "contact", ("supersedes",), "x", ("schema_unknown_field", None, None, "supersedes")),
    ("a number for text", "contact", ("title", "th"), 5, ("schema_wrong_type", None, "string", "integer")),
    ("nothing for a line", "report", ("content", "lines", 0), None, ("schema_wrong_type", None, "object", "null")),
    ("a word for a line", "report", ("content", "lines", 0), "no_budget",
     ("schema_wrong_type", None, "object", "string")),
    ("money as a number", "plan", ("content", "total"), 150000.1, ("schema_wrong_type", None, "string", "number")),
    ("money without satang", "plan", ("content", "total"), "150000", ("schema_pattern", None, "150000.00", "150000")),
    ("money with a comma", "plan", ("content", "total"), "1,000.00", ("schema_pattern", None, None, "1,000.00")),
    ("money in Thai digits", "plan", ("content", "total"), "๑.๐๐", ("schema_pattern", None, "150000.00", "๑.๐๐")),
    ("money and a line end", "plan", ("content", "total"), "1.00\n", ("schema_pattern", None, "150000.00", "1.00\n")),
    ("a secret", "contact", ("classification",), "secret", ("schema_wrong_value", None, "public", "secret")),
    (
        "an unknown reason",
        "policy_rules",
        ("consent_exempt", 0, "because"),
        "tired",
        ("schema_wrong_value", None, "basic, routine", "tired"),
    ),
    ("a summary too short", "contact", ("summary", "th"), "สั้น", ("schema_too_short", None, "30", "สั้น")),
    ("a summary without Thai", "contact", ("summary", "th"), "x" * 40, ("schema_pattern", None, None, "x" * 40)),
    ("a blank title", "contact", ("title", "th"), "  ", ("schema_too_short", None, "1", "  ")),
    ("an endless title", "contact", ("title", "th"), "ก" * 301, ("schema_too_long", None, "300", "ก" * 59 + "…")),
    ("no phones", "contact", ("content", "phones"), [], ("schema_too_few", None, "1", "0")),
    ("too many links", "contact", ("links",), [{"url": "http://a.b", "title": {"th": "ก"}}] * 201,
     ("schema_too_many", None, "200", "201")),
    ("latitude and longitude swapped", "contact", ("content", "map", "lat"), 101.1,
     ("schema_out_of_range", None, "5–21", "101.1")),
    ("a Gregorian fiscal year", "plan", ("period",), {"kind": "fiscal_year", "fiscal_year": 2026},
     ("schema_out_of_range", "period.fiscal_year", "2480–2600", "2026")),
    ("an integer with a point", "plan", ("period",), {"kind": "fiscal_year", "fiscal_year": 2569.0},
     ("schema_wrong_type", "period.fiscal_year", "integer", "number")),
    ("a period without its day", "contact", ("period",), {"kind": "as_of"},
     ("schema_missing_field", "period.date", None, None)),
    ("a kind of period nobody knows", "contact", ("period", "kind"), "week",
     ("schema_wrong_value", None, "as_of, month, half_year, fiscal_year, multi_year", "week")),
    ("a Buddhist year in a date", "contact", ("prepared_on",), "2568-10-02",
     ("date_invalid", None, "2025-10-02", "2568-10-02 (พ.ศ./B.E.)")),
    ("a day that is not", "contact", ("prepared_on",), "2025-02-30",
     ("date_invalid", None, "YYYY-MM-DD", "2025-02-30")),
    ("a date out of order", "contact", ("prepared_on",), "01/10/2025",
     ("date_invalid", None, "YYYY-MM-DD", "01/10/2025")),
    ("a script for a link", "contact", ("links", 0, "url"), "javascript:alert(1)",
     ("schema_format", None, "uri", "javascript:alert(1)")),
    ("an e-mail without a host", "contact", ("content", "emails", 0), "me", ("schema_format", None, "email", "me")),
    ("the same e-mail twice", "contact", ("content", "emails"), ["a@b.c", "a@b.c"],
     ("schema_not_unique", None, None, None)),
    ("a national number too short", "contact", ("content", "phones", 0, "number"), "1133",
     ("schema_pattern", None, "038443119", "1133")),
    ("a file under another name's folder", "contact", ("content", "map", "image"), FILE.replace("/3f/", "/00/"),
     ("schema_pattern", None, None, None)),
    ("neither content nor a statement", "contact", ("content",), ...,
     ("schema_content_or_nil", "", "content / nil_statement / imported", None)),
    ("both content and a statement", "contact", ("nil_statement",), {"reason": {"th": "ไม่มี"}},
     ("schema_content_or_nil", "", "content / nil_statement / imported", "content + nil_statement")),
    ("personal data without a basis", "contact", ("privacy", "has_personal_data"), True,
     ("schema_wrong_value", "privacy.lawful_basis", None, "none")),
    ("a document without file or link", "document_set", ("content", "documents", 1, "file"), ...,
     ("schema_missing_field", "content.documents[1].file / url", "file / url", None)),
    ("an undated order", "document_set", ("content", "documents", 1, "dated"), ...,
     ("schema_missing_field", None, None, None)),
    ("lines without a total", "plan", ("content", "total"), ..., ("schema_missing_field", None, None, None)),
    ("money spent where there is none", "report", ("content", "lines", 0, "no_budget"), True,
     ("schema_wrong_value", "content.lines[0]", "budget_spent / no_budget", "budget_spent + no_budget")),
    ("a total that does not add up", "plan", ("content", "total"), "150000.00",
     ("total_differs", None, "150000.10", "150000.00")),
    ("a row too short", "statistics", ("content", "tables", 0, "rows", 1), ["พ.ย."],
     ("schema_wrong_value", None, "2 ช่อง/cells", "1 ช่อง/cells")),
    ("more closed than received", "statistics", ("content", "counts", "received"), 2,
     ("closed_exceeds_received", "content.counts.closed", "2", "3")),
    ("no lines and no word of it", "plan", ("content", "lines"), [],
     ("nil_not_stated", None, "nil_statement", None)),
    ("problems left blank", "report", ("content", "problems", "th"), "", ("nil_not_stated", None, "ไม่มี", "")),
    ("a dash for no problems", "report", ("content", "problems", "th"), "-", ("nil_not_stated", None, "ไม่มี", "-")),
    ("no fax and no word of it", "contact", ("content", "fax"), [], ("nil_not_stated", None, "no_fax: true", None)),
    ("two lines of one number", "plan", ("content", "lines", 1, "no"), "1",
     ("line_number_twice", "content.lines[0].no", None, "1")),
    ("a file nobody attached", "organisation", ("content", "chart"), FILE.replace("3f", "4f"),
     ("file_not_attached", None, "attachments", None)),
    ("a citizen's number", "procurement_monthly", ("content", "rows", 0, "winner", "tax_id"), "3100600445635",
     ("number_not_juristic", None, "0XXXXXXXXXXXX", "3••••••••••••")),
    ("a juristic number with a slip", "procurement_monthly", ("content", "rows", 0, "winner", "tax_id"),
     "0105536112015", ("number_not_juristic", None, None, "0••••••••••••")),
    ("another month than the period's", "procurement_monthly", ("period",), {"kind": "month", "year": 2569, "month": 2},
     ("report_period_differs", "content.month", "2026-02", "2026-01")),
    ("a web form that is no address", "channel_list", ("content", "channels", 0, "endpoint"), "ที่ทำการ",
     ("schema_format", None, "uri", "ที่ทำการ")),
    ("a winner without a name", "procurement_notice", ("content", "winner_name"), ...,
     ("schema_missing_field", None, None, None)),
    ("an answer before the question", "qa", ("content", "answered_on"), "2025-09-29",
     ("schema_out_of_range", None, "≥ 2025-09-30", "2025-09-29")),
    ("a plan that ends before it begins", "plan", ("content", "plan_period", "to"), "2025-01-01",
     ("schema_out_of_range", None, "≥ 2025-10-01", "2025-01-01")),
    ("a unit that ends when it begins", "policy_units", ("units", 0, "until"), "2019-10-01",
     ("schema_out_of_range", None, "> 2019-10-01", "2019-10-01")),
    ("a refusal below the warning", "policy_rules", ("attachments", "refuse_bytes"), 5,
     ("schema_out_of_range", None, "≥ 20971520", "5")),
    ("an unknown format version", "settings", ("format",), 2, ("format_newer", "", "1", "2")),
    ("no administrators at all", "policy_rules", ("administrators",), 0,
     ("schema_out_of_range", None, "1–20", "0")),
    ("an id in upper case", "policy_units", ("units", 0, "id"), "HR", ("schema_pattern", None, None, "HR")),
    ("a shortened commit id", "return", ("submission",), "0a0a0a0", ("schema_pattern", None, None, "0a0a0a0")),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "at", "value", "wanted"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_what_is_wrong_is_named(
    shape: str, at: Pointer, value: Any, wanted: tuple[str, str | None, str | None, str | None]
) -> None:
    """One finding: its code, its field, what was expected and what was found."""
    (finding,) = validate(changed(shape, at, value))
    code, field, expected, found = wanted
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at).removeprefix(".")
    assert finding.code == code
    assert finding.field == (where if field is None else field or None)
    assert expected is None or finding.expected == expected
    assert found is None or finding.found == found
    assert finding.path == "a.yaml"


def test_a_finding_points_at_its_line() -> None:
    """Of a missing field it is the line of what should hold it."""
    text = TEXTS["contact"].replace('"20170"', "20170").replace("prepared_on", "prepared_no")
    document = read(text)
    lines = {finding.field: finding.line for finding in validate(document)}
    assert lines == {
        "content.address.postcode": document.line_of(("content", "address")),
        "prepared_no": document.line_of(("prepared_no",)),
        "prepared_on": 1,
    }


def test_findings_come_top_of_the_page_first_and_not_without_end() -> None:
    """Twenty are enough for one sitting; a field has one."""
    document = changed("contact", ("content", "phones"), [{"number": 5}] * 40)
    findings = validate(document)
    assert len(findings) == 20
    assert len({finding.field for finding in findings}) == 20
    assert [finding.line or 0 for finding in findings] == sorted(finding.line or 0 for finding in findings)


def test_a_statement_of_nothing_takes_the_place_of_content() -> None:
    """Nothing to report, stated, is a full answer."""
    document = changed("contact", ("content",), ...)
    document.value["nil_statement"] = {"reason": {"th": "ไม่มีเรื่องร้องเรียน"}}
    assert validate(document) == ()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2025-10-01", True),
        ("2024-02-29", True),
        ("1937-01-01", True),
        ("2057-12-31", True),
        ("1936-12-31", False),
        ("2058-01-01", False),
        ("2568-10-01", False),
        ("2023-02-29", False),
        ("20251001", False),
        ("2025-W40-1", False),
        ("๒๐๒๕-๑๐-๐๑", False),
        ("2025-10-01\n", False),
        ("2025-10-01T00:00", False),
    ],
)
def test_a_date_is_a_real_gregorian_day(text: str, is_one: bool) -> None:  # noqa: FBT001  # a table's column
    """Within living memory, in ASCII, and nothing else."""
    assert is_date(text) is is_one


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2568-10-01", "2025-10-01"), ("2567-02-29", "2024-02-29"), ("2568-02-29", None), ("x", None), ("1-1-1", None)],
)
def test_a_buddhist_year_is_recognised(text: str, meant: str | None) -> None:
    """So that the finding can say which date was meant."""
    assert find_gregorian(text) == meant


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.org", True),
        ("http://example.org:8080/a?b=c#d", True),
        ("https://example.org/แผนที่", True),
        ("HTTPS://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://example.org", False),
        ("//example.org", False),
        ("https://", False),
        ("https:///x", False),
        ("https://user:secret@example.org", False),
        ("https://example.org:x", False),
        ("https://[::1", False),
        ("https://exa mple.org", False),
        ("https://example.org/\n", False),
        ("https://example.org\\@evil.example", False),
        ('https://example.org/"onclick=', False),
    ],
)
def test_a_web_address_is_http_and_harmless(text: str, is_one: bool) -> None:  # noqa: FBT001  # a table's column
    """Nothing that runs, nothing with credentials, nothing that two parsers read differently."""
    assert is_web_address(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("saraban@banbueng.go.th", True),
        ("a.b+c@d.example", True),
        ("a@b", False),
        ("a b@c.d", False),
        ("a@b..c", False),
        ("a@-b.c", False),
        ('"a"@b.c', False),
        ("a@b.c\n", False),
        ("สารบรรณ@b.c", False),
    ],
)
def test_an_email_address_is_a_plain_one(text: str, is_one: bool) -> None:  # noqa: FBT001  # a table's column
    """Of the forms people use."""
    assert is_email(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0105536112014", True),
        ("0994000617721", True),
        ("0105536112015", False),
        ("3100600445635", False),
        ("0000000000000", False),
        ("010553611201", False),
        ("01055361120140", False),
        ("๐๑๐๕๕๓๖๑๑๒๐๑๔", False),
        ("0105536112014\n", False),
        ("0-1055-36112-01-4", False),
    ],
)
def test_a_juristic_number_is_never_a_citizens(text: str, is_one: bool) -> None:  # noqa: FBT001  # a table's column
    """Thirteen ASCII digits, 0 and then no 0, the last one checking the others."""
    assert is_juristic_number(text) is is_one


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 3000),
    st.floats(0, 200),
    st.sampled_from(["", " ", "ก", "main", "0.00", "1.00\n", "2025-10-01", "2568-10-01", "a@b.c", "https://x.y"]),
    st.text(max_size=5),
    st.sampled_from([[], {}, [1], {"th": "ก"}, {"kind": "month"}]),
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_quick_validator_and_the_reference_agree(data: st.DataObject) -> None:
    """Any sample with any field changed or gone has one verdict; the reference alone refuses `2569.0` for 2569."""
    shape = data.draw(st.sampled_from(sorted(DOCUMENTS)))
    pointers = sorted((at for at, _ in walk(DOCUMENTS[shape].value) if at and at != ("schema",)), key=repr)
    at = data.draw(st.sampled_from(pointers))
    value = data.draw(st.one_of(st.just(...), VALUES))
    document = changed(shape, at, value)
    quick, reference = validation._quick(f"{shape}/v1"), validation._reference(f"{shape}/v1")
    assert quick is not None
    if not document.has_whole_float:
        assert quick.is_valid(document.value) == reference.is_valid(document.value)
    elif not quick.is_valid(document.value):
        assert not reference.is_valid(document.value)
    assert "schema_other" not in {finding.code for finding in validate(document)}


@pytest.mark.parametrize("shape", sorted(TEXTS))
def test_documents_survive_being_written_and_read_again(shape: str) -> None:
    """A value written as YAML by any writer is the same document to us, as long as its texts are quoted."""
    value = DOCUMENTS[shape].value
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    assert read(text).value == value


def test_the_schema_of_an_item_is_the_envelope_around_its_content() -> None:
    """And there is none for what is not a whole document."""
    schema = find_schema("plan/v1")
    assert schema is not None
    assert schema["$ref"].endswith("/envelope/v1")
    assert schema["properties"]["content"]["$ref"].endswith("/plan/v1")
    assert [find_schema(name) for name in ("common/v1", "envelope/v1", "plan", "nothing/v1")] == [None] * 4
