"""What all tests share: the corpora, a clean environment, the real command against a real local site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.nursery import Nursery
from tests.site import Site, serving

ROOT = Path(__file__).resolve().parent.parent

# Shared machines are slow at times: a deadline would make tests fail for no fault of the code.
settings.register_profile("pagewatch", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pagewatch")


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of labelled corpora; the test is skipped where there is none."""
    folder = Path(os.environ.get("PAGEWATCH_CORPORA", ROOT.parent / "shared"))
    if not (folder / "dates").is_dir():
        pytest.skip(f"no corpora at {folder}; set PAGEWATCH_CORPORA")
    return folder


@pytest.fixture(autouse=True)
def _no_proxies_and_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        # A narrow terminal around the test run would fold the lines that tests look for.
        if name.lower().endswith("_proxy") or name == "COLUMNS":
            monkeypatch.delenv(name)


@pytest.fixture
def site() -> Iterator[Site]:
    """A local site that is closed after the test."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def verbs() -> Iterator[Nursery]:
    """Where the command is started in most tests: each run is a process, but none imports the program anew."""
    with Nursery() as parent:
        yield parent


class Pagewatch:
    """The real command, run as a user runs it, on a database and configuration of its own."""

    def __init__(self, folder: Path, site: Site, verbs: Nursery) -> None:
        self.folder, self.site, self.verbs = folder, site, verbs
        self.db = folder / "pagewatch.db"
        self.config = folder / "pagewatch.toml"
        self.alerts = folder / "alerts.jsonl"
        self.configure()

    def configure(self, extra: str = "", *, alerts: str = "") -> None:
        self.config.write_text(
            "[crawl]\n"
            f'allow_private_networks = ["127.0.0.1/32:{self.site.port}"]\n'
            "per_host_delay = 0\n"
            'contact = "tests@example.org"\n'
            f'[alerts]\nchannels = ["jsonl:{self.alerts}"]\n{alerts}\n{extra}\n',
            encoding="utf-8",
        )

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-m", "scraper", "--db", str(self.db), "--config", str(self.config), *args]

    def run(self, *args: str, code: int | None = 0, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run one verb; `code` is the exit code wanted (None: any)."""
        given = self.command(*args)
        done = subprocess.CompletedProcess(given, *self.verbs.run(self.folder, given[3:], stdin, 90))
        if code is not None:
            assert done.returncode == code, f"{args}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def rows(self, *args: str, code: int | None = 0) -> list[dict[str, Any]]:
        """The rows that a verb prints as JSON lines."""
        return [json.loads(line) for line in self.run(*args, "--jsonl", code=code).stdout.splitlines() if line.strip()]

    def told(self) -> list[dict[str, Any]]:
        """The alerts that were delivered."""
        if not self.alerts.exists():
            return []
        return [json.loads(line) for line in self.alerts.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.fixture
def pagewatch(tmp_path: Path, site: Site, verbs: Nursery) -> Pagewatch:
    """The program against the local site."""
    return Pagewatch(tmp_path, site, verbs)
