"""Real histories and real pages: edits found and false alarms, against floors that may only rise."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = json.loads((Path(__file__).parent / "floors" / "significance.json").read_text("utf-8"))
# Small pages in two languages with a dozen edits: a few seconds.
FAST = ("open-terms-archive--imprint", "lex--privacy", "isshiki-notebook--link")


def benchmark(name: str) -> Any:
    """A program of benchmarks/, as a module."""
    folder = str(ROOT / "benchmarks")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return import_module(name)


def replayed(corpora: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, only: tuple[str, ...]) -> dict[str, Any]:
    monkeypatch.setenv("PAGEWATCH_CORPORA", str(corpora))
    histories = benchmark("histories")
    report: dict[str, Any] = histories.score(list(histories.replay(histories.unpacked(folder), only=only)))[1].report()
    return report


def mutated(
    corpora: Path, monkeypatch: pytest.MonkeyPatch, *, skip: int, step: int, pages: int
) -> tuple[float, float, list[str]]:
    """(edits told in percent, noise told per 100, what went wrong) of some pages."""
    monkeypatch.setenv("PAGEWATCH_CORPORA", str(corpora))
    mutations = benchmark("mutations")
    folder = benchmark("measure").unpacked("pages/pages.tar.xz")
    outcomes = []
    for number, one in enumerate(mutations.open_pages(folder, skip, step)):
        if number >= pages:
            break
        outcomes += list(mutations.play(one))
    edits, noise = [o for o in outcomes if o.wanted], [o for o in outcomes if not o.wanted]
    wrong = [f"{o.page} {o.mutation}: {o.reason}" for o in outcomes if o.told != o.wanted]
    return (
        100 * sum(o.told for o in edits) / max(1, len(edits)),
        100 * sum(o.told for o in noise) / max(1, len(noise)),
        wrong,
    )


@pytest.mark.corpora
def test_some_real_histories_keep_their_floors(corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = replayed(corpora, tmp_path, monkeypatch, FAST)
    assert report["edits_found_percent"] >= FLOORS["fast"]["edits_found_percent"], report
    assert report["false_per_100"] <= FLOORS["fast"]["false_per_100_at_most"], report


@pytest.mark.corpora
def test_edits_put_into_real_pages_are_told_and_noise_is_not(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits, _, wrong = mutated(corpora, monkeypatch, skip=7, step=60, pages=1)
    assert edits == 100, wrong
    assert not wrong


@pytest.mark.battery
@pytest.mark.corpora
def test_all_real_histories_keep_their_floors(corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = replayed(corpora, tmp_path, monkeypatch, ())
    assert report["edits_found_percent"] >= FLOORS["all"]["edits_found_percent"], report
    assert report["false_per_100"] <= FLOORS["all"]["false_per_100_at_most"], report


@pytest.mark.battery
@pytest.mark.corpora
def test_many_real_pages_keep_their_floors(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits, noise, wrong = mutated(corpora, monkeypatch, skip=1, step=4, pages=60)
    assert edits >= FLOORS["mutations"]["edits_told_percent"], wrong
    assert noise <= FLOORS["mutations"]["noise_per_100_at_most"], wrong
