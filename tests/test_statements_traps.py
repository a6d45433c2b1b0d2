"""Words that lie: pages that hold dates and update words, but state no update of their own."""

from __future__ import annotations

import pytest

from tests.test_statements_pages import article, reading

CASES = [
    (
        "en",
        '<p>Body text.</p><div id="CookieDeclaration"><p>Cookie declaration last updated on 11/30/2023 by <a>Cookiebot</a></p></div>',
    ),
    ("en", "<p>Body.</p><p>Cookie declaration last updated on 11/30/2023 by Cookiebot</p>"),
    ("en", "<p>Body.</p><p>Our cookie policy was last updated on 30 November 2023.</p>"),
    (
        "en",
        "<p>Body.</p><p>Use of this site constitutes acceptance of our User Agreement (updated 1/1/20) and Privacy Policy and Cookie Statement (updated 1/1/20).</p>",
    ),
    ("en", "<p>Body.</p><p>This site's User Agreement (updated as of 1/1/21) and Privacy Policy apply.</p>"),
    ("en", "<p>Body.</p><p>Privacy Policy (last updated 12/20/2019)</p>"),
    ("es", '<div class="fecha-hora">jueves, 3 mayo 2020 - actualizado a las 12:27</div><p>Cuerpo.</p>'),
    ("ja", '<p>本文です。</p><div class="ranking"><h2>アクセスランキング</h2><p>2022年08月11日 更新</p></div>'),
    ("ja", "<p>本文です。</p><div><h2>人気記事ランキング</h2><p>2022年08月11日 更新</p></div>"),
    ("pl", "<p>Treść.</p><aside><div>Aktualizacja: 05.05.2021</div><a>Inny</a></aside>"),
    (
        "en",
        '<p>Body.</p><div class="related-posts"><div><a href="/x">Another</a><span>LAST UPDATED: May 3, 2021</span></div><div><a href="/y">More</a><span>LAST UPDATED: May 4, 2021</span></div></div>',
    ),
    (
        "en",
        "<p>Body.</p><p>Last update on 2024-06-30 / Affiliate links / Images from Amazon Product Advertising API</p>",
    ),
    (
        "de",
        "<p>Text.</p><p>Letzte Aktualisierung am 30.06.2024 um 10:10 Uhr / Affiliate Links / Bilder von der Amazon Product Advertising API</p>",
    ),
    ("en", "<p>Next review due: 3 May 2026</p>"),
    ("en", "<p>Next update: 5 May 2026</p>"),
    ("de", "<nav><a>Corona-Update 31.01.2022</a></nav><p>Text.</p>"),
    ("de", "<p>Das Corona-Update vom 31.01.2022 brachte neue Zahlen, sagte der Minister am Montag in Berlin.</p>"),
    ("en", "<p>Reviewed: June 7, 2019</p>"),
    ("en", "<h2>Best laptops, updated for 2024</h2><p>Body</p>"),
    (
        "en",
        "<table><tr><th>Version</th><th>Updated</th></tr><tr><td>5.0</td><td>2023-09-01</td></tr><tr><td>4.0</td><td>2022-09-01</td></tr></table>",
    ),
    ("en", "<pre>Last updated: May 3, 2020</pre>"),
    ("en", "<blockquote>Last updated: May 3, 2020</blockquote>"),
    ("zh", '<p>正文。</p><div class="comment"><span>本文最后更新于 2023-01-02</span></div>'),
    (
        "zh",
        '<p>正文。</p><script>var GLOBAL_CONFIG={noticeOutdate:{"limitDay":365,"messagePrev":"本文最后更新于","messageNext":"天前","date":"2023-01-02"}}</script>',
    ),
    ("en", '<script>document.write("Last updated: " + document.lastModified + "2020-01-02");</script><p>Body.</p>'),
    (
        "en",
        "<p>The game was updated on May 3, 2020 and players were happy about it, according to the maker of the software.</p>",
    ),
    (
        "en",
        "<p>According to the ministry, the list was last updated in March 2019, which is before the law was published on 3 May 2020.</p>",
    ),
    (
        "fr",
        "<p>L'article L. 123, mis à jour par la loi du 4 août 2008, prévoit que les entreprises doivent publier leurs comptes.</p>",
    ),
    ("de", "<p>Unverändert gültig seit 1.1.2020</p>"),
    (
        "en",
        '<p class="theme-last-updated">Last updated on <b><time datetime="2018-10-14T00:00:00.000Z">Oct 14, 2018</time></b> by <b>Author</b> (Simulated during dev for better perf)</p>',
    ),
    ("en", '<time class="entry-date published updated" datetime="2021-05-03T10:00:00Z">May 3, 2021</time>'),
    ("en", '<script type="application/ld+json">{"@type":"WebSite","name":"Site","dateModified":"2022-03-03"}</script>'),
    (
        "en",
        '<script type="application/ld+json">{"@type":"ItemList","itemListElement":[{"@type":"Article","headline":"Other","dateModified":"2022-03-03"}]}</script>',
    ),
    (
        "en",
        '<script type="application/ld+json">{"@type":"Article","headline":"An article about rivers","datePublished":"2022-03-05T06:00:00Z","dateModified":"2022-03-03T06:00:00Z"}</script>',
    ),
    (
        "en",
        '<div itemscope itemtype="https://schema.org/Comment"><time itemprop="dateModified" datetime="2022-03-03">x</time></div>',
    ),
    ("en", "<p>Updated 2 hours ago</p>"),
    ("zh", "<p>3天前更新</p>"),
    ("zh", "<p>今天 09:15 更新</p>"),
    ("zh", "<p>本文最后更新于 30 天前</p>"),
    ("zh", "<p>2020年3月更新的Windows系统中，微软修复了多个问题。</p>"),
    ("zh", "<p>下次更新：2026-01-02</p>"),
    ("ko", "<p>2020년 3월 업데이트된 윈도우에서 여러 문제가 수정되었다.</p>"),
    ("ja", "<p>2020年3月3日更新プログラムが公開された。</p>"),
    ("ru", "<p>Закон был обновлен в марте 2019 года, сообщили в ведомстве 3 мая 2020 года, а затем опубликован.</p>"),
    ("en", "<p>Posted May 3, 2020</p>"),
    ("en", "<p>Joined: May 2003. Last visit: May 3, 2020</p>"),
    ("en", "<p>© 2019-2024 Site. Version 1.2.2020. Call 555-2020-11.</p>"),
    (
        "es",
        "<p>La ley fue modificada el 3 de mayo de 2020 por el Congreso, según informó el ministro en una rueda de prensa celebrada en Madrid.</p>",
    ),
    (
        "it",
        "<p>Il decreto, modificato il 3 maggio 2020 dal parlamento, prevede nuove regole per tutti i cittadini che vogliono viaggiare.</p>",
    ),
    ("en", "<p>Exchange rates last updated: 03 May 2020 12:00</p>"),
    ("en", "<footer><p>Site last updated by webmaster</p><p>3 May 2020</p></footer>"),
    ("en", "<p>Retrieved May 3, 2020. Archived from the original on May 4, 2020.</p>"),
    ("de", "<p>Kurse: Stand 25.01.2022 10:00 Uhr</p>"),
    (
        "nl",
        "<p>De wet is gewijzigd op 3 mei 2020, aldus de minister in een brief aan de Kamer die vandaag is verstuurd naar alle leden.</p>",
    ),
]


@pytest.mark.parametrize(("lang", "lie"), CASES)
def test_a_date_that_is_not_the_pages_update_is_not_believed(lang: str, lie: str) -> None:
    freshness = reading(article(lang, end=lie))
    assert freshness.updated is None, freshness.why
    assert freshness.updated_by is None


@pytest.mark.parametrize(("lang", "lie"), CASES)
def test_a_lie_does_not_outweigh_what_the_page_states_of_itself(lang: str, lie: str) -> None:
    stated = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "An article about rivers", "dateModified": "2024-02-02"}</script>'
    freshness = reading(article(lang, head=stated, end=lie))
    assert freshness.updated == "2024-02-02", freshness.why
