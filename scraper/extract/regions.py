"""Which parts of a page are furniture, and where its main content is.

Two sources, both cheap and both explained: what an element says of itself (tag, role, the words of its class and id,
in several languages), and where the mass of the text is. An element that holds the bulk of the page's text is never
furniture, whatever its class says: a cookie policy is no cookie banner.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

__all__ = ["FURNITURE", "own_region"]

# Places, strongest first. The order decides where an element names two.
_WORDS: dict[str, str] = {
    "consent": "cookie cookies consent gdpr ccpa rgpd dsgvo cookiebar cookiebanner cookieconsent cookielaw onetrust optanon "
    "didomi tarteaucitron usercentrics cookiebot cmplz klaro axeptio truste cmp cookienotice",
    "dialog": "modal modals popup popups overlay lightbox dialog popin popover toast toasts snackbar interstitial dimmer offcanvas drawer "
    "tooltip flyout",
    "live": "livechat chatbot intercom zendesk crisp announcer liveregion",
    "navigation": "nav navs navbar navigation menu menus submenu mainmenu topnav sidenav navmenu megamenu mega breadcrumb breadcrumbs topbar navbars "
    "toolbar pagination pager pagenav paging toc tableofcontents sitemap skiplink skiplinks skip offscreen languages "
    "language langswitch langmenu langselect locale locales switcher hauptmenu navigationsleiste menue navi kopfzeile masthead "
    "menyu daohang caidan nabigation navegacion cabecera entete fildariane ariane siteheader pageheader globalheader "
    "searchform searchbox searchbar search login signin hamburger tabbar backtotop totop",
    "footer": "footer foot footers sitefooter pagefooter colophon copyright copyrights fusszeile fussbereich podval dibu yejiao piedepagina pie "
    "globalfooter footernav subfooter prefooter bottombar imprintlinks",
    "promo": "promo promos promotion promobar promobanner advert adverts advertisement advertising ads adsense adslot adbox adunit sponsor sponsored "
    "sponsors banner banners topbanner sticker ribbon cta calltoaction newsletter subscribe subscription signup mailinglist appstore "
    "googleplay downloadapp download announcement announcementbar notificationbar noticebar marketing upsell werbung anzeige reklama "
    "publicidad publicite bandeau guanggao tuiguang campaign hellobar ticker marquee carousel slider swiper slideshow",
    "related": "related relatedposts recommend recommended recommendation recommendations suggestions suggested similar morefrom readmore alsoread popular "
    "trending mostread hotposts hotnews toplist latest latestposts recent recentposts recentarticles widget widgets sidebar sidebars aside "
    "rightrail rail tagcloud tags taglist blogroll outbrain taboola upnext prevnext postnav xiangguan tuijian remen cebianlan "
    "seitenleiste aehnliche pohozhie barrelaterale barralateral teaser teasers",
    "social": "share sharing shares sharebar sharebuttons addthis social socials socialmedia socialshare follow followus sns fenxiang "
    "socialicons addtoany teilen partager compartir podelitsya",
    "comment": "comments commentlist commentarea commentsection commentform disqus respond replies pinglun kommentare commentaires "
    "comentarios kommentarii utterances giscus gitalk valine waline twikoo",
    "counter": "views viewcount viewscount pageviews hits readcount readnum likes likecount counter counts votes rating ratings stars "
    "busuanzi pv uv yuedu wordcount readtime readingtime postviews",
}
FURNITURE = tuple(_WORDS)
_PLACE_OF_WORD = {word: place for place, words in _WORDS.items() for word in words.split()}
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
# Words that make the one before or after them harmless: "has-sidebar", "no-cookie-banner", "with-nav", "menu-open".
_STATES = frozenset(
    "has with no without is not js open opened closed active hide show hidden enabled disabled fixed sticky below above".split()
)


@lru_cache(maxsize=8192)
def _place_of_name(name: str) -> str | None:
    """The place that one class or id names, or None."""
    parts = [p.lower() for p in _WORD.findall(name)]
    if not parts or parts[0] in _STATES:
        return None
    joined = "".join(parts)
    best = _PLACE_OF_WORD.get(joined)
    for at, part in enumerate(parts):
        place = _PLACE_OF_WORD.get(part) or (_PLACE_OF_WORD.get(part + parts[at + 1]) if at + 1 < len(parts) else None)
        if place is not None and (best is None or _RANK[place] < _RANK[best]):
            best = place
    return best


@lru_cache(maxsize=8192)
def _place_of_names(names: str) -> str | None:
    best: str | None = None
    for name in names.split()[:12]:
        place = _place_of_name(name)
        if place is not None and (best is None or _RANK[place] < _RANK[best]):
            best = place
    return best


def own_region(element: Any, tag: str) -> tuple[str, str] | None:
    """What the element says it is: (place, how it says so); None when it says nothing of the kind."""
    place = _TAGS.get(tag)
    if place is not None:
        return place, f"<{tag}>"
    attributes = element.attrib
    if not attributes:
        return ("header", "<header>") if tag == "header" else None
    role = attributes.get("role")
    if role:
        place = _ROLES.get(role.strip().lower())
        if place is not None:
            return place, f'role="{role.strip()[:30]}"'
    if attributes.get("aria-live", "off") != "off":
        return "live", "aria-live"
    if attributes.get("aria-modal") == "true":
        return "dialog", "aria-modal"
    for attribute in ("id", "class"):
        names = attributes.get(attribute)
        if names:
            place = _place_of_names(names[:_PLAIN_LIMIT])
            if place is not None:
                return place, f'{attribute}="{names[:60].strip()}"'
    return ("header", "<header>") if tag == "header" else None
