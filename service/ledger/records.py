"""What the index stores, as JSON: verdicts and laws made into the records that the API, the site and the CLI show.

Pure. Public is what a citizen may read: names and offices, never a key or its comment. The addresses are those of the
written promise (`/v1`), stored so that an answer is spliced from what stands here and never built again.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from repo_schema.calendar import BANGKOK
from repo_schema.due import render_due
from repo_schema.history import Act, Provenance, Verdict, day_of
from repo_schema.law import Framework, Label, Law, Obligation, Office, Term, Window
from repo_schema.layout import (
    AttestationPath,
    HousePath,
    ItemPath,
    LawPath,
    ObjectionPath,
    RecoveryPath,
    ReturnPath,
    TombstonePath,
    WaiverPath,
    classify,
)
from repo_schema.manifests import Alteration
from repo_schema.privacy.decisions import Decision
from repo_schema.recovering import Recovery
from repo_schema.requirements import Approval
from repo_schema.reviews import STRENGTHS

API: Final = "/v1"
CLAIMED: Final = "claimed"
RECEIPT: Final = "receipt"
SIGNED_COMMITS: Final = "signed_commits"
ANCHOR: Final = "anchor"
VOUCHED: Final = "vouched"
"""A recorder signed for what somebody wrote in a forge's editor."""
TRUSTED: Final = "trusted"
SUSPENDED: Final = "suspended"
"""Of a version: it was approved with a key that somebody else may have used, and was not approved again."""
SUSPENDED_WORDS: Final = {"th": "รอรับรองใหม่", "en": "to be approved again: it rests on a compromised key"}
_LAST_MOMENT: Final = 253_370_764_799  # 9998-12-31; a commit may claim later, and is shown as this


def dump(value: Any) -> str:
    """Render JSON as every answer has it: compact, Thai as Thai."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def render_moment(at: int) -> str:
    """RFC 3339, in Bangkok."""
    moment = datetime.fromtimestamp(min(max(at, 0), _LAST_MOMENT), tz=UTC)
    return moment.astimezone(BANGKOK).isoformat()


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a document, without the names of its fields: what searching looks through."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from texts_of(inner)
        case list():
            for inner in value:
                yield from texts_of(inner)


def file_address(sha256: str, name: str) -> str:
    return f"{API}/files/{sha256}/{quote(name, safe='')}"


class Names:
    """Public names of people and offices, from the newest law that knows them."""

    def __init__(self, laws: Iterable[Law]) -> None:
        self._laws = tuple(reversed(tuple(laws)))

    def act(self, person: str, office: str | None, commit: str, signed_at: int) -> dict[str, Any]:
        """Who did a thing, in which office, and when they say they signed it."""
        return {
            "person": {"id": person, "name": self._person(person)},
            "office": None if office is None else self._office(office, person, signed_at),
            "commit": commit,
            "signed_at": render_moment(signed_at),
            "signed_at_source": CLAIMED,
        }

    def _person(self, person: str) -> dict[str, str]:
        known = (law.policy.people[person] for law in self._laws if person in law.policy.people)
        found = next(known, None)
        return found.name.as_json() if found else {"th": person}

    def _office(self, office: str, person: str, at: int) -> dict[str, Any]:
        known = (law.policy.offices[office] for law in self._laws if office in law.policy.offices)
        found = next(known, None)
        if found is None:
            return {"id": office, "title": {"th": office}}
        acting = _acting_order(found, person, min(at, _LAST_MOMENT))
        return {"id": office, "title": found.title.as_json()} | ({"acting": {"order": acting}} if acting else {})


def _acting_order(office: Office, person: str, at: int) -> str | None:
    day = day_of(at)
    holdings = (row for row in office.holdings if row.person == person and row.term.covers(day))
    return next((row.acting_order for row in holdings), None)


def provenance_record(provenance: Provenance | None, names: Names) -> dict[str, Any]:
    """Who prepared, checked, consented, published; of what the anchor brought, nobody is known."""
    if provenance is None:
        return {
            "prepared": None,
            "checked": [],
            "consented": [],
            "administered": [],
            "taken_down": [],
            "published": None,
            "proof": {"strength": ANCHOR},
        }

    def of(row: Act | Approval) -> dict[str, Any]:
        return names.act(row.person, row.office, row.commit, row.signed_at) | _proof_of(row)

    by_step: dict[str, list[dict[str, Any]]] = {"unit_check": [], "consent": [], "administer": [], "take_down": []}
    for approval in provenance.approvals:
        by_step[approval.step].append(of(approval))
    return {
        "prepared": of(provenance.prepared),
        "checked": by_step["unit_check"],
        "consented": by_step["consent"],
        "administered": by_step["administer"],
        "taken_down": by_step["take_down"],
        "published": of(provenance.published),
        "proof": {"strength": _weakest(provenance), **_combined(provenance)},
    }


def _combined(provenance: Provenance) -> dict[str, bool]:
    """Said only where somebody checked and consented, as policy of the day let them."""
    checked, consented = (
        {approval.person for approval in provenance.approvals if approval.step == step}
        for step in ("unit_check", "consent")
    )
    return {"combined_capacity": True} if checked & consented else {}


def _proof_of(row: Act | Approval) -> dict[str, Any]:
    """How strong the proof is that this person did it: their own signature, a merge review, a recorder's word."""
    if isinstance(row, Act):
        return {"strength": VOUCHED, "account": str(row.vouched)} if row.vouched else {"strength": "signed_commit"}
    if row.decisions:
        return {"strength": row.strength, "decisions": [_decision_record(decision) for decision in row.decisions]}
    if row.review is None:
        return {"strength": row.strength}
    review = {"account": str(row.review.account), "head": row.review.head}
    return {"strength": row.strength, "review": review}


def _decision_record(decision: Decision) -> dict[str, Any]:
    """What was decided of something found: where it stands and why it may, never what it is."""
    path, where, rule = decision.spot
    return {"rule": rule, "path": path, "where": where, "decision": decision.kind, "basis": decision.basis}


def _weakest(provenance: Provenance) -> str:
    """The weakest link that the publication rests on."""
    if provenance.prepared.vouched:
        return VOUCHED
    weakest = max((STRENGTHS.index(approval.strength) for approval in provenance.approvals), default=0)
    return STRENGTHS[weakest] if weakest else SIGNED_COMMITS


def version_brief(kind: ItemPath, number: int, at: int, digest: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """A version in a list of items."""
    return {
        "id": kind.id,
        "obligation": kind.obligation,
        "unit": kind.unit,
        "name": kind.name,
        "period": document["period"],
        "version": number,
        "published_at": render_moment(at),
        "published_at_source": CLAIMED,
        "state": TRUSTED,
        "suspended": None,
        **content_facts(document, digest),
        "withheld": None,
        "href": f"{API}/items/{kind.id}",
        "version_href": f"{API}/items/{kind.id}/versions/{number}",
    }


def content_facts(document: Mapping[str, Any], digest: str) -> dict[str, Any]:
    """What a brief repeats of the content; whatever withholds a version takes these out."""
    return {
        "title": document["title"],
        "summary": document["summary"],
        "digest": digest,
        "imported": document.get("imported"),
        "files": file_records(document),
    }


def version_entry(
    brief: Mapping[str, Any], commit: str, document: Mapping[str, Any], provenance: Mapping[str, Any]
) -> dict[str, Any]:
    """A version with its proof, without its content."""
    dated = {
        "commit": commit,
        "schema": document["schema"],
        "effective_on": document.get("effective_on"),
        "prepared_on": document["prepared_on"],
    }
    acts = {name: value for name, value in provenance.items() if name not in {"administered", "taken_down"}}
    acts["proof"] = provenance["proof"] | {"commit": commit, "href": f"{API}/verification/{commit}"}
    return dict(brief) | dated | acts


def file_records(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The attachments that a document names."""
    return [
        {
            "sha256": (sha256 := sha256_of(row["file"])),
            "name": row["name"],
            "media_type": row["media_type"],
            "bytes": row["bytes"],
            "role": row["role"],
            "title": row.get("title"),
            "href": file_address(sha256, row["name"]),
        }
        for row in document.get("attachments", ())
    ]


def sha256_of(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def change_record(
    verdict: Verdict,
    provenance: Mapping[str, Any],
    versions: Mapping[str, int],
    documents: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """One Change of `main` and its verdict. `versions` and `documents`: of the items it put in place."""
    titles = {item: document["title"] for item, document in documents.items()}
    return {
        "commit": verdict.commit,
        "position": verdict.index,
        "outcome": verdict.outcome,
        "accepted": verdict.accepted,
        "published_at": render_moment(verdict.at),
        "published_at_source": CLAIMED,
        "summary": _summary(verdict, titles),
        "items": [
            {
                "id": item,
                "version": number,
                "imported": documents[item].get("imported"),
                "href": f"{API}/items/{item}/versions/{number}",
            }
            for item, number in sorted(versions.items())
        ],
        "paths": [
            _path_record(path, alteration)
            for path, alteration in sorted((verdict.manifest or verdict.alterations).items())
        ],
        "findings": [finding.as_json() for finding in verdict.findings],
        **provenance,
        "href": f"{API}/verification/{verdict.commit}",
    }


def anchor_record(anchor: str, at: int, paths: Iterable[str], provenance: Mapping[str, Any]) -> dict[str, Any]:
    """The anchor, shown beside the Changes; it is trusted because it is pinned, and was never judged."""
    return {
        "commit": anchor,
        "position": 0,
        "outcome": ANCHOR,
        "accepted": True,
        "published_at": render_moment(at),
        "published_at_source": CLAIMED,
        "summary": {"th": "จุดตั้งต้น: จุดเริ่มต้นของคลัง", "en": "The anchor: where the repository begins"},
        "items": [],
        "paths": [{"path": path, "change": "added"} for path in sorted(paths)],
        "findings": [],
        **provenance,
        "href": f"{API}/verification/{anchor}",
    }


def _path_record(path: str, alteration: Alteration) -> dict[str, Any]:
    before, after = alteration
    change = "added" if before is None else "removed" if after is None else "changed"
    return {
        "path": path,
        "change": change,
        "before": None if before is None else str(before),
        "after": None if after is None else str(after),
    }


def _summary(verdict: Verdict, titles: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    if verdict.outcome == "rejected":
        return {"th": "ไม่ผ่านการตรวจสอบ จึงไม่มีผลใด ๆ", "en": "Rejected, and without any effect"}
    if verdict.outcome == "restoration":
        return {"th": "คืนเนื้อหาให้ตรงกับที่เชื่อถือได้", "en": "Restores what is trusted"}
    if titles:
        return published_summary(titles.values())
    kinds = {type(classify(path)) for path in verdict.manifest}
    return next((words for kind, words in _SUMMARIES.items() if kind in kinds), _OTHER_SUMMARY)


def published_summary(titles: Iterable[Mapping[str, str]]) -> dict[str, str]:
    shown = list(titles)
    th = ", ".join(title["th"] for title in shown)
    return {"th": f"เผยแพร่: {th}", "en": f"Published: {', '.join(title.get('en', title['th']) for title in shown)}"}


_SUMMARIES: Final[Mapping[type, dict[str, str]]] = {
    ReturnPath: {"th": "ส่งคืนเพื่อแก้ไข", "en": "A submission was returned"},
    AttestationPath: {"th": "รับรองว่าข้อมูลยังเป็นปัจจุบัน", "en": "An item was attested to be still current"},
    WaiverPath: {"th": "ยกเว้นหน้าที่เผยแพร่หนึ่งรอบ", "en": "A duty was waived"},
    TombstonePath: {"th": "ถอน ระงับ ลบ หรือเลิกระงับข้อมูล", "en": "Something was taken down, or put back"},
    RecoveryPath: {"th": "ประกาศกู้คืนผู้ดูแลระบบ", "en": "A recovery of the administrators was announced"},
    ObjectionPath: {"th": "คัดค้านการกู้คืนผู้ดูแลระบบ", "en": "A recovery of the administrators was objected to"},
    LawPath: {"th": "เปลี่ยนนโยบายหรือการตั้งค่า", "en": "Policy or settings changed"},
    HousePath: {"th": "เปลี่ยนนโยบายหรือการตั้งค่า", "en": "Policy or settings changed"},
}
_OTHER_SUMMARY: Final = {"th": "เปลี่ยนไฟล์ประกอบ", "en": "Supporting files changed"}


def recovery_record(recovery: Recovery, law: Law) -> dict[str, Any]:
    """An announcement that can still take effect, and from when on."""
    effective = recovery.effective_at(law)
    return {
        "number": int(recovery.number),
        "appoints": [{"office": row.office, "person": row.person, "key": row.key} for row in recovery.appoints],
        "announced_at": render_moment(recovery.at),
        "effective_at": None if effective is None else render_moment(effective),
    }


def organisation_record(law: Law) -> dict[str, Any]:
    settings, policy = law.settings, law.policy
    people = {person.id: person.name.as_json() for person in policy.people.values()}
    return {
        "id": settings.organisation,
        "name": settings.name.as_json(),
        "domain": settings.domain,
        "time_zone": settings.time_zone,
        "format": settings.format,
        "frameworks": list(settings.frameworks),
        "units": [
            {"id": unit.id, "name": unit.name.as_json(), "kind": unit.kind} | _term(unit.term)
            for unit in policy.units.values()
        ],
        "offices": [_office(office, people) for office in policy.offices.values()],
        "people": [
            {"id": person.id, "name": people[person.id], "units": list(person.units)}
            for person in policy.people.values()
        ],
    }


def _office(office: Office, people: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    holders = [
        {"person": {"id": row.person, "name": people[row.person]}}
        | _term(row.term)
        | ({"acting": {"order": row.acting_order}} if row.acting_order else {})
        for row in office.holdings
    ]
    known = {"id": office.id, "title": office.title.as_json(), "kind": office.kind, "units": list(office.units)}
    return known | {"holders": holders}


def _term(term: Term) -> dict[str, str | None]:
    return {"since": term.since.isoformat(), "until": term.until.isoformat() if term.until else None}


def branding_record(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the site is called and looks like, as the office says it; `crest`: the path of a file."""
    return {
        "site_name": document.get("site_name"),
        "primary": document.get("colours", {}).get("primary"),
        "footer": document.get("footer"),
        "crest": document.get("crest"),
    }


def obligation_records(law: Law) -> list[dict[str, Any]]:
    """The catalogue in its own order."""
    return [_obligation(row, law) for row in sorted(law.catalogue.obligations.values(), key=lambda row: row.number)]


def _obligation(row: Obligation, law: Law) -> dict[str, Any]:
    group = law.catalogue.groups[row.group]
    exempt = law.policy.rules.consent_exempt.get(row.id)
    codes = [
        {
            "framework": framework.id,
            "code": code.code,
            "relation": relation,
            "href": f"{API}/frameworks/{framework.id}/codes/{code.code}",
        }
        for _, framework in sorted(law.catalogue.frameworks.items())
        for code in framework.codes
        for obligation, relation in code.obligations
        if obligation == row.id
    ]
    dropped = [framework.id for _, framework in sorted(law.catalogue.frameworks.items()) if row.id in framework.dropped]
    return {
        "id": row.id,
        "number": row.number,
        "title": row.title.as_json(),
        "group": {"id": group.id, "code": group.code, "title": group.title.as_json()},
        "preparers": [_scope(unit, law) for unit in row.preparers],
        "publishers": [_scope(unit, law) for unit in row.publishers],
        "frequency": {"code": row.frequency, "text": row.frequency_text.as_json()},
        "cadence": row.cadence,
        "due": render_due(row.due),
        "shape": row.shape,
        "consent": {"required": exempt is None, "exempt_because": exempt},
        "codes": codes,
        "dropped_from": dropped,
        "href": f"{API}/obligations/{row.id}",
    }


def _scope(scope: str, law: Law) -> dict[str, Any]:
    """A unit, or a wildcard that stands for every unit in force on the day."""
    unit = law.policy.units.get(scope)
    name: Label = unit.name if unit else law.catalogue.wildcards[scope]
    return {"id": scope, "name": name.as_json(), "wildcard": unit is None}


def framework_records(law: Law) -> list[dict[str, Any]]:
    return [_framework(row, law) for _, row in sorted(law.catalogue.frameworks.items())]


def _framework(framework: Framework, law: Law) -> dict[str, Any]:
    titles = {row.id: row.title.as_json() for row in law.catalogue.obligations.values()}
    codes = [
        {
            "code": code.code,
            "title": code.title.as_json(),
            "is_new": not code.obligations,
            "obligations": [_reference(of, titles) | {"relation": relation} for of, relation in code.obligations],
            "href": f"{API}/frameworks/{framework.id}/codes/{code.code}",
        }
        for code in framework.codes
    ]
    return {
        "id": framework.id,
        "title": framework.title.as_json(),
        "in_force": framework.id in law.settings.frameworks,
        "window": _window(framework.window),
        "codes": codes,
        "dropped": [_reference(name, titles) for name in framework.dropped],
        "href": f"{API}/frameworks/{framework.id}",
    }


def _reference(obligation: str, titles: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """An obligation that an edition names; one that has ended since has its name left, and no address."""
    is_known = obligation in titles
    return {
        "id": obligation,
        "title": titles.get(obligation, {"th": obligation}),
        "href": f"{API}/obligations/{obligation}" if is_known else None,
    }


def _window(window: Window | None) -> dict[str, Any] | None:
    if window is None:
        return None
    return {"opens": window.opens.isoformat(), "closes": window.closes.isoformat(), "verified": window.is_verified}
