"""'Try again later', 'switch on JavaScript', 'for subscribers': what stands before pages for a while or before visitors like us.

Beside the lists of `barrier_words`, and only for links: a page that every address of a host gives is no evidence of
death when it says one of these.
"""

from __future__ import annotations

from scraper.extract import barrier_words as words
from scraper.extract.phrases import phrases

__all__ = ["says_passing", "says_wall"]

_LATER = (
    r"\b(?:try|check|come|visit|look) (?:us )?(?:again|back)\b|\b(?:getting|undergoing|during) an? (?:upgrade|update|overhaul)\b|\bawaiting (?:moderation|approval|review)\b|\b(?:pending|under) (?:approval|review|moderation)\b|\boverload\w*|\bimprovements\b|\blaunching soon\b|\bopening soon\b|\bstay tuned\b",
    r"\bspäter (?:erneut|noch einmal|wieder)\b|\b(?:bald|in kürze|demnächst|gleich) (?:wieder|zurück|online|verfügbar)\b|\bwird (?:gerade |derzeit )?(?:geprüft|überarbeitet|aktualisiert|gewartet)\b|\büberlastet\b|\bumgebaut\b|\bhet later\b|\blater (?:opnieuw|nog eens|terug)\b|\bbinnenkort\b|\boverbelast\b",
    r"\b(?:réessay\w+|reven(?:ez|ons)|patient\w+|bientôt)\b|\ben attente de (?:modération|validation)\b|\b(?:inténtelo|inténtalo|pruebe|prueba|vuelva|vuelve) (?:de nuevo|otra vez|más tarde|a)\b|\bmás tarde\b|\bpendiente de (?:revisión|moderación|aprobación)\b|\bactualizando\b|\bpróximamente\b|\bmais tarde\b|\bem breve\b|\bsendo atualizad\w+|\baguardando (?:aprovação|moderação)\b|\briprova\w*|\bpiù tardi\b|\b(?:stiamo|in fase di) aggiorn\w+|\bprossimamente\b|\bin attesa di (?:moderazione|approvazione)\b|\bmai târziu\b|\bîn curând\b",
    r"\b(?:spróbuj|wróć|zajrzyj)\b|\bpóźniej\b|\b(?:wkrótce|niebawem)\b|\bczeka na (?:moderację|akceptację)\b|\b(?:později|neskôr|brzy|čoskoro|zanedlouho)\b|\bsnart\b|\b(?:försök|prøv) (?:igen|igjen)\b|\bsenere\b|\bsenare\b|\bmyöhemmin\b|\bpian\b|\bhiljem\b|\b(?:később|hamarosan|nemsokára)\b|\bkasnije\b|\buskoro\b",
    r"\b(?:daha )?sonra (?:tekrar|yeniden)\b|\byakında\b|\bonay bekl\w+|\b(?:sau|sau ít phút|sau đó)\b(?=[^.]{0,4}(?:$|[.!]))|thử lại|quay lại (?:sau|trong)|chờ (?:duyệt|kiểm duyệt)|sắp ra mắt|\bcoba lagi\b|\bnanti\b|\bsegera (?:kembali|hadir)\b|\bcuba (?:lagi|semula)\b|\bmenunggu (?:moderasi|persetujuan)\b",
    r"попробуйте|позже|позднее|скоро|ожидает (?:проверки|модерации|одобрения)|на (?:проверке|модерации)|спробуйте|пізніше|незабаром|на перевірці|по-късно|скоро|касније|ускоро|αργότερα|ξαναδοκιμάστε|σύντομα",
    r"لاحق[اً]|حاول مرة|قريب[اً]|قيد (?:المراجعة|التحديث|الإنشاء)|بعدا|دوباره تلاش|به\s?زودی|در حال بررسی|מאוחר יותר|נסו שוב|בקרוב|ממתין לאישור|थोड़ी देर|बाद में|पुनः प्रयास|जल्द|পরে আবার|শীঘ্রই|ภายหลัง|อีกครั้ง|เร็ว ๆ นี้|เร็วๆ นี้|รอการอนุมัติ",
    r"再度(?:アクセス|お試し|お越し)|しばらく|のちほど|後ほど|近日(?:公開|オープン)|承認待ち|다시 ?(?:시도|이용|접속|방문)|잠시만|곧 (?:돌아|오픈|공개)|승인 ?대기|稍(?:后|後|等)|再试|再試|即将(?:上线|推出)|敬请期待|敬請期待|待审|待審",
)
_WALL = (
    r"\b(?:enable|turn on|activate|requires?) (?:your )?(?:java-?script|cookies)\b|\bip (?:address )?(?:has been |is |was )?(?:blocked|banned)\b|\b(?:subscribers?|members?|registered users) (?:only|can)\b|\bsubscribe (?:to|now)\b|\bopen (?:this |it )?in (?:the )?(?:app|wechat)\b",
    r"\bmelden sie sich\b|\bjavascript\b[^.]{0,20}\b(?:aktivieren|einschalten|in\b|aan\b|activer|activez|activa|active|ative|habilit\w+|abilita|attiva|włącz|zapn\w+|aktivera|etkinleştir\w*|bật|aktifkan)|\b(?:aktivieren sie|schakel|activer|activez|activa|active|ative|habilit\w+|abilita|attiva|włącz|povolte|zapněte|aktivera|slå på|bật|aktifkan)\b[^.]{0,12}\bjavascript\b|\bip-?adresse?\b[^.]{0,20}(?:gesperrt|blockiert|geblokkeerd|bloquée|bloqueada)|\b(?:mit|im|nur mit) (?:abo|abonnement)\b|\babonnenten\b|\babonnees\b|\babonnés\b|\bsu(?:b)?scriptores\b|\bassinantes\b|\babbonati\b|\bprenumerator\w*|\bpředplatitel\w*|\bprenumeranter\b|\babone\w*",
    r"\b(?:di )?non essere un robot\b|\b(?:inte|ikke) (?:är |er )?(?:en )?robot\b|\b(?:1[68]|19|2[01])\s?(?:jaar|ans|años|anos|anni|lat|let|rokov|år|vuot\w+|év\w*|yaş\w*|tuổi|tahun)\b|\b(?:jaar|ans|years?) (?:of ouder|ou plus|or older)\b|\bve vaší zemi\b|\bvo vašej krajine\b|\bi (?:ditt|dit) land\b|\baz ön országában\b|\bülkenizde\b",
    r"(?:включите|увімкніть) (?:javascript|куки)|по подписке|для подписчиков|только подписчик\w+|за передплатою|(?:18|21) (?:лет|років|год\w+)|для передплатників|(?:18|21) χρον\w+|ενεργοποιήστε",
    r"(?:18|21|١٨) (?:سنة|عام\w*|سال)|للمشتركين|وارد شوید|عضو شوید|هل عمرك|جافا ?سكريبت|גיל 18|למנויים|(?:18|१८) वर्ष|सदस्यता|(?:18|20|๑๘) ปี|สมาชิกเท่านั้น",
    r"(?:javascript|クッキー|cookie)を?(?:有効|オン)|有料会員|購読者|자바스크립트를?|(?:18|19|20) ?세|구독자|(?:请|請)?在?(?:微信|qq|客户端|app)[^。]{0,6}(?:打开|打開|查看|访问)|(?:开启|启用|啟用|開啟)(?:javascript|cookie)|(?:地区|地區|國家|国家)[^。]{0,6}(?:无法|無法|不能|暂不|未开放)|(?:18|十八)[岁歲]|(?:订阅|訂閱|付费|付費|登入|登录)[^。]{0,6}(?:阅读|閱讀|观看|觀看|查看)|会员专享|會員專享",
)
_PASSING = phrases(*_LATER)
_WALLS = phrases(*_WALL)
_KNOWN = (words.says_human_check, words.says_login, words.says_age, words.says_region, words.says_restricted)


def says_passing(text: str) -> bool:
    """Maintenance, overload, review: that the state will pass. `text` in `barrier_face.normal` form."""
    return words.says_later(text) or bool(_PASSING.search(text))


def says_wall(text: str, *, login: bool = True) -> bool:
    """That something stands before the page: a check, an age, a region, a subscription, a login (unless `login` is off)."""
    text = text.replace("انتهت صلاحية", " ")  # 'has expired', of which the second word alone also means 'permission'
    known = _KNOWN if login else tuple(says for says in _KNOWN if says is not words.says_login)
    return bool(_WALLS.search(text)) or any(says(text) for says in known)
