"""The only administrator is gone: the office names another, in public, and goes on."""

from pathlib import Path

from repo_schema.recovering import Appointment
from service.ledger import approving, publishing, recovering
from tests.support.keys import KeyPair
from tests.support.ledger import DAY, START
from tests.support.office import ADMIN, CHIEF, CLERK, HEAD, Clock, Office

REASON = "ผู้ดูแลระบบคนเดียวลาออกและกุญแจสูญหาย"


def test_the_office_finds_a_new_administrator_in_the_open(tmp_path: Path) -> None:
    office = Office(tmp_path / "office", begun=START)
    fresh = KeyPair.ed25519("a new key of the clerk")
    fresh.write(tmp_path / "fresh")
    clock = Clock(START + DAY)
    with office.workspace(HEAD, clock) as workspace:
        appointment = Appointment("administrator", CLERK, fresh.public_line)
        number, done = recovering.announce(workspace, [appointment], reason=REASON)
    with office.workspace(CHIEF, clock) as workspace:
        approving.approve(workspace, done.id)
    with office.workspace(CHIEF, clock) as workspace:
        publishing.publish(workspace, done.id)

    carried = office.cli(HEAD, "recovery", "carry-out", number)
    assert carried.code == 0, carried.text
    assert CLERK in carried.json["diff"]
    office.approve(carried.json["id"], CHIEF)
    assert office.cli(CHIEF, "publish", carried.json["id"]).code == 0

    clerk = office.clone(tmp_path / "clerk-with-a-new-key", tmp_path / "fresh")
    proposed = office.run(HEAD, "person", "leave", ADMIN, "--repo", clerk, "--format", "json")
    assert proposed.code == 0, proposed.text
    assert {need["step"] for need in proposed.json["missing"]} == {"consent"}
    told = office.verify()
    assert (told["trusted"], told["rejected"]) == (True, [])


def test_it_is_announced_waited_for_and_objected_to_at_the_command_line(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    key = KeyPair.ed25519("heir").public_line
    announced = office.cli(HEAD, "recovery", "announce", CLERK, "--key", key, "--reason", REASON)
    assert announced.code == 0, announced.text
    assert (announced.json["recovery"], announced.json["after_days"]) == ("1", 30)
    assert [need["step"] for need in announced.json["missing"]] == ["consent"]
    assert REASON in office.cli(CHIEF, "review", announced.json["id"], json=False).out
    office.approve(announced.json["id"], CHIEF)
    assert office.cli(CHIEF, "publish", announced.json["id"]).code == 0

    early = office.cli(HEAD, "recovery", "carry-out", "1", json=False)
    assert early.code == 1
    assert "recovery_waits" in early.text
    assert "prongsai recovery object" in early.text

    objected = office.cli(ADMIN, "recovery", "object", "1", "--reason", "ยังอยู่")
    assert (objected.code, objected.json["missing"]) == (0, [])
    assert office.cli(ADMIN, "publish", objected.json["id"]).code == 0
    assert office.cli(HEAD, "recovery", "carry-out", "1").codes == ["recovery_unknown"]
    assert office.verify()["trusted"]
