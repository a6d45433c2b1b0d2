"""The service: passes, the long-running process, and looking without storing. Wiring only; nothing is decided here.

What only the long-running process or only a look needs is imported when it is asked for: a pass starts without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scraper.service.passes import run_pass
from scraper.service.recorder import CheckLine
from scraper.service.requests import PassReport, PassRequest, Probe, ServiceRequest

if TYPE_CHECKING:
    from scraper.service.forever import run_forever
    from scraper.service.looking import inspect_urls, judge_links, probe_source

__all__ = [
    "CheckLine",
    "PassReport",
    "PassRequest",
    "Probe",
    "ServiceRequest",
    "inspect_urls",
    "judge_links",
    "probe_source",
    "run_forever",
    "run_pass",
]

_WHERE = {"run_forever": "forever", "inspect_urls": "looking", "judge_links": "looking", "probe_source": "looking"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
