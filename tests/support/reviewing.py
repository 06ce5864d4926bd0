"""An office that switched merge reviews on, by the commands it would use, with a recorder at a clone of its own."""

from typing import Any

import yaml

from repo_schema.reviews import ReviewStrength
from tests.support.keys import KeyPair
from tests.support.office import ADMIN, CHIEF, CLERK, HEAD, SINCE, Office, keys, public_key

RECORDER = "recorder"
FORGE = "town-git"
LOGINS = {CHIEF: "boonmee", CLERK: "kanya", HEAD: "prasit"}
_POLICY = ("policy/people.yaml", "policy/offices.yaml", "policy/rules.yaml")


def switch_on(office: Office, url: str, strength: ReviewStrength = "forge_review_bound", **reviews: Any) -> Office:
    """The administrator proposes it, the chief executive consents, and it is law."""
    if not (keys() / RECORDER).exists():
        KeyPair.ed25519("recorder@test").write(keys() / RECORDER)
    people, offices, rules = (_read(office, path) for path in _POLICY)
    for person in people["people"]:
        if login := LOGINS.get(person["id"]):
            person["accounts"] = [{"forge": FORGE, "login": login}]
    name = {"th": "โปรแกรมบันทึกผลการพิจารณา", "en": "Recorder"}
    key = [{"key": public_key(RECORDER), "since": SINCE}]
    people["people"].append({"id": RECORDER, "name": name, "keys": key})
    holders = [{"person": RECORDER, "since": SINCE}]
    offices["offices"].append({"id": RECORDER, "title": name, "kind": "recorder", "holders": holders})
    rules["reviews"] = {"forges": [{"id": FORGE, "url": url, "strength": strength}]} | reviews
    submission = office.submit(ADMIN, dict(zip(_POLICY, (people, offices, rules), strict=True)))
    office.approve(submission, CHIEF)
    done = office.cli(ADMIN, "publish", submission)
    assert done.code == 0, done.text
    return office


def _read(office: Office, path: str) -> Any:
    return yaml.safe_load((office.desk(ADMIN) / path).read_text(encoding="utf-8"))


def proposed(office: Office, contents: dict[str, Any]) -> str:
    """Submitted and checked by the unit; its id."""
    submission = office.submit(CLERK, contents)
    office.approve(submission, HEAD)
    return submission
