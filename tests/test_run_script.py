"""`./run`: what it needs it gets or names exactly; verbs pass through. Plain POSIX sh on a PATH of our choosing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("dirname", "basename", "cmp", "cp", "id", "cat", "mkdir")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH folder with the tools that every system has, and neither python3 nor uv nor a package manager."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(str(shutil.which(tool)))
    return folder


def script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def run(machine: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": str(machine), "HOME": str(machine.parent), "PAGEWATCH_VENV": str(machine.parent / "venv")}
    return subprocess.run(
        ["/bin/sh", str(ROOT / "run"), *words], env=env, cwd=machine.parent, capture_output=True, text=True, check=False
    )


def test_without_python_and_uv_it_names_the_line_to_type(machine: Path) -> None:
    done = run(machine, "demo")
    assert done.returncode == 1 and "sudo apt-get install python3 python3-venv" in done.stderr


def test_a_python_that_is_too_old_is_named(machine: Path) -> None:
    script(machine / "python3", '[ "$1" = -V ] && echo Python 3.9.2 && exit 0; exit 1')
    done = run(machine, "demo")
    assert done.returncode == 1 and "Python 3.9.2" in done.stderr and "3.11" in done.stderr


def test_a_python_without_venv_where_nothing_may_be_installed_is_named_with_the_line_to_type(machine: Path) -> None:
    script(machine / "python3", 'case "$2" in *ensurepip*) exit 1;; esac; exit 0')
    done = run(machine, "demo")
    assert done.returncode == 1 and "sudo apt-get install python3-venv" in done.stderr


def test_what_was_set_up_is_not_set_up_again_and_verbs_pass_through(machine: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    script(venv / "bin" / "python", f'exec "{sys.executable}" "$@"')
    for lock in ("requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / lock, venv / f".pagewatch-{lock}")
    for words in (("--version",), ("pagewatch", "--version")):
        done = run(machine, *words)
        assert done.returncode == 0 and "setting up" not in done.stderr, done.stderr
        assert done.stdout.strip()
    assert "Usage: pagewatch check" in run(machine, "pagewatch", "check", "--help").stdout
    taken = run(machine, "check", "--all")
    assert taken.returncode == 2 and "./run pagewatch check --all" in taken.stderr


def test_the_locks_name_hashes_and_no_address_of_an_index() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        pinned = [line for line in text.splitlines() if line[:1].isalnum()]
        assert len(pinned) > 50 and all("==" in line for line in pinned)
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text and "--index" not in text and "--find-links" not in text
    assert os.access(ROOT / "run", os.X_OK) and os.access(ROOT / ".ci" / "run", os.X_OK)
