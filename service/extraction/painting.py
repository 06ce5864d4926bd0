"""The painter itself: `python -m service.extraction.painting LIMITS PATH NUMBER`, on stdout.

Number 0: `{"count": …, "sizes": [[width, height], …]}`, in pixels, of as many pages as are shown. Any other: that page
as a picture. Scripts, forms that change and links stay behind: a picture does nothing.
"""

import json
import sys
from math import ceil, sqrt
from typing import Any, Final

import pypdfium2 as pdfium

from service.extraction.confining import confine, read_limits
from service.extraction.limits import Limits

_WIDTH: Final = 1_000
"""Pixels."""
_PIXELS: Final = 4_000_000
_QUALITY: Final = 75
"""Of WebP: small letters stay sharp."""


def main(arguments: list[str]) -> None:
    limits, number = read_limits(arguments[0]), int(arguments[2])
    confine(limits)
    with pdfium.PdfDocument(arguments[1]) as document:
        if document.get_formtype() != pdfium.raw.FORMTYPE_NONE:
            document.init_forms()  # what was filled in is shown
        if number == 0:
            _measure(document, limits)
        else:
            _paint(document[number - 1])


def _measure(document: Any, limits: Limits) -> None:
    shown = range(min(len(document), limits.pages))
    pages = (document[index] for index in shown)
    sizes = [[ceil(side * _scale(page)) for side in page.get_size()] for page in pages]
    sys.stdout.write(json.dumps({"count": len(document), "sizes": sizes}))


def _paint(page: Any) -> None:
    picture = page.render(scale=_scale(page)).to_pil().convert("RGB")
    picture.save(sys.stdout.buffer, "WEBP", quality=_QUALITY)


def _scale(page: Any) -> float:
    width, height = (max(side, 1.0) for side in page.get_size())
    return float(min(_WIDTH / width, sqrt(_PIXELS / (width * height))))


if __name__ == "__main__":
    main(sys.argv[1:])
