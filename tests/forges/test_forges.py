"""What each forge says of who approved which head: honest bodies, odd ones, and hostile ones."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from repo_schema.forge_files import ForgeKind
from repo_schema.reviews import Forge, ReviewStrength
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.forges.common import ForgeError, MergeRequest, Push, Review
from service.ledger.forges.opening import open_forge, read_token
from tests.support.forge import (
    REPOSITORY,
    Replay,
    gitea_made,
    gitea_pushed,
    gitea_review,
    github_activity,
    github_review,
    gitlab_approvals,
    gitlab_event,
    gitlab_request,
    gitlab_version,
    pull,
    replaying,
)

OLD, NEW = "1" * 40, "2" * 40
BRANCH = "submissions/service-manual/office-of-palad/main"
MORNING, NOON = "2026-11-02T09:00:00+07:00", "2026-11-02T12:00:00+07:00"
AT_NOON = 1_793_595_600
REQUEST = MergeRequest(1, f"https://git.banbueng.example/{REPOSITORY}/pulls/1", BRANCH, NEW)


@pytest.fixture
def forge() -> Iterator[Replay]:
    with replaying() as replay:
        yield replay


def opened(forge: Replay, kind: ForgeKind, token: str | None = None) -> Any:
    strength: ReviewStrength = "forge_review_by_time" if kind == "gitlab" else "forge_review_bound"
    return open_forge(Forge("town", f"{forge.url}/{REPOSITORY}", strength), kind, token)


PULLS: dict[ForgeKind, tuple[str, Any]] = {
    "gitea": (f"/api/v1/repos/{REPOSITORY}/pulls", gitea_review),
    "github": (f"/api/v3/repos/{REPOSITORY}/pulls", github_review),
}
LAB = f"/api/v4/projects/{quote(REPOSITORY, safe='')}/merge_requests"


def pulls_with(forge: Replay, kind: ForgeKind, *reviews: Any) -> Any:
    path, _ = PULLS[kind]
    forge.bodies = {path: [pull(1, BRANCH, NEW)], f"{path}/1/reviews": list(reviews)}
    return opened(forge, kind)


@pytest.mark.parametrize("kind", PULLS)
def test_an_approval_is_bound_to_the_commit_it_names(forge: Replay, kind: ForgeKind) -> None:
    source = pulls_with(forge, kind, PULLS[kind][1](1, "Boonmee", OLD, NOON))

    (request,) = source.merge_requests()
    assert (request.branch, request.head) == (BRANCH, NEW)
    assert source.reviews(request) == (Review("boonmee", OLD, AT_NOON, "forge_review_bound"),)


ODD: dict[str, tuple[ForgeKind, list[dict[str, Any]]]] = {
    "names no commit": ("github", [github_review(1, "boonmee", None, NOON)]),
    "was dismissed on gitea": ("gitea", [gitea_review(1, "boonmee", NEW, NOON, dismissed=True)]),
    "was dismissed on github": ("github", [github_review(1, "boonmee", NEW, NOON, state="DISMISSED")]),
    "is not official": ("gitea", [gitea_review(1, "boonmee", NEW, NOON, official=False)]),
    "is pending": ("github", [github_review(1, "boonmee", NEW, NOON, state="PENDING")]),
    "is no approval": ("github", [github_review(1, "boonmee", NEW, NOON, state="COMMENTED")]),
    "is a team's": ("gitea", [gitea_review(1, "boonmee", NEW, NOON, user=None)]),
    "is of a look-alike": ("gitea", [gitea_review(1, "bооnmee", NEW, NOON)]),
    "was taken back on gitea": (
        "gitea",
        [gitea_review(2, "boonmee", NEW, NOON, state="REQUEST_CHANGES"), gitea_review(1, "boonmee", NEW, MORNING)],
    ),
    "was taken back on github": (
        "github",
        [github_review(1, "boonmee", NEW, MORNING), github_review(2, "BOONMEE", NEW, NOON, state="CHANGES_REQUESTED")],
    ),
    "was asked for again": (
        "gitea",
        [gitea_review(1, "boonmee", NEW, MORNING), gitea_review(2, "boonmee", NEW, NOON, state="REQUEST_REVIEW")],
    ),
}


@pytest.mark.parametrize("case", ODD)
def test_a_review_does_not_count_that(forge: Replay, case: str) -> None:
    kind, rows = ODD[case]

    assert pulls_with(forge, kind, *rows).reviews(REQUEST) == ()


def test_of_one_account_the_latest_approval_counts_whatever_is_called_stale(forge: Replay) -> None:
    rows = [
        gitea_review(1, "boonmee", OLD, MORNING, stale=False),
        gitea_review(2, "boonmee", NEW, NOON, stale=True),
        gitea_review(3, "boonmee", NEW, NOON, state="COMMENT"),
    ]

    found = pulls_with(forge, "gitea", *rows).reviews(REQUEST)
    assert found == (Review("boonmee", NEW, AT_NOON, "forge_review_bound"),)


def test_every_page_is_read(forge: Replay) -> None:
    """The word that takes an approval back stands on the last page."""
    comments = [gitea_review(n, "kanya", NEW, MORNING, state="COMMENT") for n in range(2, 130)]
    taken_back = gitea_review(200, "boonmee", NEW, NOON, dismissed=True)
    rows = [gitea_review(1, "boonmee", NEW, MORNING), *comments, taken_back]

    assert pulls_with(forge, "gitea", *rows).reviews(REQUEST) == ()


def test_more_pages_than_anybody_writes_are_refused(forge: Replay) -> None:
    rows = [gitea_review(n, f"user{n}", NEW, MORNING) for n in range(2001)]

    with pytest.raises(ForgeError, match="pages"):
        pulls_with(forge, "gitea", *rows).reviews(REQUEST)


# GitLab.


def lab_with(forge: Replay, approvals: Any, *versions: Any) -> tuple[Review, ...]:
    forge.bodies = {
        LAB: [gitlab_request(1, BRANCH, NEW), gitlab_request(2, BRANCH, None)],
        f"{LAB}/1/approvals": approvals,
        f"{LAB}/1/versions": list(versions),
    }
    source = opened(forge, "gitlab")
    (request,) = source.merge_requests()
    found: tuple[Review, ...] = source.reviews(request)
    return found


FIRST = gitlab_version(1, OLD, "2026-11-02T08:00:00.000+07:00")


def test_an_approval_without_a_commit_is_bound_to_the_version_of_its_time(forge: Replay) -> None:
    later = gitlab_version(2, NEW, "2026-11-02T12:00:01+07:00")

    assert lab_with(forge, gitlab_approvals(("boonmee", NOON)), later, FIRST) == (
        Review("boonmee", OLD, AT_NOON, "forge_review_by_time"),
    )


@pytest.mark.parametrize("pushed", ["2026-11-02T11:56:00+07:00", NOON], ids=["while it was read", "at that second"])
def test_a_push_while_the_executive_reads_voids_the_approval(forge: Replay, pushed: str) -> None:
    assert lab_with(forge, gitlab_approvals(("boonmee", NOON)), gitlab_version(2, NEW, pushed), FIRST) == ()


@pytest.mark.parametrize(
    "approvals",
    [
        gitlab_approvals(("boonmee", None)),
        gitlab_approvals(("boonmee", "2026-11-01T08:00:00Z")),
        gitlab_approvals(("boonmee", NOON), ("Boonmee", MORNING)),
        gitlab_approvals(),
    ],
    ids=["no time", "before there was a version", "twice", "none"],
)
def test_an_approval_that_nothing_binds_does_not_count(forge: Replay, approvals: Any) -> None:
    assert lab_with(forge, approvals, FIRST) == ()


def test_a_version_of_another_merge_request_is_refused(forge: Replay) -> None:
    with pytest.raises(ForgeError):
        lab_with(forge, gitlab_approvals(("boonmee", NOON)), gitlab_version(1, NEW, MORNING, iid=2))


# Who pushed.

NONE = "0" * 40


def feed_of(forge: Replay, kind: ForgeKind, *rows: Any) -> tuple[Push, ...]:
    paths = {
        "gitea": f"/api/v1/repos/{REPOSITORY}/activities/feeds",
        "github": f"/api/v3/repos/{REPOSITORY}/activity",
        "gitlab": f"/api/v4/projects/{quote(REPOSITORY, safe='')}/events",
    }
    forge.bodies = {paths[kind]: list(rows)}
    return tuple(opened(forge, kind).pushes(REQUEST))


def test_each_forge_says_who_was_logged_in_at_every_push(forge: Replay) -> None:
    gitea = [gitea_pushed("Kanya", BRANCH, NEW, OLD, 3), gitea_pushed("kanya", BRANCH, OLD, "3" * 40, 2)]
    assert feed_of(forge, "gitea", gitea_made("kanya", BRANCH), *gitea, gitea_pushed("prasit", "x", NEW, OLD, 9)) == (
        Push("kanya", NEW, OLD),
        Push("kanya", OLD, "3" * 40),
        Push("kanya", None, is_creation=True),
    )
    github = [github_activity("Kanya", BRANCH, NEW, OLD), github_activity(None, BRANCH, OLD, NONE)]
    assert feed_of(forge, "github", *github, github_activity("prasit", "x", NEW, OLD)) == (
        Push("kanya", NEW, OLD),
        Push(None, OLD, NONE, is_creation=True),
    )
    gitlab = [gitlab_event("Kanya", BRANCH, NEW, OLD), gitlab_event("kanya", BRANCH, OLD, None)]
    assert feed_of(forge, "gitlab", *gitlab, gitlab_event("prasit", "x", NEW, OLD)) == (
        Push("kanya", NEW, OLD),
        Push("kanya", OLD, None, is_creation=True),
    )


@pytest.mark.parametrize("content", ["[]", "{", "[" * 100_000, '{"HeadCommit": null}'])
def test_a_feed_of_another_shape_is_refused(forge: Replay, content: str) -> None:
    with pytest.raises(ForgeError):
        feed_of(forge, "gitea", gitea_made("kanya", BRANCH) | {"content": content})


@pytest.mark.parametrize("kind", PULLS)
def test_a_request_says_whose_it_is_and_how_it_stands(forge: Replay, kind: ForgeKind) -> None:
    row = pull(1, BRANCH, NEW, by="Kanya")
    away = {"head": row["head"] | {"repo": {"id": 2, "full_name": "kanya/copy"}}}
    forge.bodies = {
        PULLS[kind][0]: [
            row,
            row | {"draft": True, "user": None},
            row | {"state": "closed"} | away,
            row | {"state": "closed", "merged_at": NOON, "head": row["head"] | {"repo": None}},
        ]
    }
    rows = opened(forge, kind).merge_requests()

    assert [(one.author, one.state, one.is_draft, one.is_foreign) for one in rows] == [
        ("kanya", "open", False, False),
        (None, "open", True, False),
        ("kanya", "closed", False, True),
        ("kanya", "merged", False, True),
    ]
    assert {one.ref for one in rows} == {"refs/pull/1/head"}


def test_a_gitlab_request_says_the_same(forge: Replay) -> None:
    rows = [
        gitlab_request(1, BRANCH, NEW),
        gitlab_request(2, BRANCH, NEW, state="merged", draft=True),
        gitlab_request(3, BRANCH, NEW, state="closed", source_project_id=9),
        gitlab_request(4, BRANCH, NEW, source_project_id=None, author=None),
    ]
    forge.bodies = {LAB: rows}
    told = opened(forge, "gitlab").merge_requests()

    assert [(one.author, one.state, one.is_draft, one.is_foreign, one.ref) for one in told] == [
        ("kanya", "open", False, False, "refs/merge-requests/1/head"),
        ("kanya", "merged", True, False, "refs/merge-requests/2/head"),
        ("kanya", "closed", False, True, "refs/merge-requests/3/head"),
        (None, "open", False, True, "refs/merge-requests/4/head"),
    ]


# Hostile answers.


def test_a_review_of_another_pull_request_is_refused(forge: Replay) -> None:
    with pytest.raises(ForgeError):
        pulls_with(forge, "gitea", gitea_review(1, "boonmee", NEW, NOON, number=11)).reviews(REQUEST)


def test_a_pull_request_of_another_repository_is_refused(forge: Replay) -> None:
    forge.bodies = {PULLS["gitea"][0]: [pull(1, BRANCH, NEW, of="mallory/disclosure")]}

    with pytest.raises(ForgeError):
        opened(forge, "gitea").merge_requests()


def test_a_pull_request_into_another_branch_is_left_out(forge: Replay) -> None:
    forge.bodies = {PULLS["gitea"][0]: [pull(1, BRANCH, NEW, into="drafts")]}

    assert opened(forge, "gitea").merge_requests() == ()


def test_a_redirect_is_not_followed_and_no_token_leaves(forge: Replay) -> None:
    with replaying() as elsewhere:
        forge.bodies = {PULLS["gitea"][0]: (302, {"Location": f"{elsewhere.url}/steal"})}
        with pytest.raises(ForgeError, match="302"):
            opened(forge, "gitea", "secret").merge_requests()

        assert elsewhere.asked == []
    assert forge.asked[0][1]["Authorization"] == "token secret"


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[" * 100_000,
        b'[{"number": 1}]',
        b'{"message": "not a list"}',
        b'["' + b"x" * (9 << 20) + b'"]',
        (500, {}),
        (401, {}),
    ],
    ids=["no JSON", "too deep", "fields missing", "no list", "endless", "an error", "no leave"],
)
@pytest.mark.parametrize("kind", ["gitea", "github", "gitlab"])
def test_an_answer_of_another_shape_is_refused_whole(forge: Replay, kind: ForgeKind, body: Any) -> None:
    forge.bodies = {LAB if kind == "gitlab" else PULLS[kind][0]: body}

    with pytest.raises(ForgeError):
        opened(forge, kind).merge_requests()


def test_nobody_there_is_said() -> None:
    gone = Forge("town", "http://127.0.0.1:1/banbueng/disclosure", "forge_review_bound")

    with pytest.raises(ForgeError):
        open_forge(gone, "gitea", None).merge_requests()


# Opening one.


def test_a_kind_that_proves_other_than_policy_says_is_refused() -> None:
    with pytest.raises(RefusedError):
        open_forge(Forge("town", "https://lab.example/a/b", "forge_review_bound"), "gitlab", None)


def test_a_token_is_not_sent_in_the_clear() -> None:
    with pytest.raises(LedgerError):
        open_forge(Forge("town", "http://git.example/a/b", "forge_review_bound"), "gitea", "secret")


def test_the_token_comes_from_a_file_or_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("from-file\n")
    monkeypatch.setenv("PRONGSAI_FORGE_TOKEN", "from-environment")

    assert (read_token(tmp_path / "token"), read_token(None)) == ("from-file", "from-environment")
    monkeypatch.delenv("PRONGSAI_FORGE_TOKEN")
    assert read_token(None) is None
