"""Pages of our own — guidance, and pages about this service — and their sections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from indexer.decision import text_digest
from indexer.errors import ContentError, Problem
from indexer.files import parse_yaml, read_text, validate_model
from indexer.fileschemas import AboutFile, GuidanceFile, IntroductionFile, PageFrontMatter
from indexer.frontmatter import parse_front_matter
from indexer.language_detection import detect_text_language
from indexer.languages import CODES
from indexer.model import Page, PageKind, PageText, Review, Section, Tags, Vocabulary
from indexer.translations import compare_texts
from indexer.vocabulary import problem_of, unknown

#: A section begins with "## Heading {#anchor}".
_HEADING = re.compile(
    r"^##\s+(?P<heading>.*?)\s*(?:\{#(?P<anchor>[a-z0-9-]+)\})?\s*$", re.MULTILINE
)
_FILES: Mapping[PageKind, type[AboutFile | GuidanceFile | IntroductionFile]] = {
    "guidance": GuidanceFile,
    "about": AboutFile,
    "theme": IntroductionFile,
    "audience": IntroductionFile,
}
_KNOWN = frozenset({"page.yml", *(f"{code}.md" for code in CODES)})


def read_page(
    folder: Path, where: str, kind: PageKind, vocabulary: Vocabulary, problems: list[Problem]
) -> Page | None:
    """The page in a folder; None if its metadata cannot be read."""
    place = f"{where}/page.yml"
    try:
        data = parse_yaml(read_text(folder / "page.yml", place), place)
    except ContentError as error:
        problems.append(problem_of(error))
        return None
    meta = validate_model(_FILES[kind], data, place, problems)
    if meta is None:
        return None
    if meta.kind != kind:
        problems.append(
            Problem(place, f"kind is {meta.kind}", f"accepted in this folder is {kind}")
        )
    for theme in getattr(meta, "themes", ()):
        if theme not in vocabulary.themes:
            problems.append(unknown(place, "theme", theme, vocabulary.themes))
    for audience in getattr(meta, "audiences", ()):
        if audience not in vocabulary.audiences:
            problems.append(unknown(place, "audience", audience, vocabulary.audiences))
    problems += [
        Problem(
            f"{where}/{path.name}",
            "is not a known file",
            f"accepted are {', '.join(sorted(_KNOWN))}",
        )
        for path in sorted(folder.iterdir())
        if path.name not in _KNOWN and not path.name.startswith(".")
    ]
    texts: dict[str, PageText] = {}
    for code in CODES:
        if code in meta.missing:
            if (folder / f"{code}.md").exists():
                problems.append(
                    Problem(
                        f"{where}/{code}.md",
                        "exists though declared missing",
                        "remove it from `missing`, or the file",
                    )
                )
            continue
        text = _read_text(folder / f"{code}.md", f"{where}/{code}.md", code, problems)
        if text is not None:
            texts[code] = text
    compare_texts(texts, where, problems)
    return _page(folder.name, kind, meta, texts)


def _page(
    page_id: str,
    kind: PageKind,
    meta: AboutFile | GuidanceFile | IntroductionFile,
    texts: Mapping[str, PageText],
) -> Page:
    guidance = meta if isinstance(meta, GuidanceFile) else None
    introduction = meta if isinstance(meta, IntroductionFile) else None
    reviewed = guidance or introduction
    if introduction is not None:
        own = (page_id,)
        tags = Tags(own if kind == "theme" else (), own if kind == "audience" else ())
    else:
        tags = Tags(tuple(getattr(meta, "themes", ())), tuple(getattr(meta, "audiences", ())))
    return Page(
        id=page_id,
        kind=kind,
        level=guidance.level if guidance else "",
        tags=tags,
        paragraphs=tuple(getattr(meta, "paragraphs", ())),
        path=tuple(introduction.path) if introduction else (),
        sources=tuple(reviewed.sources) if reviewed else (),
        review=Review(reviewed.last_reviewed, reviewed.review_status) if reviewed else None,
        aliases=tuple(getattr(meta, "aliases", ())),
        texts=texts,
        missing=tuple(meta.missing),
    )


def _read_text(path: Path, place: str, code: str, problems: list[Problem]) -> PageText | None:
    try:
        parsed = parse_front_matter(PageFrontMatter, read_text(path, place), place, problems)
    except ContentError as error:
        problems.append(problem_of(error))
        return None
    if parsed is None:
        return None
    front, body, first = parsed
    if front.language != code:
        problems.append(Problem(place, f"language is {front.language}", f"accepted is {code}"))
    if (detected := detect_text_language(body)) not in {code, None}:
        problems.append(
            Problem(place, f"the text is in {detected}", f"accepted is {code}, as in the name")
        )
    if front.status != "original" and front.made_from is None:
        accepted = "accepted is the language and digest of its source"
        problems.append(Problem(place, "made_from is missing", accepted))
    if (front.status == "reviewed") != (front.reviewer is not None):
        accepted = "accepted is a human reviewer's name with `status: reviewed`, and only with it"
        problems.append(Problem(place, f"status is {front.status}", accepted))
    sections = _sections(body, place, first, problems)
    return PageText(
        language=code,
        status=front.status,
        title=front.title,
        summary=front.summary,
        sections=sections,
        markdown=body.strip(),
        digest=text_digest(front.title + front.summary + body),
        source=front.made_from.language if front.made_from else None,
        made_from=front.made_from.digest if front.made_from else None,
        reviewer=front.reviewer,
    )


def _sections(body: str, place: str, first: int, problems: list[Problem]) -> tuple[Section, ...]:
    headings = list(_HEADING.finditer(body))
    if not headings or body[: headings[0].start()].strip():
        problems.append(
            Problem(
                f"{place}:{first}",
                "text stands before the first section",
                "accepted is a body of sections that begin with “## Heading {#anchor}”",
            )
        )
    sections: list[Section] = []
    for match, following in zip(headings, [*headings[1:], None], strict=True):
        line = body.count("\n", 0, match.start()) + first
        anchor = match["anchor"]
        if anchor is None or anchor in {section.anchor for section in sections}:
            fault = "no anchor" if anchor is None else "an anchor used before"
            problems.append(
                Problem(
                    f"{place}:{line}",
                    f"the heading “{match['heading']}” has {fault}",
                    "accepted is “## Heading {#anchor}” with an anchor of its own",
                )
            )
            continue
        end = following.start() if following else len(body)
        sections.append(Section(anchor, match["heading"], body[match.end() : end].strip()))
    return tuple(sections)
