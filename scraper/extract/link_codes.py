"""Extraction codes (提取码, 访问码, 密码, pwd …), each bound to the share link that it belongs to.

A code belongs to the nearest share link before it, else to the next one; the password of an archive (解压密码) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from scraper.extract.link_walk import Block, Mark
from scraper.extract.shares import share_provider
from scraper.urls import is_http

__all__ = ["bind_codes", "glued_code"]

# How far a code may stand from its link: characters, and blocks (a table cell, a line of its own).
CODE_REACH = 160
CODE_BLOCKS = 3
_LABEL = re.compile(
    r"(?P<label>(?<!解压)(?<!解壓)(?<!压缩)(?<!解压缩)(?:提取[码碼]|提取密[码碼]|[访訪][问問][码碼]|[访訪][问問]密[码碼]|分享[码碼]|分享密[码碼]|取件[码碼]|密[码碼]|口令)"
    r"|(?<![A-Za-z])(?:extraction code|access code|passcode|password|pwd|code|key)(?![A-Za-z]))"
    r"(?:\s*(?:为|是|is))?\s*[:：=＝]?\s*[「【\[(（]?\s*(?P<code>[0-9A-Za-z]{3,8})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
# What every code's label has: a cheap look that spares most blocks the dear one.
_CODE_HINTS = ("码", "碼", "口令", "code", "pass", "pwd", "key")
_SURE_LABEL = re.compile(r"提取|[访訪][问問]|分享|取件|extraction|access code|passcode", re.IGNORECASE)


def glued_code(url: str, cleaned: str) -> str | None:
    """The code of a label that was glued to the id of a share link."""
    if len(url) == len(cleaned):
        return None
    label = _LABEL.search(unquote(url[len(cleaned) :]))
    return label["code"] if label else None


def bind_codes(blocks: Sequence[Block]) -> dict[tuple[int, int], str]:
    """Extraction codes by (block, mark): each code goes to the nearest share link before it, else to the next one."""
    bound: dict[tuple[int, int], str] = {}
    linked = -CODE_BLOCKS - 1  # the last block with links so far
    for number, block in enumerate(blocks):
        if block.marks:
            linked = number
        elif number - linked > CODE_BLOCKS:
            continue  # nothing that a code could belong to
        if not _may_name_code(block.text.lower()):
            continue
        for match in _LABEL.finditer(block.text):
            if _is_word(match):
                continue
            owner = _owner(blocks, number, match, bool(_SURE_LABEL.search(match["label"])))
            if owner is not None:
                bound.setdefault(owner, match["code"])
    return bound


def _may_name_code(said: str) -> bool:
    for hint in _CODE_HINTS:
        if hint in said:
            return True
    return False


def _is_word(match: re.Match[str]) -> bool:
    """'password protected' and 'code below' are words, not codes: without a sign between, only digits-and-letters."""
    text, code = match.group(), match["code"]
    if re.search(r"[:：=＝是为]", text):
        return False
    return code.isalpha() if not match["label"].isascii() else not re.search(r"\d", code)


def _owner(blocks: Sequence[Block], number: int, match: re.Match[str], sure: bool) -> tuple[int, int] | None:
    candidates = list(_wanted(blocks, number, sure))
    here = [(at, mark) for n, at, mark in candidates if n == number]
    before = [at for at, mark in here if mark.start <= match.start() <= mark.end + CODE_REACH]
    if before:
        return number, before[-1]
    after = [at for at, mark in here if 0 <= mark.start - match.end() <= CODE_REACH // 2]
    if after:
        return number, after[0]
    if match.start() > CODE_REACH:
        return None
    earlier = [(n, at) for n, at, _ in candidates if n < number]
    return earlier[-1] if earlier else None


def _wanted(blocks: Sequence[Block], number: int, sure: bool) -> Iterator[tuple[int, int, Mark]]:
    """The links that a code in this block may belong to; a sure label may also belong to an unknown host's link."""
    for n in range(max(0, number - CODE_BLOCKS), number + 1):
        for at, mark in enumerate(blocks[n].marks):
            if share_provider(mark.url) or (sure and is_http(mark.url) and n == number):
                yield n, at, mark
