"""What changed between two versions of a document: RFC 6902 (JSON Patch), and the same for people.

Pure and exact: applying the patch to the first value gives the second. Fields pair by name, list elements by place
once what both lists begin and end with is set aside; `true` and `1` are different values here, as they are in JSON.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from repo_schema.labels import find_label
from repo_schema.law import Label

__all__ = ["Operation", "compare", "render_patch", "render_readable"]

Pointer: TypeAlias = tuple[str | int, ...]

_LABELS: Final[Mapping[str, Label]] = {
    "title": Label("ชื่อเรื่อง", "Title"),
    "summary": Label("สาระสำคัญ", "Summary"),
    "period": Label("ช่วงเวลา", "Period"),
    "effective_on": Label("วันที่มีผล", "Effective on"),
    "prepared_on": Label("วันที่จัดทำ", "Prepared on"),
    "adopted_by": Label("ประกาศใช้โดย", "Adopted by"),
    "attachments": Label("ไฟล์แนบ", "Attachments"),
    "links": Label("ลิงก์", "Links"),
    "privacy": Label("ข้อมูลส่วนบุคคล", "Personal data"),
    "classification": Label("ชั้นความลับ", "Classification"),
    "content": Label("เนื้อหา", "Content"),
    "nil_statement": Label("แจ้งว่าไม่มีข้อมูล", "Nil statement"),
}
"""Of the envelope, in short; every other field is called what its schema calls it."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a patch, with what stood there before."""

    op: Literal["add", "remove", "replace"]
    pointer: Pointer
    before: Any = None
    after: Any = None


def compare(before: Any, after: Any, at: Pointer = ()) -> Iterator[Operation]:
    """Yield the steps from `before` to `after`, in the order in which they are to be applied."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _compare_mappings(before, after, at)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _compare_lists(before, after, at)
    elif type(before) is not type(after) or before != after:
        yield Operation("replace", at, before, after)


def render_patch(operations: Sequence[Operation]) -> list[dict[str, Any]]:
    """RFC 6902."""
    return [
        {"op": step.op, "path": _json_pointer(step.pointer)} | ({} if step.op == "remove" else {"value": step.after})
        for step in operations
    ]


def render_readable(operations: Sequence[Operation], schema: object = None) -> list[dict[str, Any]]:
    """For people: which field, and what it said before and after (null: it was not there).

    `schema` is what the document says of itself; where it is unknown, fields of the content keep their own names.
    """
    schema_id = schema if isinstance(schema, str) else ""
    return [
        {
            "op": step.op,
            "path": _json_pointer(step.pointer),
            "label": {"th": _spoken(step.pointer, schema_id, "th"), "en": _spoken(step.pointer, schema_id, "en")},
            "before": step.before,
            "after": step.after,
        }
        for step in operations
    ]


def _compare_mappings(before: Mapping[str, Any], after: Mapping[str, Any], at: Pointer) -> Iterator[Operation]:
    for name, value in before.items():
        if name in after:
            yield from compare(value, after[name], (*at, name))
        else:
            yield Operation("remove", (*at, name), before=value)
    for name, value in after.items():
        if name not in before:
            yield Operation("add", (*at, name), after=value)


def _compare_lists(before: list[Any], after: list[Any], at: Pointer) -> Iterator[Operation]:
    shorter = min(len(before), len(after))
    head = 0
    while head < shorter and _same(before[head], after[head]):
        head += 1
    tail = 0
    while tail < shorter - head and _same(before[-1 - tail], after[-1 - tail]):
        tail += 1
    paired = shorter - tail
    for index in range(head, paired):
        yield from compare(before[index], after[index], (*at, index))
    for index in range(len(before) - tail - 1, paired - 1, -1):  # from the end: no index moves before its turn
        yield Operation("remove", (*at, index), before=before[index])
    for index in range(paired, len(after) - tail):
        yield Operation("add", (*at, index), after=after[index])


def _same(before: Any, after: Any) -> bool:
    return next(compare(before, after), None) is None


def _json_pointer(pointer: Pointer) -> str:
    """RFC 6901."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in pointer)


def _spoken(pointer: Pointer, schema_id: str, lang: str) -> str:
    words: list[str] = []
    for place, step in enumerate(pointer):
        known = _LABELS.get(str(step)) if not words else None
        known = known or find_label(schema_id, pointer[: place + 1])
        if isinstance(step, int):
            words.append(f"{'ลำดับที่' if lang == 'th' else 'no.'} {step + 1}")
        else:
            words.append((known.th if lang == "th" else known.en or known.th) if known else step)
    return " › ".join(words)
