"""The theme's stylesheet, cut down to what our pages use of it: the setting of prose.

Nine tenths of it style what our templates do not have (tabs, dialogs, admonitions, navigation).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import tinycss2

#: All that a selector may name besides elements.
_CLASSES = frozenset({"md-typeset", "md-typeset__scrollwrap", "md-typeset__table"})
_ATTRIBUTES = frozenset({"dir", "hidden", "open", "type"})

#: What browsers' own bars and the theme's marks of `summary` are drawn with: ours are the system's,
#: and a page whose policy forbids `data:` pictures would be refused the theme's.
_DRAWN = re.compile(r"::-webkit-scrollbar|summary:{1,2}(before|after)")
_NAMED = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_ATTRIBUTE = re.compile(r"\[\s*([\w-]+)")
_USED = re.compile(r"var\(\s*(--[\w-]+)")


def cut_skin(stylesheet: str, ours: str) -> str:
    """The rules that can apply to our pages; `ours` is our own CSS, which may use its variables."""
    rules = tinycss2.parse_stylesheet(stylesheet, skip_comments=True, skip_whitespace=True)
    kept = list(_needed(rules))
    while True:
        text = "\n".join(kept)
        used = set(_USED.findall(text + ours))
        fewer = [_without_unused(rule, used) for rule in kept]
        if fewer == kept:
            return text
        kept = fewer


def _needed(rules: Sequence[Any]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [s for s in _split(rule.prelude) if _is_ours(s)]
            if selectors:
                yield f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule" and rule.at_keyword == "media" and rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            kept = "".join(_needed(inner))
            if kept:
                yield f"@media{tinycss2.serialize(rule.prelude)}{{{kept}}}"


def _split(prelude: Sequence[Any]) -> Iterator[str]:
    """Selectors between the commas of the outermost level."""
    one: list[Any] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield tinycss2.serialize(one).strip()
            one = []
        else:
            one.append(token)
    yield tinycss2.serialize(one).strip()


def _is_ours(selector: str) -> bool:
    return (
        set(_NAMED.findall(selector)) <= _CLASSES
        and set(_ATTRIBUTE.findall(selector)) <= _ATTRIBUTES
        and not _DRAWN.search(selector)
    )


def _without_unused(rule: str, used: set[str]) -> str:
    """A `:root` rule without the variables that nothing reads."""
    if not rule.startswith(":root{"):
        return rule
    declarations = tinycss2.parse_blocks_contents(
        rule.removeprefix(":root{").removesuffix("}"), skip_comments=True, skip_whitespace=True
    )
    kept = [
        declaration.serialize()
        for declaration in declarations
        if not declaration.name.startswith("--") or declaration.name in used
    ]
    return f":root{{{';'.join(kept)}}}"
