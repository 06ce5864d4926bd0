"""What the service writes down: lines for people, or one JSON object a line; nothing about who read.

A line names the route, never the address as it was asked for: what people search for, and who they are (address,
browser, where they came from), is not ours to keep.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final, Literal

__all__ = ["ANSWERS", "REQUEST", "Form", "set_up"]

Form = Literal["text", "json"]
REQUEST: Final[ContextVar[str | None]] = ContextVar("request", default=None)
"""The id of the request that is being answered."""
ANSWERS: Final = logging.getLogger("prongsai.answers")
_PLAIN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if (request := REQUEST.get()) is not None:
            line["request"] = request
        line |= {key: value for key, value in vars(record).items() if key not in _PLAIN}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up(form: Form) -> None:
    """Log to standard error; `json` writes every answer down, `text` only what went wrong."""
    handler = logging.StreamHandler()
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(_JsonLines() if form == "json" else plain)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    ANSWERS.setLevel(logging.INFO if form == "json" else logging.WARNING)
    logging.getLogger("prongsai.serving").setLevel(logging.INFO if form == "json" else logging.WARNING)
