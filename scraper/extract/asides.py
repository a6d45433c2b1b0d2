"""Furniture that no name gives away, told by what it says: lists of related links by their heading, notices about cookies
by their button.

A heading counts only as the whole of its line, and what follows it only as far as it is links; a notice only where the same
small box asks for consent. Both are small beside the page, or they are its content (a page of recommendations, a cookie policy).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scraper.extract.blocks import Block, Rendering
from scraper.extract.shares import is_share

__all__ = ["said_furniture"]

_SHORT = 48  # characters of a heading
_MOST_BLOCKS = 40  # of a list under a heading
_LINKED = 0.6  # share of its characters that are links
_TOO_MUCH = 0.3  # share of the page's text from which anything is content
_NOTICE_BLOCKS = 10
_NOTICE_CHARS = 1_500
_SENTENCES = re.compile(r"(?<=[.!?。！？])\s*")
_BREAKS = re.compile("[|·\u200a]")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# In lower case, without folding: so the engine can go by first letters.
_RELATED = re.compile(
    r"(?:related (?:articles?|posts?|stories|news|content|topics|products|videos)|more (?:stories|articles|posts|news|like this|to read)|more (?:from|on|in|about) .{1,24}|"
    r"read (?:more|next|also|on)|also read|up next|you (?:may|might) (?:also )?(?:like|be interested in|enjoy)|recommended (?:for you|articles|stories|posts)|"
    r"(?:most|trending|popular) (?:read|viewed|popular|shared|commented|now|posts?|articles?|stories|topics|news)|trending|popular|editor['’]?s['’]? (?:picks?|choice)|suggested (?:posts?|articles?)|"
    r"(?:lesen sie|das könnte sie|dies könnte sie) auch(?: interessieren)?|auch (?:interessant|lesenswert)|mehr zum thema|zum thema|mehr (?:artikel|aus .{1,20}|von .{1,20})|(?:weitere|ähnliche|verwandte) (?:artikel|beiträge|themen|meldungen|nachrichten)|meistgelesen|beliebte (?:artikel|beiträge)|empfehlungen der redaktion|"
    r"(?:à lire|lire) (?:aussi|également|ensuite)|(?:articles?|sujets|contenus) (?:similaires|liés|connexes|associés|recommandés)|sur le même (?:sujet|thème)|les plus (?:lus|populaires)|vous aimerez aussi|nos recommandations|"
    r"(?:te|le|les) (?:puede|podría) interesar|(?:lea|lee|leer) (?:también|más)|(?:artículos|noticias|entradas|temas|contenidos?) relacionad[oa]s?|lo más (?:leído|visto)|más (?:leídas|noticias|artículos)|también te puede interesar|"
    r"(?:leia|veja|confira) (?:também|mais)|(?:artigos|notícias|posts|matérias) relacionad[oa]s|mais lidas|leggi (?:anche|altro)|(?:articoli|notizie) (?:correlati|correlate|simili)|potrebbe interessarti(?: anche)?|i più letti|"
    r"lees (?:ook|meer|verder)|gerelateerde artikelen|meer over .{1,20}|zobacz (?:także|również|też)|czytaj (?:także|również|też)|podobne (?:artykuły|wpisy)|powiązane(?: artykuły)?|läs (?:också|mer|även)|relaterade artiklar|les også|læs også|lue myös|ilgili (?:haberler|yazılar|içerikler)|bunlar da ilginizi çekebilir|"
    r"читайте (?:также|ещё|еще|далее)|похожие (?:статьи|записи|материалы|новости|темы)|(?:материалы )?по теме|ещё по теме|еще по теме|(?:связанные|другие|популярные|рекомендуемые) (?:статьи|материалы|новости|записи)|(?:самое )?(?:популярное|читаемое)|вам (?:может|также может) (?:понравиться|быть интересно)|рекомендуем|читайте в рубрике|читайте також|схожі (?:статті|новини)|"
    r"相关(?:文章|阅读|推荐|新闻|资讯|报道|话题)|相關(?:文章|閱讀|新聞|報導)|推荐(?:阅读|文章)|推薦(?:閱讀|文章)|热门(?:文章|推荐|新闻|话题|标签)|熱門(?:文章|新聞)?|猜你喜欢|猜你喜歡|为你推荐|大家都在看|阅读排行|点击排行|热点(?:新闻|推荐)?|上一篇.*|下一篇.*|"
    r"関連(?:記事|ニュース|コンテンツ)|おすすめ(?:の)?記事|人気(?:の)?記事|こちらもおすすめ|あわせて読みたい|함께 보면 좋은 기사|관련 ?(?:기사|글|뉴스|콘텐츠)|추천 ?(?:기사|글)|인기 ?(?:기사|글)|많이 본 뉴스|"
    r"اقرأ (?:أيضا|أيضًا|أيضاً|المزيد)|مقالات (?:ذات صلة|مشابهة)|(?:مواضيع|أخبار) ذات صلة|الأكثر (?:قراءة|مشاهدة)|קראו (?:גם|עוד)|כתבות (?:נוספות|קשורות)|مطالب مرتبط|διαβάστε (?:επίσης|ακόμη)|σχετικά (?:άρθρα|θέματα)|bài viết liên quan|tin liên quan|baca juga|artikel terkait)",
)
_CONSENT_WORDS = (
    "cookie", "куки", "クッキー", "쿠키", "كوكي", "ملفات تعريف الارتباط", "עוגיות", "隐私政策", "隐私设置", "隐私协议", "隱私政策", "隱私設定", "gdpr", "dsgvo", "rgpd",
)  # fmt: skip
_ACCEPT = re.compile(
    r"(?:accept(?: (?:all|cookies|all cookies|and (?:close|continue)))?|(?:i )?agree|allow(?: all)?(?: cookies)?|ok(?:ay)?|got it!?|close|dismiss|understood|continue|reject(?: all)?|decline|"
    r"(?:alle )?(?:cookies )?(?:akzeptieren|annehmen|zulassen|erlauben|ablehnen)|zustimmen|einverstanden|verstanden|schließen|(?:tout )?accepter(?: (?:tout|et fermer))?|j['’]accepte|(?:tout )?refuser|d['’]accord|j['’]ai compris|continuer sans accepter|"
    r"acept(?:ar|o)(?: (?:todo|todas|cookies|y continuar))?|rechazar|entendido|de acuerdo|aceitar(?: todos)?|concordo|accett[ao](?: tutt[oi])?|ho capito|accepteren|akkoord|akceptuj[ęe]?|zgadzam się|rozumiem|godkänn(?: alla)?|godta|acceptér|hyväksy|kabul et|tamam|souhlasím|přijmout|elfogadom|"
    r"принять(?: все)?|принимаю|соглас(?:ен|на|иться)|понятно|хорошо|ок|закрыть|прийняти|зрозуміло|同意(?:并继续|する)?|接受(?:全部)?|(?:我)?知道了|我已了解|确定|好的|关闭|すべて(?:許可|同意|受け入れる)|承諾|了解|閉じる|동의(?:합니다)?|확인|موافق|قبول|أوافق|אישור|מסכים|αποδοχή)",
    re.IGNORECASE,
)


def said_furniture(rendering: Rendering) -> dict[int, tuple[str, str]]:
    """Block number -> (place, why) of what its own words tell to be furniture."""
    total = sum(len(b.text) for b in rendering.blocks) or 1
    consent = _speaks_of_consent("\n".join([b.text for b in rendering.blocks]))
    found: dict[int, tuple[str, str]] = {}
    for at, block in enumerate(rendering.blocks):
        if len(block.text) <= _SHORT and _RELATED.fullmatch(block.text.lower().strip(" :：…»>*·-—")):
            numbers, place = list(_list_under(rendering, at)), "related"
            why = f"links under “{block.text[:30]}”"
        elif consent and len(block.text) <= _NOTICE_CHARS and _speaks_of_consent(block.text):
            numbers, place, why = list(_notice_around(rendering, at)), "consent", "asks for consent"
        else:
            continue
        if sum(len(rendering.blocks[n].text) for n in numbers) < _TOO_MUCH * total:
            found.update((n, (place, why)) for n in numbers)
    return found


def _speaks_of_consent(text: str) -> bool:
    said = text.lower()
    return any(word in said for word in _CONSENT_WORDS)


def _list_under(rendering: Rendering, at: int) -> Iterator[int]:
    """The heading and what it heads: the box that it opens where that is a list of links, else the links that follow it."""
    boxes = rendering.boxes
    box, best = rendering.blocks[at].box, -1
    while box >= 0 and boxes[box].first == at and boxes[box].end - at <= _MOST_BLOCKS:
        if boxes[box].end - at > 1 and _are_links(rendering, at + 1, boxes[box].end):
            best = box
        box = boxes[box].parent
    if best >= 0:
        if not _offers_shares(boxes[best].element):
            yield from range(at, boxes[best].end)
        return
    # The heading stands among others: what follows belongs to it as long as it is links and in the same element.
    end = boxes[box].end if box >= 0 else len(rendering.blocks)
    stop = at + 1
    while stop < min(end, at + _MOST_BLOCKS) and _is_link(rendering, stop):
        stop += 1
    if stop > at + 1 and not (box >= 0 and _offers_shares(boxes[box].element)):
        yield from range(at, stop)


def _offers_shares(element: Any) -> bool:
    """Whether netdisk shares are among the links: these are content, whatever stands above them."""
    return any(is_share(link.get("href") or "") for link in element.iter("a"))


def _is_link(rendering: Rendering, at: int) -> bool:
    block = rendering.blocks[at]
    return block.tag not in _HEADINGS and block.linked >= _LINKED * len(block.text)


def _are_links(rendering: Rendering, first: int, end: int) -> bool:
    blocks = rendering.blocks[first:end]
    return sum(b.linked for b in blocks) >= _LINKED * sum(len(b.text) for b in blocks)


def _asks(block: Block) -> bool:
    """Whether a line is or ends with a button or link to accept; running prose about accepting is none."""
    last = _SENTENCES.split(block.text)[-1]
    return 0 < len(last) <= _SHORT and any(_ACCEPT.fullmatch(p.strip(" .!»>✓×")) for p in _BREAKS.split(last))


def _notice_around(rendering: Rendering, at: int) -> Iterator[int]:
    """The smallest box around a line about cookies that asks to accept them, and what wraps just that box."""
    boxes, blocks = rendering.boxes, rendering.blocks
    box, best, most = blocks[at].box, -1, _NOTICE_CHARS
    while box >= 0 and boxes[box].end - boxes[box].first <= _NOTICE_BLOCKS:
        inside = blocks[boxes[box].first : boxes[box].end]
        size = sum(len(b.text) for b in inside)
        if size > most:
            break
        if best >= 0 or any(_asks(b) for b in inside):
            best, most = box, min(most, size + _SHORT)
        box = boxes[box].parent
    if best >= 0:
        yield from range(boxes[best].first, boxes[best].end)
