"""Dates as mastheads print them, in six languages, to ISO dates."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel.dates import get_month_names

from indexer.languages import CODES
from indexer.references import fold_digits

_CHINESE = re.compile(r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日")
_FORMS = (
    re.compile(r"(?P<day>\d{1,2})(?:er|º)? (?P<month>[^\d]{3,40}?) (?P<year>\d{4})"),
    re.compile(r"(?P<month>[^\W\d_]{3,9}) (?P<day>\d{1,2}), (?P<year>\d{4})"),  # September 13, 2019
    _CHINESE,
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)"),
)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
#: Days, and months in digits: more of them than one date has are those of a span.
_SMALL = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


def read_date(printed: str) -> str | None:
    """The date that a line prints: `2019-06-14`, or `2019` where it prints a span or no day.

    None where it prints no year.
    """
    text = " ".join(fold_digits(printed).split())
    match = next(filter(None, (form.search(text) for form in _FORMS)), None)
    if match and len(_SMALL.findall(text)) == 1 + match["month"].isdigit():
        try:
            return date(int(match["year"]), _month(match["month"]), int(match["day"])).isoformat()
        except ValueError:  # no such month or day
            pass
    year = _YEAR.search(text)
    return year[0] if year else None


def _month(printed: str) -> int:
    """The number of a month; 0 for an unknown name. Arabic prints two names: حزيران/يونيه."""
    if printed.isdigit():
        return int(printed)
    names = (re.sub(r"^de | de$", "", name.strip()) for name in printed.casefold().split("/"))
    return next((number for name in names if (number := _months().get(name))), 0)


@cache
def _months() -> dict[str, int]:
    """Names of months in lower case, as they stand in a date, in every language with its number."""
    return {
        name.casefold(): number
        for locale in (*CODES, "ar_SY")
        for number, name in get_month_names("wide", "format", locale).items()
    }
