"""Pages of one document in several languages, with what may stand around it, and edits of it. All of our own writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["SHELLS", "TONGUES", "Tongue", "page"]


@dataclass(frozen=True)
class Tongue:
    """One language: the document, its edits (old piece, new piece), and noise (before, after) by where it stands."""

    title: str
    paragraphs: tuple[str, ...]
    edits: Mapping[str, tuple[str, str]]
    added: str
    cookies: tuple[str, str]  # text, button
    related: tuple[str, tuple[str, ...]]  # heading, teasers
    before: Mapping[str, tuple[str, str]]  # lines between the heading and the text
    after: Mapping[str, tuple[str, str]]  # lines at the end of the page
    menu: tuple[str, ...]


GERMAN = Tongue(
    title="Nutzungsbedingungen",
    paragraphs=(
        "Diese Bedingungen gelten für alle Personen, die unseren Dienst nutzen oder ein Konto anlegen.",
        "Wir speichern Ihre Daten höchstens 30 Tage und geben sie nicht an Dritte weiter, soweit das Gesetz nichts anderes verlangt.",
        "Die Kündigung ist bis zum 15. Mai 2026 möglich; danach verlängert sich der Vertrag um ein Jahr.",
        "Der Grundpreis beträgt 9,90 Euro im Monat und enthält die gesetzliche Mehrwertsteuer.",
        "Gerichtsstand ist Hamburg, sofern Sie Kaufmann sind.",
    ),
    edits={
        "word": ("Hamburg", "Bremen"),
        "number": ("30 Tage", "90 Tage"),
        "negation": ("geben sie nicht an", "geben sie an"),
        "deadline": ("15. Mai 2026", "15. April 2026"),
        "price": ("9,90 Euro", "12,90 Euro"),
    },
    added="Streitigkeiten werden künftig zuerst vor einer Schlichtungsstelle verhandelt.",
    cookies=("Wir verwenden Cookies, um Inhalte zu personalisieren und Zugriffe zu messen.", "Alle akzeptieren"),
    related=("Das könnte Sie auch interessieren", ("Der Herbst im Garten", "Neue Züge für das Umland", "Brot backen am Morgen")),
    before={
        "relative time": ("Vor 3 Stunden", "Vor 2 Tagen"),
        "counter": ("1.204 Aufrufe", "1.377 Aufrufe"),
        "comments": ("12 Kommentare", "15 Kommentare"),
        "reading time": ("Lesezeit: 3 Minuten", "Lesezeit: 4 Minuten"),
    },
    after={
        "year": ("© 2025 Beispiel GmbH. Alle Rechte vorbehalten.", "© 2026 Beispiel GmbH. Alle Rechte vorbehalten."),
        "build": ("Build 4f2a91c", "Build 77b0e2d"),
        "rendered": ("Seite erstellt in 0,213 Sekunden", "Seite erstellt in 0,198 Sekunden"),
    },
    menu=("Startseite", "Hilfe", "Anmelden"),
)  # fmt: skip
RUSSIAN = Tongue(
    title="Пользовательское соглашение",
    paragraphs=(
        "Настоящее соглашение распространяется на всех, кто пользуется нашим сервисом или создаёт учётную запись.",
        "Мы храним ваши данные не более 30 дней и не передаём их третьим лицам, если закон не требует иного.",
        "Отказаться от договора можно до 15 мая 2026 года, после чего он продлевается на один год.",
        "Стоимость подписки составляет 299 рублей в месяц, включая налог.",
        "Споры рассматриваются в суде города Казани.",
    ),
    edits={
        "word": ("Казани", "Самары"),
        "number": ("30 дней", "90 дней"),
        "negation": ("не передаём", "передаём"),
        "deadline": ("15 мая 2026", "15 апреля 2026"),
        "price": ("299 рублей", "399 рублей"),
    },
    added="Отныне споры сначала рассматривает независимый посредник, выбранный сторонами.",
    cookies=("Мы используем файлы cookie, чтобы сделать сайт удобнее.", "Принять все"),
    related=("Читайте также", ("Осень в саду", "Новые поезда для пригорода", "Хлеб своими руками")),
    before={
        "relative time": ("3 часа назад", "2 дня назад"),
        "counter": ("1204 просмотра", "1377 просмотров"),
        "comments": ("Комментарии: 12", "Комментарии: 15"),
        "reading time": ("3 мин. чтения", "4 мин. чтения"),
    },
    after={
        "year": ("© 2010–2025 ООО «Пример». Все права защищены.", "© 2010–2026 ООО «Пример». Все права защищены."),
        "online": ("Сейчас на сайте: 120 посетителей", "Сейчас на сайте: 98 посетителей"),
        "rendered": ("Страница создана за 0.213 сек.", "Страница создана за 0.198 сек."),
    },
    menu=("Главная", "Помощь", "Войти"),
)
CHINESE = Tongue(
    title="用户协议",
    paragraphs=(
        "本协议适用于所有使用本服务或注册账号的用户，请在使用之前仔细阅读全部条款。",
        "我们保存您的数据不超过30天，除法律另有规定外，不会向第三方提供。",
        "您可以在2026年5月15日之前解除合同，逾期合同自动延长一年。",
        "订阅价格为每月18元，已经包含税费，价格调整会提前通知。",
        "争议由杭州的法院管辖。",
    ),
    edits={
        "word": ("杭州", "深圳"),
        "number": ("30天", "90天"),
        "negation": ("不会向", "会向"),
        "deadline": ("5月15日", "4月15日"),
        "price": ("18元", "25元"),
    },
    added="今后的争议首先由双方选定的调解机构进行调解。",
    cookies=("我们使用Cookie来改善您的浏览体验。", "我知道了"),
    related=("相关阅读", ("秋天的花园", "郊区的新列车", "清晨烤面包")),
    before={
        "relative time": ("3小时前", "2天前"),
        "counter": ("阅读 1204", "阅读 1377"),
        "comments": ("12条评论", "15条评论"),
        "reading time": ("预计阅读时间 3 分钟", "预计阅读时间 4 分钟"),
    },
    after={
        "year": ("版权所有 © 2010-2025 示例公司", "版权所有 © 2010-2026 示例公司"),
        "running": ("本站已运行 1204 天", "本站已运行 1205 天"),
        "visitors": ("本站总访问量 88123 次", "本站总访问量 88342 次"),
    },
    menu=("首页", "帮助", "登录"),
)
JAPANESE = Tongue(
    title="利用規約",
    paragraphs=(
        "本規約は、本サービスを利用するすべての方とアカウントを作成する方に適用されます。",
        "お客様のデータは最長30日間保存し、法律で定められた場合を除き、第三者に提供しません。",
        "契約は2026年5月15日まで解約でき、その後は一年間自動的に更新されます。",
        "料金は月額980円で、消費税を含みます。",
        "紛争は京都地方裁判所の管轄とします。",
    ),
    edits={
        "word": ("京都", "大阪"),
        "number": ("30日間", "90日間"),
        "negation": ("提供しません", "提供します"),
        "deadline": ("5月15日", "4月15日"),
        "price": ("980円", "1280円"),
    },
    added="今後の紛争は、まず当事者が選んだ調停機関で話し合うものとします。",
    cookies=("当サイトではCookieを使用しています。", "同意する"),
    related=("関連記事", ("秋の庭の手入れ", "郊外を走る新しい電車", "朝に焼くパン")),
    before={
        "relative time": ("3時間前", "2日前"),
        "counter": ("1204回閲覧", "1377回閲覧"),
        "comments": ("12件のコメント", "15件のコメント"),
        "likes": ("いいね 12", "いいね 17"),
    },
    after={
        "year": ("Copyright © 2025 例株式会社", "Copyright © 2026 例株式会社"),
        "accesses": ("アクセス数: 88123", "アクセス数: 88342"),
    },
    menu=("ホーム", "ヘルプ", "ログイン"),
)
SPANISH = Tongue(
    title="Condiciones de uso",
    paragraphs=(
        "Estas condiciones se aplican a todas las personas que utilizan el servicio o crean una cuenta.",
        "Guardamos sus datos durante 30 días como máximo y no los cedemos a terceros, salvo que la ley exija otra cosa.",
        "El contrato puede rescindirse hasta el 15 de mayo de 2026; después se prorroga un año.",
        "La cuota es de 9,90 euros al mes, impuestos incluidos.",
        "Son competentes los tribunales de Sevilla.",
    ),
    edits={
        "word": ("Sevilla", "Valencia"),
        "number": ("30 días", "90 días"),
        "negation": ("no los cedemos", "los cedemos"),
        "deadline": ("15 de mayo", "15 de abril"),
        "price": ("9,90 euros", "12,90 euros"),
    },
    added="En adelante los conflictos se tratarán primero ante un mediador elegido por las partes.",
    cookies=("Utilizamos cookies propias y de terceros para mejorar nuestros servicios.", "Aceptar todo"),
    related=("Te puede interesar", ("El jardín en otoño", "Trenes nuevos para la comarca", "Pan por la mañana")),
    before={
        "relative time": ("Hace 3 horas", "Hace 2 días"),
        "counter": ("1.204 visitas", "1.377 visitas"),
        "comments": ("12 comentarios", "15 comentarios"),
        "reading time": ("3 min de lectura", "4 min de lectura"),
    },
    after={"year": ("© 2025 Ejemplo S.L.", "© 2026 Ejemplo S.L."), "build": ("build 4f2a91c", "build 77b0e2d")},
    menu=("Inicio", "Ayuda", "Entrar"),
)
ARABIC = Tongue(
    title="شروط الاستخدام",
    paragraphs=(
        "تسري هذه الشروط على كل من يستخدم الخدمة أو ينشئ حسابا فيها، ويرجى قراءتها بعناية.",
        "نحتفظ ببياناتكم مدة أقصاها 30 يوما ولا نقدمها إلى طرف ثالث ما لم يطلب القانون غير ذلك.",
        "يمكن إنهاء العقد حتى 15 مايو 2026، وبعد ذلك يجدد لمدة سنة واحدة.",
        "قيمة الاشتراك 40 ريالا في الشهر شاملة الضريبة.",
        "تختص محاكم مدينة الرباط بالنظر في النزاعات.",
    ),
    edits={
        "word": ("الرباط", "تونس"),
        "number": ("30 يوما", "90 يوما"),
        "negation": ("ولا نقدمها", "ونقدمها"),
        "deadline": ("15 مايو", "15 أبريل"),
        "price": ("40 ريالا", "55 ريالا"),
    },
    added="ابتداء من الآن ينظر وسيط يختاره الطرفان في النزاعات أولا.",
    cookies=("نستخدم ملفات تعريف الارتباط لتحسين تجربتكم على الموقع.", "موافق"),
    related=("مقالات ذات صلة", ("الحديقة في الخريف", "قطارات جديدة للضواحي", "الخبز في الصباح")),
    before={"relative time": ("منذ 3 ساعات", "منذ يومين"), "counter": ("1204 مشاهدة", "1377 مشاهدة")},
    after={"year": ("© 2025 شركة المثال", "© 2026 شركة المثال"), "build": ("build 4f2a91c", "build 77b0e2d")},
    menu=("الرئيسية", "المساعدة", "الدخول"),
)
TONGUES = {
    "de": GERMAN,
    "ru": RUSSIAN,
    "zh": CHINESE,
    "ja": JAPANESE,
    "es": SPANISH,
    "ar": ARABIC,
}

# Three ways to build a page: with landmarks, with classes that say nothing, with the tables of long ago.
SHELLS = {
    "landmarks": "<body><header><nav>{menu}</nav></header><main><article><h1>{title}</h1>{before}{text}</article>{beside}</main>{after}</body>",
    "divs": '<body><div class="k1"><div class="k2">{menu}</div><div class="k3"><div class="k4"><h1>{title}</h1>{before}{text}</div>{beside}</div><div class="k5">{after}</div></div></body>',
    "tables": '<body><table><tr><td class="t1">{menu}</td></tr><tr><td class="t2"><h1>{title}</h1>{before}{text}</td></tr><tr><td>{beside}</td></tr><tr><td>{after}</td></tr></table></body>',
}


def page(
    tongue: Tongue,
    shell: str,
    *,
    text: str = "",
    title: str = "",
    before: str = "",
    beside: str = "",
    after: str = "",
    menu: tuple[str, ...] = (),
) -> bytes:
    """The document in one shell, with what is to stand around it."""
    entries = "".join(f'<li><a href="/m/{word}">{word}</a></li>' for word in menu or tongue.menu)
    parts = {
        "title": title or tongue.title,
        "text": text or "".join(f"<p>{p}</p>" for p in tongue.paragraphs),
        "before": f"<div>{before}</div>" if before else "",
        "beside": beside,
        "after": f"<div>{after}</div>" if after else "",
        "menu": f"<ul>{entries}</ul>",
    }
    head = f'<meta charset="utf-8"><title>{title or tongue.title}</title>'
    return f"<!doctype html><html><head>{head}</head>{SHELLS[shell].format(**parts)}</html>".encode()
