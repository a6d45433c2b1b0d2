"""What every verb stands on: which database, which configuration, how loud. Opened only when asked for."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.errors import ConfigError, StorageError
from scraper.records import without_userinfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.config import Config
    from storage import History, Store

__all__ = ["Face", "default_config_path", "default_db_path", "face_of"]


def default_db_path() -> Path:
    """`pagewatch/pagewatch.db` in the XDG data folder."""
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(home).expanduser() / "pagewatch" / "pagewatch.db"


def default_config_path() -> Path:
    """`pagewatch/pagewatch.toml` in the XDG configuration folder; it need not exist."""
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(home).expanduser() / "pagewatch" / "pagewatch.toml"


@dataclass
class Face:
    """The options that all verbs share, and what they lead to."""

    db_option: Path | None = None
    config_option: Path | None = None
    verbosity: int = 0
    _config: Config | None = field(default=None, repr=False)

    @property
    def quiet(self) -> bool:
        """Only results and errors are wanted."""
        return self.verbosity < 0

    @property
    def config_path(self) -> Path | None:
        """The configuration file that was named, or the usual one where it exists."""
        named = self.config_option or _path_from(os.environ.get("PAGEWATCH_CONFIG"))
        if named is not None:
            if not named.is_file():
                raise ConfigError(f"no configuration file {named}; create it or leave --config away")
            return named
        usual = default_config_path()
        return usual if usual.is_file() else None

    @property
    def config(self) -> Config:
        """The configuration, read once. Raises ConfigError naming file and line."""
        if self._config is None:
            from scraper.config import load

            self._config = load(self.config_path, os.environ)
        return self._config

    @property
    def db_path(self) -> Path:
        """`--db`, else PAGEWATCH_DB, else `[storage] path`, else the XDG data folder."""
        path = self.config_path  # a configuration that was named but is missing or wrong is told by every verb
        configured = self.config.storage.path if path is not None else None
        named = self.db_option or _path_from(os.environ.get("PAGEWATCH_DB"))
        if named is not None:
            return named
        return Path(configured).expanduser() if configured else default_db_path()

    @contextmanager
    def history(self) -> Iterator[History]:
        """The database for reading; raises StorageError with what to do where there is none."""
        from storage import open_history

        history = open_history(self.db_path)
        try:
            yield history
        finally:
            history.close()

    @contextmanager
    def store(self, *, create: bool = False, alone: bool = False) -> Iterator[Store]:
        """The database for writing, beside a running service too. Only `create` makes a new one.

        `alone`: for what cannot go on beside a service; raises Locked, naming it.
        """
        from scraper.urls import canonical
        from storage import open_store

        path = self.db_path
        if create:
            _make_folder(path.parent)
        elif not path.exists():
            raise StorageError(f"{path} does not exist yet; follow something first: pagewatch add URL")
        store = open_store(path, holder=_holder(), canonical=canonical, guest=not alone)
        try:
            yield store
        finally:
            store.close()

    def refuse_if_held(self) -> None:
        """Raise Locked at once, before costly parts are loaded, where another process has the database."""
        from storage.lock import refuse_if_held

        refuse_if_held(self.db_path)

    def say(self, line: str) -> None:
        """A remark for the person at the terminal, on stderr, unless --quiet."""
        if not self.quiet:
            click.echo(without_userinfo(line), err=True)

    def warn(self, line: str) -> None:
        """Something that went wrong but stopped nothing."""
        click.echo(f"pagewatch: warning: {without_userinfo(line)}", err=True)

    def now(self) -> datetime:
        """The one reading of the clock of a verb."""
        return datetime.now(UTC)


def face_of(ctx: click.Context) -> Face:
    """The face of a running command."""
    face = ctx.find_root().obj
    assert isinstance(face, Face)
    return face


def _path_from(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None


def _holder() -> str:
    return "pagewatch " + (sys.argv[1] if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "command")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"cannot create the folder {folder}: {error.strerror}; name another file with --db"
        ) from error
