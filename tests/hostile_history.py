"""A history in which every text that comes from elsewhere tries to become markup. Each payload, if it ran, would set
`data-pwned` on the page's root element and open a dialog."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from scraper.records import (
    CheckIntent,
    CheckRow,
    EventKind,
    FoundLink,
    Freshness,
    Hop,
    LinkLook,
    LinkVerdict,
    NewEvent,
    NewVersion,
    Outcome,
    ReadOptions,
    ResourceKind,
    ResourcePatch,
    Significance,
    Statement,
)
from scraper.urls import canonical
from storage import Store, open_store
from tests.seeded import START

JS = "document.documentElement.setAttribute('data-pwned','1');alert(1)"
MARKUP = (
    f"<script>{JS}</script>",
    f"</title></textarea></style></script><script>{JS}</script>",
    f'"><script>{JS}</script>',
    f"'><img src=x onerror={JS}>",
    f'" onmouseover="{JS}" autofocus onfocus="{JS}" x="',
    f"' onfocus='{JS}' autofocus x='",
    f"<svg onload={JS}><animate onbegin={JS} attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={JS}></style></mglyph></table></mtext></math>",
    f'<iframe srcdoc="<script>parent.{JS}</script>"></iframe>',
    f"<details open ontoggle={JS}><summary>x</summary></details>",
    f"<form action=javascript:{JS}><button formaction=javascript:{JS}>x</button></form>",
    f"<a href=javascript:{JS}>x</a><base href=//evil.example/><meta http-equiv=refresh content='0;url=javascript:{JS}'>",
    "<style>body{background:url(//evil.example/x)}</style><link rel=stylesheet href=//evil.example/x>",
    f"<object data=javascript:{JS}></object><embed src=javascript:{JS}>",
    f"{{{{ 7*7 }}}}{{% for x in [1] %}}<script>{JS}</script>{{% endfor %}}${{7*7}}",
    "\u202e\u2066txt.exe\u2069\u202c \x00\x1b[31m\x07 \ufeff",
    f"【<script>{JS}</script>】",
    f"<!--><script>{JS}</script>--!><![CDATA[<script>{JS}</script>]]>",
)
ALL = " ".join(MARKUP)
URLS = (
    f"javascript:{JS}",
    f"JaVaScRiPt:{JS}",
    f"java\nscript:{JS}",
    f" javascript:{JS}",
    f"\x01javascript:{JS}",
    f"data:text/html,<script>{JS}</script>",
    f"vbscript:{JS}",
    f"blob:https://a.example/{JS}",
    "file:///etc/passwd",
    f'https://a.example/"onmouseover="{JS}',
    f"https://a.example/'><script>{JS}</script>",
    f"https://a.example/#</a><script>{JS}</script>",
    f"//evil.example/{JS}",
    f"http:javascript:{JS}",
    "https://",
    "http://[::1",
    "magnet:?xt=urn:btih:0",
)
PAGE = f"https://a.example/'\"><script>{JS}</script>"
FEED = "https://feed.example/atom.xml"


def seed(path: Path) -> None:
    """A page with two versions and every kind of link, a feed with an entry, a failed alert, a dead link; all hostile."""
    with open_store(path, holder="test", route=lambda _: (ALL,), canonical=lambda url: url) as store:
        for kind, url in ((ResourceKind.PAGE, PAGE), (ResourceKind.FEED, FEED)):
            store.add_source(
                kind=kind, url=url, canonical=url, title=ALL, tags=MARKUP, note=ALL, now=START,
                options=ReadOptions(ignore=(f"re:{ALL.replace('[', '').replace('(', '').replace('*', '')}",)),
            )  # fmt: skip
        for number in (1, 2):
            _visit(store, PAGE, "", number)
        _visit(store, FEED, ALL, 1)
        _judge(store)
        store.failed([one.delivery_id for one in store.claim(START)], ALL, None, START)


def _visit(store: Store, url: str, key: str, number: int) -> None:
    at = START + timedelta(days=number)
    due = next(one for one in store.due(at, everything=True) if one.url == url)
    text = "\n".join(line + (" changed" if number == 2 else "") for line in MARKUP)
    raw = f"<html><title>{ALL}</title>{text}</html>".encode()
    stated = Statement("updated", ALL, "day", ALL, ALL, ALL, ALL, rule=ALL, lang=ALL)
    links = tuple(
        FoundLink(u, canonical_of(u), f"{ALL} {n}", ALL, ALL, "body", n) for n, u in enumerate(URLS[: 10 + number])
    )
    version = NewVersion(
        key, url, raw, hashlib.sha256(raw).hexdigest(), f"text/html; {ALL}", text, Significance.SUBSTANCE, ALL, title=ALL,
        author=ALL, lang='zh" onload="x', encoding=ALL, freshness=Freshness(ALL, f"{ALL}{number}", ALL, ALL, (ALL,), (ALL,), (stated,)),
        links=(*links, *(replace(link, place="footer", canonical=f"{link.canonical}#f") for link in links[:2])),
        extractor=ALL, text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    before = number - 1 or None
    event = NewEvent(EventKind.CHANGED if before else EventKind.NEW, key, ALL, {ALL: ALL}, before, number, url=URLS[0])
    trouble = NewEvent(EventKind.FAILING, None, ALL, {})
    check = CheckRow(at, Outcome.EXTRACTED, 200, ALL, ALL, 1.0, 1, URLS[0])
    patch = ResourcePatch("failing", at, ALL, failures=3, failing_since=at, error=ALL, title=ALL)
    store.record([CheckIntent(due, check, patch, versions=(version,), events=(event, trouble))])


def canonical_of(url: str) -> str:
    """The identity key of a URL that may be none."""
    try:
        return canonical(url)
    except Exception:  # noqa: BLE001 (these are broken on purpose)
        return url


def _judge(store: Store) -> None:
    at = START + timedelta(days=3)
    targets = store.link_targets_due(at, everything=True)
    looks = [
        LinkLook(
            t.target_id,
            at,
            "suspect",
            ALL[:2],
            ALL,
            ALL,
            404,
            final_url=URLS[0],
            chain=(Hop(URLS[0], 302, URLS[1]),),
            title=ALL,
        )
        for t in targets
    ]
    verdicts = [
        LinkVerdict(t.target_id, "dead", ALL, ALL, at, at + timedelta(days=1), ALL, "", EventKind.LINK_DEAD)
        for t in targets
    ]
    store.record_links(looks, verdicts, [], [], at)
