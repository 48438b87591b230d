"""What callers may put behind the question mark: checked strictly, every problem at once.

FastAPI would take the last of a repeated parameter, replace broken UTF-8 silently and ignore
unknown names; a caller who mistypes a filter must not get an unfiltered answer. So each route
declares one model, which is both the check and the documentation.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import unquote_to_bytes

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticKnownError

from indexer.languages import CODES
from indexer.model import PassageKind
from kb_service.exports.selection import Edition
from kb_service.problems import ApiProblem, ParameterProblem, shown
from kb_service.results import Mode

LanguageCode = Literal["ar", "zh", "en", "fr", "ru", "es"]

#: Control characters, line breaks and tabs aside: browsers paste those into search boxes.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: Marks that only reorder or embed what is displayed; a query echoed with them could deceive.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: One way to write each number, so that one answer has one address.
_NUMBER = re.compile("0|[1-9][0-9]{0,5}")
#: Invisible and harmless: what is left of a query of nothing but marks, which is no empty query.
_NOTHING = "\u200b"


def _check_number(value: object) -> object:
    """The value, unless it is text that writes no number or writes it in an unusual way."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise PydanticKnownError("int_parsing")
    return value


Number = Annotated[int, BeforeValidator(_check_number)]


class Parameters(BaseModel):
    """Base of every route's query parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoParameters(Parameters):
    """For routes that take none."""


class LanguageParameters(Parameters):
    """For routes whose answer holds several languages."""

    lang: LanguageCode | None = Field(
        None,
        description="Limit the answer to one language. Without it, every language is given.",
        examples=["fr"],
    )


class TextParameters(Parameters):
    """For routes that give one text."""

    lang: LanguageCode | None = Field(
        None,
        description="The language of the text. Without it, the text as issued is given.",
        examples=["fr"],
    )


class SearchParameters(Parameters):
    """The parameters of a search; values of one filter widen it, different filters narrow it."""

    q: str = Field(
        "",
        description="Words, a question or a reference (`paragraph 9 (d)`, `第9段`, `18/COP.13`, "
        "`op-9-d`), in any of the six languages. Without it, every passage that the filters "
        "allow is given, in document order.",
        examples=["land tenure and gender"],
    )
    lang: LanguageCode | None = Field(
        None,
        description="The reader's language: results come in it where they exist in it, and "
        "labels are given in it. Without it, the detected language of the query is used.",
        examples=["en"],
    )
    mode: Mode = Field(
        "hybrid",
        description="`keyword` compares words, `semantic` meanings, `hybrid` joins both.",
    )
    document: list[str] = Field([], description="Only passages of this document or page (an id).")
    paragraph: list[str] = Field(
        [],
        description="Only this paragraph and what is below it (an anchor such as `op-9`); for an "
        "inline item (`op-11-b`), the paragraph that holds it.",
    )
    theme: list[str] = Field([], description="Only passages on this theme (see `/themes`).")
    audience: list[str] = Field(
        [], description="Only passages of use to this audience (see `/audiences`)."
    )
    addressee: list[str] = Field(
        [], description="Only paragraphs addressed to this body (see `/addressees`)."
    )
    verb: list[str] = Field([], description="Only paragraphs with this verb (see `/verbs`).")
    kind: list[PassageKind] = Field([], description="Only passages of this kind.")
    language: list[LanguageCode] = Field(
        [], description="Only passages that exist in this language, and in this language."
    )
    limit: Number = Field(10, ge=1, le=50, description="How many hits to give.")
    offset: Number = Field(0, ge=0, le=1000, description="How many hits to pass over.")


class SuggestParameters(Parameters):
    """The parameters of a completion."""

    q: str = Field(..., min_length=1, description="The beginning to complete.", examples=["drou"])
    lang: LanguageCode = Field("en", description="The language in which to complete.")
    limit: Number = Field(8, ge=1, le=20, description="How many completions to give.")


class RelatedParameters(Parameters):
    """The parameters of a request for related passages."""

    lang: LanguageCode = Field(
        "en", description="The reader's language: passages come in it where they exist in it."
    )
    limit: Number = Field(5, ge=1, le=20, description="How many passages to give.")


class BulkParameters(Parameters):
    """The parameters of the bulk download."""

    language: list[LanguageCode] = Field(
        [], description="Only passages in this language. Without it, all six."
    )


class ExportParameters(Parameters):
    """A selection of items, and the file to make of it."""

    item: list[str] = Field(
        ...,
        min_length=1,
        description="An item by its id, in the order wanted: `decisions/<document>/<anchor>`, "
        "`guidance/<page>`, `themes/<theme>`, `audiences/<audience>`, `glossary/<term>`, "
        "`courses/<course>` with all that it uses, `modules/<course>` for its plan, slides and "
        "exercise alone, `courses/<course>/<question>`, or `glossary` "
        "for every term.",
        examples=[["courses/ldn-in-one-hour"]],
    )
    language: LanguageCode = Field(..., description="The language of the file.", examples=["ar"])
    second: LanguageCode | None = Field(
        None, description="A language to stand beside the first, in formats that can."
    )
    format: str = Field(
        ..., max_length=40, description="See `/exports/formats`.", examples=["docx"]
    )
    title: str = Field("", description="The title; a course's own without it.")
    audience: str = Field("", description="For whom it is; a course's own without it.")
    edition: Edition = Field(
        "trainer", description="`learner` leaves out answers and the trainer's part."
    )


P = TypeVar("P", bound=Parameters)


def query_of(model: type[P]) -> Callable[[Request], Awaitable[P]]:
    """A dependency that reads a request's query string into a model or raises ApiProblem."""

    async def read(request: Request) -> P:  # a plain function would take a thread
        return parse_query(model, request.scope["query_string"])

    return read


def parse_query(model: type[P], query_string: bytes) -> P:
    """The parameters in a raw query string; ApiProblem names every one that is wrong."""
    values: dict[str, Any] = {}
    problems: list[ParameterProblem] = []
    for raw_name, raw_value in _pairs(query_string):
        name, value = _decode(raw_name), _decode(raw_value)
        if name is None or name not in model.model_fields:
            problems.append(_unknown(model, raw_name.decode("latin-1") if name is None else name))
        elif value is None:
            found = raw_value.decode("latin-1")
            problems.append(
                ParameterProblem(name, f"{shown(found)} is not UTF-8", "percent-encoded UTF-8")
            )
        elif match := _CONTROL.search(value):
            problems.append(
                ParameterProblem(
                    name, f"control character U+{ord(match[0]):04X}", "text without controls"
                )
            )
        elif _is_list(model.model_fields[name]):
            values.setdefault(name, []).append(value)
        elif name in values:
            problems.append(ParameterProblem(name, "it is given more than once", "one value"))
        else:
            values[name] = value
    for name in ("q",):
        if name in values:
            kept = " ".join(_REORDERING.sub("", values[name]).split())
            alone = values[name].strip() and not model.model_fields[name].is_required()
            values[name] = kept or (_NOTHING if alone else "")
    try:
        parsed = model.model_validate(values)
    except ValidationError as error:
        problems += _refusals(model, error)
    if problems:
        raise invalid_parameters(problems)
    return parsed


def refuse(model: type[Parameters], error: ValidationError) -> ApiProblem:
    """The problem for a JSON object that is no model."""
    return invalid_parameters(_refusals(model, error))


def _refusals(model: type[Parameters], error: ValidationError) -> list[ParameterProblem]:
    return [
        _unknown(model, str(found["loc"][0]))
        if found["type"] == "extra_forbidden"
        else _refusal(model, dict(found))
        for found in error.errors(include_url=False)
    ]


def invalid_parameters(problems: list[ParameterProblem]) -> ApiProblem:
    """The problem for refused parameters, in the order in which they were found."""
    unique = list(dict.fromkeys(problems))
    first = unique[0]
    more = f" ({len(unique) - 1} more in errors)" if len(unique) > 1 else ""
    detail = f"{first.parameter}: {first.found}; accepted: {first.accepted}{more}"
    return ApiProblem("invalid-parameter", detail, unique[:20])


def openapi_parameters(model: type[Parameters]) -> list[dict[str, Any]]:
    """The OpenAPI description of a model's parameters."""
    described = []
    properties = model.model_json_schema()["properties"] if model.model_fields else {}
    for name, schema in properties.items():
        kinds = [kind for kind in schema.pop("anyOf", []) if kind.get("type") != "null"]
        schema = {**(kinds[0] if kinds else {}), **schema}
        if schema.get("default", "") is None:
            del schema["default"]
        schema.pop("title", None)
        description = schema.pop("description", "")
        field = model.model_fields[name]
        described.append(
            {
                "name": name,
                "in": "query",
                "required": field.is_required(),
                "description": description,
                "schema": schema,
                **({"style": "form", "explode": True} if _is_list(field) else {}),
            }
        )
    return described


def _pairs(query_string: bytes) -> list[tuple[bytes, bytes]]:
    parts = [part.partition(b"=") for part in query_string.split(b"&") if part]
    return [(name, value) for name, _, value in parts]


def _decode(raw: bytes) -> str | None:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_list(field: FieldInfo) -> bool:
    return getattr(field.annotation, "__origin__", None) is list


def _unknown(model: type[Parameters], name: str) -> ParameterProblem:
    names = ", ".join(model.model_fields)
    accepted = f"use one of: {names}" if names else "this address takes no parameters"
    return ParameterProblem(shown(name, 40), "this parameter is unknown", accepted)


def _refusal(model: type[Parameters], error: dict[str, Any]) -> ParameterProblem:
    """One validation error in words; the messages of Pydantic name types, not what to send."""
    name = str(error["loc"][0])
    found = f'"{shown(error["input"])}"'
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            meaning = model.model_fields[name].description or ""
            return ParameterProblem(name, "it is missing", meaning)
        case "string_too_short":
            return ParameterProblem(name, "it is empty", "at least one character")
        case "literal_error":
            return ParameterProblem(name, found, f"one of: {_options(model, name)}")
        case "int_parsing" | "int_from_float" | "int_type" | "int_parsing_size":
            return ParameterProblem(name, found, f"a whole number{_bounds(model, name)}")
        case "greater_than_equal" | "less_than_equal":
            return ParameterProblem(name, found, f"a whole number{_bounds(model, name)}")
        case _:
            return ParameterProblem(name, found, str(context.get("expected", error["msg"])))


def _options(model: type[Parameters], name: str) -> str:
    schema = model.model_json_schema()["properties"][name]
    for part in (schema, schema.get("items", {}), *schema.get("anyOf", [])):
        if "enum" in part:
            return ", ".join(part["enum"])
    return ", ".join(CODES)


def _bounds(model: type[Parameters], name: str) -> str:
    schema = model.model_json_schema()["properties"][name]
    if "minimum" not in schema:
        return ""
    return f" from {schema['minimum']} to {schema['maximum']}"
