"""Dates as each language writes them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date, format_skeleton

#: The months in Arabic as the United Nations print them, with both of their names.
_ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)

#: Where the United Nations write dates otherwise than a language does by itself.
_LOCALES = {"en": "en_GB"}


def write_date(day: str, code: str) -> str:
    """A date (`2026-11-22`) or month (`2026-11`) as a language writes it; anything else, such as a
    year, stays as it is."""
    is_month = day.count("-") == 1
    try:
        moment = date.fromisoformat(f"{day}-01" if is_month else day)
    except ValueError:
        return day
    if code == "ar":
        month = f"{_ARABIC_MONTHS[moment.month - 1]} {moment.year}"
        return month if is_month else f"{moment.day} {month}"
    locale = _LOCALES.get(code, code)
    if is_month:
        return str(format_skeleton("yMMMM", moment, locale=locale))
    return str(format_date(moment, format="long", locale=locale))
