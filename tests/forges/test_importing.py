"""`prongsai reviews import`: from a pressed button to a published item, over real git and a replayed forge."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import files
from tests.support.forge import REPOSITORY, Replay, gitea_review, pull, replaying
from tests.support.ledger import MANUAL, contact, item, manual
from tests.support.office import CHIEF, CLERK, HEAD, Completed, Office, git, run_here
from tests.support.reviewing import RECORDER, proposed, switch_on

PULLS = f"/api/v1/repos/{REPOSITORY}/pulls"


@pytest.fixture
def forge() -> Iterator[Replay]:
    with replaying() as replay:
        yield replay


@pytest.fixture
def office(forge: Replay, tmp_path: Path) -> Office:
    return switch_on(Office(tmp_path), f"{forge.url}/{REPOSITORY}")


def tip_of(office: Office, submission: str) -> str:
    return git(office.origin, "rev-parse", f"refs/heads/submissions/{submission}")


def reviewed(forge: Replay, submission: str, head: str, *reviews: dict[str, Any]) -> None:
    forge.bodies = {PULLS: [pull(1, f"submissions/{submission}", head)], f"{PULLS}/1/reviews": list(reviews)}


def now(office: Office) -> str:
    return git(office.origin, "log", "-1", "--format=%cI", "main")


def imported(office: Office, *more: str) -> Completed:
    return office.cli(RECORDER, "reviews", "import", "--kind", "gitea", *more)


def meeting(name: str) -> dict[str, Any]:
    """An item that needs consent, as many as the unit likes."""
    content = {
        "headline": {"th": "ประชาคมหมู่บ้าน"},
        "body": {"th": "รับฟังความเห็นของประชาชน"},
        "published_on": "2025-10-01",
        "held_on": "2025-09-30",
        "participants": {"count": 40, "groups": [{"th": "ประชาชน"}]},
        "outcome": {"th": "นำความเห็นไปปรับแผน"},
    }
    period = {"kind": "as_of", "date": "2025-10-01"}
    return item(f"items/participation/office-of-palad/{name}.yaml", "activity_post", period, content)


def test_an_executives_button_makes_an_item_public(office: Office, forge: Replay) -> None:
    submission = proposed(office, manual())
    head = tip_of(office, submission)
    reviewed(forge, submission, head, gitea_review(1, "Boonmee", head, now(office)))

    tried = imported(office, "--dry-run")
    assert (tried.code, tried.json["submissions"][0]["outcome"], office.submissions()) == (0, "published", [submission])
    done = imported(office)
    (row,) = done.json["submissions"]
    assert (done.code, row["outcome"], row["findings"]) == (0, "published", [])
    assert row["reviews"][0].startswith(f"town-git boonmee {head} ")

    assert office.published(MANUAL)["obligation"] == "service-manual"
    assert office.verify()["trusted"]
    assert office.submissions() == []
    git(office.origin, "merge-base", "--is-ancestor", head, "main")


def test_it_says_so_wherever_the_consent_is_shown(office: Office, forge: Replay) -> None:
    submission = proposed(office, manual())
    head = tip_of(office, submission)
    reviewed(forge, submission, head, gitea_review(1, "boonmee", head, now(office)))
    imported(office)

    shown = run_here(["show", submission, "--repo", office.origin, "--lang", "th"]).text
    assert "เห็นชอบ: " in shown
    assert "[พิจารณาในระบบเก็บงาน ผูกกับเนื้อหา]" in shown


def test_a_push_after_the_review_voids_it(office: Office, forge: Replay) -> None:
    submission = proposed(office, manual())
    old = tip_of(office, submission)
    office.write_all(CLERK, manual("คู่มือที่แก้หลังการพิจารณา"))
    again = office.cli(CLERK, "submit", MANUAL)
    assert again.code == 0, again.text
    office.approve(submission, HEAD)
    reviewed(forge, submission, tip_of(office, submission), gitea_review(1, "boonmee", old, now(office)))
    before = office.refs()

    (row,) = imported(office).json["submissions"]
    assert row["outcome"] == "waiting"
    assert [finding["code"] for finding in row["findings"]] == ["review_head_differs", "missing_consent"]
    assert office.refs() == before


def test_an_approval_on_top_of_the_reviewed_head_changes_nothing(office: Office, forge: Replay) -> None:
    """The executive was quicker than the head of the unit."""
    submission = office.submit(CLERK, manual())
    head = tip_of(office, submission)
    reviewed(forge, submission, head, gitea_review(1, "boonmee", head, now(office)))
    (early,) = imported(office).json["submissions"]
    assert (early["outcome"], [row["code"] for row in early["findings"]]) == ("waiting", ["missing_unit_check"])

    office.approve(submission, HEAD)
    (row,) = imported(office).json["submissions"]
    assert row["outcome"] == "published"
    assert office.verify()["trusted"]


@pytest.mark.parametrize("login", ["prasit", "kanya", "stranger", RECORDER])
def test_a_review_by_anybody_else_is_no_consent(office: Office, forge: Replay, login: str) -> None:
    submission = proposed(office, manual())
    head = tip_of(office, submission)
    reviewed(forge, submission, head, gitea_review(1, login, head, now(office)))
    before = office.refs()

    (row,) = imported(office).json["submissions"]
    assert (row["outcome"], row["reviews"]) == ("waiting", [])
    assert office.refs() == before


def test_what_needs_no_consent_is_left_to_its_unit(office: Office, forge: Replay) -> None:
    submission = proposed(office, contact())
    head = tip_of(office, submission)
    reviewed(forge, submission, head, gitea_review(1, "boonmee", head, now(office)))

    (row,) = imported(office).json["submissions"]
    assert (row["outcome"], row["reviews"]) == ("waiting", [])
    assert office.cli(CLERK, "publish", submission).code == 0


def test_one_that_cannot_be_published_does_not_hold_up_the_others(office: Office, forge: Replay) -> None:
    """The first names a file whose bytes are gone; two more are published in the same run."""
    paper = office.folder / "คู่มือ.pdf"
    paper.write_bytes(files.pdf("คู่มือการให้บริการ"))
    office.write_all(CLERK, manual())
    attached = office.cli(CLERK, "attach", "service-manual/office-of-palad/main", paper, "--title", "คู่มือ")
    assert attached.code == 0, attached.text
    first = office.cli(CLERK, "submit").json["id"]
    office.approve(first, HEAD)
    others = [proposed(office, meeting(name)) for name in ("plan-hearing", "budget-hearing")]
    for stored in (office.origin / "lfs/objects").rglob("*"):
        if stored.is_file():
            stored.unlink()
    heads = {submission: tip_of(office, submission) for submission in (first, *others)}
    forge.bodies = {PULLS: [pull(n, f"submissions/{name}", heads[name]) for n, name in enumerate(heads, start=1)]}
    for number, head in enumerate(heads.values(), start=1):
        forge.bodies[f"{PULLS}/{number}/reviews"] = [gitea_review(1, "boonmee", head, now(office), number)]

    rows = {row["id"]: row for row in imported(office).json["submissions"]}
    assert rows[first]["outcome"] == "waiting"
    assert [finding["code"] for finding in rows[first]["findings"]] == ["file_missing_in_store"]
    assert [rows[name]["outcome"] for name in others] == ["published", "published"]
    assert office.verify()["trusted"]


def test_only_the_recorder_imports(office: Office, forge: Replay) -> None:
    done = office.cli(CHIEF, "reviews", "import", "--kind", "gitea")

    assert (done.code, done.codes, forge.asked) == (1, ["review_not_by_recorder"], [])


def test_a_forge_that_does_not_answer_is_exit_4_and_nothing_moves(office: Office) -> None:
    proposed(office, manual())
    before = office.refs()
    done = imported(office)

    assert (done.code, done.codes) == (4, ["ForgeError"])
    assert office.refs() == before


def test_a_forge_that_policy_does_not_name_is_refused(office: Office) -> None:
    assert imported(office, "--forge", "other").codes == ["review_forge_unknown"]
