"""The markup of entries run through feedparser's two passes (addresses resolved, then cleaned) in a tenth of their time.

What feedparser does to a tag is its own code's business here too; only how the next tag is found is ours, and that each
distinct tag is put through it once: a page of code has three thousand tags of which a hundred differ. The processors
are handed over, so this module knows no feedparser. Whatever is not plainly markup is left to feedparser's own scanner.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["run_markup"]

# A tag that ends where feedparser's scanner (sgmllib's with its own end bracket) sees it end, or a plain comment.
_TAG = re.compile(
    r"""(<!--(?=[^>-])(?:[^-]|-(?!-))*-->|</?[a-zA-Z][-_.:a-zA-Z0-9]*(?=[\s>])(?:[^<>"']|"[^"]*"(?=[>/\s])|'[^']*'(?=[>/\s]))*>)"""
)
_NAME = re.compile(r"</?([a-zA-Z][-_.:a-zA-Z0-9]*)")
_ATTRIBUTE = re.compile(
    r"""\s*([a-zA-Z_][-:.a-zA-Z_0-9]*)[$]?(\s*=\s*('[^']*'|"[^"]*"|[][\-a-zA-Z0-9./,:;+*%?!&$\(\)_#=~'"@]*))?"""
)
_REFERENCE = re.compile(r"&(?:#([0-9]+|[xX][0-9a-fA-F]+);|([a-zA-Z][-.a-zA-Z0-9]*)(?:;|(?=[^-.a-zA-Z0-9])))")
_CUT_REFERENCE = re.compile(r"&[a-zA-Z][-.a-zA-Z0-9]*")  # what it is depends on what follows
# What feedparser does to markup before it scans it.
_BARE_DECLARATION = re.compile(r"<!((?!DOCTYPE|--|\[))", re.IGNORECASE)
_SHORT_TAG = re.compile(r"<([^<>\s]+?)\s*/>")
# The cleaning of these depends on what came before them, or that of others on them.
_STATEFUL = frozenset({"applet", "script", "style", "svg", "math"})
_STATES = ("unacceptablestack", "mathmlOK", "svgOK")
_MAX_ODD = 30  # tags that are scanned by feedparser one by one, before all of the markup is left to it


def run_markup(processor: Any, markup: str) -> str | None:
    """What `processor` (feedparser's, fresh) makes of `markup`; None where only its own scanner can tell."""
    if "<" not in markup and "&" not in markup:
        return markup
    text = _BARE_DECLARATION.sub(r"&lt;!\1", markup)
    if "/>" in text:
        text = _SHORT_TAG.sub(processor._shorttag_replace, text)
    text = text.replace("&#39;", "'").replace("&#34;", '"')
    run, start = _Run(processor, text), 0
    for _ in range(_MAX_ODD):
        start = run.stretch(start)
        if start < 0:
            return None
        if start == len(text):
            return "".join(processor.pieces)
    return None


class _Run:
    """One processor on its way through one text.

    `known`: per state of the processor (within a script, formula or drawing), what it made of a tag or reference.
    """

    def __init__(self, processor: Any, text: str) -> None:
        self.processor, self.text = processor, text
        self.pieces: list[str] = processor.pieces
        self.known: dict[tuple[bool, ...], dict[str, str]] = {}
        self.stateful = hasattr(processor, _STATES[0])

    def state(self) -> tuple[bool, ...]:
        """What earlier tags have to do with what comes now; the first: that text is dropped."""
        return tuple(bool(getattr(self.processor, name)) for name in _STATES) if self.stateful else (False,)

    def stretch(self, start: int) -> int:
        """Go on from `start` to the first tag that is not plain, and past it; the place reached, or -1: cannot tell."""
        parts = _TAG.split(self.text[start:] if start else self.text)
        parts.append("")  # every text has a tag behind it
        state, add = self.state(), self.pieces.append
        known = self.known.setdefault(state, {})
        for place in range(0, len(parts), 2):
            words, tag = parts[place], parts[place + 1]
            if words:
                if "<" in words:
                    return self.odd(words, start + sum(map(len, parts[:place])), state)
                if "&" in words or state[0]:
                    if not self.words(words, state):
                        return -1
                else:
                    add(words)
            if tag in known:
                add(known[tag])
            elif tag:
                self.tag(tag, known)
                state = self.state()
                known = self.known.setdefault(state, {})
        return len(self.text)

    def tag(self, tag: str, known: dict[str, str]) -> None:
        """One plain tag or comment through the processor's own code; kept for the next of its kind."""
        processor, before = self.processor, len(self.pieces)
        found = _NAME.match(tag)
        name = found.group(1).lower() if found else ""
        if not found:
            processor.handle_comment(tag[4:-3])
        elif tag[1] == "/":
            processor.unknown_endtag(name)
        else:
            processor.lasttag = name
            processor.unknown_starttag(name, self.attributes(tag, found.end()))
            if tag.endswith("/>") and processor._type == "application/xhtml+xml":
                processor.unknown_endtag(name)
        if name not in _STATEFUL:
            known[tag] = "".join(self.pieces[before:])

    def attributes(self, tag: str, at: int) -> list[tuple[str, str]]:
        """The attributes from `at` on, as sgmllib's `parse_starttag` finds them."""
        found: list[tuple[str, str]] = []
        end, match = len(tag) - 1, _ATTRIBUTE.match
        while at < end and (attribute := match(tag, at)):
            name, given, value = attribute.groups()
            if not given:
                value = name
            else:
                if value[:1] == value[-1:] and value[:1] in ("'", '"'):
                    value = value[1:-1]
                if "&" in value:
                    value = self.processor.entity_or_charref.sub(self.processor._convert_ref, value)
            found.append((name.lower(), value))
            at = attribute.end()
        return found

    def odd(self, words: str, at: int, state: tuple[bool, ...]) -> int:
        """Text from `at` on with a '<' that begins no plain tag, scanned within the whole; the place behind that, or -1."""
        before = words.index("<")
        if not self.words(words[:before], state):
            return -1
        at += before
        follows = self.text[at + 1 : at + 2]
        self.processor.rawdata = self.text
        if follows == "/":
            return int(self.processor.parse_endtag(at))
        if follows.isascii() and follows.isalpha():
            return int(self.processor.parse_starttag(at))
        if follows in (">", "!", "?", ""):
            return -1
        self.processor.handle_data("<")  # "a < b"
        return at + 1

    def words(self, words: str, state: tuple[bool, ...]) -> bool:
        """Text between tags, its references in the processor's form."""
        last = words.rfind("&")
        if last >= 0 and _CUT_REFERENCE.fullmatch(words, last):
            return False
        if state[0]:  # within a script: references are kept all the same
            self.pieces.extend(map(self.reference, _REFERENCE.finditer(words)))
        else:
            self.pieces.append(_REFERENCE.sub(self.reference, words) if "&" in words else words)
        return True

    def reference(self, match: re.Match[str]) -> str:
        """One reference as the processor writes it."""
        known = self.known.setdefault((), {})
        found = known.get(match.group())
        if found is None:
            number, name = match.groups()
            if number:
                self.processor.handle_charref(number)
            else:
                self.processor.handle_entityref(name)
            found = known[match.group()] = self.pieces.pop()
        return found
