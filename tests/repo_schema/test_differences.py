"""A difference, applied, gives the other document."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from repo_schema.differences import compare, render_patch, render_readable

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text("ก/~0", max_size=2),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ก/~0", max_size=2), inner, max_size=3),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(st.sampled_from(["title", "a/b", "~"]), VALUES, max_size=3)


def apply(value: Any, patch: list[dict[str, Any]]) -> Any:
    """RFC 6902, as far as `add`, `remove` and `replace` go."""
    whole = {"": deepcopy(value)}
    for step in patch:
        steps = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")]
        box: Any = whole
        for part in steps[:-1]:
            box = box[int(part)] if isinstance(box, list) else box[part]
        last: Any = int(steps[-1]) if isinstance(box, list) else steps[-1]
        if step["op"] == "remove":
            del box[last]
        elif step["op"] == "add" and isinstance(box, list):
            box.insert(last, step["value"])
        else:
            box[last] = step["value"]
    return whole[""]


def canonical(value: Any) -> str:
    return repr(value) if not isinstance(value, dict | list) else repr(sorted_deeply(value))


def sorted_deeply(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, sorted_deeply(inner)) for key, inner in value.items())
    return [sorted_deeply(inner) for inner in value] if isinstance(value, list) else value


@given(DOCUMENTS, DOCUMENTS)
def test_the_patch_applied_gives_the_other_document(before: Any, after: Any) -> None:
    patch = render_patch(tuple(compare(before, after)))

    assert canonical(apply(before, patch)) == canonical(after)


@given(DOCUMENTS)
def test_equal_documents_have_no_difference(document: Any) -> None:
    assert list(compare(document, deepcopy(document))) == []


def test_true_and_one_are_different() -> None:
    assert render_patch(tuple(compare({"a": [True]}, {"a": [1]}))) == [{"op": "replace", "path": "/a/0", "value": 1}]


def test_a_row_put_in_the_middle_is_one_addition() -> None:
    steps = tuple(compare({"content": [1, 2]}, {"content": [1, 9, 2]}))

    assert render_patch(steps) == [{"op": "add", "path": "/content/1", "value": 9}]


def test_a_reader_sees_labels_and_both_values() -> None:
    (row,) = render_readable(tuple(compare({"title": {"th": "ก"}}, {"title": {"th": "ข"}})))

    assert row["label"] == {"th": "ชื่อเรื่อง › th", "en": "Title › th"}
    assert (row["before"], row["after"]) == ("ก", "ข")
