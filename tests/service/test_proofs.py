"""The proof of one version is made for every version there is, and is checked by who has nothing else."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from repo_schema.proofs import MEDIA_TYPE
from service.app import create_app
from service.ledger.proving import judge_proof, open_proof
from service.settings import Settings
from tests.attacks.test_compromise import compromise, new_key_of, relist
from tests.attacks.test_imports import imported
from tests.attacks.test_tombstones import CONTACT_ID, HEAD, signed
from tests.service.test_api import CONTACT_URL, assert_problem, client_of, get, make_ledger
from tests.support.ledger import CONTACT, LedgerBuilder, attachment, contact, manual, news
from tests.support.office import Completed, run_here
from tests.support.receiver import SERVER
from tests.support.reviewed import RECORDER, record, reviewed_ledger, vouch
from tests.support.site import plan
from tests.support.tombstones import suppression
from tests.support.witnessing import key_file, office_with_witness

ALONE = """
import json, sys
from service.ledger.proving import judge_proof, open_proof
with open(sys.argv[1], "rb") as file:
    print(json.dumps(judge_proof(open_proof(file.read())).as_json()))
"""


def cli(*arguments: str | Path) -> Completed:
    return run_here([*arguments, "--format", "json"])


def varied(folder: Path) -> LedgerBuilder:
    """Versions that came about in every way there is."""
    ledger = reviewed_ledger(folder)
    ledger.publish_item(contact())
    file, pointer = ledger.attach(b"%PDF-1.7 first")
    ledger.publish_item(manual(attachments=[attachment(file, pointer)]) | {file: pointer})
    ledger.publish_item(manual("คู่มือเดิม ไฟล์เดิม", attachments=[attachment(file, pointer)]))
    ledger.publish_item(manual("คู่มือที่ไม่มีไฟล์") | {file: None})
    waiting = ledger.prepare(contact("+6638000002")).approve("unit_check")
    ledger.publish_item(news())
    rules = ledger.read("policy/rules.yaml") | {"approval_max_age_days": 60}
    ledger.publish(ledger.prepare({"policy/rules.yaml": rules}).approve("consent"))
    ledger.publish(waiting)
    ledger.publish(record(ledger.prepare(manual("ฉบับที่พิจารณาในระบบ")).approve("unit_check")), by=RECORDER)
    ledger.publish(vouch(ledger, contact("+6638000003")).approve("unit_check"), by="office-of-palad-preparer")
    ledger.publish_item(plan())
    old = imported(ledger, news(name="old"), period={"kind": "as_of", "date": "2020-01-01"})
    ledger.publish_item(old)
    ledger.publish_item(old | {"items/news/hr/old.yaml": old["items/news/hr/old.yaml"] | {"title": {"th": "แก้ไข"}}})
    ledger.publish_item(news(name="first", body="ฉบับที่สอง") | news(name="second"))
    ledger.land({"items/news/hr/forged.yaml": b"schema: nonsense\n"})
    ledger.publish_item(news(name="third"))
    landed = ledger.prepare(manual("ฉบับที่ระบบเก็บงานรวมเข้าก่อน")).approve("unit_check")
    ledger.land(manual("ฉบับที่ระบบเก็บงานรวมเข้าก่อน"), by="forge", signed=False)
    ledger.publish(record(landed), by=RECORDER)
    return ledger


def addresses(client: TestClient) -> list[str]:
    """Every version of every item."""
    items = get(client, "/v1/items")["items"]
    return [row["version_href"] for item in items for row in get(client, f"{item['href']}/versions")["versions"]]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(varied(tmp_path_factory.mktemp("proofs"))) as client:
        yield client


def test_every_version_is_proven_by_its_proof_alone(client: TestClient) -> None:
    found = addresses(client)
    for address in found:
        response = client.get(f"{address}/proof")
        assert (response.status_code, response.headers["content-type"]) == (200, MEDIA_TYPE), response.text
        shown, version = judge_proof(open_proof(response.content)).as_json(), get(client, address)
        assert (shown["item"], shown["commit"], shown["digest"]) == (
            version["id"],
            version["commit"],
            version["digest"],
        )
        acts = [version["prepared"], *version["checked"], *version["consented"], version["published"]]
        assert {act["person"] for act in shown["acts"]} == {act["person"]["id"] for act in acts}
        assert shown["anchor"] == response.json()["claims"]["anchor"]
    assert len(found) == 15


def test_a_process_that_has_no_repository_checks_it(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "proof.json").write_bytes(client.get(f"{CONTACT_URL}/versions/2/proof").content)
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()

    command = [sys.executable, "-c", ALONE, "../proof.json"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=nowhere, env=environment, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout)["item"] == CONTACT_ID


def test_the_command_says_what_it_shows_and_what_it_does_not(client: TestClient, tmp_path: Path) -> None:
    proof = tmp_path / "proof.json"
    proof.write_bytes(client.get(f"{CONTACT_URL}/versions/1/proof").content)
    anchor = client.get("/v1").json()["anchor"]

    done = cli("verify", "--proof", proof, "--anchor", anchor)
    assert (done.code, done.json["approved"], done.json["anchor"]) == (0, True, anchor)
    assert {row["code"] for row in done.json["not_shown"]} >= {"on_main", "still_stands", "policy", "freshness"}
    told = run_here(["verify", "--proof", proof, "--lang", "en"])
    assert told.code == 0
    assert "What one proof alone does not show" in told.out
    assert cli("verify", "--proof", proof, "--anchor", "0" * 40).codes == ["proof_claim_differs"]
    assert cli("verify", "--proof", tmp_path / "none.json").code == 4
    assert cli("verify", "--proof", proof, "--files-from", tmp_path).code == 2


def test_a_version_listed_again_is_proven_as_such(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    compromise(ledger)
    ledger.publish(relist(ledger, CONTACT).approve("unit_check", key=new_key_of(HEAD)))
    with client_of(ledger) as client:
        for address in addresses(client):
            judge_proof(open_proof(client.get(f"{address}/proof").content))


def test_of_what_is_withheld_there_is_no_proof(tmp_path: Path) -> None:
    """Neither its own, nor that of a version that was published together with it."""
    ledger = make_ledger(tmp_path / "origin.git")
    ledger.publish_item(contact("+6638000009") | news("office-of-palad"))
    ledger.publish(signed(ledger.prepare(suppression(CONTACT_ID, 3, 3), by=HEAD)), by=HEAD)
    with client_of(ledger) as client:
        assert client.get(f"{CONTACT_URL}/versions/2/proof").status_code == 200
        body = assert_problem(client.get(f"{CONTACT_URL}/versions/3/proof"), "suppressed")
        assert "38000009" not in json.dumps(body)
        assert_problem(client.get("/v1/items/news/office-of-palad/first/versions/1/proof"), "no_proof")


def test_what_nobody_approved_has_no_proof(tmp_path: Path) -> None:
    with client_of(LedgerBuilder(tmp_path / "origin.git", contents=contact())) as client:
        assert_problem(client.get(f"{CONTACT_URL}/versions/1/proof"), "no_proof")


def test_a_policy_that_is_only_on_main_proves_nothing(tmp_path: Path) -> None:
    """The proof would show a law that never was in force."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.land({"policy/rules.yaml": ledger.read("policy/rules.yaml") | {"approval_max_age_days": 3}})
    ledger.publish_item(contact())
    with client_of(ledger) as client:
        assert client.get(CONTACT_URL).status_code == 200
        assert_problem(client.get(f"{CONTACT_URL}/versions/1/proof"), "no_proof")


def test_a_repository_that_cannot_be_read_is_no_defect(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    with client_of(ledger) as client:
        ledger.git_dir.rename(tmp_path / "gone.git")
        assert_problem(client.get(f"{CONTACT_URL}/versions/1/proof"), "repository_unavailable")
        (tmp_path / "gone.git").rename(ledger.git_dir)
        assert client.get(f"{CONTACT_URL}/versions/1/proof").status_code == 200


def test_a_checkpoint_that_was_kept_ties_it_to_a_history(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_witness())
    ledger.publish_item(contact())
    app = create_app(
        Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, 60, receiver=key_file(ledger, SERVER))
    )
    proof, early, kept = tmp_path / "proof.json", tmp_path / "early.json", tmp_path / "kept.note"
    with TestClient(app) as client:
        app.state.follower.start()
        early.write_bytes(client.get(f"{CONTACT_URL}/versions/1/proof").content)
        ledger.publish_item(news())
        app.state.follower.refresh()
        kept.write_text(client.get("/v1/checkpoint").text, encoding="utf-8")
        ledger.publish_item(manual())
        app.state.follower.refresh()
        proof.write_bytes(client.get(f"{CONTACT_URL}/versions/1/proof").content)

    told = cli("verify", "--proof", proof, "--checkpoint", kept)
    assert told.code == 0
    assert [(row["changes"], row["signed_by"], row["covers"]) for row in told.json["checkpoints"]] == [
        (3, SERVER, True),
        (2, SERVER, True),
    ]
    assert "on_main" not in {row["code"] for row in told.json["not_shown"]}
    assert cli("verify", "--proof", early).json["checkpoints"][0]["covers"]
    assert cli("verify", "--proof", early, "--checkpoint", kept).code == 4  # it was made before
    other = kept.read_text(encoding="utf-8").replace(ledger.anchor, "0" * 40)
    kept.write_text(other, encoding="utf-8")
    assert cli("verify", "--proof", proof, "--checkpoint", kept).codes == ["checkpoint_of_another"]
    kept.write_text("nonsense", encoding="utf-8")
    assert cli("verify", "--proof", proof, "--checkpoint", kept).codes == ["checkpoint_invalid"]


def test_a_proof_holds_no_version_but_its_own(client: TestClient) -> None:
    """What stood before may have to be taken down one day."""
    text = client.get(f"{CONTACT_URL}/versions/2/proof").text
    kinds = [row["kind"] for row in json.loads(text)["objects"].values()]

    first, second = (get(client, f"{CONTACT_URL}/versions/{number}")["document"] for number in (1, 2))
    blobs = [
        base64.b64decode(row["data"]).decode() for row in json.loads(text)["objects"].values() if row["kind"] == "blob"
    ]
    assert any(second["content"]["phones"][0]["number"] in blob for blob in blobs)
    assert not any(first["content"]["phones"][0]["number"] in blob for blob in blobs)
    assert set(kinds) == {"commit", "tree", "blob"}
