"""Pictures: what is written beside the pixels. What the pixels show, nobody here can read."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PIL import Image

from repo_schema.passages import Passage, Remark
from service.extraction.limits import Limits

__all__ = ["has_position", "read_picture"]

_GPS: Final = 0x8825
_SAID: Final = {0x010E: "ImageDescription", 0x013B: "Artist", 0x8298: "Copyright"}


def read_picture(path: Path, _limits: Limits) -> Iterator[Passage | Remark]:
    with Image.open(path) as picture:
        yield Remark("no_text_layer", "ภาพ", picture.format or "")
        if _position(picture):
            yield Remark("photo_position", "ภาพ")
        exif = picture.getexif()
        for tag, name in _SAID.items():
            if isinstance(said := exif.get(tag), str):
                yield Passage(name, said)
        for key, value in picture.info.items():
            if isinstance(value, str):
                yield Passage(str(key), value)


def has_position(data: bytes) -> bool:
    """Whether a picture inside another file says where it was taken."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return _position(picture)
    except Exception:  # noqa: BLE001 - a stranger's picture: one that cannot be opened says nothing
        return False


def _position(picture: Any) -> bool:
    """In EXIF, or in XMP."""
    return bool(picture.getexif().get_ifd(_GPS)) or b"GPSLatitude" in bytes(picture.info.get("xmp", b""))
