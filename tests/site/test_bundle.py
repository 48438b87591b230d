"""Bundles of scripts and styles: what they hold, what the bundler refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_site_parts import part

from indexer.errors import ContentError


def write(folder: Path, **modules: str) -> Path:
    """Modules in a folder; the first one is the entry."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / f"{next(iter(modules))}.js"


def test_modules_stand_before_those_that_import_them(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        entry='import { a as one } from "./a.js";\nimport "./b.js";\nconsole.log(one);\n',
        a='import { b } from "./b.js";\nexport const a = b + 1;\n',
        b="export const b = 1;\nexport function unused() {}\n",
    )
    bundle = part("bundle").bundle_script(entry)
    assert bundle.startswith("(()=>{") and "import" not in bundle and "export" not in bundle
    assert bundle.index("const b=1") < bundle.index("const a=b+1") < bundle.index("console.log")
    assert bundle.count("const b=1") == 1
    assert "const{a:one}=$2" in bundle


def test_a_part_that_fails_stops_no_other(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        entry='import "./a.js";\nimport "./b.js";\n',
        a="if (true) throw new Error('a');\n",
        b="console.log('b');\n",
    )
    script = part("bundle").bundle_script(entry)
    assert script.count("try{") == script.count("catch(error){setTimeout(") == 3


def test_a_module_bundle_exports_what_its_entry_exports(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        entry='import { b } from "./b.js";\nexport class A { b = b; }\n',
        b="export const b = 1;\n",
    )
    bundle = part("bundle").bundle_module(entry)
    assert bundle.rstrip().endswith("export const{A}=$0;")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("export default 1;\n", "export default 1;"),
        ("const a = 1;\nexport { a };\n", "export { a };"),
        ('import thing from "./b.js";\n', "import thing"),
        ('import { gone } from "./gone.js";\n', "./gone.js"),
        ('import { other } from "other";\n', "other"),
        ('import { a } from "./entry.js";\n', "entry.js → entry.js"),
    ],
)
def test_what_the_bundler_does_not_know_is_refused_with_its_place(
    text: str, found: str, tmp_path: Path
) -> None:
    entry = write(tmp_path, entry=text, b="export const b = 1;\n")
    with pytest.raises(ContentError, match="entry.js") as refused:
        part("bundle").bundle_script(entry)
    assert found in str(refused.value)


def test_a_name_changes_with_the_content() -> None:
    digest_name = part("bundle").digest_name
    assert digest_name("site.js", "a") != digest_name("site.js", "b")
    assert digest_name("site.js", "a") == digest_name("site.js", "a")
    assert digest_name("site.js", "a").endswith(".js")


def test_the_skin_is_cut_to_prose_and_to_variables_that_are_read() -> None:
    theme = """
      :root { --md-used: red; --md-unused: blue; --md-ours: green; color: black; }
      .md-typeset p, .tabbed-set p { color: var(--md-used); }
      .md-typeset .admonition { color: pink; }
      @media print { .md-typeset { color: black; } .md-dialog { display: none; } }
      @media screen { .md-header { color: white; } }
      [dir=rtl] .md-typeset ul { margin: 0; }
      .md-typeset [role=dialog] { margin: 0; }
      :root { --md-icon: url("data:image/svg+xml,<svg/>"); }
      .md-typeset summary:before { mask-image: var(--md-icon); }
    """
    cut = part("skin").cut_skin(theme, "a { color: var(--md-ours); }")
    assert "--md-used" in cut and "--md-ours" in cut and "--md-unused" not in cut
    assert ".md-typeset p{" in cut.replace(" {", "{") and "tabbed" not in cut
    assert "@media print" in cut and "dialog" not in cut and "screen" not in cut
    assert "data:" not in cut and "summary" not in cut
    assert "[dir=rtl]" in cut and "admonition" not in cut


def test_every_page_loads_one_style_and_two_scripts_and_none_is_a_module(site: Path) -> None:
    for page in ("index.html", "404.html", "en/index.html", "ar/search/index.html"):
        html = (site / page).read_text(encoding="utf-8")
        assert html.count('rel="stylesheet"') == 1
        assert 'type="module"' not in html
