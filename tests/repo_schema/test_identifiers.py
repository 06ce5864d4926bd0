"""Ids are ASCII, whole, and nothing else."""

from collections.abc import Callable

import pytest

from repo_schema.identifiers import is_framework_id, is_object_id, is_schema_id, is_slug


@pytest.mark.parametrize(
    ("is_one", "good", "bad"),
    [
        pytest.param(
            is_slug,
            ["hr", "office-of-palad", "2569-h1", "a" * 64],
            ["", "HR", "a_b", "-a", "a-", "a--b", "๒๕๖๙", "ก", "a" * 65, "a\n", "a b"],
            id="a slug",
        ),
        pytest.param(
            is_object_id,
            ["0a" * 20],
            ["0a" * 19, "0A" * 20, "0a" * 32, "๑" * 40, "0a" * 20 + "\n"],
            id="an object",
        ),
        pytest.param(
            is_framework_id,
            ["oit-2563"],
            ["oit-563", "OIT-2563", "oit-๒๕๖๓", "oit-2563-1"],
            id="a framework",
        ),
        pytest.param(
            is_schema_id,
            ["contact/v1", "policy_units/v12"],
            ["contact", "contact/1", "contact/v0", "contact/v๑", "Contact/v1", "a/b/v1", "contact/v1\n"],
            id="a schema",
        ),
    ],
)
def test_an_id_is_recognised_whole(is_one: Callable[[str], bool], good: list[str], bad: list[str]) -> None:
    """What looks like an id to a looser reader is none."""
    assert all(is_one(text) for text in good)
    assert not any(is_one(text) for text in bad)
