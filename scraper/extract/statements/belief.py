"""How far a label beside a date is believed to speak of the page: where it stands, how it is worded, what is around it.

A score of 1 is a full notice at the head of its own line; below 0.5 a date is kept but not believed.
"""

from __future__ import annotations

import re
from typing import Protocol

from scraper.extract.statements.lexicon import Label
from scraper.extract.statements.lies import is_a_field_of_a_thing, is_about_a_law, is_about_something_else
from scraper.extract.statements.moments import Moment
from scraper.extract.statements.numerals import fold
from scraper.extract.statements.page import Page
from scraper.extract.statements.stream import MARK, Stream

__all__ = ["after", "before"]

_HEAD_END = re.compile(r"[|·•/()\[\]{}:*&>»«!?。！：（【「\ue000~]\s?$|\.\s$|^\s*$|(?:^|\s)-\s?$")
_COMMA_END = re.compile(r"[,;，、]\s?$")
_SUBJECT = re.compile(
    fold(
        r"(?:(?:this|our)\s(?:web\s?)?(?:page|article|story|post|document|entry|content|site|website|guide|policy|piece|wiki|topic|notice|information|review|report|"
        r"version|list|faq|tutorial|recipe)|the (?:page|article|story|post|entry|site|website|document)|page|article|post|seite|artikel|beitrag|dokument|page|article|pagina|página|articolo|artículo|artigo|sidan|artikeln|side|siden|"
        r"denne side|sivu|sivua|strona|artykuł|tekst|stránka|clanek|článek|страница|статья|страницу|материал|запись|сторінку|сторінка|стаття|страницата|статията|sayfa|makale|"
        r"haber|yazi|σελίδα|άρθρο|pagina|articolul|lap|oldal|cikk|الصفحه|المقال|المقاله|صفحه|مقاله|مطلب|דף|כתבה|מאמר|पृष्ठ|लेख|পৃষ্ঠা|পাতা|หน้า|บทความ|trang|bài viết|halaman|artikel|laman|"
        r"ページ|記事|문서|페이지|기사|本文|本页|本页面|文章|此页|该页|条目|词条|内容|本帖|帖子|本篇|此文|文档|页面|网页|资料|网站|该文|本网页)"
        r"(?:\s?(?:s|n|t|'s|es|est|wurde|was|has been|is|were|ble|blev|a été|è stata|è stato|fue|se|foi|была|был|在|于|は|の|を|이|가|은|는|を|der|dieser|bola|bol|byla|byl|już|är|on|van|the|je|su|"
        r"εδώ|a fost|utolso|utoljara|đã|được|ini|ini terakhir|has|have|were|首次|由.{1,40}|最后|最近|上次|一次|[^\w])\s?){0,3}$"
    )
)
_COPULA = re.compile(
    fold(
        r"(?:was|were|is|are|has been|wurde|wurden|ist|a été|est|fue|fueron|foi|è stato|è stata|werd|is|blev|ble|был|была|было|були|було)\s$"
    )
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_CADENCE = re.compile(
    fold(
        r"\b(?:daily|weekly|hourly|monthly|regularly|every|annually|quarterly|täglich|wöchentlich|monatlich|regelmäßig|chaque|quotidien|hebdomadaire|cada|diari|semanal|mensual|"
        r"ogni|settimanal|dagelijks|wekelijks|ежедневно|еженедельно|каждый|codziennie|her gün)|每日|每天|每周|每月|毎日|毎週|毎月|매일|매주|매월"
    )
)
_OTHERS = re.compile("推荐文章|相关文章|上一篇|下一篇|热门文章|猜你喜欢")
_SENTENCE_END = re.compile(r"[.!?][)\"']?\s|[。！？|·•]")
_JOINT = re.compile(r"[\s,]*(?:[^\W\d_]+\s+){1,3}")
_ATTRIBUTE = re.compile(r"(?:され|し)た(?=[^\W\d_])|され(?:る|て)[^\W\d_い]|[된될한]\s?[^\W\d_]|した[^\W\d_]")
_VERB_TAIL = re.compile(r"了[^\W\d_]|[过過][^\W\d_]|さ[れせ]|し[たてま]|する|된[^\W\d_\s]*\s|했다|하[여고는]")
_AND_END = re.compile(
    fold(
        r"^(?:fact-?checked|checked|reviewed|written|edited|geprüft|überprüft|verfasst|relu|vérifié|revisado|verificado|redactado|escrito|controllato|scritto|nagekeken)\b.*\s(?:and|&|und|et|y|e|en)\s$"
    )
)
_TITLE_LIKE = 18  # letters of a link that reads like the title of another page; an ideograph counts twice


class Dated(Protocol):
    """What is looked at of a date: its span in the folded text, and whether it is doubtful by itself."""

    start: int
    end: int
    weak: bool
    moment: Moment | None


def before(page: Page, stream: Stream, item: Dated, label: Label, field_start: int) -> float:
    """The score of a label that stands before its date. A field begins at its line or after the date before it."""
    gap = stream.folded[label.end : item.start]
    score = 1.0 if label.strong else 0.85
    line_start, line_end = stream.line(label.start)
    head_text = stream.folded[max(line_start, field_start) : label.start]
    field = gap.lstrip()[:1] == ":" and (not head_text or not head_text[-1].isalnum())
    doubt = _prose_doubt(stream, label, head_text, line_start, line_end)
    score -= min(doubt, 0.1) if field else doubt
    if not label.strong and page.hints.lang and page.hints.lang not in label.langs:
        score -= 0.1 if "en" in label.langs or len(label.langs) > 3 else 0.25
    if item.weak and not label.strong and ":" not in gap:
        score -= 0.1
    if not label.superlative and _amid_body(stream, line_start, line_end, page.headline_span[1]):
        score -= 0.15
    if label.role == "updated" and _is_of_another_thing(page, stream, item, label, gap, field=field):
        score -= 0.6
    return score


def _is_of_another_thing(page: Page, stream: Stream, item: Dated, label: Label, gap: str, *, field: bool) -> bool:
    """Whether the update is that of cookies, a price, a law, a file, another article, a quotation or a habit."""
    if is_about_something_else(stream, label.start, item.end, page.headline):
        return True
    if not field and is_about_a_law(stream, label.start, item.end, page.headline):
        return True
    if _CADENCE.search(gap) or (gap[:1] == "," and _COMMA_END.search(stream.folded[: label.start][-3:])):
        return True
    if stream.folded[label.start - 1 : label.start] == '"' and '"' in stream.folded[item.end : item.end + 2]:
        return True
    return (
        is_a_field_of_a_thing(stream, label.start)
        or _in_a_title(stream, item, label)
        or _is_of_a_link(stream, label.start)
    )


def _in_a_title(stream: Stream, item: Dated, label: Label) -> bool:
    """'Best tents (updated March 2024)' as a heading: the words of a title, not a notice."""
    line_start, _ = stream.line(label.start)
    if item.moment is not None and item.moment.day is not None:
        return False
    if label.superlative or not any(ch.isalpha() for ch in stream.folded[line_start : label.start]):
        return False
    node, steps = stream.element_at(label.start), 0
    while node is not None and steps < 4:
        if node.tag in ("h1", "h2", "h3", "h4"):
            return True
        node, steps = node.getparent(), steps + 1
    return False


def _is_of_a_link(stream: Stream, start: int) -> bool:
    """Whether a bracketed notice stands right behind a link that reads like another page's title."""
    line_start, _ = stream.line(start)
    head = stream.folded[line_start:start].rstrip()
    if head[-1:] not in ("(", "（", "["):
        return False
    head = head[:-1].rstrip()
    node, steps = (stream.element_at(line_start + len(head) - 1) if head else None), 0
    while node is not None and steps < 3:
        if node.tag == "a" and node.get("href"):
            text = "".join(node.itertext())[:200]
            return sum(2 if ch >= "\u2e80" else 1 for ch in text if ch.isalpha()) >= _TITLE_LIKE
        node, steps = node.getparent(), steps + 1
    return False


def _amid_body(stream: Stream, line_start: int, line_end: int, headline_end: int) -> bool:
    """Whether long paragraphs stand both above and below a line: boxes inside articles speak of other things."""
    above = stream.folded[max(headline_end, line_start - 1500) : line_start].split("\n")
    if sum(len(line) > 150 for line in above) < 2:
        return False
    below = stream.folded[line_end : line_end + 1500].split("\n")
    return sum(len(line) > 150 for line in below) >= 3


def _prose_doubt(stream: Stream, label: Label, head_text: str, line_start: int, line_end: int) -> float:
    """0 for a label that begins its field or speaks of "this page"; more the deeper it stands in a sentence."""
    short = line_end - line_start < 100
    if _HEAD_END.search(head_text) or stream.begins_part(label.start) or (short and _COMMA_END.search(head_text)):
        amid = line_end - line_start > 300 and label.start - line_start > 60 and head_text.strip() != ""
        return 0.3 if amid and not label.superlative else 0.0
    if _SUBJECT.search(head_text[-60:]):
        return 0.0 if line_end - line_start < 400 else 0.1
    sentence = _SENTENCE_END.split(stream.folded[line_start : label.start])[-1]
    words = max(len(head_text.split()), len(sentence.split()) if _JOINT.fullmatch(head_text) else 0)
    if short and len(head_text.split()) <= 5 and _AND_END.search(head_text):
        return 0.1  # "Checked for accuracy and updated by …"
    if not label.superlative or _COPULA.search(head_text) or words > 6:
        return 0.6
    return 0.25 if line_end - line_start < 200 else 0.5


def after(page: Page, stream: Stream, item: Dated, label: Label) -> float:
    """The score of a verb that follows its date; 0 where the two are clearly no notice."""
    line_start, line_end = stream.line(item.end)
    head, tail = stream.folded[line_start : item.start], stream.folded[label.end : line_end]
    if label.role == "updated" and (
        is_about_something_else(stream, item.start, label.end, page.headline)
        or is_about_a_law(stream, item.start, label.end, page.headline)
    ):
        return 0.0
    if label.role == "published" and _OTHERS.search(head[-20:]):
        return 0.0
    if _ATTRIBUTE.match(tail):
        return 0.0  # "the rules updated on D say …"
    rest = tail[:1]
    spaced = not _CJK.search(label.word) and label.word.isascii()
    score = 0.8
    if (
        len(head.strip()) > 60
        or (len(tail) > 80 and spaced)
        or _goes_on(head, tail, spaced=spaced)
        and not stream.begins_part(item.start)
    ):
        score -= 0.4
    if spaced and rest not in ("", "\n", ")", "|", "·", ".", MARK) and not stream.begins_part(label.start):
        score -= 0.3
    return score


def _goes_on(head: str, tail: str, *, spaced: bool) -> bool:
    """Whether date and verb stand within a sentence that says something of something else than the page."""
    head = head.strip(" \"'(（[【")
    if not head or _SUBJECT.search(head[-60:]) or _HEAD_END.search(head) or (len(tail) < 4 and len(head) < 30):
        return False
    if spaced:
        return len(head.split()) > 2 and len(tail.split()) > 2
    prose = _VERB_TAIL.match(tail) is not None and len(tail) > 6
    return prose or (len(tail.strip(" ,.。，)）】")) > 20 and len(head) > 3)
