"""Walls as other vendors and other languages put them up, and pages that only speak of them. Our own writing."""

from __future__ import annotations

from typing import Any

HTML = "text/html; charset=utf-8"
WORDS = "The council met on Tuesday and agreed to repair the bridge over the river before winter comes. "
PROSE = "".join(f"<p>{number}. {WORDS * 2}</p>" for number in range(1, 8))


def article(extra: str = "", *, head: str = "", title: str = "Bridge to be repaired", prose: str = PROSE) -> str:
    """A page long enough to be an article."""
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><h1>{title}</h1><main>{prose}</main>{extra}</body></html>"
    )


def shell(title: str, body: str, head: str = "", lang: str = "en") -> str:
    return f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


# -- walls: challenges by other vendors ------------------------------------------------------------------------------
WALLS: dict[str, Any] = {
    "akamai": shell("Access Denied", '<h1>Access Denied</h1> You don\'t have permission to access "http&#58;&#47;&#47;www&#46;example&#46;org&#47;a" on this server.<p>Reference&#32;&#35;18&#46;2d8e&#46;17&#46;44<p>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net&#47;18&#46;2d8e'),
    "datadome": shell("example.org", '<p id="cmsg">Please enable JS and disable any ad blocker</p><script data-cfasync="false">var dd={"rt":"c","cid":"AHrlq","hsh":"A55","t":"bv","host":"geo.captcha-delivery.com"}</script><script data-cfasync="false" src="https://ct.captcha-delivery.com/c.js"></script>'),
    "perimeterx": shell("Access to this page has been denied", '<div id="px-captcha"></div><h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1><p>Reference ID 5f0c-11ee</p><script>window._pxAppId="PXabc";</script><script src="/abc/captcha/captcha.js"></script>'),
    "incapsula": '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body style="margin:0px;height:100%"><iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=5-1&incident_id=77" frameborder=0 width="100%" height="100%">Request unsuccessful. Incapsula incident ID: 77000510-1844</iframe></body></html>',
    "aws_waf_202": (shell("", '<div id="challenge-container"></div><script type="text/javascript">AwsWafIntegration.saveReferrer();AwsWafIntegration.checkForceRefresh().then(()=>{});</script><noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that you\'re not a robot. This requires JavaScript. Enable JavaScript and then reload the page.</noscript>', '<script src="https://abc.token.awswaf.com/abc/challenge.js"></script>'), 202, HTML, [("x-amzn-waf-action", "challenge")]),
    "anubis": shell("Making sure you&#39;re not a bot!", '<main><h1 class="centered-div">Making sure you&#39;re not a bot!</h1><img src="/.within.website/x/cmd/anubis/static/img/pensive.webp"><p id="status">Loading...</p><details><summary>Why am I seeing this?</summary><p>You are seeing this because the administrator of this website has set up Anubis to protect the server against the scourge of AI companies aggressively scraping websites. This can and does cause downtime for the websites, which makes their resources inaccessible for everyone.</p><p>Anubis is a compromise. Anubis uses a Proof-of-Work scheme in the vein of Hashcash, a proposed proof-of-work scheme for reducing email spam.</p></details><noscript><p>Sadly, you must enable JavaScript to get past this challenge.</p></noscript></main>', '<script id="anubis_challenge" type="application/json">{"rules":{"difficulty":4}}</script>'),
    "sucuri_js": "<html><title>You are being redirected...</title><noscript>Javascript is required. Please enable javascript before you are allowed to see this page.</noscript><script>var s={},u,c,U,r,i,l=0,a,e=eval,w=String.fromCharCode,sucuri_cloudproxy_js='',S='cz0iNW';</script></html>",
    "sucuri_denied": shell("Sucuri WebSite Firewall - Access Denied", "<h1>Access Denied - Sucuri Website Firewall</h1><p>If you are the site owner (or you manage this site), please whitelist your IP or if you think this block is an error please open a support ticket.</p><table><tr><td>Block ID:</td><td>GEO02</td></tr><tr><td>Block reason:</td><td>Access from your Country was disabled by the administrator.</td></tr></table>"),
    "ddos_guard_ru": (shell("DDoS-Guard", '<h1 id="title">Проверка браузера перед переходом на сайт</h1><p id="description">Пожалуйста, подождите несколько секунд. Как только проверка завершится, вы будете перенаправлены.</p><script src="/.well-known/ddos-guard/js-challenge/index.js"></script>', lang="ru"), 403, HTML, [("Server", "ddos-guard")]),
    "yandex_smart": shell("Вы не робот?", '<form method="POST" action="/checkcaptcha?key=1"><h1>Подтвердите, что запросы отправляли вы, а не робот</h1><p>Нам очень жаль, но запросы с вашего устройства похожи на автоматические.</p><button>Я не робот</button></form>', lang="ru"),
    "friendly_captcha": shell("Sicherheitsprüfung", '<h1>Sicherheitsprüfung</h1><p>Bitte bestätigen Sie, dass Sie kein Roboter sind, um fortzufahren.</p><div class="frc-captcha" data-sitekey="FC"></div>', lang="de"),
    "hcaptcha_fr": shell("Vérification", '<h1>Vérification de sécurité</h1><p>Veuillez confirmer que vous n\'êtes pas un robot pour continuer.</p><div class="h-captcha" data-sitekey="x"></div>', lang="fr"),
    "kasada": (shell("", '<script>window.KPSDK={};KPSDK.now=typeof performance!=="undefined"?1:2;</script><script src="/149e9513-01fa/ips.js?tkrm"></script>'), 429, HTML, ()),
    "turnstile_es": shell("Un momento…", '<h1>example.org</h1><p>Verifique que usted es un ser humano</p><p>example.org necesita revisar la seguridad de su conexión antes de continuar.</p><script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=8"></script>', lang="es"),
    "aliyun_405": shell("405", "<div><img src='//errors.aliyun.com/images/block.png'><p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p><p>您的请求ID是: 781bad0a1702</p></div>", lang="zh"),
    "baota_waf": shell("网站防火墙", "<h1>网站防火墙</h1><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p><p>可能原因：您提交的内容包含危险的攻击请求</p><p>如何解决：1）检查提交内容；2）如网站托管，请联系空间提供商</p>", lang="zh"),
    "jsl_cookie": "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('c')+('l')+('e')+('a')+('r')+('ance_s')+('=')+(+!+[]+[])+';max-age=3600;path=/';location.href=location.pathname+location.search</script>",
    "too_often_zh": shell("提示", "<p>您的访问过于频繁，请稍后再试。</p>", lang="zh"),
    "queue": shell("You are in line", "<h1>You are now in line</h1><p>Due to high demand you have been placed in a virtual waiting room. When it is your turn, you will have 10 minutes to enter the website.</p><p>Number of users in line ahead of you: 4211</p><script src='https://static.queue-it.net/script/queueclient.min.js'></script>"),
    "browser_old": shell("Unsupported browser", "<h1>Your browser is not supported</h1><p>Please upgrade your browser to use this site. We recommend the latest version of Chrome, Firefox, Edge or Safari.</p>"),
    "geo_en": shell("Not available in your region", "<h1>451: Unavailable due to legal reasons</h1><p>We recognize you are attempting to access this website from a country belonging to the European Economic Area (EEA) including the EU which enforces the General Data Protection Regulation (GDPR) and therefore access cannot be granted at this time.</p>"),
    "rkn": shell("Доступ ограничен", "<h1>Доступ к информационному ресурсу ограничен</h1><p>Доступ к запрашиваемому ресурсу ограничен на основании Федерального закона от 27 июля 2006 г. № 149-ФЗ.</p>", lang="ru"),
    "adblock": shell("Ad blocker detected", "<div class=overlay><h2>Please disable your ad blocker to continue</h2><p>We rely on advertising to fund our journalism. Please whitelist us and reload the page.</p><button>I have disabled it</button></div>"),
    "age_gate": shell("Age verification", "<h1>Are you over 18?</h1><p>You must be of legal age to enter this website.</p><form><button>Yes, I am 18 or older</button><button>No, leave</button></form>"),
    "hotel_wifi": shell("Guest Wi-Fi", "<h1>Welcome to Grand Hotel Wi-Fi</h1><p>Please accept the terms of use to connect to the internet.</p><form action='http://1.1.1.1/login.html'><input type=checkbox> I accept <button>Connect</button></form>"),
    # consent
    "consent_de_pur": shell("Zustimmung", "<h1>Mit Werbung weiterlesen oder PUR-Abo abschließen</h1><p>Nutzen Sie unsere Seite mit Werbung und Cookies. Mit Klick auf „Einverstanden“ willigen Sie in die Verarbeitung Ihrer Daten ein.</p><button>Einverstanden</button><a href='/pur'>Jetzt abonnieren</a>", lang="de"),
    "consent_fr": shell("Vos choix", "<h1>Nous respectons votre vie privée</h1><p>Avec votre accord, nos partenaires et nous utilisons des cookies pour stocker et consulter des données personnelles.</p><button>Continuer sans accepter</button><button>Accepter et fermer</button><script src='https://sdk.privacy-center.org/loader.js'></script>", lang="fr"),
    "consent_yahoo": shell("Yahoo fait partie de la famille de marques Yahoo", "<form class='consent-form' method=post action='/v2/collectConsent?sessionId=3_cc'><h1>Yahoo fait partie de la famille de marques Yahoo</h1><p>Lorsque vous utilisez nos sites et applications, nous utilisons des cookies pour vous fournir nos services.</p><button name=agree>Accepter tout</button><button name=reject>Refuser tout</button></form>", lang="fr"),
    "consent_it": shell("Accetta o abbonati", "<h1>Accetta i cookie o abbonati</h1><p>Per continuare a leggere puoi accettare i cookie di profilazione oppure sottoscrivere un abbonamento.</p><button>Accetta</button><button>Abbonati</button>", lang="it"),
    # login
    "login_fr": shell("Connexion", "<h1>Connexion</h1><form method=post><label>Adresse e-mail <input name=email></label><label>Mot de passe <input type=password name=p></label><button>Se connecter</button><a href=/oubli>Mot de passe oublié ?</a></form>", lang="fr"),
    "login_zh": shell("用户登录", "<form action=/login><input placeholder=请输入用户名><input type=password placeholder=请输入密码><button>登录</button><a>忘记密码</a><a>立即注册</a></form>", lang="zh"),
    "login_ja": shell("ログイン", "<h1>会員ログイン</h1><p>このページをご覧いただくにはログインが必要です。</p><form><input name=id><input type=password><button>ログイン</button></form>", lang="ja"),
    "login_phone_only": shell("Sign in", "<h1>Sign in to continue</h1><p>Enter your phone number and we will send you a code.</p><form><input type=tel><button>Continue</button></form><p>or</p><button>Continue with Google</button><button>Continue with Apple</button>"),
    "saml_post": '<html><body onload="document.forms[0].submit()"><noscript><p>Note: Since your browser does not support JavaScript, you must press the Continue button once to proceed.</p></noscript><form action="https://idp.example.org/SSO" method="post"><input type="hidden" name="SAMLRequest" value="PD94"/><input type="hidden" name="RelayState" value="x"/><noscript><input type="submit" value="Continue"/></noscript></form></body></html>',
    # maintenance
    "maint_ja": shell("メンテナンス中", "<h1>ただいまメンテナンス中です</h1><p>ご不便をおかけして申し訳ございません。終了までしばらくお待ちください。</p>", lang="ja"),
    "maint_ko": shell("시스템 점검", "<h1>시스템 점검 중입니다</h1><p>이용에 불편을 드려 죄송합니다. 점검 시간: 02:00 ~ 06:00</p>", lang="ko"),
    "maint_de": shell("Wartungsarbeiten", "<h1>Wir führen gerade Wartungsarbeiten durch</h1><p>Unsere Website ist in Kürze wieder für Sie da. Wir bitten um Ihr Verständnis.</p>", lang="de"),
    "maint_fr": shell("Site en maintenance", "<h1>Site en maintenance</h1><p>Nous effectuons une mise à jour. Nous revenons très bientôt, merci de votre patience.</p>", lang="fr"),
    "maint_es": shell("En mantenimiento", "<h1>Sitio en mantenimiento</h1><p>Estamos realizando tareas de mantenimiento. Volveremos pronto.</p>", lang="es"),
    "maint_pt": shell("Em manutenção", "<h1>Estamos em manutenção</h1><p>Voltaremos em breve. Pedimos desculpas pelo transtorno.</p>", lang="pt"),
    "maint_pl": shell("Przerwa techniczna", "<h1>Przerwa techniczna</h1><p>Trwają prace konserwacyjne. Zapraszamy wkrótce.</p>", lang="pl"),
    "maint_ru": shell("Технические работы", "<h1>На сайте ведутся технические работы</h1><p>Приносим извинения за временные неудобства. Сайт скоро заработает.</p>", lang="ru"),
    "maint_tr": shell("Bakım", "<h1>Sitemiz bakımda</h1><p>Kısa bir süre sonra tekrar hizmetinizdeyiz.</p>", lang="tr"),
    "maint_ar": shell("صيانة", "<h1>الموقع تحت الصيانة</h1><p>نعتذر عن الإزعاج، سنعود قريبا.</p>", lang="ar"),
    "maint_it": shell("Manutenzione", "<h1>Sito in manutenzione</h1><p>Torneremo online al più presto. Ci scusiamo per il disagio.</p>", lang="it"),
    "maint_nl": shell("Onderhoud", "<h1>Deze website is tijdelijk niet beschikbaar wegens onderhoud</h1><p>Probeer het later opnieuw.</p>", lang="nl"),
    "maint_uk": shell("Технічні роботи", "<h1>На сайті проводяться технічні роботи</h1><p>Перепрошуємо за незручності. Спробуйте пізніше.</p>", lang="uk"),
    "maint_vi": shell("Bảo trì", "<h1>Hệ thống đang bảo trì</h1><p>Vui lòng quay lại sau. Xin lỗi vì sự bất tiện này.</p>", lang="vi"),
    # errors as programs write them
    "tomcat": "<!doctype html><html lang=\"en\"><head><title>HTTP Status 500 – Internal Server Error</title></head><body><h1>HTTP Status 500 – Internal Server Error</h1><hr class=\"line\" /><p><b>Type</b> Exception Report</p><p><b>Message</b> Cannot invoke \"String.length()\" because \"s\" is null</p><p><b>Description</b> The server encountered an unexpected condition that prevented it from fulfilling the request.</p><hr class=\"line\" /><h3>Apache Tomcat/10.1.7</h3></body></html>",
    "aspnet": shell("Runtime Error", "<span><H1>Server Error in '/' Application.<hr width=100% size=1 color=silver></H1><h2> <i>Runtime Error</i> </h2></span><b> Description: </b>An application error occurred on the server. The current custom error settings for this application prevent the details of the application error from being viewed."),
    "django": shell("DoesNotExist at /articles/5", "<div id=summary><h1>DoesNotExist at /articles/5</h1><pre class=exception_value>Article matching query does not exist.</pre><table class=meta><tr><th>Request Method:</th><td>GET</td></tr><tr><th>Django Version:</th><td>4.2</td></tr></table></div><div id=traceback><h2>Traceback</h2></div><div id=explanation><p>You're seeing this error because you have DEBUG = True in your Django settings file.</p></div>"),
    "rails": shell("We're sorry, but something went wrong (500)", "<div class=dialog><h1>We're sorry, but something went wrong.</h1><p>If you are the application owner check the logs for more information.</p></div>"),
    "wordpress": shell("WordPress &rsaquo; Error", '<div class="wp-die-message"><p>There has been a critical error on this website.</p><p><a href="https://wordpress.org/documentation/article/faq-troubleshooting/">Learn more about troubleshooting WordPress.</a></p></div>'),
    "wordpress_de": shell("WordPress &rsaquo; Fehler", '<div class="wp-die-message"><p>Es gab einen kritischen Fehler auf deiner Website.</p></div>', lang="de"),
    "laravel": shell("Server Error", '<div class="flex-center"><div class="code">500</div><div class="message">Server Error</div></div>'),
    "next": shell("500: Internal Server Error", '<div id="__next"><h1>500</h1><h2>Internal Server Error.</h2></div><script id="__NEXT_DATA__" type="application/json">{"page":"/_error","props":{"statusCode":500}}</script>'),
    "next_client": shell("Example", "<h2>Application error: a client-side exception has occurred (see the browser console for more information).</h2>"),
    "heroku": shell("Application Error", '<iframe src="//www.herokucdn.com/error-pages/application-error.html"></iframe>'),
    "traceback": ('Traceback (most recent call last):\n  File "/srv/app.py", line 12, in view\n    return render(1 / 0)\nZeroDivisionError: division by zero\n', 200, "text/html", ()),
    "varnish": "<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE html><html><head><title>503 Backend fetch failed</title></head><body><h1>Error 503 Backend fetch failed</h1><p>Backend fetch failed</p><h3>Guru Meditation:</h3><p>XID: 98432</p><hr><p>Varnish cache server</p></body></html>",
    "squid": shell("ERROR: The requested URL could not be retrieved", "<h1>ERROR</h1><h2>The requested URL could not be retrieved</h2><p>The following error was encountered while trying to retrieve the URL: <a>http://example.org/</a></p><blockquote><b>Connection to 10.0.0.5 failed.</b></blockquote><p>Your cache administrator is webmaster.</p>"),
    "haproxy": "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>",
    "cf_1033": shell("Argo Tunnel error | example.org | Cloudflare", "<h1><span>Error</span> <span>1033</span></h1><h2>Argo Tunnel error</h2><p>You've requested a page on a website (example.org) that is on the Cloudflare network. The host is configured as an Argo Tunnel, and Cloudflare is currently unable to resolve it.</p>"),
    "s3": ('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a.html</Key><RequestId>4442587FB7D0A2F9</RequestId></Error>', 200, "application/xml", ()),
    "github_pages": shell("Site not found &middot; GitHub Pages", "<h1>404</h1><p><strong>There isn't a GitHub Pages site here.</strong></p><p>If you're trying to publish one, read the full documentation to learn how to set up GitHub Pages.</p>"),
    "mysql_plain": ("SQLSTATE[HY000] [2002] Connection refused", 200, "text/html; charset=utf-8", ()),
    "mysql_many": ("mysqli_connect(): (HY000/1040): Too many connections", 200, HTML, ()),
    "null_json": ("null", 200, "application/json", ()),
    "json_rate": ('{"detail":"Request was throttled. Expected available in 86 seconds."}', 200, "application/json", ()),
    "json_zh": ('{"code":-1,"msg":"系统繁忙，请稍后再试"}', 200, "application/json;charset=utf-8", ()),
    "spa": shell("App", "<div id=root></div><script type=module src=/assets/index-4f3a.js></script>"),
    "nuxt": shell("App", "<noscript>We're sorry but app doesn't work properly without JavaScript enabled. Please enable it to continue.</noscript><div id=app></div><script src=/js/chunk-vendors.8d.js></script>"),
    "only_comment": "<!-- rendered by edge node 7 -->",
    "only_spaces": " \n\t \n" * 300,
    "bom_only": b"\xef\xbb\xbf",
    # parked, unfinished, default
    "godaddy": shell("example.org", "<h1>example.org is parked free, courtesy of GoDaddy.com.</h1><a href='https://www.godaddy.com/domainsearch'>Get This Domain</a>"),
    "bodis": shell("example.org", '<div id="target" style="opacity: 0"></div><script>window.park = "eyJ1dWlkIjoiN2";</script><script src="/bXyzAbCde.js"></script>'),
    "de_sale": shell("example.org steht zum Verkauf", "<h1>Die Domain example.org steht zum Verkauf!</h1><p>Der Domain-Inhaber bietet diese Domain zum Kauf an.</p>", lang="de"),
    "de_new": shell("Hier entsteht eine neue Internetpräsenz", "<h1>Hier entsteht eine neue Internetpräsenz</h1><p>Diese Domain wurde soeben bei STRATO registriert.</p>", lang="de"),
    "cpanel": shell("Default Web Site Page", "<h1>SORRY!</h1><p>If you are the owner of this website, please contact your hosting provider: webmaster@example.org</p><p>It is possible you have reached this page because: The IP address has changed. There has been a server misconfiguration. The site may have moved to a different server.</p>"),
    "plesk": shell("Web Server's Default Page", "<h1>Web Server's Default Page</h1><p>This page is generated by Plesk, the leading hosting automation software. You see this page because there is no Web site at this address.</p>"),
    "onamae": shell("example.jp", "<p>このドメインは、お名前.comで取得されています。</p>", lang="ja"),
    "zh_sale": shell("域名出售", "<h1>您正在访问的域名可以出售！</h1><p>This domain name is for sale. 联系QQ：10001</p>", lang="zh"),
    "ru_expired": shell("Срок регистрации домена истёк", "<h1>Срок регистрации домена example.ru истёк</h1><p>Если вы администратор домена, продлите регистрацию.</p>", lang="ru"),
    "zh_closed": shell("站点关闭", "<p>抱歉，站点已暂停，请联系管理员。</p>", lang="zh"),
    "iis": shell("IIS Windows Server", '<div id="container"><a href="http://go.microsoft.com/fwlink/?linkid=66138"><img src="iisstart.png" alt="IIS" /></a></div>'),
    "ubuntu": shell("Apache2 Ubuntu Default Page: It works", "<div><span>Apache2 Default Page</span><h1>It works!</h1><p>This is the default welcome page used to test the correct operation of the Apache2 server after installation on Ubuntu systems. If you can read this page, it means that the Apache HTTP server installed at this site is working properly. You should replace this file (located at /var/www/html/index.html) before continuing to operate your HTTP server.</p></div>"),
    # not found, said with 200
    "nf_ru": shell("Страница не найдена", "<h1>404</h1><p>Извините, запрашиваемая страница не найдена.</p>", lang="ru"),
    "nf_ja": shell("ページが見つかりません", "<h1>お探しのページは見つかりませんでした</h1><p>URLが変更されたか、削除された可能性があります。</p>", lang="ja"),
    "nf_de": shell("Seite nicht gefunden", "<h1>Seite nicht gefunden</h1><p>Die angeforderte Seite existiert leider nicht (mehr).</p>", lang="de"),
    "nf_fr": shell("Page introuvable", "<h1>Oups !</h1><p>La page que vous cherchez est introuvable.</p>", lang="fr"),
    "nf_zh": shell("404", "<p>抱歉，您访问的页面不存在或已被删除。</p><a href=/>返回首页</a>", lang="zh"),
    "nf_es": shell("Página no encontrada", "<h1>Página no encontrada</h1><p>Lo sentimos, la página que buscas no existe.</p>", lang="es"),
    "nf_pt": shell("Página não encontrada", "<h1>Ops! Página não encontrada</h1><p>O conteúdo que você procura não existe ou foi removido.</p>", lang="pt"),
    "nf_ko": shell("오류", "<p>요청하신 페이지를 찾을 수 없습니다.</p>", lang="ko"),
}  # fmt: skip
# -- pages that only speak of walls: they are read -------------------------------------------------------------------
SPEAKS: dict[str, Any] = {
    "challenges": article(title="Just a moment... How challenge pages work", prose="".join(f"<p>{n}. Sites that sit behind a proxy show “Checking your browser before accessing” or “Verify you are human”. The captcha costs readers minutes a day, as a study of 2024 found. {WORDS}</p>" for n in range(6))),
    "maintenance": article(title="Scheduled maintenance on Tuesday", prose="".join(f"<p>{n}. On Tuesday our servers are down for maintenance between 02:00 and 04:00. {WORDS}</p>" for n in range(5))),
    "not_found": article(title="404 Not Found: a history of the missing page", prose=PROSE + "<p>Page not found is what most readers know of HTTP.</p>"),
    "domains": article(title="This domain is for sale: how parking works", prose=PROSE + "<p>Sedo and others park domains and sell them.</p>"),
    "login_in_header": article("<footer><form action=/login><input name=user><input type=password><button>Log in</button><a>Forgot password?</a></form></footer>"),
    "cookie_banner": article('<div id="onetrust-banner-sdk"><h2>We value your privacy</h2><p>We use cookies. Accept all or reject all.</p><button>Accept all</button><button>Reject all</button></div>'),
    "recaptcha_form": article('<form><div class="g-recaptcha" data-sitekey="x"></div><button>Send comment</button></form><script src="https://www.google.com/recaptcha/api.js"></script>'),
    "cf_beacon": article(head="<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><script defer src='https://static.cloudflareinsights.com/beacon.min.js'></script>"),
    "noscript": article("<noscript>Please enable JavaScript to use all functions of this page.</noscript>"),
    "short_waiting_room": shell("The waiting room", "<h1>The waiting room</h1><p>A play in one act by Anna Demo, every Friday at eight.</p>"),
    "short_adblock": shell("AdBlock 4.2", "<h1>AdBlock 4.2</h1><p>The blocker now knows three more lists and starts twice as fast.</p>"),
    "short_fixed": shell("Version 2.1", "<h1>Version 2.1</h1><p>Users no longer see Access denied after an update. A captcha that never came is mended.</p>"),
    "short_contact": shell("Contact", "<h1>Contact</h1><p>Write to us, we answer within two days.</p><form><input name=mail><textarea name=t></textarea><label><input type=checkbox> I agree to the privacy policy</label><button>Send</button></form>"),
    "short_wifi": shell("Wi-Fi in the library", "<h1>Wi-Fi in the library</h1><p>Ask at the desk for a card. It is good for a day.</p>"),
    "short_domain": shell("demo.example", "<h1>demo.example</h1><p>Notes on gardens, by Demo Marco. New ones on Sundays.</p>"),
    "short_tour": shell("Not available on Mondays", "<h1>Guided tours</h1><p>Tours start at ten. They are not available on Mondays.</p>"),
    "short_with_banner": shell("Version 1.3", "<h1>Version 1.3</h1><p>Faster start-up, fewer surprises.</p><div id=onetrust-banner-sdk><p>We use cookies.</p><button>Accept all</button><button>Reject all</button></div>"),
    "json_good": ('{"status":"ok","message":"all systems operational","data":null}', 200, "application/json", ()),
    "json_item": ('{"id":7,"title":"Bridge","message":"to be repaired"}', 200, "application/json", ()),
    "xml_good": ('<?xml version="1.0"?><report><title>Errors of 2025</title><error>none</error></report>', 200, "text/xml", ()),
    "plain_note": ("Error rates fell in March. Warning signs are fewer than a year ago, says the report of the council.\n" * 3, 200, "text/plain", ()),
    "short_note": shell("Version 1.2", "<h1>Version 1.2</h1><p>Fixed a crash at start-up. Thanks to Demo Marco.</p>"),
    "error_docs": article(title="Error 502 Bad Gateway explained", prose="".join(f"<p>{n}. A gateway answers 502 Bad Gateway where the server behind it does not answer. {WORDS}</p>" for n in range(5))),
    "zh_article": shell("网盘资源更新说明", "<h1>网盘资源更新说明</h1>" + "".join(f"<p>第{n}期：本文介绍如何整理电影资源，包括分类、命名和校验。如有资源已失效，请留言反馈，将会及时处理。登录后可以评论。</p>" for n in range(1, 9)), lang="zh"),
    "status_page": article(title="System status", prose="<p>All systems operational. Last incident: on 3 March the database was unavailable for 12 minutes.</p>" + PROSE),
    "paywall_teaser": article(title="Council agrees", prose=PROSE[:900] + "</p><div class=paywall><p>Subscribe to continue reading</p><form><input type=email><button>Subscribe</button></form></div>"),
}  # fmt: skip
