"""Words of the API in six languages: statuses, kinds of passage, names of languages.

Labels of themes, audiences, verbs and addressees are content and come from the artefact. The
site says the same in `site/strings/`; a test holds both equal.
"""

from __future__ import annotations

from collections.abc import Mapping

from indexer.languages import CODES

#: The language in which labels are given when a caller names none and none is detected.
DEFAULT_LANGUAGE = "en"

Labels = Mapping[str, Mapping[str, str]]


def _table(rows: str) -> dict[str, dict[str, str]]:
    """Rows `key | ar | zh | en | fr | ru | es` as labels by key and language."""
    table: dict[str, dict[str, str]] = {}
    for row in rows.strip().splitlines():
        key, *labels = (cell.strip() for cell in row.split("|"))
        table[key] = dict(zip(CODES, labels, strict=True))
    return table


TEXT_STATUSES: Labels = _table(
    """
official | النص كما صدر | 印发文本 | Text as issued | Texte tel que publié | Изданный текст | Texto tal como se publicó
original | نص من LDN Guidance | LDN Guidance 撰写 | Text by LDN Guidance | Texte de LDN Guidance | Текст LDN Guidance | Texto de LDN Guidance
unofficial | ترجمة غير رسمية، أُعدت بمساعدة أدوات آلية، ولم يراجعها مترجم من الأمم المتحدة | 机器辅助翻译的非正式译文，未经联合国译员审校 | Unofficial, machine-assisted translation, not reviewed by a UN translator | Traduction non officielle, établie à l’aide d’outils automatiques et non révisée par un traducteur de l’ONU | Неофициальный перевод, выполненный с помощью автоматизированных средств и не проверенный переводчиком ООН | Traducción no oficial, hecha con ayuda de herramientas automáticas y no revisada por un traductor de las Naciones Unidas
reviewed | ترجمة غير رسمية راجعها مترجم | 非正式译文，已由译员审校 | Unofficial translation, reviewed by a human translator | Traduction non officielle, révisée par un traducteur | Неофициальный перевод, проверенный переводчиком | Traducción no oficial, revisada por un traductor
missing | غير متاح بهذه اللغة | 无本语文文本 | Not available in this language | Non disponible dans cette langue | На этом языке отсутствует | No disponible en este idioma
"""  # noqa: E501 (a row is one line)
)

PASSAGE_KINDS: Labels = _table(
    """
document | وثيقة كاملة | 完整文件 | Whole document | Document entier | Документ целиком | Documento completo
preambular | فقرة من الديباجة | 序言段 | Preambular paragraph | Alinéa du préambule | Пункт преамбулы | Párrafo del preámbulo
operative | فقرة من المنطوق | 执行段 | Operative paragraph | Paragraphe du dispositif | Пункт постановляющей части | Párrafo de la parte dispositiva
numbered | فقرة مرقمة | 编号段落 | Numbered paragraph | Paragraphe numéroté | Нумерованный пункт | Párrafo numerado
subparagraph | فقرة فرعية | 分段 | Subparagraph | Alinéa | Подпункт | Apartado
text | نص غير مرقم | 未编号文字 | Text without a number | Texte sans numéro | Текст без номера | Texto sin número
guidance | توجيهات | 指南 | Guidance | Orientations | Руководство | Orientaciones
about | عن هذا الموقع | 关于本网站 | About this site | À propos de ce site | Об этом сайте | Acerca de este sitio
term | مصطلح من المسرد | 术语 | Glossary term | Terme du glossaire | Термин глоссария | Término del glosario
"""  # noqa: E501 (a row is one line)
)

LANGUAGE_NAMES: Labels = _table(
    """
ar | العربية | 阿拉伯文 | Arabic | Arabe | Арабский | Árabe
zh | الصينية | 中文 | Chinese | Chinois | Китайский | Chino
en | الإنكليزية | 英文 | English | Anglais | Английский | Inglés
fr | الفرنسية | 法文 | French | Français | Французский | Francés
ru | الروسية | 俄文 | Russian | Russe | Русский | Ruso
es | الإسبانية | 西班牙文 | Spanish | Espagnol | Испанский | Español
"""
)

#: The glossary as a whole, whose terms are passages of it as paragraphs are of a document.
GLOSSARY: Mapping[str, str] = {
    "ar": "المسرد",
    "zh": "术语表",
    "en": "Glossary",
    "fr": "Glossaire",
    "ru": "Глоссарий",
    "es": "Glosario",
}


def label_in(labels: Mapping[str, str], language: str, fallback: str) -> str:
    """A label in a language, else in the default language, else the fallback (an id)."""
    return labels.get(language) or labels.get(DEFAULT_LANGUAGE) or fallback
