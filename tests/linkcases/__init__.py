"""Labelled link cases of our own writing: what a server does, look by look, and which verdicts are right."""

from __future__ import annotations

import json
from pathlib import Path

from tests.linkcases import gone, living, second, shares, walled
from tests.linkcases.shape import Case

__all__ = ["CASES", "OTHERS"]

CASES: list[Case] = [*gone.CASES, *living.CASES, *walled.CASES, *shares.CASES, *second.CASES]

# Written from the task's words alone, as somebody else would, and scored before the rules learnt from them; docs/links.md says how.
_LINES = (Path(__file__).parent / "others.jsonl").read_text(encoding="utf-8").splitlines()
OTHERS: list[Case] = [json.loads(line) for line in _LINES]
