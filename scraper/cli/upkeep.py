"""Verbs that keep the database in order: stats, doctor, backup, prune."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from scraper.cli.face import Face, default_config_path, face_of
from scraper.cli.lazy import VerbCommand
from scraper.cli.output import Column, emit, emit_one, format_options
from scraper.cli.times import parse_time
from scraper.config import Config
from scraper.errors import PagewatchError, StorageError, UsageError

__all__ = ["backup", "doctor", "prune", "stats"]

Row = Mapping[str, Any]


@click.command(cls=VerbCommand)
@format_options
@click.pass_context
def stats(ctx: click.Context, /, form: str | None) -> None:
    """Count what is stored and how checks went."""
    face = face_of(ctx)
    with face.history() as history:
        row = {"database": str(face.db_path), **history.stats(face.now())}
    emit_one(row, form, _show_stats)


def _show_stats(row: Row) -> None:
    for name, value in row.items():
        label = name.replace("_", " ")
        if isinstance(value, Mapping):
            click.echo(f"{label}: " + (", ".join(f"{key} {_number(count)}" for key, count in value.items()) or "—"))
        elif "bytes" in name and isinstance(value, int):
            click.echo(f"{label}: {_size(value)}")
        else:
            click.echo(f"{label}: {_number(value)}")


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}"
    return (
        f"{value:,}"
        if isinstance(value, int) and not isinstance(value, bool)
        else str(value if value is not None else "—")
    )


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


@click.command(cls=VerbCommand)
@format_options
@click.pass_context
def doctor(ctx: click.Context, /, form: str | None) -> int:
    """Look for problems and say what to do about them.

    Exit code 1 if there is a problem, 0 if there are only remarks.
    """
    face = face_of(ctx)
    rows = list(_findings(face))
    columns = (
        Column("", lambda r: {"error": "✗", "warning": "!"}.get(r["level"], "✓")),
        Column("about", lambda r: str(r["subject"])),
        Column("finding", lambda r: f"{r['finding']}\n{r['advice']}".strip(), wide=True),
    )
    emit(rows, columns, form, empty="")
    return 1 if any(row["level"] == "error" for row in rows) else 0


def _findings(face: Face) -> Iterable[Row]:
    try:
        config_file = face.config_path
        yield from _of_configuration(face, config_file)
    except PagewatchError as error:
        yield _finding("error", "configuration", str(error))
        return
    try:
        with face.history() as history:
            yield from history.findings(face.now())
    except StorageError as error:
        yield _finding("error", "database", str(error))


def _of_configuration(face: Face, file: Path | None) -> Iterable[Row]:
    config = face.config
    yield _finding("ok", "configuration", str(file) if file else f"defaults; {default_config_path()} would be read")
    yield from _of_network(config)
    if not config.crawl.contact:
        advice = "set [crawl] contact to a mail address or URL"
        yield _finding("warning", "contact", "sites that we visit cannot see whom to ask", advice)
    if not config.alerts.channels:
        advice = 'name some: [alerts] channels = ["stdout:", "mailto://…", "https://…"]'
        yield _finding("warning", "channels", "changes are stored but nobody is told", advice)


def _of_network(config: Config) -> Iterable[Row]:
    """What may be reached beyond the public web: an opening that nobody remembers is the dangerous one."""
    opened = config.crawl.allow_private_networks
    if not opened:
        yield _finding("ok", "private networks", "none may be reached")
        return
    listed = "all of them" if isinstance(opened, bool) else ", ".join(opened)
    advice = 'name networks and ports: allow_private_networks = ["10.0.0.0/8:8080"]' if opened is True else ""
    yield _finding("warning" if opened is True else "ok", "private networks", f"may be reached: {listed}", advice)
    if config.crawl.proxy:
        yield _finding("warning", "proxy", "addresses are looked up by the proxy, so the guard sees the proxy only")


def _finding(level: str, subject: str, finding: str, advice: str = "") -> Row:
    return {"level": level, "subject": subject, "finding": finding, "advice": advice}


@click.command(cls=VerbCommand)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@click.pass_context
def backup(ctx: click.Context, /, file: Path, force: bool) -> None:
    """Write a consistent copy of the database.

    Works while the service runs.
    """
    face = face_of(ctx)
    from storage.connection import connect_reader
    from storage.upkeep import backup as copy

    with face.history():  # it is ours, and of this schema
        pass
    if force:
        file.unlink(missing_ok=True)
    with closing(connect_reader(face.db_path)) as conn:
        conn.execute("PRAGMA query_only = 0")  # VACUUM INTO counts as writing; the file itself stays mode=ro
        copy(conn, file)
    click.echo(f"wrote {file} ({_size(file.stat().st_size)})")


@click.command(cls=VerbCommand)
@click.option("--keep", type=click.IntRange(1), metavar="N", help="Versions beyond the newest N of a document may go.")
@click.option("--older-than", metavar="TIME", help="What is older may go: 365d, 2024-01-01.")
@click.option("--yes", is_flag=True, help="Do it; without this, only say what would go.")
@click.pass_context
def prune(ctx: click.Context, /, keep: int | None, older_than: str | None, yes: bool) -> None:
    """Throw away old versions and checks, as you choose.

    With --keep and --older-than both, only what is beyond both goes. The newest version of each document, its newest
    version of substance, and all events stay. Nothing is thrown away without --yes.
    """
    face = face_of(ctx)
    if keep is None and older_than is None:
        raise UsageError("say what may go: --keep N, --older-than TIME, or both")
    before = parse_time(older_than, face.now(), option="--older-than") if older_than else None
    with face.store(alone=True) as store:
        gone = store.prune(keep=keep, older_than=before, dry_run=not yes)
    counts = {"version": gone.versions, "check": gone.checks, "look at a link": gone.link_checks}
    words = ", ".join(_counted(count, name) for name, count in counts.items() if count) or "nothing"
    freed = f" ({_size(gone.bytes)})" if gone.bytes else ""
    click.echo(f"dropped {words}{freed}" if yes else f"would drop {words}{freed}; --yes does it")


def _counted(count: int, name: str) -> str:
    """'1 version', '3 versions', '2 looks at a link'."""
    first, _, rest = name.partition(" ")
    return f"{count:,} {first}{'s' if count != 1 else ''} {rest}".rstrip()
