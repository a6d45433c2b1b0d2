"""Verbs that keep the database in order: stats, doctor, backup, prune."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from scraper.cli.face import Face, face_of
from scraper.cli.lazy import VerbCommand
from scraper.cli.output import Column, emit, emit_one, format_options
from scraper.cli.times import parse_time
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
        row = {"database": str(face.db_path), **history.stats()}
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
        Column("", lambda r: {"problem": "✗", "remark": "!", "fine": "✓"}[r["level"]]),
        Column("about", lambda r: str(r["about"])),
        Column("finding", lambda r: str(r["finding"]), wide=True),
    )
    emit(rows, columns, form, empty="")
    return 1 if any(row["level"] == "problem" for row in rows) else 0


def _findings(face: Face) -> Iterable[dict[str, str]]:
    def row(level: str, about: str, finding: str) -> dict[str, str]:
        return {"level": level, "about": about, "finding": finding}

    config_file = None
    try:
        config_file = face.config_path
        config = face.config
    except PagewatchError as error:
        yield row("problem", "configuration", str(error))
        return
    yield row("fine", "configuration", str(config_file) if config_file else "defaults (no pagewatch.toml)")
    if not config.crawl.contact:
        yield row(
            "remark", "configuration", "set [crawl] contact to a mail address or URL, so that sites can reach you"
        )
    if not config.alerts.channels:
        yield row("remark", "alerts", "no channels: changes are stored but nobody is told")
    try:
        with face.history() as history:
            findings = history.findings()
    except StorageError as error:
        yield row("problem", "database", str(error))
        return
    yield row("fine", "database", str(face.db_path))
    for finding in findings:
        yield _as_finding(finding)


def _as_finding(finding: Mapping[str, Any]) -> dict[str, str]:
    return {"level": str(finding["level"]), "about": str(finding["about"]), "finding": str(finding["finding"])}


@click.command(cls=VerbCommand)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@click.pass_context
def backup(ctx: click.Context, /, file: Path, force: bool) -> None:
    """Write a consistent copy of the database.

    Works while the service runs.
    """
    face = face_of(ctx)
    if file.exists() and not force:
        raise UsageError(f"{file} exists; name another file or say --force")
    with face.history() as history:
        history.backup(file)
    click.echo(f"wrote {file} ({_size(file.stat().st_size)})")


@click.command(cls=VerbCommand)
@click.option("--versions-before", metavar="TIME", help="Drop old versions from before then; the newest always stays.")
@click.option("--keep-versions", type=click.IntRange(1), metavar="N", help="Keep at most N versions per document.")
@click.option("--checks-before", metavar="TIME", help="Drop the records of checks from before then: 90d.")
@click.option("--removed", is_flag=True, help="Drop the history of sources that were removed.")
@click.option("--yes", is_flag=True, help="Do it; without this, only say what would go.")
@click.pass_context
def prune(ctx: click.Context, /, yes: bool, **given: Any) -> None:
    """Throw away old versions and checks, as you choose.

    Nothing is thrown away without being named here, and nothing at all without --yes.
    """
    face = face_of(ctx)
    now = face.now()
    wanted = {
        name: parse_time(given[name], now, option=f"--{name.replace('_', '-')}")
        for name in ("versions_before", "checks_before")
        if given[name]
    } | {name: given[name] for name in ("keep_versions", "removed") if given[name]}
    if not wanted:
        raise UsageError("say what may go: --versions-before, --keep-versions, --checks-before or --removed")
    with face.store() as store:
        gone = store.prune(**wanted, dry_run=not yes, now=now)
    words = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in gone.items() if count) or "nothing"
    click.echo(f"dropped {words}" if yes else f"would drop {words}; --yes does it")
