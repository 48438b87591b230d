"""Log lines: text for people, or one JSON object a line for programs."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime

import orjson

from kb_service.settings import Settings

#: What every record of `logging` has; the rest was given by whoever logged.
_COMMON = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class _PlacesOnly(logging.Formatter):
    """Text, with exceptions as their kind and places: their messages may quote what was asked."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: object) -> str:  # noqa: N802 (the name of logging)
        return _tell_exception(ei)


class _JsonLines(logging.Formatter):
    """One object a line: time (UTC), level, logger, message, and what the event has besides."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _COMMON}
        if record.exc_info:
            line["exception"] = _tell_exception(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def configure_logging(settings: Settings) -> None:
    """Let everything that is logged go to stderr, as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines() if settings.log_format == "json" else _PlacesOnly())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler])


def _tell_exception(found: object) -> str:
    kind, _, places = found if isinstance(found, tuple) else (None, None, None)
    if kind is None:
        return ""
    return "".join([f"{kind.__name__}\n", *traceback.format_tb(places)]).rstrip()
