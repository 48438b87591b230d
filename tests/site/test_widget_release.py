"""The widget as built: how large it is, what it holds, and that a recorded version stays."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from built_page import API, BASE
from test_site_parts import part

from indexer.errors import ContentError
from indexer.languages import CODES

SITE = Path(__file__).parents[2] / "site"
#: Bytes of the module with one language, compressed as servers compress it.
LARGEST = 12 * 1024
CHANGED = (
    "the widget changed: raise the version in pyproject.toml and run `make widget`; while nobody "
    "can have loaded this version yet, run `scripts/record_widget.py --unpublished`"
)


def released() -> Any:
    """The release that the sources make."""
    release = part("widget_release")
    return release.build_release(SITE, release.current_version(SITE))


def test_the_module_with_one_language_is_small() -> None:
    module = released().files["ldn-search.js"]
    assert len(gzip.compress(module.encode(), 6)) <= LARGEST


def test_a_recorded_version_never_changes() -> None:
    release = part("widget_release")
    record = release.read_record(SITE)
    assert record[release.current_version(SITE)] == released().integrity, CHANGED
    folders = {path.name for path in (SITE / "widget" / "releases").iterdir()}
    assert folders == set(record)
    for version, digests in record.items():
        folder = SITE / "widget" / "releases" / version
        files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        assert files == {*digests, "manifest.json"}
        for name, expected in digests.items():
            assert release.digest((folder / name).read_text("utf-8")) == expected, name


def test_its_version_is_the_projects() -> None:
    project = tomllib.loads((SITE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert part("widget_release").current_version(SITE) == project["version"], CHANGED


def test_every_language_has_the_same_words() -> None:
    files = released().files
    english = re.search(r"\bWORDS=(\{.*?\});", files["ldn-search.js"])
    assert english
    keys = json.loads(english[1]).keys()
    for code in CODES:
        if code != "en":
            words = json.loads(files[f"strings/{code}.json"])
            assert words.keys() == keys and not any("embed." in key for key in words)


def test_every_word_that_it_asks_for_is_there() -> None:
    words = json.loads(released().files["strings/ar.json"])
    for path in (SITE / "widget").glob("*.js"):
        if path.name not in {"static-search.js"}:
            asked = re.findall(r"words\(\s*[\"']([a-z_.]+)[\"']", path.read_text("utf-8"))
            assert set(asked) <= words.keys(), path


def test_it_puts_text_on_a_page_as_text_only() -> None:
    for path in (SITE / "widget").glob("*.js"):
        source = path.read_text("utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in source, f"{path}: {way}"
        assert 'setAttribute("style"' not in source, path


def test_what_is_served(site: Path) -> None:
    version = part("widget_release").current_version(SITE)
    files = [path for path in (site / "widget").rglob("*") if path.is_file()]
    built = {str(path.relative_to(site / "widget")) for path in files}
    languages = {f"{version}/strings/{code}.json" for code in CODES if code != "en"}
    numbered = {f"{version}/{name}" for name in released().files} | {f"{version}/manifest.json"}
    names = ("ldn-search.js", "manifest.json", "frame.html", "frame.js", "frame.css")
    assert built == numbered | {f"v1/{name}" for name in names} and languages <= numbered
    moving, fixed = (site / "widget" / folder for folder in ("v1", version))
    for name in ("ldn-search.js", "manifest.json"):
        assert (moving / name).read_bytes() == (fixed / name).read_bytes()
    manifest = json.loads((fixed / "manifest.json").read_text("utf-8"))
    assert manifest == {"version": version, "line": "v1", "files": released().integrity}


def test_the_frame_runs_nothing_but_the_widget(site: Path) -> None:
    frame = (site / "widget/v1/frame.html").read_text("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', frame)
    assert policy and "unsafe" not in policy[1] and "default-src 'none'" in policy[1]
    assert "connect-src 'self' https://api.ldn.example" in policy[1]
    assert f'name="ldn-api" content="{API}"' in frame and "{{" not in frame


def test_the_sites_own_script_loads_nothing_later(site: Path) -> None:
    for script in site.glob("*/site.*.js"):
        source = script.read_text("utf-8")
        assert "customElements.define" in source
        assert "import(" not in source and "import.meta" not in source


@pytest.mark.parametrize("code", CODES)
def test_the_page_gives_code_for_this_deployment(site: Path, code: str) -> None:
    page = (site / code / "widget/index.html").read_text("utf-8")
    assert f"&lt;script type=&#34;module&#34; src=&#34;{BASE}widget/v1/ldn-search.js" in page
    assert f"&lt;ldn-search lang=&#34;{code}&#34; api=&#34;{API}&#34;&gt;" in page
    assert released().integrity["ldn-search.js"] in page
    assert "connect-src https://api.ldn.example https://ldn.example" in page


def test_a_bundle_may_hold_modules_that_the_build_makes(tmp_path: Path) -> None:
    bundle = part("bundle")
    (tmp_path / "entry.js").write_text('import { ONE } from "./made/one.js";\nwindow.x = ONE;\n')
    made = {tmp_path / "made" / "one.js": "export const ONE = 1;\n"}
    assert "const ONE = 1" in bundle.bundle_script(tmp_path / "entry.js", made).replace("=", " = ")
    with pytest.raises(ContentError, match="accepted is a file beside it"):
        bundle.bundle_script(tmp_path / "entry.js")
    made = {tmp_path / "made" / "one.js": "export const TWO = 2;\n"}
    with pytest.raises(
        ContentError, match="an import of ONE; accepted is what one.js exports: TWO"
    ):
        bundle.bundle_script(tmp_path / "entry.js", made)
