"""Who updated: the name beside a notice, before its verb, between verb and date, or after the date."""

from __future__ import annotations

import re
from bisect import bisect_right

from scraper.extract.statements.numerals import fold
from scraper.extract.statements.stream import MARK, Stream

__all__ = ["after_date", "before_label", "between", "clean_name", "in_gap"]

_BY = fold(
    r"(?:by|von|par|por|door|av|af|przez|od|uživatelem|używatel|от|автор|автором|пользователем|користувачем|oleh|bởi|bởi:|更新者|编辑者|由|編集者|durch|"
    r"tarafından|από|από τον|از|توسط|بواسطه|من قبل|על ידי|על-ידי|ע\"י|โดย|द्वारा|দ্বারা|dari|de către|da parte di|da|di|fra|käyttäjä|a cura di|pel|per|"
    r"uporabnik|korisnik|lietotājs|naudotojas|kasutaja)"
)
_ON = fold(
    r"(?:[\s,;:@|/(\[\-]|on|at|am|um|le|la|el|il|em|den|dne|dnia|op|på|a|в|dia|ngày|vào|lúc|pada|tarihinde|στις|la data de|in data|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?|(?:mo|di|mi|do|fr|sa|so)\.|于|在|on:|于:|:)"
)
_GAP = re.compile(rf"[\s:,(\-–]{{0,3}}{_BY}[\s:：]{{0,3}}(.{{1,60}}?)(?:\s{_ON}{{1,6}}|{_ON}{{0,3}})?$")
_GAP_CJK = re.compile(r"[\s:：]{0,3}(.{1,40}?)[\s]{0,2}(?:[于在]|[(（])[\s:：]{0,2}$")
_AFTER = re.compile(rf"[\s,;|·•)(\ue000\-]{{0,4}}{_BY}[\s:：]{{1,3}}([^\n]{{1,70}})")
_NAMED_DE = re.compile(r"\s(?:de|d')\s?([^\n]{1,60})")
_AFTER_JA = re.compile(r"\s?(?:に|,)\s?([^\n]{1,40}?)\s?(?:が|によ(?:り|って))")
_AFTER_BARE = re.compile(r"(?:\s-|,)\s([^\n\-|,(]{2,40})(?=\n|$|\s[-|(])")
_END = re.compile(
    r"[\n|·•,;!?()\[\]（）【】。！？，；<>\"«»/]|\s(?:on|at|am|um|le|el|il|em|den|in|with|for|and edited|edited|-|–|—)\s|\s[-–—]\s|(?<=\w{3})\.(?:\s|$)|: "
)
_BEFORE_CJK = re.compile(r"由\s{0,2}[:：]?([^\n由。;]{1,40}?)\s{0,2}(?:于|在)?$")
_BEFORE_VERB = re.compile(r"(?:^|[\n|·•(]|\.\s)([^\n|·•(.,;:]{1,40}?)\s(?:last\s|has\s)?$")
_VERB_END = re.compile(r"\s(?:最后)?(?:更新|编辑|編輯|修改|发布|發布)$")
_TRIM = " \t'\"“”‘’«»*_,;:：、，.|/-–—()（）[]【】@"


# Verbs with the name right behind them: "Сообщение отредактировал X: D".
_TAKES_NAME = tuple(
    fold("отредактировал|отредактировала|изменил|изменила|редактировалось|редактировал|відредагував|змінив").split("|")
)
_NAME_FIRST = re.compile(r"\s([^\d\n:,;()]{2,40}?)[\s:,-]{1,3}$")
_NO_NAMES = frozenset(("в", "на", "от", "о", "дата"))


def clean_name(raw: str) -> str | None:
    """A name without what surrounds it; None where nothing name-like is left."""
    name = _VERB_END.sub("", raw.replace(MARK, "").strip(_TRIM)).strip(_TRIM)
    name += ")" if name.count("(") > name.count(")") else ""
    if not 1 <= len(name) <= 60 or name.isdigit() or not any(ch.isalnum() for ch in name):
        return None
    if len(name.split()) > 6:
        return None
    return name


def in_gap(stream: Stream, label_word: str, start: int, end: int) -> tuple[bool, str | None]:
    """Whether the text between label and date is a by-clause, and the name in it.

    'Last modified by X on D', '最后由 X 于 D 编辑', '最近更新：X（D）'.
    """
    gap = stream.folded[start:end]
    if len(gap) > 90 or "\n" in gap.strip("\n"):
        return False, None
    if label_word.endswith(_TAKES_NAME):
        m = _NAME_FIRST.match(gap)
        m = m if m is not None and m[1] not in _NO_NAMES else None
    elif label_word.endswith("由"):
        m = _GAP_CJK.match(gap)
    else:
        m = _GAP.match(gap)
        if m is None and gap.rstrip(" :：")[-1:] in "(（" and label_word[-1:] > "\u2e80":
            m = _GAP_CJK.match(gap)
    if m is None:
        return False, None
    return True, clean_name(stream.text[start + m.start(1) : start + m.end(1)])


_CJK_FIELD = re.compile(
    r"(?:更新者|更新人|编辑者|编辑人|修改者|修改人)\s?[:：]\s?([^\s:：|,;]{1,30})[\s|,;]{1,3}(?:最后|最近)?$"
)
_BETWEEN = re.compile(
    fold(
        r"(?:\s(?:tarihinde\s)?([^\d\n]{2,40}?)\starafından(?=\s)|\s?に\s?([^\d\n]{1,30}?)\s?(?:が|によ(?:り|って))\s?)"
    )
)


def between(stream: Stream, end: int, line_end: int) -> tuple[str | None, int]:
    """The name between a date and the verb that follows it ('D tarihinde X tarafından güncellendi'), and where it ends."""
    m = _BETWEEN.match(stream.folded, end, min(line_end, end + 80))
    if m is None:
        return None, end
    group = 1 if m[1] else 2
    return clean_name(stream.text[m.start(group) : m.end(group)]), m.end()


def before_label(stream: Stream, label_word: str, line_start: int, label_start: int) -> str | None:
    """The name before the verb: '由 X 更新于 D', 'octocat edited this page D'."""
    low = max(line_start, label_start - 60)
    if label_word[:1] >= "\u3400" and not stream.folded[line_start:label_start].strip():
        low = max(0, label_start - 60)  # the name stands in a block of its own, its 由 above it
    text = stream.folded[low:label_start].replace("\n", " ")
    m = _BEFORE_CJK.search(text) or _CJK_FIELD.search(text)
    if m is None and label_word.endswith(("this page", "this wiki")):
        m = _BEFORE_VERB.search(text)
    if m is None or ("," in m[1] and not stream.begins_part(low + m.start(1))):
        return None
    return clean_name(stream.text[low + m.start(1) : low + m.end(1)])


def after_date(stream: Stream, label_word: str, end: int, line_end: int) -> tuple[str | None, int]:
    """The name after the date ('D by X', 'D - X' in TWiki), and where it ends."""
    high = min(line_end, end + 90)
    m = _AFTER.match(stream.folded, end, high) or _AFTER_JA.match(stream.folded, end, high)
    if m is None:
        m = _NAMED_DE.match(stream.folded, end, high)
        m = m if m is not None and stream.begins_part(m.start(1)) else None
    if m is None:
        if label_word.startswith("topic revision"):
            m = _AFTER_BARE.match(stream.folded, end, high)
        if m is None:
            return None, end
    start, stop = m.start(1), m.end(1)
    part_end = _part_end(stream, start)
    cut = _END.search(stream.folded, start, stop)
    if cut is not None and cut.start() > start:
        stop = cut.start()
    if part_end is not None and start < part_end <= start + 60:
        stop = min(stop, part_end) if cut is None or cut.start() > part_end else max(stop, part_end)
    return clean_name(stream.text[start:stop]), stop


def _part_end(stream: Stream, start: int) -> int | None:
    """Where the element's text that begins at `start` ends; None where the name does not begin an element's text."""
    if not stream.starts or not stream.begins_part(start):
        return None
    later = [s for s in stream.starts[_index(stream, start) + 1 : _index(stream, start) + 2]]
    return later[0] if later else len(stream.text)


def _index(stream: Stream, offset: int) -> int:
    return bisect_right(stream.starts, offset) - 1
