"""Pages as the field writes them: themes, languages, structured data, and words that lie; one line of `tests/stated/` each.

A line has `story, lang`, what is expected (`updated`, null for none; `by`; `published` where it matters), and the markup by its
place in the page of `test_statements_pages.article` (`head, top, body, end, footer`) or as a whole (`html`). `updated` is a
day, or as much of the date-time as is expected.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.test_statements_pages import article, reading

PLACES = ("head", "top", "body", "end", "footer")
ROWS = [
    (path.stem, json.loads(line))
    for path in sorted((Path(__file__).parent / "stated").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def page(row: dict[str, Any]) -> str:
    return row.get("html") or article(row["lang"], **{place: row[place] for place in PLACES if place in row})


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=[f"{kind}: {row['story']}" for kind, row in ROWS])
def test_a_page_is_read_as_a_person_reads_it(kind: str, row: dict[str, Any]) -> None:
    fetched = datetime.fromisoformat(row["fetched"]) if "fetched" in row else None
    freshness = reading(page(row), row.get("url", "https://example.test/rivers"), fetched_at=fetched)
    wanted = row["updated"] or ""
    assert (freshness.updated or "")[: max(10, len(wanted))] == wanted, freshness.why
    assert freshness.updated_by == row.get("by"), freshness.why
    if "published" in row:
        assert (freshness.published or "")[:10] == (row["published"] or "")[:10], freshness.why


def test_the_pages_are_of_the_promised_breadth() -> None:
    assert len(ROWS) >= 150
    assert len({row["lang"].split("-")[0] for _, row in ROWS}) >= 34
    assert sum(row["updated"] is None for _, row in ROWS) >= 60
