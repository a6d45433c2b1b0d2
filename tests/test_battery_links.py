"""The labelled links of the corpora over real sockets, through the real program: one pass a day, the ledger read after each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.linkcases import CASES, OTHERS

ROOT = Path(__file__).resolve().parent.parent
FLOORS = json.loads((ROOT / "tests" / "floors" / "links.json").read_text(encoding="utf-8"))
pytestmark = [pytest.mark.battery, pytest.mark.corpora, pytest.mark.timeout(2400)]


def played(tmp_path: Path, corpora: Path, *words: str) -> dict[str, float]:
    """The figures of one run of benchmarks/linkworld.py."""
    out = tmp_path / "figures.json"
    command = [sys.executable, str(ROOT / "benchmarks" / "linkworld.py"), "--json", str(out), *words]
    env = {**os.environ, "PAGEWATCH_CORPORA": str(corpora)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    figures: dict[str, float] = json.loads(out.read_text(encoding="utf-8"))
    return figures


def test_development_cases_over_sockets_stay_above_their_floor(tmp_path: Path, corpora: Path) -> None:
    figures = played(tmp_path, corpora)
    assert {name: figures[name] >= least for name, least in FLOORS["sockets"].items()} == dict.fromkeys(
        FLOORS["sockets"], True
    ), figures


def test_our_own_cases_over_sockets_stay_above_their_floor(tmp_path: Path, corpora: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in CASES), encoding="utf-8")
    figures = played(tmp_path, corpora, "--cases", str(cases))
    assert {name: figures[name] >= least for name, least in FLOORS["own sockets"].items()} == dict.fromkeys(
        FLOORS["own sockets"], True
    ), figures


def test_cases_scored_before_the_rules_learnt_from_them_stay_above_their_floor_over_sockets(
    tmp_path: Path, corpora: Path
) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in OTHERS), encoding="utf-8")
    figures = played(tmp_path, corpora, "--cases", str(cases))
    assert {name: figures[name] >= least for name, least in FLOORS["others"].items()} == dict.fromkeys(
        FLOORS["others"], True
    ), figures
