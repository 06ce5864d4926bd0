"""Pages out of templates: Jinja2 with escaping always on, and everything that a page may say about itself.

Nothing a unit writes can become markup: a template is the only place where there is any, and `Markup` is built of
constants in `language` alone.
"""

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from repo_schema.reviews import STRENGTH_WORDS
from service.site.language import LANGUAGES, Lang, Language, prefix_of
from service.site.words import STATES, STEPS

__all__ = ["EDITION", "POLICY", "SHEET", "render"]

_FOLDER: Final = Path(str(files("service.site")))
SHEET: Final = (_FOLDER / "style.css").read_bytes()
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script, no style in the page, nothing from anywhere else."""


def _edition() -> str:
    digest = hashlib.sha256()
    for path in sorted([*_FOLDER.glob("*.py"), *_FOLDER.glob("*.css"), *_FOLDER.glob("templates/*")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


EDITION: Final = _edition()
"""Of the pages: the same data in another release's templates is another page."""


def is_web_address(address: object) -> bool:
    """Whether a reader may be sent there: nothing that runs, nothing that reads the machine."""
    return isinstance(address, str) and urlsplit(address.strip()).scheme in {"http", "https"}


def _environment(lang: Lang) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    language = Language(lang)
    days = ("day", "moment", "month", "month_short", "period", "duty_period", "fiscal_year")
    names = ("plain", "label", "thai", "number", "percent", "size", *days)
    environment.filters |= {name: getattr(language, name) for name in names}
    environment.globals |= {
        "lang": lang,
        "say": language.say,
        "prefix": prefix_of(lang),
        "edition": EDITION,
        "states": STATES,
        "steps": STEPS,
        "strengths": STRENGTH_WORDS,
    }
    environment.tests["web_address"] = is_web_address
    return environment


_ENVIRONMENTS: Final[Mapping[Lang, Environment]] = {lang: _environment(lang) for lang in LANGUAGES}


def render(template: str, lang: Lang, context: Mapping[str, Any]) -> str:
    """The page as text."""
    return _ENVIRONMENTS[lang].get_template(template).render(context)
