"""Structure by which walls and sold names give themselves away: headers, script names, element ids. No words.

Each mark is specific to one provider and to its wall (Cloudflare, for one, also puts harmless scripts of
'/cdn-cgi/challenge-platform/' into ordinary pages). Seen in public detectors and vendors' documents, 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from scraper.extract.barrier_face import Face
from scraper.records import Fetch

__all__ = ["captcha_widget", "header_marks", "parking_marks", "structure_marks", "wall_of_url"]

# (provider, header, pattern): the header alone decides.
_HEADERS: tuple[tuple[str, str, str], ...] = (
    ("Cloudflare", "cf-mitigated", r"challenge|block"),
    ("AWS WAF", "x-amzn-waf-action", r"captcha|challenge"),
    ("Vercel", "x-vercel-mitigated", r"challenge|deny"),
    ("Vercel", "x-vercel-challenge-token", r"."),
    ("Sucuri", "x-sucuri-block", r"."),
    ("Fastly", "x-fastly-challenge", r"."),
)
# (provider, literals, pattern over what a program reads of the page). Each match holds one of the literals, in lower case: asking
# for them first spares the engine, which tries every alternative at every letter of 60,000.
_MACHINE: tuple[tuple[str, str, str], ...] = (
    ("Cloudflare", "cf_chl_ #cf- #challenge-", r"_cf_chl_opt|cf_chl_(?:prog|opt|rc|rt)|#(?:cf-challenge-running|challenge-form|challenge-running|cf-please-wait|cf-browser-verification|challenge-error-text)#"),
    ("Cloudflare", "/cdn-cgi/ jschl", r"/cdn-cgi/(?:challenge-platform/h/[a-z]/orchestrate|l/chk_)|jschl[_-](?:vc|answer)"),
    ("Akamai", "/_sec/cp_ sec-if-cpt ak-challenge akam-sw bm-verify= _abck", r"/_sec/cp_challenge/|sec-if-cpt-container|ak-challenge|akam-sw\.js|bm-verify=|_abck.{0,40}interstitial"),
    ("Imperva", "incapsula incap_ses _imp_apg imperva-", r"/_Incapsula_Resource|incapsula_main|incap_ses|_imp_apg_r_|imperva-captcha"),
    ("DataDome", "captcha-delivery #datadome- dd={", r"captcha-delivery\.|geo\.captcha-delivery|#datadome-|dd=\{['\"]rt['\"]"),
    ("Sucuri", "sucuri", r"sucuri_cloudproxy_js|sucuri\.net/privacy|#sucuri-firewall|sucuri_cloudproxy"),
    ("PerimeterX", "#px-captcha _pxappid px-cloud.net /_px/ captcha.px-cdn perimeterx", r"#px-captcha|_pxAppId|px-cloud\.net|/_px/|captcha\.px-cdn|perimeterx"),
    ("Anubis", "anubis", r"anubis_challenge|/\.within\.website/x/cmd/anubis|anubis-auth"),
    ("go-away", "go-away", r"/\.well-known/\.git\.gammaspectra\.live/go-away|go-away-challenge"),
    ("Aliyun", "acw_sc__v aliyun punish-component /_____tmd", r"acw_sc__v[23]|aliyun_waf_|aliyunCaptcha|punish-component|/_____tmd_____/"),
    ("Tencent", "tcaptcha turing.captcha waf_captcha eo_bot_ssid __tst_status", r"TCaptcha\.js|turing\.captcha|waf_captcha|EO_Bot_Ssid|__tst_status"),
    ("Baidu", "wappass.baidu ppui-static-wap passmachine #ec-captcha", r"wappass\.baidu|ppui-static-wap|passmachine|#ec-captcha"),
    ("Geetest", "geetest gt.js?", r"geetest\.com|gt\.js\?|initGeetest|#geetest"),
    ("Yandex", "/checkcaptcha smart-captcha smartcaptcha", r"/checkcaptcha|smart-captcha|smartcaptcha\.yandex|SmartCaptcha"),
    ("DDoS-Guard", "ddos-guard ddg_challenge #ddg-", r"/\.well-known/ddos-guard|check\.ddos-guard\.net|ddg_challenge|#ddg-"),
    ("Qrator", "__qrator qauth", r"__qrator|qauth(?:_utm)?\.js"),
    ("StackPath", "stackpath sp-captcha /sbbi/", r"StackPath|sp-captcha|/sbbi/\?sbbpg"),
    ("Kasada", "ips.js? 149e9513- kpsdk", r"ips\.js\?.{0,80}KP|149e9513-01fa-4fb0-aad4-566afd725d1b|kpsdk"),
    ("F5", "/tspd/ bobcmn tspd_101 apm_do_not_touch", r"/TSPD/|bobcmn|TSPD_101|apm_do_not_touch"),
    ("Reblaze", "rbzid rbzns winsocks(", r"rbzid|rbzns|winsocks\("),
    ("BunkerWeb", "#antibot bunkerweb", r"#antibot|bunkerweb"),
    ("Wordfence", "wordfence wfblocked #wfboxblocked", r"wordfence_(?:lh|syncAttackData)|wfBlocked|#wfBoxBlocked|block-title.{0,50}wordfence"),
    ("hCaptcha", "hcaptcha.com/1/ #h-captcha#", r"hcaptcha\.com/1/api\.js|#h-captcha#"),
    ("AWS WAF", "awswaf gokuprops", r"awswaf\.com|AwsWafIntegration|gokuProps"),
    ("Weixin", "verify_container secitptpage #js_verify", r"verify_container|mmbizwap:secitptpage|secitptpage/verify|#js_verify"),
    ("Naver", "ncpt.naver captcha.naver", r"ncpt\.naver\.com|captcha\.naver"),
    ("Safeline", "safeline slg-bg", r"safeline|slg-bg|/\.safeline/"),
)  # fmt: skip
_CHALLENGES = tuple(
    (name, tuple(literals.split()), re.compile(pattern, re.IGNORECASE)) for name, literals, pattern in _MACHINE
)
_CAPTCHA_HINTS = ("captcha", "turnstile", "geetest", "arkoselabs", "yidun")
_CAPTCHA = re.compile(
    r"recaptcha/(?:api|enterprise)|g-recaptcha|hcaptcha|cf-turnstile|challenges\.cloudflare\.com/turnstile|friendly-?captcha|"
    r"frc-captcha|mtcaptcha|geetest|smart-captcha|arkoselabs|funcaptcha|yidun|TCaptcha|captcha",
    re.IGNORECASE,
)
_PARKING_HINTS = tuple(
    "sedoparking. parkingcrew. bodis.com parklogic. parking-lander d38psrni17bvxu /px.js?ch= parkinglander afternic. dan.com/ undeveloped. "  # noqa: SIM905
    "hugedomains. domainmarket. above.com voodoo.com namebright. parked-content. park.101domain parkeddomains fabulous.com domainsponsor smartname. "
    "parkingpage dnspod.cn/ mi.aliyun. am.22.cn wanwang. 4.cn/ juming. ename. nic.ru/ parking.reg. onamae. gmoserver adsense/domains/ "
    "#sale_banner #parking_ #domain-for-sale #buy-domain #forsale".split()
)
_PARKING = re.compile(
    r"sedoparking\.com|parkingcrew\.(?:net|com)|bodis\.com|parklogic\.com|img1\.wsimg\.com/parking-lander|parking-lander|d38psrni17bvxu\.cloudfront|"
    r"/px\.js\?ch=|ParkingLander|afternic\.com|dan\.com/|undeveloped\.com|hugedomains\.com|domainmarket\.com|above\.com|voodoo\.com|"
    r"namebright\.com|parked-content\.godaddy|park\.101domain|parkeddomains|fabulous\.com|domainsponsor|smartname\.com|parkingpage|"
    r"dnspod\.cn/domain|mi\.aliyun\.com|am\.22\.cn|wanwang\.aliyun|4\.cn/|juming\.com|ename\.(?:com|net)|nic\.ru/parking|parking\.reg\.ru|"
    r"onamae\.com|gmoserver|adsense/domains/caf\.js|#(?:sale_banner|parking_|domain-for-sale|buy-domain|forsale)",
    re.IGNORECASE,
)
_PARKING_HOST = re.compile(
    r"^ww\d{1,2}\.|(?:^|\.)(?:sedo|sedoparking|afternic|hugedomains|dan|undeveloped|bodis|parkingcrew|domainmarket|above|buydomains|"
    r"uniregistry|brandbucket|squadhelp|atom|namebright|perfectdomain|domainnamesales|efty|epik|porkbun|namesilo|dynadot)\.(?:com|net|org|io)$",
    re.IGNORECASE,
)
_PARKING_PATH = re.compile(
    r"domain[-_]?(?:for[-_]?sale|profile|parking|expired)|/for-?sale\b|/lander(?:$|[/?])|/parking(?:$|[/?.])|buy-?(?:this-?)?domain|parkedpage",
    re.IGNORECASE,
)
_LOGIN_HOST = re.compile(
    r"^(?:login|signin|sso|auth|accounts?|passport|id|idp|cas|adfs|oauth|wappass|identity|kauth|nid|secure-login|logon|authn|openid|visitor)\.",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"(?:^|/)(?:log-?in|sign-?in|sign_?in|logon|sso|auth|oauth2?|authorize|authenticate|cas|saml2?|adfs|passport|servicelogin|wp-login|account/login|"
    r"user/login|users/sign_in|session/new|members?/login|connexion|anmelden|anmeldung|iniciar-sesion|acceso|entrar|accedi|inloggen|logga-in|giris|"
    r"logowanie|zaloguj|prihlaseni|prihlasenie|dang-nhap|masuk|denglu|login_form|visitor/visitor|authwall|checkpoint)(?:$|[/.?])",
    re.IGNORECASE,
)
_CONSENT_URL = re.compile(
    r"^(?:consent|cmp|privacy|gdpr|cookies?|collect-?consent|guce|choices)\.|(?:^|/)(?:consent|collectconsent|cookie-?(?:consent|wall|policy-wall)|gdpr-?(?:consent|wall)?|privacy-?(?:wall|gate|consent)|cmp|(?:choose|select)-?(?:your-?)?(?:country|region|language|location|store)|(?:country|region|language|location)-?(?:select(?:or|ion)?|choose\w*|picker)|enable-?cookies|cookies?-?(?:disabled|required|check|usage)|no-?js|no-?javascript|(?:unsupported|upgrade|outdated|update)-?browser|browser-?(?:unsupported|not-supported|upgrade)|paywall|subscribe|subscription|abo|age-?(?:gate|verification|check)|agecheck)(?:$|[/.?])",
    re.IGNORECASE,
)
_CHECK_URL = re.compile(
    r"^(?:queue|captcha|challenge|verify|wappass|validate|sorry|antibot)\.|(?:^|/)(?:captcha|showcaptcha|challenge|verify(?:-?human|center)?|validateCaptcha|security-?check|human|antibot|anti-?spider|robot-?check|sorry|blocked|splashui/challenge|unusual-?traffic|waiting-?room|queue|in-?queue|punish|accessdenied|access-denied)(?:$|[/.?])",
    re.IGNORECASE,
)
_LEGAL_URL = re.compile(
    r"^(?:www\.)?(?:warning\.or\.kr|internet-?positif\.\w+|lamanlabuh\.aduankonten\.id|trustpositif\.\w+|zapret\.\w+|blackhole\.beeline\.ru|lawfilter\.ertelecom\.ru|rkn\.gov\.ru)|(?:^|/)(?:geo-?block(?:ed)?|not-available-in-your-(?:country|region)|region-?(?:blocked|restricted|unavailable)|unavailable-in-region|451)(?:$|[/.?])",
    re.IGNORECASE,
)


def _has(text: str, literals: tuple[str, ...]) -> bool:
    return any(literal in text for literal in literals)


def header_marks(fetch: Fetch) -> Iterator[str]:
    """What headers say for certain: this answer is a wall."""
    for provider, name, pattern in _HEADERS:
        value = fetch.header(name)
        if value and re.search(pattern, value, re.IGNORECASE):
            yield f"{provider}: {name}: {value[:60]}"


def structure_marks(fetch: Fetch, face: Face) -> Iterator[str]:
    """A wall's own structure, on a page on which little else stands (on others these are parts that do no harm)."""
    server = (fetch.header("server") or "").lower()
    refused = fetch.status in (403, 429, 503, 202, 405)
    if refused and "ddos-guard" in server:
        yield "DDoS-Guard: refuses this request"
    if refused and (fetch.header("x-datadome") or fetch.header("x-dd-b")):
        yield "DataDome: refuses this request"
    machine = face.machine.lower()
    for provider, literals, structure in _CHALLENGES:
        match = structure.search(face.machine) if _has(machine, literals) else None
        if match:
            yield f"{provider}: {match.group()[:60]}"
    if "captcha-delivery." in face.main[:3_000] and len(face.main) < 600:
        yield "DataDome: captcha address in the answer"


def captcha_widget(face: Face) -> str | None:
    """The name of a captcha that stands on the page; also ordinary forms have one."""
    match = _CAPTCHA.search(face.machine) if _has(face.machine.lower(), _CAPTCHA_HINTS) else None
    return match.group() if match else None


def parking_marks(asked: str, reached: str, face: Face | None) -> Iterator[str]:
    """Marks of a domain parking provider in the address that was reached (if not asked for) or in the page's scripts."""
    host, path = _host_and_path(reached)
    first_host, first_path = _host_and_path(asked)
    if _PARKING_HOST.search(host) and host != first_host:
        yield f"parking host {host}"
    if _PARKING_PATH.search(path) and path != first_path:
        yield f"parking address {path[:60]}"
    if _PARKING_HOST.search(first_host):
        return  # the marketplace itself was linked
    if face is not None:
        parked = _PARKING.search(face.machine) if _has(face.machine.lower(), _PARKING_HINTS) else None
        match = parked or _PARKING_PATH.search(face.refresh or "")
        if match:
            yield f"parking script {match.group()[:60]}"


def wall_of_url(url: str) -> str | None:
    """'login', 'consent', 'challenge' or 'region' where an address (a redirect's target) says that it is a wall."""
    host, path = _host_and_path(url)
    if _LEGAL_URL.search(host) or _LEGAL_URL.search(path):
        return "region"
    if _CHECK_URL.search(host) or _CHECK_URL.search(path):
        return "challenge"
    if _CONSENT_URL.search(host) or _CONSENT_URL.search(path):
        return "consent"
    if _LOGIN_HOST.search(host) or _LOGIN_PATH.search(path):
        return "login"
    return None


def _host_and_path(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").lower(), parts.path or "/"
    except ValueError:
        return "", ""
