"""A database belongs on a local disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.place import check_place, network_kind

MOUNTS = r"""/dev/sda1 / ext4 rw 0 0
nas:/home /home nfs4 rw,vers=4.2 0 0
/dev/sdb1 /home/me/local\040disk ext4 rw 0 0
//nas/share /mnt/share cifs rw 0 0
tmpfs /tmp tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/pagewatch.db", None),
        ("/home/me/pagewatch.db", "nfs4"),
        ("/home/me/local disk/pagewatch.db", None),
        ("/mnt/share/a/b.db", "cifs"),
        ("/tmp/pagewatch.db", None),
    ],
)
def test_the_nearest_mount_says_whether_a_path_is_on_the_network(path: str, kind: str | None) -> None:
    assert network_kind(Path(path), MOUNTS) == kind


def test_a_local_disk_is_accepted(tmp_path: Path) -> None:
    check_place(tmp_path / "p.db")
