"""The standing of a text, told in its own language in the notes of the file."""

from __future__ import annotations

DRAFT = {
    "ar": "هذا مشروع مقرر. وهو ليس النص المعتمد، الذي قد يكون مختلفاً.",
    "zh": "这是决定草案，不是通过的文本；通过的文本可能不同。",
    "en": "This is a draft decision. It is not the adopted text, which may differ.",
    "fr": "Ceci est un projet de décision. Ce n’est pas le texte adopté, qui peut être différent.",
    "ru": "Это проект решения. Это не принятый текст, который может отличаться.",
    "es": "Este es un proyecto de decisión. No es el texto aprobado, que puede ser distinto.",
}

DRAFT_TEXT = {
    "ar": "هذه مسودة، وقد يكون النص النهائي مختلفاً.",
    "zh": "这是草案，最终文本可能不同。",
    "en": "This is a draft. The final text may differ.",
    "fr": "Ceci est un projet. Le texte final peut être différent.",
    "ru": "Это проект. Окончательный текст может отличаться.",
    "es": "Este es un proyecto. El texto final puede ser distinto.",
}

SUPERSEDED = {
    "ar": "حل نص آخر محل هذا النص.",
    "zh": "本文本已被另一文本取代。",
    "en": "This text has been superseded by another.",
    "fr": "Ce texte a été remplacé par un autre.",
    "ru": "Этот текст заменен другим.",
    "es": "Este texto ha sido sustituido por otro.",
}

UNOFFICIAL = {
    "ar": "ترجمة غير رسمية، أُعدت بمساعدة أدوات آلية، ولم يراجعها مترجم من الأمم المتحدة.",
    "zh": "机器辅助翻译的非正式译文，未经联合国译员审校。",
    "en": "Unofficial, machine-assisted translation, not reviewed by a UN translator.",
    "fr": "Traduction non officielle, établie à l’aide d’outils automatiques et non révisée par un "
    "traducteur de l’ONU.",
    "ru": "Неофициальный перевод, выполненный с помощью автоматизированных средств и не "
    "проверенный переводчиком ООН.",
    "es": "Traducción no oficial, hecha con ayuda de herramientas automáticas y no revisada por un "
    "traductor de las Naciones Unidas.",
}

ISSUED = {
    "ar": "النص كما صدر بهذه اللغة.",
    "zh": "以本语文印发的文本。",
    "en": "Text as issued in this language.",
    "fr": "Texte tel que publié dans cette langue.",
    "ru": "Изданный текст на этом языке.",
    "es": "Texto tal como se publicó en este idioma.",
}


def standing(kind: str, document_status: str, text_status: str, language: str) -> list[str]:
    """What must be said of a text before it is used, in its language."""
    sentences = []
    if document_status == "draft":
        sentences.append((DRAFT if kind == "decision" else DRAFT_TEXT)[language])
    elif document_status == "superseded":
        sentences.append(SUPERSEDED[language])
    sentences.append((ISSUED if text_status == "official" else UNOFFICIAL)[language])
    return sentences
