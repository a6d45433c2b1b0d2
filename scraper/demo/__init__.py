"""`./run demo`: the main job on two small local sites, over a few accelerated days, through the public verbs only."""

from __future__ import annotations

__all__: list[str] = []
