"""Stated dates on the labelled pages: figures that may only rise, and never fewer publication days than htmldate finds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scraper.extract.dom import decode, parse
from scraper.extract.statements import read_freshness
from scraper.records import Freshness

ROOT = Path(__file__).resolve().parent.parent
FLOORS = json.loads((Path(__file__).parent / "floors" / "dates.json").read_text(encoding="utf-8"))


def day(value: str | None) -> str | None:
    return value[:10] if value else None


@pytest.fixture(scope="module")
def read(corpora: Path) -> list[tuple[dict[str, Any], str, Freshness]]:
    """Each labelled page: its label, its HTML, and what is read from it."""
    folder = corpora / "dates" / "dev"
    out = []
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        html = decode((folder / label["file"]).read_bytes()).text
        out.append((label, html, read_freshness(parse(html), html, label["url"] or "")))
    return out


def agrees(label: dict[str, Any], found: str | None, *, lenient: bool) -> bool:
    wanted = [label["updated"], *(label.get("accept") or ())] if lenient else [label["updated"]]
    if found is None:
        return None in wanted or "null" in wanted
    return any(w and (found[:10] == w[:10] or (len(w) == 7 and found[:7] == w)) for w in wanted)


@pytest.mark.corpora
def test_the_update_is_read_at_least_as_well_as_ever(read: list[tuple[dict[str, Any], str, Freshness]]) -> None:
    strict = sum(agrees(label, f.updated, lenient=False) for label, _, f in read) / len(read)
    lenient = sum(agrees(label, f.updated, lenient=True) for label, _, f in read) / len(read)
    undated = [f for label, _, f in read if label["updated"] is None]
    named = [(label["updated_by"], f.updated_by) for label, _, f in read if label["updated_by"]]
    assert strict >= FLOORS["accuracy"]
    assert lenient >= FLOORS["lenient"]
    assert sum(f.updated is not None for f in undated) / len(undated) <= FLOORS["invented"]
    assert sum(wanted == found for wanted, found in named) / len(named) >= FLOORS["updater"]


@pytest.mark.corpora
def test_the_publication_is_read_no_worse_than_by_htmldate(read: list[tuple[dict[str, Any], str, Freshness]]) -> None:
    htmldate = pytest.importorskip("htmldate")
    dated = [(label, html, f) for label, html, f in read if label["published"]]
    ours = sum(day(f.published) == label["published"][:10] for label, _, f in dated)
    theirs = sum(
        htmldate.find_date(html, extensive_search=True, original_date=True, url=label["url"] or None)
        == label["published"][:10]
        for label, html, _ in dated
    )
    assert ours >= theirs
    assert ours / len(dated) >= FLOORS["published"]


def test_the_page_about_dates_names_every_flag_source_and_role() -> None:
    text = (ROOT / "docs" / "dates.md").read_text(encoding="utf-8")
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "scraper/extract/statements").glob("*.py"))
    flags = set(re.findall(r'flags\.append\("(\w+)"\)', code))
    records = (ROOT / "scraper/records/readings.py").read_text(encoding="utf-8")
    listed = re.findall(r"^    (?:role|precision|source): str  # ([\w| ]+)$", records, re.MULTILINE)
    names = {name.strip() for line in listed for name in line.split("|")}
    assert len(flags) >= 5 and len(names) >= 20
    assert {name for name in flags | names if f"`{name}`" not in text} == set()
