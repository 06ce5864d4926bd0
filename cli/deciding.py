"""What was found personal or secret, as one page in plain words; and asking a checker what they decide of it."""

from collections.abc import Iterable, Mapping
from typing import Any

import typer

from cli.speech import lang, say
from repo_schema.privacy.decisions import Decision, render_verdict
from repo_schema.privacy.sources import Sighting
from repo_schema.privacy.words import DECISION_WORDS, LEVEL_WORDS, NOT_SEEN
from service.ledger.looking import WORDS, Look

__all__ = ["ask", "look_as_json", "look_lines", "read_answers", "said_of"]


def look_lines(found: Look, decided: Iterable[tuple[str, Decision]]) -> list[str]:
    """The page: what stands there, what went away, what was decided by whom."""
    lines = [say("— ข้อมูลส่วนบุคคลและความลับ", "— Personal data and secrets")]
    if not found.numbered:
        lines.append(say("    โปรแกรมไม่พบสิ่งที่ต้องวินิจฉัย", "    Nothing was found that must be decided."))
    for number, row in found.numbered.items():
        gone = number > len(found.standing)
        kind = say("เคยมี ไม่มีแล้ว", "was there, is gone") if gone else say(*LEVEL_WORDS[row.hit.level])
        lines.append(f"    {number}. [{kind}] {row.finding.message(lang())}")
        lines += [] if gone else [f"       → {row.finding.hint(lang())}"]
    lines += [f"    ✓ {said_of(decision)} ({person})" for person, decision in decided]
    if found.standing:
        lines.append(
            say(
                "    วินิจฉัยตอนลงนามตรวจทาน: prongsai approve <คำขอ> --decide <ข้อ>=<ผล> แล้วต้องให้ผู้บริหารเห็นชอบด้วย ผลเป็นได้:",
                "    Decide when you sign, prongsai approve <name> --decide <no.>=<decision>; consent is then needed:",
            )
        )
        lines += [f"      {word}: {say(*DECISION_WORDS[word])}" for word in WORDS]
    return [*lines, f"    {say(*NOT_SEEN)}"]


def said_of(decision: Decision) -> str:
    """One signed decision in words."""
    path, where, rule = decision.spot
    return f"{path} · {where} · {rule}: {say(*DECISION_WORDS[render_verdict(decision.kind, decision.basis)])}"


def look_as_json(found: Look, decided: Iterable[tuple[str, Decision]]) -> Mapping[str, Any]:
    return {
        "found": [
            {
                "number": number,
                "level": row.hit.level,
                "rule": f"{row.hit.rule}/{row.hit.version}",
                "stands": number <= len(found.standing),
                **row.finding.as_json(),
            }
            for number, row in found.numbered.items()
        ],
        "decided": [
            {
                "by": person,
                "rule": decision.spot.rule,
                "path": decision.spot.path,
                "where": decision.spot.where,
                "decision": render_verdict(decision.kind, decision.basis),
            }
            for person, decision in decided
        ],
    }


def ask(number: int, row: Sighting) -> str:
    """Show one thing found and take a decision, on a terminal."""
    typer.echo(f"{number}. [{say(*LEVEL_WORDS[row.hit.level])}] {row.finding.message(lang())}", err=True)
    for word in WORDS:
        typer.echo(f"      {word}: {say(*DECISION_WORDS[word])}", err=True)
    answer: str = typer.prompt(say("ผลวินิจฉัย", "Your decision"), err=True)
    return answer.strip()


def read_answers(given: Iterable[str] | None) -> dict[int, str]:
    """`3=false_positive`, `4-9=lawful:public_task`: number to decision; raises `typer.BadParameter`."""
    answers: dict[int, str] = {}
    for text in given or ():
        numbers, found, word = text.partition("=")
        first, _, last = numbers.partition("-")
        if not found or not first.isascii() or not first.isdigit() or not (last or first).isdigit():
            raise typer.BadParameter(say("เขียนเป็น <ข้อ>=<ผล>", "write <no.>=<decision>"), param_hint="--decide")
        answers |= dict.fromkeys(range(int(first), min(int(last or first), int(first) + 9999) + 1), word)
    return answers
