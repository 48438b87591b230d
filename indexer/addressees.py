"""Who asks what of whom: the verb that opens a paragraph, and the words it is addressed to.

An addressee is found by its head nouns ("Parties", "secretariat"), not by grammar in full: the
phrase runs from the verb over the first head and those joined to it, up to what the language
puts before the request (an infinitive, "de", "إلى"); in Chinese the head stands last.
"""

from __future__ import annotations

import re

from indexer.grammar import Grammar, VerbForm, Verbs
from indexer.model import Addressee, Verb

#: Verbs that always address somebody.
ADDRESSING = frozenset(
    [
        "encourages",
        "invites",
        "recommends",
        "appeals",
        "calls-upon",
        "urges",
        "requests",
        "directs",
        "instructs",
    ]
)
#: Verbs that address somebody or state something.
_MAY_ADDRESS = frozenset(["mandates", "authorizes", "reiterates", "appreciates", "expresses"])
#: Characters after a verb in which its addressee is sought: no phrase is longer.
_LONGEST = 600


def find_verb(text: str, verbs: Verbs) -> tuple[Verb, VerbForm, int] | None:
    """The verb at the start of a text, its form in the grammar, and where the rest begins."""
    if (found := verbs.find(text)) is None:
        return None
    form, end = found
    return Verb(form.key, text[:end], form.alternatives), form, end


def find_addressee(rest: str, form: VerbForm, grammar: Grammar) -> Addressee | None:
    """Whom the words after a verb address: the phrase as printed and its keys.

    Only verbs that ask, thank or repeat a request address anybody: those that state or decide
    name others without addressing them.
    """
    if form.key not in ADDRESSING | _MAY_ADDRESS:
        return None
    offset = len(rest) - len(rest.lstrip(" ,،"))
    if lead := grammar.lead.match(rest, offset):
        offset = lead.end()
    sentence = re.split(r"[:：;；؛]", rest[offset : offset + _LONGEST], maxsplit=1)[0]
    heads = _head_run(sentence, grammar)
    if not heads:
        return None
    end = heads[-1][2]
    if not grammar.head_final:
        stops = [m.start() for stop in form.until if (m := stop.search(sentence, end))]
        end = min(stops, default=len(sentence))
    phrase = grammar.aside.sub("", sentence[:end]).strip(" ,،\u00a0")
    keys = tuple(
        f"{key}-with-targets"
        if key in {"parties", "country-parties"} and grammar.targets.search(phrase)
        else key
        for key, _, _ in heads
    )
    return Addressee(tuple(dict.fromkeys(keys)), phrase)


def _head_run(sentence: str, grammar: Grammar) -> list[tuple[str, int, int]]:
    """The first head noun of the phrase and those coordinated with it: key, start, end."""
    first = _next_head(sentence, 0, len(sentence), grammar)
    if first is None or first[1] > 160:
        return []
    run = [first]
    while (joint := _joint(sentence, run[-1][2], grammar)) is not None:
        head = _next_head(sentence, joint, joint + 40, grammar)
        if head is None or re.search(r"[,،]|\s\S+\s\S+\s\S+\s", sentence[joint : head[1]]):
            break
        if grammar.breaks.search(sentence, joint, head[1]):
            break
        run.append(head)
    return run


def _joint(sentence: str, at: int, grammar: Grammar) -> int | None:
    """Where the next noun is sought: after "and", or after an insertion and "and"."""
    if not grammar.head_final and (inserted := grammar.insertion.match(sentence, at)):
        at = inserted.end()
    joint = grammar.coordination.match(sentence, at)
    return joint.end() if joint else None


def _next_head(
    sentence: str, start: int, stop: int, grammar: Grammar
) -> tuple[str, int, int] | None:
    found = [
        (key, match.start(), match.end())
        for key, pattern in grammar.heads
        if (match := pattern.search(sentence, start)) and match.start() < stop
    ]
    return min(found, key=lambda head: (head[1], -head[2]), default=None)
