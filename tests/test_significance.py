"""What counts as a change: the document's own words in any language and on any kind of page, and nothing around them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.follower import Follower, Look
from tests.tongues import SHELLS, TONGUES, Tongue, page

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
WAYS = [(lang, shell) for lang in TONGUES for shell in SHELLS]


def looks(*bodies: bytes, url: str = "https://site.test/terms") -> list[Look]:
    """All looks but the first, a day apart."""
    follower = Follower(url)
    return [follower.look(body, START + timedelta(days=n)) for n, body in enumerate(bodies)][1:]


def noises(tongue: Tongue, shell: str) -> Iterator[tuple[str, bytes, bytes]]:
    """(name, before, after) of everything that is not the document."""

    def made(**parts: object) -> bytes:
        return page(tongue, shell, **parts)  # type: ignore[arg-type]

    for name, (old, new) in tongue.before.items():
        yield name, made(before=old), made(before=new)
    for name, (old, new) in tongue.after.items():
        yield name, made(after=old), made(after=new)
    text, button = tongue.cookies
    notice = f'<div class="z9"><p>{text}</p><button>{button}</button></div>'
    yield "cookie notice comes", made(), made(beside=notice)
    yield "cookie notice goes", made(after=notice), made()
    heading, teasers = tongue.related
    lists = [
        f"<div><h3>{heading}</h3><ul>"
        + "".join(f'<li><a href="/a/{n}">{t}</a></li>' for n, t in chosen)
        + "</ul></div>"
        for chosen in (list(enumerate(teasers))[:2], list(enumerate(teasers))[1:])
    ]
    yield "related articles", made(beside=lists[0]), made(beside=lists[1])
    yield "related articles come", made(), made(beside=lists[0])
    yield "menu entry", made(menu=tongue.menu[:2]), made()
    yield "menu order", made(), made(menu=tongue.menu[::-1])
    body = made()
    yield "white space", body, body.replace(b"<p>", b"\n\n  <p>\n   ").replace(b"</p>", b"\n</p>")
    yield "attributes", body, body.replace(b"<p>", b'<p data-nonce="81" class="css-1x2y3z">')
    yield "scripts", body, body.replace(b"</body>", b'<script>var token="abc"</script></body>')
    yield "width of punctuation", body, body.replace("，".encode(), b", ").replace("。".encode(), "．".encode())
    yield "class variant", body.replace(b"<body", b'<body class="variant-a"'), body.replace(b"<body", b'<body class="variant-b"')  # fmt: skip
    ads = [f'<div class="ad-slot"><a href="https://ads.test/{n}">{t}</a></div>' for n, t in enumerate(teasers)]
    yield "advertisement", made(beside=ads[0]), made(beside=ads[1])
    yield "advertisement comes", made(), made(beside=ads[0])
    yield "hidden token", body, body.replace(b"<h1>", b'<input type="hidden" name="csrf" value="77fe"><h1>')


def edits(tongue: Tongue) -> Iterator[tuple[str, str]]:
    """(name, the document's new HTML)."""
    whole = "".join(f"<p>{p}</p>" for p in tongue.paragraphs)
    for name, (old, new) in tongue.edits.items():
        assert old in whole
        yield name, whole.replace(old, new)
    yield "a sentence", whole.replace("</p>", f" {tongue.added}</p>", 1)
    yield "a paragraph more", whole + f"<p>{tongue.added}</p>"
    yield "a paragraph in the middle", whole.replace("</p>", f"</p><p>{tongue.added}</p>", 2)
    yield "a paragraph less", whole.replace(f"<p>{tongue.paragraphs[1]}</p>", "")
    yield "the last paragraph less", whole.replace(f"<p>{tongue.paragraphs[-1]}</p>", "")
    moved = [*tongue.paragraphs[2:4], *tongue.paragraphs[:2], tongue.paragraphs[4]]
    yield "paragraphs moved", "".join(f"<p>{p}</p>" for p in moved)


@pytest.mark.parametrize(("lang", "shell"), WAYS)
def test_what_is_around_the_document_is_no_news(lang: str, shell: str) -> None:
    told = {}
    for name, before, after in noises(TONGUES[lang], shell):
        (look,) = looks(before, after)
        if look.news:
            told[name] = look.reason
    assert told == {}


@pytest.mark.parametrize(("lang", "shell"), WAYS)
def test_every_edit_of_the_document_is_news(lang: str, shell: str) -> None:
    missed = {}
    tongue = TONGUES[lang]
    for name, text in edits(tongue):
        (look,) = looks(page(tongue, shell), page(tongue, shell, text=text))
        if not look.news:
            missed[name] = look.reason
    (look,) = looks(page(tongue, shell), page(tongue, shell, title=tongue.added[:20]))
    assert look.news, look.reason
    assert missed == {}


# -- pages that are lists, tables and threads, which keep all of their content ------------------------------------


def wrapped(content: str, *, main: bool = False, title: str = "Page") -> bytes:
    inner = f"<main>{content}</main>" if main else f'<div class="w"><div class="c">{content}</div></div>'
    menu = '<div class="top-menu"><a href="/">Home</a><a href="/x">Help</a></div>'
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{menu}{inner}<div>© 2026</div></body></html>".encode()


NOTICES = [
    f'<li><a href="/n/{n}">关于第{n}批公共租赁住房申请结果的公示</a> <span>2026-02-{n:02}</span></li>'
    for n in range(10, 20)
]
PRICES = [("Basic", "9.90"), ("Family", "14.50"), ("Office", "39.00"), ("School", "19.00")]
LOG = [(f"1.{n}.0", f"Fixed the reading of archive number {n} on small disks.") for n in range(6, 0, -1)]
POSTS = [("anna", "Das Ventil klemmt seit dem letzten Update, hat jemand eine Lösung dafür?"),
         ("bernd", "Bei mir half ein Tropfen Öl und etwas Geduld."),
         ("carla", "Ich habe das Ventil getauscht, Kosten rund 40 Euro.")]  # fmt: skip
PROSE = "<p>These packs were collected over many years; all of them may be used for print and for the web without asking.</p>"
RESOURCES = [f'<li><a href="https://host{n}.test/pack.zip">Font pack number {n}</a></li>' for n in range(8)]


def notices(rows: list[str]) -> str:
    return f"<h2>通知公告</h2><ul>{''.join(rows)}</ul>"


def prices(rows: list[tuple[str, str]]) -> str:
    return "<h2>Prices</h2><table>" + "".join(f"<tr><td>{n}</td><td>{p} EUR</td></tr>" for n, p in rows) + "</table>"


def changelog(rows: list[tuple[str, str]]) -> str:
    return "<h1>Changelog</h1>" + "".join(f"<h2>{v}</h2><ul><li>{t}</li></ul>" for v, t in rows)


def thread(rows: list[tuple[str, str]]) -> str:
    return "<h1>Ventil klemmt</h1>" + "".join(
        f'<div class="post"><div class="author">{a}</div><div class="message">{t}</div></div>' for a, t in rows
    )


def resources(rows: list[str]) -> str:
    return f"<h1>Font packs</h1><ul>{''.join(rows)}</ul>"


KEPT = {
    "a list of notices": (notices(NOTICES), "第15批公共租赁住房"),
    "a table of prices": (prices(PRICES), "Office | 39.00 EUR"),
    "a changelog": (changelog(LOG), "archive number 3"),
    "a thread": (thread(POSTS), "Bei mir half ein Tropfen Öl"),
    "a list of resources": (resources(RESOURCES), "Font pack number 5"),
    "a definition list": ("<h1>Glossar</h1><dl><dt>Amboss</dt><dd>Ein Block aus Stahl.</dd><dt>Zange</dt><dd>Zum Greifen.</dd></dl>", "Zum Greifen."),
    "a poem in pre": ("<h1>Lied</h1><pre>Erste Zeile\nZweite Zeile\nDritte Zeile</pre>", "Zweite Zeile"),
    "a timetable": ("<h1>Fahrplan</h1><table><tr><th>Ab</th><th>An</th></tr><tr><td>08:10</td><td>09:25</td></tr></table>", "08:10 | 09:25"),
}  # fmt: skip


@pytest.mark.parametrize("main", [False, True])
@pytest.mark.parametrize("name", KEPT)
def test_pages_that_are_no_articles_keep_their_content(name: str, main: bool) -> None:
    content, piece = KEPT[name]
    follower = Follower("https://site.test/list")
    follower.look(wrapped(content, main=main), START)
    assert follower.known is not None and piece in follower.known.text


CHANGES = {
    "a notice more": (notices(NOTICES[1:]), notices(NOTICES)),
    "a notice less": (notices(NOTICES), notices(NOTICES[:4] + NOTICES[5:])),
    "a notice reworded": (notices(NOTICES), notices(NOTICES).replace("第15批公共租赁住房申请", "第15批公共租赁住房配租")),
    "a price": (prices(PRICES), prices([*PRICES[:2], ("Office", "45.00"), PRICES[3]])),
    "a row of prices more": (prices(PRICES[:3]), prices(PRICES)),
    "a row of prices less": (prices(PRICES), prices(PRICES[1:])),
    "a release": (changelog(LOG[1:]), changelog(LOG)),
    "a release reworded": (changelog(LOG), changelog(LOG).replace("number 4 on small", "number 4 on large")),
    "a reply": (thread(POSTS[:2]), thread(POSTS)),
    "a post edited": (thread(POSTS), thread(POSTS).replace("40 Euro", "60 Euro")),
    "a post removed": (thread(POSTS), thread(POSTS[:1] + POSTS[2:])),
    "a resource more": (resources(RESOURCES[:7]), resources(RESOURCES)),
    "a resource less": (resources(RESOURCES), resources(RESOURCES[:3] + RESOURCES[4:])),
    "a resource renamed": (resources(RESOURCES), resources(RESOURCES).replace("Font pack number 3", "Font pack number three")),
    "a resource more, after prose": (PROSE + resources(RESOURCES[:7]), PROSE + resources(RESOURCES)),
    "a resource more, between prose": (PROSE + resources(RESOURCES[:7]) + PROSE, PROSE + resources(RESOURCES) + PROSE),
    "a resource that leads elsewhere": (resources(RESOURCES), resources(RESOURCES).replace("host3.test", "mirror.test")),
}  # fmt: skip


@pytest.mark.parametrize("main", [False, True])
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_a_list_table_or_thread_is_news(name: str, main: bool) -> None:
    before, after = CHANGES[name]
    (look,) = looks(wrapped(before, main=main), wrapped(after, main=main))
    assert look.news, look.reason


QUIET = {
    "notices in another order": (notices(NOTICES), notices(NOTICES[5:] + NOTICES[:5])),
    "resources in another order": (resources(RESOURCES), resources(RESOURCES[::-1])),
}


@pytest.mark.parametrize("name", QUIET)
def test_the_order_of_links_is_no_news(name: str) -> None:
    before, after = QUIET[name]
    (look,) = looks(wrapped(before), wrapped(after))
    assert look.news == (), look.reason


# -- dates -------------------------------------------------------------------------------------------------------

MATTER = {
    "a deadline by one day": ("Applications are accepted until 15 May 2026.", "Applications are accepted until 16 May 2026."),
    "a deadline in a table": ("<table><tr><td>Frist</td><td>15.05.2026</td></tr></table>", "<table><tr><td>Frist</td><td>16.05.2026</td></tr></table>"),
    "a concert": ("<ul><li>Konzert im Park: 3. Mai 2026</li></ul>", "<ul><li>Konzert im Park: 4. Mai 2026</li></ul>"),
    "an effective date": ("本规定自2026年5月15日起施行。", "本规定自2026年5月16日起施行。"),
    "a timetable": ("<table><tr><td>08:10</td><td>09:25</td></tr></table>", "<table><tr><td>08:20</td><td>09:25</td></tr></table>"),
    "opening hours": ("Montag bis Freitag 9:00 – 17:00 Uhr", "Montag bis Freitag 9:00 – 16:00 Uhr"),
    "a version": ("<ul><li>Version 1.2.30</li></ul>", "<ul><li>Version 1.2.31</li></ul>"),
    "a term of days": ("You may withdraw within 14 days.", "You may withdraw within 30 days."),
    "a notice period in Russian": ("Срок рассмотрения составляет 10 дней.", "Срок рассмотрения составляет 30 дней."),
}  # fmt: skip


@pytest.mark.parametrize("name", MATTER)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_date_that_the_document_is_about_is_news(name: str, shell: str) -> None:
    tongue = TONGUES["de"]
    whole = "".join(f"<p>{p}</p>" for p in tongue.paragraphs[:2])
    before, after = (whole + (piece if piece.startswith("<") else f"<p>{piece}</p>") for piece in MATTER[name])
    (look,) = looks(page(tongue, shell, text=before), page(tongue, shell, text=after))
    assert [k.value for k in look.news if k.value in ("changed", "stealth_edit", "redated")], look.reason


STATED = {
    "beside a name": ("Lindqvist · Updated 07 October 2025", "Lindqvist · Updated 09 December 2025"),
    "a sentence": ("Diese Seite wurde zuletzt am 3. Mai 2025 aktualisiert.", "Diese Seite wurde zuletzt am 9. Juni 2025 aktualisiert."),
    "Chinese": ("本文最后更新于 2025-01-19", "本文最后更新于 2025-03-02"),
    "Russian": ("Обновлено: 3 мая 2025", "Обновлено: 9 июня 2025"),
}  # fmt: skip


@pytest.mark.parametrize("name", STATED)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_stated_date_that_moves_alone_is_a_refresh_and_no_edit(name: str, shell: str) -> None:
    tongue = TONGUES["de"]
    whole = "".join(f"<p>{p}</p>" for p in (tongue.paragraphs[0], tongue.paragraphs[3]))
    before, after = (f"<p>{piece}</p>{whole}" for piece in STATED[name])
    (look,) = looks(page(tongue, shell, text=before), page(tongue, shell, text=after))
    assert [k.value for k in look.news] == ["fake_refresh"], look.reason


def test_a_deadline_that_moves_with_the_stated_date_is_an_edit() -> None:
    tongue = TONGUES["de"]
    body = (
        "<p>Zuletzt aktualisiert am {}</p><p>Anträge sind bis zum {} zu stellen; spätere werden nicht bearbeitet.</p>"
    )
    before, after = body.format("3. Mai 2025", "15. Juni 2025"), body.format("9. Mai 2025", "20. Juni 2025")
    (look,) = looks(page(tongue, "divs", text=before), page(tongue, "divs", text=after))
    assert [k.value for k in look.news] == ["redated"], look.reason


def test_dates_that_shift_by_a_day_all_together_are_a_time_zone() -> None:
    def bylines(day: int) -> str:
        return "".join(f"<h2>Beitrag {n}</h2><p>Anna Berg, {day + 5 * n}. März 2025</p>" for n in range(4))

    (look,) = looks(
        page(TONGUES["de"], "landmarks", text=bylines(3)), page(TONGUES["de"], "landmarks", text=bylines(4))
    )
    assert not [k for k in look.news if k.value in ("changed", "stealth_edit", "redated")], look.reason
