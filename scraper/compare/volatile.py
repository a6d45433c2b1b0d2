"""Phrases that move by themselves: relative times, counters, clocks, copyright years, tokens. Found, named and masked.

Only short lines are masked, and of longer ones only what stands beside a word such as "updated" or "阅读": in the prose
of a contract "within 30 days" is the document, not a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scraper.compare.normal import normal
from scraper.extract.statements.lexicon import has_update_word
from scraper.extract.statements.spans import date_spans, relative_spans

__all__ = ["Masked", "bare_date", "dated_parts", "has_day", "is_brief", "labelled_date", "mask"]

# A line of up to this many characters may be masked anywhere.
_SHORT = 140
# What may be left of it beside what is masked, in letters: a line that says more is prose.
_REST = 36
_SENTENCE_ENDS = (".", "。", "!", "！", "?", "？", ";", "；")
_MASK = "\u2026#"

_N = r"(?:\d+(?:[.,]\d+)*)"
_NUM = rf"(?:{_N}|an?|one|einem|einer|eine?[ns]?|une?|un[oa]?|[一二三四五六七八九十百半数几两]+)"


def _any(words: str) -> str:
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


_UNITS = {
    "en": _any("seconds? secs? minutes? mins? hours? hrs? days? weeks? months? years? yrs?"),
    "de": _any("Sekunden? Minuten? Min\\. Stunden? Std\\. Tage?n? Wochen? Monate?n? Monats? Jahre?n?"),
    "fr": _any("secondes? minutes? min heures? jours? semaines? mois ans? années?"),
    "es": _any("segundos? minutos? horas? días? semanas? mes(?:es)? años?"),
    "pt": _any("segundos? minutos? horas? dias? semanas? mês meses anos?"),
    "it": _any("secondi secondo minut[oi] or[ae] giorn[oi] settiman[ae] mes[ei] ann[oi]"),
    "nl": _any("seconden? minu(?:ten|ut) uur uren dag(?:en)? we(?:ken|ek) maand(?:en)? jaar jaren"),
    "ru": _any(
        "секунд\\w* сек\\.? минут\\w* мин\\.? час\\w* ч\\.? день дн\\w* недел\\w* месяц\\w* мес\\.? лет год\\w*"
    ),
    "uk": _any("секунд\\w* хвилин\\w* годин\\w* день дн\\w* тиж\\w* місяц\\w* рок\\w* рік"),
    "pl": _any("sekund\\w* minut\\w* godzin\\w* dni dzień tygodni\\w* tydzień miesi\\w+ lat\\w* rok\\w*"),
    "nordic": _any(
        "sekunder? minutte?r? tim(?:mar|mer|er|me|e) dag(?:ar|er|e)? veckor? uker? uger? månader? måneder? år"
    ),
    "zh": _any("秒钟? 秒鐘 分钟? 分鐘 小时 小時 天 日 周 週 星期 个月 個月 月 年"),
}
_RELATIVE = [
    rf"\b{_NUM}\s*{_UNITS['en']}(?:\s*(?:,|and)?\s*{_NUM}\s*{_UNITS['en']})*\s+ago\b",
    r"\b(?:just now|moments? ago|yesterday|today)(?:\s+at\s+\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?)?\b",
    rf"\bvor\s+(?:etwa\s+|ca\.\s+|wenigen\s+)?(?:{_NUM}\s+)?{_UNITS['de']}\b|\bgerade eben\b",
    rf"\bil y a\s+(?:environ\s+)?{_NUM}\s+{_UNITS['fr']}\b|\bà l['’]instant\b",
    rf"\bhace\s+(?:unos\s+|unas\s+)?{_NUM}\s+{_UNITS['es']}\b",
    rf"\bhá\s+(?:cerca de\s+)?{_NUM}\s+{_UNITS['pt']}\b|\b{_NUM}\s+{_UNITS['pt']}\s+atrás\b",
    rf"\b{_NUM}\s+{_UNITS['it']}\s+fa\b",
    rf"\b{_NUM}\s+{_UNITS['nl']}\s+geleden\b",
    rf"(?:\b{_NUM}\s+)?\b{_UNITS['ru']}\s+назад\b|\bтолько что\b",
    rf"(?:\b{_NUM}\s+)?\b{_UNITS['uk']}\s+тому\b",
    rf"(?:\b{_NUM}\s+)?\b{_UNITS['pl']}\s+temu\b",
    rf"\b(?:för|for)\s+{_NUM}\s+{_UNITS['nordic']}\s+(?:sedan|siden)\b|\b{_NUM}\s+\w+\s+sitten\b",
    rf"\b{_NUM}\s+\w+\s+önce\b|\bπριν\s+(?:από\s+)?{_NUM}\s+\w+|\bacum\s+{_NUM}\s+\w+|\b{_NUM}\s+\w+(?:cel|kal|l[ae]l)?\s+ezelőtt\b|\bpřed\s+{_NUM}\s+\w+",
    rf"منذ\s+(?:{_N}\s+)?\w+|{_N}\s+\w+\s+پیش|לפני\s+(?:{_N}\s+)?\w+|{_N}\s*\S+\s+(?:पहले|আগে)|{_N}\s*\S+?(?:ที่แล้ว|ก่อน)",
    rf"\b{_N}\s+\w+\s+(?:trước|yang lalu|lalu)\b",
    rf"{_NUM}\s*{_UNITS['zh']}(?:\s*{_NUM}\s*{_UNITS['zh']})*\s*(?:之前|以前|前)|刚刚|剛剛|刚才|昨天|前天|今天(?=\s*\d)",
    rf"{_N}\s*(?:秒|分|時間|日|週間|か月|ヶ月|カ月|年)前|{_N}\s*(?:초|분|시간|일|주|개월|달|년)\s*전",
]
_AGE = [
    rf"(?:已?超过|已經?超過|距今(?:已经?过去了?)?|已运行|运行了?|已存活|建站)\s*{_N}\s*{_UNITS['zh']}(?:\s*{_N}\s*{_UNITS['zh']}?)*(?:没有更新|未更新)?",
    rf"\b(?:older than|more than|over)\s+{_N}\s+{_UNITS['en']}\s+(?:old|ago)\b",
]
_COUNTED = _any(
    "views? reads? hits? visits? visitors? comments? likes? shares? replies reply followers? members? votes? downloads? stars? points? reviews? "
    "ratings? reactions? retweets? reposts? bookmarks? saves? subscribers? users\\s+online online people\\s+online guests? claps? plays? watching "
    "min(?:ute)?s?\\s+read words? "
    "Aufrufe? Kommentare? Ansichten Likes Bewertungen? Leser Besucher Mal\\s+gelesen Stimmen Wörter Min(?:\\.|uten)?\\s+Lesezeit Mitglieder Antworten "
    "vues? commentaires? j['’]aime partages? lectures? avis abonnés? min(?:utes?)?\\s+de\\s+lecture mots visites? réponses? "
    "vistas? visitas? comentarios? me\\s+gusta compartid[oa]s? lecturas? min(?:utos?)?\\s+de\\s+lectura seguidores palabras "
    "visualizações comentários? curtidas min(?:utos)?\\s+de\\s+leitura visualizzazioni commenti minuti\\s+di\\s+lettura "
    "просмотр\\w* комментари\\w* лайк\\w* отзыв\\w* голос\\w* подписчик\\w* слов\\w* мин(?:ут\\w*|\\.)?\\s+(?:чтения|на\\s+чтение) посетител\\w* ответ\\w* "
    "перегляд\\w* коментар\\w* wyświetle\\w* komentarz\\w* odsłon\\w* weergaven reacties visningar kommentarer görüntüle\\w* yorum\\w* "
    "次阅读 次浏览 次访问 次点击 人阅读 人浏览 阅读 浏览 点击 评论 回复 点赞 赞 收藏 转发 人气 热度 访客 人在线 人访问 条评论 个评论 人赞 人喜欢 人收藏 次播放 播放 粉丝 关注 "
    "次閱讀 次瀏覽 閱讀 瀏覽 點擊 評論 回覆 按讚 個字 个字 字 行代码 回閲覧 閲覧 件のコメント コメント いいね 회 조회 댓글 좋아요 추천 lượt\\s+xem bình\\s+luận مشاهد(?:ة|ات) تعليق(?:ات|ًا|ا)? قراء(?:ة|ات) زيار(?:ة|ات) إعجاب(?:ات)? צפיות תגובות προβολές σχόλια बार\\s+देखा\\s+गया टिप्पणियाँ ครั้ง ความคิดเห็น dilihat komentar megtekintés hozzászólás zobrazení komentář\\w* vizualizări comentarii"
)
_LABEL = _any(
    "views? reads? hits? visits? visitors? comments? likes? shares? replies followers? members? votes? downloads? "
    "Aufrufe Kommentare Ansichten Besucher Gelesen Lesezeit vues commentaires lectures visites vistas visitas comentarios lecturas "
    "visualizações comentários visualizzazioni commenti просмотр\\w* комментари\\w* посещени\\w* wyświetle\\w* "
    "阅读量? 浏览量? 访问量? 总访问量 本站总访问量 本文总阅读量 点击量? 评论数? 回复数? 点赞数? 收藏数? 人气 热度 访客数? 字数 总字数 字数统计 阅读时长 预计阅读时间 预计阅读 阅读时间 "
    "閱讀數? 瀏覽數? 閲覧数 アクセス数 コメント数 コメント いいね 閲覧 いいね数 조회수? 댓글 좋아요 المشاهدات مشاهدات التعليقات تعليقات الزيارات צפיות תגובות προβολές görüntülenme yorum dilihat lượt\\s+xem wyświetleń odsłony weergaven visninger visningar zobrazeno Klicks Zugriffe Likes Gefällt\\s+mir j[’']aime me\\s+gusta нравится лайки"
)
_K = r"(?:\s*[kKmM万萬亿億千]|\s*тыс\.?|\s*Mio\.?|\s*Tsd\.?)?\+?"
_COUNTER = [
    rf"{_N}{_K}\s*{_COUNTED}(?!\w)",
    rf"{_LABEL}\s*[(:（：]?\s*{_N}{_K}\s*[)）]?(?:\s*(?:次|人|字|分钟|分鐘|秒|min(?:utes?|\.)?|мин\w*\.?|Minuten|Min\.|minutes?|字数))?",
]
_MACHINE = [
    r"\bProcessed in [\d.]+ second\(?s?\)?(?:,\s*\d+ quer(?:y|ies))?|\b(?:generated|rendered|loaded) in [\d.]+\s*(?:ms|s|seconds?|milliseconds?)",
    r"\bGMT[+-]\d{1,2},?\s*\d{4}-\d{1,2}-\d{1,2}\s+\d{1,2}:\d{2}(?::\d{2})?",
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,64}\b",
    r"\b(?:build|commit|revision|rev|sha|deploy(?:ment)?)\s*(?:id|no\.?|number)?\s*[:#]?\s*(?=[0-9a-f.-]*\d)[0-9a-f][0-9a-f.-]{5,40}\b(?:\s+(?:on|from|@)\s+[\w.-]*\d[\w.-]*)?|\b(?:node|server|host|served by|worker|pod|instance)[ :#-]{1,2}[\w.-]*\d[\w.-]*$",
    r"\b(?:request|ray|trace|session|incident|event|reference|error)[ -]?id\s*[:#]?\s*[\w-]{6,}",
]
_YEARS = r"(?:19|20)\d\d"
_COPYRIGHT = [
    rf"(?:©|\(c\)|&copy;|copyright|版权所有|版權所有|all rights reserved)[^\d\n]{{0,40}}{_YEARS}(?:\s*[-–—~至/,]\s*(?:{_YEARS}|present|now|heute|н\.\s?в\.|至今))?",
    rf"{_YEARS}(?:\s*[-–—~]\s*{_YEARS})?\s*(?:©|\(c\))",
]
_KINDS = (
    ("relative time", _RELATIVE),
    ("age", _AGE),
    ("counter", _COUNTER),
    ("machine stamp", _MACHINE),
    ("copyright year", _COPYRIGHT),
)
_FINDERS = tuple((kind, re.compile("|".join(f"(?:{p})" for p in shapes), re.IGNORECASE)) for kind, shapes in _KINDS)
# Each shape of a relative time holds one of these; asking for them first costs a twentieth of trying all shapes.
_RELATIVE_WORDS = tuple(
    "ago|now|yesterday|today|vor|eben|il y a|instant|hace|há|atrás|fa|geleden|назад|только|тому|temu|sedan|siden|sitten|önce|πριν|acum|ezelőtt|před|"  # noqa: SIM905
    "منذ|پیش|לפני|पहले|আগে|ที่แล้ว|ก่อน|trước|lalu|前|刚|剛|昨天|今天|전".split("|")
)
_DIGIT = re.compile(r"\d")
# What stands beside a date or count that says when or how much. Words, not a pattern: looking for each costs a tenth of it.
_BESIDE = tuple(
    "更新|编辑|編輯|修改|发布|發布|发表|阅读|浏览|updated|edited|modified|posted|published|aktualisiert|geändert|bearbeitet|mis à jour|modifié|publié|actualizado|publicado|обновл|измен|"  # noqa: SIM905
    "отредакт|опубликов|aggiornat|atualizad|bijgewerkt|zaktualizowan".split("|")
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text in normal form with its volatile phrases replaced, and what these were ('counter: 12 views')."""

    text: str
    found: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def mask(text: str) -> Masked:
    """Mask one line."""
    anywhere = len(text) <= _SHORT and text[-1:] not in _SENTENCE_ENDS
    counts = _DIGIT.search(text) is not None
    beside = anywhere or "©" in text or _beside(text)
    if not beside and not (counts and has_update_word(text)):
        return Masked(normal(text))
    found: list[str] = []
    whole = text

    def note(kind: str, match: re.Match[str]) -> str:
        if not anywhere and not _near(text, match):
            return match.group()
        found.append(f"{kind}: {match.group().strip()[:60]}")
        return _MASK

    for kind, finder in _FINDERS if beside else ():
        if _may_hold(kind, text, counts):
            text = finder.sub(lambda match, kind=kind: note(kind, match), text)  # type: ignore[misc]
    text = _without_ages(text, found, anywhere=anywhere)
    if anywhere and found and _weight(text.replace(_MASK, "")) > _REST and not _beside(text) and "©" not in whole:
        return Masked(normal(whole))
    return Masked(normal(text), tuple(found))


def _beside(text: str) -> bool:
    said = text.lower()
    return any(word in said for word in _BESIDE)


def _may_hold(kind: str, text: str, counts: bool) -> bool:
    """Whether a phrase of this kind can be in the text at all; `counts`: it has a digit."""
    if kind != "relative time":
        return counts or kind == "machine stamp"
    said = text.lower()
    return any(word in said for word in _RELATIVE_WORDS)


def _without_ages(text: str, found: list[str], *, anywhere: bool) -> str:
    """Takes out what counts from the visit in any language that stated dates are read in; adds it to `found`."""
    for start, end in reversed(relative_spans(text)):
        around = text[max(0, start - 24) : end + 24]
        if anywhere or _beside(around) or has_update_word(around):
            found.append(f"relative time: {text[start:end].strip()[:60]}")
            text = text[:start] + _MASK + text[end:]
    return text


def _weight(text: str) -> int:
    """Letters, an ideograph counted twice."""
    return sum(2 if c >= "\u2e80" else 1 for c in text if c.isalpha())


def _near(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - 24) : match.end() + 12]
    return _beside(around) or "©" in around


# -- dates --------------------------------------------------------------------------------------------------------

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december|"
    r"januar|jänner|februar|märz|maerz|mai|juni|juli|oktober|dezember|okt|dez|mrz|"
    r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|janv|févr?|avr|juil|déc|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|ene|abr|ago|dic|"
    r"gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|gen|mag|giu|lug|set|ott|"
    r"janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|fev|mai|out|"
    r"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь|янв|фев|апр|авг|сент?|окт|ноя|нояб|дек|"
    r"stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|"
    r"januari|februari|maart|augustus|maj|juni|juli|augusti|ocak|şubat|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık)"
)
_CLOCK = r"\d{1,2}\s?[:.h]\s?\d{2}(?:\s?:\d{2})?(?:\.\d+)?\s*(?:[ap]\.?\s?m\.?|uhr|z|utc|gmt|cest|cet|msk|мск|[+-]\d{2}:?\d{2})?"
_DATE = re.compile(
    rf"(?:(?:令和|平成|昭和|民[國国])\s*)?(?:\d{{1,4}}|元)\s*年\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*[日号])?|\d{{4}}\s*년\s*\d{{1,2}}\s*월(?:\s*\d{{1,2}}\s*일)?|\d{{1,2}}\s*月\s*\d{{1,2}}\s*[日号]"
    rf"|\d{{4}}\s?[-./]\s?\d{{1,2}}\s?[-./]\s?\d{{1,2}}(?:[t ]{_CLOCK})?|\d{{1,2}}\s?[-./]\s?\d{{1,2}}\s?[-./]\s?\d{{2,4}}"
    rf"|\b{_MONTH}\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b,?(?:\s+\d{{4}})?|\b\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?\s*(?:de\s+|of\s+|-)?{_MONTH}\b\.?,?(?:\s*(?:de\s+|-)?\d{{4}})?"
    rf"|\b{_MONTH}\b\.?,?\s+\d{{4}}|{_CLOCK}",
    re.IGNORECASE,
)
_ONLY_CLOCK = re.compile(_CLOCK, re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|星期[一二三四五六日天]|周[一二三四五六日]|週[一二三四五六日]|\b(?:mon|diens|donners|frei|sams|sonn)tag\b|\bmittwoch\b|"
    r"\b(?:lun|mar|mercre|jeu|vendre|same)di\b|\bdimanche\b|\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|[月火水木金土日]曜日?|[월화수목금토일]요일|\b(?:mo|di|mi|do|fr|sa|so|пн|вт|ср|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun|lun|mer|jeu|ven|sam|dim)\b[.,]",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def dated_parts(text: str) -> tuple[str, tuple[str, ...]]:
    """The text in normal form with its dates and clocks replaced, and these as they stand."""
    found: list[str] = []

    def note(match: re.Match[str]) -> str:
        found.append(match.group())
        return _MASK

    bare = _DATE.sub(note, text)
    for start, end in reversed(date_spans(bare)):  # the dates of languages that the shapes above do not know
        found.append(bare[start:end])
        bare = bare[:start] + _MASK + bare[end:]
    bare = _WEEKDAY.sub(_MASK, bare)
    return re.sub(f"(?:{_MASK}[\\s,]*)+", _MASK, normal(bare)), tuple(found)


def labelled_date(text: str) -> bool:
    """Whether a word such as "updated" or "发布" stands beside a date of the line."""
    for match in _DATE.finditer(text):
        around = text[max(0, match.start() - 32) : match.end() + 24]
        if _beside(around) or has_update_word(around):
            return True
    return False


def is_brief(text: str) -> bool:
    """Whether a line says little beside its dates, and is no sentence."""
    bare = _WEEKDAY.sub("", _DATE.sub("", text))
    return len(text) <= _SHORT and text[-1:] not in _SENTENCE_ENDS and _weight(bare) <= _REST


def has_day(text: str) -> bool:
    """Whether a line has a date, not only a time of day."""
    return any(not _ONLY_CLOCK.fullmatch(match.group()) for match in _DATE.finditer(text))


def bare_date(text: str) -> bool:
    """Whether a line is nothing but a date, a clock, or both."""
    bare, found = dated_parts(text)
    return bool(found) and not re.sub(rf"{_MASK}|[\W_]", "", bare)
