"""Edits and noise put into real pages: every edit must be told, no noise may be.

usage: python benchmarks/mutations.py [--pages N] [--offset N] [--errors]

The corpus of pages (PAGEWATCH_CORPORA) has no histories, so each page is changed here: in a paragraph that an extractor of
others (trafilatura) takes for the article, or in what is around it. Deterministic: the page's name seeds the choices.
"""

from __future__ import annotations

import argparse
import copy
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree
from measure import unpacked

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scraper.extract.dom import decode, parse, text_of
from tests.follower import Follower

__all__ = ["EDITS", "NOISE", "Outcome", "Page", "open_pages", "play"]

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
KINDS = 12  # kinds of noise tried on each page
_SENTENCE = {
    "latin": "The committee has decided that this rule applies to everybody from now on.",
    "cyrillic": "Комиссия решила, что это правило отныне распространяется на всех.",
    "han": "委员会已经决定，这条规则从现在起适用于所有人。",
    "arabic": "قررت اللجنة أن تسري هذه القاعدة على الجميع من الآن فصاعدا.",
}


@dataclass
class Page:
    """One real page: its tree, and the elements that hold a paragraph of its article."""

    name: str
    tree: Any
    paragraphs: list[Any]
    rng: random.Random

    def sentence(self) -> str:
        """A sentence in the page's script that it does not have yet."""
        text = "".join(text_of(p) for p in self.paragraphs[:5])
        scripts = Counter(_script(c) for c in text if c.isalpha())
        return _SENTENCE[scripts.most_common(1)[0][0] if scripts else "latin"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One mutation of one page: whether it was told, and why or why not."""

    page: str
    mutation: str
    wanted: bool
    told: bool
    reason: str


def _script(c: str) -> str:
    code = ord(c)
    if 0x0400 <= code < 0x0530:
        return "cyrillic"
    if 0x0600 <= code < 0x0700:
        return "arabic"
    return "han" if code >= 0x3040 else "latin"


def open_pages(folder: Path, skip: int = 0, step: int = 1) -> Iterator[Page]:
    """The pages that have an article to be edited, by name; every `step`th file."""
    for path in sorted(folder.rglob("*.html"))[skip::step]:
        page = _open(path)
        if page is not None:
            yield page


def _open(path: Path) -> Page | None:
    import trafilatura

    html = decode(path.read_bytes()).text
    article = trafilatura.extract(html, fast=True, include_comments=False, include_tables=False) or ""
    tree = parse(html)
    said = re.sub(r"\s+", "", article)
    found = [p for p in tree.iter("p") if _is_paragraph(p, said)]
    return Page(path.stem, tree, found, random.Random(path.stem)) if len(found) >= 3 else None


def _is_paragraph(p: Any, said: str) -> bool:
    text = re.sub(r"\s+", "", text_of(p))
    return len(text) >= 60 and text in said and bool(p.text and len(p.text.split()) >= 1 and len(p.text.strip()) >= 25)


# -- edits: each changes a copy of the tree in place; `at` finds the same element in the copy ------------------------

Edit = Callable[[Page, Any], bool]


def _words(element: Any) -> list[str]:
    text: str = element.text
    return text.split(" ")


def replace_word(page: Page, p: Any) -> bool:
    text = p.text
    runs = [m for m in re.finditer(r"[^\W\d_]{4,}", text)]
    if not runs:
        return False
    run = page.rng.choice(runs)
    word = {"latin": "otherwise", "cyrillic": "иначе", "han": "其他", "arabic": "خلاف"}[_script(run.group()[0])]
    if _script(run.group()[0]) == "han":
        p.text = text[: run.start()] + word + text[run.start() + 2 :]
    else:
        p.text = text[: run.start()] + word + text[run.end() :]
    return bool(p.text != text)


def replace_number(page: Page, p: Any) -> bool:
    numbers = list(re.finditer(r"(?<![\d.,])\d{1,3}(?![\d.,]*\d)", p.text))
    if not numbers:
        return False
    number = page.rng.choice(numbers)
    p.text = p.text[: number.start()] + str(int(number.group()) + 7) + p.text[number.end() :]
    return True


def add_sentence(page: Page, p: Any) -> bool:
    last = p[-1] if len(p) else None
    if last is None:
        p.text += " " + page.sentence()
    else:
        last.tail = (last.tail or "") + " " + page.sentence()
    return True


def drop_sentence(page: Page, p: Any) -> bool:
    parts = re.split(r"(?<=[.!?。！？])\s*", p.text)
    if len(parts) < 2 or len(parts[0]) < 20:
        return False
    p.text = p.text[len(parts[0]) :]
    return True


def add_paragraph(page: Page, p: Any) -> bool:
    new = etree.Element("p")
    new.text = page.sentence()
    p.addnext(new)
    new.tail, p.tail = p.tail, None
    return True


def drop_paragraph(page: Page, p: Any) -> bool:
    p.getparent().remove(p)
    return True


def negate(page: Page, p: Any) -> bool:
    new = re.sub(r"\b(is|are|was|will|can|has|have)\b", r"\1 not", p.text, count=1)
    new = new if new != p.text else re.sub(r"(是|可以|会|有)", r"不\1", p.text, count=1)
    changed, p.text = new != p.text, new
    return changed


EDITS: dict[str, Edit] = {
    f.__name__: f
    for f in (replace_word, replace_number, add_sentence, drop_sentence, add_paragraph, drop_paragraph, negate)
}

# -- noise: the two states of something that is around the document --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Noise:
    """HTML that stands somewhere on the page before and after ('' : nothing); `where`: see `_insert`."""

    where: str
    before: str
    after: str


def _items(*words: str) -> str:
    return "".join(f'<li><a href="/{n}-{len(w)}">{w}</a></li>' for n, w in enumerate(words))


_TEASERS = [
    "Ten gardens to see this summer before the crowds come",
    "Why the old bridge will stay closed until spring",
    "A baker, a horse and the longest queue in town",
    "So wird der Herbst in den Bergen",
    "Что посмотреть в выходные с детьми",
    "周末去哪儿：五个适合散步的公园",
    "What the new timetable means for commuters",
]
_COOKIES_EN = "We use cookies and similar technologies to give you the best experience on our website. You can change your settings at any time."
_COOKIES_DE = "Wir verwenden Cookies, um Ihnen das beste Erlebnis auf unserer Website zu bieten. Mehr in der Datenschutzerklärung."
_COOKIES_RU = (
    "Мы используем файлы cookie, чтобы сделать сайт удобнее. Продолжая пользоваться сайтом, вы соглашаетесь с этим."
)
NOISE: dict[str, Noise] = {
    "cookie banner, named": Noise(
        "end", "", f'<div class="cookie-consent"><p>{_COOKIES_EN}</p><button>Accept all</button></div>'
    ),
    "cookie banner, unnamed, at the end": Noise(
        "end", "", f'<div class="x1"><div class="x2"><p>{_COOKIES_EN}</p><a href="#">Accept</a></div></div>'
    ),
    "cookie banner, unnamed, at the start": Noise(
        "start", "", f'<div class="x1"><span>{_COOKIES_DE}</span> <a href="#">Alle akzeptieren</a></div>'
    ),
    "cookie banner, Russian": Noise("end", f'<div class="y"><p>{_COOKIES_RU}</p><button>Принять</button></div>', ""),
    "related, named": Noise(
        "after",
        f'<div class="related-posts"><h3>Related</h3><ul>{_items(*_TEASERS[:3])}</ul></div>',
        f'<div class="related-posts"><h3>Related</h3><ul>{_items(*_TEASERS[3:6])}</ul></div>',
    ),
    "related, unnamed links": Noise(
        "after",
        f"<div><h3>Read more</h3><ul>{_items(*_TEASERS[:3])}</ul></div>",
        f"<div><h3>Read more</h3><ul>{_items(*_TEASERS[3:6])}</ul></div>",
    ),
    "sidebar, unnamed, outside": Noise(
        "end",
        f'<div class="col-4"><h4>Popular</h4><ul>{_items(*_TEASERS[:4])}</ul></div>',
        f'<div class="col-4"><h4>Popular</h4><ul>{_items(*_TEASERS[2:6])}</ul></div>',
    ),
    "relative time beside the article": Noise("before", "<div>3 hours ago</div>", "<div>5 hours ago</div>"),
    "relative time, German": Noise("before", "<div>Vor 2 Stunden</div>", "<div>Vor 1 Tag</div>"),
    "relative time, Chinese": Noise("before", "<div>3小时前</div>", "<div>昨天</div>"),
    "counter": Noise("before", "<div>1,204 views</div>", "<div>1,377 views</div>"),
    "counter, Chinese": Noise("before", "<div>阅读 1204 · 评论 3</div>", "<div>阅读 1377 · 评论 5</div>"),
    "counter, Russian": Noise(
        "before", "<div>Просмотров: 1204</div>", "<div>Просмотров: 1377</div>"
    ),
    "footer year": Noise("end", "<footer>© 2025 Example Inc.</footer>", "<footer>© 2026 Example Inc.</footer>"),
    "footer year, unnamed": Noise("end", "<div>Copyright © 2010-2025 Example</div>", "<div>Copyright © 2010-2026 Example</div>"),
    "menu entry": Noise(
        "start",
        f"<nav><ul>{_items('Home', 'News', 'Sport')}</ul></nav>",
        f"<nav><ul>{_items('Home', 'News', 'Sport', 'Offers')}</ul></nav>",
    ),
    "menu entry, unnamed": Noise(
        "start",
        f"<div><ul>{_items('Home', 'News', 'Sport')}</ul></div>",
        f"<div><ul>{_items('Home', 'News', 'Sport', 'Offers')}</ul></div>",
    ),
    "language switcher": Noise(
        "start", f"<div><ul>{_items('English', 'Deutsch')}</ul></div>", f"<div><ul>{_items('Deutsch', 'English', 'Русский')}</ul></div>"
    ),
    "ad slot": Noise(
        "inside", '<div class="ad-slot"></div>', '<div class="ad-slot"><span>Advertisement</span><a href="https://ad.test/1">Cars for less money, today only</a></div>'
    ),
    "ad slot, filled by another": Noise(
        "inside",
        '<div id="div-gpt-ad-17"><a href="https://ad.test/1">Cars for less money, today only</a></div>',
        '<div id="div-gpt-ad-17"><a href="https://ad.test/2">Shoes for the autumn, buy two</a></div>',
    ),
    "banner at the top, named": Noise(
        "start", '<div class="top-banner"><p>Spring sale: up to half off until Sunday night</p></div>', ""
    ),
    "banner at the top, unnamed": Noise(
        "start", "", '<div class="u7"><a href="/sale">Spring sale: up to half off until Sunday night</a></div>'
    ),
    "clock": Noise("start", "<div>Sunday, 1 March 2026, 08:00</div>", "<div>Monday, 2 March 2026, 08:00</div>"),
    "share counts": Noise(
        "before", '<div class="share">Share <b>12</b></div>', '<div class="share">Share <b>17</b></div>'
    ),
    "newsletter box inside": Noise(
        "inside", "", '<div class="newsletter-signup"><p>Get the best of our reporting in your inbox, every Friday morning.</p><input type="email"><button>Sign up</button></div>'
    ),
    "app box at the end": Noise(
        "end", "", '<div class="b3"><p>Download our app</p><a href="https://apps.apple.com/x">App Store</a><a href="https://play.google.com/x">Google Play</a></div>'
    ),
    "token in a form": Noise(
        "inside", '<form><input type="hidden" name="csrf" value="a8d1"></form>', '<form><input type="hidden" name="csrf" value="77fe"></form>'
    ),
    "build id": Noise(
        "end", "<div>build 3f2a91c on node-7</div>", "<div>build 9bb01d4 on node-3</div>"
    ),
}  # fmt: skip


def spaces(page: Page, p: Any) -> bool:
    """White space and line breaks only."""
    text = p.text
    p.text = "\n  " + text.replace(" ", "\n ", 3)
    return bool(p.text != text)


def widths(page: Page, p: Any) -> bool:
    """Typography only: quotation marks, no-break spaces, full-width commas."""
    text = p.text
    p.text = text.replace(" ", "\xa0", 2).replace("'", "’").replace("’", "'", 1).replace("，", ",")
    return bool(p.text != text)


def attributes(page: Page, p: Any) -> bool:
    """Generated class names and nonces everywhere."""
    for element in p.getroottree().getroot().iter():
        if isinstance(element.tag, str) and element.get("class"):
            element.set("data-v-1", "x")
            element.set("nonce", "abc")
    return True


MARKUP: dict[str, Edit] = {f.__name__: f for f in (spaces, widths, attributes)}


def _insert(page: Page, tree: Any, where: str, html: str, path: str) -> bool:
    if not html:
        return True
    new = etree.HTML(html)[0][0]
    body = tree.find("body")
    p = tree.getroottree().xpath(path)[0]
    if body is None:
        return False
    if where == "start":
        body.insert(0, new)
    elif where == "end":
        body.append(new)
    elif where == "inside":
        p.addnext(new)
    else:
        top = _column(p)
        top.addprevious(new) if where == "before" else top.addnext(new)
    return True


def _column(p: Any) -> Any:
    """The element whose children are the article's paragraphs, or the paragraph itself where that is the body."""
    parent = p.getparent()
    return p if parent.tag in ("body", "html") else parent


# -- playing ------------------------------------------------------------------------------------------------------


def play(page: Page) -> Iterator[Outcome]:
    """All mutations of one page."""
    base = etree.tostring(page.tree, encoding="utf-8", method="html")
    for name, edit in EDITS.items():
        for p in page.rng.sample(page.paragraphs, min(3, len(page.paragraphs))):
            after = _edited(page, p, edit)
            if after is not None:
                yield _outcome(page, name, True, base, after)
                break
    for name, edit in MARKUP.items():
        after = _edited(page, page.rng.choice(page.paragraphs), edit)
        if after is not None:
            yield _outcome(page, name, False, base, after)
    middle = page.paragraphs[len(page.paragraphs) // 2]
    path = page.tree.getroottree().getpath(middle)
    for name in sorted(page.rng.sample(sorted(NOISE), KINDS)):
        noise = NOISE[name]
        pair = []
        for html in (noise.before, noise.after):
            tree = copy.deepcopy(page.tree)
            if _insert(page, tree, noise.where, html, path):
                pair.append(etree.tostring(tree, encoding="utf-8", method="html"))
        if len(pair) == 2:
            yield _outcome(page, name, False, pair[0], pair[1])


def _edited(page: Page, p: Any, edit: Edit) -> bytes | None:
    tree = copy.deepcopy(page.tree)
    twin = tree.getroottree().xpath(page.tree.getroottree().getpath(p))[0]
    if not edit(page, twin):
        return None
    return bytes(etree.tostring(tree, encoding="utf-8", method="html"))


def _outcome(page: Page, name: str, wanted: bool, before: bytes, after: bytes) -> Outcome:
    follower = Follower(f"https://{page.name}.test/")
    follower.look(before, START)
    look = follower.look(after, START + timedelta(days=1))
    return Outcome(page.name, name, wanted, bool(look.news), look.reason)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pages", type=int, default=0, help="only so many pages")
    parser.add_argument("--offset", type=int, default=0, help="files left out at the start")
    parser.add_argument("--step", type=int, default=1, help="every so many files")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    folder = unpacked("pages/pages.tar.xz")
    if folder is None:
        print("no pages at PAGEWATCH_CORPORA; nothing was measured")
        return 0
    rows: dict[str, list[int]] = {}
    for number, page in enumerate(open_pages(folder, options.offset, options.step)):
        if options.pages and number >= options.pages:
            break
        for outcome in play(page):
            row = rows.setdefault(("edit: " if outcome.wanted else "noise: ") + outcome.mutation, [0, 0])
            row[0] += outcome.told
            row[1] += 1
            if options.errors and outcome.told != outcome.wanted:
                print(f"{'MISSED' if outcome.wanted else 'FALSE '} {outcome.page} {outcome.mutation}: {outcome.reason}")
    for kind in ("edit", "noise"):
        chosen = {name: row for name, row in rows.items() if name.startswith(kind)}
        for name, (told, count) in chosen.items():
            print(f"{name:45} told {told:4}/{count:<4} {100 * told / max(1, count):6.2f} %")
        told, count = sum(r[0] for r in chosen.values()), sum(r[1] for r in chosen.values())
        print(f"{kind + ': all':45} told {told:4}/{count:<4} {100 * told / max(1, count):6.2f} %")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
