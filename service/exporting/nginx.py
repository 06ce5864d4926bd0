"""The headers of every answer, told to nginx: what answers of one template have alike as one line, the rest each.

Nothing here knows a header or a template: what the application said is put together again. Which file an address is,
nginx finds by its name; so a file that is gone is gone at once, whether or not the configuration was read again.
"""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.exporting.addresses import DIFFERENCE, LIVE_ONLY
from service.exporting.kinds import ATTACHED
from service.exporting.manifest import Row
from service.exporting.nginx_text import HTTP, LOCATION, PAIR, SERVER, TRACKER
from service.ledger.records import API

__all__ = ["NAMES", "Configuration"]

_OK: Final = 200
HEAD: Final = "prongsai-head"
NAMES: Final = ("nginx-http.conf", "nginx-server.conf")
_SAFE: Final = re.compile(r"[ -#%-\[\]-~]*")
"""Of a header as nginx reads it: nothing that it would take for a variable, an escape or an end."""
_OWN: Final = frozenset({"content-disposition", "memento-datetime", "link"})
_PLACE: Final = re.compile(r"\{([a-z0-9]+)\}")
_GROUPS: Final = {"item": "[^/~]+/[^/~]+/[^/~]+", "filename": ".+"}


@dataclass(frozen=True, slots=True)
class _Said:
    """A header of one answer; empty where it had none."""

    file: str
    template: str
    values: Mapping[str, str]
    value: str


class Configuration:
    """What nginx has to know of an export in `public`, taken in row by row."""

    def __init__(self, public: Path, head: str) -> None:
        self._public = public
        self._head = head
        self._answers: list[Row] = []
        self._kinds: dict[str, Counter[str]] = defaultdict(Counter)
        self._types: dict[str, str] = {}

    def take(self, row: Row) -> None:
        if row.file is None:
            return
        self._answers.append(row)
        kind = row.file.rpartition(".")[2]
        self._types[kind] = row.headers["content-type"]
        if row.status == _OK:
            self._kinds[_family(row.path)][kind] += 1

    def render(self) -> dict[str, bytes]:
        """The files by name: one for the `http` block, one for a `server` block."""
        names = sorted({name for row in self._answers for name in row.headers} - {"content-type", "etag"})
        maps = [_map("$prongsai_place", "$prongsai_tagged", _describe(self._tags(), usual="", own=True))]
        for name in names:
            said = [_Said(f"/{row.file}", row.template, row.values, self._told(row, name)) for row in self._answers]
            usual, _ = Counter(row.value for row in said).most_common(1)[0]
            maps.append(_map("$prongsai_file", _variable(name), _describe(said, usual=usual, own=name in _OWN)))
        lines = max((text.count("\n") for text in maps), default=0)
        http = HTTP.format(
            tracker=TRACKER, pair=PAIR, size=max(4096, 2 * lines), live=_live_pattern(), maps="\n".join(maps)
        )
        return dict(zip(NAMES, map(os.fsencode, (http, self._server(names))), strict=True))

    def _told(self, row: Row, name: str) -> str:
        """The newest head is named, whichever an answer was rendered at: what is pinned was true of both."""
        return self._head if name == HEAD and name in row.headers else row.headers.get(name, "")

    def _tags(self) -> list[_Said]:
        """Strong tags alone: of everything else, nginx's own tag is as good, and true at any moment."""
        said = []
        for row in self._answers:
            place, _, kind = f"/{row.file}".rpartition(".")
            tag = row.headers.get("etag", "") if row.status == _OK else ""
            said.append(_Said(place, row.template, row.values, f"{kind} {tag}" if tag.startswith('"') else ""))
        return said

    def _server(self, names: Iterable[str]) -> str:
        self._types |= ATTACHED
        tried = {
            family: " ".join(
                f"$prongsai_place.{kind}" for kind in dict.fromkeys([*_usual_first(kinds), *_EXPECTED[family]])
            )
            for family, kinds in self._kinds.items()
        }
        texts = sorted({media for media in self._types.values() if _has_no_charset(media)} - {"text/html"})
        packed = sorted({media for media in self._types.values() if _is_text(media)} - {"text/html"})
        return SERVER.format(
            public=_quoted(str(self._public.absolute())),
            types="\n".join(f'    "{media}" {kind};' for kind, media in sorted(self._types.items())),
            texts=f"charset_types {_words(texts)};",
            packed=f"gzip_types {_words(packed)};",
            headers="\n".join(f'add_header {name.title()} "{_variable(name)}" always;' for name in names),
            locations="\n".join(
                LOCATION.format(path=path, tried=tried[family]) for path, family in _FAMILIES.items() if family in tried
            ),
            assets=" ".join(f"$prongsai_bare.{kind}" for kind in sorted(self._kinds["assets"])) or "/none",
            is_there="\n".join(
                f'    if (-f "$document_root$prongsai_bare.{kind}") {{ set $prongsai_notice only_live; }}'
                for kind in sorted({kind for kinds in self._kinds.values() for kind in kinds})
            ),
        )


_FAMILIES: Final = {"/": "pages", "/v1": "api", "/v1/files/": "files", "/papers/": "files"}
"""What nginx looks for first, by where an address begins."""
_EXPECTED: Final[Mapping[str, Iterable[str]]] = {"pages": (), "api": (), "assets": ATTACHED, "files": ATTACHED}
"""What may come later is looked for, too, before nginx is told of it."""


def _usual_first(kinds: Counter[str]) -> Iterator[str]:
    yield from (kind for kind, _ in kinds.most_common())


def _words(words: Iterable[str]) -> str:
    return " ".join(f'"{word}"' for word in words)


def _family(path: str) -> str:
    if path.startswith("/site/"):
        return "assets"
    if path.startswith(("/v1/files/", "/papers/")):
        return "files"
    return "api" if f"{path}/".startswith(f"{API}/") else "pages"


def _variable(name: str) -> str:
    return f"$prongsai_{name.replace('-', '_')}"


def _has_no_charset(media: str) -> bool:
    return media.startswith("text/") and ";" not in media


def _is_text(media: str) -> bool:
    return media.startswith("text/") or media.endswith(("json", "xml", "link-format"))


def _live_pattern() -> str:
    return "|".join(sorted(_path_pattern(template, named=False) for template in LIVE_ONLY | {DIFFERENCE}))


def _describe(rows: Iterable[_Said], *, usual: str, own: bool = False) -> Iterator[tuple[str, str]]:
    """Lines of a map: its default, patterns for whole templates, and single files.

    `own`: what is said of one place is never said of another unseen: each its own, or with the values of the place.
    """
    by_template: dict[str, list[_Said]] = defaultdict(list)
    for row in rows:
        by_template[_class_of(row)].append(row)
    yield "default", _value(usual)
    exact: dict[str, str] = {}
    alike: dict[str, list[str]] = defaultdict(list)
    for template, said in sorted(by_template.items()):
        whole = _shared(said)
        if whole is None or (own and whole == said[0].value and said[0].values and whole != usual):
            exact |= {row.file: row.value for row in said if row.value != usual}
        elif whole != said[0].value:
            yield f'"{_pattern([template], named=True)}"', _value(whole, of=said[0].values)
        elif whole != usual:
            alike[whole].append(template)
    for value, templates in alike.items():
        yield f'"{_pattern(templates, named=False)}"', _value(value)
    yield from _single(exact)


def _class_of(row: _Said) -> str:
    """The template, and for a problem its status and form too."""
    problem = re.search(r"~\.([45][0-9]{2}\.[a-z]+)$", row.file)
    return f"{row.template} {problem[1]}" if problem else row.template


def _shared(rows: list[_Said]) -> str | None:
    """What all of them say, perhaps with the values of their places; None where each says its own."""
    first = rows[0]
    form = first.value
    if all(row.value == form for row in rows):
        return form
    for name in sorted(_sayable(first.values), key=lambda name: -len(first.values[name])):
        form = form.replace(first.values[name], f"{{{name}}}")
        if all(_filled(form, row.values) == row.value for row in rows):
            return form
    return None


def _sayable(values: Mapping[str, str]) -> set[str]:
    """A path is decoded when nginx looks at it: a name stands otherwise in a header."""
    return set(values) - {"filename"}


def _filled(form: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]] if place[1] in _sayable(values) else place[0], form)


def _pattern(classes: Iterable[str], *, named: bool) -> str:
    """Of the files that answers of some templates, or their problems, are laid down in."""
    parts = []
    for template, _, problem in (each.partition(" ") for each in classes):
        end = re.escape(f".{problem}") if problem else ""
        parts.append(f"{_path_pattern(template, named=named)}~[^~]*(?:~/[^~]*)*{end}")
    return f"~^(?:{'|'.join(parts)})$"


def _path_pattern(template: str, *, named: bool) -> str:
    parts = _PLACE.split(template)
    return "".join(
        f"(?{f'<p_{part}>' if named else ':'}{_GROUPS.get(part, '[^/~]+')})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )


def _single(exact: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names that differ in case alone are one to nginx: those are told apart by patterns."""
    alike = Counter(_lower(file) for file in exact)
    for file, value in sorted(exact.items(), key=lambda pair: os.fsencode(pair[0])):
        if alike[_lower(file)] > 1:
            yield f'"~^{_quoted(re.escape(file))}$"', _value(value)
        else:
            yield f'"{_quoted(file)}"', _value(value)


def _lower(file: str) -> bytes:
    return os.fsencode(file).lower()


def _map(source: str, target: str, lines: Iterable[tuple[str, str]]) -> str:
    body = "\n".join(f"    {key} {value};" for key, value in lines)
    return f"map {source} {target} {{\n{body}\n}}\n"


def _value(text: str, of: Mapping[str, str] | None = None) -> str:
    if not _SAFE.fullmatch(text):
        raise AssertionError(f"no header says this: {text!r}")
    quoted = text.replace('"', '\\"')
    if of is not None:
        quoted = _PLACE.sub(lambda place: f"${{p_{place[1]}}}" if place[1] in of else place[0], quoted)
    return f'"{quoted}"'


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
