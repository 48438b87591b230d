"""Parallel rows made here, as many as a run of seconds learns from."""

from __future__ import annotations

import gzip
from pathlib import Path

from indexer.training.data import LANGUAGES

# Nouns and verbs in the order of LANGUAGES; every row pairs some of them.
NOUNS = [
    ("land", "terre", "tierra", "земля", "الأرض", "土地"),
    ("water", "eau", "agua", "вода", "الماء", "水资源"),
    ("forest", "forêt", "bosque", "лес", "الغابة", "森林"),
    ("drought", "sécheresse", "sequía", "засуха", "الجفاف", "干旱"),
    ("woman", "femme", "mujer", "женщина", "المرأة", "妇女"),
    ("soil", "sol", "suelo", "почва", "التربة", "土壤"),
    ("money", "argent", "dinero", "деньги", "المال", "资金"),
    ("village", "village", "aldea", "деревня", "القرية", "村庄"),
]
VERBS = [
    ("protects", "protège", "protege", "защищает", "يحمي", "保护"),
    ("measures", "mesure", "mide", "измеряет", "يقيس", "测量"),
    ("changes", "change", "cambia", "изменяет", "يغير", "改变"),
    ("needs", "exige", "necesita", "требует", "يحتاج", "需要"),
]


def write_source(folder: Path, name: str, rows: list[tuple[str, ...]]) -> None:
    lines = ["\t".join(LANGUAGES), *("\t".join(row) for row in rows)]
    with gzip.open(folder / f"{name}.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")


def make_rows() -> list[tuple[str, ...]]:
    rows = []
    for first in NOUNS:
        for verb in VERBS:
            for second in NOUNS:
                if first is not second:
                    words = list(zip(first, verb, second, strict=True))
                    rows.append(
                        (*(f"{a} {v} {b} 2030" for a, v, b in words[:5]), "".join(words[5]))
                    )
    return rows
