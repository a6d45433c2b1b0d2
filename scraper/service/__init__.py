"""The service: passes, the long-running process, and looking without storing. Wiring only; nothing is decided here."""

from __future__ import annotations

from scraper.service.forever import run_forever
from scraper.service.looking import inspect_urls, judge_links, probe_source
from scraper.service.passes import run_pass
from scraper.service.recorder import CheckLine
from scraper.service.requests import PassReport, PassRequest, Probe, ServiceRequest

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
