"""`prongsai init` on a terminal: the questions whose answers make an `office/v1` value."""

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import typer
import yaml

from cli.speech import say
from repo_schema.openpgp_certificates import public_line
from service.ledger.founding import template_root

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_UNITS: Final = "policy/units.yaml"


def ask_office() -> dict[str, Any]:
    """Ask for the organisation, its executives and, for each of the template's units, who prepares and who heads it."""
    typer.echo(
        say("ตอบทีละข้อ กด Ctrl-C เพื่อเลิกได้ทุกเมื่อ ยังไม่มีอะไรถูกสร้าง", "Ctrl-C leaves; nothing is made before the end.")
    )
    name = typer.prompt(say("ชื่อองค์กร", "Name of the organisation (Thai)"))
    identity = _ask_slug(say("รหัสองค์กร (อังกฤษตัวเล็ก)", "Its id (lower-case, hyphens)"))
    domain = typer.prompt(say("โดเมนอีเมลตามตำแหน่ง เช่น banbueng.go.th", "Domain of its role addresses"))
    since = date.today().isoformat()  # noqa: DTZ011 - the day on the wall of whoever answers
    people: dict[str, dict[str, Any]] = {}
    offices: list[dict[str, Any]] = []
    administrator = _ask_person(people, say("ผู้ดูแลระบบ", "Administrator"), since)
    offices.append(_office("administrator", "ผู้ดูแลระบบ", "administrator", [], administrator, since))
    chief = _ask_person(people, say("นายก (ผู้บริหารสูงสุด)", "Chief executive"), since)
    offices.append(_office("chief-executive", "นายกองค์การบริหารส่วนตำบล", "chief_executive", ["all"], chief, since))
    units = yaml.safe_load((template_root() / _UNITS).read_text(encoding="utf-8"))["units"]
    for unit in units:
        title = unit["name"]["th"]
        preparer = _ask_person(people, say(f"ผู้จัดทำข้อมูลของ{title}", f"Preparer of {title}"), since)
        head = _ask_person(people, say(f"หัวหน้า{title}", f"Head of {title}"), since)
        for member in {preparer, head}:
            people[member]["units"].append(unit["id"])
        offices.append(_office(f"head-of-{unit['id']}", f"หัวหน้า{title}", "unit_head", [unit["id"]], head, since))
    return {
        "schema": "office/v1",
        "organisation": {"id": identity, "name": {"th": name}, "domain": domain},
        "administrator": administrator,
        "offices": offices,
        "people": list(people.values()),
    }


def _office(identity: str, title: str, kind: str, units: list[str], person: str, since: str) -> dict[str, Any]:
    holders = [{"person": person, "since": since}]
    return {"id": identity, "title": {"th": title}, "kind": kind, "units": units, "holders": holders}


def _ask_slug(question: str) -> str:
    while True:
        answer: str = typer.prompt(question).strip()
        if _SLUG.fullmatch(answer):
            return answer
        typer.echo(say("ใช้ a-z 0-9 และขีดกลางเท่านั้น", "Use a-z, 0-9 and hyphens only."))


def _ask_person(people: dict[str, dict[str, Any]], role: str, since: str) -> str:
    identity = _ask_slug(say(f"{role}: รหัสบุคคล", f"{role}: person id"))
    if identity in people:
        return identity
    name = typer.prompt(say(f"{role}: ชื่อ-สกุล", f"{role}: name (Thai)"))
    people[identity] = {"id": identity, "name": {"th": name}, "units": [], "keys": [_ask_key(role, since)]}
    return identity


def _ask_key(role: str, since: str) -> dict[str, str]:
    while True:
        question = say(f"{role}: กุญแจสาธารณะ (วางข้อความ หรือที่อยู่ไฟล์ .pub)", f"{role}: public key (text or .pub file)")
        answer: str = typer.prompt(question).strip()
        try:
            data = answer.encode() if " " in answer else Path(answer).expanduser().read_bytes()
            return {"key": public_line(data), "since": since}
        except (OSError, ValueError) as error:
            typer.echo(f"✗ {error}")
