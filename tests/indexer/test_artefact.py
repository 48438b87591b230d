"""The index artefact: immutable, checksummed, never half-written; a broken one is refused."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import indexer.manifest
from indexer.artefact import (
    Artefact,
    embedded_text,
    open_artefact,
    verify_artefact,
    write_artefact,
)
from indexer.artefact_texts import write_texts
from indexer.configuration import IndexConfiguration
from indexer.digests import no_digests
from indexer.earlier import Earlier
from indexer.encoder import Encoder
from indexer.errors import ArtefactError
from indexer.languages import CODES
from indexer.lexical import FieldWeights, index_passages
from indexer.manifest import read_manifest
from indexer.model import Passage
from tests.indexer.hits import hits

CONFIGURATION = IndexConfiguration()
RECORDS = {
    "documents/d.json": {"id": "d", "title": {"ar": "أرض", "zh": "土地"}},
    "redirects.json": {},
}


@pytest.fixture(scope="module")
def passages(artefact: Artefact) -> list[Passage]:
    """A few passages of each language."""
    return [
        passage
        for code in CODES
        for passage in [p for p in artefact.passages if p.language == code][:8]
    ]


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, passages: list[Passage], encoder: Encoder
) -> Path:
    """A folder with a small index."""
    folder = tmp_path_factory.mktemp("built")
    write_artefact(folder, passages, RECORDS, encoder, CONFIGURATION)
    return folder


@pytest.fixture
def root(tmp_path: Path, built: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(built, tmp_path / "index"))


def live(root: Path) -> Path:
    return root / (root / "current").read_text().strip()


def test_what_is_written_is_read(root: Path, passages: list[Passage], encoder: Encoder) -> None:
    opened = open_artefact(root)
    assert list(opened.passages) == passages
    assert opened.records == RECORDS
    assert opened.dense.size == len(passages)
    assert {code: opened.lexical.size(code) for code in CODES} == dict.fromkeys(CODES, 8)
    assert opened.manifest.model.digest == encoder.digest
    assert opened.manifest.index["model"] == "transformer"
    assert opened.manifest.passages == dict.fromkeys(CODES, 8)
    assert opened.manifest.version == opened.folder.name
    assert set(opened.manifest.background) == set(CODES)
    opened.check_encoder(encoder)


def test_the_manifest_lists_every_file(root: Path) -> None:
    folder = live(root)
    manifest = read_manifest(folder)
    on_disk = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock" and path.name != "manifest.json"
    }
    assert on_disk == set(manifest.files)


def test_equal_inputs_reuse_the_version(
    root: Path, passages: list[Passage], encoder: Encoder
) -> None:
    before = {path: path.stat().st_mtime_ns for path in live(root).rglob("*.json*")}
    told: list[str] = []
    started = time.perf_counter()
    write_artefact(
        root,
        passages,
        RECORDS,
        encoder,
        CONFIGURATION,
        lambda stage, done, total: told.append(stage),
    )
    assert time.perf_counter() - started < 1
    assert told == ["unchanged"]
    assert before == {path: path.stat().st_mtime_ns for path in live(root).rglob("*.json*")}


def test_every_input_changes_the_version(
    tmp_path: Path, passages: list[Passage], encoder: Encoder
) -> None:
    @dataclass
    class Other:
        name: str = "other"
        digest: str = "0" * 64
        dimension: int = 3

    changed = [replace(passages[0], themes=("x",)), *passages[1:]]
    other = replace(CONFIGURATION, embed_heading=False)
    inputs: list[tuple[Iterable[Passage], Mapping[str, Any], Any, IndexConfiguration]] = [
        (iter(passages), RECORDS, encoder, CONFIGURATION),
        (changed, RECORDS, encoder, CONFIGURATION),
        (passages[::-1], RECORDS, encoder, CONFIGURATION),
        (passages, {}, encoder, CONFIGURATION),
        (passages, RECORDS, encoder, other),
        (passages, RECORDS, Other(), CONFIGURATION),
    ]
    names = {write_texts(tmp_path, *each).version for each in inputs}
    assert len(names) == 6
    again = write_texts(tmp_path, passages, dict(reversed(RECORDS.items())), encoder, CONFIGURATION)
    assert again.version in names


def test_two_versions_are_kept(root: Path, passages: list[Passage], encoder: Encoder) -> None:
    names = [live(root).name]
    for count in (7, 6, 5):
        write_artefact(root, passages[:count], RECORDS, encoder, CONFIGURATION)
        names.append(live(root).name)
    kept = {path.name for path in root.iterdir() if path.is_dir()}
    assert kept == set(names[-2:])
    write_artefact(root, passages[:6], RECORDS, encoder, CONFIGURATION)
    assert live(root).name == names[2]
    assert {path.name for path in root.iterdir() if path.is_dir()} == kept


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def files_of_an_index() -> list[str]:
    """One file of each kind."""
    return [
        "manifest.json",
        "passages.jsonl",
        "passages.offsets.npy",
        "records.jsonl",
        "records.index.json",
        "dense/vectors.npy",
        "dense/texts.npy",
    ] + [
        f"lexical/{code}/{name}"
        for code in ("ar", "zh")
        for name in ("meta.json", ".managed.json", "*.idx", "*.term", "*.pos", "*.fast", "*.store")
    ]


@pytest.mark.parametrize("pattern", files_of_an_index())
@pytest.mark.parametrize("damage", [flip_a_bit, truncate, empty, Path.unlink])
def test_damage_is_refused(root: Path, pattern: str, damage: Callable[[Path], None]) -> None:
    path = next(live(root).glob(pattern))
    damage(path)
    with pytest.raises(ArtefactError) as caught:
        open_artefact(root)
    assert path.name in str(caught.value)
    assert "ldn-kb index" in str(caught.value)


@pytest.mark.parametrize("pattern", ["manifest.json", "passages.jsonl", "lexical/ar/*.idx"])
def test_damage_is_repaired(
    root: Path, passages: list[Passage], encoder: Encoder, pattern: str
) -> None:
    flip_a_bit(next(live(root).glob(pattern)))
    write_artefact(root, passages, RECORDS, encoder, CONFIGURATION)
    assert list(open_artefact(root).passages) == passages


@pytest.mark.parametrize("name", ["passages.jsonl", "dense/vectors.npy", "records.jsonl"])
def test_a_file_of_another_version_is_refused(
    root: Path, passages: list[Passage], encoder: Encoder, name: str
) -> None:
    first = live(root)
    write_artefact(root, passages[::-1], {"documents/d.json": {}}, encoder, CONFIGURATION)
    shutil.copy(first / name, live(root) / name)
    with pytest.raises(ArtefactError, match="ldn-kb index"):
        open_artefact(root)


def test_a_swapped_folder_is_refused(root: Path, passages: list[Passage], encoder: Encoder) -> None:
    first = live(root)
    write_artefact(root, passages[:5], RECORDS, encoder, CONFIGURATION)
    second = live(root)
    shutil.rmtree(second)
    shutil.copytree(first, second)
    with pytest.raises(ArtefactError, match="not the one it is named after"):
        open_artefact(root)


@pytest.mark.parametrize("content", ["{}", "[]", '{"format": 0}', '{"format": 99}', "null", "{"])
def test_another_format_is_refused(root: Path, content: str) -> None:
    (live(root) / "manifest.json").write_text(content)
    with pytest.raises(ArtefactError, match="ldn-kb index"):
        open_artefact(root)


def test_an_edited_manifest_is_refused(root: Path) -> None:
    path = live(root) / "manifest.json"
    body = json.loads(path.read_text())
    body["built"] = "2001-01-01T00:00:00+00:00"
    path.write_text(json.dumps(body))
    with pytest.raises(ArtefactError, match="changed after it was written"):
        open_artefact(root)


def test_another_model_is_refused(root: Path, encoder: Encoder) -> None:
    @dataclass
    class Foreign:
        name: str = "foreign"
        digest: str = "f" * 64
        dimension: int = encoder.dimension

    with pytest.raises(ArtefactError, match=r"foreign.*search\.toml.*ldn-kb index"):
        open_artefact(root).check_encoder(Foreign())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content", [b"", b"../../etc", b"\xff\xfe\x00", b"0123456789abcdef", b"x" * 100_000]
)
def test_a_broken_pointer_is_refused_and_repaired(
    root: Path, passages: list[Passage], encoder: Encoder, content: bytes
) -> None:
    (root / "current").write_bytes(content)
    with pytest.raises(ArtefactError, match="ldn-kb index"):
        open_artefact(root)
    write_artefact(root, passages, RECORDS, encoder, CONFIGURATION)
    open_artefact(root)


def test_a_large_index_is_checked_in_parts_when_it_is_opened(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is truncated, and any change of a small file, is refused; the rest is for `verify`."""
    monkeypatch.setattr(indexer.manifest, "READ_WHOLE", 0)
    monkeypatch.setattr(indexer.manifest, "_BLOCK", 16)
    monkeypatch.setattr(indexer.manifest, "_SAMPLED", 3)
    path = live(root) / "manifest.json"
    body = json.loads(path.read_text())
    del body["digest"]
    body["files"] = {
        name: asdict(indexer.manifest.describe_file(live(root) / name)) for name in body["files"]
    }
    body["digest"] = hashlib.sha256(indexer.manifest.canonical_json(body)).hexdigest()
    path.write_text(json.dumps(body))
    open_artefact(root)
    verify_artefact(root)
    large = live(root) / "dense" / "texts.npy"
    whole = large.read_bytes()
    for place, seen in ((3, True), (20, False), (len(whole) // 2, True), (len(whole) - 1, True)):
        changed = bytearray(whole)
        changed[place] ^= 1
        large.write_bytes(changed)
        if seen:
            with pytest.raises(ArtefactError, match=r"texts\.npy: changed"):
                open_artefact(root)
        else:
            open_artefact(root)
        with pytest.raises(ArtefactError, match=r"texts\.npy: changed"):
            verify_artefact(root)
    for damage in (truncate, empty, Path.unlink):
        damage(large)
        with pytest.raises(ArtefactError, match=r"texts\.npy"):
            open_artefact(root)


def test_a_changed_page_gives_what_a_full_build_gives(
    root: Path,
    tmp_path: Path,
    passages: list[Passage],
    encoder: Encoder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same bytes, but for tantivy, which names its files at random, and equal answers.

    Only what is new is embedded, and only its language indexed.
    """
    indexed: list[str] = []

    def listen(target: Path, *given: Any) -> Any:
        indexed.append(target.name)
        return index_passages(target, *given)

    monkeypatch.setattr("indexer.artefact_words.index_passages", listen)
    changed = [replace(passages[0], text="Land “tenure”"), *passages[2:], passages[1]]
    asked: list[str] = []

    class Listening:
        name, digest, dimension = encoder.name, encoder.digest, encoder.dimension
        encode_queries = staticmethod(encoder.encode_queries)

        def encode_passages(self, texts: Sequence[str]) -> Any:
            asked.extend(texts)
            return encoder.encode_passages(texts)

    write_artefact(root, iter(changed), RECORDS, Listening(), CONFIGURATION)
    assert asked == [embedded_text(changed[0], CONFIGURATION)]
    assert indexed == ["ar"]
    write_artefact(tmp_path / "full", changed, RECORDS, encoder, CONFIGURATION)
    one, other = live(root), live(tmp_path / "full")
    assert one.name == other.name
    names = [n for n in read_manifest(one).files if not n.startswith("lexical/")]
    assert [n for n in read_manifest(other).files if not n.startswith("lexical/")] == names
    for name in names:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    weights = FieldWeights({"text": 1.0, "context": 0.5}, 0.1, 1.0)
    first, second = open_artefact(root), open_artefact(tmp_path / "full")
    assert first.manifest.background == second.manifest.background
    for passage in changed:
        given = hits(first.lexical.search(passage.text, passage.language, weights))
        assert given
        assert given == hits(second.lexical.search(passage.text, passage.language, weights))


def test_words_of_another_version_of_the_code_are_not_taken_over(
    root: Path, passages: list[Passage], encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vectors are: they are those of the same model."""
    monkeypatch.setattr("indexer.earlier.analysis_digest", lambda: "another")
    earlier = Earlier.read(root, encoder)
    assert earlier.highlights is None
    assert not any(earlier.has_same(code, no_digests()) for code in CODES)
    assert (earlier.vectors.find(open_texts(root)) >= 0).all()


def open_texts(root: Path) -> Any:
    return np.load(live(root) / "dense" / "texts.npy")


def test_the_digest_of_the_code_covers_all_that_words_depend_on() -> None:
    """Whatever these modules import from here is among them."""
    folder = Path(indexer.manifest.__file__).parent
    not_words = {"model", "errors", "encoder"}  # types, and the light model, which has a digest
    for name in indexer.manifest.ANALYSIS:
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        imported = {
            node.module.split(".")[1]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("indexer.")
            if node.module
        }
        assert imported - not_words <= set(indexer.manifest.ANALYSIS), name


@pytest.mark.parametrize("damage", ["changed", "deleted"])
def test_what_is_damaged_while_it_is_taken_over_ends_the_build(
    root: Path, passages: list[Passage], encoder: Encoder, damage: str
) -> None:
    before = live(root)
    changed = [replace(passages[0], text="Land “tenure”"), *passages[1:]]

    def spoil(stage: str, done: int, total: int) -> None:
        path = before / "lexicon" / "zh.json"
        if stage == "embedding" and damage == "deleted":
            path.unlink(missing_ok=True)
        elif stage == "embedding" and not done:
            path.write_bytes(path.read_bytes()[:-2] + b" }")

    with pytest.raises(ArtefactError, match="changed while a build took from it; build again"):
        write_artefact(root, changed, RECORDS, encoder, CONFIGURATION, spoil)
    assert live(root) == before
    write_artefact(root, changed, RECORDS, encoder, CONFIGURATION)
    verify_artefact(root)
    assert list(open_artefact(root).passages) == changed


def test_no_more_is_taken_over_than_was_written(
    root: Path, passages: list[Passage], encoder: Encoder
) -> None:
    """Neither files that came later nor permissions."""
    folder = live(root) / "lexical" / "en"
    (folder / "stray.tmp").write_bytes(b"x")
    (folder / "nowhere").symlink_to("nothing")
    for path in folder.glob("*.idx"):
        path.chmod(0o444)
    changed = [replace(passages[0], text="Land “tenure”"), *passages[1:]]
    write_artefact(root, changed, RECORDS, encoder, CONFIGURATION)
    copied = live(root) / "lexical" / "en"
    assert {path.name for path in folder.iterdir()} - {path.name for path in copied.iterdir()} >= {
        "stray.tmp",
        "nowhere",
    }
    assert all(path.stat().st_mode & 0o200 for path in copied.glob("*.idx"))


def test_an_approximate_kind_is_written_and_opened(
    tmp_path: Path, artefact: Artefact, encoder: Encoder
) -> None:
    """The kind that `search.toml` wants, of the same vectors; what is known needs no encoder."""
    passages = list(artefact.passages)
    shutil.copytree(artefact.folder.parent, tmp_path / "index", symlinks=True)
    wanted = replace(CONFIGURATION, dense="ivf")
    told: set[str] = set()
    write_artefact(
        tmp_path / "index", passages, {}, encoder, wanted, lambda stage, *_: told.add(stage)
    )
    assert told == {"embedding", "indexing vectors", "indexing words"}
    opened = open_artefact(tmp_path / "index")
    assert opened.manifest.dense == {"passages": "ivf", "phrases": "ivf"}
    found = 0.0
    for query in artefact.dense.sample(40):
        rows, scores = opened.dense.nearest(query, 10)
        right, exact = artefact.dense.nearest(query, 10)
        found += len(np.intersect1d(rows, right)) / 10
        assert scores[0] == pytest.approx(exact[0], abs=1e-3)
    assert found / 40 >= 0.97
    with pytest.raises(ArtefactError, match=r"passages\.faiss"):
        empty(opened.folder / "dense" / "passages.faiss")
        open_artefact(tmp_path / "index")


def test_a_missing_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match="no index here; run `ldn-kb index`"):
        open_artefact(tmp_path / "none")


def test_bad_input_leaves_the_old_version(
    root: Path, passages: list[Passage], encoder: Encoder
) -> None:
    before = live(root)
    for bad_passages, bad_records in (
        ([passages[0], passages[0]], {}),
        ([replace(passages[0], language="de")], {}),
        (passages, {"../../outside.json": {}}),
        (passages, {"/etc/outside.json": {}}),
        (passages, {"documents/d.txt": {}}),
    ):
        with pytest.raises(ArtefactError):
            write_artefact(root, bad_passages, bad_records, encoder, CONFIGURATION)
    assert live(root) == before
    open_artefact(root)
    assert not list(root.glob(".*.partial"))


def test_an_empty_knowledge_base_is_an_index(tmp_path: Path, encoder: Encoder) -> None:
    write_artefact(tmp_path, (), {}, encoder, CONFIGURATION)
    opened = open_artefact(tmp_path)
    assert list(opened.passages) == []
    assert dict(opened.records) == {}
    assert hits(opened.dense.search(np.ones(encoder.dimension, np.float32), 5)) == []


def test_a_failure_in_the_middle_leaves_the_old_version(
    root: Path, passages: list[Passage], encoder: Encoder
) -> None:
    before = live(root)

    class Stopped(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "indexing words":
            raise Stopped

    with pytest.raises(Stopped):
        write_artefact(root, passages[:9], RECORDS, encoder, CONFIGURATION, stop)
    assert live(root) == before
    assert list(open_artefact(root).passages) == passages
    write_artefact(root, passages[:9], RECORDS, encoder, CONFIGURATION)
    assert list(open_artefact(root).passages) == passages[:9]
    assert not list(root.glob(".*.partial"))


KILLED = """
import json, os, signal, sys
from dataclasses import replace
from pathlib import Path
from indexer.artefact import open_artefact, write_artefact
from indexer.configuration import IndexConfiguration
from indexer.encoder import open_encoder
from tests.indexer.hits import hits

root, stage, place = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

def kill(now, done, total):
    if now == stage and done >= place:
        os.kill(os.getpid(), signal.SIGKILL)

if stage == "flush":  # everything is written, nothing is switched
    import indexer.artefact
    indexer.artefact.flush_tree = lambda folder: os.kill(os.getpid(), signal.SIGKILL)
if stage == "switch":  # the new version is in its place, the pointer is old
    import indexer.artefact
    indexer.artefact.switch_current = lambda root, version: os.kill(os.getpid(), signal.SIGKILL)
passages = open_artefact(root).passages[:20]
if stage == "embedding":  # texts that the index has not embedded yet
    passages = [replace(passage, text=passage.text + " +") for passage in passages]
write_artefact(root, passages, {}, open_encoder("transformer"), IndexConfiguration(), kill)
"""


@pytest.mark.parametrize(
    ("stage", "place"),
    [("embedding", 0), ("embedding", 20), ("indexing words", 0), ("flush", 0), ("switch", 0)],
)
def test_a_killed_build_leaves_the_old_version(
    root: Path, repository: Path, passages: list[Passage], encoder: Encoder, stage: str, place: int
) -> None:
    before = live(root)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(root), stage, str(place)],
        env={**os.environ, "PYTHONPATH": str(repository)},
        check=False,
        timeout=60,
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert live(root) == before
    assert list(open_artefact(root).passages) == passages
    write_artefact(root, passages[:20], {}, encoder, CONFIGURATION)
    assert list(open_artefact(root).passages) == passages[:20]
    assert not list(root.glob(".*.partial"))


def test_one_process_builds_at_a_time(root: Path, repository: Path) -> None:
    """Two builds at once both succeed, and what stays is a whole index."""
    script = KILLED.replace("passages[:20]", "passages[: 10 + int(sys.argv[3])]")
    builds = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(root), "never", str(place)],
            env={**os.environ, "PYTHONPATH": str(repository)},
        )
        for place in (1, 2, 3)
    ]
    assert [build.wait(timeout=60) for build in builds] == [0, 0, 0]
    assert len(open_artefact(root).passages) in (11, 12, 13)


def test_an_index_opens_without_permission_to_write(root: Path, repository: Path) -> None:
    """The service runs as another user than the one who built the index."""
    script = "import sys; from pathlib import Path; from indexer.artefact import open_artefact; "
    script += "print(len(open_artefact(Path(sys.argv[1])).passages))"
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    prefix: list[str] = []
    if os.geteuid() == 0:  # permissions do not bind root
        prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        for parent in root.parents:
            if parent.stat().st_uid == 0 and str(parent).startswith("/tmp/"):
                parent.chmod(parent.stat().st_mode | 0o055)
    done = subprocess.run(
        [*prefix, sys.executable, "-B", "-c", script, str(root)],
        env={**os.environ, "PYTHONPATH": str(repository)},
        check=False,
        timeout=60,
        capture_output=True,
        text=True,
    )
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "48"
