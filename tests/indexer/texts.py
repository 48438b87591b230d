"""Texts that every encoder must read: two in each language, and what nobody expects."""

from __future__ import annotations

TEXTS = {
    "ar": ["حيازة الأراضي", "تدهُور الأراضي والتصحّر، وآثار الجفاف على المجتمعات المحلية."],
    "en": ["land tenure", "Parties are invited to avoid, reduce and reverse land degradation."],
    "es": ["tenencia de la tierra", "La degradación de las tierras y la sequía: un reto común."],
    "fr": ["régime foncier", "La neutralité en matière de dégradation des terres d'ici à 2030."],
    "ru": ["землевладение", "Почвенный органический углерод и деградация земель, йод и ёлка."],
    "zh": ["土地保有权", "请各缔约方避免、减少和扭转土地退化，SDG指标15.3.1。"],
}
ALL_TEXTS = [text for texts in TEXTS.values() for text in texts]
EDGE_TEXTS = [
    "",
    " ",
    "\n\t\r",
    "?!.,;:—«»،؟。",
    "\x00\x01\x1b[31m\x7f",
    "\ud800",
    "land \udfff tenure",
    "\ud83c\udf0d",
    "\ufeff\u200f\u202eارض\u200d",
    "🌍🏜️",
    "\U0010ffff",
    "e\u0301" * 500,
    "ܐܒܓ ᚠᚢᚦ",
]
