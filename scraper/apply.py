"""`apply FILE`: from a declarative TOML of sources to the steps that make the followed sources match it. Pure.

The file has a `[[source]]` table per source. Applying the same file again gives no steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import msgspec

from scraper.config import read_table
from scraper.config.kinds import Span
from scraper.config.lines import Lines
from scraper.config.reading import complaint
from scraper.errors import UsageError
from scraper.records import ReadOptions, ResourceKind, Rhythm, Source
from scraper.revisit import check_cron, words
from scraper.urls import canonical, check_url

__all__ = ["Declared", "Step", "plan", "read_sources"]

EXTRACTORS = ("auto", "article", "readability")


class SourceTable(msgspec.Struct, frozen=True, kw_only=True):
    """One `[[source]]` as written."""

    url: str
    kind: ResourceKind = ResourceKind.PAGE
    title: str | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    every: Span | None = None
    cron: str | None = None
    tz: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    follow: bool = True
    links: bool = True
    watch_all: bool = False
    extractor: str = "auto"
    paused: bool = False


class SourcesFile(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    source: tuple[SourceTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """A source as the file wants it."""

    url: str
    kind: ResourceKind
    title: str | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    rhythm: Rhythm = field(default_factory=Rhythm)
    options: ReadOptions = field(default_factory=ReadOptions)
    paused: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What makes two sources the same one."""
        return self.kind.value, canonical(self.url)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `verb`: 'add' | 'change' | 'remove'; `what` says for people what differs."""

    verb: str
    url: str
    what: str = ""
    declared: Declared | None = None
    source: Source | None = None


def read_sources(text: str, name: str, environ: Mapping[str, str]) -> tuple[Declared, ...]:
    """The sources that a TOML text declares. Raises ConfigError with `name` and line."""
    tables, lines = read_table(text, name, environ, SourcesFile).source, Lines(text)
    found: dict[tuple[str, str], Declared] = {}
    for at, table in enumerate(tables):
        try:
            one = _declared(table)
        except UsageError as error:
            raise complaint(name, lines, ("source", at), f"source {at + 1}: {error}") from error
        if one.key in found:
            raise complaint(name, lines, ("source", at), f"source {at + 1}: {table.url} is there twice")
        found[one.key] = one
    return tuple(found.values())


def _declared(table: SourceTable) -> Declared:
    if table.extractor not in EXTRACTORS:
        raise UsageError(f"extractor is {', '.join(EXTRACTORS)}, not {table.extractor!r}")
    return Declared(
        url=check_url(table.url),
        kind=table.kind,
        title=table.title,
        tags=tuple(dict.fromkeys(table.tags)),
        note=table.note,
        rhythm=_rhythm(table),
        options=ReadOptions(
            select=table.select,
            ignore=table.ignore,
            watch_all=table.watch_all,
            follow=table.follow,
            links=table.links,
            extractor=table.extractor,
        ),
        paused=table.paused,
    )


def _rhythm(table: SourceTable) -> Rhythm:
    if table.every is not None and table.cron is not None:
        raise UsageError("give every or cron, not both")
    if table.tz is not None and table.cron is None:
        raise UsageError("tz goes with cron")
    if table.cron is not None:
        check_cron(table.cron, table.tz)
        return Rhythm(cron=table.cron, tz=table.tz)
    if table.every is not None and table.every < 1:
        raise UsageError("every must be at least 1s")
    return Rhythm(every_s=int(table.every) if table.every is not None else None)


def plan(sources: Iterable[Source], declared: Iterable[Declared], *, keep_others: bool = False) -> tuple[Step, ...]:
    """What has to be done so that `sources` are as declared; () when they are.

    `keep_others` leaves alone what the file does not name; otherwise it is removed (its history is kept).
    """
    there = {(source.kind.value, canonical(source.url)): source for source in sources}
    steps = []
    for one in declared:
        source = there.pop(one.key, None)
        if source is None:
            steps.append(Step("add", one.url, one.kind.value, one))
            continue
        differences = "; ".join(_differences(source, one))
        if differences:
            steps.append(Step("change", one.url, differences, _completed(one, source), source))
    if not keep_others:
        steps += [Step("remove", source.url, "its history is kept", source=source) for source in there.values()]
    return tuple(steps)


def _completed(one: Declared, source: Source) -> Declared:
    """A file that names no title leaves the one that the page gave."""
    return one if one.title is not None else replace(one, title=source.title)


def _differences(source: Source, one: Declared) -> Iterator[str]:
    if one.title is not None and one.title != source.title:
        yield f"title {one.title!r}"
    if set(one.tags) != set(source.tags):
        yield f"tags {', '.join(one.tags) or 'none'}"
    if one.note != source.note:
        yield "note"
    if one.rhythm != source.rhythm:
        yield _rhythm_words(one.rhythm)
    changed = [name for name in ReadOptions.__slots__ if getattr(one.options, name) != getattr(source.options, name)]
    if changed:
        yield f"options {', '.join(changed)}"
    if one.paused != source.paused:
        yield "pause" if one.paused else "resume"


def _rhythm_words(rhythm: Rhythm) -> str:
    if rhythm.cron is not None:
        return f"cron {rhythm.cron}{f' {rhythm.tz}' if rhythm.tz else ''}"
    return f"every {words(rhythm.every_s)}" if rhythm.every_s is not None else "a rhythm that pagewatch chooses"
