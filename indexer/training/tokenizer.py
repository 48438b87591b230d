r"""The tokenizer: one Unigram vocabulary for six languages, with folding built in.

All folding is expressed in `tokenizer.json`, so every reader of the folder gives
the same tokens. In order:

1. compatibility decomposition, lower case, marks off: accents, Arabic vowel marks
   and the hamza on its carriers go, and Cyrillic й and ё become и and е;
2. Arabic alef forms, ya and ta marbuta folded, tatweel off;
3. everything that is neither letter nor digit becomes one space;
4. light stems: Arabic articles and endings, Russian endings, Latin plural s;
5. words are cut at spaces, runs of Han characters stand alone.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from indexer.training.data import LANGUAGES, Corpus

UNKNOWN = "[UNK]"
METASPACE = "▁"
_HAN = re.compile(r"[\u3400-\u9fff]")

_ARABIC_FOLDS = (("\u0671", "ا"), ("ى", "ي"), ("ة", "ه"), ("ـ", ""), ("ک", "ك"), ("ی", "ي"))
# A stem keeps at least three letters, as in the light10 and Snowball stemmers.
_ARABIC_PREFIX = r"(?<= )(?:و?(?:ال|بال|كال|لل)|فال|و(?=\p{Arabic}{4}))(?=\p{Arabic}{3})"
_ARABIC_SUFFIX = r"(?<=\p{Arabic}{3})(?:ها|ان|ات|ون|ين|يه|ه|ي)(?= |$)"
_RUSSIAN_SUFFIX = (
    r"(?<=\p{Cyrillic}{3})(?:иями|ями|ами|иях|ях|ах|ией|иеи|еи|ои|ии|ыи|его|ого|ему|ому"
    r"|ими|ыми|ую|юю|ая|яя|ое|ее|ые|ие|ых|их|ем|им|ым|ом|иям|ям|ам|ов|ев|ия|ию|ью|ье"
    r"|ею|ою|а|я|о|е|у|ю|ы|и|ь)(?= |$)"
)
_LATIN_PLURAL = r"(?<=\p{Latin}{3})(?<!s)s(?= |$)"


def build_normalizer() -> normalizers.Normalizer:
    """Return the folding of steps 1 to 4; every word it leaves has one space before it."""
    steps: list[normalizers.Normalizer] = [
        normalizers.NFKD(),
        normalizers.Lowercase(),
        normalizers.StripAccents(),
    ]
    steps += [normalizers.Replace(old, new) for old, new in _ARABIC_FOLDS]
    steps += [
        normalizers.Prepend(" "),
        normalizers.Replace(Regex(r"[^\p{L}\p{N}]+"), " "),
        normalizers.Replace(Regex(_ARABIC_PREFIX), ""),
        normalizers.Replace(Regex(_ARABIC_SUFFIX), ""),
        normalizers.Replace(Regex(_RUSSIAN_SUFFIX), ""),
        normalizers.Replace(Regex(_LATIN_PLURAL), ""),
    ]
    return normalizers.Sequence(steps)


def build_pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    """Return the cutting of step 5; a word keeps its leading space as a metaspace."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(" ", "merged_with_next"),
            pre_tokenizers.Split(Regex(r"\p{Han}+"), "isolated"),
            pre_tokenizers.Split(Regex(r"^ $"), "removed"),
            pre_tokenizers.Metaspace(prepend_scheme="never", split=False),
        ]
    )


def train_tokenizer(corpus: Corpus, vocabulary: int, per_language: int, seed: int) -> Tokenizer:
    """Return a Unigram tokenizer of three parts that share one vocabulary.

    - Chinese pieces of up to five characters, a fifth of the vocabulary;
    - pieces of words in the other scripts, an eighth, for words never seen;
    - whole stems, the rest: one vector per stem is what a mean of token vectors
      serves best, and Unigram alone prefers to share endings between words.
    """
    segments = list(_segments(corpus, per_language, seed))
    han = _train_pieces(segments, vocabulary // 5, 5, r"[^\p{Han}]+")
    other = _train_pieces(segments, vocabulary // 8, 12, r"\p{Han}+")
    scores = {**han, **other}
    for word, score in _count_words(corpus):
        if len(scores) >= vocabulary - 1:
            break
        scores[word] = max(score, scores.get(word, score))
    # In order of spelling and rounded: the trainer's last digits vary between runs.
    entries = [(token, round(score, 2)) for token, score in sorted(scores.items())]
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, 0.0), *entries], unk_id=0))
    tokenizer.normalizer = build_normalizer()
    tokenizer.pre_tokenizer = build_pre_tokenizer()
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="never")
    return tokenizer


def _train_pieces(segments: list[str], size: int, longest: int, removed: str) -> dict[str, float]:
    """Return Unigram pieces with their log probabilities, without what `removed` matches."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = build_normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [build_pre_tokenizer(), pre_tokenizers.Split(Regex(removed), "removed")]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=longest,
        show_progress=False,
    )
    tokenizer.train_from_iterator(segments, trainer=trainer)
    entries = json.loads(tokenizer.to_str())["model"]["vocab"]
    return {piece: float(score) for piece, score in entries if piece != UNKNOWN}


def _count_words(corpus: Corpus) -> list[tuple[str, float]]:
    """Return stems seen at least twice with their log probability, the most useful first.

    A count is divided by the square root of its language's size: by plain counts
    Arabic and Russian would get few whole words, by frequency too many.
    """
    normalizer = build_normalizer()
    useful: dict[str, float] = {}
    shares: dict[str, float] = {}
    for column, language in enumerate(LANGUAGES):
        if language == "zh":
            continue
        seen: Counter[str] = Counter()
        weighted: dict[str, float] = {}
        for row, weight in zip(corpus.rows, corpus.weights.tolist(), strict=True):
            if not row.texts[column]:
                continue
            for word in normalizer.normalize_str(row.texts[column]).split():
                seen[word] += 1
                weighted[word] = weighted.get(word, 0.0) + weight
        total = sum(weighted.values())
        for word, weight in weighted.items():
            if seen[word] < 2 or len(word) > 24 or _HAN.search(word):
                continue
            token = METASPACE + word
            useful[token] = useful.get(token, 0.0) + weight / math.sqrt(total)
            shares[token] = max(shares.get(token, 0.0), weight / total)
    ranked = sorted(useful.items(), key=lambda item: (-item[1], item[0]))
    return [(token, math.log(shares[token])) for token, _ in ranked]


def silent_tokens(tokenizer: Tokenizer) -> list[int]:
    """Return the tokens that say nothing: the unknown one and the bare start of a word."""
    found = (tokenizer.token_to_id(token) for token in (UNKNOWN, METASPACE))
    return [token for token in found if token is not None]


def encode_all(tokenizer: Tokenizer, texts: Iterable[str]) -> list[list[int]]:
    """Return the token ids of every text, without those that say nothing."""
    silent = frozenset(silent_tokens(tokenizer))
    encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [[token for token in one.ids if token not in silent] for one in encodings]


def _segments(corpus: Corpus, per_language: int, seed: int) -> Iterator[str]:
    """Yield segments language by language, likelier by sampling weight and by length."""
    generator = np.random.default_rng(seed)
    for column in range(len(LANGUAGES)):
        texts = [row.texts[column] for row in corpus.rows]
        chances = corpus.weights * np.sqrt([len(text) for text in texts])
        having = np.flatnonzero(chances)
        size = min(per_language, len(having))
        # Weighted sampling without replacement: smallest exponential arrival times.
        arrivals = generator.exponential(size=len(having)) / chances[having]
        for index in np.sort(having[np.argsort(arrivals, kind="stable")[:size]]):
            yield texts[index]
