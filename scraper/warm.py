"""For the fork server alone, which imports it once: reads a page of its own making, and compares it with another.

Word lists, tables and patterns are made when they are first asked for, which takes 0.2 s of CPU. Made here they are made
once, and workers are forked with them, instead of each making them within its first task.
"""

from __future__ import annotations

from datetime import UTC, datetime

from scraper.observations import PageJob
from scraper.observe import observe_page
from scraper.records import Fetch, KnownDocument, ReadOptions

__all__: list[str] = []

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_URL = "http://page.invalid/"
_TYPE = "text/html; charset=utf-8"
_PROSE = (
    "<p>A sentence that is long enough to be taken for one of an article by all that asks for such sentences.</p>" * 4
)
_PAGE = (
    "<!doctype html><html lang=en><head><title>A page – 页面</title></head><body><main><h1>A page</h1>"
    f"<p>Last updated: 5 March 2026, 10:30. Posted 3 days ago.</p>{_PROSE}<ul><li><a href='/a'>Read more</a></li></ul>"
    "</main><footer>© 2026, 12 views</footer></body></html>"
)


def _job(page: str, known: KnownDocument | None = None) -> PageJob:
    fetch = Fetch(_URL, _URL, _AT, status=200, headers=(("Content-Type", _TYPE),), body=page.encode())
    return PageJob(fetch, _URL, ReadOptions(), known, _AT, gate="")


def _warm() -> None:
    reading = observe_page(_job(_PAGE)).reading
    if reading is None:
        return
    fresh = reading.freshness
    known = KnownDocument(
        document_id=1,
        version=1,
        raw=_PAGE.encode(),
        raw_sha256="",
        content_type=_TYPE,
        text=reading.text,
        title=reading.title,
        published=fresh.published,
        updated=fresh.updated,
        updated_by=fresh.updated_by,
        links=reading.links,
    )
    observe_page(
        _job(
            _PAGE.replace("5 March 2026, 10:30", "6 March 2026, 11:30").replace("</main>", "<p>More words.</p></main>"),
            known,
        )
    )


_warm()
