"""The verb `apply`: make the sources match a declarative TOML file. What has to be done is decided in scraper/apply.py."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.face import face_of
from scraper.cli.lazy import VerbCommand
from scraper.cli.sources import Wanted, follow
from scraper.cli.wishes import check_selectors
from scraper.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from scraper.apply import Declared, Step
    from storage import Store

__all__ = ["apply"]


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
    declared = _read(file)
    from scraper.apply import plan

    with face.store(create=True) as store:
        steps = plan(store.sources(), declared, keep_others=keep_others)
        for step in steps:
            click.echo(f"{step.verb:<7} {step.url}{'  ' + step.what if step.what else ''}")
        if not steps:
            click.echo("nothing to do: the sources match")
        elif dry_run:
            click.echo("dry run: nothing was changed")
        else:
            _confirm(steps, yes)
            for step in steps:
                _do(store, step, face.now())


def _read(file: Path) -> tuple[Declared, ...]:
    """What the file declares, selectors checked. Raises ConfigError naming the file and line."""
    from scraper.apply import read_sources

    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(f"no such file: {file}") from error
    except (IsADirectoryError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} is no TOML file") from error
    declared = read_sources(text, str(file), os.environ)
    for one in declared:
        try:
            check_selectors(one.options.select, patterns=False, option="select")
            check_selectors(one.options.ignore, patterns=True, option="ignore")
        except UsageError as error:
            raise ConfigError(f"{file}: {one.url}: {error}") from error
    return declared


def _confirm(steps: tuple[Step, ...], yes: bool) -> None:
    removals = sum(step.verb == "remove" for step in steps)
    if removals and not yes and sys.stdin.isatty():
        click.confirm(f"Remove {removals} source{'s' if removals > 1 else ''}?", abort=True, err=True)


def _do(store: Store, step: Step, now: datetime) -> None:
    if step.verb == "remove":
        assert step.source is not None
        store.remove_source(step.source.id, now)
        return
    one, source = step.declared, step.source
    assert one is not None
    if source is None:
        source, _ = follow(
            store, Wanted(one.url, one.kind, one.title, one.tags, one.note, one.rhythm, one.options), now
        )
    else:
        store.edit_source(
            source.id,
            tags=one.tags,
            note=one.note,
            rhythm=one.rhythm,
            options=one.options,
            title=one.title,
            now=now,
        )
    if one.paused != source.paused:
        store.set_paused(source.id, one.paused, now)
