"""Whether what a report is based on was published: the item, that version of it, and each line the report names.

An item of a plan counts its lines by `no`, a risk register its risks; other documents have no lines to name.
"""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from repo_schema.documents import Document, render_pointer
from repo_schema.findings import Finding

__all__ = ["LinesOf", "based_on_path", "check_based_on", "cited_lines", "numbered_lines"]

LinesOf: TypeAlias = Callable[[str, int], frozenset[str] | None]
"""The numbers of the lines in a version of the item at a path; None when there is no such version."""
_NUMBERED: Final = ("lines", "risks")


def numbered_lines(document: Document) -> frozenset[str]:
    """The numbers that a report on `document` may name."""
    content = document.value.get("content", {})
    return frozenset(str(line["no"]) for name in _NUMBERED for line in content.get(name, ()) if "no" in line)


def based_on_path(document: Document) -> str | None:
    """The path of the item that the report `document` is based on, if it names one."""
    based_on = document.value.get("content", {}).get("based_on")
    return None if based_on is None else f"items/{based_on['item']}.yaml"


def cited_lines(document: Document) -> tuple[str, int, frozenset[str]] | None:
    """Path and version of the item that the report `document` is based on, and the lines of it that are named."""
    path = based_on_path(document)
    if path is None:
        return None
    content = document.value["content"]
    lines = frozenset(line["plan_line_no"] for line in content["lines"] if "plan_line_no" in line)
    return path, content["based_on"]["version"], lines


def check_based_on(document: Document, lines_of: LinesOf) -> Iterator[Finding]:
    """Yield what in the report `document` refers to nothing that was published."""
    path = based_on_path(document)
    if path is None:
        return
    content = document.value["content"]
    item, version = content["based_on"]["item"], content["based_on"]["version"]
    known = lines_of(path, version)
    if known is None:
        at = ("content", "based_on")
        found = f"{item} ({version})"
        yield Finding(
            "plan_unknown", path=document.path, line=document.line_of(at), field=render_pointer(at), found=found
        )
        return
    for index, line in enumerate(content["lines"]):
        if "plan_line_no" in line and line["plan_line_no"] not in known:
            pointer = ("content", "lines", index, "plan_line_no")
            yield Finding(
                "plan_line_unknown",
                path=document.path,
                line=document.line_of(pointer),
                field=render_pointer(pointer),
                expected=f"{item} ({version}): {', '.join(sorted(known, key=_by_number)[:40])}",
                found=line["plan_line_no"],
            )


def _by_number(number: str) -> tuple[int, str]:
    """2 before 10."""
    return len(number), number
