"""Use without a connection: the page about it, and the words of the copy to take along."""

from __future__ import annotations

import textwrap
from datetime import date

from babel.numbers import format_decimal

from indexer.model import KnowledgeBase

from .dates import write_date
from .edition import Edition, View, own_view
from .routes import KEPT_SIZE, OFFLINE


def offline_view(edition: Edition) -> View:
    """The page that says how to use the site without a connection, and what is kept."""
    return own_view(
        edition,
        path=OFFLINE,
        template="offline",
        title=edition.strings("offline.title"),
        description=edition.strings("offline.lead"),
        section="offline",
        statuses=(edition.own_status,),
        context={"kept_size": KEPT_SIZE},
    )


def write_size(edition: Edition, count: int) -> str:
    """A number of bytes in megabytes, as the language writes it."""
    megabytes = format_decimal(max(0.1, round(count / 1e6, 1)), locale=edition.code)
    return edition.strings("offline.megabytes", count=megabytes)


def last_review(kb: KnowledgeBase) -> str:
    """When any page or module was last reviewed or any text changed, which is the state of the
    texts; empty where none was."""
    days = [page.review.last for page in kb.pages.values() if page.review]
    days += [course.facts.last_reviewed for course in kb.courses.values()]
    days += [change.date for change in kb.changes]
    return max(days, default="")


def last_day(kb: KnowledgeBase) -> date | None:
    """The day of `last_review`; the first one of a year or month that stands alone."""
    parts = last_review(kb).split("-")
    return date(*map(int, [*parts, "1", "1"][:3])) if parts[0] else None


def copy_readme(edition: Edition) -> str:
    """What stands beside a copy in a folder: what it is, its status, licence, date and address."""
    strings = edition.strings
    day = last_review(edition.kb)
    lines = [
        f"{strings('site.name')}. {strings('site.tagline')}",
        strings("copy.open"),
        strings("site.description"),
        strings("notice.not_un_long"),
        strings("notice.draft") if edition.has_draft else "",
        *(
            f"{edition.isolate(each.symbol)} ({edition.document_standing(each)}). "
            f"{edition.document_status(each).long}"
            for each in edition.kb.documents.values()
        ),
        strings("status.of_pages", status=edition.own_status.long),
        strings("notice.licence"),
        strings("copy.date", date=write_date(day, edition.code)) if day else "",
        strings("copy.address", url=edition.isolate(edition.deployment.public_url(edition.code))),
    ]
    return "\n\n".join(_wrapped(line) for line in lines if line) + "\n"


def _wrapped(line: str) -> str:
    """A paragraph for simple editors; Chinese, which has no spaces, is left to them."""
    return textwrap.fill(line, 78, break_long_words=False, break_on_hyphens=False)
