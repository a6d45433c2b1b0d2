"""Links that are gone, in the many ways in which servers say it, or do not."""

from __future__ import annotations

from tests.linkcases.shape import FORTNIGHT, SIX_WEEKS, case, fault, lines, ok, page, portal, sent, status, then

__all__ = ["CASES"]

_HI = ("होम", "देश", "विदेश", "खेल", "मनोरंजन", "कारोबार", "विचार", "वीडियो")
_TH = ("หน้าแรก", "โปรโมชั่น", "แบรนด์", "ติดตามสินค้า", "ช่วยเหลือ", "ตะกร้า")
_AR = ("الرئيسية", "سياسة", "اقتصاد", "ثقافة", "رياضة", "من نحن")
_SW = ("Mwanzo", "Habari", "Michezo", "Burudani", "Wasiliana nasi")


def _hi(side: list[str]) -> str:
    body = "<h2>क्षमा करें!</h2>" + lines(
        "आप जो पृष्ठ खोज रहे हैं वह अब इस पते पर उपलब्ध नहीं है।", "इसे हटाया गया या इसका पता बदल गया।"
    )
    return portal("दैनिक किरण", body, side, lang="hi", words=_HI)


def _th(side: list[str]) -> str:
    body = "<div class=err><strong>ไม่พบสินค้าที่คุณกำลังมองหา</strong><span>สินค้าอาจถูกลบหรือหมดจากร้านแล้ว</span></div>"
    return portal("ร้านบ้านไม้ | ช้อปออนไลน์", body, side, lang="th", words=_TH)


def _ar(title: str) -> str:
    body = "<h1>عفوًا</h1>" + lines(
        "الصفحة المطلوبة غير موجودة أو تم نقلها إلى عنوان آخر.", "يمكنك العودة إلى الصفحة الرئيسية."
    )
    return portal(title, body, ["أخبار اليوم", "الأكثر قراءة"], lang="ar", words=_AR)


def _sw(side: list[str]) -> str:
    body = "<h2>Samahani</h2>" + lines("Ukurasa huu haukupatikana kwenye tovuti yetu.", "Rudi mwanzo au tumia menyu.")
    return portal("Gazeti la Pwani", body, side, lang="sw", words=_SW)


def _cards(*names: str) -> str:
    return "".join(f'<div class="card"><h3><a href="/n/{n}">{name}</a></h3></div>' for n, name in enumerate(names))


_TICKER = ["सोने के भाव में तेजी", "बारिश से राहत", "मैच आज शाम", "परीक्षा की तारीख घोषित"]
_NL_HOME = page(
    "Werk in de Achterhoek", lines("Vind werk bij jou in de buurt: zorg, techniek, horeca.", "Plaats je cv."), lang="nl"
)
_PT_LIST = page(
    "Receitas de bolos", _cards("Bolo de fubá", "Bolo de cenoura", "Bolo de milho", "Cuca de banana"), lang="pt"
)
_IT_SEARCH = page(
    "Cerca nel sito", "<form><input name=q></form>" + lines("Risultati della ricerca: nessuno"), lang="it"
)
_FR_HOME = page(
    "Le Courrier du Marais",
    lines("À la une : les marais salants reprennent vie.", "Lire aussi nos dossiers."),
    lang="fr",
)
_ES_HOME = page(
    "Viajes Sierra Alta",
    lines("Rutas guiadas por la sierra todo el año.", "Reserva tu plaza para el otoño.")
    + _cards("Senderismo", "Bicicleta", "Escalada", "Familias", "Invierno"),
    lang="es",
)
_KO_ALERT = "<html><head><meta charset=utf-8></head><body><script>alert('존재하지 않거나 삭제된 게시물입니다.');history.back();</script></body></html>"
_JA = page(
    "ページが見つかりません｜みどり町役場",
    lines("お探しのページは移動または削除された可能性があります。", "URLをご確認ください。"),
    lang="ja",
)
_TW = page("青田圖書館", lines("很抱歉，您所查詢的網頁不存在或已經移除。", "請由首頁重新瀏覽。"), lang="zh-Hant", h1="")
_VI = page("Báo Sông Quê", lines("Bài viết bạn tìm không tồn tại hoặc đã bị gỡ bỏ."), lang="vi", h1="Rất tiếc!")
_TR = page(
    "İlan Pazarı",
    lines("Aradığınız ilan yayından kaldırılmıştır.", "Benzer ilanlara göz atın."),
    lang="tr",
    h1="İlan bulunamadı",
)
_PL = page(
    "Forum pszczelarskie - Informacja",
    '<div class="message">Wybrany temat nie istnieje.</div>',
    lang="pl",
    h1="Informacja",
)
_GENERIC = page(
    "Gardening Monthly",
    _cards("Pruning roses", "Compost in ten steps", "Tomatoes from seed", "Hedges for birds", "Winter lawns"),
    h1="Popular right now",
)
_GENERIC_HOME = page(
    "Gardening Monthly",
    lines("This month: the bulbs issue. Plant now, enjoy in April.", "Letters, prizes, and our allotment diary.")
    + _cards("The bulbs issue", "Allotment diary"),
)
_LIBRARY = page(
    "Document library",
    lines("Welcome to the ministry's document library.", "Browse by year, by department, or search by number."),
)
_PNG = "PNG: a grey square that stands for whatever was here once, always the same"
_CLOSED_UK = page(
    "Сервіс закрито", lines("Наш файлообмінник припинив роботу 1 лютого.", "Дякуємо, що були з нами."), lang="uk"
)

CASES = [
    case("soft404-hi", "hi", "https://www.dainik-kiran.example/desh/nadi-par-pul-48213", {
        "target": ok(_hi(_TICKER)), "probe": ok(_hi(["शेयर बाजार में गिरावट", "नई रेल सेवा शुरू", "कल का मौसम", "फिल्म समीक्षा"]))},
        "dead", why="error sentence in the middle of a large portal; the teasers beside it change with every request"),
    case("soft404-th", "th", "https://www.baanmai.example/product/teak-chair-0091", {
        "target": ok(_th(["โต๊ะไม้สัก", "ชั้นวางหนังสือ"])), "probe": ok(_th(["เก้าอี้หวาย", "โคมไฟ"]))},
        "dead", why="a product that was taken off, other products beside it; nonsense gets the same"),
    case("soft404-ar", "ar", "https://www.sahifa-alwadi.example/culture/2021/heritage-houses", {
        "target": ok(_ar("صحيفة الوادي")), "probe": ok(_ar("صحيفة الوادي"))},
        "dead", why="the title is the newspaper's, the text says that the page does not exist"),
    case("soft404-sw", "sw", "https://www.gazetilapwani.example/habari/bandari-mpya", {
        "target": ok(_sw(["Bei ya samaki", "Mvua za masika"])), "probe": ok(_sw(["Bei ya samaki", "Mvua za masika"])),
        "routes": {"https://www.gazetilapwani.example/": ok(page("Gazeti la Pwani", lines("Habari za leo kutoka pwani nzima, kila asubuhi.", "Soma makala yetu kuhusu uvuvi."), lang="sw"))}},
        "dead", why="words that no list has; every address gives them and the home page is another"),
    case("soft404-vi", "vi", "https://www.baosongque.example/doi-song/cho-noi-12345.html", {"target": ok(_VI), "probe": ok(_VI)},
        "dead", why="article withdrawn, 200 for all"),
    case("soft404-tr", "tr", "https://www.ilanpazari.example/ilan/882134-satilik-bisiklet", {"target": ok(_TR), "probe": ok(_TR)},
        "dead", why="classified ad gone, nonsense gets the same"),
    case("soft404-pl", "pl", "https://forum.pszczelarz.example/viewtopic.php?f=4&t=5512", {"target": ok(_PL), "probe": status(404, page("404", ""))},
        "dead", also=("suspect",), why="phpBB's own message for a deleted topic; paths get a real 404, topic numbers do not"),
    case("soft404-ko", "ko", "https://www.dongne-sarang.example/bbs/board.php?bo_table=free&wr_id=3321", {"target": ok(_KO_ALERT), "probe": ok(_KO_ALERT)},
        "dead", also=("suspect",), why="a script that says so and goes back"),
    case("soft404-ja", "ja", "https://www.midori-machi.example/kurashi/gomi/2019.html", {"target": ok(_JA), "probe": ok(_JA)},
        "dead", why="town hall, 200 for all"),
    case("soft404-tw", "zh-Hant", "https://www.qingtian-lib.example/activity/2018/77", {"target": ok(_TW), "probe": ok(_TW)},
        "dead", why="the title says nothing, the sentence does"),
    case("soft404-echo", "en", "https://www.papercraft.example/patterns/fox-mask", {
        "target": ok(page("Papercraft", lines("Sorry, we could not find anything at /patterns/fox-mask.", "Try the index instead."), h1="Hmm.")),
        "probe": ok(page("Papercraft", lines("Sorry, we could not find anything at /patterns/zzkqpwv.", "Try the index instead."), h1="Hmm."))},
        "dead", why="the page repeats the address that was asked for"),
    case("soft404-popular", "en", "https://www.gardening-monthly.example/articles/the-lost-orchard", {
        "target": ok(_GENERIC), "probe": ok(_GENERIC), "routes": {"https://www.gardening-monthly.example/": ok(_GENERIC_HOME)}},
        "dead", why="no word of an error: what is popular stands there, for every address"),
    case("soft404-home", "es", "https://www.sierra-alta.example/rutas/pico-del-aguila", {
        "target": ok(_ES_HOME), "probe": ok(_ES_HOME), "routes": {"https://www.sierra-alta.example/": ok(_ES_HOME)}},
        "dead", why="every address gives the home page without a redirect", also=("suspect",)),
    case("soft404-after", "de", "https://www.kanuclub-lahn.example/touren/fruehjahr.php", then(
        {"target": ok(page("Frühjahrstour auf der Lahn", lines("Am zweiten Mai paddeln wir von Weilburg nach Runkel.", "Treffpunkt ist die Bootsrutsche unterhalb des Wehrs, Abfahrt neun Uhr."), lang="de"))},
        {"target": ok(page("Kanuclub Lahn", lines("Willkommen beim Kanuclub Lahn. Unsere Termine finden Sie im Kalender."), lang="de")),
         "probe": ok(page("Kanuclub Lahn", lines("Willkommen beim Kanuclub Lahn. Unsere Termine finden Sie im Kalender."), lang="de"))}),
        "dead", days=SIX_WEEKS, first="alive", why="was an article at the first look; since then every address gives a welcome"),
    case("soft404-json", "en", "https://api.tidewatch.example/v1/stations/0817", {
        "target": ok('{"ok": false, "error": "station not found"}', "application/json"), "probe": ok('{"ok": false, "error": "station not found"}', "application/json")},
        "dead", also=("suspect",), why="an error as JSON with 200, the same for nonsense"),
    case("soft404-frame", "cs", "http://www.kovarna-hora.example/galerie/brany.htm", {
        "target": ok(page("Chyba", lines("Požadovaná stránka nebyla nalezena."), lang="cs", around=False)),
        "probe": ok(page("Chyba", lines("Požadovaná stránka nebyla nalezena."), lang="cs", around=False))},
        "dead", why="bare error page with 200"),
    case("home-pt", "pt", "https://www.cozinha-da-vo.example/receitas/bolos/bolo-de-laranja", {
        "target": sent(302, "/receitas/bolos"), "probe": sent(302, "/receitas/bolos"), "routes": {"https://www.cozinha-da-vo.example/receitas/bolos": ok(_PT_LIST)}},
        "dead", why="sent to the list above, and so is nonsense"),
    case("home-it", "it", "https://www.colline-verdi.example/notizie/2016/sagra-del-tartufo", {
        "target": sent(302, "/cerca?q=sagra-del-tartufo"), "probe": sent(302, "/cerca?q=qqzzx"), "routes": {"https://www.colline-verdi.example/cerca": ok(_IT_SEARCH)}},
        "dead", why="sent to a search for its own address, as is nonsense"),
    case("home-fr", "fr", "http://www.courrier-marais.example/dossiers/sel.php3?id=88", {
        "target": sent(301, "https://www.courrier-marais.example/?erreur=404"), "probe": sent(301, "https://www.courrier-marais.example/?erreur=404"),
        "routes": {"https://www.courrier-marais.example/": ok(_FR_HOME), "http://www.courrier-marais.example/*": sent(301, "https://www.courrier-marais.example/?erreur=404")}},
        "dead", why="sent home with a note in the query, as is nonsense"),
    case("home-other-host", "en", "https://blog.oldstudio.example/2015/lettering-basics", {
        "target": sent(301, "https://newparent.example/"), "probe": sent(301, "https://newparent.example/"),
        "routes": {"https://newparent.example/": ok(page("NewParent Group", lines("A family of agencies. Offices in nine cities.")))}},
        "dead", why="a blog that was bought: all its addresses lead to the buyer's home page"),
    case("home-vacancy-nl", "nl", "https://www.werkachterhoek.example/vacature/lasser-aalten-5512", {
        "target": sent(307, "/vacatures?melding=verlopen"), "probe": sent(307, "/vacatures?melding=verlopen"),
        "routes": {"https://www.werkachterhoek.example/vacatures": ok(page("Alle vacatures", lines("Deze vacature is niet meer beschikbaar.") + _cards("Kok", "Monteur"), lang="nl")), "https://www.werkachterhoek.example/": ok(_NL_HOME)}},
        "dead", why="vacancy expired: sent to the list with a notice, as is nonsense"),
    case("error-address", "ru", "https://www.metallist.example/katalog/tokarnye/16k20.html", {
        "target": sent(302, "/errors/404.php"), "routes": {"https://www.metallist.example/errors/404.php": ok(page("Страница не найдена", lines("Проверьте адрес."), lang="ru"))}},
        "dead", why="redirect to an error address that is served with 200"),
    case("error-refresh", "el", "http://www.nisi-news.example/arthro.asp?id=712", {
        "target": ok(page("Σφάλμα", lines("Η σελίδα δεν βρέθηκε. Μεταφέρεστε στην αρχική."), lang="el", head='<meta http-equiv="refresh" content="3;url=/">')),
        "probe": ok(page("Σφάλμα", lines("Η σελίδα δεν βρέθηκε. Μεταφέρεστε στην αρχική."), lang="el", head='<meta http-equiv="refresh" content="3;url=/">')),
        "routes": {"http://www.nisi-news.example/": ok(page("Νέα του νησιού", lines("Τα πλοία επιστρέφουν το Σάββατο."), lang="el"))}},
        "dead", why="an apology that goes home after three seconds"),
    case("hard-404", "id", "https://www.kampung-batik.example/motif/parang-rusak", {"target": status(404, page("Halaman tidak ditemukan", "", lang="id"))}, "dead", why="plain 404"),
    case("hard-410", "fr", "https://www.annonces-loire.example/a/55821", {"target": status(410, page("Annonce supprimée", "", lang="fr"))}, "dead", days=(0, 1), why="410 on two days"),
    case("hard-s3", "en", "https://assets.mapworks.example/sheets/ne-14.tif", {
        "target": status(404, "<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>", "application/xml")},
        "dead", why="object store: no such key"),
    case("hard-wiki", "uk", "https://wiki.karpaty.example/wiki/%D0%92%D0%BE%D0%B4%D0%BE%D1%81%D0%BF%D0%B0%D0%B4", {
        "target": status(404, page("Водоспад — Вікі Карпат", lines("Наразі на цій сторінці немає тексту. Ви можете пошукати назву на інших сторінках."), lang="uk"))},
        "dead", why="MediaWiki's page for an article that is not there, 404"),
    case("type-pdf", "en", "https://docs.ministry.example/files/annual-report-2012.pdf", {
        "target": ok(_LIBRARY), "probe": ok(_LIBRARY)}, "dead", why="a PDF was cited; every file address gives the library's front page"),
    case("type-redirect", "de", "https://downloads.sternwarte.example/karten/herbst.pdf", {
        "target": sent(302, "https://www.sternwarte.example/service"), "probe": sent(302, "https://www.sternwarte.example/service"),
        "routes": {"https://www.sternwarte.example/service": ok(page("Service", lines("Führungen, Vorträge, Anfahrt."), lang="de"))}},
        "dead", why="a PDF was cited; all files lead to one page of another host"),
    case("type-was-zip", "en", "https://get.smallsoft.example/latest", then(
        {"target": ok("PK neutral bytes of an archive that is long enough to be one", "application/zip")},
        {"target": ok(page("Smallsoft", lines("Smallsoft is now part of Bigsoft. Contact sales."))), "probe": ok(page("Smallsoft", lines("Smallsoft is now part of Bigsoft. Contact sales.")))}),
        "dead", days=SIX_WEEKS, first="alive", why="was an archive, now every address gives a notice"),
    case("placeholder-image", "en", "https://img.hostpics.example/u/8h2kd9.png", {"target": ok(_PNG, "image/png"), "probe": ok(_PNG, "image/png")}, "dead", also=("suspect",), why="one grey square for every picture"),
    case("parked-de", "de", "http://www.fliegenfischen-harz.example/knoten/blutknoten.html", {
        "target": ok(page("fliegenfischen-harz.example", lines("Diese Domain steht zum Verkauf. Unterbreiten Sie ein Angebot."), lang="de", around=False)),
        "probe": ok(page("fliegenfischen-harz.example", lines("Diese Domain steht zum Verkauf. Unterbreiten Sie ein Angebot."), lang="de", around=False))},
        "dead", why="name for sale, every address gives the offer"),
    case("parked-ja", "ja", "http://www.yama-no-ie.example/access/", {
        "target": ok(page("このドメインは販売中です", lines("yama-no-ie.example は現在ご購入いただけます。", "お問い合わせはこちら"), lang="ja", around=False)),
        "probe": ok(page("このドメインは販売中です", lines("yama-no-ie.example は現在ご購入いただけます。", "お問い合わせはこちら"), lang="ja", around=False))},
        "dead", why="name for sale"),
    case("parked-ww", "tr", "http://www.eski-fotograf.example/album/12", {
        "target": sent(302, "http://ww25.eski-fotograf.example/album/12?subid1=77"), "probe": sent(302, "http://ww25.eski-fotograf.example/?subid1=78"),
        "routes": {"http://ww25.eski-fotograf.example/*": ok('<html><head><title>eski-fotograf.example</title><script src="https://d38psrni17bvxu.cloudfront.example/p.js"></script></head><body><div id=ads><a href=/s>Fotoğraf baskı</a><a href=/t>Albüm</a></div></body></html>')}},
        "dead", why="parking provider behind a ww25 name"),
    case("parked-lander", "ko", "http://www.cheongju-tour.example/course/3", {
        "target": ok('<html><head><title>cheongju-tour.example</title><script>window.onload=function(){window.location.href="/lander"}</script></head><body></body></html>'),
        "probe": ok('<html><head><title>cheongju-tour.example</title><script>window.onload=function(){window.location.href="/lander"}</script></head><body></body></html>')},
        "dead", also=("suspect", "unknown"), why="a registrar's lander behind a script"),
    case("suspended-refresh", "es", "http://www.taller-mimbre.example/cestas/como-empezar.html", {
        "target": ok('<html><head><meta http-equiv="refresh" content="0;url=/cgi-sys/suspendedpage.cgi"></head><body></body></html>'),
        "probe": ok('<html><head><meta http-equiv="refresh" content="0;url=/cgi-sys/suspendedpage.cgi"></head><body></body></html>'),
        "routes": {"http://www.taller-mimbre.example/cgi-sys/suspendedpage.cgi": ok(page("Account Suspended", lines("This account has been suspended. Contact your hosting provider."), around=False))}},
        "dead", why="hosting suspended, by way of a refresh"),
    case("suspended-frame", "ru", "http://lodka-klub.example/foto/2013/", {
        "target": ok('<html><head><title>lodka-klub.example</title></head><frameset rows="100%"><frame src="http://hosting.example/suspended/"></frameset><noframes>Сайт временно заблокирован хостингом за неуплату.</noframes></html>'),
        "probe": ok('<html><head><title>lodka-klub.example</title></head><frameset rows="100%"><frame src="http://hosting.example/suspended/"></frameset><noframes>Сайт временно заблокирован хостингом за неуплату.</noframes></html>')},
        "dead", also=("suspect", "unknown"), why="a frame around the hoster's notice"),
    case("closed-service", "uk", "https://files.skrynya.example/get/77120", {"target": ok(_CLOSED_UK), "probe": ok(_CLOSED_UK)}, "dead", why="the service has closed for good and says so at every address"),
    case("usurped-id", "en", "https://www.millbrook-birdclub.example/sightings/spring.html", then(
        {"target": ok(page("Spring sightings", lines("Two ospreys over the reservoir on the ninth, a bittern heard at dusk.", "Swifts came back on the third of May, a week late.")))},
        {"target": ok(page("Situs Slot Gacor Hari Ini Maxwin", lines("Daftar situs judi slot online gacor terpercaya.", "Bonus new member, deposit pulsa, togel dan casino live."), lang="id")),
         "probe": ok(page("Situs Slot Gacor Hari Ini Maxwin", lines("Daftar situs judi slot online gacor terpercaya.", "Bonus new member, deposit pulsa, togel dan casino live."), lang="id"))}),
        "dead", days=SIX_WEEKS, first="alive", why="the name has a new tenant who sells gambling"),
    case("usurped-root", "vi", "https://www.hoitrekkers.example/", then(
        {"target": ok(page("Hội leo núi Trekkers", lines("Lịch leo núi tháng năm: Fansipan, Lảo Thẩn, Tà Xùa.", "Đăng ký trước ngày mười."), lang="vi"))},
        {"target": ok(page("Nhà cái uy tín số 1 - Casino trực tuyến", lines("Nhà cái hàng đầu: cá cược thể thao, nổ hũ, baccarat.", "Nạp lần đầu tặng 100%."), lang="vi")),
         "probe": ok(page("Nhà cái uy tín số 1 - Casino trực tuyến", lines("Nhà cái hàng đầu: cá cược thể thao, nổ hũ, baccarat.", "Nạp lần đầu tặng 100%."), lang="vi"))}),
        "dead", also=("suspect",), days=SIX_WEEKS, first="alive", why="a club's home page was taken over"),
    case("dns-gone", "it", "http://www.trattoria-da-nino.example/menu", {"dns": {"www.trattoria-da-nino.example": "nxdomain"}}, "dead", days=(0, 1, 3), why="the name does not exist"),
    case("dns-hop", "en", "https://short.example/x9", {"target": sent(301, "https://www.vanished-host.example/page"), "dns": {"www.vanished-host.example": "nxdomain"}}, "dead", why="a short link that leads to a name that is gone"),
    case("refused-long", "sv", "http://arkiv.smedjan.example:8081/karta", {"target": fault("refused")}, "dead", also=("suspect",), days=SIX_WEEKS, why="nothing listens for six weeks"),
    case("server-error-long", "fr", "https://www.moulin-vert.example/visites", {"target": status(500, "Internal Server Error", "text/plain"), "probe": status(500, "Internal Server Error", "text/plain")}, "dead", also=("suspect",), days=SIX_WEEKS, why="500 for six weeks, everywhere"),
    case("mixed-blocked", "en", "https://www.lakehouse.example/plans/boat-shed", then(
        {"target": status(404, page("Not found", ""))}, {"target": status(403, "Forbidden", "text/plain")}, {"target": status(404, page("Not found", ""))}, {"target": status(404, page("Not found", ""))}),
        "dead", days=FORTNIGHT, why="a refusal between 404s neither counts nor resets"),
    case("repository-gone", "en", "https://git.codeyard.example/mira/lathe-firmware", {"target": status(404, page("Page not found · Codeyard", lines("The repository may have been removed, or you may not have access.")))}, "dead", also=("suspect", "blocked"), why="a closed repository answers 404"),
    case("video-gone", "pt", "https://videos.canal-aberto.example/v/9f31c2", {
        "target": ok(page("Canal Aberto", '<div class="player-error">Este vídeo foi removido pelo autor.</div>', lang="pt", h1="")),
        "probe": ok(page("Canal Aberto", '<div class="player-error">Este vídeo não existe.</div>', lang="pt", h1=""))},
        "dead", also=("suspect",), why="a removed video has its own sentence, nonsense another"),
]  # fmt: skip
