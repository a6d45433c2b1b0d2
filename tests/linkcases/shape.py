"""How a labelled link case is written down: short words for answers, pages and cases. The shape is that of the link world.

A case is a dict: id, category, lang, url_hint, serve {days, rounds [{target, routes, probe, dns}]}, expected_state, accept, why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["FORTNIGHT", "SIX_WEEKS", "Case", "case", "fault", "lines", "ok", "page", "portal", "sent", "status", "then"]

Case = dict[str, Any]
Answer = dict[str, Any]
FORTNIGHT = (0, 3, 7, 14)
SIX_WEEKS = (0, 3, 7, 14, 21, 30, 45)


def lines(*texts: str) -> str:
    """Paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


def page(title: str, body: str, *, lang: str = "en", head: str = "", around: bool = True, h1: str | None = None) -> str:
    """A small page with a menu and a footer in the usual elements."""
    menu = "<nav><a href=/>◉</a> <a href=/a>A</a> <a href=/b>B</a></nav>" if around else ""
    foot = "<footer>© 2025 · <a href=/c>C</a></footer>" if around else ""
    heading = f"<h1>{title if h1 is None else h1}</h1>" if h1 != "" else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{menu}<main>{heading}{body}</main>{foot}</body></html>"
    )


def portal(title: str, body: str, side: Sequence[str], *, lang: str, head: str = "", words: Sequence[str] = ()) -> str:
    """A portal of nested divs without landmarks: long menu, side column of teasers, long footer."""
    menu = "".join(f'<li><a href="/s{n}">{word}</a></li>' for n, word in enumerate(words))
    teasers = "".join(f'<div class="card"><a href="/t{n}">{text}</a></div>' for n, text in enumerate(side))
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'<div id="top"><ul class="menu">{menu}</ul></div><div class="wrap"><div class="content">{body}</div>'
        f'<div class="sidebar">{teasers}</div></div><div class="footer"><ul>{menu}</ul></div></body></html>'
    )


def ok(body: str = "", kind: str = "text/html; charset=utf-8", **more: Any) -> Answer:
    """200 with a body. `more`: headers as a dict, encoding, method, when."""
    headers = {"Content-Type": kind, **more.pop("headers", {})}
    return {"status": 200, "headers": headers, "body": body, **more}


def status(code: int, body: str = "", kind: str = "text/html; charset=utf-8", **more: Any) -> Answer:
    """An answer with any status."""
    return {**ok(body, kind, **more), "status": code}


def sent(code: int, to: str, **headers: str) -> Answer:
    """A redirect."""
    return {"status": code, "headers": {"Location": to, **headers}, "body": ""}


def fault(name: str, body: str = "", **more: Any) -> Answer:
    """An answer that goes wrong on the way."""
    return {**ok(body), **more, "fault": name}


def then(*rounds: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rounds that follow one another; the last one repeats."""
    return [dict(one) for one in rounds]


def case(
    name: str,
    lang: str,
    url: str,
    what: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    state: str,
    *,
    why: str,
    also: Sequence[str] = (),
    days: Sequence[int] = FORTNIGHT,
    **more: Any,
) -> Case:
    """A case. `what` is one round or several; `also` are the states that are accepted besides `state`."""
    rounds = [dict(what)] if isinstance(what, Mapping) else [dict(one) for one in what]
    for one in rounds:
        target = one.get("target")
        one["target"] = [target] if isinstance(target, dict) else target or []
        one["routes"] = {
            at: [answer] if isinstance(answer, dict) else answer for at, answer in one.get("routes", {}).items()
        }
    first = more.pop("first", "suspect" if state == "dead" else state)
    return {
        "id": name, "category": name.rpartition("-")[0], "lang": lang, "description": why, "url_hint": url,
        "serve": {"days": list(days), "rounds": rounds}, "expected_first": first, "expected_state": state,
        "accept": [state, *also], "why": why, **more,
    }  # fmt: skip
