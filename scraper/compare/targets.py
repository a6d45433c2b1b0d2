"""Which changes of links are worth telling: not the tokens in them, not the page's own controls, not what comes and goes.

Shares of netdisks are always told: their addresses look like tokens and are the content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from scraper.compare.links import LinkChanges
from scraper.compare.memory import Memory
from scraper.extract.shares import is_share
from scraper.records import FoundLink

__all__ = ["steady", "telling"]

_TOGGLES = 2  # a link that left and came back was told twice: from then on it is known to come and go
_ROTATIONS = 3  # versions in a row in which the same words led elsewhere
_ROTATING = timedelta(days=3)  # between two of them
# Parameters that name a visit, a moment, a way back or a signature. (Trackers are gone from canonical forms already.)
_PASSING = re.compile(
    r"^(?:_+|.*(?:csrf|xsrf|nonce|token|timestamp|cache-?bust\w*|random|signature)|\w*sess(?:ion)?(?:_?id)?|s?sid|sig|hmac|auth|exp|expires|expiry|policy|key-pair-id|"
    r"x-(?:amz|goog)-.*|ts|time|t|now|cb|cachebuster|rnd|rand|r|rid|req(?:uest)?_?id|trace_?id|visit(?:or)?_?id|click_?id|anon_?id|device_?id|build_?id|"
    r"state|code_challenge|redirect(?:_?(?:uri|url|to))?|return(?:_?(?:uri|url|to|path))?|next|back(?:_?url)?|continue|dest(?:ination)?|came_from|"
    r"from|from_?(?:url|page)|ref|refer+er|ref_?(?:src|url|id)|referrer_?\w*|source|origin|aff(?:iliate)?_?id|variant|experiment|ab_?test)$",
    re.IGNORECASE,
)
_IDENTITY = re.compile(r"(?:^|[_\[.-])(?:id|ids|v|p|doc|document|file|key|uuid|guid|code|hash|article|page|item|post)\]?$", re.IGNORECASE)  # fmt: skip
_MOMENT = re.compile(
    r"1[4-9]\d{8}(?:\d{3})?|.*\b20\d\d-\d\d-\d\d(?:[T ].*)?|.*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.*\b20\d\d\b.*",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=[\w.~+/=-]*\d)(?=[\w.~+/=-]*[a-z])[\w.~+/=-]{20,}|[0-9a-f]{16,}",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";(?:jsessionid|sid|phpsessid)=[^/?#]*|/\([A-Z]\([^)]*\)\)", re.IGNORECASE)
_NO_TARGET = re.compile(r"^(?:javascript|data|blob|about|vbscript):", re.IGNORECASE)
_ADS = re.compile(
    r"(?:^|\.)(?:doubleclick\.net|googlesyndication\.com|googleadservices\.com|adservice\.google\.\w+|taboola\.com|outbrain\.com|criteo\.com|adnxs\.com|"
    r"amazon-adsystem\.com|adform\.net|smartadserver\.com|mgid\.com|revcontent\.com|popads\.net|adroll\.com|zedo\.com|yandexadexchange\.net|an\.yandex\.ru|pos\.baidu\.com|cpro\.baidu\.com)$"
)
# What the page offers to do with itself, in place of saying something: edit, print, share, log in, page through.
_CONTROL = re.compile(
    r"(?:(?:edit|improve|view source|source|history|print|share|tweet|reply|quote|report|permalink|permanent link|bookmark|rss|"
    r"(?:edit|improve|print|share|report|bookmark) (?:this )?(?:page|article|post|section)|(?:edit|view|open) (?:this page )?on (?:github|gitlab|bitbucket|gitee)|"
    r"suggest (?:an )?edits?|report (?:a|an) (?:issue|problem|bug)|log ?in|log ?out|sign ?(?:in|up|out)|register|previous|next|prev|older(?: posts)?|newer(?: posts)?|(?:back to )?top|skip to (?:main )?content)"
    r"|编辑(?:此页|本页|页面)?|編輯(?:此頁|本頁|頁面)?|在 ?(?:github|gitee|gitlab) ?上?(?:编辑|查看|編輯)(?:此页|本页)?|打印(?:本页)?|分享|回复|回覆|引用|举报|上一[页篇]|下一[页篇]|上一頁|下一頁|返回顶部|登录|登錄|登入|注册|註冊|"
    r"ページを編集|このページを編集(?:する)?|編集|印刷|共有|返信|ログイン|前へ|次へ|이 페이지 편집|편집|인쇄|공유|로그인|이전|다음|"
    r"(?:diese )?seite bearbeiten|bearbeiten|drucken|teilen|antworten|melden|anmelden|abmelden|zurück|weiter|nach oben|"
    r"(?:modifier|éditer)(?: (?:cette|la) page)?|imprimer|partager|répondre|signaler|se connecter|précédent|suivant|haut de page|"
    r"editar(?: (?:esta|la) página)?|imprimir|compartir|compartilhar|responder|iniciar sesión|entrar|anterior|siguiente|próximo|"
    r"modifica(?: (?:questa )?pagina)?|stampa|condividi|accedi|править(?: (?:эту )?страницу)?|редактировать(?: (?:эту )?страницу)?|печать|поделиться|ответить|пожаловаться|войти|назад|вперёд|далее|наверх)\W*",
    re.IGNORECASE,
)


def telling(changes: LinkChanges, memory: Memory, *, version: int, now: datetime) -> LinkChanges:
    """What is worth telling of these changes. Learns: `version` is the one compared with, `now` the time of the look."""
    pairs = [pair for pair in changes.swapped if _leads_elsewhere(*pair)]
    swapped = [
        pair
        for pair in pairs
        if _share(*pair) or not (_comes_and_goes(pair, memory) or _rotates(pair, memory, version, now))
    ]
    added = [link for link in changes.added if _says_something(link) and not _comes_and_goes((link,), memory)]
    removed = [link for link in changes.removed if _says_something(link) and not _comes_and_goes((link,), memory)]
    for old, new in pairs:
        memory.swap_links(_words(new), version, now)
        memory.toggle_links(steady(old.url), steady(new.url))
    for link in (*changes.added, *changes.removed):
        memory.toggle_links(steady(link.url))
    return _untold_twins(LinkChanges(tuple(added), tuple(removed), tuple(swapped)))


def _untold_twins(changes: LinkChanges) -> LinkChanges:
    """Without links that went and came under another token (an image has no words to pair them by)."""
    gone, come = ({steady(link.url) for link in side} for side in (changes.removed, changes.added))
    both = gone & come
    if not both:
        return changes
    return LinkChanges(
        tuple(link for link in changes.added if steady(link.url) not in both),
        tuple(link for link in changes.removed if steady(link.url) not in both),
        changes.swapped,
    )


@lru_cache(maxsize=4096)
def steady(url: str) -> str:
    """The part of an address that stays when sessions, moments and signatures in it change. A key, not an address."""
    if is_share(url) or not url[:8].lower().startswith(("http://", "https://")):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.lower().removeprefix("www.")
    path = _PATH_SESSION.sub("", parts.path).rstrip("/")
    query = "&".join(sorted(p for p in parts.query.split("&") if p and not _passing(p)))
    fragment = parts.fragment if parts.fragment[:1] in ("/", "!") else ""
    return f"{host}{path}?{query}#{fragment}"


def _passing(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name, value = unquote(name), unquote(value.replace("+", " "))
    if _PASSING.match(name) or _MOMENT.fullmatch(value):
        return True
    return _TOKEN.fullmatch(value) is not None and _IDENTITY.search(name) is None


def _leads_elsewhere(old: FoundLink, new: FoundLink) -> bool:
    return steady(old.url) != steady(new.url) and _says_something(new)


def _says_something(link: FoundLink) -> bool:
    """Whether a link is one of the document's, not one of the page's controls or an advertisement."""
    if is_share(link.url):
        return True
    if _NO_TARGET.match(link.url) or _CONTROL.fullmatch(link.anchor.strip()):
        return False
    return _ADS.search(urlsplit(link.canonical).hostname or "") is None


def _share(*links: FoundLink) -> bool:
    return any(is_share(link.url) for link in links)


def _comes_and_goes(links: Iterable[FoundLink], memory: Memory) -> bool:
    return not _share(*links) and all(memory.toggles(steady(link.url)) >= _TOGGLES for link in links)


def _rotates(pair: tuple[FoundLink, FoundLink], memory: Memory, version: int, now: datetime) -> bool:
    """Whether these words led elsewhere in each of the last versions, shortly one after the other."""
    times, last, when = memory.swaps(_words(pair[1]))
    return times >= _ROTATIONS and last == version - 1 and when is not None and now - when <= _ROTATING


def _words(link: FoundLink) -> str:
    return " ".join(f"{link.anchor}\n{link.sentence}".split()).casefold()
