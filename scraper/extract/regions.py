"""Which parts of a page are furniture, and where its main content is.

Two sources, both cheap and both explained: what an element says of itself (tag, role, the words of its class and id,
in several languages), and where the mass of the text is. An element that holds the bulk of the page's text is never
furniture, whatever its class says: a cookie policy is no cookie banner.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

__all__ = ["FURNITURE", "STRONG", "document_mark", "own_region", "region_word"]

# Places, strongest first: the order decides where an element names two. Words of the first table are believed as any
# part of a name ("site-footer", "CookieBanner"); those of the second only as the whole of it, because systems use them
# for content too ("elementor-widget", "views-row", "language-python", "search-results").
_PARTS: dict[str, str] = {
    "consent": "cookie cookies consent gdpr ccpa rgpd dsgvo cookiebar cookiebanner cookieconsent cookielaw onetrust optanon didomi "
    "tarteaucitron usercentrics cookiebot cmplz klaro axeptio truste cookienotice",
    "dialog": "modal modals popup popups lightbox popin popover toast toasts snackbar interstitial offcanvas drawer tooltip",
    "live": "livechat chatbot intercom zendesk announcer liveregion",
    "navigation": "nav navs navbar navigation menu menus submenu mainmenu topnav sidenav navmenu megamenu breadcrumb breadcrumbs topbar "
    "navbars toolbar pagination pager pagenav paging toc tableofcontents sitemap skiplink skiplinks langswitch langmenu langselect "
    "languageswitcher languageselector languageswitch localeswitcher hauptmenu navigationsleiste menue navi kopfzeile masthead menyu "
    "daohang caidan nabigation navegacion cabecera fildariane ariane siteheader pageheader globalheader topheader searchform searchbox "
    "searchbar hamburger tabbar backtotop totop gotop",
    "footer": "footer footers sitefooter pagefooter colophon fusszeile fussbereich podval dibu yejiao piedepagina globalfooter footernav "
    "subfooter prefooter bottombar copyright copyrights",
    "promo": "ad gpt dfp adsbygoogle adunit adwrapper adcontainer adspace adzone adplaceholder promo promos promotion promobar promobanner advert adverts advertisement advertising ads adsense adslot adbox adunit sponsor "
    "sponsored sponsors banner banners topbanner sticker ribbon cta calltoaction newsletter mailinglist appstore googleplay "
    "downloadapp announcementbar notificationbar noticebar upsell werbung anzeige reklama publicidad publicite bandeau guanggao "
    "tuiguang hellobar ticker marquee",
    "related": "related relatedposts recommended recommendation recommendations morefrom alsoread mostread hotposts hotnews latestposts "
    "recentposts recentarticles sidebar sidebars rightrail tagcloud blogroll outbrain taboola upnext prevnext postnav xiangguan tuijian "
    "cebianlan seitenleiste aehnliche pohozhie barrelaterale barralateral",
    "social": "sharing sharebar sharebuttons addthis socials socialmedia socialshare socialicons addtoany fenxiang sns share social",
    "comment": "comments commentlist commentarea commentsection commentform disqus respond pinglun kommentare commentaires comentarios "
    "kommentarii utterances giscus gitalk valine waline twikoo",
    "counter": "viewcount viewscount pageviews readcount readnum likecount busuanzi wordcount readtime readingtime postviews feedback "
    "washelpful",
}
_WHOLE: dict[str, str] = {
    "consent": "cmp gdprbar",
    "dialog": "overlay dialog flyout dimmer",
    "navigation": "mega skip offscreen languages lang langs locale locales switcher search login signin crumbs toplinks tabs",
    "footer": "foot bottom pie imprintlinks",
    "promo": "subscribe subscription signup download announcement announcements marketing campaign carousel slider swiper slideshow",
    "related": "recommend suggestions suggested similar readmore popular trending toplist latest recent aside rail tags "
    "taglist teaser teasers remen",
    "social": "shares follow followus teilen partager compartir podelitsya like likes",
    "comment": "replies comment",
    "counter": "views hits counter counts votes rating ratings stars pv uv yuedu helpful survey nps",
}
FURNITURE = tuple(_PARTS)
_PLACE_OF_PART = {word: place for place, words in _PARTS.items() for word in words.split()}
_PLACE_OF_WHOLE = {word: place for place, words in _WHOLE.items() for word in words.split()} | _PLACE_OF_PART
_RANK = {place: rank for rank, place in enumerate(FURNITURE)}

_TAGS = {
    "nav": "navigation",
    "footer": "footer",
    "aside": "related",
    "menu": "navigation",
    "dialog": "dialog",
    "select": "control",
    "button": "control",
}
_ROLES = {
    "navigation": "navigation",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "related",
    "search": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "menuitem": "navigation",
    "toolbar": "navigation",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "tooltip": "dialog",
    "alert": "live",
    "status": "live",
    "log": "live",
    "timer": "live",
    "marquee": "live",
    "progressbar": "live",
    "button": "control",
    "listbox": "control",
    "combobox": "control",
}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_PLAIN_LIMIT = 160  # characters of class and id looked at: utility classes go on for kilobytes
# A name that begins with one of these tells a state of the element, not what it is: "has-sidebar", "no-cookies", "with-nav".
_STATES = frozenset(("has", "have", "with", "no", "without", "is", "not", "js", "hide", "show"))


@lru_cache(maxsize=8192)
def _place_of_name(name: str) -> tuple[str, str] | None:
    """The place that one class or id names, and the word that names it; or None."""
    parts = [p.lower() for p in _WORD.findall(name)]
    if not parts or parts[0] in _STATES:
        return None
    whole = "".join(parts)
    best = (_PLACE_OF_WHOLE[whole], whole) if whole in _PLACE_OF_WHOLE else None
    for at, part in enumerate(parts):
        pair = part + parts[at + 1] if at + 1 < len(parts) else ""
        word = part if part in _PLACE_OF_PART else pair
        place = _PLACE_OF_PART.get(word)
        if place is not None and (best is None or _RANK[place] < _RANK[best[0]]):
            best = (place, word)
    return best


@lru_cache(maxsize=8192)
def _place_of_names(names: str) -> tuple[str, str] | None:
    best: tuple[str, str] | None = None
    for name in names.split()[:12]:
        place = _place_of_name(name)
        if place is not None and (best is None or _RANK[place[0]] < _RANK[best[0]]):
            best = place
    return best


def region_word(names: str) -> str:
    """The word by which class or id names are furniture; '' where they are not."""
    found = _place_of_names(names)
    return found[1] if found else ""


def own_region(element: Any, tag: str) -> tuple[str, str] | None:
    """What the element says it is: (place, how it says so); None when it says nothing of the kind."""
    place = _TAGS.get(tag)
    held = element.keys()
    if place is not None and not (place == "control" and "aria-expanded" in held):
        return place, f"<{tag}>"
    if not held:
        return ("header", "<header>") if tag == "header" else None
    role = element.get("role") if "role" in held else None
    if role:
        place = _ROLES.get(role.strip().lower())
        if place is not None and not (place == "control" and "aria-expanded" in held):
            return place, f'role="{role.strip()[:30]}"'
    if "aria-live" in held and element.get("aria-live") != "off":
        return "live", "aria-live"
    if "aria-modal" in held and element.get("aria-modal") == "true":
        return "dialog", "aria-modal"
    for attribute in ("id", "class"):
        names = element.get(attribute) if attribute in held else None
        if names:
            named = _place_of_names(names[:_PLAIN_LIMIT])
            if named is not None:
                return named[0], f'{attribute}="{names[:60].strip()}"'
    return ("header", "<header>") if tag == "header" else None


# Said by tag or role, these are believed for whatever share of the page they hold (a menu may be longer than an imprint).
STRONG = frozenset(("navigation", "footer", "dialog", "live", "control"))
_DOCUMENT_ROLES = frozenset(("main", "article", "document"))
_DOCUMENT_NAMES = frozenset(
    [
        "main",
        "maincontent",
        "content",
        "contents",
        "contentmain",
        "pagecontent",
        "sitecontent",
        "primary",
        "primarycontent",
        "article",
        "articlebody",
        "articlecontent",
        "post",
        "postbody",
        "postcontent",
        "entry",
        "entrycontent",
        "entrybody",
        "story",
        "storybody",
        "markdownbody",
        "markdown",
        "mdcontent",
        "prose",
        "richtext",
        "wysiwyg",
        "textcontent",
        "bodycontent",
        "mwparseroutput",
        "legal",
        "legalcontent",
        "terms",
        "policy",
        "document",
        "doccontent",
        "zhengwen",
        "neirong",
        "wenzhang",
        "inhalt",
        "hauptinhalt",
        "contenu",
        "contenuprincipal",
        "principal",
        "contenido",
        "conteudo",
        "soderzhanie",
        "soderzhimoe",
        "kontent",
        "statya",
        "tresc",
    ]
)


def document_mark(element: Any, tag: str) -> str | None:
    """How the element says that it holds the document ('<main>', 'class="entry-content"'); None when it does not."""
    if tag == "main" or tag == "article":
        return f"<{tag}>"
    attributes = element.attrib
    if not attributes:
        return None
    if attributes.get("role") in _DOCUMENT_ROLES:
        return f'role="{attributes["role"]}"'
    if attributes.get("itemprop") == "articleBody":
        return 'itemprop="articleBody"'
    for attribute in ("id", "class"):
        for name in (attributes.get(attribute) or "")[:_PLAIN_LIMIT].split()[:8]:
            if _names_document(name):
                return f'{attribute}="{name}"'
    return None


@lru_cache(maxsize=8192)
def _names_document(name: str) -> bool:
    return "".join(p.lower() for p in _WORD.findall(name)) in _DOCUMENT_NAMES
