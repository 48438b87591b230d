"""The static site: one build per language side by side, then one atomic change of folders.

Guarantees: the site that is there stays whole until the new one is complete, and after any
failure; equal inputs build nothing; a build never writes outside `out` and its sibling folders; one
build of a site runs at a time.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

from indexer.content import read_knowledge_base
from indexer.errors import ContentError, KnowledgeBaseError, Problem
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from kb_service.site_copies import write_copies
from kb_service.site_versions import lock_site

Progress = Callable[[str, int, int], None]

#: Pages of a language that search engines may list, as site/hooks/sitemap.py describes them.
Listed = list[tuple[object, ...]]

#: Everything under the root that a page depends on, and the tools that make it.
_INPUTS = (
    "content",
    "site",
    "indexer",
    "mkdocs.yml",
    "kb_service/site_build.py",
    "kb_service/site_copies.py",
    "kb_service/site_zip.py",
)
_TOOLS = (
    "babel",
    "Jinja2",
    "Markdown",
    "MarkupSafe",
    "mkdocs",
    "mkdocs-material",
    "rcssmin",
    "rjsmin",
    "segno",
    "tinycss2",
)
_NOT_INPUTS = frozenset({"__pycache__", "training"})
_INPUT_KINDS = frozenset(
    {".css", ".html", ".js", ".json", ".md", ".png", ".py", ".svg", ".txt", ".webp", ".xml", ".yml"}
)


@dataclass(frozen=True, slots=True)
class _Addresses:
    base_url: str
    api_url: str
    report_url: str
    operator: str


def build_site(
    root: Path,
    out: Path,
    base_url: str,
    api_url: str,
    report_url: str,
    languages: Sequence[str] | None = None,
    progress: Progress | None = None,
    operator: str = "",
) -> None:
    """Write the site of `root` to `out`: six languages, language choice, redirects, sitemap.

    Where only some languages are asked for, the others stay as they are in `out`, and the pages
    lead to no language that is not there.

    `progress` is told ("site", languages done, languages in all), or ("unchanged", …) where
    nothing had to be built. Raises ContentError for a problem in content or words, and
    KnowledgeBaseError for one in templates; `out` is as it was then.
    """
    tell = progress or (lambda stage, done, total: None)
    root, out = root.resolve(), out.absolute()
    codes = _check_languages(languages)
    complete = set(codes) == set(CODES)
    addresses = _Addresses(base_url, api_url, report_url, operator)
    _refuse_sources(root, out)
    digest = _input_digest(root, addresses, codes)
    with lock_site(out) as versions:
        if complete and versions.made_from() == digest:
            tell("unchanged", len(codes), len(codes))
            return
        work = versions.begin()
        try:
            knowledge_base = read_knowledge_base(root / "content")
            standing = tuple(code for code in CODES if code in codes or (out / code).is_dir())
            listed = _build_languages(root, work, addresses, codes, standing, knowledge_base, tell)
            _keep_other_languages(out, work, codes)
            _write_root_pages(root, work, addresses, standing, knowledge_base, listed)
            versions.switch(work, digest if complete else None)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def check_strings(folder: Path) -> list[Problem]:
    """Every problem of the interface words under `site/strings`, in all six languages."""
    strings = _site_module(folder.resolve().parent.parent, "strings")
    problems: list[Problem] = strings.check_strings(folder, CODES)
    return problems


def _check_languages(languages: Sequence[str] | None) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(languages if languages is not None else CODES))
    unknown = [code for code in codes if code not in CODES]
    if unknown or not codes:
        raise ContentError(
            f"languages: found {', '.join(unknown) or 'none'}; use some of: {', '.join(CODES)}"
        )
    return codes


def _refuse_sources(root: Path, out: Path) -> None:
    """Refuse an output folder whose replacement would delete what we build from."""
    target = out.resolve()
    for name in ("", *_INPUTS, "kb_service", "tests", ".git", ".venv"):
        source = root / name
        if (
            target == source
            or (name and target.is_relative_to(source))
            or (source.is_relative_to(target))
        ):
            raise ContentError(f"{out}: this folder holds sources; use a folder such as build/site")


def _input_digest(root: Path, addresses: _Addresses, codes: Iterable[str]) -> str:
    digest = hashlib.sha256()
    facts = [repr(addresses), *codes, *(f"{tool}={version(tool)}" for tool in _TOOLS)]
    for fact in facts:
        digest.update(fact.encode() + b"\0")
    for name in _INPUTS:
        path = root / name
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.suffix in _INPUT_KINDS and not _NOT_INPUTS & set(file.parts) and file.is_file():
                digest.update(str(file.relative_to(root)).encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _build_languages(
    root: Path,
    work: Path,
    addresses: _Addresses,
    codes: tuple[str, ...],
    standing: tuple[str, ...],
    knowledge_base: KnowledgeBase,
    tell: Progress,
) -> dict[str, Listed]:
    """Build every language, in as many processes as there are processors (three at most).

    Returns the pages of each that search engines may list.
    """
    workers = max(1, min(len(codes), os.cpu_count() or 1, 3))
    listed: dict[str, Listed] = {}
    tell("site", 0, len(codes))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _keep, (knowledge_base,)) as pool:
        futures = {
            pool.submit(_build_in_worker, root, work / code, addresses, code, standing): code
            for code in codes
        }
        for future in as_completed(futures):
            answer = future.result()
            if isinstance(answer, str):
                pool.shutdown(cancel_futures=True)
                raise ContentError(answer)
            listed[futures[future]] = answer
            tell("site", len(listed), len(codes))
    return listed


#: What a worker process builds from, handed over once at its start.
_kept: dict[str, KnowledgeBase] = {}


def _keep(knowledge_base: KnowledgeBase) -> None:
    _kept["knowledge_base"] = knowledge_base


def _build_in_worker(
    root: Path, out: Path, addresses: _Addresses, code: str, standing: tuple[str, ...]
) -> Listed | str:
    """Build a language in this process; a sentence where something is wrong."""
    try:
        return _build_language(root, out, addresses, code, standing, _kept["knowledge_base"])
    except KnowledgeBaseError as error:
        return str(error)


def _build_language(
    root: Path,
    out: Path,
    addresses: _Addresses,
    code: str,
    standing: tuple[str, ...],
    knowledge_base: KnowledgeBase,
) -> Listed:
    os.environ.update(
        NO_MKDOCS_2_WARNING="1",
        LDN_SITE_LANGUAGE=code,
        LDN_SITE_DIR=str(out),
        LDN_SITE_URL=f"{addresses.base_url}{code}/",
        LDN_BASE_URL=addresses.base_url,
        LDN_API_URL=addresses.api_url,
        LDN_REPORT_URL=addresses.report_url,
        LDN_OPERATOR=addresses.operator,
    )
    from mkdocs.commands.build import build  # noqa: PLC0415 (slow, and the banner reads the above)
    from mkdocs.config import load_config  # noqa: PLC0415
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415

    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    try:
        config = load_config(str(root / "mkdocs.yml"))
        config.extra["ldn"] |= {"knowledge_base": knowledge_base, "languages": standing}
        build(config)
    except MkDocsException as error:
        raise ContentError(f"mkdocs.yml ({code}): {error}") from error
    (out / "sitemap.xml.gz").unlink(missing_ok=True)
    _write_copies(root, out.parent, addresses, code, knowledge_base)
    pages: Listed = _site_module(root, "mkdocs_events").listed_pages()
    return pages


def _write_copies(
    root: Path, work: Path, addresses: _Addresses, code: str, knowledge_base: KnowledgeBase
) -> None:
    routes, offline = _site_module(root, "routes"), _site_module(root, "offline")
    (edition,) = _read_editions(root, addresses, (code,), knowledge_base)
    write_copies(
        work,
        code,
        base_url=addresses.base_url,
        zip_name=routes.zip_path(code),
        readme=offline.copy_readme(edition),
        day=offline.last_day(knowledge_base),
        write_size=lambda count: offline.write_size(edition, count),
        marks=(routes.ZIP_SIZE, routes.KEPT_SIZE),
    )


def _keep_other_languages(out: Path, work: Path, codes: tuple[str, ...]) -> None:
    """Copy the languages that are not built now from the standing site."""
    for code in CODES:
        if code not in codes and (out / code).is_dir():
            shutil.copytree(out / code, work / code)
            for archive in (out / "downloads").glob(f"*-{code}.zip"):
                (work / "downloads").mkdir(exist_ok=True)
                shutil.copy2(archive, work / "downloads")


def _write_root_pages(
    root: Path,
    work: Path,
    addresses: _Addresses,
    codes: tuple[str, ...],
    knowledge_base: KnowledgeBase,
    listed: Mapping[str, Listed],
) -> None:
    editions = _read_editions(root, addresses, codes, knowledge_base)
    _site_module(root, "root_pages").write_root_pages(root, work, editions, listed)


def _read_editions(
    root: Path, addresses: _Addresses, codes: tuple[str, ...], knowledge_base: KnowledgeBase
) -> Sequence[Any]:
    pages = _site_module(root, "root_pages")
    editions: Sequence[Any] = pages.read_editions(root, knowledge_base, codes, **asdict(addresses))
    return editions


def _site_module(root: Path, name: str) -> ModuleType:
    """A module of site/hooks, which registers itself as a package when its entry is loaded."""
    path = root / "site" / "hooks" / "entry.py"
    spec = importlib.util.spec_from_file_location("ldn_site_entry", path)
    if spec is None or spec.loader is None:
        raise ContentError(f"{path}: it cannot be loaded; use the file of the repository")
    entry = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(entry)
    return importlib.import_module(f"{entry.PACKAGE}.{name}")
