"""Queries about anything but this subject, in six languages: data of `indexer.background`.

About a seventh of them use a word of the subject in another sense ("gender reveal party").
"""

from __future__ import annotations

_EN = """
football results of last weekend|cheap flights to Tokyo|chocolate cake recipe
how to fix a bicycle|best horror films|guitar chords for beginners|symptoms of a cold
train timetable|used car prices|learn to play chess|wedding dress|video game console
Roman emperors|black holes explained|how do I reset my password|dentist appointment|cat names
history of jazz|stock market crash of 1929|hotel with swimming pool|tennis racket
knitting patterns|smartphone battery|opera tickets|why is the sky blue|mortgage calculator
ancient Greek theatre|vaccination against measles|programming in Java|birthday gift ideas
quantum mechanics|driving licence test|wine tasting|celebrity gossip|prime numbers
how to tie a tie|pancake recipe|migraine|champions league final|new netflix series
weather tomorrow|excel pivot table|running shoes|puppy training|pythagoras theorem
mozart symphonies|sudoku online|sprained ankle|next solar eclipse|CV template|hair dye at home
euro to dollar|karaoke near me|carbon fibre bike|Land Rover parts|baby monitor
conference call app|clay pigeon target shooting|carbonated drinks
best time of year to visit Bali|how to remove wine stain from shirt
self employed tax return deadline|fixing a dripping kitchen tap
iphone or samsung better camera|lose belly fat at home|list of German irregular verbs
cheap winter coats for women|how to build a portal in Minecraft
job interview questions and answers|causes of the French Revolution summary
cost of divorce with children|replacing wiper blades on a car|6 month old won't sleep at night
office New Year's party ideas|laptop very slow after Windows update
Bohemian Rhapsody lyrics meaning|planets of the solar system in order
Vue or React which JavaScript framework|open a joint bank account online
fantasy football cover for injured goalkeeper|furniture restoration sanding an old chair
random forest vs decision tree algorithm|tennis baseline player famous forehand
How long do you boil an egg for a runny yolk?|How do I know if he really likes me?
Can my landlord keep my deposit for a broken window?
Why does my cat bite me when I stroke her?|How far away is the Moon?
Who won the Oscar for best picture last year?|how many players are on a volleyball team
What should I do if my passport is stolen abroad?|How can I learn Spanish fast on my own?
is it safe to take ibuprofen and paracetamol together
How do I transfer photos from my phone to my computer?|Why do my brakes squeak when I stop?
How soon after knee surgery can I run again?|Who invented the telephone?
How do you solve a quadratic equation?|What should a man wear to a summer wedding as a guest?
can I cancel an online order and get my money back
Is it bad to put an automatic car in neutral at traffic lights?
What does the orange indicator light on my dashboard mean?
How does a professor get tenure in the United States?
Which airline has the best pilot training programme?
How long until an electric car battery degrades?
Why was Switzerland neutral in the Second World War?
How do plumbers stop a water main from freezing in winter?
"""
_FR = """
résultats de football du week-end|vols pas chers pour Tokyo|recette de gâteau au chocolat
réparer un vélo|meilleurs films d’horreur|accords de guitare|symptômes du rhume
horaires des trains|prix des voitures d’occasion|apprendre les échecs|robe de mariée
console de jeux vidéo|empereurs romains|qu’est-ce qu’un trou noir|mot de passe oublié
rendez-vous chez le dentiste|noms de chats|histoire du jazz|krach boursier de 1929
hôtel avec piscine|raquette de tennis|modèles de tricot|batterie de téléphone|billets d’opéra
pourquoi le ciel est-il bleu|calcul de crédit immobilier|théâtre grec antique
vaccin contre la rougeole|programmer en Java|idées de cadeaux d’anniversaire
mécanique quantique|examen du permis de conduire|dégustation de vin|nombres premiers
nouer une cravate|recette de crêpes|migraine|finale ligue des champions|nouvelle série netflix
météo demain|tableau croisé dynamique|chaussures de running|dresser un chiot
théorème de pythagore|symphonies de mozart|sudoku en ligne|entorse cheville
prochaine éclipse solaire|modèle de CV|coloration cheveux maison|cours euro dollar
karaoké à proximité|clé de sol|vélo cadre carbone|couverts en inox|genres musicaux
convention manga Paris|cible fléchettes|pomme de terre sautée
meilleure période pour partir à Bali|enlever une tache de vin sur chemise
date limite déclaration de revenus auto-entrepreneur|réparer robinet de cuisine qui fuit
iphone ou samsung meilleur appareil photo|perdre du ventre à la maison
liste des verbes irréguliers allemands|manteau d'hiver femme pas cher
comment faire un portail dans Minecraft|questions fréquentes entretien d'embauche
causes de la Révolution française résumé|divorce avec enfants combien ça coûte
changer les balais d'essuie-glace voiture|bébé 6 mois se réveille la nuit
idées de soirée nouvel an au bureau|ordinateur portable très lent depuis mise à jour
signification des paroles de Bohemian Rhapsody|planètes du système solaire dans l'ordre
emploi dans la restauration serveur Lyon|poser du carrelage au sol salle de bain
accrocher un cadre photo sans percer|dégradé homme coupe courte avec barbe
rupture conventionnelle cadre indemnités chômage|jeu de société parties à deux joueurs
Combien de temps faut-il cuire un œuf mollet ?|Comment savoir si je lui plais vraiment ?
Le propriétaire peut-il garder ma caution pour une vitre cassée ?
pourquoi mon chat me mord quand je le caresse|À quelle distance se trouve la Lune ?
Qui a gagné l'Oscar du meilleur film l'an dernier ?
combien de joueurs dans une équipe de volley
Que faire si on me vole mon passeport à l'étranger ?
Comment apprendre l'anglais rapidement tout seul ?
Peut-on prendre de l'ibuprofène et du paracétamol en même temps ?
comment transférer les photos du téléphone vers le PC
Pourquoi mes freins grincent quand je m'arrête ?
Combien de temps après une opération du genou peut-on recourir ?|Qui a inventé le téléphone ?
Comment résoudre une équation du second degré ?
Comment s'habiller pour un mariage en été quand on est invité ?
est-ce que je peux annuler une commande en ligne et être remboursé
Pourquoi la Suisse est-elle restée neutre pendant la guerre ?
Que signifie le voyant indicateur orange sur le tableau de bord ?
Comment vérifier la couverture 5G chez moi ?
À quoi sert la prise de terre dans une installation électrique ?
Comment régler un conflit avec l'autre partie dans un accident de voiture ?
Quel est le meilleur babyphone pour la surveillance de nuit ?
Combien de temps pour finir le jeu Desert Strike sur Mega Drive ?
"""
_ES = """
resultados del fútbol|vuelos baratos a Tokio|receta de tarta de chocolate
arreglar una bicicleta|mejores películas de terror|acordes de guitarra|síntomas del resfriado
horarios de trenes|precios de coches usados|aprender a jugar al ajedrez|vestido de novia
consola de videojuegos|emperadores romanos|qué es un agujero negro|olvidé mi contraseña
cita con el dentista|nombres de gatos|historia del jazz|la crisis bursátil de 1929
hotel con piscina|raqueta de tenis|patrones de punto|batería del móvil|entradas para la ópera
por qué el cielo es azul|calculadora de hipotecas|teatro griego antiguo
vacuna contra el sarampión|programar en Java|ideas para regalos de cumpleaños
mecánica cuántica|examen de conducir|cata de vinos|números primos
cómo hacer el nudo de la corbata|receta de tortitas|migraña|final champions league
series nuevas netflix|tiempo mañana|tabla dinámica excel|zapatillas para correr
adiestrar cachorro|teorema de pitágoras|sinfonías de mozart|sudoku online gratis
esguince de tobillo|próximo eclipse solar|plantilla de currículum|teñirse el pelo|euro a dólar
karaoke cerca|bici de carbono|marco de fotos|degradado bajo hombre|suelo laminado
géneros musicales|cobertura de chocolate|pagar tenencia moto|mejor época para viajar a Bali
cómo quitar mancha de vino de camisa|plazo declaración de la renta autónomos
arreglar grifo de la cocina que gotea|iphone o samsung cuál tiene mejor cámara
bajar barriga en casa rápido|lista de verbos irregulares en alemán
abrigos de invierno mujer baratos|cómo hacer un portal en Minecraft
preguntas y respuestas entrevista de trabajo|causas de la Revolución Francesa resumen
divorcio con hijos cuánto cuesta|cambiar las escobillas del limpiaparabrisas
mi bebé de 6 meses no duerme|ideas para fiesta de fin de año en la oficina
portátil muy lento después de actualizar Windows|significado de la letra de Bohemian Rhapsody
planetas del sistema solar en orden|sequía goleadora del delantero del Barça
ejercicios de suelo pélvico después del parto|trabajo en restauración camarero Madrid
coche en punto neutral cuesta abajo|primer maratón consejos para llegar a la meta
convención de cómics entradas y horarios|¿Cuántos minutos hay que hervir un huevo?
¿Cómo sé si le gusto de verdad?|¿Puede el casero quedarse con la fianza por una ventana rota?
por qué mi gata me muerde cuando la acaricio|¿A qué distancia está la Luna?
¿Quién ganó el Oscar a la mejor película el año pasado?
cuántos jugadores tiene un equipo de voleibol
¿Qué hago si me roban el pasaporte en el extranjero?
¿Cómo puedo aprender inglés rápido por mi cuenta?
¿Se puede tomar ibuprofeno y paracetamol a la vez?|cómo paso las fotos del móvil al ordenador
¿Por qué chirrían los frenos de mi coche al frenar?
¿Cuánto tiempo después de una operación de rodilla puedo volver a correr?
¿Quién inventó el teléfono?|¿Cómo se resuelve una ecuación de segundo grado?
¿Cómo debe ir vestido un hombre a una boda de verano?
puedo cancelar un pedido por internet y que me devuelvan el dinero
¿Por qué no tengo cobertura en el móvil dentro de casa?
¿Qué significa el indicador naranja del tablero del coche?
¿Cómo se conecta el cable a tierra de un enchufe?
¿Por qué Suiza fue neutral en la Segunda Guerra Mundial?
¿Cómo puedo restaurar una foto antigua rota con Photoshop?
¿Qué partido político ganó las elecciones de 1982?
¿Cómo sé si hay una fuga de monóxido de carbono en la caldera?
"""
_RU = """
результаты футбольных матчей|дешёвые авиабилеты в Токио|рецепт шоколадного торта
как починить велосипед|лучшие фильмы ужасов|аккорды для гитары|симптомы простуды
расписание поездов|цены на подержанные автомобили|научиться играть в шахматы|свадебное платье
игровая приставка|римские императоры|что такое чёрная дыра|забыл пароль|запись к стоматологу
клички кошек|история джаза|биржевой крах 1929 года|гостиница с бассейном|теннисная ракетка
вязание спицами|батарея телефона|билеты в оперу|почему небо голубое|ипотечный калькулятор
древнегреческий театр|прививка от кори|программирование на Java|что подарить на день рождения
квантовая механика|экзамен на водительские права|дегустация вин|простые числа
как завязать галстук|рецепт блинов|мигрень|финал лиги чемпионов|новые сериалы нетфликс
погода на завтра|сводная таблица excel|кроссовки для бега|дрессировка щенка|теорема пифагора
симфонии моцарта|судоку онлайн|растяжение лодыжки|ближайшее солнечное затмение|шаблон резюме
покраска волос дома|курс евро|караоке рядом|рамка для фото|восстановление удалённых файлов
углеродистый нож|тёплый пол|гендер пати|лак для покрытия ногтей|стрельба по мишеням
когда лучше ехать на Бали|как отстирать пятно от вина с рубашки
срок подачи налоговой декларации для ИП|починить капающий кран на кухне
айфон или самсунг где лучше камера|убрать живот в домашних условиях
список неправильных глаголов немецкого языка|недорогие женские зимние пальто
как сделать портал в Майнкрафте|вопросы и ответы на собеседовании
причины Французской революции кратко|развод с детьми сколько стоит
замена щёток стеклоочистителя на машине|ребёнок 6 месяцев плохо спит ночью
идеи новогоднего корпоратива для офиса|ноутбук тормозит после обновления Windows
о чём песня Bohemian Rhapsody перевод|планеты солнечной системы по порядку
бессонница и тошнота на нервной почве|зона покрытия мобильной сети МТС
диаметр Земли и расстояние до Солнца|мониторинг цен на билеты в кино
какой пол у попугая как определить|дерево решений в машинном обучении python
Сколько минут варить яйцо всмятку?|Как понять, что я ему нравлюсь?
Может ли хозяин квартиры не вернуть залог за разбитое окно?
почему кошка кусается когда её гладишь|Какое расстояние от Земли до Луны?
Кто получил Оскар за лучший фильм в прошлом году?|сколько игроков в волейбольной команде
Что делать, если за границей украли паспорт?|Как быстро выучить английский самостоятельно?
Можно ли пить ибупрофен и парацетамол вместе?
как перекинуть фотографии с телефона на компьютер|Почему скрипят тормоза при остановке?
Через сколько после операции на колене можно бегать?|Кто изобрёл телефон?
Как решить квадратное уравнение?|Что надеть мужчине на летнюю свадьбу в качестве гостя?
можно ли отменить заказ в интернет-магазине и вернуть деньги
Вредно ли ставить автомат на нейтраль на светофоре?
Что означает жёлтый индикатор на приборной панели?
На чьей стороне был Саурон во Властелине колец?|Как найти участкового полицейского по адресу?
Почему Швейцария сохраняла нейтралитет во Второй мировой войне?
Какие показатели анализа крови говорят об анемии?
Как долго длится восстановление мышц после тренировки в зале?
"""
_AR = """
نتائج مباريات كرة القدم|رحلات رخيصة إلى طوكيو|طريقة عمل كعكة الشوكولاتة|إصلاح دراجة هوائية
أفضل أفلام الرعب|تعلم العزف على الغيتار|أعراض الزكام|مواعيد القطارات|أسعار السيارات المستعملة
تعلم الشطرنج|فستان زفاف|جهاز ألعاب الفيديو|أباطرة الرومان|ما هو الثقب الأسود|نسيت كلمة المرور
موعد مع طبيب الأسنان|أسماء قطط|تاريخ موسيقى الجاز|انهيار البورصة عام 1929|فندق مع مسبح
مضرب تنس|أنماط الحياكة|بطارية الهاتف|تذاكر الأوبرا|لماذا السماء زرقاء|حاسبة القرض العقاري
المسرح اليوناني القديم|لقاح الحصبة|البرمجة بلغة جافا|أفكار هدايا عيد الميلاد|ميكانيكا الكم
اختبار رخصة القيادة|تذوق القهوة|الأعداد الأولية|كيفية ربط ربطة العنق|طريقة عمل البان كيك
الصداع النصفي|نهائي دوري الأبطال|مسلسلات نتفليكس جديدة|الطقس غدا|الجدول المحوري اكسل|أحذية جري
تدريب الجرو|نظرية فيثاغورس|سيمفونيات موزارت|سودوكو اون لاين|التواء الكاحل|الكسوف الشمسي القادم
نموذج سيرة ذاتية|صبغ الشعر بالمنزل|سعر اليورو اليوم|كاريوكي قريب مني|جفاف العين
أجمل أهداف ميسي|إطارات سيارات|غطاء هاتف|مؤشر الماوس|مشروبات غازية|تمويل سيارة
أفضل وقت للسفر إلى بالي|كيفية إزالة بقعة القهوة من القميص
آخر موعد لتقديم الإقرار الضريبي للأفراد|إصلاح حنفية المطبخ التي تسرب
ايفون أو سامسونج أيهما أفضل كاميرا|التخلص من الكرش في المنزل
قائمة الأفعال الشاذة في اللغة الألمانية|معاطف شتوية نسائية رخيصة|طريقة صنع بوابة في ماينكرافت
أسئلة مقابلة العمل وأجوبتها|ملخص أسباب الثورة الفرنسية|كم تكلفة الطلاق مع وجود أطفال
تغيير مساحات زجاج السيارة|طفلي عمره 6 شهور لا ينام ليلا|أفكار حفلة رأس السنة في المكتب
اللابتوب بطيء جدا بعد تحديث ويندوز|معنى كلمات أغنية بوهيميان رابسودي
كواكب المجموعة الشمسية بالترتيب|استعادة الصور المحذوفة من الهاتف|حساب مؤشر كتلة الجسم للنساء
تغطية شبكة الجوال الجيل الخامس|معرفة جنس الجنين بالجدول الصيني|دراجة سباق من ألياف الكربون
كاميرا مراقبة الطفل الرضيع بالليل|كم دقيقة تحتاج البيضة حتى تسلق؟|كيف أعرف أنه معجب بي حقا؟
هل يحق لصاحب الشقة أن يحتفظ بالتأمين بسبب نافذة مكسورة؟|ليش قطتي تعضني لما ألمسها
كم يبعد القمر عنا؟|من فاز بجائزة أوسكار أفضل فيلم العام الماضي؟
كم عدد لاعبي فريق الكرة الطائرة|ماذا أفعل إذا سُرق جواز سفري في الخارج؟
كيف أتعلم الإنجليزية بسرعة لوحدي؟|هل يمكن تناول الإيبوبروفين والباراسيتامول معا؟
كيف أنقل الصور من الجوال إلى الكمبيوتر|لماذا تصدر الفرامل صوت صفير عند التوقف؟
متى أستطيع الجري بعد عملية الركبة؟|من اخترع الهاتف؟|كيف تُحل المعادلة التربيعية؟
ماذا يلبس الرجل في عرس صيفي إذا كان مدعوا؟|هل أقدر ألغي طلب من الإنترنت وأسترجع فلوسي
هل من الخطأ وضع القير على الحياد عند الإشارة؟|ما سرعة دوران الأرض حول نفسها؟
لماذا بقيت سويسرا محايدة في الحرب العالمية الثانية؟|ما أعراض الجفاف عند الرضع بعد الإسهال؟
كيف أختار إطار نظارة يناسب وجهي؟|من سجل أسرع هدف في تاريخ كأس العالم؟
ما معنى اللمبة الصفراء ومؤشر الحرارة في طبلون السيارة؟
"""
_ZH = """
周末足球比赛结果|去东京的便宜机票|巧克力蛋糕的做法|怎么修自行车|最好看的恐怖电影|吉他和弦入门|感冒的症状|火车时刻表|二手车价格|学下国际象棋|婚纱|电子游戏机|罗马皇帝|什么是黑洞
忘记密码怎么办|预约牙医|猫的名字|爵士乐的历史|1929年股市崩盘|带游泳池的酒店|网球拍|毛衣编织图案|手机电池|歌剧门票|天空为什么是蓝色的|房贷计算器|古希腊戏剧|麻疹疫苗
Java编程|生日礼物推荐|量子力学|驾照考试|品酒|质数|怎么打领带|松饼做法|偏头痛|欧冠决赛|新出的电视剧|明天天气|excel透视表|跑步鞋|训练小狗|勾股定理|莫扎特交响曲
在线数独|脚踝扭伤|下次日食时间|简历模板|在家染头发|欧元汇率|附近的KTV|中性笔|土豆丝|碳酸饮料|恢复出厂设置|土地公|宝宝监视器|荒野大镖客|几月份去巴厘岛最好
白衬衫上的红酒渍怎么洗|个体户报税截止日期|厨房水龙头漏水维修|苹果和三星哪个拍照好|在家快速减肚子的方法|德语不规则动词表|女士冬季大衣便宜款|我的世界怎么做传送门|面试常见问题及回答
法国大革命的原因总结|有孩子离婚要花多少钱|汽车雨刷片怎么更换|六个月宝宝晚上不睡觉|公司新年晚会节目创意|笔记本更新系统后很卡|波西米亚狂想曲歌词含义|太阳系八大行星顺序
碳纤维公路自行车推荐|低碳水化合物减肥食谱|信号覆盖不好怎么换运营商|前端框架Vue和React对比|中性粒细胞偏高是什么意思|膝关节退行性病变吃什么药|溏心蛋要煮几分钟？
怎么知道他是不是真的喜欢我？|窗户坏了房东可以扣押金吗？|为什么我摸猫的时候它会咬我|月球离我们有多远？|去年奥斯卡最佳影片是哪部？|排球一个队有几个人|在国外护照被偷了怎么办？
怎样自学才能快速学好英语？|布洛芬和对乙酰氨基酚能一起吃吗？|怎么把手机里的照片传到电脑上|为什么刹车的时候有吱吱的响声？|膝盖手术后多久可以跑步？|电话是谁发明的？|一元二次方程怎么解？
男生夏天参加婚礼穿什么合适？|网购下单后还能取消退款吗|自动挡车等红灯要不要挂空挡？|瑞士在二战中为什么能保持中立？|汽车仪表盘上的黄色指示灯亮了是什么意思？
决策树算法和随机森林有什么区别？|沙漠骆驼这首歌是谁唱的？|视力退化戴眼镜度数会越来越深吗？|怎样制定小目标一年存下一万块钱？
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
