"""Properties of the grammar, by Hypothesis: any text is read or refused, and nothing is lost."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.canonical import is_whole, restore_text
from indexer.document_kinds import guess_kind, parse_document
from indexer.errors import SourceError
from indexer.languages import CODES
from indexer.many import rest_of, split_decisions
from indexer.model import DocumentKind
from indexer.references import find_references, parse_query_reference

OPENINGS = {
    "ar": "إن مؤتمر الأطراف،",
    "zh": "缔约方会议，",
    "en": "The Conference of the Parties,",
    "fr": "La Conférence des Parties,",
    "ru": "Конференция Сторон,",
    "es": "La Conferencia de las Partes,",
}
#: What lines begin with, from every part of the grammar.
MARKERS = (
    *("", "1. ", "2. ", "3 bis. ", "3 ter ", "٣- ", "1- ", "３．", "3之二. ", "2.1 ", "12. "),
    *("(a) ", "(b) ", "a) ", "(i) ", "(ii) ", "(أ) ", "а) ", "(一) ", "'1' ", "و(ج) "),
    *("# ", "## ", "#", "| ", "\\# ", "\\| ", "\\\\# ", "• ", "– ", "* ", "** ", "¹ ", "¹² "),
    *("A. ", "B. ", "I. ", "II. ", "A", "أولا- ", "ألف- ", "一、", "Annex I", "Annex ", "附件"),
    *("Decision 1/COP.97", "第2/COP.97号决定", "1/COP.97 ", "Contents", "Summary", "Table 1. "),
    *("9th plenary meeting", "12 September 2019", "GE.19-12345", "12", "ICCD/COP(1)/2"),
)
WORDS = (
    *("Decides", "Requests the secretariat to act;", "Recalling decision 1/COP.96,", "Title"),
    *("请秘书处", "回顾", "просит секретариат", "يقرر", "prie le secrétariat", "act¹²", "word*"),
    *("(a) one, (b) two and (c) three", "paragraphs (a) and (b)", "5 m²", "…", "“4. Quoted”"),
    *("a | b |", "# no", "\\", ".", ",", ";", ":", "\u200f", "\u00a0", "١٢", "И", "ООН"),
)
line = st.builds(
    lambda marker, words: marker + " ".join(words),
    st.sampled_from(MARKERS),
    st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=4),
)
body = st.lists(line | st.just(""), max_size=25)
kinds = st.sampled_from(["decision", "report"])
GENEROUS = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def structure(text: str, code: str, kind: DocumentKind) -> tuple[list[tuple[object, ...]], str]:
    parsed = parse_document(text, code, kind).text
    assert is_whole(text, parsed)
    anchors = [p.anchor for p in parsed.paragraphs]
    assert len(set(anchors)) == len(anchors)
    found: list[tuple[object, ...]] = [
        (p.anchor, p.kind, p.parent, p.number, p.text, p.level, p.verb, p.addressee, p.footnotes)
        for p in parsed.paragraphs
    ]
    found += [(n.anchor, n.mark, n.text, n.attached_to) for n in parsed.footnotes]
    found += [(m.field, m.text, m.level) for m in parsed.masthead]
    return found, restore_text(parsed)


@GENEROUS
@given(code=st.sampled_from(CODES), kind=kinds, above=body, below=body, gap=st.booleans())
def test_any_text_is_refused_or_whole_and_reads_the_same_again(
    code: str, kind: DocumentKind, above: list[str], below: list[str], gap: bool
) -> None:
    opening = [OPENINGS[code]] if kind == "decision" else []
    text = ("\n\n" if gap else "\n").join([*above, *opening, *below])
    try:
        found, restored = structure(text, code, kind)
    except SourceError:
        return
    if not any(
        line.field == "contents" for line in parse_document(text, code, kind).text.remainder
    ):
        assert structure(restored, code, kind) == (found, restored)


@GENEROUS
@given(code=st.sampled_from(CODES), text=st.text(max_size=300), kind=kinds)
def test_arbitrary_characters_do_no_harm(code: str, text: str, kind: DocumentKind) -> None:
    guess_kind(text, code)
    try:
        structure(text, code, kind)
    except SourceError:
        return


@GENEROUS
@given(code=st.sampled_from(CODES), lines=body, times=st.integers(1, 3))
def test_parts_and_rest_are_the_whole_text(code: str, lines: list[str], times: int) -> None:
    whole = [
        each for n in range(times) for each in (f"{n + 1}/COP.97", "Title", OPENINGS[code], *lines)
    ]
    text = "\n\n".join(whole)
    parts = split_decisions(text, code)
    pieces = sorted((*parts, *rest_of(text, parts)), key=lambda piece: piece.first)
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(text.split())


LOOK_ALIKES = {"C": "С", "O": "О", "P": "Р"}


@GENEROUS
@given(
    number=st.integers(1, 99),
    session=st.integers(1, 99),
    cyrillic=st.sets(st.sampled_from("COP")),
    digits=st.sampled_from(["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]),
    blank=st.sampled_from(["", " "]),
    arabic=st.booleans(),
)
def test_decision_numbers_fold_to_one_key(
    number: int, session: int, cyrillic: set[str], digits: str, blank: str, arabic: bool
) -> None:
    def written(value: int) -> str:
        return "".join(digits[int(digit)] for digit in str(value))

    body = "".join(LOOK_ALIKES[c] if c in cyrillic else c for c in "COP")
    printed = (
        f"{written(number)}{blank}/م أ{blank}-{written(session)}"
        if arabic
        else f"{written(number)}{blank}/{blank}{body}.{written(session)}"
    )
    key = f"{number}/COP.{session}"
    assert [r.key for r in find_references(f"x {printed} y")] == [key]
    reference = parse_query_reference(printed)
    assert reference is not None and reference.key == key
