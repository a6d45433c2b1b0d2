"""Words around a notice that tell that it is about something else than the page."""

from __future__ import annotations

import re

from scraper.extract.statements.numerals import fold
from scraper.extract.statements.stream import Stream

__all__ = ["is_about_something_else"]

_OTHER_THINGS = re.compile(
    fold(
        r"cookie|consent|privacy|datenschutz|confidentialité|privacidad|privacidade|riservatezza|integritetspolicy|tietosuoja|prywatności|конфиденциальност|gizlilik|"
        r"user agreement|terms of (?:use|service)|terms and conditions|terms & conditions|legal notice|disclaimer|nutzungsbedingungen|\bagb\b|impressum|mentions légales|"
        r"conditions générales|conditions d'utilisation|términos|termos de|condizioni d'uso|隐私|用户协议|服务条款|プライバシー|利用規約|개인정보|이용약관|"
        r"affiliate|amazon|partnerlinks?|afiliados|affiliati|\bprices?\b|\bpreise?\b|\bprix\b|\bprecios?\b|\bpreços?\b|\bprezz[io]\b|\bцен[аы]\b|价格|価格|가격|"
        r"exchange rate|\brates?\b|wechselkurs|\bkurse\b|börse|quotes? delayed|market data|stock price|\bbourse\b|cotizaci|汇率|股价|株価|환율|"
        r"weather|forecast|\bwetter\b|météo|meteo|天气|天気|날씨|ranking|rankings|leaderboard|standings|ランキング|排行|热榜|榜单|순위|"
        r"simulated during dev|database|scoreboard|live ticker|ticker|member since|last visit|warenkorb|wikipedia|维基百科|ウィキペディア|википеди"
    )
)
_HEADINGS = re.compile(
    fold(
        r"ranking|ランキング|排行|热榜|榜单|순위|most read|most popular|popular|trending|meistgelesen|les plus lus|más leíd|mais lid|più lett|人気|热门|热点|"
        r"related|ähnliche|verwandte|articles liés|à lire aussi|relacionad|correlat|関連|相关|관련|recommended|latest news|最新记事|最新文章|新着|recent (?:posts|news)|"
        r"changelog|change log|version history|release notes|更新日志|更新履歴|更新历史|변경 이력"
    )
)


def is_about_something_else(stream: Stream, start: int, end: int, headline: str) -> bool:
    """Whether the sentence around a notice, or the heading above it, names cookies, prices, rankings and the like.

    What the page's own headline names is the page's subject and does not count (a privacy policy states its own date).
    """
    line_start, line_end = stream.line(start)
    low, high = max(line_start, start - 90), min(line_end, end + 110)
    for m in _OTHER_THINGS.finditer(stream.folded, low, max(high, end)):
        if m[0] not in headline:
            return True
    above_start = max(0, line_start - 60)
    above = stream.folded[above_start:line_start].rstrip("\n")
    cut = above.rfind("\n")
    heading = above[cut + 1 :]
    return len(heading) < 45 and any(m[0] not in headline for m in _HEADINGS.finditer(heading))
