"""Labelled link cases of our own writing: what a server does, look by look, and which verdicts are right."""

from __future__ import annotations

from tests.linkcases import gone, living, second, shares, walled
from tests.linkcases.shape import Case

__all__ = ["CASES"]

CASES: list[Case] = [*gone.CASES, *living.CASES, *walled.CASES, *shares.CASES, *second.CASES]
