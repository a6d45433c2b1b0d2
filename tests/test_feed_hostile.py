"""Feeds made to hurt: bombs, external entities, depth, width. Refused or bounded, and nothing is fetched or read."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.errors import InputError
from scraper.extract.feed import read_feed
from tests.made_feeds import FEED_URL, item, rss


def with_doctype(doctype: str, *items: str) -> bytes:
    return rss(*items).replace("?>\n", f"?>\n{doctype}\n", 1).encode()


def read_text(body: bytes) -> str:
    return " ".join(f"{e.title} {e.text}" for e in read_feed(body, "application/xml", FEED_URL).entries)


LAUGHS = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize("line_break", ["", "\n"])
def test_nested_entities_are_refused(line_break: str) -> None:
    subset = LAUGHS.replace(">", f">{line_break}")
    with pytest.raises(InputError, match="bomb"):
        read_text(with_doctype(f"<!DOCTYPE rss [{line_break}{subset}]>", "<item><title>&l9;</title></item>"))


def test_one_long_entity_used_often_is_refused() -> None:
    bomb = with_doctype(
        f'<!DOCTYPE rss [\n<!ENTITY a "{"a" * 100_000}">\n]>', f"<item><title>{'&a;' * 10_000}</title></item>"
    )
    with pytest.raises(InputError, match="bomb"):
        read_text(bomb)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{path}">]>',
        '<!DOCTYPE rss [\n<!ENTITY x SYSTEM "file://{path}">\n]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "file://{path}"> %p;]>',
        '<!DOCTYPE rss PUBLIC "x" "file://{path}">',
        '<!DOCTYPE rss SYSTEM "file://{path}">',
        '<!DOCTYPE rss SYSTEM "file://{path}" [<!ENTITY x SYSTEM "file://{path}">]>',
    ],
)
def test_external_entities_are_never_followed(doctype: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("TOP-SECRET")
    body = with_doctype(doctype.format(path=secret), "<item><title>See &x;</title><guid>1</guid></item>")
    assert "TOP-SECRET" not in read_text(body)


def test_a_feeds_own_short_entities_are_resolved() -> None:
    assert "See (C) now" in read_text(
        with_doctype('<!DOCTYPE rss [<!ENTITY c "(C)">]>', "<item><title>See &c; now</title></item>")
    )


def test_a_doctype_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="DOCTYPE"):
        read_text(b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b" ' + b"x" * 100_000 + rss(item(1)).encode())


_BIG: dict[str, Callable[[], bytes]] = {
    "a comment as long as a DOCTYPE may be": lambda: with_doctype("<!--" + "x" * 300_000 + "-->", item(1)),
    "100,000 attributes": lambda: rss("<item " + " ".join(f'a{n}="1"' for n in range(100_000)) + "><title>x</title></item>").encode(),
    "items opened and never closed": lambda: rss("<item>" * 100_000).encode(),
    "brackets": lambda: rss("<" * 200_000).encode(),
    "ampersands": lambda: rss("<item><title>" + "&" * 100_000 + "</title></item>").encode(),
    "CDATA never closed": lambda: rss("<item><title><![CDATA[" * 20_000).encode(),
    "comments never closed": lambda: rss("<item><!-- " * 20_000).encode(),
    "quotes": lambda: rss("<item a=\"'" * 20_000).encode(),
    "a title of 3 MB": lambda: rss(item(1, title="T" * 3_000_000)).encode(),
    "20,000 tiny entries": lambda: rss("<item/>" * 20_000).encode(),
    "a counter line of digits": lambda: rss(item(1, text="<p>" + "1 " * 50_000 + "</p>")).encode(),
    "deep JSON": lambda: b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 50_000,
    "blanks": lambda: b" " * 3_000_000 + b"<rss>",
    "blank DOCTYPE": lambda: b"<!DOCTYPE" + b" " * 500_000 + rss(item(1)).encode(),
    "processing instructions": lambda: b"<?x " * 100_000 + rss(item(1)).encode(),
    "semicolons": lambda: rss(item(1, text="&" + "a" * 200_000 + ";")).encode(),
    "URLs": lambda: rss(item(1, text="http://" * 20_000)).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", _BIG)
def test_big_and_crooked_bodies_are_read_or_refused_in_seconds(name: str) -> None:
    body = _BIG[name]()
    start = time.process_time()
    try:
        reading = read_feed(body, None, FEED_URL)
    except InputError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert len(reading.entries) <= 5000
    assert time.process_time() - start < 6
