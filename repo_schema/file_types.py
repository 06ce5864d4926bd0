"""Which kinds of file may be attached, and what each is called: a closed list, default deny."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

__all__ = ["FILE_TYPES", "KINDS", "Fault", "FileType", "Recognised"]


Fault: TypeAlias = Literal[
    "file_type_unknown",
    "file_executable",
    "file_password",
    "file_macros",
    "file_polyglot",
    "file_unpacks_too_much",
    "file_broken",
]


class FileType(NamedTuple):
    kind: str
    """What its bytes must be: a key of `KINDS`."""
    media_type: str


class Recognised(NamedTuple):
    kind: str | None
    """A key of `file_types.KINDS`."""
    fault: Fault | None = None
    found: str = ""
    """Of the fault, in few words, Thai and English."""


_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument"

FILE_TYPES: Final[Mapping[str, FileType]] = MappingProxyType(
    {
        "pdf": FileType("pdf", "application/pdf"),
        "docx": FileType("docx", f"{_OPEN_XML}.wordprocessingml.document"),
        "xlsx": FileType("xlsx", f"{_OPEN_XML}.spreadsheetml.sheet"),
        "pptx": FileType("pptx", f"{_OPEN_XML}.presentationml.presentation"),
        "odt": FileType("odt", f"{_OPEN_DOCUMENT}.text"),
        "ods": FileType("ods", f"{_OPEN_DOCUMENT}.spreadsheet"),
        "odp": FileType("odp", f"{_OPEN_DOCUMENT}.presentation"),
        "doc": FileType("doc", "application/msword"),
        "xls": FileType("xls", "application/vnd.ms-excel"),
        "ppt": FileType("ppt", "application/vnd.ms-powerpoint"),
        "csv": FileType("text", "text/csv"),
        "txt": FileType("text", "text/plain"),
        "json": FileType("text", "application/json"),
        "jpg": FileType("jpeg", "image/jpeg"),
        "jpeg": FileType("jpeg", "image/jpeg"),
        "png": FileType("png", "image/png"),
        "gif": FileType("gif", "image/gif"),
        "webp": FileType("webp", "image/webp"),
    }
)
"""By extension, lower case, without its dot."""

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pdf": "PDF",
        "docx": "Word (.docx)",
        "xlsx": "Excel (.xlsx)",
        "pptx": "PowerPoint (.pptx)",
        "odt": "OpenDocument (.odt)",
        "ods": "OpenDocument (.ods)",
        "odp": "OpenDocument (.odp)",
        "doc": "Word (.doc)",
        "xls": "Excel (.xls)",
        "ppt": "PowerPoint (.ppt)",
        "text": "ข้อความ / text",
        "jpeg": "JPEG",
        "png": "PNG",
        "gif": "GIF",
        "webp": "WebP",
    }
)
"""What people call each kind."""
