"""Verbs that change how sources are followed: edit, pause, resume, remove."""

from __future__ import annotations

from typing import Any

import click

from scraper.cli.face import face_of
from scraper.cli.lazy import VerbCommand
from scraper.cli.wishes import describe_options, describe_rhythm, rhythm_from, rhythm_options, wishes_from
from scraper.errors import UsageError
from scraper.records import Rhythm, Source

__all__ = ["edit", "pause", "remove", "resume"]


@click.command(cls=VerbCommand)
@click.argument("ref", metavar="SOURCE")
@rhythm_options
@click.option("--adaptive", is_flag=True, help="Forget --every and --cron; check as often as it changes.")
@click.option("--untag", multiple=True, metavar="TAG", help="Take a tag away.")
@click.option("--no-select", is_flag=True, help="Forget all --select.")
@click.option("--no-ignore", is_flag=True, help="Forget all --ignore.")
@click.option("--follow/--no-follow", default=None, help="Fetch the articles of a feed or sitemap, or not.")
@click.option("--links/--no-links", default=None, help="Watch the links of pages, or not.")
@click.option("--watch-all/--no-watch-all", default=None, help="Watch the whole page, menus included, or not.")
@click.pass_context
def edit(ctx: click.Context, /, ref: str, **given: Any) -> None:
    """Change how a source is followed.

    --tag adds tags; --select and --ignore replace the selectors that were there.
    """
    face = face_of(ctx)
    rhythm = Rhythm() if given["adaptive"] else rhythm_from(given["every"], given["cron"], given["tz"])
    if given["adaptive"] and (given["every"] or given["cron"]):
        raise UsageError("--adaptive forgets --every and --cron; give one or the other")
    with face.store() as store:
        source = store.source(ref)
        changes = _changes(source, given, rhythm)
        if not changes:
            raise UsageError("nothing to change; see pagewatch edit --help")
        store.edit_source(source.id, **changes, now=face.now())
        changed = store.source(source.id)
    click.echo(f"#{changed.id} {changed.url}")
    click.echo(f"  {describe_rhythm(changed.rhythm)}; {describe_options(changed.options)}")
    if changed.tags:
        click.echo(f"  tags: {', '.join(changed.tags)}")


def _changes(source: Source, given: dict[str, Any], rhythm: Rhythm | None) -> dict[str, Any]:
    """The arguments of `edit_source` that differ from how the source is."""
    wanted: dict[str, Any] = {"rhythm": rhythm, "note": given["note"], "title": given["title"]}
    if given["tags"] or given["untag"]:
        wanted["tags"] = tuple(
            tag for tag in dict.fromkeys((*source.tags, *given["tags"])) if tag not in given["untag"]
        )
    asked = {name: given[name] for name in ("extractor", "follow", "links", "watch_all")}
    asked["select"] = () if given["no_select"] else given["select"] or None
    asked["ignore"] = () if given["no_ignore"] else given["ignore"] or None
    if any(value is not None for value in asked.values()):
        wanted["options"] = wishes_from(source.options, asked)
    return {name: value for name, value in wanted.items() if value is not None}


@click.command(cls=VerbCommand)
@click.argument("refs", nargs=-1, required=True, metavar="SOURCE...")
@click.pass_context
def pause(ctx: click.Context, /, refs: tuple[str, ...]) -> None:
    """Stop checking sources for now."""
    _set_paused(ctx, refs, True)


@click.command(cls=VerbCommand)
@click.argument("refs", nargs=-1, required=True, metavar="SOURCE...")
@click.pass_context
def resume(ctx: click.Context, /, refs: tuple[str, ...]) -> None:
    """Check paused sources again."""
    _set_paused(ctx, refs, False)


def _set_paused(ctx: click.Context, refs: tuple[str, ...], paused: bool) -> None:
    face = face_of(ctx)
    with face.store() as store:
        for source in [store.source(ref) for ref in refs]:
            store.set_paused(source.id, paused, face.now())
            click.echo(f"{'paused' if paused else 'resumed'} #{source.id} {source.url}")


@click.command(cls=VerbCommand)
@click.argument("refs", nargs=-1, required=True, metavar="SOURCE...")
@click.pass_context
def remove(ctx: click.Context, /, refs: tuple[str, ...]) -> None:
    """Stop following sources; their history is kept.

    Versions and events stay and can be asked for; adding the URL again goes on where it stopped.
    """
    face = face_of(ctx)
    with face.store() as store:
        for source in [store.source(ref) for ref in refs]:
            store.remove_source(source.id, face.now())
            click.echo(f"removed #{source.id} {source.url} (its history is kept)")
