"""What a page says of its own dates, for people: what won and why, then every date found, and what is set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scraper.cli.output import colored, room
from scraper.cli.table import Column, table_lines
from scraper.compare.terminal import printable

__all__ = ["dates_report"]

Row = Mapping[str, Any]
_SHOWN = 8  # dates without --explain
_FOUND_IN = {
    "notice": "text",
    "jsonld": "JSON-LD",
    "meta": "<meta>",
    "microdata": "microdata",
    "rdfa": "RDFa",
    "time": "marked element",
    "attribute": "attribute",
    "state": "script",
    "feed": "feed entry",
    "sitemap": "sitemap",
    "http": "HTTP header",
}
_COLUMNS = (
    Column("", lambda one: "✓" if one["chosen"] else ""),
    Column("states", lambda one: str(one["role"]).replace("_", " ")),
    Column("date", lambda one: str(one["value"])),
    Column("precision", lambda one: str(one["precision"])),
    Column("by", lambda one: one["updated_by"] or ""),
    Column("found in", lambda one: _FOUND_IN.get(one["source"], str(one["source"]))),
    Column("about", lambda one: str(one["scope"])),
    Column("evidence", lambda one: str(one["snippet"])[:80], wide=True),
)
_MORE = (
    *_COLUMNS[:-1],
    Column("rule", lambda one: str(one["rule"])[:40]),
    Column("where", lambda one: str(one["locator"])[-50:]),
    Column("score", lambda one: f"{one['score']:.2f}", right=True),
    _COLUMNS[-1],
)


def dates_report(row: Row, explain: bool) -> list[str]:
    """Lines about the dates of one page. With `explain`: all of them, with rule, place and score."""
    lines = [f"  why         {printable(row['why'])}"] if row.get("why") else []
    lines += [f"  conflict    {printable(one)}" for one in row.get("conflicts", ())]
    lines += [f"  flag        {one}: {_FLAGS.get(one, '')}".rstrip(": ") for one in row.get("flags", ())]
    found = _marked(row)
    shown = found if explain else found[:_SHOWN]
    if shown:
        lines.append(f"  dates       {len(found)} found; ✓ is believed")
        lines += [
            f"    {line}" for line in table_lines(shown, _MORE if explain else _COLUMNS, room() - 4, dim=colored())
        ]
        if len(shown) < len(found):
            lines.append(f"    … {len(found) - len(shown)} more (--explain)")
    return lines + [f"  set aside   {printable(one)}" for one in row.get("masked", ())]


def _marked(row: Row) -> list[dict[str, Any]]:
    """The statements, the believed one of each role marked: the decision puts these first."""
    open_ = {role: row.get(role) for role in ("updated", "published")}
    out: list[dict[str, Any]] = []
    for one in row.get("statements", ()):
        role = "updated" if one["role"] == "reviewed" else "published" if one["role"] == "created" else one["role"]
        chosen = open_.get(role) is not None and open_.get(role) == one["value"]
        if chosen:
            open_[role] = None
        out.append({**one, "chosen": chosen})
    return out


_FLAGS = {
    "build_time_suspect": "the stated time is that of the fetch, so the page is made anew for each visit",
    "relative_only": "only words such as “3 days ago” state an update; they are no date",
    "modified_before_published": "the update is dated before the publication",
    "ambiguous_day_month": "day and month could be the other way round",
    "weak_only": "only HTTP, sitemap or feed name an update",
    "last_modified_equals_date": "the server's Last-Modified is its clock",
}
