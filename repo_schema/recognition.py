"""What a file is, told by its bytes, and what forbids publishing it; its name is compared and never believed.

A file is one thing: what two programs would take for two different things is refused, whichever of them it is meant
for. Nothing is unpacked beyond a list of names, one small part, and, bounded, a PDF's compressed objects; how far an
archive would unpack is reckoned from what it claims, and readers never give out more than it claims.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import BinaryIO, Final

from repo_schema.code_pages import decode_text
from repo_schema.documents import Document
from repo_schema.file_types import FILE_TYPES, KINDS, Fault, Recognised
from repo_schema.findings import Finding
from repo_schema.ole_files import recognise_ole
from repo_schema.pdf_objects import OpaqueError, packed_objects, unescape
from repo_schema.zip_files import carries_zip, recognise_zip

__all__ = ["check_media_types", "check_type", "recognise"]

_HEAD: Final = 1024
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 64
_PROGRAMS: Final[Mapping[bytes, str]] = {
    b"MZ": "Windows",
    b"\x7fELF": "Linux",
    b"\xfe\xed\xfa": "macOS",
    b"\xce\xfa\xed\xfe": "macOS",
    b"\xcf\xfa\xed\xfe": "macOS",
    b"\xca\xfe\xba\xbe": "Java / macOS",
    b"#!": "script",
    b"L\x00\x00\x00\x01\x14\x02\x00": "shortcut",
    b"\x00asm": "WebAssembly",
    b"dex\n": "Android",
}
_APPENDED: Final[Mapping[bytes, str]] = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z"}
"""Archives that programs look for anywhere in a file."""
_ARCHIVES: Final[Mapping[bytes, str]] = {
    **_APPENDED,
    b"\x1f\x8b\x08": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
}
_MARKUP: Final = re.compile(rb"\s*<(?:!doctype|html|head|body|script|svg|iframe|\?php|\?xml|%)", re.IGNORECASE)
_PDF: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-[0-9]")
_PDF_FAULTS: Final[tuple[tuple[re.Pattern[bytes], Fault, str], ...]] = (
    (re.compile(rb"/Encrypt[\s\x00]*(?:[0-9]+[\s\x00]+[0-9]+[\s\x00]+R|<<)"), "file_password", "PDF"),
    (re.compile(rb"/JavaScript(?![A-Za-z])"), "file_macros", "JavaScript"),
    (re.compile(rb"/S[\s\x00]*/Launch(?![A-Za-z])"), "file_macros", "Launch"),
)


def check_type(stream: BinaryIO, path: str, *, extension: str) -> Iterator[Finding]:
    """What forbids publishing the file in `stream`, called `path` in the findings, under this extension.

    The stream is read from its beginning, and must be one that can seek.
    """
    wanted = FILE_TYPES.get(extension)
    if wanted is None:
        accepted = " ".join(f".{name}" for name in FILE_TYPES)
        yield Finding("file_extension_unknown", path=path, expected=accepted, found=f".{extension}")
        return
    is_ = recognise(stream)
    if is_.fault is not None:
        yield Finding(is_.fault, path=path, expected=KINDS[wanted.kind], found=is_.found)
    elif is_.kind != wanted.kind:
        yield Finding("file_type_differs", path=path, expected=f".{extension}", found=KINDS[is_.kind or ""])


def check_media_types(document: Document, path: str) -> Iterator[Finding]:
    """Where an item calls a file's type otherwise than its extension does: by its name, or its media type."""
    for number, row in enumerate(document.value.get("attachments") or []):
        wanted = FILE_TYPES.get(row["file"].rpartition(".")[2])
        called = FILE_TYPES.get(row["name"].rpartition(".")[2].lower())
        for field, said, agrees in (
            ("media_type", row["media_type"], wanted is None or row["media_type"] == wanted.media_type),
            ("name", row["name"], called == wanted),
        ):
            if wanted is not None and not agrees:
                line = document.line_of(("attachments", number, field))
                expected = wanted.media_type
                yield Finding(
                    "file_media_type_differs", path=path, line=line, field=field, expected=expected, found=said
                )


def recognise(stream: BinaryIO) -> Recognised:
    """The kind of the file in `stream`, or its first fault."""
    stream.seek(0)
    head = stream.read(_HEAD)
    for magic, name in _PROGRAMS.items():
        if head.startswith(magic):
            return Recognised(None, "file_executable", name)
    for begins, kind, look in _KINDS:
        if begins(head):
            return _one_thing(stream, head, kind, look(stream))
    if archive := next((name for magic, name in _ARCHIVES.items() if head.startswith(magic)), None):
        return Recognised(None, "file_type_unknown", archive)
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return Recognised(None, "file_type_unknown", "HTML / XML")
    return _one_thing(stream, head, "text", _look_at_text(stream))


def _one_thing(stream: BinaryIO, head: bytes, kind: str, seen: Recognised) -> Recognised:
    """What was seen, unless other programs would see something else in the same bytes."""
    if kind != "pdf" and b"%PDF-" in head:
        return Recognised(None, "file_polyglot", "PDF")
    if kind != "zip" and carries_zip(stream):
        return Recognised(None, "file_polyglot", "ZIP")
    return seen


def _look_at_pdf(stream: BinaryIO) -> Recognised:
    """A name may be written with escapes; a trailer is never compressed, most other objects may be."""
    try:
        for text in chain(_chunks(stream), packed_objects(stream)):
            plain = unescape(text)
            for pattern, fault, found in _PDF_FAULTS:
                if pattern.search(plain):
                    return Recognised("pdf", fault, found)
    except OpaqueError as error:
        return Recognised("pdf", "file_macros", f"ObjStm {error}")
    return _look_behind("pdf", stream)


def _look_at_png(stream: BinaryIO) -> Recognised:
    """Chunks (RFC 2083) up to IEND, and nothing after it."""
    stream.seek(8)
    while len(begin := stream.read(8)) == 8:  # noqa: PLR2004 - length and type of a chunk
        stream.seek(int.from_bytes(begin[:4]) + 4, 1)
        if begin[4:] == b"IEND":
            return Recognised("png", "file_polyglot", "PNG + …") if stream.read(1) else Recognised("png")
    return Recognised("png", "file_broken", "PNG")


def _look_behind(kind: str, stream: BinaryIO) -> Recognised:
    """Cameras put things of their own after a picture; an archive is none of them."""
    for chunk in _chunks(stream):
        if archive := next((name for magic, name in _APPENDED.items() if magic in chunk), None):
            return Recognised(kind, "file_polyglot", archive)
    return Recognised(kind)


def _look_at_text(stream: BinaryIO) -> Recognised:
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        if decode_text(chunk + stream.readline(_CHUNK)) is None:
            return Recognised(None, "file_type_unknown", "–")
    return Recognised("text")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The whole of it, piece by piece; pieces overlap, so that nothing short is cut in two."""
    stream.seek(0)
    kept = b""
    while chunk := stream.read(_CHUNK):
        yield kept + chunk
        kept = chunk[-_OVERLAP:]


def _begins(magic: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magic)


_KINDS: Final[tuple[tuple[Callable[[bytes], bool], str, Callable[[BinaryIO], Recognised]], ...]] = (
    (lambda head: _PDF.match(head) is not None, "pdf", _look_at_pdf),
    (_begins(b"PK\x03\x04"), "zip", recognise_zip),
    (_begins(bytes.fromhex("d0cf11e0a1b11ae1")), "ole", recognise_ole),
    (_begins(b"\x89PNG\r\n\x1a\n"), "png", _look_at_png),
    (_begins(b"\xff\xd8\xff"), "jpeg", partial(_look_behind, "jpeg")),
    (lambda head: head.startswith((b"GIF87a", b"GIF89a")), "gif", partial(_look_behind, "gif")),
    (lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP", "webp", partial(_look_behind, "webp")),
)
