"""What a difference at one spot of a page is worth: the document, or something around it.

Each judgement gives its reason. Order: volatile phrases, then where on the page it stands, then what it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.compare.dates import DateChange
from scraper.compare.matching import Difference
from scraper.compare.normal import normal
from scraper.compare.text import common_prefix
from scraper.compare.volatile import bare_date, dated_parts, has_day, is_brief, labelled_date, mask
from scraper.extract.layout import MAIN, Placed

__all__ = ["Around", "Judged", "judge", "judge_moves", "shifted_dates"]

_PROSE = 60  # letters of a line that reads like a sentence of the document; an ideograph counts three times
_MOVED = 12  # characters of a line that can be said to have moved
_BESIDE_MASKS = 6  # letters
_DATES_DIFFER = 48  # characters between the first and the last that differ where only a date does
_SHORT_LINE = 240  # characters of a line in which several dates may differ
_CALLS = re.compile(
    r"^\W*(?:accept(?: all)?(?: cookies)?|reject(?: all)?|allow all|got it|i agree|manage (?:cookies|preferences|choices)|cookie settings|"
    r"alle (?:akzeptieren|ablehnen)|akzeptieren|ablehnen|zustimmen|einstellungen|tout accepter|accepter|refuser|tout refuser|personnaliser|"
    r"aceptar(?: todo)?|rechazar|accetta(?: tutto)?|rifiuta|aceitar|принять(?: все)?|отклонить|согласен|同意|接受|拒绝|我知道了|すべて許可|同意する|동의|"
    r"log ?in|sign ?(?:in|up)|register|subscribe|download(?: (?:the|our))?(?: app)?|get the app|install|join(?: now)?|try (?:it )?(?:for )?free|learn more|shop now|"
    r"anmelden|registrieren|abonnieren|herunterladen|jetzt (?:kaufen|testen|laden|bestellen)|mehr erfahren|se connecter|s['’]inscrire|télécharger|découvrir|en savoir plus|"
    r"iniciar sesión|suscribirse|descargar|войти|регистрация|подписаться|скачать|подробнее|登录|登錄|注册|註冊|下载|下載|订阅|訂閱|立即.{1,6}|ログイン|登録|"
    r"app ?store|google play|on the app store|get it on google play|laden im app store)\W*$",
    re.IGNORECASE,
)
# Beside a date: it is a term, whatever else the line says.
_HAPPENS = re.compile(
    r"\b(?:deadline|due|until|till|by|expires?|valid|effective|in force|starts?|ends?|from|closes?|opens?|frist|bis|ab|gültig|endet|beginnt|jusqu|échéance|limite|valable|"
    r"hasta|plazo|vence|válid[oa]|até|prazo|entro|scadenza|fino al|tot|uiterlijk|do dnia|до|срок|действу\w+|начало|окончание)\b|截止|有效|生效|到期|期限|締切|まで|から|마감|까지|حتى|موعد",
    re.IGNORECASE,
)
_CONSENT = re.compile(r"cookie|кук(?:и|ов)|クッキー|쿠키", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a difference is the document's own, why, and which volatile phrases were set aside."""

    substance: bool
    reason: str
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What of the whole capture bears on one spot. `sure`: the page names the element that holds its document; `zone`:
    several dates moved by one day together, as they do when a server's time zone changes.
    """

    sure: bool
    dates: DateChange
    zone: bool
    now: datetime


def judge(difference: Difference, around: Around) -> Judged:
    """Judge one spot."""
    volatile = _volatile(difference, around)
    if volatile is not None:
        return volatile
    lines = (*difference.old, *difference.new)
    if any(p.place == MAIN for p in lines):
        return _in_document(
            [p for p in difference.old if p.place == MAIN], [p for p in difference.new if p.place == MAIN]
        )
    return _around(difference, sure=around.sure)


def _volatile(difference: Difference, around: Around) -> Judged | None:
    old, new = [mask(p.text) for p in difference.old], [mask(p.text) for p in difference.new]
    phrases = tuple(f for m in (*old, *new) for f in m.found)
    if len(old) != len(new):  # lines that hold nothing else may come and go
        old, new = ([m for m in side if not (m.found and _empty(m.text))] for side in (old, new))
    if phrases and "".join(m.text for m in old) == "".join(m.text for m in new):
        return Judged(False, phrases[0].split(":")[0], phrases)
    return _dates(difference, around)


def _empty(masked: str) -> bool:
    """Whether nothing but volatile phrases and a word beside them is left."""
    return sum(2 if c >= "\u2e80" else 1 for c in masked if c.isalnum()) <= _BESIDE_MASKS


def judge_moves(moved: Sequence[Placed]) -> Judged | None:
    """Lines of the document that stand elsewhere now: an edit, unless they are links (lists of links are shuffled)."""
    own = [p for p in moved if p.place == MAIN and p.linked < 0.5 * len(p.text) and len(normal(p.text)) >= _MOVED]
    return Judged(True, f"moved within the document: {own[0].text[:60]}") if own else None


def shifted_dates(difference: Difference) -> int:
    """How many lines differ in nothing but dates that moved by one day."""
    pairs = _dated_pairs(difference)
    return sum(1 for old, new in pairs or () if 0.5 < _days_apart(old, new) <= 1)


def _may_differ_in_dates(old: str, new: str) -> bool:
    """A cheap look before the dear one (20 ms for a long paragraph): what differs is short and has numbers about it."""
    start = common_prefix(old, new)
    most = min(len(old), len(new)) - start
    end = common_prefix(old[::-1], new[::-1])
    differing = max(len(old), len(new)) - start - min(end, most)
    return differing <= max(_DATES_DIFFER, 0.8 * _SHORT_LINE if len(new) <= _SHORT_LINE else 0) and any(
        c.isdigit() for c in new
    )


def _dated_pairs(difference: Difference) -> list[tuple[tuple[str, ...], tuple[str, ...]]] | None:
    """The dates of each line before and after, where lines differ in nothing else."""
    if len(difference.old) != len(difference.new) or not difference.old:
        return None
    if not all(_may_differ_in_dates(o.text, n.text) for o, n in zip(difference.old, difference.new, strict=True)):
        return None
    pairs = [(dated_parts(o.text), dated_parts(n.text)) for o, n in zip(difference.old, difference.new, strict=True)]
    if any(o[0] != n[0] or not o[1] or len(o[1]) != len(n[1]) for o, n in pairs):
        return None
    return [(old, new) for (_, old), (_, new) in pairs]


def _dates(difference: Difference, around: Around) -> Judged | None:
    """A difference of dates alone: the page's stated date, which is told as such, a shift by a time zone, or a clock.

    Any other date is the document's: a deadline, a timetable, the day from which something holds.
    """
    pairs = _dated_pairs(difference)
    if pairs is None:
        return None
    changed = tuple(f"date: {b}" for olds, news in pairs for a, b in zip(olds, news, strict=True) if a != b)
    lines = [p.text for p in difference.new]
    if (around.dates.moved or around.dates.clock) and all(
        _states(text, new, around) for text, (_, new) in zip(lines, pairs, strict=True)
    ):
        return Judged(False, "only the stated date", changed)
    if all(_days_apart(old, new) <= 1 for old, new in pairs) and all(_is_stamp(text, around) for text in lines):
        return Judged(False, "dates shifted by a day or less", changed)
    if all(bare_date(text) for text in lines) and all(_is_today(new, around.now) for _, new in pairs):
        return Judged(False, "a clock", changed)
    return None


def _states(text: str, dates: Sequence[str], around: Around) -> bool:
    """Whether a line is where the page's stated date stands: it says so, or has its day and says little else.

    No page was updated in the future: such a date, without a word that says so, is of something else.
    """
    if labelled_date(text):
        return True
    stated = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?.*", around.dates.new or "")
    if stated is None or _HAPPENS.search(text) or (around.dates.new or "")[:10] > f"{around.now:%Y-%m-%d}":
        return False
    numbers = {int(n) for d in dates for n in re.findall(r"\d+", d)}
    return int(stated[3] or stated[1]) in numbers and is_brief(text)


def _is_stamp(text: str, around: Around) -> bool:
    """Whether the date of a line tells when something was written, and not when something happens."""
    if _HAPPENS.search(text) and not labelled_date(text):
        return False
    return labelled_date(text) or (around.zone and is_brief(text) and has_day(text))


def _days_apart(old: Sequence[str], new: Sequence[str]) -> float:
    return max((_apart(a, b) for a, b in zip(old, new, strict=True) if a != b), default=0.0)


def _apart(old: str, new: str) -> float:
    """Days between two dates of the same shape that differ in one number; many where that cannot be told."""
    a, b = re.findall(r"\d+", old), re.findall(r"\d+", new)
    if re.sub(r"\d+", "0", old) != re.sub(r"\d+", "0", new) or len(a) != len(b):
        return 99.0
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if ":" in old and len(old) <= 14 and len(a) <= 3:
        return 0.5  # a time of day
    if len(differing) != 1 or len(differing[0][0]) > 2 or ":" in old:
        return 99.0
    return abs(int(differing[0][0]) - int(differing[0][1]))


def _is_today(dates: Sequence[str], now: datetime) -> bool:
    numbers = {int(n) for d in dates for n in re.findall(r"\d+", d)}
    return now.day in numbers and (
        now.year in numbers or now.month in numbers or any(c.isalpha() for d in dates for c in d)
    )


def _in_document(old: list[Placed], new: list[Placed]) -> Judged:
    if old and new:
        return Judged(True, "the document's text changed")
    return Judged(True, "text was added to the document" if new else "text was removed from the document")


def _around(difference: Difference, *, sure: bool) -> Judged:
    """Outside of what holds the document, yet no furniture by name."""
    old, new = _prose(difference.old), _prose(difference.new)
    if old and new and _alike(old[0], new[0]):
        if any(_CONSENT.search(p.text) for p in (*old, *new)):
            return Judged(False, "a notice about cookies")
        return Judged(True, "text beside the document changed")
    lines = difference.new or difference.old
    if (
        not sure
        and len(old) + len(new) >= 2
        and not any(_CALLS.match(p.text) or _CONSENT.search(p.text) for p in lines)
    ):
        return Judged(True, "text beside the document came or went")
    return Judged(False, "outside of the document: " + (lines[0].text[:40] if lines else ""))


def _prose(lines: Sequence[Placed]) -> list[Placed]:
    return [
        p
        for p in lines
        if sum(3 if c >= "\u2e80" else 1 for c in p.text if c.isalpha()) >= _PROSE and p.linked < 0.5 * len(p.text)
    ]


def _alike(old: Placed, new: Placed) -> bool:
    """Whether two lines are one line edited: at least half of their three-character pieces are shared."""
    a, b = normal(old.text), normal(new.text)
    pieces = {a[i : i + 3] for i in range(len(a) - 2)}, {b[i : i + 3] for i in range(len(b) - 2)}
    return len(pieces[0] & pieces[1]) >= 0.5 * min(len(pieces[0]), len(pieces[1]))
