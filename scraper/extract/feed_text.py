"""What a feed entry says, without what is noise: visible lines, titles, dates, links in normal form, the digest.

Shared by the XML and JSON feed readers. Pure: strings in, strings out.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import escape, unescape
from time import struct_time
from urllib.parse import unquote, urlsplit, urlunsplit

from lxml import etree

from scraper.extract.tags import BLOCK_TAGS
from scraper.urls import canonical, is_http

__all__ = [
    "DIGEST_VERSION",
    "clean_line",
    "clean_text",
    "digest_of",
    "hash_of",
    "html_of_text",
    "iso_date",
    "plain_title",
    "quiet_url",
    "text_lines",
    "visible_lines",
]

DIGEST_VERSION = "f1"  # raised when the normal form changes: digests of two versions cannot be compared
_YEARS = range(1990, 2100)  # dates outside are placeholders (1970, 0001, 2999), not statements

_SKIPPED = ("script", "style", "template", "noscript", "head", "title", "iframe", "object", "svg", "math", "select")
_BLOCKS = BLOCK_TAGS | {"br", "caption", "dir", "html", "menu", "option"}
_CELLS = frozenset({"td", "th"})
_BREAK = "\ufdd1"  # means nothing to anybody: Unicode reserves it for uses like this
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]+")


def visible_lines(root: etree._Element) -> str:
    """The visible text of a tree, one line per block; blank lines dropped, runs of white space made one space.

    The tree is used up: what is not shown (scripts, frames) is taken out of it.
    """
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, *_SKIPPED, with_tail=False)
    for marks, names in ((_BREAK, _BLOCKS), (" ", _CELLS)):
        for element in root.iter(*names):
            element.text = marks + (element.text or "")
            element.tail = marks + (element.tail or "")
    text = etree.tostring(root, method="text", encoding="unicode")
    return text_lines(text.replace("\n", " ").replace(_BREAK, "\n"))


def text_lines(text: str) -> str:
    """Plain text in the same form as `visible_lines`: no blank lines, white space runs made one space."""
    lines = (" ".join(line.split()) for line in clean_text(text).split("\n"))
    return "\n".join(line for line in lines if line)


def clean_text(text: str) -> str:
    """Text without what no file or database can hold: control characters and lone surrogates; newlines made '\\n'."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if _is_storable(text) else _UNSTORABLE.sub("", text)


def _is_storable(text: str) -> bool:
    """Whether nothing of _UNSTORABLE is in a text; seen in its bytes, a tenth of what a pattern takes."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return False
    return not (_NONCHARACTERS[0] in raw or _NONCHARACTERS[1] in raw or len(raw.translate(None, _CONTROLS)) < len(raw))


def clean_line(text: object) -> str | None:
    """One line: control characters (line breaks too) become spaces; None for anything empty or not a string."""
    if not isinstance(text, str):
        return None
    return " ".join(_CONTROL.sub(" ", text).split()) or None


def plain_title(text: object, *, is_html: bool) -> str | None:
    """A title as one line of plain text; markup in an HTML title is taken out and its entities are resolved."""
    if isinstance(text, str) and is_html:
        text = unescape(re.sub(r"<[^<>]*>", "", text))
    return clean_line(text)


def html_of_text(text: str) -> str:
    """Plain text as HTML paragraphs, so that links in it are found as in any other body."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())


# -- dates -----------------------------------------------------------------------------------------------------


def iso_date(text: object, parsed: struct_time | None = None) -> str | None:
    """A date as ISO 8601, in the zone it was stated in where one was ('+08:00'), or None if it is no usable date.

    `parsed` is the same instant in UTC as another parser understood it: it decides where the two disagree by more
    than a minute or the text is in no standard form. Years outside 1990..2099 count as missing.
    """
    stated = _stated(text.strip()) if isinstance(text, str) else None
    other = _from_struct(parsed)
    if stated is None or (other is not None and _apart(stated, other)):
        stated = other
    if stated is None or stated.year not in _YEARS:
        return None
    return stated.replace(microsecond=0).isoformat()


def _stated(text: str) -> datetime | None:
    """ISO 8601 / RFC 3339 or RFC 822, with its own zone; None for any other form."""
    if text[:4].isdigit() and len(text) >= 10:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _from_struct(parsed: struct_time | None) -> datetime | None:
    if parsed is None:
        return None
    try:
        return datetime(*parsed[:6], tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _apart(one: datetime, other: datetime) -> bool:
    """Whether two times differ by more than a minute; naive ones are read as UTC, as feed parsers do."""
    try:
        aware = one if one.tzinfo else one.replace(tzinfo=UTC)
        return abs((aware - other).total_seconds()) > 60
    except (OverflowError, ValueError):
        return True


# -- the normal form -------------------------------------------------------------------------------------------

# Parameters that differ per visitor, visit or cache and never name what is linked; trackers are canonical()'s.
_FLEETING = re.compile(
    r"^(s_?id|sess(ion)?(_?id)?|ssid|zenid|oscsid|cfid|cftoken|token|(access|auth|csrf|xsrf)_?token|sig|signature|"
    r"x-amz-\w[\w-]*|x-goog-\w[\w-]*|expires?|hmac|nonce|timestamp|_?ts|_|rnd|rand|random|nocache|cache_?bust(er)?|cb|zx|ved|ei)$",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";(jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
# Links that feed generators append to every entry and change at will; they never are the author's.
_FURNITURE = re.compile(
    r"//(feeds?\.feedburner\.com/~(ff|r|a)/|feeds\.wordpress\.com/1\.0/|[\w.]*feedsportal\.com/)", re.IGNORECASE
)
_TEXT_URL = re.compile(r"https?://[^\s<>\"'\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE)
_FOLDED = {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-", "−": "-"}
# What a generator may change without an author: quotes and dashes, and characters that are not seen at all.
_TYPOGRAPHIC = re.compile("[‘’‚“”„–—‑−\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
# Counters that move without anybody editing stand on lines of their own: 'Points: 12', '# Comments: 3', '阅读 1,024 · 赞 5'.
_NUMBER = r"\d[\d,.]*\s?[kKmMwW万萬]?\+?"
_COUNTED = (
    r"(?:comments?|replies|reply|responses?|views?|reads?|points?|score|votes?|upvotes?|likes?|shares?|downloads?|plays?|hits?|"
    r"kommentare?|commentaires?|comentarios?|coment[aá]rios?|commenti|комментари\w*|просмотр\w*|"
    r"评论|評論|留言|回复|回覆|回應|阅读|閱讀|浏览|瀏覽|点赞|點贊|赞|喜欢|收藏|点击|點擊|播放|下载|下載|コメント|いいね|閲覧|댓글|조회)"
    r"(?:数|數|量|次数)?"
)
_COUNTER_LINE = re.compile(
    rf"[\W_]*(?:(?:{_COUNTED}[\W_]*{_NUMBER}|{_NUMBER}\s*(?:条|條|次|个|個|件|개)?\s*{_COUNTED})(?![^\W\d_])[\W_]*)+",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_AGO_MARKERS = ("ago", "前", "vor ", "hace ", "il y a", "há ", "назад")
_UNIT = (
    r"(?:sec|second|min|minute|hour|day|week|month|year|sekunde|minute|stunde|tag|woche|monat|jahr|seconde|heure|jour|semaine|"
    r"mois|an|segundo|minuto|hora|d[ií]a|semana|mes|año)(?:s|n|en|es)?"
)
_AGO = re.compile(
    rf"\b(?:\d+|an?|one)\s+{_UNIT}\s+ago\b|\b(?:vor|il y a|hace|há)\s+\d+\s+{_UNIT}\b|"
    r"\d+\s*(?:秒|分钟|分鐘|小时|小時|天|周|週|个月|個月|年)(?:之)?前|\d+\s*(?:分|時間|日|か月|ヶ月)前|"
    r"\b\d+\s+(?:секунд|минут|час|дн|день|недел|месяц|год|лет)\w*\s+назад",
    re.IGNORECASE,
)


def quiet_url(url: str) -> str:
    """The identity of what a URL leads to, without sessions, signatures, cache busters; http and https are one."""
    if not is_http(url):
        return url.strip()
    key = canonical(_PATH_SESSION.sub("", url))
    try:
        parts = urlsplit(key)
    except ValueError:
        return key
    if parts.query:
        kept = [p for p in parts.query.split("&") if not _FLEETING.match(unquote(p.split("=", 1)[0]))]
        parts = parts._replace(query="&".join(kept))
    host = parts.netloc.removeprefix("www.")
    return urlunsplit(("http", host, parts.path.rstrip("/") or "/", parts.query, parts.fragment))


def digest_of(title: str | None, text: str, urls: Iterable[str], date: str | None = None) -> str:
    """The digest of an entry's normal form: 'f1-<32 hex: title and text>-<16 hex: links>-<8 hex: stated date>'.

    Equal for entries that differ only in white space, character width, typographic quotes, counters, relative
    times, order of links, trackers and session ids; the parts tell what was edited.
    """
    words = f"{_quiet_text(title or '')}\x00{_quiet_text(text)}"
    links = sorted({quiet_url(url) for url in urls if url and not _FURNITURE.search(url)})
    return f"{DIGEST_VERSION}-{hash_of(words, 16)}-{hash_of(chr(0).join(links), 8)}-{hash_of(date or '', 4)}"


def _quiet_text(text: str) -> str:
    """Text for comparing: one width, no white space, no counters, no relative times, URLs without sessions."""
    if "://" in text:
        text = _TEXT_URL.sub(lambda m: quiet_url(m.group()), text)
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = _TYPOGRAPHIC.sub(lambda m: _FOLDED.get(m.group(), ""), text)
    lines = [line for line in text.split("\n") if not _counts(line)]
    if any(marker in text for marker in _AGO_MARKERS):
        lines = [_AGO.sub("", line) if any(m in line for m in _AGO_MARKERS) else line for line in lines]
    return "".join("".join(lines).split())


def _counts(line: str) -> bool:
    """Whether a line holds nothing but counters."""
    return len(line) <= 120 and _DIGIT.search(line) is not None and _COUNTER_LINE.fullmatch(line) is not None


def hash_of(content: str | bytes, size: int) -> str:
    """A BLAKE2b digest of `size` bytes, in hex."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.blake2b(raw, digest_size=size).hexdigest()
