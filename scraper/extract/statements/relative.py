"""Relative words ('3 days ago', '2小时前', 'vor 3 Stunden', 'today') in folded text, and what day they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from scraper.extract.statements.moments import Moment
from scraper.extract.statements.numerals import beyond_ascii, clean, fold
from scraper.extract.statements.shapes import number_spans
from scraper.extract.statements.trie import word_pattern

__all__ = ["Relative", "age_spans", "relatives_in", "resolve"]

_UNITS: dict[int, str] = {
    1: "second|seconds|sec|secs|秒|秒钟|秒鐘|초|sekunde|sekunden|seconde|secondes|segundo|segundos|secondo|secondi|seconden|sekund|sekunder|секунд|"
    "секунду|секунды|сек|saniye|ثانية|ثواني|ثانیه|giây|detik|วินาที|सेकंड|সেকেন্ড|שניות|sekuntia|másodperce|másodperccel|s",
    60: "minute|minutes|min|mins|分钟|分鐘|分|분|minuten|minuto|minutos|minuti|minuut|minuter|minutter|минут|минуту|минуты|мин|хвилин|хвилину|хвилини|minut|"
    "minuty|minutami|minutę|minuta|minute|minút|minútami|dakika|دقيقة|دقائق|دقیقه|phút|menit|minit|นาที|मिनट|মিনিট|דקות|minuuttia|perce|perccel|λεπτά|"
    "λεπτο|minutes|минути|minutos|minuters|minūtēm|minučių|minutit|m",
    3600: "hour|hours|hr|hrs|小时|小時|个小时|個小時|時間|时|시간|stunde|stunden|heure|heures|hora|horas|ora|ore|uur|uren|timme|timmar|timer|time|час|часа|часов|"
    "годин|години|годину|godzin|godziny|godzinę|hodin|hodinami|hodiny|hodinou|hodín|saat|ساعة|ساعات|ساعت|giờ|tiếng|jam|ชั่วโมง|घंटे|घंटा|ঘণ্টা|ঘন্টা|שעות|שעה|"
    "tuntia|tunti|órája|órával|ώρες|ώρα|hores|sata|sati|ur|часа|stundām|valandų|valandas|tundi|ordu|h",
    86400: "day|days|araw|dögum|dienų|天|日|일|tag|tage|tagen|jour|jours|día|días|dia|dias|giorno|giorni|dag|dagen|dagar|dage|dager|день|дня|дней|дні|днів|dzień|dni|dny|dnem|dňami|"
    "dnů|gün|يوم|أيام|ايام|روز|ngày|hari|วัน|दिन|দিন|ימים|יום|päivää|päivä|napja|nappal|ημέρες|μέρες|ημέρα|zile|zi|dies|дни|дана|dnevi|dnevoma|dana|dan|dienām|dienas|dienų|päeva|egun|d",
    604800: "week|weeks|周|週|星期|个星期|週間|周间|주|주일|woche|wochen|semaine|semaines|semana|semanas|settimana|settimane|week|weken|vecka|veckor|uge|uger|uke|uker|"
    "неделю|недели|недель|тиждень|тижні|тижнів|tydzień|tygodnie|tygodni|týdny|týdnem|týždňami|hafta|أسبوع|أسابيع|هفته|tuần|minggu|สัปดาห์|सप्ताह|हफ्ते|সপ্তাহ|"
    "שבועות|שבוע|viikkoa|hete|εβδομάδες|săptămâni|setmanes|седмици|tjedana|tednov|w",
    2592000: "month|months|个月|個月|月|か月|ヶ月|ヵ月|カ月|ケ月|개월|달|monat|monate|monaten|mois|mes|meses|mês|mese|mesi|maand|maanden|månad|månader|måned|måneder|"
    "месяц|месяца|месяцев|місяць|місяці|місяців|miesiąc|miesiące|miesięcy|měsíci|měsícem|mesiacmi|ay|شهر|أشهر|ماه|tháng|bulan|เดือน|महीने|মাস|חודשים|חודש|"
    "kuukautta|hónapja|μήνες|luni|mesos|месеца|mjeseci|mesecev|mo",
    31536000: "year|years|年|년|jahr|jahre|jahren|an|ans|année|año|años|ano|anos|anno|anni|jaar|år|год|года|лет|рік|роки|років|rok|lata|lat|lety|rokem|rokmi|yıl|سنة|"
    "سنوات|سال|năm|tahun|ปี|साल|वर्ष|বছর|שנים|שנה|vuotta|éve|χρόνια|έτη|ani|anys|години|godina|let|y",
}
_AGO = (
    "ago|ang nakalipas|nakalipas|前|之前|以前|전|назад|тому|temu|önce|fa|geleden|sedan|siden|sitten|ezelőtt|πριν|trước|yang lalu|lalu|ที่แล้ว|ที่ผ่านมา|ก่อน|पहले|আগে|पूर्व|পূর্বে|"
    "پیش|قبل|atrás|tagasi|evvel|mukaan|earlier|dias atrás|nazaj|zpět|zpátky|zuvor|תקופה"
)
_SINCE = "vor|vor mehr als|vor über|il y a|il y a plus de|il y a moins de|hace más de|há mais de|za|преди|пре|prije|pred|prieš|pirms|fyrir|for over|över|hace|há|ha|منذ|قبل|לפני|πριν από|πριν|acum|před|pred|prije|преди|пре|fa|prieš|pirms|duela|for|cách đây"
_DAY_WORDS: dict[int, str] = {
    0: "today|今天|今日|오늘|heute|aujourd'hui|hoy|hoje|oggi|vandaag|idag|i dag|tänään|í dag|dzisiaj|dziś|dnes|сегодня|сьогодні|днес|данас|danas|danes|bugün|σήμερα|"
    "azi|astăzi|اليوم|امروز|היום|आज|আজ|วันนี้|hôm nay|hari ini|avui|gaur|täna|šodien|šiandien|刚刚|刚才|方才|just now|方今|たった今",
    1: "yesterday|昨天|昨日|어제|gestern|ayer|ontem|ieri|gisteren|igår|i går|eilen|í gær|wczoraj|včera|вчера|вчора|вчера|јуче|jučer|včeraj|dün|χθες|أمس|دیروز|אתמול|"
    "कल|গতকাল|เมื่อวาน|hôm qua|kemarin|semalam|ahir|atzo|eile|vakar",
    2: "前天|一昨日|그저께|vorgestern|avant-hier|anteayer|anteontem|позавчера|позавчора|przedwczoraj",
}


# Ages that a page counts in other words than "ago".
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_AGES = (
    r"(?:已经?)?(?:超过|超過|过去了?|過去了?|运行了?|運行了?|存活|距今(?:已经?)?(?:过去了?|過去了?)?|建站|运营)了?\s?{n}\s?{u}(?:\s?\d+\s?{u}){{0,4}}(?:没有更新|未更新|沒有更新)?",
    r"から\s?{n}\s?{u}以?上?が?(?:経過|経って|たって)",
    r"(?:it has been|it's been)\s{n}\s{u}",
    r"{n}\s{u}\s(?:old|since (?:the|its|this) last|have passed|alt|ancien|de antiguedad)(?![^\W\d_])",
    r"(?:older than|more than|over|alter als|plus de|mas de|piu di|meer dan|старше|более|больше)\s{n}\s{u}\s(?:old|ago|alt)",
    r"(?<![^\W\d_])fa\s(?:mes de\s)?{n}\s{u}",
    r"{n}\s?{u}\s?(?:이상\s?)?(?:지난|경과|지났)",
    r"{n}\s?(?:napja|honapja|eve|oraja|perce)(?![^\W\d_])",
)


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative phrase and its age in seconds at the time of reading; `unit` is the size of its unit in seconds."""

    start: int
    end: int
    age: int
    unit: int


@cache
def _compiled() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, int]]:
    """What follows a number: its unit and maybe an 'ago'; a 'since' right before a number; the units' sizes."""
    units = {fold(clean(w)): size for size, words in _UNITS.items() for w in words.split("|")}
    unit = word_pattern(units)
    ago = word_pattern({fold(clean(w)) for w in _AGO.split("|")})
    since = word_pattern({fold(clean(w)) for w in _SINCE.split("|")})
    return (
        re.compile(rf"\s?({unit})(?:(?![^\W\d_])|(?=[^a-z]))(?:\s?({ago}))?"),
        re.compile(rf"(?<![^\W\d_]){since}(?:\s(?:ca\.|etwa|environ|unos|circa|около))?\s?$"),
        units,
    )


_LETTERS = bytes(code if 0x61 <= code <= 0x7A else 0x20 for code in range(0x100))


@cache
def _day_words() -> tuple[tuple[str, int, frozenset[str], bytes], ...]:
    """Each word, how many days ago it means, those of its letters that are not ASCII, and the run of letters that an ASCII
    word begins with: two looks that spare nearly every page a search for nearly every word."""
    words = ((fold(clean(w)), days) for days, ws in _DAY_WORDS.items() for w in ws.split("|"))
    return tuple(
        (word, days, frozenset(beyond_ascii(word)), _runs(word)[0] if word.isascii() else b"") for word, days in words
    )


def _runs(folded: str) -> list[bytes]:
    """The runs of ASCII letters of a text."""
    return folded.encode("utf-8", "surrogatepass").translate(_LETTERS).split()


_DIGITS = 4  # at most, of a number that counts units
_ONE_AGO = re.compile(r"(?<![^\W\d_])(?:an?|one)\s(second|minute|hour|day|week|month|year)\sago(?![^\W\d_])")


def relatives_in(folded: str, numbers: list[tuple[int, int]] | None = None) -> Iterator[Relative]:
    """All relative phrases of a text, in no particular order. `numbers`: its `number_spans`, where they are known."""
    yield from _counted(folded, number_spans(folded) if numbers is None else numbers)
    letters, runs = beyond_ascii(folded), {b"", *_runs(folded)}
    for word, days, strange, run in _day_words():
        at = folded.find(word) if run in runs and strange <= letters else -1
        while at >= 0:
            end = at + len(word)
            if word[0] >= "\u0e00" or not (folded[at - 1 : at].isalpha() or folded[end : end + 1].isalpha()):
                yield Relative(at, end, days * 86400, 86400)
            at = folded.find(word, end)


def _counted(folded: str, numbers: list[tuple[int, int]]) -> Iterator[Relative]:
    """'3 days ago', 'vor 3 Tagen', 'a week ago'."""
    pattern, since, units = _compiled()
    for start, end in numbers:
        m = pattern.match(folded, end) if end - start <= _DIGITS else None
        if m is None or (start and folded[start - 1] in ".,:/-"):
            continue
        before = None if m[2] else since.search(folded[max(0, start - 16) : start])
        if m[2] or before:
            size = units[m[1]]
            begin = start - len(before[0]) if before else start
            yield Relative(begin, m.end(), int(folded[start:end]) * size, size)
    if " ago" in folded:
        for m in _ONE_AGO.finditer(folded):
            yield Relative(m.start(), m.end(), units[m[1]], units[m[1]])


@cache
def _age_pattern() -> re.Pattern[str]:
    unit = word_pattern({fold(clean(w)) for words in _UNITS.values() for w in words.split("|")})
    shapes = (
        _NOT_ASCII.sub(lambda m: fold(m[0]), shape).replace("{n}", r"\d{1,5}").replace("{u}", f"(?:{unit})(?![a-z])")
        for shape in _AGES
    )
    return re.compile("|".join(shape.replace("{{", "{").replace("}}", "}") for shape in shapes))


def age_spans(folded: str) -> Iterator[tuple[int, int]]:
    """Spans of ages that grow by themselves without the word "ago": 'it has been 30 days since …', '已超过30天没有更新'."""
    for m in _age_pattern().finditer(folded):
        yield m.span()


def resolve(relative: Relative, fetched_at: datetime) -> Moment:
    """The approximate day a relative phrase means, in the zone of the fetch time."""
    try:
        when = fetched_at - timedelta(seconds=relative.age)
    except OverflowError:
        when = fetched_at
    if when.year < 1901:
        when = fetched_at
    return Moment(when.year, when.month, when.day, rough=True)
