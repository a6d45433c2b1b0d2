"""Pages that nest without end cost the main process no time, and ordinary ones are never taken for such."""

from __future__ import annotations

import time

import pytest

from scraper.extract.barrier_face import read_face
from scraper.extract.depth import LIMIT, deep_from
from scraper.extract.fingerprint import fingerprint
from scraper.records import ReadOptions

DEEP = [
    "<div>" * 100_000,
    "<div></x>" * 60_000,
    "<dl><dd>" * 60_000,
    "<li><ol>" * 60_000,
    "<b><div></b>" * 40_000,
    "<span>" * 50_000 + "<div></div>" * 25_000,
    "<DIV CLASS=a>" * 40_000,
    "<span><h1></span>" * 30_000,
    "<i><h2></i><h3>" * 20_000,
]


@pytest.mark.parametrize("html", DEEP, ids=lambda html: html[:12])
def test_what_nests_without_end_is_looked_at_in_no_time(html: str) -> None:
    start = time.process_time()
    assert fingerprint(html.encode(), "text/html", ReadOptions()) == ""
    read_face("<title>Deep</title>" + html)
    assert time.process_time() - start < 3  # it was a minute


def test_many_elements_side_by_side_are_an_ordinary_page() -> None:
    page = "<ul>" + "<li><a href=/x><span>word</span></a><br><img src=y><p>text" * 20_000 + "</ul>"
    assert deep_from(page) is None
    assert deep_from("<div>" * LIMIT + "<i>x</i>" * 9_000 + "</div>" * LIMIT) == 5 * LIMIT
    assert fingerprint(page.encode(), "text/html", ReadOptions())
