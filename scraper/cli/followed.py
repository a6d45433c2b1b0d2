"""The verb `list`, apart from those that follow: they stand on records that a listing need not make."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from scraper.cli.face import face_of
from scraper.cli.lazy import VerbCommand
from scraper.cli.output import Column, emit, format_options
from scraper.cli.times import ago, moment

__all__ = ["list_sources"]

Row = Mapping[str, Any]


@click.command("list", cls=VerbCommand)
@click.option("--tag", metavar="TAG", help="Only sources with this tag.")
@format_options
@click.pass_context
def list_sources(ctx: click.Context, /, tag: str | None, form: str | None) -> None:
    """List what is followed."""
    face = face_of(ctx)
    now = face.now()
    with face.history() as history:
        rows = history.sources(tag=tag)
    columns = (
        Column("id", lambda r: str(r["id"]), right=True),
        Column("kind", lambda r: str(r["kind"])),
        Column("source", lambda r: _name_lines(r), wide=True),
        Column("state", lambda r: str(r["state"])),
        Column("changed", lambda r: ago(r["last_changed_at"], now)),
        Column("next check", lambda r: _next(r, now)),
    )
    nothing = f"no source has the tag {tag!r}" if tag else "nothing is followed yet; pagewatch add URL"
    emit(rows, columns, form, empty=nothing)


def _next(row: Row, now: datetime) -> str:
    at = moment(row["next_check_at"])
    if row["paused"] or at is None:
        return "—"
    return ago(at, now) if at > now else "due"


def _name_lines(row: Row) -> str:
    tags = f"  [{', '.join(row['tags'])}]" if row["tags"] else ""
    lines = [f"{row['title']}{tags}", str(row["url"])] if row["title"] else [f"{row['url']}{tags}"]
    if row["error"]:
        lines.append(f"! {row['error']}")
    return "\n".join(lines)
