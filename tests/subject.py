"""One query a language, each about what much of the content is about."""

from __future__ import annotations

QUERIES = {
    "ar": "تدهور الأراضي",
    "zh": "土地退化",
    "en": "land degradation",
    "fr": "dégradation des terres",
    "ru": "деградация земель",
    "es": "degradación de las tierras",
}
