"""The verb `apply`: make the sources match a declarative TOML file."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.face import face_of
from scraper.cli.formats import wanted_from
from scraper.cli.lazy import VerbCommand
from scraper.cli.sources import Wanted, follow
from scraper.cli.wishes import describe_options, describe_rhythm
from scraper.errors import ConfigError, UsageError
from scraper.records import Source
from scraper.urls import canonical

if TYPE_CHECKING:
    from storage import Store

__all__ = ["apply"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: add, change or remove; `what` says it for people."""

    verb: str
    url: str
    what: str
    wanted: Wanted | None = None
    source: Source | None = None
    paused: bool = False


@click.command(cls=VerbCommand)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print the plan and change nothing.")
@click.option("--keep-others", is_flag=True, help="Leave sources alone that the file does not name.")
@click.option("--yes", is_flag=True, help="Do not ask before removing sources.")
@click.pass_context
def apply(ctx: click.Context, /, file: Path, dry_run: bool, keep_others: bool, yes: bool) -> None:
    """Make the sources match a TOML file.

    Prints the plan, then does it. The file has one [[source]] table per source: url, and if wanted kind, title, tags,
    note, every, cron, tz, select, ignore, follow, links, watch_all, extractor, paused. Sources that it does not name
    are removed (their history is kept). Applying the same file again does nothing.
    """
    face = face_of(ctx)
    wanted = read_declaration(file)
    with face.store() as store:
        steps = list(plan(store.sources(), wanted, keep_others=keep_others))
        for step in steps:
            click.echo(f"{step.verb:<7} {step.url}{'  ' + step.what if step.what else ''}")
        if not steps:
            click.echo("nothing to do: the sources match")
            return
        if dry_run:
            click.echo("dry run: nothing was changed")
            return
        removals = sum(step.verb == "remove" for step in steps)
        if removals and not yes and sys.stdin.isatty():
            click.confirm(f"Remove {removals} source{'s' if removals > 1 else ''}?", abort=True, err=True)
        for step in steps:
            _do(store, step, face.now())


def read_declaration(file: Path) -> list[tuple[Wanted, bool]]:
    """The sources that a TOML file declares, each with whether it is paused. Raises ConfigError naming the file."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"no such file: {file}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from error
    rows = document.pop("source", [])
    if document:
        raise ConfigError(f"{file}: unknown key {next(iter(document))!r}; sources stand in [[source]] tables")
    if not isinstance(rows, list):
        raise ConfigError(f"{file}: write [[source]], with two brackets")
    found: dict[tuple[str, str], tuple[Wanted, bool]] = {}
    for number, row in enumerate(rows, 1):
        one, paused = _declared(file, number, row)
        key = (str(one.kind), canonical(one.url))
        if key in found:
            raise ConfigError(f"{file}: source {number}: {one.url} is there twice")
        found[key] = (one, paused)
    return list(found.values())


def _declared(file: Path, number: int, row: Mapping[str, Any]) -> tuple[Wanted, bool]:
    try:
        return wanted_from(row), bool(row.get("paused", False))
    except UsageError as error:
        raise ConfigError(f"{file}: source {number}: {error}") from error


def plan(sources: Iterable[Source], wanted: Iterable[tuple[Wanted, bool]], *, keep_others: bool) -> Iterable[Step]:
    """What has to be done so that `sources` are as `wanted`."""
    there = {(str(source.kind), canonical(source.url)): source for source in sources}
    for one, paused in wanted:
        source = there.pop((str(one.kind), canonical(one.url)), None)
        if source is None:
            yield Step("add", one.url, str(one.kind), one, None, paused)
            continue
        differences = list(_differences(source, one, paused))
        if differences:
            yield Step("change", one.url, "; ".join(differences), one, source, paused)
    if not keep_others:
        for source in there.values():
            yield Step("remove", source.url, "its history is kept", source=source)


def _differences(source: Source, one: Wanted, paused: bool) -> Iterable[str]:
    if one.title is not None and one.title != source.title:
        yield f"title {one.title!r}"
    if set(one.tags) != set(source.tags):
        yield f"tags {', '.join(one.tags) or 'none'}"
    if one.note != source.note:
        yield "note"
    if one.rhythm != source.rhythm:
        yield describe_rhythm(one.rhythm)
    if one.options != source.options:
        yield describe_options(one.options)
    if paused != source.paused:
        yield "pause" if paused else "resume"


def _do(store: Store, step: Step, now: Any) -> None:
    if step.verb == "remove":
        assert step.source is not None
        store.remove_source(step.source.id, now)
        return
    assert step.wanted is not None
    wanted, source = step.wanted, step.source
    if source is None:
        source, _ = follow(store, wanted, now)
    else:
        store.edit_source(
            source.id,
            tags=wanted.tags,
            note=wanted.note,
            rhythm=wanted.rhythm,
            options=wanted.options,
            title=wanted.title if wanted.title is not None else source.title,
            now=now,
        )
    if step.paused != source.paused:
        store.set_paused(source.id, step.paused, now)
