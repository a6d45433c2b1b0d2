"""The error tree. Errors are raised at edges only; inside, an outcome is a value.

::

    PagewatchError              one line for a person: what, where, what to do
    ├── UsageError              exit code 2: a wrong argument, an unknown source, a URL that is none
    ├── ConfigError             exit code 2: pagewatch.toml, with file and line where known
    ├── InputError              exit code 1: a file or document that cannot be read as what it should be
    ├── StorageError            exit code 1: the database
    │   ├── ForeignDatabase     a file that is not pagewatch's
    │   ├── NewerSchema         a database written by a newer pagewatch
    │   ├── Locked              another process is writing; names the holder
    │   ├── DiskFull            no room left; nothing was lost
    │   └── Corrupt             a stored body does not hash to what it should
    └── ParseLimit              a foreign document went over the limits of the worker that read it
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "Corrupt",
    "DiskFull",
    "ForeignDatabase",
    "InputError",
    "Locked",
    "NewerSchema",
    "PagewatchError",
    "ParseLimit",
    "StorageError",
    "UsageError",
]


class PagewatchError(Exception):
    """Base of all errors that a user may see; `str(error)` is one clear line."""

    exit_code = 1


class UsageError(PagewatchError):
    """The command was given something it cannot use."""

    exit_code = 2


class ConfigError(PagewatchError):
    """The configuration file cannot be used."""

    exit_code = 2


class InputError(PagewatchError):
    """A given file or document is not what it should be."""


class StorageError(PagewatchError):
    """The database cannot be used as asked."""


class ForeignDatabase(StorageError):
    """The file is no pagewatch database."""


class NewerSchema(StorageError):
    """The database was written by a newer pagewatch."""


class Locked(StorageError):
    """Another process holds the writer's lock."""


class DiskFull(StorageError):
    """SQLite reported SQLITE_FULL; the transaction was rolled back."""


class Corrupt(StorageError):
    """A stored body does not hash to its recorded sha256."""


class ParseLimit(PagewatchError):
    """A document cost more time or memory than its worker may use."""
