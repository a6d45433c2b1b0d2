"""What programs answer instead of a page: errors as JSON, XML or bare text, and the pages of their debuggers. By shape first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from scraper.extract import barrier_words as words
from scraper.extract.barrier_face import Face, normal

__all__ = ["program_errors"]

MAX_ANSWER = 2_000  # an answer that only says what went wrong is short
# What stands in such an answer; anything else in it is content.
_ENVELOPE = frozenset(
    re.findall(
        r"\w+",
        "code status statuscode status_code ret retcode errcode errno errornum success ok msg message detail details errmsg "
        "errormsg error_msg error_message error_description reason title type instance path timestamp time traceid trace_id "
        "requestid request_id data result",
    )
)
_TEXTS = (
    "msg",
    "message",
    "detail",
    "errmsg",
    "errormsg",
    "error_msg",
    "error_message",
    "error_description",
    "reason",
    "title",
)
_WELL = frozenset({0, 1, 200, 201, "0", "200", "ok", "success", "true"})
_XML_ERROR = re.compile(
    r"\s*(?:<\?xml[^>]{0,100}\?>\s*)?<(?:\w+:)?(?:Error|ErrorResponse|Fault|Exception|ServiceException\w*|Envelope\b[^>]{0,400}>\s*"
    r"<(?:\w+:)?Body>\s*<(?:\w+:)?Fault)\b",
    re.IGNORECASE,
)
_XML_MISSING = re.compile(r"<(?:\w+:)?Code>\s*NoSuch\w+", re.IGNORECASE)
_PLAIN_ERROR = re.compile(
    r"(?:(?:php )?(?:fatal|parse|recoverable fatal) error|(?:php )?warning|uncaught \w+|traceback \(most recent|sqlstate\[|mysqli?_\w+\(|ora-\d|panic: |"
    r"exception in thread|[\w.]*(?:error|exception)(?: \[|: )|could not connect|connection refused|no input file specified|unable to connect)",
    re.IGNORECASE,
)
_DEBUGGER = re.compile(
    r"#(?:pastebinTraceback|traceback|sf-resetcontent|werkzeug|whoops|ignition)[^#]{0,40}#|__debugger__|sfToolbar|IgnitionConfig",
    re.IGNORECASE,
)


def program_errors(face: Face, text: str) -> Iterator[tuple[str, float, bool]]:
    """(what was recognised, how surely, whether it says that nothing is there) of a program's own error."""
    if len(text) <= MAX_ANSWER and text.lstrip()[:1] in ("{", "[", "n", '"'):
        said = _json(text)
        if said is not None:
            yield said, 0.8, False
    if len(text) <= 2 * MAX_ANSWER and _XML_ERROR.match(text):
        yield "an error in XML", 0.85, _XML_MISSING.search(text) is not None
    if not face.heading and len(face.main) < 600 and _PLAIN_ERROR.match(face.main):
        yield "a program's error message", 0.8, False
    headline = face.headline
    if (words.says_program_error(headline) or words.says_broken(headline)) and _DEBUGGER.search(face.machine):
        yield "the page of a debugger", 0.85, False


def _json(text: str) -> str | None:
    """What is wrong with a JSON answer: an error in it, or an envelope with nothing inside; None for content."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if said is None or said == {} or said == []:
        return "an empty JSON answer"
    if not isinstance(said, dict):
        return None
    fields = {str(name).lower(): value for name, value in said.items()}
    codes = [fields.get(name) for name in ("status", "code", "statuscode", "status_code")]
    if fields.get("error") or fields.get("errors") or any(isinstance(c, int) and 400 <= c < 600 for c in codes):
        return "an error in JSON"
    return "an error in JSON" if _bare_envelope(fields) else None


def _bare_envelope(fields: Mapping[str, Any]) -> bool:
    """Whether all that a JSON object holds is a message, and nothing says that all went well."""
    if not fields.keys() <= _ENVELOPE or fields.get("data") or fields.get("result"):
        return False
    marks = [
        fields[name]
        for name in (
            "code",
            "status",
            "statuscode",
            "status_code",
            "ret",
            "retcode",
            "errcode",
            "errno",
            "success",
            "ok",
        )
        if name in fields
    ]
    if any(
        isinstance(mark, str | int) and (mark.lower() if isinstance(mark, str) else mark) in _WELL for mark in marks
    ):
        return False
    message = normal(" ".join(str(fields[name]) for name in _TEXTS if isinstance(fields.get(name), str)))
    if not message:
        return False
    return bool(marks) or any(
        says(message)
        for says in (
            words.says_broken,
            words.says_maintenance,
            words.says_human_check,
            words.says_restricted,
            words.says_not_found,
            words.says_login,
        )
    )
