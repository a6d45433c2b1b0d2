"""Our own variants of the hostile families through the real command: what a rule that fits one scenario only would miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import hostile_play

pytestmark = [pytest.mark.battery, pytest.mark.corpora]
HERE = Path(__file__).parent


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("script", ["hostile_variants.py", "hostile_more.py"])
def test_every_variant_ends_as_expected_and_every_rule_holds(script: str) -> None:
    if not hostile_play.SERVER.is_file():
        pytest.skip(f"no hostile server at {hostile_play.SERVER}; set PAGEWATCH_CORPORA")
    played = hostile_play.play_all(hostile_play.catalogue(HERE / script), script=HERE / script)
    print(hostile_play.summary(played))
    broken = [one for one in played if not one.ended_well or not all(rule["ok"] for rule in one.rules)]
    assert [one.line() for one in broken] == []
