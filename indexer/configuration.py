"""What changes results: the `[index]` and `[ranking]` tables of `search.toml`.

`[index]` is copied into the manifest of every index, because another value needs another index;
`[ranking]` acts at query time. Every key has a default, a meaning and, for numbers, bounds; an
unknown key or a value out of bounds is an error that names what is accepted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import Field, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from indexer.errors import ContentError, Problem


def _setting(
    default: Any,
    meaning: str,
    *,
    least: float | None = None,
    most: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    return field(
        default=default,
        metadata={"meaning": meaning, "least": least, "most": most, "choices": choices},
    )


@dataclass(frozen=True, slots=True)
class IndexConfiguration:
    """What an index is built with."""

    model: str = _setting(
        "transformer",
        'the model that embeds passages and queries: "transformer" or "static", which are bundled'
        " (the second is faster and knows less), or the path or name of a sentence-transformers"
        " model (needs the extra `models`)",
    )
    embed_heading: bool = _setting(
        True,
        "embed a page section with its heading and a term with its label; a paragraph is embedded"
        " without its chapeau",
    )
    dense: str = _setting(
        "auto",
        "kind of the index of vectors; auto chooses by their number: exact up to 50000, hnsw"
        " up to 250000, ivf above (docs/decisions/014)",
        choices=("auto", "exact", "hnsw", "ivf"),
    )


@dataclass(frozen=True, slots=True)
class RankingConfiguration:
    """How an index is asked."""

    title_weight: float = _setting(
        1.2, "weight of a query word found in the title of the page", least=0, most=100
    )
    heading_weight: float = _setting(
        0.4, "weight of a query word found in the heading of the passage", least=0, most=100
    )
    context_weight: float = _setting(
        0.2, "weight of a query word found in titles, headings and chapeau above", least=0, most=100
    )
    text_weight: float = _setting(
        1.0, "weight of a query word found in the passage itself", least=0, most=100
    )
    asked_weight: float = _setting(
        1.8,
        "weight of a query word found in phrases under which readers look for the passage",
        least=0,
        most=100,
    )
    phrase_nearness: float = _setting(
        1.15,
        "weight of the semantic nearness of such a phrase beside the passage's own",
        least=0,
        most=2,
    )
    field_tie: float = _setting(
        0.1, "share that fields other than a word's best one add to its score", least=0, most=1
    )
    phrase_weight: float = _setting(
        1.0, "weight of the whole query found as an exact phrase", least=0, most=100
    )
    synonym_weight: float = _setting(
        0.2,
        "weight of glossary and theme synonyms of what was asked; 0 is without",
        least=0,
        most=1,
    )
    fusion: str = _setting(
        "minmax",
        "how keyword and semantic results are joined: scores brought to one scale, or ranks",
        choices=("minmax", "rrf"),
    )
    dense_weight: float = _setting(
        0.7, "share of the semantic side in the joined score, the rest is keyword", least=0, most=1
    )
    full_score: float = _setting(
        0.5,
        "how well the words of a query must be found for the keyword side to count in full: a share"
        " of the score of a text that holds each once; 0 is any match",
        least=0,
        most=10,
    )
    rrf_k: float = _setting(
        60.0, "constant of reciprocal rank fusion: larger is flatter", least=1, most=1000
    )
    other_language_weight: float = _setting(
        0.6,
        "share of a passage's best other translation in its semantic score",
        least=0,
        most=1,
    )
    term_weight: float = _setting(
        0.6,
        "share of its score that a glossary term keeps beside paragraphs and guidance, which say"
        " what to do",
        least=0,
        most=1,
    )
    guidance_weight: float = _setting(
        1.2,
        "weight of a page of guidance beside the paragraphs that it serves",
        least=0,
        most=10,
    )
    link_weight: float = _setting(
        0.2,
        "what a paragraph gains from the best page that serves it, and a page from its paragraphs,"
        " as a share of the other's score",
        least=0,
        most=10,
    )
    theme_weight: float = _setting(
        0.3, "what a page or paragraph gains if its themes are those of the best", least=0, most=10
    )
    family_weight: float = _setting(
        0.95,
        "share of its score that each further sub-paragraph of the same paragraph keeps",
        least=0,
        most=1,
    )
    feedback_weight: float = _setting(
        0.4,
        "share of the nearness to what is found first in the semantic score of hybrid search",
        least=0,
        most=1,
    )
    match_deviations: float = _setting(
        -2.0,
        "a passage is found by its meaning if its semantic score lies this many standard deviations"
        " above the best that unrelated queries reach",
        least=-10,
        most=100,
    )
    close_score: float = _setting(
        2.5,
        "the answer is that nothing is close unless this is reached by the sum of how far the query"
        " lies from unrelated ones, beyond what nearly all phrases of readers reach, how far the"
        " best passages stand out from what unrelated queries find (both in standard deviations),"
        " and the words it shares",
        least=-100,
        most=100,
    )
    close_coverage: float = _setting(
        2.0,
        "what it adds to that sum if the best keyword match holds all of the query's words, rare"
        " words counting more",
        least=0,
        most=100,
    )
    candidates: int = _setting(
        10000,
        "passages that either side gives to be ranked, if no more are in the index: totals and"
        " counts are exact then; of a larger index keyword search gives a twentieth of the number"
        " and semantic search a fifteenth, 300 at least",
        least=100,
        most=1000000,
    )
    snippet_length: int = _setting(240, "characters of a snippet, about", least=40, most=2000)
    longest_query: int = _setting(
        5000, "characters of a query; a longer one is refused", least=10, most=100000
    )


@dataclass(frozen=True, slots=True)
class Configuration:
    """Both tables."""

    index: IndexConfiguration = IndexConfiguration()
    ranking: RankingConfiguration = RankingConfiguration()


T = TypeVar("T", IndexConfiguration, RankingConfiguration)
_TABLES: dict[str, type] = {"index": IndexConfiguration, "ranking": RankingConfiguration}


def read_configuration(path: Path) -> Configuration:
    """The configuration in a file.

    Raises ContentError with every problem of the file; a missing file is one.
    """
    try:
        with path.open("rb") as file:
            tables = tomllib.load(file)
    except FileNotFoundError:
        problem = Problem(str(path), "no such file", "it holds [index] and [ranking]")
        raise _error([problem]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _error([Problem(str(path), str(error), "a TOML file in UTF-8")]) from error
    return parse_configuration(tables, str(path))


def parse_configuration(tables: Mapping[str, Any], where: str) -> Configuration:
    """The configuration in parsed tables; `where` names their source in problems."""
    problems = [
        Problem(where, f'table "{name}" is unknown', f"use one of: {', '.join(_TABLES)}")
        for name in tables
        if name not in _TABLES
    ]
    index = _parse(IndexConfiguration, tables.get("index", {}), f"{where}: [index]", problems)
    ranking = _parse(
        RankingConfiguration, tables.get("ranking", {}), f"{where}: [ranking]", problems
    )
    if problems:
        raise _error(problems)
    return Configuration(index, ranking)


def document_configuration(configuration: Configuration = Configuration()) -> str:
    """The configuration as a TOML file in which every key is explained."""
    lines = ["# What changes search results. Every key may be left out and then has its default."]
    for name in _TABLES:
        table = getattr(configuration, name)
        note = "another value needs `ldn-kb index`" if name == "index" else "acts at query time"
        lines += ["", f"[{name}]  # {note}"]
        for key in fields(table):
            lines.append(f"# {_explain(key)}.")
            lines.append(f"{key.name} = {_toml(getattr(table, key.name))}")
    return "\n".join(lines) + "\n"


def index_settings(configuration: IndexConfiguration) -> dict[str, Any]:
    """The `[index]` table as plain data, for the manifest."""
    return asdict(configuration)


def _parse(kind: type[T], table: Any, where: str, problems: list[Problem]) -> T:
    known = {key.name: key for key in fields(kind)}
    values: dict[str, Any] = {}
    if not isinstance(table, Mapping):
        problems.append(Problem(where, "is no table", f"keys: {', '.join(known)}"))
        return kind()
    for name, value in table.items():
        if name not in known:
            problems.append(
                Problem(where, f'key "{name}" is unknown', f"use one of: {', '.join(known)}")
            )
        elif found := _wrong(known[name], value):
            problems.append(Problem(f"{where} {name}", *found))
        else:
            values[name] = float(value) if isinstance(known[name].default, float) else value
    return kind(**values)


def _wrong(key: Field[Any], value: Any) -> tuple[str, str] | None:
    """What is wrong with a value, and what is accepted; None if nothing is."""
    wanted = type(key.default)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if wanted is float and not is_number:
        return f"{value!r} is no number", _bounds(key)
    if wanted is not float and type(value) is not wanted:
        return f"{value!r} is no {wanted.__name__}", _bounds(key) or f"a {wanted.__name__}"
    choices = key.metadata["choices"]
    if choices and value not in choices:
        return f"{value!r} is unknown", f"use one of: {', '.join(choices)}"
    least, most = key.metadata["least"], key.metadata["most"]
    if least is not None and not least <= value <= most:
        return f"{value!r} is out of bounds", _bounds(key)
    return None


def _bounds(key: Field[Any]) -> str:
    least, most = key.metadata["least"], key.metadata["most"]
    return "" if least is None else f"a number from {least:g} to {most:g}"


def _explain(key: Field[Any]) -> str:
    choices = key.metadata["choices"]
    extra = f" ({', '.join(choices)})" if choices else ""
    bounds = _bounds(key)
    return str(key.metadata["meaning"]) + extra + (f"; {bounds}" if bounds else "")


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def _error(problems: list[Problem]) -> ContentError:
    return ContentError("\n".join(str(problem) for problem in problems), problems)
