"""Links that are alive however odd they look, or of which too little is known: none of them may ever be called dead."""

from __future__ import annotations

from tests.linkcases.shape import SIX_WEEKS, case, fault, lines, ok, page, portal, sent, status, then

__all__ = ["CASES"]

_ESSAY = lines(
    "Für diesen Aufsatz haben wir vierhundert Adressen aus Schulbüchern der neunziger Jahre aufgerufen. Jede dritte führt heute ins Leere.",
    "Am häufigsten ist der einfache Satz: Seite nicht gefunden. Danach kommt die Weiterleitung auf die Startseite, danach die verkaufte Domain.",
    "Was tun? Wer zitiert, sollte den Stand mitschreiben, und wer eine Seite umzieht, sollte die alte Adresse stehen lassen.",
)
_NOVEL = page(
    "Not Found: A Novel",
    lines(
        "The second book by Ines Ward. Hardback, 288 pages.",
        "A cartographer is asked to draw a street that no longer exists.",
    ),
)
_KASINO = page(
    "Das alte Kasino von Bad Elm",
    lines(
        "Seit 1872 rollt hier die Kugel: Roulette und Baccarat, dazu ein Café.",
        "Führungen durch das Casino samstags um elf.",
    ),
    lang="de",
)
_SPA = '<!doctype html><html><head><title>Atlas</title><script type="module" src="/assets/index-4f2.js"></script></head><body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>'
_NEWS_404 = portal(
    "بلدية الساحل توضح أسباب حذف الصفحة",
    "<h1>بلدية الساحل توضح أسباب حذف الصفحة</h1>"
    + lines(
        "قالت البلدية إن الصفحة غير موجودة بعد نقل الموقع إلى خادم جديد، وإنها ستعود قريبًا.",
        "وأضاف المتحدث أن الأرشيف محفوظ بالكامل.",
    ),
    ["طقس", "رياضة"],
    lang="ar",
)
_SOFT = page(
    "Stadtarchiv",
    lines("Die gesuchte Seite wurde nicht gefunden. Bitte nutzen Sie die Suche."),
    lang="de",
    h1="Nicht gefunden",
)
_STATION = "<table><tr><td>水位</td><td>{0}</td></tr><tr><td>流量</td><td>{1}</td></tr></table>"
_DICT = "<dl><dt>{0}</dt><dd>{1}</dd></dl><p>Wörterbuch der Mundart, ein Eintrag.</p>"
_JOB = page(
    "木工職人募集（募集は終了しました）",
    lines(
        "仕事内容：家具の製作と修理。勤務地：高山市。",
        "応募は三月三十一日で締め切りました。多数のご応募ありがとうございました。",
    ),
    lang="ja",
)
_ARCHIVE = page(
    "Ten Rivers Project",
    lines(
        "This project ended in 2022. The site is archived and no longer updated.",
        "The data sets and the final report stay available from the university library.",
    ),
)
_LOGIN_HEAD = "<form action=/login><input name=u><input type=password name=p><button>Anmelden</button></form>"
_LONG = lines(
    *(
        f"Chapter {n}: the keeper of the light notes wind, sea and passing ships, and what the gulls did in the evening."
        for n in range(6)
    )
)
_AES = '<html><body><script type="text/javascript" src="/aes.js"></script><script>function toNumbers(d){var e=[];return e}document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b));location.href="http://kite.example/build/1?i=1";</script><noscript>This site requires Javascript to work, please enable Javascript in your browser</noscript></body></html>'
_SHIFT_JIS = page("温泉めぐり", lines("草津から四万へ、三日の旅。湯はあつく、道は静かであった。"), lang="ja")
_MAINT_PL = page("Prace serwisowe", lines("Trwają prace konserwacyjne. Zapraszamy wkrótce."), lang="pl")

CASES = [
    case("about-errors", "de", "https://www.netzkultur.example/aufsaetze/seite-nicht-gefunden", {"target": ok(page("Seite nicht gefunden", _ESSAY, lang="de"))}, "alive", why="an essay about dead links"),
    case("title-novel", "en", "https://www.wardbooks.example/titles/not-found", {"target": ok(_NOVEL)}, "alive", why="a novel of that name"),
    case("title-novel-soft", "en", "https://shop.paperlane.example/books/not-found", {"target": ok(_NOVEL), "probe": ok(page("Paper Lane", lines("Sorry, this book could not be found.")))}, "alive", why="a novel of that name, in a shop that answers 200 to nonsense"),
    case("news-deleted", "ar", "https://www.sahil-news.example/2024/05/baladiya", {"target": ok(_NEWS_404)}, "alive", why="news about a page that was deleted"),
    case("gambling-history", "de", "https://www.bad-elm.example/kasino", {"target": ok(_KASINO)}, "alive", why="a casino that always was one"),
    case("gambling-turned", "en", "https://www.elmtown-casino.example/events", then({"target": ok(page("Casino Elmtown: events", lines("Poker night on Friday, roulette for beginners on Sunday.")))}, {"target": ok(page("Casino Elmtown: winter events", lines("Blackjack course in January. New slots on the first floor, jackpot draw each Saturday.")))}), "alive", days=SIX_WEEKS, why="a casino with a new programme"),
    case("sale-article", "en", "https://www.namesandthings.example/guides/how-to-sell-a-domain", {"target": ok(page("This domain is for sale: how to write the page", lines("A for-sale page needs three things: the name, a price, and a way to reach you.", "Parking services such as Sedo take a share.")))}, "alive", why="a guide to selling names"),
    case("suspended-help", "es", "https://ayuda.hosting-rio.example/articulos/cuenta-suspendida", {"target": ok(page("Cuenta suspendida: qué hacer", lines("Si ves el aviso «cuenta suspendida», revisa primero la factura.", "Después escribe a soporte."), lang="es"))}, "alive", why="a help page about suspended accounts"),
    case("captcha-article", "fr", "https://www.labo-web.example/articles/captcha", {"target": ok(page("Je ne suis pas un robot", lines("Histoire d'une case à cocher, de 2007 à nos jours.", "Les captchas ont d'abord numérisé des livres.", "Puis ils ont étiqueté des feux rouges."), lang="fr"))}, "alive", why="an article about captchas"),
    case("closed-job", "ja", "https://www.mokko-jobs.example/recruit/558", {"target": ok(_JOB)}, "alive", also=("suspect",), why="the vacancy is closed, its text is still there"),
    case("soft-host-ok", "de", "https://www.stadtarchiv-elm.example/bestaende/karten", {"target": ok(page("Karten und Pläne", lines("1.200 Blätter von 1640 bis 1945, nach Fluren geordnet."), lang="de")), "probe": ok(_SOFT)}, "alive", why="the host answers 200 to nonsense, yet this page is another"),
    case("table-numbers", "zh", "https://sw.hedao.example/station.jsp?id=10233", {"target": ok(page("水情", _STATION.format("12.40 m", "310 m³/s"), lang="zh")), "probe": ok(page("水情", _STATION.format("—", "—"), lang="zh"))}, "alive", also=("suspect", "unknown"), why="only the figures differ from an empty station"),
    case("dictionary", "de", "https://www.mundart.example/wort/gugelhupf", {"target": ok(page("Mundart", _DICT.format("Gugelhupf", "hoher Napfkuchen"), lang="de")), "probe": ok(page("Mundart", _DICT.format("?", "kein Eintrag"), lang="de"))}, "alive", why="a short entry on a host that answers 200 to nonsense"),
    case("single-page", "en", "https://www.harbourfest.example/programme", {"target": ok(page("Harbourfest programme", lines("Friday: brass on the quay. Saturday: boat race at noon, dance at nine."))), "probe": ok(page("Harbourfest programme", lines("Friday: brass on the quay. Saturday: boat race at noon, dance at nine."))), "routes": {"https://www.harbourfest.example/": ok(page("Harbourfest programme", lines("Friday: brass on the quay. Saturday: boat race at noon, dance at nine.")))}}, "alive", also=("suspect", "unknown"), why="a site of one page that every address gives, and the link names it"),
    case("archived-owner", "en", "https://www.tenrivers.example/data/loads", then({"target": ok(page("Sediment loads", lines("Daily loads for the ten rivers, 2015 to 2021, as CSV.")))}, {"target": ok(_ARCHIVE), "probe": ok(_ARCHIVE), "routes": {"https://www.tenrivers.example/": ok(_ARCHIVE)}}), "suspect", first="alive", also=("alive", "dead"), days=SIX_WEEKS, why="archived by its owner, who says where the data went"),
    case("drop-catch", "en", "https://www.quiltersguild.example/patterns", then({"target": ok(page("Guild patterns", lines("Free patterns for members and friends: log cabin, flying geese, ohio star.")))}, {"target": ok(page("Best Home Tips", lines("Top ten air fryers of the year.", "Seven ways to style a small balcony.")))}), "alive", also=("suspect",), days=SIX_WEEKS, why="another tenant perhaps; a change of content alone is no death"),
    case("redesign", "it", "https://www.museo-carta.example/collezione", then({"target": ok(page("La collezione", lines("Filigrane, forme, torchi: ottocento pezzi dal Trecento a oggi."), lang="it"))}, {"target": ok(page("Collezione | Museo della Carta", lines("Nuovo sito! Esplora forme e torchi in alta definizione."), lang="it"))}), "alive", days=SIX_WEEKS, why="redesigned"),
    case("spa-shell", "en", "https://app.atlasmaps.example/maps/river-9", {"target": ok(_SPA), "probe": ok(_SPA)}, "unknown", also=("alive",), why="a shell that scripts fill, the same for all"),
    case("spa-404", "en", "https://user.pages.example/atlas/maps/9", {"target": status(404, _SPA), "routes": {"https://user.pages.example/": ok(_SPA), "https://user.pages.example/atlas/": ok(_SPA)}, "probe": status(404, _SPA)}, "unknown", also=("alive", "suspect"), why="a static host serves the application with status 404"),
    case("spa-hash", "pt", "https://painel.dados-rio.example/#/indicadores/22", {"target": ok(_SPA)}, "unknown", also=("alive",), why="the address is in the fragment"),
    case("not-found-with-text", "en", "https://www.lighthouse-log.example/log/1911", {"target": status(404, page("The log of 1911", _LONG)), "probe": status(404, page("Nothing", lines("Nothing here.")))}, "alive", also=("suspect",), why="a broken server says 404 and serves the article"),
    case("head-hostile", "ko", "https://www.hanok-archive.example/docs/12", {"target": [status(405, "", method="HEAD"), ok(page("한옥 도면 열두 번째", lines("안채와 사랑채의 평면도와 설명입니다."), lang="ko"), method="GET")]}, "alive", why="refuses HEAD"),
    case("accept-needed", "en", "https://data.kilnworks.example/glazes/celadon", {"target": [ok(page("Celadon", lines("Iron in reduction: jade greens.")), when={"header": {"accept": "text/html"}}), status(406, "", "text/plain")]}, "alive", why="406 without an Accept header"),
    case("language-needed", "cs", "https://www.hvezdarna.example/clanky/kometa", {"target": [ok(page("Kometa roku", lines("Pozorujte ji za svítání nízko na východě."), lang="cs"), when={"header": {"accept-language": ","}}), status(404, page("404", ""))]}, "alive", also=("suspect",), why="404 without Accept-Language"),
    case("bot-name-404", "en", "https://www.seedbank.example/list/beans", {"target": [status(404, page("404", ""), when={"ua_contains": ["bot", "crawl", "link", "python", "scrapy", "monitor"]}), ok(page("Beans", lines("Runner, borlotti, and a black one from the islands.")))]}, "alive", why="404 to robots by their name"),
    case("browser-only", "en", "https://www.brassband.example/scores/march", {"target": [ok(page("March in F", lines("Parts for eighteen players, free to copy.")), when={"ua_contains": ["Mozilla/5.0"]}), status(404, page("404", ""))]}, "alive", why="404 to everything that does not call itself Mozilla"),
    case("cookie-loop", "tr", "https://www.kitap-kosesi.example/inceleme/44", {"target": [ok(page("İnce bir roman", lines("Bir kasabanın kışını anlatan sakin bir kitap."), lang="tr"), when={"cookie": "seen=1"}), sent(302, "https://www.kitap-kosesi.example/inceleme/44", **{"Set-Cookie": "seen=1; Path=/"})]}, "alive", why="redirects to itself until a cookie sticks"),
    case("cookie-detour", "pl", "https://www.szlaki.example/beskid/7", {"target": [ok(page("Szlak siódmy", lines("Od schroniska na przełęcz, trzy godziny."), lang="pl"), when={"cookie": "ok=1"}), sent(302, "https://id.szlaki.example/check?back=7")], "routes": {"https://id.szlaki.example/check": sent(302, "https://www.szlaki.example/beskid/7", **{"Set-Cookie": "ok=1; Domain=szlaki.example; Path=/"})}}, "alive", why="a detour over another host that sets a cookie"),
    case("tls-expired", "nl", "https://www.molenaar.example/maalderij", {"target": fault("tls_expired", page("De maalderij", lines("Elke zaterdag draaien wij als er wind is."), lang="nl"))}, "alive", why="an expired certificate in front of the page", reason="tls_invalid"),
    case("tls-name", "en", "https://static.choirmusic.example/psalm.html", {"target": fault("tls_hostname", page("Psalm", lines("For four voices, with organ.")))}, "alive", also=("suspect",), why="the certificate of another name"),
    case("tls-chain", "fr", "https://www.apiculture-jura.example/ruches", {"target": fault("tls_incomplete_chain", page("Les ruches", lines("Dadant, Warré, Langstroth : laquelle choisir ?"), lang="fr"))}, "alive", also=("suspect",), why="an intermediate certificate is missing"),
    case("truncated", "th", "https://www.nangsue.example/chapter/3", {"target": fault("truncated", page("บทที่สาม", lines("เรือลำน้อยล่องไปตามคลอง " * 20), lang="th"))}, "alive", also=("suspect",), why="the end of the body is missing"),
    case("drip", "vi", "https://www.langnghe.example/gom", {"target": fault("slow_drip", page("Làng gốm", lines("Lò nung đốt ba ngày ba đêm."), lang="vi"), drip_seconds=3)}, "alive", also=("suspect",), why="slow, yet it comes"),
    case("endless", "en", "https://radio.pier.example/stream", {"target": fault("endless", "audio", headers={"Content-Type": "audio/mpeg"})}, "alive", why="a stream without end"),
    case("status-203", "en", "https://proxy.reading.example/poem", {"target": status(203, page("A poem", lines("Rain on the slates, and the kettle on.")))}, "alive", why="203"),
    case("status-204", "en", "https://ping.buoy.example/ok", {"target": {"status": 204, "headers": {}, "body": ""}}, "alive", why="204"),
    case("refresh-fine", "hu", "http://www.nepmese.example/", {"target": ok('<html><head><meta http-equiv="refresh" content="0; URL=mesek/index.html"></head></html>'), "routes": {"http://www.nepmese.example/mesek/index.html": ok(page("Népmesék", lines("A kis gömböc, A rátóti csikótojás."), lang="hu"))}}, "alive", why="a refresh to the real start page"),
    case("charset-wrong", "ja", "http://www.onsen-tabi.example/kusatsu.html", {"target": ok(_SHIFT_JIS.replace('<meta charset="utf-8">', ""), "text/html; charset=utf-8", encoding="shift_jis")}, "alive", why="Shift_JIS that calls itself UTF-8"),
    case("charset-none", "ar", "http://www.diwan.example/shi3r/7.htm", {"target": ok(page("قصيدة", lines("يا ليل طال السهر والنجوم بعيدة"), lang="ar").replace('<meta charset="utf-8">', ""), "text/html", encoding="windows-1256")}, "alive", why="windows-1256 without a word about it"),
    case("case-path", "en", "https://www.CaseWorks.example/Docs/ReadMe.HTML", {"target": ok(page("Read me", lines("Install, run, enjoy."))), "probe": status(404, "")}, "alive", why="upper case in the path means something"),
    case("slash", "es", "https://www.huerto-urbano.example/guias/riego", {"target": sent(301, "/guias/riego/"), "routes": {"https://www.huerto-urbano.example/guias/riego/": ok(page("Guía de riego", lines("Por la mañana, poco y a menudo."), lang="es"))}}, "alive", why="a trailing slash is added"),
    case("idn-ko", "ko", "https://www.한지공방.example/도구", {"target": ok(page("한지 도구", lines("발, 뜰채, 닥풀."), lang="ko"))}, "alive", why="Korean name and path"),
    case("idn-ru", "ru", "https://заповедник.example/звери/рысь", {"target": ok(page("Рысь", lines("Встречается в северных кварталах заповедника."), lang="ru"))}, "alive", why="Cyrillic name and path"),
    case("port", "en", "http://www.observatory.example:8080/live/", {"target": ok(page("Live sky", lines("All-sky camera, one frame a minute.")))}, "alive", why="a port of its own"),
    case("renamed", "en", "https://www.weaverbird.example/2012/09/loom-plans.html", {"target": sent(301, "/posts/loom-plans/"), "routes": {"https://www.weaverbird.example/posts/loom-plans/": ok(page("Loom plans", lines("Plans for a four-shaft table loom, with a cutting list.")))}}, "alive", why="moved to a new scheme of addresses"),
    case("merged", "de", "https://www.alte-drucke.example/blatt/17", {"target": sent(301, "/blaetter"), "routes": {"https://www.alte-drucke.example/blaetter": ok(page("Alle Blätter", lines("Blatt 1 bis 40 auf einer Seite."), lang="de"))}}, "suspect", also=("alive",), why="sent to a section; nonsense gets a 404"),
    case("category", "hi", "https://www.hastkala.example/product/peetal-deepak-22", {"target": sent(301, "/category/deepak"), "routes": {"https://www.hastkala.example/category/deepak": ok(page("दीपक", "<ul><li>मिट्टी का दीपक</li><li>काँच का दीपक</li></ul>", lang="hi"))}}, "suspect", also=("alive",), why="a product is sent to its category; nonsense gets a 404"),
    case("home-lang", "pt", "https://www.azulejos.example/", {"target": sent(302, "/pt/"), "routes": {"https://www.azulejos.example/pt/": ok(page("Azulejos", lines("Painéis pintados à mão."), lang="pt"))}}, "alive", why="the home page in the reader's language"),
    case("login-form-beside", "de", "https://www.chorverband.example/noten/abendlied", {"target": ok(page("Abendlied", _LOGIN_HEAD + lines("Satz für vier Stimmen von 1790.", "Die Noten stehen frei zum Herunterladen.", "Aufführungen bitte melden."), lang="de"))}, "alive", why="a login form beside the content"),
    case("cookie-banner", "fr", "https://www.quotidien-alpes.example/randonnee/col", {"target": ok(page("Le col en une journée", "<div id=cmp class=consent>Nous respectons votre vie privée. <button>Accepter</button></div>" + lines("Départ du parking à six heures, mille mètres de montée.", "Au sommet, vue sur les Écrins."), lang="fr"))}, "alive", why="a cookie banner over the content"),
    case("paywall-teaser", "it", "https://www.gazzetta-porto.example/inchieste/pesca", {"target": ok(page("Chi svuota il mare", lines("Un anno con i pescatori di notte.") + "<div class=paywall>Abbonati per leggere l'articolo completo.</div>", lang="it"))}, "alive", also=("blocked",), why="a teaser and an offer to subscribe"),
    case("search-empty", "sv", "https://www.bibliotek.example/sok?q=bj%C3%B6rkbast", {"target": ok(page("Sökresultat", lines("Inga träffar för björkbast."), lang="sv")), "probe": ok(page("Sökresultat", lines("Inga träffar för qqzzx."), lang="sv"))}, "suspect", also=("alive", "dead"), why="a search that finds nothing was linked"),
    case("list-empty", "zh-Hant", "https://www.zhuyuan-blog.example/category/tea", {"target": ok(page("分類：茶", lines("目前沒有文章。"), lang="zh-Hant"))}, "alive", also=("suspect",), why="a category without posts"),
    case("blank-page", "en", "https://www.minimal.example/p/3", {"target": ok("", headers={})}, "suspect", also=("unknown", "alive"), days=SIX_WEEKS, why="an empty body every time"),
    case("maintenance-200", "pl", "https://www.kolejka.example/rozklad", {"target": ok(_MAINT_PL), "probe": ok(_MAINT_PL)}, "suspect", also=("unknown",), days=SIX_WEEKS, why="maintenance at every address, for weeks"),
    case("maintenance-503", "ko", "https://www.jeonju-bus.example/line/12", then({"target": status(503, page("점검 중", lines("잠시 후 다시 이용해 주세요."), lang="ko"), headers={"Retry-After": "7200"})}, {"target": status(503, page("점검 중", "", lang="ko"))}, {"target": ok(page("12번 노선", lines("첫차 05:40, 막차 22:10."), lang="ko"))}), "alive", first="suspect", also=(), why="back after maintenance"),
    case("flaky", "en", "https://www.quarry.example/stones/slate", then({"target": fault("read_timeout")}, {"target": status(502, "", "text/plain")}, {"target": ok(page("Slate", lines("Roofing grade, from the north face.")))}, {"target": fault("reset")}), "suspect", first="suspect", days=(0, 3, 7, 14), why="a good look in between resets"),
    case("late-recovery", "id", "https://www.perahu.example/jenis/jukung", then({"target": status(404, "gone")}, {"target": status(404, "gone")}, {"target": ok(page("Jukung", lines("Perahu bercadik dari Bali."), lang="id"))}, {"target": status(404, "gone")}, {"target": status(404, "gone")}), "suspect", days=(0, 3, 7, 14, 17), why="404 twice, good once, 404 twice"),
    case("too-close", "en", "https://www.tidepool.example/anemones", {"target": status(404, page("404", ""))}, "suspect", days=(0, 1, 2), why="three 404s within two days"),
    case("once-410", "es", "https://www.tablon.example/anuncio/9", {"target": status(410, "")}, "suspect", days=(0,), why="one 410"),
    case("dns-once", "ja", "http://www.kokeshi.example/kata", then({"dns": {"www.kokeshi.example": "nxdomain"}, "target": ok("")}, {"target": ok(page("こけしの型", lines("鳴子、遠刈田、津軽。"), lang="ja"))}), "alive", first="suspect", why="the name was absent for a day"),
    case("dns-servfail", "en", "http://www.brokendelegation.example/a", {"dns": {"www.brokendelegation.example": "servfail"}, "target": ok("")}, "suspect", also=("unknown",), why="resolver trouble is no absence"),
    case("dns-nodata", "en", "http://mail-only.example/page", {"dns": {"mail-only.example": "nodata"}, "target": ok("")}, "suspect", also=("unknown",), why="the name has no address, but it exists"),
    case("refused-short", "da", "http://fyr.skagen.example/log", {"target": fault("refused")}, "suspect", days=(0, 3, 7, 14), why="refused for two weeks only"),
    case("timeout-recovers", "uk", "https://www.vyshyvanka.example/uzory", then({"target": fault("connect_timeout")}, {"target": fault("connect_timeout")}, {"target": ok(page("Узори", lines("Хрестиком і низинкою."), lang="uk"))}), "alive", first="suspect", why="silent twice, then there"),
    case("reset-selective", "en", "https://www.grumpy.example/essays/4", {"target": fault("reset"), "routes": {"https://www.grumpy.example/": ok(page("Grumpy essays", lines("Read them in order.")))}}, "suspect", also=("blocked", "unknown"), days=SIX_WEEKS, why="one address is reset, the host answers: a wall perhaps"),
    case("usurped-word", "en", "https://www.villagehall.example/whist", {"target": ok(page("Whist drive and bingo", lines("Every other Tuesday. Small stakes, big cakes.", "Jackpot of the month: a ham.")))}, "alive", why="a village hall's card evening"),
    case("plain-oneline", "en", "https://files.tinytools.example/version.txt", {"target": ok("2.4.1\n", "text/plain"), "probe": status(404, "no\n", "text/plain")}, "alive", why="one line of text"),
    case("one-line-page", "fi", "https://www.saunakello.example/nyt", {"target": ok("<html><body>Lämmin</body></html>"), "probe": ok("<html><body>Ei ole</body></html>")}, "alive", also=("suspect", "unknown"), why="a page of one word"),
    case("image-page", "en", "https://gallery.etchings.example/plate/31", {"target": ok('<html><head><title>Plate 31</title></head><body><img src="/i/31.jpg" alt=""></body></html>'), "probe": status(404, "")}, "alive", why="a picture and no text"),
    case("download-head", "en", "https://dl.orrery.example/orrery-3.2.tar.gz", {"target": ok("\x1f\x8b binary bytes that stand for an archive", "application/gzip", headers={"Content-Length": "900000"}), "probe": status(404, "")}, "alive", why="an archive"),
    case("page-for-file", "en", "https://www.fontpress.example/fonts/garland.zip", {"target": ok(page("Garland", lines("A display face in three weights. Press the button to download garland.zip.")))}, "alive", also=("suspect",), why="a page about the file where the file was expected"),
    case("fan-in-two", "en", "https://www.oldpaper.example/1999/05/mayor", {"target": sent(302, "/archive"), "routes": {"https://www.oldpaper.example/archive": ok(page("Archive", lines("Our archive from 1999 is being moved. Search by date."))), "https://www.oldpaper.example/robots.txt": status(404, "")}}, "suspect", also=("alive",), why="one link sent to the archive's front; nonsense gets a 404"),
    case("retracted", "en", "https://journal.tides.example/article/10.1000/77", {"target": ok(page("RETRACTED: A model of the bore", lines("This article has been withdrawn at the request of the authors.", "Abstract. We model the bore as a shock.", "The full text remains available for the record.")))}, "alive", why="a retracted paper is still there"),
    case("cancelled-event", "pt", "https://www.festas-minho.example/2025/romaria", {"target": ok(page("Romaria cancelada", lines("A romaria deste ano foi cancelada por causa do mau tempo.", "Os bilhetes serão devolvidos."), lang="pt"))}, "alive", why="the event is off, the page is not"),
]  # fmt: skip
