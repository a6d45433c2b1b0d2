"""Verbs on what is followed: add, show."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.face import Face, face_of
from scraper.cli.lazy import VerbCommand
from scraper.cli.output import emit_one, format_options
from scraper.cli.times import ago, short_time
from scraper.cli.wishes import describe_options, describe_rhythm, options_from, rhythm_from, rhythm_options, wishes_from
from scraper.records import ReadOptions, ResourceKind, Rhythm, Source
from scraper.urls import canonical, check_url

if TYPE_CHECKING:
    from storage import Store

__all__ = ["Wanted", "add", "follow", "show"]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source to be followed: what `add`, `import` and `apply` hand to the store."""

    url: str
    kind: ResourceKind
    title: str | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    rhythm: Rhythm = field(default_factory=Rhythm)
    options: ReadOptions = field(default_factory=ReadOptions)
    paused: bool = False


def follow(store: Store, wanted: Wanted, now: datetime) -> tuple[Source, bool]:
    """Follow a source; False where it was followed already (it is left as it is)."""
    source, is_new = store.add_source(
        kind=wanted.kind,
        url=wanted.url,
        canonical=canonical(wanted.url),
        title=wanted.title,
        tags=wanted.tags,
        note=wanted.note,
        rhythm=wanted.rhythm,
        options=wanted.options,
        now=now,
    )
    if is_new and wanted.paused:
        source = store.set_paused(source.id, True, now)
    return source, is_new


@click.command(cls=VerbCommand)
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--kind", type=click.Choice([str(kind) for kind in ResourceKind]), help="Do not look; it is this.")
@rhythm_options
@click.option("--no-follow", is_flag=True, help="Do not fetch the articles that a feed or sitemap leads to.")
@click.option("--no-links", is_flag=True, help="Do not watch the links of pages.")
@click.option("--watch-all", is_flag=True, help="Watch the whole page, menus and footer included.")
@format_options
@click.pass_context
def add(ctx: click.Context, /, urls: tuple[str, ...], kind: str | None, **given: Any) -> int:
    """Follow a page, feed or sitemap.

    Without --kind the URL is fetched once to see what it is. A URL that cannot be reached is followed all the same,
    as what it looks like.
    """
    face = face_of(ctx)
    checked = [check_url(url) for url in urls]
    rhythm = rhythm_from(given["every"], given["cron"], given["tz"])
    options = wishes_from(
        ReadOptions(),
        {
            "select": given["select"] or None,
            "ignore": given["ignore"] or None,
            "extractor": given["extractor"],
            "follow": False if given["no_follow"] else None,
            "links": False if given["no_links"] else None,
            "watch_all": True if given["watch_all"] else None,
        },
    )
    wishes = {
        "rhythm": rhythm or Rhythm(),
        "options": options,
        "tags": tuple(given["tags"]),
        "note": given["note"] or "",
    }
    wanted = [found for url in checked for found in _look(face, url, kind, given["title"], wishes)]
    with face.store(create=True) as store:
        rows = [_added_row(*follow(store, one, face.now())) for one in wanted]
    for row in rows:
        emit_one(row, given["form"], _show_added)
    return 0


def _look(face: Face, url: str, kind: str | None, title: str | None, wishes: dict[str, Any]) -> list[Wanted]:
    """What a URL is, and the feed that its page offers if the person wants that too."""
    if kind is not None:
        return [Wanted(url, ResourceKind(kind), title, **wishes)]
    from scraper.service import probe_source

    probe = probe_source(url, face.config)
    if probe.failure:
        face.warn(f"{url}: {probe.failure}; followed as a {probe.kind}, going by its address (--kind says otherwise)")
        return [Wanted(url, probe.kind, title, **wishes)]
    found = [Wanted(url, probe.kind, title or probe.title, **wishes)]
    for feed, name in probe.feeds if probe.kind is ResourceKind.PAGE else ():
        label = f"{name} ({feed})" if name else feed
        if not sys.stdin.isatty() or not sys.stderr.isatty():
            face.say(f"hint: this page offers a feed: {label}; to follow it: pagewatch add {feed}")
        elif click.confirm(f"This page offers a feed: {label}. Follow the feed too?", default=False, err=True):
            found.append(Wanted(feed, ResourceKind.FEED, name, **wishes))
    return found


def _added_row(source: Source, added: bool) -> Row:
    return {
        "id": source.id,
        "kind": str(source.kind),
        "url": source.url,
        "title": source.title,
        "tags": list(source.tags),
        "added": added,
    }


def _show_added(row: Row) -> None:
    name = f"  {row['title']}" if row["title"] else ""
    if row["added"]:
        click.echo(f"added #{row['id']} {row['kind']} {row['url']}{name}")
    else:
        click.echo(f"already followed: #{row['id']} {row['kind']} {row['url']} (pagewatch edit {row['id']} changes it)")


@click.command(cls=VerbCommand)
@click.argument("ref", metavar="SOURCE")
@click.option("--checks", default=5, show_default=True, help="How many of the latest checks to show.")
@format_options
@click.pass_context
def show(ctx: click.Context, /, ref: str, checks: int, form: str | None) -> None:
    """Show one source, its settings and its latest checks."""
    face = face_of(ctx)
    with face.history() as history:
        row = history.source(ref)
        latest = history.checks(resource=row["resource_id"], limit=checks)
    emit_one({**row, "checks": latest}, form, lambda r: _show_source(r, face))


def _show_source(row: Row, face: Face) -> None:
    now = face.now()
    click.echo(f"#{row['id']} {row['kind']} {row['url']}")
    known = {"title": row["title"], "tags": ", ".join(row["tags"]), "note": row["note"], "state": row["state"]}
    known["rhythm"] = describe_rhythm(Rhythm(row["every_s"], row["cron"], row["tz"]))
    known["reading"] = describe_options(options_from(row["options"]))
    known["pages"] = row["resources"] - 1 if row["resources"] > 1 else None
    for name in ("last_checked_at", "last_changed_at", "next_check_at"):
        known[name.removesuffix("_at").replace("_", " ")] = _both(row[name], now)
    known["why then"] = row["next_reason"]
    known["error"] = row["error"]
    for name, value in known.items():
        if value not in (None, ""):
            click.echo(f"  {name:<13} {value}")
    for check in row["checks"]:
        click.echo(f"  {short_time(check['at'])}  {check['status'] or '—':>4}  {check['decision']}: {check['reason']}")


def _both(value: object, now: datetime) -> str:
    return f"{short_time(value)} ({ago(value, now)})" if value else ""
