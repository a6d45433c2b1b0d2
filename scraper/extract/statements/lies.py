"""Words around a notice that tell that it is about something else than the page."""

from __future__ import annotations

import re

from scraper.extract.statements.numerals import fold
from scraper.extract.statements.stream import Stream

__all__ = ["is_a_field_of_a_thing", "is_about_a_law", "is_about_something_else"]

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
        r"changelog|change log|version history|release notes|更新日志|更新履歴|更新历史|변경 이력|"
        r"most viewed|most shared|top (?:songs|stories|ten|10)|also like|read more|read next|in other news|more from|more stories|beliebt|neueste|lo más|le più|самое читаемое|популярн|читайте также|"
        r"en çok okunan|najczęściej czytane|popularne|meest gelezen|mest lest|mest läst|luetuimmat|nejčtenější|많이 본|인기|베스트|最も読まれ|よく読まれ|猜你喜欢|推荐阅读|推荐文章|下一篇|上一篇"
    )
)
_LAW = re.compile(
    fold(
        r"\blaw\b|\bthe act\b|\bact of\b|statute|ordinance|\bregulation \(|\bloi\b|\bdécret\b|\barrêté\b|\bordonnance\b|\bley\b|\bdecreto\b|\blei\b|\blegge\b|gesetz|verordnung|\bg v\.|\bbgbl|\bgvbl|"
        r"\bart\. \d|\bustaw|\brozporządz|\bzákon|\bvyhlášk|\bзакон|\bпостановлени|\bприказ|\bkanun|\byönetmelik|\btörvény|\bwet\b|\blagen\b|\bloven\b|法》|条例》|办法》|规定》|法律第|政令第"
    )
)
_BY_LAW = re.compile(
    r"(?:por la|por el|par la|par le|durch das|durch|by|dalla|dal|pela|pelo)\s(?:" + _LAW.pattern + ")"
)
_SENTENCE_START = re.compile(r"[.!?。]\s$")
_CLAUSE_END = re.compile(r"[|·•\n]|\s-\s|\s/\s")
_THING = re.compile(
    fold(
        r"^(?:(?:file ?|download ?)?size|version|current version|latest version|licen[cs]e|developer|publisher|price|platforms?|os|operating system|requires|requirements|downloads?|installs|"
        r"architecture|checksum|md5|sha-?\d+|package|dateigröße|größe|lizenz|entwickler|preis|systemvoraussetzungen|taille|licence|éditeur|développeur|prix|système|tamaño|licencia|desarrollador|precio|"
        r"размер|версия|лицензия|разработчик|цена|软件大小|文件大小|大小|软件版本|版本|授权|软件语言|运行环境|开发商|サイズ|バージョン|ライセンス|開発元|용량|버전|라이선스)(?:$|\s?[:：\d(])"
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


def is_about_a_law(stream: Stream, start: int, end: int, headline: str) -> bool:
    """Whether a law or decree is the subject of a verb and its date, or changed something: that is not the page.

    Only the clause that the verb stands in counts: a byline may name a law firm.
    """
    line_start, line_end = stream.line(start)
    head = stream.folded[max(line_start, start - 100) : start]
    if _SENTENCE_START.search(head):
        return False
    clause = _CLAUSE_END.split(head)[-1] + stream.folded[start:end]
    found = [*_LAW.finditer(clause), *_BY_LAW.finditer(stream.folded, end, min(line_end, end + 40))]
    return any(m[0] not in headline for m in found)


def is_a_field_of_a_thing(stream: Stream, start: int) -> bool:
    """Whether the fields around a line are those of a file or programme (size, version, licence): a box about a thing."""
    line_start, line_end = stream.line(start)
    above = stream.folded[max(0, line_start - 160) : line_start].split("\n")[-7:]
    below = stream.folded[line_end : line_end + 160].split("\n")[:7]
    return sum(1 for line in (*above, *below) if len(line) < 40 and _THING.search(line.strip())) >= 2
