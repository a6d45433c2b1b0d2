"""Where a database lies. On a network file system locks cannot be trusted, and WAL needs memory that all openers share."""

from __future__ import annotations

from pathlib import Path

from scraper.errors import StorageError

__all__ = ["check_place", "network_kind"]

_MOUNTS = Path("/proc/self/mounts")
_NETWORK = frozenset(
    [
        "9p",
        "afs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    ]
)


def network_kind(path: Path, mounts: str) -> str | None:
    """The kind of network file system that a path lies on, by the system's list of mounts; None where it is local."""
    kinds = {}
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) > 2:  # blanks in a name are written \\040
            kinds[Path(fields[1].replace("\\040", " "))] = fields[2]
    where = path.absolute()
    found = next((kinds[folder] for folder in (where, *where.parents) if folder in kinds), None)
    return found if found in _NETWORK else None


def check_place(path: Path) -> None:
    """Refuse to write to a database on a network file system; reading one is left to SQLite. Raises StorageError."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return  # not Linux: nothing is known, and nothing is refused
    kind = network_kind(path.resolve(), mounts)
    if kind is not None:
        raise StorageError(
            f"{path} lies on a network file system ({kind}), where its locks cannot be trusted; keep it on a local disk "
            "(--db, PAGEWATCH_DB or [storage] path)"
        )
