"""The demo: two sites of our own, the real program through its public verbs, everything found that was staged."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.timeout(300)  # it takes 20 s of CPU time
def test_the_demo_finds_all_it_stages_and_shows_it(tmp_path: Path) -> None:
    folder = tmp_path / "demo folder"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "scraper.demo", str(folder)],
        check=False,
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything that happened was found" in done.stdout and done.stderr == ""
    # The silent edit stands in the diff of the page that was edited, the dead link with its evidence.
    assert "[-June, and that no further-]{+October, but that more+}" in done.stdout
    assert "404: the page is headed 'Not found'" in done.stdout
    assert "fake_refresh: its date moved, its text did not" in done.stdout
    with sqlite3.connect(folder / "pagewatch.db") as db:
        kinds = sorted(row[0] for row in db.execute("SELECT kind FROM v_events"))
    assert kinds == ["fake_refresh", "gone", "link_dead", "redated", "stealth_edit", "stealth_edit"]
    told = [json.loads(line)["event_id"] for line in (folder / "alerts.jsonl").read_text().splitlines()]
    assert len(told) == len(set(told)) == len(kinds), "each event was told once"
    # What it offers to try works.
    (export,) = (line.split("=", 1)[1] for line in done.stdout.splitlines() if "export PAGEWATCH_DB=" in line)
    assert (tmp_path / export).resolve() == (folder / "pagewatch.db").resolve()
