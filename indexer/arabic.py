"""Light stemming of Arabic words, after letters are folded.

Snowball's Arabic stemmer treats a word with the article and the same word without it differently
(الإعلان gives اعل, إعلان gives اعلان), so prefixes and suffixes come off here. Plurals that
change the word from within are beyond affixes; those of the field's common words are listed.
"""

from __future__ import annotations

import re

#: Vowel marks, Koranic marks and tatweel: typed or not, they change nothing.
_MARKS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_LETTERS = str.maketrans("أإآٱىؤئةکیے", "ااااياءهكيي")

_PREFIX = re.compile(r"^(?:[وف]?(?:[بك]?ال|لل)|[وف](?=[بكل]?\w{4}))")
_PARTICLE = re.compile(r"^[بكل](?=\w{5})")
_SUFFIX = re.compile(r"(?:ها|هم|ات|ان|ون|ين|يه|ه|ي)$")

#: Plural and singular, as they are written; both are stemmed before they are compared.
_BROKEN_PLURALS = """
أراضي أرض|نساء مرأة|امرأة مرأة|دول دولة|بلدان بلد|أطراف طرف|حقوق حق|موارد مورد|أهداف هدف|خطط خطة
برامج برنامج|مشاريع مشروع|تدابير تدبير|منافع منفعة|نظم نظام|أنظمة نظام|آثار أثر|قرى قرية
مناطق منطقة|معايير معيار|مخاطر خطر|أنشطة نشاط|أدوات أداة|أساليب أسلوب|مصالح مصلحة|آليات آلية
مبادئ مبدأ|أطر إطار|قوانين قانون|مزارع مزرعة|غابات غابة|شركاء شريك|خبراء خبير|أسر أسرة
فوائد فائدة|عوائد عائد|مصادر مصدر|حلول حل|نتائج نتيجة|مراحل مرحلة|مستويات مستوى|صكوك صك
"""


def fold_letters(word: str) -> str:
    """The text without marks, and with one letter for variants of alef, ya, hamza and ta."""
    return _MARKS.sub("", word).translate(_LETTERS)


def stem_arabic(word: str) -> str:
    """The light stem of a word: letters folded, prefixes and suffixes off, known plurals singular.

    At least three letters stay. Prefixes are the conjunctions و and ف, the particles ب ك ل and
    the article, in the orders in which they occur; suffixes are plurals and pronouns.
    """
    stem = _strip(fold_letters(word))
    return SINGULARS.get(stem, stem)


def _strip(word: str) -> str:
    for pattern in (_PREFIX, _PARTICLE, _SUFFIX):
        shorter = pattern.sub("", word)
        if len(shorter) >= 3:
            word = shorter
    return word


def _singulars() -> dict[str, str]:
    pairs = [pair.split() for line in _BROKEN_PLURALS.split("\n") for pair in line.split("|")]
    stems = [(_strip(fold_letters(p[0])), _strip(fold_letters(p[1]))) for p in pairs if p]
    return {plural: singular for plural, singular in stems if plural != singular}


#: Stems of singulars by those of their plurals.
SINGULARS = _singulars()
