"""What share APIs answer and what that means: data, versioned and dated, exact codes only.

`source` names where the meaning was seen (public checkers' sources, snapshots of 2025-11; nothing was tried against a live
service). `confidence`: 'confirmed' (checked in a browser by its source), 'agreed' (several sources), 'single' (one source).
A code that is not here is `unknown` and noted, never dead.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ROWS", "TABLE_VERSION", "UNREADABLE", "Meaning", "meaning_of"]

TABLE_VERSION = "2025-11-20"
SEEN = "2025-11"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One code of one provider. `state`: alive | suspect | blocked | unknown; dead codes are suspect of weight S."""

    provider: str
    code: str
    state: str
    reason: str
    words: str
    source: str
    confidence: str = "agreed"
    seen_on: str = SEEN

    @property
    def weight(self) -> str:
        """S for codes that say the share is gone."""
        return "S" if self.state == "dead" else ""


# provider, code, state, reason, words, source, confidence. State 'dead' means: this observation is strong evidence.
_ROWS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    # Baidu: errno of /share/list
    ("baidu", "0", "alive", "", "shared", "PanCheck, pansou", "agreed"),
    ("baidu", "-9", "alive", "locked", "needs its code", "pansou, Baidu-Search", "agreed"),
    ("baidu", "-12", "alive", "locked", "needs its code", "pansou, Baidu-Search", "agreed"),
    ("baidu", "-21", "alive", "locked", "needs its code", "TamperMonkeyScript", "single"),
    ("baidu", "-7", "dead", "share_revoked", "the share is gone", "PanCheck", "agreed"),
    ("baidu", "105", "dead", "share_revoked", "no such link", "PanCheck, pansou", "agreed"),
    ("baidu", "115", "dead", "share_revoked", "banned", "PanCheck", "single"),
    ("baidu", "117", "dead", "share_revoked", "expired", "PanCheck", "single"),
    ("baidu", "145", "dead", "share_revoked", "deleted", "PanCheck, pansou", "agreed"),
    ("baidu", "140", "dead", "share_revoked", "does not exist (shorturlinfo)", "TamperMonkeyScript", "single"),
    ("baidu", "-62", "blocked", "challenge", "asks for a captcha", "PanCheck, pansou", "agreed"),
    ("baidu", "9019", "blocked", "challenge", "asks for a captcha", "pansou", "single"),
    ("baidu", "15", "suspect", "maintenance", "system upgrade, will come back", "Baidu-Search", "single"),
    ("baidu", "2", "unknown", "unmapped", "parameter fault or not visible for now", "web-mount-packs", "agreed"),
    # Quark and its twin UC: code of sharepage/token
    ("quark", "0", "alive", "", "shared", "PanCheck, pansou, TamperMonkeyScript", "agreed"),
    ("quark", "41008", "alive", "locked", "needs its code", "pansou, TamperMonkeyScript", "agreed"),
    ("quark", "41007", "alive", "wrong_code", "its code is another one", "pansou", "single"),
    ("quark", "41012", "dead", "share_revoked", "cancelled by its owner", "HiDrive-Lite", "confirmed"),
    ("quark", "41011", "dead", "share_revoked", "no longer valid", "pansou, HiDrive-Lite", "confirmed"),
    ("quark", "41004", "dead", "share_revoked", "does not exist", "pansou", "agreed"),
    ("quark", "41006", "dead", "share_revoked", "does not exist", "pansou", "agreed"),
    ("quark", "41009", "dead", "share_revoked", "deleted", "pansou", "agreed"),
    ("quark", "41019", "dead", "share_revoked", "expired", "pansou", "agreed"),
    ("quark", "41010", "dead", "share_revoked", "removed for its content", "pansou, HiDrive-Lite", "confirmed"),
    ("quark", "41005", "dead", "share_revoked", "removed for its content", "pansou", "agreed"),
    ("quark", "41026", "dead", "share_revoked", "removed for its content", "pansou", "agreed"),
    ("quark", "41031", "dead", "share_revoked", "its owner was banned", "pansou, HiDrive-Lite", "confirmed"),
    ("quark", "429", "blocked", "rate", "too many requests", "HTTP", "agreed"),
    # Aliyun: code of get_share_by_anonymous
    ("aliyun", "ShareLink.Cancelled", "dead", "share_revoked", "cancelled by its owner", "PanCheck, pansou", "agreed"),
    ("aliyun", "ShareLink.Expired", "dead", "share_revoked", "expired", "PanCheck, pansou", "agreed"),
    ("aliyun", "ShareLink.Forbidden", "dead", "share_revoked", "removed for its content", "PanCheck, pansou", "agreed"),
    ("aliyun", "NotFound.ShareLink", "dead", "share_revoked", "does not exist", "PanCheck, pansou", "agreed"),
    ("aliyun", "ParamFlowException", "blocked", "rate", "too many requests", "pansou", "agreed"),
    # 115: errno of share/snap
    ("115", "4100012", "alive", "locked", "needs its code", "PanCheck, pansou, panCheckUrl", "agreed"),
    ("115", "4100008", "alive", "wrong_code", "its code is another one", "pansou", "agreed"),
    ("115", "4100010", "dead", "share_revoked", "cancelled by its owner", "HiDrive-Lite, pansou", "confirmed"),
    ("115", "4100018", "dead", "share_revoked", "expired", "pansou", "agreed"),
    ("115", "990002", "suspect", "share_unclear", "parameter fault: a wrong id or ours", "pansou", "single"),
    # 123: code of share/info
    ("123", "5104", "dead", "share_revoked", "no longer valid", "HiDrive-Lite", "confirmed"),
    ("123", "5107", "dead", "share_revoked", "does not exist", "HiDrive-Lite", "confirmed"),
    # Tianyi: res_code of getShareInfoByCodeV2
    ("tianyi", "ShareNotFound", "dead", "share_revoked", "does not exist", "HiDrive-Lite", "confirmed"),
    ("tianyi", "FileNotFound", "dead", "share_revoked", "its file was deleted", "HiDrive-Lite", "confirmed"),
    ("tianyi", "ShareAuditNotPass", "dead", "share_revoked", "removed for its content", "HiDrive-Lite", "confirmed"),
    ("tianyi", "ShareInfoNotFound", "dead", "share_revoked", "does not exist", "PanCheck, pansou", "agreed"),
    ("tianyi", "ShareExpiredError", "dead", "share_revoked", "expired", "PanCheck, pansou", "agreed"),
    ("tianyi", "ShareAuditWaiting", "suspect", "share_in_review", "under review", "pansou", "single"),
    ("tianyi", "ErrorAccessCode", "alive", "wrong_code", "its code is another one", "pansou", "single"),
    # ctfile: code of getfile.php / getdir.php (in JSON, not the HTTP status)
    ("ctfile", "200", "alive", "", "shared", "TamperMonkeyScript", "single"),
    ("ctfile", "401", "alive", "locked", "needs its code", "TamperMonkeyScript", "single"),
    ("ctfile", "404", "dead", "share_revoked", "does not exist", "TamperMonkeyScript", "single"),
    ("ctfile", "503", "dead", "share_revoked", "gone", "TamperMonkeyScript", "single"),
    ("ctfile", "504", "dead", "share_revoked", "gone", "TamperMonkeyScript", "single"),
    # MediaFire: errno of error.php
    ("mediafire", "320", "dead", "share_revoked", "invalid or deleted file", "WordPress BLC, JDownloader", "agreed"),
    ("mediafire", "378", "dead", "share_revoked", "removed for its content", "WordPress BLC, JDownloader", "agreed"),
    ("mediafire", "999", "blocked", "login", "private", "WordPress BLC, JDownloader", "agreed"),
    # MEGA: number that the API gives
    ("mega", "-9", "dead", "share_revoked", "does not exist (ENOENT)", "MEGA SDK", "agreed"),
    ("mega", "-16", "dead", "share_revoked", "blocked for its content (EBLOCKED)", "MEGA SDK", "agreed"),
    ("mega", "-3", "blocked", "rate", "try again (EAGAIN)", "MEGA SDK", "agreed"),
    ("mega", "-4", "blocked", "rate", "rate limit (ERATELIMIT)", "MEGA SDK", "agreed"),
    ("mega", "-11", "blocked", "login", "no access (EACCESS)", "MEGA SDK", "agreed"),
    ("mega", "-17", "blocked", "rate", "over quota (EOVERQUOTA)", "MEGA SDK", "agreed"),
    # Bilibili: code of web-interface/view
    ("bilibili", "0", "alive", "", "public", "general knowledge", "single"),
    ("bilibili", "-404", "dead", "gone", "no such video", "general knowledge", "single"),
    ("bilibili", "62002", "dead", "gone", "not visible any more", "general knowledge", "single"),
    ("bilibili", "62004", "suspect", "share_in_review", "under review", "general knowledge", "single"),
    ("bilibili", "-412", "blocked", "rate", "request refused", "general knowledge", "single"),
    ("bilibili", "-352", "blocked", "rate", "request refused", "general knowledge", "single"),
    ("bilibili", "-403", "blocked", "login", "no permission", "general knowledge", "single"),
    # YouTube: status of oEmbed
    ("youtube", "200", "alive", "", "public", "oEmbed", "agreed"),
    ("youtube", "404", "dead", "gone", "no such video", "oEmbed", "agreed"),
    ("youtube", "400", "suspect", "share_unclear", "not a video id", "oEmbed", "single"),
    ("youtube", "401", "blocked", "login", "private, or may not be embedded", "oEmbed", "agreed"),
    ("youtube", "403", "blocked", "login", "private", "oEmbed", "agreed"),
)  # fmt: skip
ROWS: tuple[Meaning, ...] = tuple(Meaning(*row) for row in _ROWS)
_TABLE = {(row.provider, row.code.lower()): row for row in ROWS}

# Providers that cannot be read anonymously, and why: shown, so that "not checked" is not taken for "fine".
UNREADABLE: dict[str, str] = {
    "xunlei": "its API wants a captcha token bound to a device; not forged here",
    "139": "its API takes encrypted requests only",
    "ilanzou": "its API wants signed requests",
    "feijipan": "its API wants signed requests",
    "wenshushu": "its API wants a session token, and files expire by design",
}


def meaning_of(provider: str, code: object) -> Meaning | None:
    """What a code of a provider means; None where it is not mapped."""
    return _TABLE.get(("quark" if provider == "uc" else provider, str(code).lower()))
