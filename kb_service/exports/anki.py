"""A pack's terms and questions as an Anki deck: cards for learning by heart."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime

import genanki
from markupsafe import Markup, escape

from kb_service.exports.archive import write_archive
from kb_service.exports.book import option_lines, right_answer
from kb_service.exports.pack import Asked, Pack
from kb_service.exports.questions import (
    describe_pack,
    identify,
    render_feedback,
)
from kb_service.exports.xhtml import render_blocks, say

_FIELDS = ("Front", "Back", "Status", "Link")
_STYLE = """
.card { max-width: 34rem; margin: 1rem auto; padding: 0 1rem; font: 1.25rem/1.6 sans-serif;
  color: #2b2119; background: #fff; }
.nightMode.card { color: #f2ebdf; background: #2b2119; }
.front { font-weight: 600; }
.front ul { font-weight: 400; }
.standing { font-size: .75em; opacity: .8; }
ul { padding-inline-start: 1.2em; list-style: none; }
.standing a { color: inherit; }
"""


def write_deck(packs: Sequence[Pack], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """The deck of the first pack; a card keeps its id in every export, so a learner's progress."""
    pack = packs[0]
    deck = genanki.Deck(
        _number_for("deck", pack.address),
        pack.title.replace("::", ": "),
        str(Markup("<br>").join(describe_pack(pack))),
    )
    model = _model(pack)
    for note in _notes(pack, model):
        deck.add_note(note)
    moment = datetime.fromisoformat(pack.day).replace(tzinfo=UTC).timestamp()
    first = int(moment * 1000) + deck.deck_id % 86_400_000
    with closing(sqlite3.connect(":memory:")) as connection:
        cursor = connection.cursor()
        genanki.Package(deck).write_to_db(cursor, moment, itertools.count(first))
        connection.commit()
        collection = connection.serialize()
    return write_archive([("collection.anki2", collection), ("media", b"{}")], pack.day)


def _number_for(*names: str) -> int:
    """The same number for the same names, in the range that Anki takes."""
    return 1 << 30 | int(hashlib.sha256("\n".join(names).encode()).hexdigest()[:7], 16)


def _model(pack: Pack) -> genanki.Model:
    """The look of cards in a language."""
    language = pack.language
    side = f'<div lang="{language.tag}" dir="{language.direction}">'
    return genanki.Model(
        _number_for("model", language.code),
        f"LDN Guidance ({language.code})",
        fields=[{"name": name, "rtl": language.direction == "rtl"} for name in _FIELDS],
        templates=[
            {
                "name": "LDN Guidance",
                "qfmt": f'{side}<div class="front">{{{{Front}}}}</div></div>',
                "afmt": f'{side}<div class="front">{{{{Front}}}}</div><hr id="answer">{{{{Back}}}}'
                '<p class="standing">{{Status}} {{Link}}</p></div>',
            }
        ],
        css=_STYLE,
    )


def _notes(pack: Pack, model: genanki.Model) -> Iterator[genanki.Note]:
    """A note for each term and question, and for each pair of a matching question."""
    for item in pack.readings:
        if item.kind == "term":
            back = render_blocks(item.blocks, pack, lambda id_: "")
            sides = (escape(item.title), back, pack.status_of(item), pack.url(item.path))
            yield _note(item.id, "term", model, pack, *sides)
    for asked in pack.questions:
        course = identify(asked).partition(".")[0]
        for name, front, answer in _sides(asked, pack):
            back = Markup("<p><b>{}</b></p>{}").format(
                say(answer, pack), render_feedback(asked, pack)
            )
            yield _note(name, course, model, pack, front, back, asked.status, asked.url)


def _note(
    id_: str,
    tag: str,
    model: genanki.Model,
    pack: Pack,
    front: Markup,
    back: Markup,
    status: str,
    link: str,
) -> genanki.Note:
    shown = Markup('<a href="{0}" dir="ltr">{0}</a>').format(link)
    return genanki.Note(
        model=model,
        fields=[str(front), str(back), str(escape(status)), str(shown)],
        tags=["ldn-guidance", tag],
        guid=genanki.guid_for(id_, pack.language.code),
    )


def _sides(asked: Asked, pack: Pack) -> Iterator[tuple[str, Markup, str]]:
    """The cards of a question: id, what they ask, and the right answer."""
    quiz = asked.quiz
    for pair in quiz.pairs:
        front = Markup("<p>{}</p><p>{}</p>").format(say(quiz.text, pack), say(pair.left, pack))
        yield f"{asked.id}/{pair.id}", front, pair.right
    if not quiz.pairs:
        lines = (Markup("<li>{}</li>").format(say(line, pack)) for line in option_lines(quiz, pack))
        options = Markup("<ul>{}</ul>").format(Markup("").join(lines)) if quiz.options else ""
        yield (
            asked.id,
            Markup("<p>{}</p>{}").format(say(quiz.text, pack), options),
            right_answer(quiz, pack),
        )
