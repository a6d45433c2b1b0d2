"""Whose date is it: the article's, the page's, the site's, a comment's, a related item's, or a quotation's."""

from __future__ import annotations

import itertools
import re
from typing import Any

__all__ = ["Scopes"]

_COMMENT = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|comment-?list|comment-?body|comments?-?(?:area|section|wrap(?:per)?|thread|item|content|meta|box|text)|"
    r"respond|responses|disqus|reply|replies|replylist|cmts?|guestbook|waline|twikoo|gitalk|valine|pinglun|liuyan|reacties|kommentare?|commentaires?|"
    r"comentarios?|commenti|yorumlar|user-?reviews?|discussion-?list|answers?|answercell)(?=$|[\s_-])",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:^|[\s_-])(?:related|recommend(?:ed|ations?)?|also-?like|you-?may|popular|trending|most-?(?:read|popular|viewed)|mostread|latest|recent-?posts?|"
    r"recent|sidebar|side-?bar|widgets?|promo(?:tion)?s?|teasers?|readnext|read-?next|more-?(?:news|stories|from|on|articles|posts)|carousel|slider|slick|"
    r"swiper|ticker|rank(?:ing|s)?|toplist|top-?stories|newsletter|advert(?:isement)?|ads?|sponsor(?:ed)?|outbrain|taboola|prev-?next|"
    r"post-?navigation|nav-?links|aside|rail|right-?rail|playlist|similar|suggest(?:ed|ions)?|see-?also|hot-?(?:news|posts?)|xiangguan|tuijian|"
    r"next-?post|prev-?post|previous-?post|pagination|breaking|liveticker-?box|widget_[a-z_]+|elementor-posts|newslist|news-?list|articlelist|"
    r"article-?list|archive-?list|card-?list|story-?list|feed-?list|listing|crosslinks?|upsell|link-?box|recirc(?:ulation)?|interstitial|inline-?promo|featured-?posts?)(?=$|[\s_-])",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|ccpa|privacy|onetrust|cookiebot|cookie-?(?:declaration|policy|banner|notice|law)|top-?bar|topbar|"
    r"masthead|site-?header|page-?header-?top|main-?nav|navbar|menu|clock|current-?(?:date|time)|date-?today|today|weather|breadcrumbs?|"
    r"copyright|colophon|legal|disclaimer|affiliate|aawp|amazon|price|pricing|product-?box|stock|exchange|login|user-?(?:card|info|profile)|"
    r"author-?(?:bio|box|card|info)|download-?(?:list|table)|version-?history|changelog|revision-?history|update-?history|history-?list)(?=$|[\s_-])",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?:^|[\s_-])(?:post|pid|p|floor|postmessage|msg|message|reply|topic|thread)[_-]?\d{2,}|"
    r"(?:^|[\s_-])(?:pstatus|postbody|post-?body|post-?content|post_?message|postcontent|js-post|topic-?post|forum-?post|message|posting|postrow|"
    r"b-post|lastedit(?:ed)?|editnote|edit-?note|edited-?by|message-?lastedit|topic-body|cooked|notice)(?=$|[\s_-])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"((?:js-|td_|list_|view_)?(?:post|pid|p|floor|postmessage|msg|message|reply|topic|comment|answer)[-_]?(?:post|message)?[-_]?)\d+$",
    re.IGNORECASE,
)
_LAYOUT = re.compile(
    r"(?:has|with|no|without|left|right|content|layout|is|page|single)[_-]+(?:\w+[_-]+)?sidebar|sidebar[_-](?:left|right|none|on|off|primary-?open|main)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"(?:^|[\s_-])(?:quote(?:d|s|box|header|block|_container|-container|title|author)?|bbcode_?quote|bbc_standard_quote|codehilite|code-?block|hljs|prettyprint|language-[a-z]+)(?=$|\s)",
    re.IGNORECASE,
)
_OWN_ASIDE = re.compile(
    r"source-?file|(?:post|article|entry|page|doc|content)-?_?(?:meta|info|details|footer|header|date)|metadata|last-?(?:updated|modified|edited)|byline|dateline|(?:^|\s)meta(?:$|\s)",
    re.IGNORECASE,
)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_ASIDE_LETTERS = 160  # an aside with less than this and no link that reads like a title is a note of the page itself
_CODE = 24  # characters of <code> that hold more than a date
_QUOTES = frozenset(("blockquote", "pre", "q", "textarea", "samp", "xmp"))
_ROOTS = frozenset(("html", "body"))
_TYPES_FOREIGN = re.compile(
    r"/(?:Comment|UserComments|ImageObject|Review|Offer|Organization|WPAdBlock|SiteNavigationElement)$"
)
_ARTICLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:article|entry|post|story|content|main|node|hentry|single|page-?content|document|body-?content|mw-body|markdown-body)(?=$|[\s_-])",
    re.IGNORECASE,
)


def _names(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


class Scopes:
    """Judges elements by what stands above them; remembers every judgement, so each ancestor is looked at once.

    Elements that hold the page's headline are never a sidebar or a comment, whatever their class says.
    """

    def __init__(self, headline: Any | None) -> None:
        self._known: dict[Any, str] = {}
        self._main: set[Any] = set()
        node = headline
        while node is not None:
            self._main.add(node)
            node = node.getparent()

    def of(self, element: Any) -> str:
        """article | page | site | comment | related | quoted | footer."""
        chain: list[Any] = []
        node = element
        while node is not None and node not in self._known:
            chain.append(node)
            node = node.getparent()
        scope = self._known[node] if node is not None else "page"
        for node in reversed(chain):
            scope = self._one(node, scope)
            self._known[node] = scope
        return scope

    def is_post(self, element: Any) -> bool:
        """Whether the element stands in one post of a forum thread."""
        node, steps = element, 0
        while node is not None and steps < 8:
            if node.tag not in _ROOTS and _POST.search(_names(node)):
                return True
            node, steps = node.getparent(), steps + 1
        return False

    def in_reply(self, element: Any) -> bool:
        """Whether the element stands in a numbered post that follows another one of its kind."""
        node, steps = element, 0
        while node is not None and steps < 14:
            number = _NUMBERED.match(node.get("id") or "")
            if number and node.tag not in _ROOTS:
                for before in itertools.islice(node.itersiblings(preceding=True), 6):
                    other = _NUMBERED.match(before.get("id") or "") if isinstance(before.tag, str) else None
                    if other and other[1] == number[1]:
                        return True
            node, steps = node.getparent(), steps + 1
        return False

    def _one(self, element: Any, above: str) -> str:
        tag = element.tag
        if above in ("comment", "related", "quoted", "site") or not isinstance(tag, str) or tag in _ROOTS:
            return above
        if tag in _QUOTES or (tag == "code" and len("".join(element.itertext())) > _CODE):
            return "quoted"
        holds_headline = element in self._main
        names = _names(element)
        if not holds_headline:
            marked = self._marked(element, tag, names)
            if marked:
                return marked
        if tag == "footer" and above == "page":
            return "footer"
        if tag in ("article", "main") or (names != " " and _ARTICLE_CLASS.search(names)):
            return "article"
        return above

    def _marked(self, element: Any, tag: str, names: str) -> str | None:
        """The scope that an element's own markup says, None where it says nothing."""
        if tag == "nav" or (tag == "aside" and not _is_own_aside(element, names)):
            return "related"
        kind = element.get("itemtype")
        if kind and _TYPES_FOREIGN.search(kind):
            return "comment" if "Comment" in kind else "related"
        if names == " ":
            return None
        if _QUOTED.search(names):
            return "quoted"
        if _COMMENT.search(names) and not _POST.search(names):
            return "comment"
        if _RELATED.search(names) and not _LAYOUT.search(names):
            return "related"
        return "site" if _SITE.search(names) else None


def _is_own_aside(element: Any, names: str) -> bool:
    """Whether an <aside> is about the page it stands on: so named, or a few words without links to other pages."""
    if _OWN_ASIDE.search(names):
        return True
    letters = 0
    for node in itertools.islice(element.iter(), 60):
        if node.tag == "a" and len("".join(node.itertext())) > 30:
            return False
        if node.tag in _HEADINGS and letters == 0:
            return False  # a box with a heading of its own
        letters += len(node.text or "") + len(node.tail or "") if isinstance(node.tag, str) else 0
    return letters < _ASIDE_LETTERS and element.find(".//a") is None
