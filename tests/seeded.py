"""A database with a little history, written through the store alone, and the command line called in this process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.cli import main
from scraper.records import (
    CheckIntent,
    CheckRow,
    EventKind,
    FoundLink,
    Freshness,
    LinkLook,
    LinkVerdict,
    NewEvent,
    NewVersion,
    Outcome,
    ResourceKind,
    ResourcePatch,
    Rhythm,
    Significance,
)
from scraper.urls import canonical
from storage import Store, open_store

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
PAGE = "https://blog.example/fonts"
FEED = "https://news.example/feed.xml"
DEAD = "https://blog.example/fonts-2.zip"
SHARE = "https://pan.baidu.com/s/1demo"
TEXTS = (
    "整理了二十款字体，可以放心使用。\n第二段没有变化。\nThe last line costs 10 EUR.",
    "整理了二十二款字体，请谨慎使用。\n第二段没有变化。\nThe last line costs 10 EUR.",
)


@dataclass(frozen=True)
class Said:
    """What one command printed and its exit code."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, Any]]:
        """Its JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Terminal:
    """The command line on one database."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.db = folder, folder / "pagewatch.db"
        self._capsys = capsys

    def __call__(self, *words: str, code: int | None = 0) -> Said:
        """Run one command in this process; `code` is the exit code wanted (None: any)."""
        self._capsys.readouterr()
        got = main(["--db", str(self.db), *words])
        printed = self._capsys.readouterr()
        said = Said(got, printed.out, printed.err)
        if code is not None:
            assert got == code, said
        return said


def seed(path: Path) -> None:
    """One page with two versions, a silent edit, a dead link and a share; and a feed that was never checked."""
    with open_store(path, holder="test", route=lambda _: ("team",), canonical=canonical) as store:
        store.add_source(
            kind=ResourceKind.PAGE, url=PAGE, canonical=canonical(PAGE), title="免费字体", tags=("字体", "demo"),
            rhythm=Rhythm(every_s=1800), now=START,
        )  # fmt: skip
        store.add_source(kind=ResourceKind.FEED, url=FEED, canonical=canonical(FEED), now=START)
        links = [_link("https://blog.example/fonts-1.zip", "字体包"), _link(DEAD, "字体包")]
        for number, text in enumerate(TEXTS):
            _visit(store, number, text, (links[number], _link(SHARE, "百度网盘", "x8m4")))
        _bury(store, START + timedelta(days=2))


def _link(url: str, anchor: str, code: str | None = None) -> FoundLink:
    return FoundLink(url=url, canonical=canonical(url), anchor=anchor, sentence=f"下载 {anchor}", code=code)


def _visit(store: Store, number: int, text: str, links: Sequence[FoundLink]) -> None:
    at = START + timedelta(days=number)
    due = next(one for one in store.due(at, everything=True) if one.url == PAGE)
    raw = f"<html><title>免费字体</title><p>{text}</p></html>".encode()
    sha = hashlib.sha256(raw).hexdigest()
    silent = NewEvent(EventKind.STEALTH_EDIT, "", "“放心” → “谨慎”", {"significance": "substance"}, 1, 2)
    version = NewVersion(
        "", PAGE, raw, sha, "text/html", text, Significance.SUBSTANCE, "text changed" if number else "baseline",
        title="免费字体", freshness=Freshness(updated="2025-01-19", updated_by="小满"), links=tuple(links),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    check = CheckRow(at, Outcome.EXTRACTED, 200, "new version" if number else "baseline", "text changed", 12.5, 900)
    patch = ResourcePatch(
        "ok", at + timedelta(minutes=30), "every 30 min", body_mark=sha, last_changed_at=at if number else None
    )
    store.record([CheckIntent(due, check, patch, versions=(version,), events=(silent,) if number else ())])


def _bury(store: Store, at: datetime) -> None:
    target = next(one for one in store.link_targets_due(at, everything=True) if one.url == DEAD)
    look = LinkLook(target.target_id, at, "suspect", "M", "404", "404 Not Found", 404)
    verdict = LinkVerdict(
        target.target_id, "dead", "404 for 7 days", "404 Not Found, 4 looks over 7 days", at, at + timedelta(days=7), "weekly", "",
        EventKind.LINK_DEAD,
    )  # fmt: skip
    store.record_links([look], [verdict], [], [], at)
