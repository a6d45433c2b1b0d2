"""A feed's bytes made ready for parsing: decoded as browsers would, bombs refused, cut into head and raw entries.

Nothing here understands a feed; the cut only finds where its entries stand. Where that is in doubt there is no cut,
and the whole feed is parsed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from xml.parsers import expat

from w3lib.encoding import http_content_type_encoding, resolve_encoding

from scraper.errors import InputError
from scraper.extract.feed_text import hash_of

__all__ = ["Cut", "cut", "decode_feed", "defuse", "is_balanced", "is_contained", "xml_flaw"]

# -- decoding --------------------------------------------------------------------------------------------------

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_SEVEN_BIT = ("iso2022", "hz", "iso-2022")  # encodings whose bytes all look like ASCII
_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")


def decode_feed(body: bytes, content_type: str | None) -> tuple[str, str]:
    """(text, encoding) of a feed. The bytes decide where they can, so a label that flips on them changes nothing.

    Order: byte order mark; UTF-8 where the bytes are that (at least four sequences) whatever the labels say; the HTTP
    label; the XML declaration; each strictly, then each with a few bad bytes allowed; then a guess.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    for mark, name in _WIDE:
        if body.startswith(mark):
            return body.decode(name, "replace"), name
    labels = _labels(body, content_type)
    if labels and labels[0].startswith(_SEVEN_BIT):
        return body.decode(labels[0], "replace"), labels[0]
    if body.isascii():
        return body.decode("ascii"), "utf-8"
    candidates = [*labels, "utf-8"]
    if not labels or len(list(islice(_SEQUENCE.finditer(body, 0, 65_536), 4))) == 4:
        candidates.insert(0, "utf-8")
    for name in candidates:
        try:
            return body.decode(name), name
        except UnicodeDecodeError:
            continue
    return _with_losses(body, candidates)


def _labels(body: bytes, content_type: str | None) -> list[str]:
    """The encodings that the HTTP header and the XML declaration name, as browsers understand them."""
    declared = _DECLARED.match(body[:512])
    stated = (
        http_content_type_encoding(content_type),
        declared and resolve_encoding(declared.group(1).decode("ascii")),
    )
    known = [name.lower() for name in stated if name]
    # The body is not wide (that was looked at before), so a label that says so is wrong; us-ascii says nothing.
    return [name for name in known if not name.startswith(("utf-16", "utf-32", "utf16", "utf32", "ascii", "us-ascii"))]


def _with_losses(body: bytes, candidates: list[str]) -> tuple[str, str]:
    """Decoding of bytes that no candidate fits wholly: the first that loses at most 2 % of what is not ASCII."""
    for name in dict.fromkeys(candidates):
        text = body.decode(name, "replace")
        if text.count("\ufffd") * 50 <= sum(not c.isascii() for c in text):
            return text, name
    name = _guess(body)
    return body.decode(name, "replace"), name


_GB_PAIRS = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_COMMON_GB = re.compile(rb"[\xb0-\xd7\xa1-\xa3][\xa1-\xfe]")  # the 3,755 most used Hanzi, punctuation, full width
_CYRILLIC_RUN = re.compile(rb"[\xc0-\xff\xa8\xb8]{3,}")


def _guess(body: bytes) -> str:
    """An encoding for bytes that are not UTF-8 and name none that fits: Chinese, Cyrillic, else Western."""
    sample = body[:200_000]
    pairs = _GB_PAIRS.findall(sample)
    try:
        body.decode("gb18030")
        if len(_COMMON_GB.findall(sample)) >= 0.7 * len(pairs):
            return "gb18030"
    except UnicodeDecodeError:
        pass  # not Chinese; the next guess follows
    high = sum(byte >= 0x80 for byte in sample)
    return "cp1251" if sum(map(len, _CYRILLIC_RUN.findall(sample))) > 0.6 * high else "cp1252"


# -- bombs -----------------------------------------------------------------------------------------------------

_PROLOG_DOCTYPE = re.compile(rb"<!DOCTYPE\b", re.IGNORECASE)
_FIRST_ELEMENT = re.compile(rb"<[A-Za-z_]")
_INTERNAL = re.compile(rb"<!DOCTYPE[^\[>]*\[", re.IGNORECASE)
_ENTITY = re.compile(rb"""<!ENTITY\s+([\w.-]+)\s+(?:"([^"]*)"|'([^']*)')\s*>""")
_PLAIN_VALUE = re.compile(rb"&#\w+;|[^&\"%<]*")
_LONG = 40_000
_LONG_TAG = re.compile(rb"<[A-Za-z_][^<>]{%d}" % _LONG)
_MAX_ENTITIES = 500
_MAX_EXPANSION = 1_000_000  # bytes that a feed's own entities may add


# References to surrogates, in pairs (emoji written by old generators) or alone, and to numbers beyond Unicode.
_CHARACTER = re.compile(
    rb"&#(?:(5[5-7]\d{3})|[xX](?:0*([dD][89a-fA-F][0-9a-fA-F]{2})));(?:&#(?:(5[67]\d{3})|[xX](?:0*([dD][c-fC-F][0-9a-fA-F]{2})));)?"
    rb"|&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});"
)


# Whether there may be one, which is seen sooner.
_MAYBE_CHARACTER = re.compile(rb"&#(?:5[5-7]|[xX](?:0*[dD][89a-fA-F]|[0-9a-fA-F]{7})|\d{8})")


def _character(match: re.Match[bytes]) -> bytes:
    """The character that a pair of surrogate references means; U+FFFD for one alone."""
    high, low = (int(a) if a else int(b, 16) if b else 0 for a, b in (match.group(1, 2), match.group(3, 4)))
    if high < 0xD800 or high > 0xDFFF:
        return match.group() if high else b"\xef\xbf\xbd"
    if high < 0xDC00 <= low <= 0xDFFF:
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).encode()
    return b"\xef\xbf\xbd"


def defuse(raw: bytes) -> bytes:
    """The same XML without its DOCTYPE's dangers: only short plain entities stay, nothing external, nothing nested.

    Raises InputError where entities are nested or would blow the feed up, and for elements with thousands of attributes.
    """
    if _MAYBE_CHARACTER.search(raw):
        raw = _CHARACTER.sub(_character, raw)
    for tag in _LONG_TAG.finditer(raw) if _has_long_run(raw) else ():
        span = raw[tag.start() : raw.find(b">", tag.start()) + 1 or len(raw)]
        if span.count(b"=") > 2000:
            raise InputError("refused: an element with thousands of attributes")
    first = _FIRST_ELEMENT.search(raw)
    prolog = raw[: first.start() if first else len(raw)]
    if not _PROLOG_DOCTYPE.search(prolog):
        return raw
    return _without_internal_subset(raw)


def _has_long_run(raw: bytes) -> bool:
    """Whether somewhere so many bytes stand without '<' and '>' that a tag of thousands of attributes could be there."""
    half = _LONG // 2
    return any(
        raw.find(b">", start, start + half) < 0 and raw.find(b"<", start, start + half) < 0
        for start in range(0, len(raw) - half, half)
    )


def _without_internal_subset(raw: bytes) -> bytes:
    start = _INTERNAL.search(raw[:1_000_000])
    if start is None:
        return raw
    end = _subset_end(raw, start.end())
    entities = _safe_entities(raw[start.end() : end], raw[end:])
    kept = b"".join(b'<!ENTITY %s "%s">\n' % pair for pair in entities)
    doctype = b"<!DOCTYPE feed [\n" + kept + b"]>" if kept else b""
    return raw[: start.start()] + doctype + raw[end:]


def _subset_end(raw: bytes, start: int) -> int:
    """Where the DOCTYPE ends: behind ']' and '>', quotes and comments passed over."""
    for token in re.finditer(rb"""<!--.*?-->|"[^"]*"|'[^']*'|\]\s*>""", raw[start : start + 4_000_000], re.DOTALL):
        if token.group().startswith(b"]"):
            return start + token.end()
    raise InputError("refused: a DOCTYPE without an end")


def _safe_entities(subset: bytes, rest: bytes) -> list[tuple[bytes, bytes]]:
    """(name, value) of the entities that may stay. Raises InputError for nesting and for a large total expansion."""
    found = [(name, double or single) for name, double, single in _ENTITY.findall(subset)]
    nested = [
        name
        for name, value in found
        if any(re.search(rb"&%s;" % re.escape(n), value) for n, _ in found[:_MAX_ENTITIES])
    ]
    if nested or len(found) > _MAX_ENTITIES:
        raise InputError("refused: a DOCTYPE with nested entities (an XML bomb)")
    if sum(len(value) * rest.count(b"&%s;" % name) for name, value in found) > _MAX_EXPANSION:
        raise InputError("refused: entities that would blow the feed up (an XML bomb)")
    return [(name, value) for name, value in found if _PLAIN_VALUE.fullmatch(value)]


# -- the cut ---------------------------------------------------------------------------------------------------

_MARK = re.compile(rb"<(?:!\[CDATA\[|!--|\?|(/?)(item|entry)(?=[\s/>]))")
_ENDS = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}
_TAG = re.compile(rb"<(/?)([A-Za-z_][\w:.-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_OWN_TAGS = re.compile(rb"<category\s(?:(?!xmlns)[^<>])*/>")
_GAP = re.compile(rb"(?:\s|<!--.*?-->)*", re.DOTALL)
_CONTEXTUAL = re.compile(rb"""xmlns|\bbase\s*=|xml:""")
_PREFIXES = re.compile(rb"""xmlns:([\w.-]+)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed as head, raw entries and tail. `context` hashes what the head does to how entries are understood."""

    head: bytes
    items: tuple[bytes, ...]
    gap: bytes
    tail: bytes
    context: str

    def only(self, wanted: list[int]) -> bytes:
        """The feed with only these of its entries, and without the feed's own tags (blogs list thousands)."""
        return _OWN_TAGS.sub(b"", self.head) + self.gap.join(self.items[i] for i in wanted) + self.tail

    def leaks(self, skipped: Iterable[int], wanted: Sequence[int]) -> bool:
        """Whether a namespace declared within a skipped entry could bear on a wanted one.

        feedparser keeps prefixes that it saw in one entry for all that follow.
        """
        if not wanted:
            return False
        leaked = {p for i in skipped if b"xmlns:" in self.items[i] for p in _PREFIXES.findall(self.items[i])}
        leaked -= set(_PREFIXES.findall(self.head))
        rest = [self.head, *(self.items[i] for i in wanted)]
        for prefix, uri in leaked:
            name, address = prefix + b":", uri.strip(b"\"'")
            if any(re.search(rb"</?%s" % re.escape(name), piece) for piece in rest if name in piece):
                return not all(
                    re.search(rb"xmlns:%s\s*=\s*%s" % (re.escape(prefix), re.escape(uri)), self.items[i])
                    for i in wanted
                )
            if any(address in piece for piece in rest):
                return True
        return False


def cut(raw: bytes) -> Cut | None:
    """Cut UTF-8 XML at its <item> or <entry> elements; None where that is in doubt (nested, unbalanced, none)."""
    spans = _spans(raw)
    if not spans:
        return None
    gaps = (raw[a:b] for (_, a), (b, _) in pairwise(spans))
    if not all(gap.isspace() or not gap or _GAP.fullmatch(gap) for gap in gaps):
        return None
    head, tail = raw[: spans[0][0]], raw[spans[-1][1] :]
    context = _context(head)
    if context is None:
        return None
    return Cut(head, tuple(raw[a:b] for a, b in spans), b"\n", tail, context)


def _spans(raw: bytes) -> list[tuple[int, int]] | None:
    """(start, end) of each entry; None if they are nested, unclosed or of two kinds."""
    spans: list[tuple[int, int]] = []
    opened: tuple[int, bytes] | None = None
    for start, closing, name in _marks(raw):
        end = raw.find(b">", start) + 1
        tag = raw[start:end]
        if not end or tag.count(b'"') % 2 or tag.count(b"'") % 2 and b'"' not in tag:
            return None
        if closing:
            if opened is None or opened[1] != name:
                return None
            spans.append((opened[0], end))
            opened = None
        elif opened is not None:
            return None
        elif tag.endswith(b"/>"):
            spans.append((start, end))
        else:
            opened = (start, name)
    return None if opened else spans


def _marks(raw: bytes) -> Iterator[tuple[int, bool, bytes]]:
    """(position, is it a closing tag, name) of entry tags; CDATA, comments and instructions are passed over."""
    position, search = 0, _MARK.search
    while match := search(raw, position):
        name = match.group(2)
        if name is not None:
            yield match.start(), bool(match.group(1)), name
            position = match.end()
            continue
        end = _ENDS[match.group()]
        position = raw.find(end, match.end()) + len(end)
        if position < len(end):
            return


def _context(head: bytes) -> str | None:
    """A hash of all in the head that entries inherit: prolog, open elements, namespaces, bases. None if unbalanced."""
    first = _FIRST_ELEMENT.search(head)
    if first is None:
        return None
    body = re.sub(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", b"", head[first.start() :], flags=re.DOTALL)
    opened: list[bytes] = []
    inherited: list[bytes] = []
    for closing, name, rest in _TAG.findall(body):
        if closing:
            if not opened or not opened.pop().startswith(b"<" + name):
                return None
            continue
        tag = b"<" + name + rest
        if _CONTEXTUAL.search(rest):
            inherited.append(tag)
        if not rest.endswith(b"/"):
            opened.append(tag)
    return hash_of(b"\0".join([head[: first.start()], *opened, b"", *inherited]), 8)


# -- is it well-formed? ----------------------------------------------------------------------------------------

_LOOSE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5});)")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def xml_flaw(raw: bytes) -> str | None:
    """What keeps a feed (UTF-8, without DOCTYPE) from being XML as feedparser's strict parser wants it; None: nothing."""
    declared = raw if raw.startswith(b"<?xml") else b"<?xml version='1.0' encoding='utf-8'?>\n" + raw
    return _flaw(declared, namespaces=True)


def is_balanced(item: bytes) -> bool:
    """Whether an entry of a feed that is not well-formed closes all that it opens, so that it cannot bear on others.

    Stray ampersands, unknown entities and control characters do no harm.
    """
    tidy = _CONTROL.sub(b"", _LOOSE_AMPERSAND.sub(b"&amp;", item))
    return _flaw(tidy, namespaces=False) is None


# The elements whose end feedparser takes for the end of a text construct even where no such construct was begun.
_CONSTRUCT = re.compile(
    rb"<!\[CDATA\[|<!--|<(/?)((?!media:content)(?:[\w.-]+:)?(?:title|description|summary|content|encoded|subtitle|tagline|"
    rb"abstract|rights|copyright|info|body|fullitem))(?=[\s/>])[^>]*>"
)


def is_contained(item: bytes) -> bool:
    """Whether an entry has no text construct within another: feedparser's state would be wrong for all entries after it."""
    opened, position = b"", 0
    while match := _CONSTRUCT.search(item, position):
        position = match.end()
        name = match.group(2)
        if name is None:
            end = _ENDS[match.group()]
            position = item.find(end, position) + len(end)
            if position < len(end):
                return False
        elif match.group(1):
            if name != opened:
                return False
            opened = b""
        elif opened:
            return False
        elif not match.group().endswith(b"/>"):
            opened = name
    return not opened


def _flaw(xml: bytes, *, namespaces: bool) -> str | None:
    parser = expat.ParserCreate("utf-8", " " if namespaces else None)
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        return str(error)
    return None
