"""Queries about anything but this subject, in six languages.

What the encoder makes of them against the passages is the background against which a real match
must stand out, whatever the model, and the direction that leads from them to the passages says
what a query is about: see `close_score` in `search.toml`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SHRINKAGE = 1.0  # of the covariance towards a sphere, as a share of its mean variance

_EN = """
football results of last weekend|cheap flights to Tokyo|chocolate cake recipe|how to fix a bicycle
best horror films|guitar chords for beginners|symptoms of a cold|train timetable|used car prices
learn to play chess|wedding dress|video game console|Roman emperors|black holes explained
how do I reset my password|dentist appointment|cat names|history of jazz|stock market crash of 1929
hotel with swimming pool|tennis racket|knitting patterns|smartphone battery|opera tickets
why is the sky blue|mortgage calculator|ancient Greek theatre|vaccination against measles
programming in Java|birthday gift ideas|quantum mechanics|driving licence test|wine tasting
celebrity gossip|prime numbers|how to tie a tie
"""
_FR = """
résultats de football du week-end|vols pas chers pour Tokyo|recette de gâteau au chocolat
réparer un vélo|meilleurs films d’horreur|accords de guitare|symptômes du rhume|horaires des trains
prix des voitures d’occasion|apprendre les échecs|robe de mariée|console de jeux vidéo
empereurs romains|qu’est-ce qu’un trou noir|mot de passe oublié|rendez-vous chez le dentiste
noms de chats|histoire du jazz|krach boursier de 1929|hôtel avec piscine|raquette de tennis
modèles de tricot|batterie de téléphone|billets d’opéra|pourquoi le ciel est-il bleu
calcul de crédit immobilier|théâtre grec antique|vaccin contre la rougeole|programmer en Java
idées de cadeaux d’anniversaire|mécanique quantique|examen du permis de conduire
dégustation de vin|nombres premiers|nouer une cravate
"""
_ES = """
resultados del fútbol|vuelos baratos a Tokio|receta de tarta de chocolate|arreglar una bicicleta
mejores películas de terror|acordes de guitarra|síntomas del resfriado|horarios de trenes
precios de coches usados|aprender a jugar al ajedrez|vestido de novia|consola de videojuegos
emperadores romanos|qué es un agujero negro|olvidé mi contraseña|cita con el dentista
nombres de gatos|historia del jazz|la crisis bursátil de 1929|hotel con piscina|raqueta de tenis
patrones de punto|batería del móvil|entradas para la ópera|por qué el cielo es azul
calculadora de hipotecas|teatro griego antiguo|vacuna contra el sarampión|programar en Java
ideas para regalos de cumpleaños|mecánica cuántica|examen de conducir|cata de vinos|números primos
cómo hacer el nudo de la corbata
"""
_RU = """
результаты футбольных матчей|дешёвые авиабилеты в Токио|рецепт шоколадного торта
как починить велосипед|лучшие фильмы ужасов|аккорды для гитары|симптомы простуды
расписание поездов|цены на подержанные автомобили|научиться играть в шахматы|свадебное платье
игровая приставка|римские императоры|что такое чёрная дыра|забыл пароль|запись к стоматологу
клички кошек|история джаза|биржевой крах 1929 года|гостиница с бассейном|теннисная ракетка
вязание спицами|батарея телефона|билеты в оперу|почему небо голубое|ипотечный калькулятор
древнегреческий театр|прививка от кори|программирование на Java|что подарить на день рождения
квантовая механика|экзамен на водительские права|дегустация вин|простые числа|как завязать галстук
"""
_AR = """
نتائج مباريات كرة القدم|رحلات رخيصة إلى طوكيو|طريقة عمل كعكة الشوكولاتة|إصلاح دراجة هوائية
أفضل أفلام الرعب|تعلم العزف على الغيتار|أعراض الزكام|مواعيد القطارات|أسعار السيارات المستعملة
تعلم الشطرنج|فستان زفاف|جهاز ألعاب الفيديو|أباطرة الرومان|ما هو الثقب الأسود|نسيت كلمة المرور
موعد مع طبيب الأسنان|أسماء قطط|تاريخ موسيقى الجاز|انهيار البورصة عام 1929|فندق مع مسبح
مضرب تنس|أنماط الحياكة|بطارية الهاتف|تذاكر الأوبرا|لماذا السماء زرقاء|حاسبة القرض العقاري
المسرح اليوناني القديم|لقاح الحصبة|البرمجة بلغة جافا|أفكار هدايا عيد الميلاد|ميكانيكا الكم
اختبار رخصة القيادة|تذوق القهوة|الأعداد الأولية|كيفية ربط ربطة العنق
"""
_ZH = """
周末足球比赛结果|去东京的便宜机票|巧克力蛋糕的做法|怎么修自行车|最好看的恐怖电影|吉他和弦入门
感冒的症状|火车时刻表|二手车价格|学下国际象棋|婚纱|电子游戏机|罗马皇帝|什么是黑洞|忘记密码怎么办
预约牙医|猫的名字|爵士乐的历史|1929年股市崩盘|带游泳池的酒店|网球拍|毛衣编织图案|手机电池
歌剧门票|天空为什么是蓝色的|房贷计算器|古希腊戏剧|麻疹疫苗|Java编程|生日礼物推荐|量子力学
驾照考试|品酒|质数|怎么打领带
"""


def _split(text: str) -> tuple[str, ...]:
    return tuple(query for line in text.split("\n") for query in line.split("|") if query)


#: Unrelated queries by language.
UNRELATED: dict[str, tuple[str, ...]] = {
    "ar": _split(_AR),
    "zh": _split(_ZH),
    "en": _split(_EN),
    "fr": _split(_FR),
    "ru": _split(_RU),
    "es": _split(_ES),
}


def learn_subject(
    passages: NDArray[np.float32], unrelated: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The direction from unrelated queries to passages, and where the former lie on it.

    Linear discriminant analysis with a shrunken covariance (Friedman 1989). Of length
    dimension + 1: the inner product of a query's vector, followed by 1, with it is how many
    standard deviations of unrelated queries the query lies beyond their mean. Zeros without
    passages.
    """
    width = unrelated.shape[1]
    if len(passages) < 2 or len(unrelated) < 2:
        return np.zeros(width + 1, np.float32)
    covariance = (np.cov(passages.T.astype(np.float64)) + np.cov(unrelated.T)) / 2
    spread = np.trace(covariance) / width
    direction = np.linalg.solve(
        covariance + (_SHRINKAGE * spread + 1e-9) * np.eye(width),
        passages.mean(axis=0) - unrelated.mean(axis=0),
    )
    places = unrelated @ direction
    scale = max(float(places.std()), 1e-9)
    return np.asarray([*direction / scale, -places.mean() / scale], np.float32)


def measure_subject(subject: NDArray[np.float32], vector: NDArray[np.float32]) -> float:
    """How far a query lies from unrelated ones towards the passages, in standard deviations."""
    return float(subject[:-1] @ vector + subject[-1])
