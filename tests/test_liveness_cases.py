"""Labelled link cases, played look by look: what is gone is found, what is alive or walled is never called dead."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from scraper.extract.barrier_face import normal
from scraper.liveness.ended_words import says_gone
from scraper.liveness.passing_words import says_passing, says_wall
from tests.linkcases import CASES, OTHERS, gone, living, second, shares, walled
from tests.linkcases.sentences import FINE, GONE, LATER, WALL
from tests.linkcases.shape import Case
from tests.linkcases.world import Said, play

FLOORS = json.loads((Path(__file__).parent / "floors" / "links.json").read_text(encoding="utf-8"))
TABLES = {"gone": gone, "living": living, "walled": walled, "shares": shares, "second": second}


def dead_allowed(case: Case, k: int) -> bool:
    """Whether 'dead' at look k is no false alarm: accepted, or a stage that the case passes through."""
    middle = case.get("expected_mid") or {}
    passing = middle.get("state") == "dead" and case["serve"]["days"][k] <= middle["at_day"]
    return "dead" in case["accept"] or passing


def figures(cases: Sequence[Case]) -> tuple[dict[str, float], list[str]]:
    """Precision, recall, accuracy as the scorer of the link world has them; and what went wrong."""
    found = missed = alarms = right = 0
    wrong = []
    for case in cases:
        said = play(case)
        alarm = any(one.state == "dead" and not dead_allowed(case, one.k) for one in said)
        last = said[-1].state
        alarms += alarm
        right += last in case["accept"]
        found += case["expected_state"] == "dead" == last
        missed += case["expected_state"] == "dead" != last
        if alarm or last not in case["accept"]:
            wrong.append(_line(case, said))
    precision = found / (found + alarms) if found + alarms else 1.0
    recall = found / (found + missed) if found + missed else 1.0
    return {"precision": precision, "recall": recall, "accuracy": right / len(cases)}, wrong


def _line(case: Case, said: Sequence[Said]) -> str:
    looks = ", ".join(f"{one.state} ({one.reason})" for one in said)
    return f"{case['id']}: wanted {case['expected_state']}, was {looks}: {said[-1].evidence}"


def test_cases_are_many_in_many_languages_and_most_must_never_be_called_dead() -> None:
    assert len(CASES) >= 250
    assert len({case["lang"] for case in CASES}) >= 30
    assert len({case["id"] for case in CASES}) == len(CASES)
    never = sum("dead" not in case["accept"] for case in CASES)
    assert never / len(CASES) > 0.5


@pytest.mark.parametrize("table", TABLES)
def test_labelled_cases_are_judged_right_and_no_false_alarm_is_raised(table: str) -> None:
    got, wrong = figures(TABLES[table].CASES)
    for name, least in FLOORS["own"].items():
        assert got[name] >= least, "\n".join(wrong)


def test_cases_scored_before_the_rules_learnt_from_them_stay_above_their_floor() -> None:
    got, wrong = figures(OTHERS[3::4])
    for name, least in FLOORS["others"].items():
        assert got[name] >= least, "\n".join(wrong)


@pytest.mark.battery
def test_all_cases_scored_before_the_rules_learnt_from_them_stay_above_their_floor() -> None:
    got, wrong = figures(OTHERS)
    for name, least in FLOORS["others"].items():
        assert got[name] >= least, "\n".join(wrong)


@pytest.mark.corpora
def test_development_cases_of_the_link_world_stay_above_their_floor(corpora: Path) -> None:
    cases = [
        json.loads(line) for line in (corpora / "links" / "dev_cases.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    got, wrong = figures(cases)
    for name, least in FLOORS["development"].items():
        assert got[name] >= least, "\n".join(wrong)


@pytest.mark.parametrize("case", CASES[::9], ids=lambda case: str(case["id"]))
def test_no_case_is_called_dead_on_its_first_look(case: Case) -> None:
    assert play({**case, "serve": {**case["serve"], "days": [0]}})[0].state != "dead"


def test_sentences_that_say_gone_are_understood_in_thirty_languages() -> None:
    missed = [(lang, one) for lang, all_ in GONE.items() for one in all_ if not says_gone(normal(one))]
    assert missed == []
    assert len(GONE) >= 30


def test_ordinary_sentences_do_not_say_gone() -> None:
    taken = [(lang, one) for lang, all_ in FINE.items() for one in all_ if says_gone(normal(one))]
    assert taken == []


def test_sentences_of_pauses_and_walls_are_understood_and_are_no_sentences_of_death() -> None:
    later = [(lang, one) for lang, all_ in LATER.items() for one in all_ if not says_passing(normal(one))]
    walls = [
        (lang, one)
        for lang, all_ in WALL.items()
        for one in all_
        if not says_wall(normal(one)) and "cookies" not in one
    ]
    taken = [one for all_ in GONE.values() for one in all_ if says_wall(normal(one)) or says_passing(normal(one))]
    assert (later, walls, taken) == ([], [], [])
