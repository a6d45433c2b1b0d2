"""Foreign text stays text: no page of a hostile history holds an element, attribute or link that its author wrote."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from lxml import html

from scraper.web.app import ROUTES
from scraper.web.gate import CSP
from tests import hostile_history as hostile
from tests.pages import Browser, pages
from tests.site import Site

_TAGS = (
    "html head meta title link body a header nav form input main h1 h2 p ul ol li div span b bdi time strong br dl dt dd footer "
    "code button label select option table thead tbody tr th td section del ins mark"
)
_ATTRIBUTES = (
    "lang charset name content rel href type title class id action method role aria-label aria-current placeholder value maxlength "
    "datetime selected checked required disabled colspan for"
)
TAGS, ATTRIBUTES = frozenset(_TAGS.split()), frozenset(_ATTRIBUTES.split())
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def addresses() -> list[str]:
    """Every page, with the rows of the hostile history and with parameters that are hostile themselves."""
    found = []
    for route in ROUTES:
        if "GET" not in (route.methods or ()) or route.path in (
            "/changes.atom",
            "/static/{name}",
            "/health",
            "/readyz",
        ):
            continue
        rows = ["1", "2"] if re.search(r"\{(document|source|link|event)", route.path) else [""]
        for row in rows:
            path = re.sub(r"\{(document|source|link|event):int\}", row, route.path).replace("{number:int}", "1")
            found.append(path)
    found += [
        "/documents/1/diff?view=side&context=all",
        "/documents/1/versions/2",
        "/links?state=any",
        "/links?document=1",
    ]
    found += [f"/search?q={quote(word)}" for word in ("script", "<script>", hostile.ALL[:150], '"><svg')]
    found += [f"/sources?q={quote(text)}&tag={quote(text)}" for text in hostile.MARKUP[:4]]
    found += [f"/changes?since={quote(text)}" for text in hostile.MARKUP[:4]]
    found += [f"/changes?source={quote(text)}" for text in hostile.MARKUP[:4]]
    found += [f"/changes?tag={quote(hostile.MARKUP[0])}", f"/{quote(hostile.MARKUP[2])}", "/?done=%3Cscript%3E"]
    return [path for path in found if not path.endswith(("/text", "/raw"))]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    db = tmp_path_factory.mktemp("hostile") / "pagewatch.db"
    hostile.seed(db)
    with pages(db) as running:
        yield running


@pytest.mark.parametrize("path", addresses())
def test_a_page_holds_only_elements_attributes_and_links_of_ours(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status in (200, 303, 400, 404), answer.body[:300]
    if not answer.body or answer.headers["content-type"].startswith("text/plain"):
        return
    for element in answer.dom.iter():
        assert isinstance(element, html.HtmlElement), element
        assert element.tag in TAGS, html.tostring(element)[:200]
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES, (element.tag, name)
            if name in ("href", "action"):
                check_link(value)


def check_link(address: str) -> None:
    parts = urlsplit(address)
    assert parts.scheme in ("", "http", "https"), address
    if not parts.scheme:
        assert address.startswith(("/", "#")), address
        assert not address.startswith(("//", "/\\")), address
    else:
        assert parts.netloc
        assert not set(address) & set('"<> \n\r\t\x00'), address


def test_hostile_text_is_shown_as_it_is_so_that_people_can_see_it(browser: Browser) -> None:
    shown = browser.get("/sources/1").dom.xpath("string(//h1)")
    for payload in hostile.MARKUP[:14]:
        assert payload in shown
    assert "{{ 7*7 }}" in shown
    assert not re.search("[\x00-\x08\x1b]", shown)


def test_links_of_every_scheme_are_listed_but_only_http_ones_can_be_followed(browser: Browser) -> None:
    page = browser.get("/documents/1/versions/2")
    followed = [str(a) for a in page.dom.xpath("//main//a/@href") if not a.startswith("/")]
    assert followed
    assert all(address.startswith("https://a.example/") for address in followed)
    assert "javascript:document" in page.words
    assert "data:text/html" in page.words
    for link in page.dom.xpath("//main//a[starts-with(@href, 'http')]"):
        assert link.get("rel") == "noreferrer noopener nofollow"


def test_the_feed_of_changes_holds_hostile_text_as_text(browser: Browser) -> None:
    import feedparser

    feed = feedparser.parse(browser.get("/changes.atom").body, sanitize_html=False)
    assert not feed.bozo
    assert all(
        entry.title.startswith(("changed: <script>", "new: <script>", "cannot", "link dead")) for entry in feed.entries
    )
    assert all(link.href.startswith("http") for entry in feed.entries for link in entry.get("links", []))


# -- in a real browser ---------------------------------------------------------------------------------------------


def rendered(url: str, folder: Path) -> html.HtmlElement:
    """The DOM after a headless Chromium has loaded a page and waited for what it would run."""
    assert CHROMIUM is not None
    flags = (
        "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
        "--disable-sync --disable-extensions --virtual-time-budget=2000 --dump-dom"
    )
    done = subprocess.run(
        [CHROMIUM, *flags.split(), f"--user-data-dir={folder}", url], capture_output=True, timeout=100, check=True
    )
    return html.document_fromstring(done.stdout)


needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here; apt-get install chromium")


@pytest.mark.battery
@needs_chromium
@pytest.mark.parametrize(
    "path", ["/", "/changes", "/sources", "/sources/1", "/documents/1", "/documents/1/diff?view=side", "/documents/1/versions/2",
             "/documents/1/why", "/events/1", "/trouble", "/links", "/links/1", "/alerts", "/state", "/search?q=script", "/documents/1/versions/1/raw"],
)  # fmt: skip
def test_nothing_runs_in_a_browser(browser: Browser, path: str, tmp_path: Path) -> None:
    page = rendered(browser.origin + path, tmp_path)
    assert page.getroottree().getroot().get("data-pwned") is None
    assert "alert(1)" in page.text_content()
    assert page.xpath("//script | //iframe | //svg | //math | //object | //embed | //base") == []


@pytest.mark.battery
@needs_chromium
def test_even_unescaped_markup_would_not_run_under_our_policy(site: Site, tmp_path: Path) -> None:
    body = f"<!doctype html><html><body><p>x</p>{hostile.MARKUP[0]}{hostile.MARKUP[3]}{hostile.MARKUP[6]}</body></html>"
    body = body.replace(
        "alert(1)", "0"
    )  # a dialog would hold the browser up until its time is over: `nothing_runs` sees that
    unguarded = rendered(site.put("/unguarded", body), tmp_path / "a")
    guarded = rendered(site.put("/guarded", body, Content_Security_Policy=CSP), tmp_path / "b")
    assert unguarded.getroottree().getroot().get("data-pwned") == "1"  # the measure itself works
    assert guarded.getroottree().getroot().get("data-pwned") is None
