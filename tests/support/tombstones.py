"""Statements that take something down, as the builder's contents; a test changes the one thing it is about."""

from typing import Any

from repo_schema.history import History


def tombstone(kind: str, item: str, number: int = 1, **fields: Any) -> dict[str, Any]:
    """`withdrawal`, `suppression`, `erasure` or `lifting` of `<obligation>/<unit>/<name>`."""
    document = {
        "schema": f"{kind}/v1",
        "item": item,
        **({} if kind == "lifting" else {"reason": "mistake" if kind == "withdrawal" else "personal_data"}),
        "authority": "personal_data_protection_act",
        "decided_on": "2025-10-03",
    }
    return {f"tombstones/{kind}/{item}--{number}.yaml": document | fields}


def withdrawal(item: str, first: int = 1, last: int = 1, **fields: Any) -> dict[str, Any]:
    return tombstone("withdrawal", item, versions={"from": first, "to": last}, **fields)


def suppression(item: str, first: int = 1, last: int = 1, **fields: Any) -> dict[str, Any]:
    return tombstone("suppression", item, versions={"from": first, "to": last}, **fields)


def suppression_of_files(item: str, *files: str, **fields: Any) -> dict[str, Any]:
    return tombstone("suppression", item, files=list(files), **fields)


def erasure(item: str, *files: str, **fields: Any) -> dict[str, Any]:
    return tombstone("erasure", item, files=list(files), **fields)


def lifting(item: str, kind: str = "suppression", of: int = 1, **fields: Any) -> dict[str, Any]:
    return tombstone("lifting", item, lifts={"kind": kind, "number": of}, **fields)


def erasure_of_texts(item: str, *rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return tombstone("erasure", item, texts=list(rows), **fields)


def row_of(history: History, item: str, version: int, **fields: Any) -> dict[str, Any]:
    """What is to be said of the text of a version, as the history knows it."""
    path = f"items/{item}.yaml"
    commit, text = history.text_of(path, version)
    return {"version": version, "commit": commit, **text.as_row(history.cited(path, version))} | fields
