"""Function words of six languages, left out of queries that ask for something else too.

They are indexed (phrases need them) and only dropped from a query: in "who pays for monitoring"
the rare word "who" would otherwise outweigh "monitoring". Question words are among them,
negations are not. Words are written as `indexer.text.normalise` leaves them.
"""

from __future__ import annotations

_EN = """
a about all am an and any are as at be been but by can could did do does for from get gets had has
have having he her his how i if in into is it its may me more most my of on or other our out over
she should so some such than that the their them then there these they this those through to up us
was we were what when where which while who whom whose why will with would you your
"""
_FR = """
a afin ai au aucun aussi autre autres aux avec avoir c ce ceci cela celle celles celui ces cet cette
ceux chaque comme comment d dans de des donc dont du elle elles en entre est et etait ete etre eu
faire fait faut il ils j je l la le les leur leurs lors lui m ma mais me meme mes mon n nos notre
nous on ont ou où par pas peut peuvent plus pour pourquoi qu quand que quel quelle quelles quels qui
quoi s sa se ses si son sont sur t ta te tes ton tous tout toute toutes tu un une vers vos votre
vous y à été être même était
"""
_ES = """
a al algo algun alguna algunas alguno algunos ante aquel asi así aunque cada como cómo con cual
cuál cuales cuáles cuando cuándo cuanto cuánto de del desde donde dónde durante e el él ella ellas
ellos en entre era es esa esas ese eso esos esta está estan están estas este esto estos fue ha hace
hacer haber hacia han hasta hay la las le les lo los mas más me mi mis mucho muy nos nosotros o os
otra otras otro otros para pero por porque pueda puede pueden que qué quien quién quienes quiénes se
sea sean segun según ser si sí sido sin sobre son su sus también tambien tan te tiene tienen todo
toda todas todos tu tus un una unas uno unos y ya yo
"""
_RU = """
а без бы был была были было быть в вам вас весь во вот все всего всех вы где да для до его ее еще
если есть же за и из или им их к как какая какие какими каких какого какой какую каким ко когда кого
кому которая которого которое которой которую которые который которых кто ли либо между меня мне мы
на над надо нам нас наш него нее нем них но о об он она они оно от по под после при про с со свой
свои себя так такие такой также там те тем то того тоже той только том тот тут ты у уж чего чей
чем через что чтобы чья эта эти этим этих это этого этой этом этот я ё её ещё
"""
_AR = """
إلى إن أن أو أي أية أين إذا إذ أم أما ألا الى او اي اين اذا ان انه أنه إنه أنها إنها بأن بعد بل
بها بهذا به بين بينما تلك ثم حتى حول حيث خلال دون ذلك سوف على علي عليه عليها عن عند عنها عنه غير
فإن في فيما فيه فيها قبل قد كان كانت كل كما كم كي كيف لأن لا لدى لقد لكن لكي لم لماذا لما لمن لن له
لها لهم ليس ما ماذا متى مع مما من منذ منه منها نحو نحن هذا هذه هل هم هما هناك هنا هو هؤلاء هي و وما
ومن وهو وهي وفي وعلى وأن يتم التي الذي الذين اللذان اللتان اللواتي لهذا لهذه بواسطة
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(_EN.split()),
    "fr": frozenset(_FR.split()),
    "es": frozenset(_ES.split()),
    "ru": frozenset(_RU.split()),
    "ar": frozenset(_AR.split()),
    "zh": frozenset(),
}

_ZH = """
什么 怎么 怎样 如何 为什么 哪些 哪里 哪个 哪种 谁 多少 是否 是不是 能否 可以 能够 应该 关于
对于 以及 或者 因为 所以 如果 但是 这个 那个 这些 那些 我们 他们 它们 你们 的 了 吗 呢 吧
和 与 及 或 是
"""

#: Chinese function words: a query's run of characters is cut at them. Single characters are few,
#: because most of them stand inside content words too (有 in 有机碳).
HAN_STOP_WORDS: tuple[str, ...] = tuple(_ZH.split())
