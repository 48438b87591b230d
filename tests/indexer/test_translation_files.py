"""PO files: out and back without loss; what is stale, missing or broken is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from indexer.content import check_knowledge_base, read_knowledge_base, read_with_problems
from indexer.errors import ContentError
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from indexer.translation_files import export_translation, import_translation

ROOT = Path(__file__).parents[2]
PAGE = "neutrality-mechanism"


def write(tmp_path: Path, data: bytes, name: str = "page.po") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_out_and_back_changes_nothing(
    content: Path, tmp_path: Path, knowledge_base: KnowledgeBase, code: str
) -> None:
    pages = (PAGE, "what-is-ldn", "gender") if code == "ar" else (PAGE,)
    for page in pages:
        import_translation(write(tmp_path, export_translation(knowledge_base, page, code)), content)
    read, problems = read_with_problems(content)
    for page in pages:
        before, after = knowledge_base.pages[page].texts[code], read.pages[page].texts[code]
        assert (after.title, after.summary) == (before.title, before.summary)
        assert [" ".join(s.markdown.split()) for s in after.sections] == [
            " ".join(s.markdown.split()) for s in before.sections
        ]
    assert problems == []


def test_a_translator_sees_places_and_kinds(tmp_path: Path, knowledge_base: KnowledgeBase) -> None:
    path = write(tmp_path, export_translation(knowledge_base, PAGE, "ar"))
    with path.open("rb") as file:
        catalog = read_po(file)
    original = knowledge_base.pages[PAGE].texts["en"]
    assert str(catalog.locale) == "ar"
    assert catalog.version == original.digest
    contexts = [message.context for message in catalog if message.id]
    assert contexts[:3] == ["title", "summary", "in-short/1"]
    assert len(contexts) == len(set(contexts)) > 40
    assert not [message for message in catalog if message.id and not message.string]


def test_a_human_review_is_recorded(
    content: Path, tmp_path: Path, knowledge_base: KnowledgeBase
) -> None:
    path = write(tmp_path, export_translation(knowledge_base, PAGE, "es"))
    import_translation(path, content, "A. Person, ministry")
    text = read_knowledge_base(content).pages[PAGE].texts["es"]
    assert (text.status, text.reviewer) == ("reviewed", "A. Person, ministry")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sha256:", "sha256:0", "export it again"),
        ('msgctxt "title"', 'msgctxt "titel"', "title: is not translated"),
        ("Language: fr", "Language: de", "de"),
        ("Language: fr", "Language: en", "en is the original"),
        (
            "Id-Version: guidance/neutrality-mechanism",
            "Id-Version: guidance/no",
            "accepted in the header",
        ),
        ("](kb:glossary/land-type)", "](kb:glossary/elsewhere)", "lacks the links"),
        ("msgid ", "msgxd ", "no PO file"),
        ('msgctxt "title"', '#, fuzzy\nmsgctxt "title"', "marked fuzzy"),
    ],
)
def test_what_is_refused_writes_nothing(
    content: Path, tmp_path: Path, knowledge_base: KnowledgeBase, old: str, new: str, said: str
) -> None:
    data = export_translation(knowledge_base, PAGE, "fr").decode()
    assert old in data
    head, middle, tail = data.rpartition(old) if "kb:" in old else data.partition(old)
    path = write(tmp_path, (head + new + tail).encode())
    target = content / "guidance" / PAGE / "fr.md"
    before = target.read_bytes()
    with pytest.raises(ContentError) as caught:
        import_translation(path, content)
    told = "\n".join([str(caught.value), *map(str, caught.value.problems)])
    assert said in told
    assert target.read_bytes() == before
    assert middle
    assert not [p for p in target.parent.iterdir() if p.name.startswith(".")]


def test_a_review_is_not_lost_silently(
    content: Path, tmp_path: Path, knowledge_base: KnowledgeBase
) -> None:
    path = write(tmp_path, export_translation(knowledge_base, PAGE, "es"))
    import_translation(path, content, "A. Person")
    with pytest.raises(ContentError, match="was reviewed by A. Person"):
        import_translation(path, content)


def test_binary_rubbish_is_refused(content: Path, tmp_path: Path) -> None:
    for data in (b"", b"\x00\xff", b"msgid", b'msgid ""\nmsgstr ""\n'):
        with pytest.raises(ContentError):
            import_translation(write(tmp_path, data), content)


def test_plural_forms_are_refused(
    content: Path, tmp_path: Path, knowledge_base: KnowledgeBase
) -> None:
    lines = export_translation(knowledge_base, PAGE, "fr").decode().splitlines()
    first = lines.index('msgctxt "in-short/1"')
    lines[first + 2] = 'msgid_plural "others"\nmsgstr[0] "une"\nmsgstr[1] "des"'
    path = write(tmp_path, "\n".join(lines).encode())
    with pytest.raises(ContentError) as caught:
        import_translation(path, content)
    assert "has plural forms" in "\n".join(map(str, caught.value.problems))


def test_a_new_language_is_imported_and_no_longer_missing(
    content: Path, tmp_path: Path, knowledge_base: KnowledgeBase
) -> None:
    path = write(tmp_path, export_translation(knowledge_base, PAGE, "ru"))
    folder = content / "guidance" / PAGE
    (folder / "ru.md").unlink()
    metadata = (folder / "page.yml").read_text("utf-8")
    (folder / "page.yml").write_text(metadata.replace("missing: []", "missing: [ru]"), "utf-8")
    import_translation(path, content)
    assert (folder / "page.yml").read_text("utf-8") == metadata
    assert check_knowledge_base(content) == []


def test_a_stale_translation_is_exported_marked_and_imported(content: Path, tmp_path: Path) -> None:
    from indexer.content import read_with_problems

    source = content / "guidance" / PAGE / "en.md"
    source.write_text(source.read_text("utf-8").replace("summary: How", "summary: Here is how"))
    kb, problems = read_with_problems(content)
    assert len(problems) == 5
    data = export_translation(kb, PAGE, "fr").decode()
    assert "#, fuzzy" in data
    revised = write(tmp_path, data.replace("#, fuzzy\n", "").encode())
    import_translation(revised, content)
    assert len(check_knowledge_base(content)) == 4
    assert "fr.md" not in "".join(problem.where for problem in check_knowledge_base(content))


def test_wording_to_avoid_is_refused(
    content: Path, tmp_path: Path, knowledge_base: KnowledgeBase
) -> None:
    data = export_translation(knowledge_base, PAGE, "fr").decode()
    old = 'msgstr "Le mécanisme de neutralité'
    assert old in data
    new = 'msgstr "La neutralité\u00a0de *dégradation*, le mécanisme de neutralité'
    with pytest.raises(ContentError) as caught:
        import_translation(write(tmp_path, data.replace(old, new).encode()), content)
    assert "write “neutralité en matière" in "".join(map(str, caught.value.problems))


def test_a_page_whose_original_cannot_be_read_is_told(content: Path) -> None:
    from indexer.content import read_with_problems

    source = content / "guidance" / PAGE / "en.md"
    source.write_text(source.read_text("utf-8").replace("status: original", "status: unknown", 1))
    kb, problems = read_with_problems(content)
    assert problems
    with pytest.raises(ContentError, match="found 0 readable originals"):
        export_translation(kb, PAGE, "fr")
