"""Text made comparable: one character in, one character out, so that offsets stay valid.

`clean` removes what nobody sees (bidi marks, zero-width characters, soft hyphens) and squeezes white space;
`fold` then lower-cases, drops accents, and turns every decimal digit of Unicode and full-width form into ASCII.
Chinese numerals become numbers in `chinese_number`.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["beyond_ascii", "chinese_number", "clean", "cleaned", "fold"]

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0640]")
_SPECIAL = {
    "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "a", "œ": "o", "ð": "d", "þ": "t", "ħ": "h",
    "ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ه", "ۀ": "ه", "ة": "ه", "،": ",", "؛": ";", "、": ",", "：": ":",
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "׳": "'", "″": '"', "“": '"', "”": '"', "«": '"', "»": '"',
    "⁄": "/", "∕": "/", "۔": ".", "．": ".", "｡": "。", "－": "-", "ς": "σ",
    "後": "后", "發": "发", "編": "编", "輯": "辑", "於": "于", "時": "时", "間": "间", "這": "这", "訂": "订",
    "點": "点", "號": "号", "佈": "布", "檢": "检", "異": "异", "動": "动", "訊": "讯", "審": "审", "經": "经",
    "張": "张", "貼": "贴", "檔": "档", "寫": "写", "註": "注", "冊": "册", "閱": "阅", "錄": "录", "記": "记", "網": "网", "頁": "页", "終": "终", "開": "开", "變": "变", "內": "内", "資": "资",
    "週": "周", "個": "个", "從": "从", "對": "对", "創": "创", "維": "维", "護": "护", "擬": "拟", "該": "该",
}  # fmt: skip
_RANGES = ((0x80, 0x3400), (0x4E00, 0xA000), (0xAC00, 0xD7A4), (0xE000, 0xE010), (0xFF00, 0xFFF0))


def _one(ch: str) -> str:
    """The folded form of one character; always one character."""
    if ch in _SPECIAL:
        return _SPECIAL[ch]
    category = unicodedata.category(ch)
    if category == "Nd":
        return str(unicodedata.digit(ch))
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    if category[0] == "L" or ch >= "\uff00":
        kept = [c for c in unicodedata.normalize("NFKD", ch) if unicodedata.category(c) != "Mn"]
        low = (kept[0] if len(kept) == 1 else ch).lower()
        low = _SPECIAL.get(low, low)
        return low if len(low) == 1 else ch
    return ch


def _build() -> dict[int, str]:
    table = {code: chr(code).lower() for code in range(0x80)}
    table[ord("`")] = "'"
    for start, end in _RANGES:
        plain = 0x4E00 <= start < 0xFF00
        for code in range(start, end):
            ch = chr(code)
            table[code] = _SPECIAL.get(ch, ch) if plain else _one(ch)
    return table


_TABLE = _build()
_FEW = 24  # with so many different letters or fewer, also those that the table does not know are lower-cased
_SOME = 64  # so many different letters are replaced one by one faster than all at once by a table
_ASCII = bytes(range(0x80))


def clean(text: str) -> str:
    """Visible text with white space squeezed to single blanks (a leading and a trailing one are kept)."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    words = text.split()
    if not words:
        return " " if text else ""
    squeezed = words[0] if len(words) == 1 else " ".join(words)
    if len(squeezed) == len(text):
        return squeezed
    return (" " if text[0].isspace() else "") + squeezed + (" " if text[-1].isspace() else "")


def cleaned(text: str, piece: str) -> str:
    """`clean` of a text whose squeezed form is at hand, which it nearly always is."""
    if piece.isascii():
        return piece
    return piece if unicodedata.normalize("NFC", _INVISIBLE.sub("", text)) == text else clean(text)


def beyond_ascii(text: str) -> set[str]:
    """The different characters of a text that are not ASCII. Through bytes: looking at each in Python costs ten times as much."""
    return set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


def fold(text: str) -> str:
    """The comparable form of cleaned text, of exactly the same length."""
    if text.isascii():
        return text.lower()
    strange = beyond_ascii(text)
    forms = {ch: _TABLE.get(ord(ch), ch) for ch in strange}
    changed = {ch: form for ch, form in forms.items() if form != ch}
    if len(changed) > _SOME or not changed.keys().isdisjoint(changed.values()):
        return text.translate(_TABLE)
    folded = text
    for ch, form in changed.items():
        folded = folded.replace(ch, form)
    folded = folded.replace("`", "'")
    if len(strange) > _FEW or all(form == form.lower() for form in forms.values()):
        return folded.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")  # of ASCII alone
    lowered = folded.lower()
    return lowered if len(lowered) == len(text) else text.translate(_TABLE)


_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "o": 0, "元": 1, "两": 2}


def chinese_number(text: str) -> int | None:
    """二〇二一 -> 2021, 十二 -> 12, 廿三 -> 23, 元 -> 1; None where it is no numeral."""
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十").replace("初", "")
    if "十" in text:
        tens, _, ones = text.partition("十")
        high = _CHINESE.get(tens, None) if tens else 1
        low = _CHINESE.get(ones, None) if ones else 0
        return None if high is None or low is None else high * 10 + low
    digits = [_CHINESE.get(c) for c in text]
    if not digits or any(d is None for d in digits):
        return None
    return int("".join(str(d) for d in digits))
