"""A new major version of a shape and of a profile: what was published under the old ones stands and reads as it did."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from repo_schema import labels, profile, validation
from repo_schema.validation import schema_ids, schema_resources
from service.ledger.index import build
from service.ledger.read_model import ReadModel
from service.ledger.repository import Repository
from tests.support.ledger import LedgerBuilder, news

BASE = "https://prongsai.example/schema/"
NEWS = "news/hr/first"


def forget() -> None:
    for cache in (schema_resources, schema_ids, validation._quick, validation._reference, validation._registry):
        cache.cache_clear()
    for cache in (profile._profiles, profile._quick, profile._reference):
        cache.cache_clear()


@pytest.fixture
def second_major(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A release that knows `activity_post/v2`, which asks for a place, and the profile `news/v2` for it."""
    schemas = deepcopy(dict(schema_resources()))
    later: dict[str, Any] = deepcopy(dict(schemas[f"{BASE}activity_post/v1"]))
    later["$id"] = f"{BASE}activity_post/v2"
    later["required"] = [*later["required"], "place"]
    profiles = deepcopy(dict(profile._profiles()))
    asked: dict[str, Any] = deepcopy(dict(profiles["news/v1"]))
    asked["$id"] = asked["$id"].replace("/v1", "/v2")
    asked["properties"]["schema"]["const"] = "activity_post/v2"
    known = dict(sorted({**schemas, later["$id"]: later}.items()))
    for module in (validation, labels):
        monkeypatch.setattr(module, "schema_resources", lambda: known)
    monkeypatch.setattr(profile, "_profiles", lambda: profiles | {"news/v2": asked})
    for cache in (schema_ids, validation._quick, validation._reference, validation._registry):
        cache.cache_clear()
    for cache in (profile._quick, profile._reference):
        cache.cache_clear()
    yield
    monkeypatch.undo()
    forget()


def second(name: str = "first", **content: Any) -> dict[str, Any]:
    ((path, document),) = news(name=name).items()
    return {path: document | {"schema": "activity_post/v2", "content": document["content"] | content}}


def move_on(ledger: LedgerBuilder) -> None:
    """The catalogue asks for the new profile from now on."""
    catalogue = ledger.read("catalogue/obligations.yaml")
    next(row for row in catalogue["obligations"] if row["id"] == "news")["profile"] = "news/v2"
    draft = ledger.prepare({"catalogue/obligations.yaml": catalogue}, by="deputy")
    ledger.publish(draft.approve("administer").approve("consent"), by="chief")


def test_what_was_published_under_the_old_major_stands(tmp_path: Path, second_major: None) -> None:  # noqa: ARG001
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(news())
    move_on(ledger)
    ledger.wait(1).publish_item(second(place={"th": "ศาลาประชาคม"}))

    assert ledger.verify().trusted
    index = tmp_path / "index.sqlite"
    with Repository(ledger.git_dir) as repository:
        build(repository, index, anchor=ledger.anchor, pinned=True, head=ledger.head)
    model = ReadModel(index)
    with model.snapshot() as snapshot:
        schemas = [snapshot.version(NEWS, number).parse()["schema"] for number in (1, 2)]
        changes = snapshot.difference(NEWS, 1, 2)["changes"]
    model.close()
    assert schemas == ["activity_post/v1", "activity_post/v2"]
    assert any(row["after"] == {"th": "ศาลาประชาคม"} for row in changes)


def test_once_the_catalogue_has_moved_on_the_new_major_is_asked_for(tmp_path: Path, second_major: None) -> None:  # noqa: ARG001
    ledger = LedgerBuilder(tmp_path / "origin.git")
    move_on(ledger)
    ledger.publish_item(second())
    ledger.publish_item(news(name="second"))
    ledger.publish_item(second("third", place={"th": "ศาลาประชาคม"}))

    assert ledger.codes() == [["schema_missing_field"], ["schema_wrong_value"]]


def test_a_release_that_does_not_know_a_major_says_so(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(second(place={"th": "ศาลาประชาคม"}))

    assert ledger.codes() == [["schema_unknown"]]
