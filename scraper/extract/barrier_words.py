"""What walls, errors and sold names say, in some forty languages. A supporting voice, never a judge.

Every phrase here is also written by people about the thing it names, so callers ask only of titles, headings and of
pages on which little else stands. Texts are matched in `normal()` form (case and width folded).
"""

from __future__ import annotations

import re

from scraper.extract.phrases import phrases, stems

__all__ = [
    "besides_error",
    "is_refusal",
    "says_accept",
    "says_age",
    "says_broken",
    "says_closed",
    "says_consent",
    "says_default_site",
    "says_for_sale",
    "says_gambling",
    "says_human_check",
    "says_later",
    "says_login",
    "says_maintenance",
    "says_not_found",
    "says_other_visitor",
    "says_program_error",
    "says_region",
    "says_restricted",
    "says_sorry",
    "says_suspended",
    "says_withheld",
]


_LATIN_NOT_FOUND = phrases(
    # English
    r"\bnot (?:be )?found\b|\bno longer (?:exists?|available|here|online|there|hosted)\b|\bdo(?:es)?(?:n't| not) (?:seem to |appear to )?exist\b",
    r"\b(?:has|have|been|was|were|is|are|got) (?:permanently )?(?:deleted|removed|taken down|withdrawn|retired)\b|\bdeleted (?:by|file|post|topic)\b",
    r"\b(?:could|can|can't|couldn't|cannot|unable to)(?: ?not)? (?:be )?(?:find|found|locate|located)\b|\bisn't (?:here|there|available)\b|\bnothing (?:here|was found|to see here)\b",
    r"\b(?:invalid|broken|dead|expired) (?:link|url|address|page|file|share)\b|\b(?:link|file|share|transfer|download|url|page|post) (?:has |is )?(?:expired|gone|missing|invalid)\b",
    r"\b(?:video|page|content|file|item|document|post|article) (?:is )?(?:un|not )available\b|\bno such (?:page|file|document|topic|thread|user|item|article|post|app)\b|\bthere isn't a\b|\bgone\b|\bno results?\b",
    r"\b(?:error|http|fehler|erreur|errore|erro|błąd|chyba|fel|fejl|hiba|eroare|ошибка|помилка|hata|virhe|viga|kļūda|klaida|lỗi|kesalahan)[ :#-]*4(?:04|10)\b|\b404\b",
    # German, Dutch
    r"\bnicht (?:mehr )?(?:gefunden|vorhanden|verfügbar|auffindbar|existier\w*|erreichbar|finden)\b|\bexistier\w+ (?:leider )?nicht\b|\bwurde (?:leider )?(?:bereits )?(?:gelöscht|entfernt)\b|\bgibt es (?:leider )?nicht\b|\bnicht gibt\b",
    r"\bniet (?:meer )?(?:gevonden|bestaat|bestaan|beschikbaar|vinden|aanwezig)\b|\bbestaat niet\b|\b(?:is|werd) (?:verwijderd|gewist)\b|\bonvindbaar\b",
    # French
    r"\bintrouvables?\b|\bn'exist\w+ (?:pas|plus)\b|\bn'a (?:pas )?(?:pu )?(?:été |être )*(?:trouvée?|retrouvée?)\b|\b(?:a|ont) été (?:supprim|retir|effac)\w+|\bnon trouvée?\b|\bn'est (?:plus|pas) (?:disponible|en ligne|accessible)\b|\bpas (?:été )?trouv\w+",
    # Spanish, Catalan, Galician, Portuguese, Italian, Romanian
    r"\bno (?:se )?(?:ha |han |hemos |pudo |pudimos |puede )?(?:sido )?(?:encontrad\w+|encontrar|encuentr\w+|existe\w*|hallad\w+)|\bya no (?:existe|está|se encuentra)\b|\b(?:ha sido|fue|han sido) (?:eliminad|borrad|retirad|suprimid)\w+|\bno (?:está )?disponible\b|\bno s'ha (?:pogut )?troba\w+|\bnon se atopou\b",
    r"\bnão (?:foi |foram |pôde |pode |pudemos |conseguimos )?(?:ser )?(?:encontrad\w+|encontrar|encontrámos|localizad\w+|existe\w*|exist[ea])|\bnão está (?:mais )?(?:disponível|aqui)\b|\b(?:foi|foram) (?:removid|excluíd|apagad|eliminad|deletad)\w+|\bjá não existe\b|\bnada (?:foi )?encontrado\b",
    r"\bnon (?:è |sono )?(?:stat\w+ )?(?:più )?(?:trovat\w+|esist\w+|disponibil\w+|presente)|\b(?:è|sono) stat\w+ (?:rimoss|eliminat|cancellat)\w+|\bimpossibile trovare\b|\bnon riusciamo a trovare\b|\binesistente\b",
    r"\bnu (?:a fost |am |mai |s-a )*(?:găsi\w*|gasi\w*|exist\w+|disponibil\w*)|\ba fost (?:șters|şters|sters|eliminat|înlăturat)\w*|\binexistent\w*\b",
    # Nordic, Baltic, Finnish, Estonian, Icelandic
    r"\b(?:hittades|finns|hittas|hitta) (?:tyvärr )?(?:inte|ej)\b|\b(?:inte|ej) (?:hittas|hittades|hitta|finns|tillgänglig)\b|\b(?:har|blivit) (?:tagits bort|raderats|borttagen)\b|\bborttagen\b",
    r"\bikke (?:lenger )?(?:fundet|funnet|findes|finnes|finde|finne|tilgængelig\w*|tilgjengelig\w*|længere)|\b(?:findes|finnes|eksisterer) (?:desværre |dessverre )?ikke\b|\ber (?:blevet |blitt )?(?:slettet|fjernet)\b|\bfant ikke\b",
    r"\bei (?:valitettavasti )?(?:löytynyt|löydy|ole olemassa|löytynyt|leitud|eksisteeri|leia)\b|\bon (?:poistettu|kustutatud|eemaldatud)\b|\bfannst ekki\b|\bnav atrast\w*|\bneeksistē\b|\bnerast\w*|\bneegzistuoja\b|\b(?:ištrint|pašalint|dzēst)\w*",
    # Slavic (Latin)
    r"\bnie (?:został\w* |można |udało się )?(?:odnale[źz]\w+|znale[zź]\w+|istniej\w+|ma takiej|jest już dostępn\w+)|\b(?:został\w*) (?:usunięt|skasowan)\w+|\bbrak (?:takiej )?strony\b",
    r"\b(?:ne(?:byl\w*|lze|ní|podařilo se))? ?(?:nenalezen\w*|nalezen\w*|nenájden\w*|najít|nájs[ťt]|nájden\w*)\b|\bneexistuj\w+|\b(?:byl\w*|bol\w*) (?:odstraněn|smazán|odstránen|zmazan|vymazan)\w*",
    r"\bnije (?:moguće )?(?:pronađen\w*|pronaći)|\bne postoji\b|\b(?:obrisan|uklonjen|izbrisan|odstranjen)\w*|\bni (?:bil\w* )?(?:mogoče najti|najden\w*)|\bne obstaja\b|\bnuk (?:u gjet|ekziston)",
    # Hungarian, Turkish, Azeri, Uzbek, Vietnamese, Malay/Indonesian, Filipino, Swahili, Basque
    r"\bnem (?:található\w*|létez\w+|talál\w+|elérhető)|\b(?:törölt\w*|eltávolított\w*)",
    r"bulun(?:a)?m(?:adı|ıyor|uyor|amıştır|amaktadır)|\bmevcut değil|\bsilin(?:di|miş)\w*|\bkaldırıl(?:dı|mış)\w*|\byayından kaldır\w+|tapılmadı|topilmadi",
    r"không (?:được )?(?:tìm thấy|tồn tại|còn tồn tại|có sẵn|khả dụng|còn)|(?:đã )?bị (?:xóa|xoá|gỡ)|đã (?:được )?(?:xóa|xoá|gỡ)",
    r"\b(?:tidak|tak) (?:dapat )?(?:ditemukan|di temukan|ada|tersedia|dijumpai|wujud|ditemui)|\b(?:telah|sudah) (?:di)?(?:hapus|padam|alih)\w*|\bhindi (?:nahanap|natagpuan|makita)|\bhai(?:ja|ku)patikana\b|\bez da (?:aurkitu|existitzen)",
)
_OTHER_NOT_FOUND = phrases(
    # Cyrillic
    r"не (?:был\w* |удалось |можем )?(?:найден\w*|найти|существует|нашл\w+|обнаружен\w*|доступн\w+)|(?:был\w* |уже )?удал[её]н\w*|нет такой страницы|такой страницы (?:нет|не)|больше (?:нет|не существует)|ничего не найдено",
    r"не (?:було |була |був |вдалося )?(?:знайден\w*|знайти|існує|знайш\w+)|видален\w*|не (?:е |беше |беха )?(?:намерен\w*|открит\w*|съществува|пронајден\w*)|изтрит\w*|премахнат\w*|није пронађен\w*|не постоји|обрисан\w*|уклоњен\w*|табылмады|олдсонгүй",
    # Greek, Georgian, Armenian
    r"δεν (?:βρέθηκε|βρέθηκαν|υπάρχει|υπάρχουν|βρήκαμε|είναι διαθέσιμ\w+)|διαγρ[αά]φ\w+|αφαιρέθηκε|ვერ მოიძებნა|არ (?:მოიძებნა|არსებობს)|չի գտնվել|գտնված չէ|գոյություն չունի",
    # Semitic, Persian, Urdu
    r"غير موجود\w*|(?:لم يتم|تعذر|لم يُعثر|لم) (?:ال)?(?:عثور|إيجاد|نعثر|نتمكن)|لا (?:توجد|يوجد|وجود)|(?:تم|تمت) (?:حذف|إزالة)\w*|محذوف\w*|غير متوفر\w*|غير متاح\w*",
    r"(?:یافت|پیدا) ن(?:شد|می)|وجود ندارد|موجود نیست|حذف (?:شده|گردید)|نہیں (?:ملا|ملی)|موجود نہیں|לא (?:נמצא\w*|קיי?מ\w*|קיים|קיימת|נמצאה)|(?:נמחק|הוסר)\w*|אינו קיים|אינה קיימת",
    # Indic, Thai, Khmer, Lao, Burmese
    r"नहीं (?:मिल\w*|पाया|पाई|है)|मौजूद नहीं|उपलब्ध नहीं|हटा (?:दिया|दी|दिए)|सापड(?:ला|ली|ले|त) नाही|পাওয়া যায়নি|খুঁজে পাওয়া|মুছে ফেলা|কাণப்படவில்லை|காணப்படவில்லை|கிடைக்கவில்லை|நீக்கப்பட்ட|కనుగొనబడలేదు|దొరకలేదు|తొలగించ|કરી શકાયું નથી|મળ્યું નથી|ಕಂಡುಬಂದಿಲ್ಲ|കണ്ടെത്തിയില്ല|ਨਹੀਂ ਮਿਲਿਆ|සොයාගත නොහැක|फेला परेन",
    r"ไม่พบ|ไม่มี(?:อยู่|หน้า|ไฟล์|เนื้อหา)|ถูกลบ|หาไม่(?:พบ|เจอ)|រកមិនឃើញ|ບໍ່ພົບ|ရှာမတွေ့|မတွေ့ပါ",
    # Japanese, Korean, Chinese
    r"見つかり?(?:ませ|らな|ません)|見当たりません|存在し(?:ません|ない)|削除(?:され|済|した)|ございません(?:でした)?|お探しの(?:ページ|記事|ファイル)|(?:公開|掲載|配信|提供)(?:を|が|は)?終了|ページが(?:ありません|ない)|リンク切れ|移動または削除",
    r"찾을 ?수 ?(?:가 ?)?없|존재하지 ?않|삭제(?:되|된|됐|하)|없는 ?(?:페이지|게시물|글|문서|주소)|잘못된 ?(?:경로|주소|접근)|사라졌|(?:페이지|게시물|게시글|글|파일)(?:이|가|을|를)? ?없",
    r"不存在|找不到|未找到|没(?:有)?找到|沒(?:有)?找到|无法找到|無法找到|查無|(?:已|已经|已經|被)(?:被)?(?:作者|用户|发布者|管理员)?(?:删除|刪除|移除)|已(?:经)?(?:失效|过期|過期|下架|取消|下线)|(?:被|已)取消|(?:页面|頁面|网页|網頁|文章|内容|链接|文件)(?:不见|不見|丢失|走丢|飞走|失效)|迷路|走丢|无法显示|出错啦|取消分享",
)
_MAINTENANCE = phrases(
    r"\bmaintenance\b|\b(?:be|we'll be|come) (?:right )?back (?:soon|shortly|later)\b|\bbe right back\b|\bback (?:soon|shortly|online)\b|\btemporar(?:y|ily) (?:un|off|down|clos|out)\w*|\bundergoing\b|\bscheduled (?:down|upgrade)\w*|\bunder construction\b|\bcoming soon\b|\bcurrently (?:unavailable|offline|down)\b|\btry again (?:later|soon|in)\b",
    r"\bwartung\w*|\bgleich (?:wieder )?zurück\b|\bvorübergehend\b|\bin kürze\b|\bim aufbau\b|\bonderhoud\b|\btijdelijk\b|\bzo terug\b|\btemporairement\b|\bde retour (?:bientôt|dans)\b|\ben travaux\b|\ben construction\b|\bmantenimiento\b|\btemporalmente\b|\bvolve(?:mos|remos)\b|\bmanteniment\b|\bmanutenção\b|\btemporariamente\b|\bvolt(?:amos|aremos)\b|\bmanutenzione\b|\btemporaneamente\b|\btorn(?:iamo|eremo)\b|\bmentenanță\b|\bîntreținere\b|\btemporar\b",
    r"\bunderhåll\b|\btillfälligt\b|\bvedligehold\w*|\bmidlertidig\w*|\bvedlikehold\b|\bhuolto\w*|\btilapäisesti\b|\bhooldus\w*|\bapkope\b|\bprace (?:techniczne|konserwacyjne|serwisowe)\b|\bkonserwacj\w*|\bprzerw\w+ techniczn\w+|\b(?:tymczasowo|chwilowo)\b|\búdržb\w*|\bdočasně\b|\bdočasne\b|\bodstávk\w*|\bodržavanj\w*|\bprivremeno\b|\bvzdrževanj\w*|\bkarbantart\w*|\bátmenetileg\b|\bhamarosan\b",
    r"\bbakım\w*|\bgeçici olarak\b|\bkısa süre\b|\byapım aşamasında\b|\bbảo trì\b|\btạm thời\b|\bnâng cấp\b|\bpemeliharaan\b|\bperbaikan\b|\bsementara\b|\bpenyelenggaraan\b",
    r"техническ\w+ (?:работ\w*|обслужив\w*|перерыв\w*)|профилактик\w*|профилактическ\w*|временно|скоро верн\w+|ведутся работы|технічн\w+ (?:робот\w*|обслуговув\w*)|тимчасово|поддръжка|временно|одржавање|συντήρηση|προσωρινά|σύντομα κοντά",
    r"صيانة|مؤقت\w*|سنعود|قريب[اً]|در دست (?:تعمیر|ساخت)|به\s?‌?روز\s?‌?رسانی|موقت|تعمیرات|תחזוקה|זמנית|נחזור|रखरखाव|अस्थायी|রক্ষণাবেক্ষণ|பராமரிப்பு|ปรับปรุง|บำรุงรักษา|ชั่วคราว",
    r"メンテナンス|一時的に|準備中|しばらく(?:お待ち|経って)|休止|工事中|점검|일시적|잠시 ?후|준비 ?중|공사 ?중|维护|維護|升级中|升級中|系统升级|稍后|稍後|暂时|暫時|暂停访问|暂停服务",
)
_HUMAN = phrases(
    r"安全验证|安全驗證|人机验证|滑块(?:完成)?验证|验证码|驗證碼|防火墙|防火牆|(?:访问|请求)[^。]{0,20}(?:被阻断|被拦截|拦截)|不合法参数",
    r"\b(?:are|prove|verify|confirm|make sure|check(?:ing)? (?:if|that|whether))\b[^.]{0,30}\b(?:human|robot|bot)\b|\bnot a (?:ro)?bot\b|\b(?:unusual|suspicious|automated|abnormal) (?:traffic|activity|requests?|queries|access)\b|\bchecking your browser\b|\bsecurity (?:check|verification)\b|\bjust a moment\b|\benable javascript and cookies\b|\b(?:access|request) (?:has been |was |is )?(?:denied|blocked|rejected)\b|\btoo many requests\b|\brate limit\w*|\bpress (?:&|and) hold\b|\bcaptcha\b|\bcomplete the (?:security|challenge)\b|\bverifying\b|\bone more step\b|\bbrowser (?:check|verification)\b|\bforbidden\b",
    r"\bkein roboter\b|\bsicherheits(?:über)?prüfung\b|\bzugriff (?:verweigert|blockiert|gesperrt)\b|\bmensch sind\b|\bmenselijk\b|\bgeen robot\b|\btoegang geweigerd\b|\b(?:pas|n'êtes pas) un robot\b|\bvérification de (?:sécurité|votre navigateur)\b|\baccès (?:refusé|bloqué|interdit)\b|\btrafic inhabituel\b|\b(?:no|que) (?:eres|soy|es) un(?: ser)? (?:robot|humano)\b|\bcomprobación de seguridad\b|\bverificación de seguridad\b|\bacceso (?:denegado|bloqueado)\b|\btráfico inusual\b|\bcomprobando (?:tu|su) navegador\b|\bnão (?:é|sou) um robô\b|\bverificação de segurança\b|\bacesso (?:negado|bloqueado)\b|\btráfego incomum\b|\bnon sei un robot\b|\bnon sono un robot\b|\baccesso negato\b|\bverifica di sicurezza\b",
    r"\b(?:inte|ikke) en robot\b|\bet ole robotti\b|\b(?:nie jesteś|nie jestem) robotem\b|\bodmowa dostępu\b|\bdostęp (?:zabroniony|zablokowany)\b|\bsprawdzanie przeglądarki\b|\bnejste robot\b|\bnem (?:vagyok|vagy) robot\b|\bnu (?:sunteți|ești|sunt) (?:un )?robot\b|\brobot (?:değil|olmadığ)\w*|\bgüvenlik (?:kontrol|doğrulama)\w*|\btarayıcınız\b[^.]{0,20}\bkontrol\b|\berişim (?:engellendi|reddedildi)\b|\bdoğrulama kodu\b|\bkhông phải (?:là )?(?:người máy|robot)\b|\bxác minh\b|\btruy cập bị từ chối\b|\bmã xác nhận\b|\bbukan (?:ro)?bot\b|\bakses ditolak\b|\bverifikasi keamanan\b",
    r"не робот|проверк\w+ (?:вашего )?браузера|проверка безопасности|подозрительн\w+ (?:трафик|активность|запрос\w*)|слишком много запросов|доступ (?:ограничен|запрещ[её]н|заблокирован|закрыт)|введите (?:символы|код с)|не є роботом|перевірк\w+ браузера|доступ заборонено|δεν είστε ρομπότ|έλεγχος ασφαλείας|لست (?:برنامج )?روبوت|التحقق من (?:أنك|المتصفح|الأمان)|تم (?:رفض|حظر) (?:الوصول|وصولك)|ربات نیستید|کد امنیتی|אינך רובוט|אני לא רובוט|גישה נדחתה|रोबोट नहीं|सत्यापित करें|ไม่ใช่โปรแกรมอัตโนมัติ|ไม่ใช่(?:หุ่นยนต์|บอท)|ยืนยันว่าคุณ",
    r"ロボットでは|アクセスが(?:制限|拒否|集中|ブロック)|不正なアクセス|画像認証|認証を?(?:完了|行って)|セキュリティ(?:チェック|確認)|로봇이 ?아닙|비정상적인 ?(?:접근|트래픽|요청)|보안 ?문자|접근이 ?(?:제한|차단|거부)|자동 ?(?:입력|등록) ?방지|사람인지|验证码|驗證碼|安全验证|安全驗證|安全检查|人机(?:验证|识别)|访问验证|(?:访问|操作|请求|訪問|操作|請求)(?:过于|過於|太)频?頻?繁|环境异常|滑动(?:验证|滑块)|拖动|访问(?:受限|被拒绝|被阻断)|不是机器人|不是機器人|异常(?:访问|流量|请求)",
)
_LOGIN = phrases(
    r"\b(?:log|sign)[ -]?(?:in|on)\b|\bmembers? (?:only|area)\b|\bauthenticat\w+\b|\bsingle sign-on\b|\bpassword[ -]protected\b|\benter (?:the |your )?password\b|\banmeld\w*|\beinlogg\w*|\bpasswort\w*|\bse connecter\b|\bconnectez-vous\b|\bidentifi(?:ez-vous|ant)\b|\bmot de passe\b|\biniciar sesión\b|\binici[ea] sesión\b|\bacceder\b|\bcontraseña\b|\binicia la sessió\b|\bfaça (?:o )?login\b|\bfazer login\b|\biniciar sessão\b|\bsenha\b|\baccedi\b|\bautentica\w*|\bparola d'ordine\b|\binloggen\b|\baanmelden\b|\bwachtwoord\b|\blogga in\b|\blog(?:g|) (?:ind|inn|på)\b|\bkirjaudu\b|\bsalasana\b|\bzalog\w+|\bhasł\w+|\bpřihl\w+|\bprihl\w+|\bheslo\b|\bbejelentkez\w*|\bjelszó\b|\bautentific\w*|\bconectare\b|\bparol\w*\b|\bgiriş yap\w*|\boturum aç\w*|\bşifre\w*|\bđăng nhập\b|\bmật khẩu\b|\bmasuk\b|\bkata sandi\b|\bprijav\w+|\blozink\w+",
    r"войти|войдите|вход\b|авториз\w+|пароль|зарегистрир\w+|увійти|увійдіть|влез|σύνδεση|συνδεθείτε|κωδικό|تسجيل الدخول|سجل الدخول|كلمة المرور|ورود|رمز عبور|התחבר\w*|כניסה|סיסמ\w+|लॉग ?इन|पासवर्ड|เข้าสู่ระบบ|ล็อกอิน|รหัสผ่าน|ログイン|サインイン|パスワード|로그인|비밀번호|登录|登入|登陆|登錄|密码|密碼",
)
_RESTRICTED = phrases(
    r"\bprivate\b|\bpermission\w*|\bnot authori[sz]ed\b|\bunauthori[sz]ed\b|\brestricted\b|\b(?:members|subscribers|registered users)[ -]only\b|\bneed access\b|\brequest access\b|\bsubscribe to (?:read|continue)\b|\bfreigabe\b|\bnur für (?:mitglieder|abonnenten)\b|\bberechtigung\w*|\bréservée? aux\b|\bprivée?\b|\bautoris\w+|\bprivad[oa]\b|\bpermiso\w*|\bsolo (?:para )?(?:miembros|suscriptores)\b|\bpermiss(?:ão|ões)\b|\bautorizzat\w+|\briservat\w+|\bprivat\w*\b|\buprawnie\w*|\bprywatn\w+|\bizin\w*|\byetki\w*|\bözel\b|\bquyền\b|\bizin\b",
    r"прав доступа|нет прав|приватн\w+|закрытая|только для|недостаточно прав|доступ ограничен|ιδιωτικ\w+|خاص\w*|صلاحي\w+|خصوصی|פרטי|הרשא\w+|अनुमति|निजी|ส่วนตัว|สิทธิ์|非公開|限定公開|会員限定|権限|비공개|권한|회원 ?전용|权限|權限|会员|會員|私密|私有|仅(?:限|对)|无权",
)
_REGION = phrases(
    r"\b(?:in|from|for) (?:your|this|the) (?:current )?(?:country|region|location|area|territory)\b|\bgeo(?:graphic\w*|-?block\w*|-?restrict\w*)?\b|\boutside (?:of )?(?:the )?(?:us|uk|eu|united|japan)\b|\bgdpr\b|\beuropean (?:union|economic)\b|\bcourt order\b|\blegal (?:reasons|demand|request|process)\b|\bcopyright (?:claim|infring|strike)\w*|\bdmca\b|\bin ihrem land\b|\bihrer region\b|\bgerichtlich\w*|\bvotre (?:pays|région)\b|\bdécision de justice\b|\b(?:tu|su) (?:país|región|ubicación)\b|\borden judicial\b|\b(?:seu|teu) país\b|\bsua região\b|\bordem judicial\b|\b(?:tuo|suo) paese\b|\btua (?:zona|regione)\b|\bautorità giudiziaria\b|\btwoim (?:kraju|regionie)\b|\buw land\b|\bditt land\b|\bmahkeme karar\w*|\b5651\b|\bülkenizde\b|\bbölgenizde\b|\bkoruma tedbiri\b|\bkhu vực của bạn\b|\bquốc gia của bạn\b|\b(?:negara|wilayah) anda\b|\binternet ?positif\b|\btrust ?positif\b|\bkominfo\b|\bkomdigi\b",
    r"ваш\w+ (?:регион\w*|стран\w*)|роскомнадзор\w*|решени\w+ (?:суда|фнс|генпрокур)|по требованию|149-фз|вашій (?:країні|регіоні)|(?:بلدك|منطقتك|دولتك)|کشور شما|המדינה שלך|באזור שלך|आपके (?:देश|क्षेत्र)|ประเทศของคุณ|คำสั่งศาล|海外(?:から|の)|お住まいの(?:国|地域)|地域では|해당 ?국가|지역에서|방송통신심의|불법[·.]?유해|warning\.or\.kr|(?:您|你)?(?:所在|所处)?的?(?:地区|地區|国家|國家)(?:无法|不可|暂不|不支持|不提供)|仅限(?:中国)?(?:大陆|境内)|海外|未备案|应.{0,6}(?:法院|法律|监管)",
)
_FOR_SALE = phrases(
    r"\bdomain(?: name)?s?\b(?:[^.!?]|\.(?=\w)){0,60}\b(?:for sale|(?:is|are|may be|might be) (?:available|for sale)|buy|purchase|make (?:an )?offer|auction|parked|inquire|acquire|own it)\b|\b(?:buy|purchase|get|own|acquire|inquire about) (?:this|the) (?:web ?)?(?:domain|site|website|name)\b|\bdomain (?:has )?expired\b|\bdomain parking\b|\bparked (?:domain|free|page)\b|\bdomain (?:is |has been )?parked\b|\brenew (?:your|this|the) domain\b",
    r"\b(?:domain|domäne|domein|domene|domenet|domäne|domän|domænet?)\w*\b(?:[^.!?]|\.(?=\w)){0,60}(?:zu verkaufen|zum verkauf|kaufen|erwerben|te koop|kopen|till salu|til salg|köpa|købe?|kjøp)|(?:kaufen sie|koop) (?:diese|deze|dit) domain|\b(?:nom de )?domaine\b(?:[^.!?]|\.(?=\w)){0,60}(?:à vendre|en vente|achet\w+|disponible à)|\b(?:dominio|domínio|domini)\b(?:[^.!?]|\.(?=\w)){0,60}(?:en venta|se vende|comprar|compra|à venda|venda|in vendita|acquist\w+)|\bdomeniu\w*\b(?:[^.!?]|\.(?=\w)){0,60}(?:de vânzare|vânzare|cumpăr\w+)|\bdomen\w*\b(?:[^.!?]|\.(?=\w)){0,60}(?:na sprzedaż|do sprzedania|sprzeda\w*|kup\w*|wystawion\w*)|\bdomén\w*\b(?:[^.!?]|\.(?=\w)){0,60}(?:na prodej|na predaj|koupit|kúpiť|eladó)|\b(?:eladó|megvásárolható)\b[^.!?]{0,40}\bdomain|\bdomain\w*\b(?:[^.!?]|\.(?=\w)){0,60}(?:eladó|megvásárol|satılık|satıl|satın al|prodaj|dijual|jual|bán|myytävän|myydään|müüa|parduod|pārdod)|\bverkkotunnu\w*\b[^.!?]{0,40}myy|\balan ad\w+\b(?:[^.!?]|\.(?=\w)){0,60}sat\w+|satılık (?:domain|alan ad)|\btên miền\b(?:[^.!?]|\.(?=\w)){0,60}(?:bán|mua|chuyển nhượng)|\bnama domain\b(?:[^.!?]|\.(?=\w)){0,60}(?:dijual|beli)",
    r"домен\w*(?:[^.!?]|\.(?=\w)){0,60}(?:прода\w+|купить|выставлен|припаркован|освобо\w+|ист[её]к\w*)|(?:купить|продається|купити)[^.!?]{0,20}домен|домен\w*(?:[^.!?]|\.(?=\w)){0,60}(?:продається|купити|за продан|се продава)|(?:όνομα χώρου|domain)(?:[^.!?]|\.(?=\w)){0,60}πωλείται|(?:نطاق|دومين|النطاق)(?:[^.!?]|\.(?=\w)){0,60}(?:للبيع|شراء)|دامنه(?:[^.!?]|\.(?=\w)){0,60}(?:فروش|خرید)|(?:דומיין|דומיין זה|שם המתחם)(?:[^.!?]|\.(?=\w)){0,60}(?:למכירה|לרכישה)|डोमेन(?:[^.!?]|\.(?=\w)){0,60}(?:बिक्री|खरीद)|โดเมน(?:[^.!?]|\.(?=\w)){0,60}(?:ขาย|ซื้อ)",
    r"(?:域名|网域|網域|網址)[^。！？]{0,40}(?:出售|转让|轉讓|售卖|购买|購買|拍卖|竞价|待售|已过期|到期|停放)|(?:出售|转让|购买)[^。！？]{0,10}域名|ドメイン[^。！？]{0,40}(?:売|販売|購入|有効期限|失効|取得でき|取得され|登録され)|도메인[^.!?]{0,40}(?:판매|구매|매매|만료|파킹)",
)
_GAMBLING_WORDS = (
    r"\bcasin[oò]s?\b|\bcassinos?\b|\bslots?\b|\bgacor\b|\bjudi\b|\btogel\b|\bmaxwin\b|\bbetting\b|\bsportsbook\b|\bpoker\b|\bbaccarat\b|\broulett?e\b|\bjackpots?\b|\bfree spins?\b|\bapuestas\b|\btragamonedas\b|\bcaça[- ]?níqueis\b|\bapostas?\b|\bscommesse\b|\bwetten\b|\bspielautomaten\b|\bgokken\b|\bkasyno\b|\bautomaty\b|\bbukmacher\w*|\bbahis\w*|\bkumar\w*|\bdeneme bonusu\b|\bnhà cái\b|\bcá cược\b|\bcá độ\b|\bnổ hũ\b|\bviagra\b|\bcialis\b|\bporno?\b|\bxxx\b|\bescorts?\b|\bpayday loans?\b|\breplica watches\b|\bkaszinó\w*|\bkasiino\w*|\bkasino\w*|\bnettikasino\w*|\bpariuri\b",
    r"казино|букмекер\w*|ставки на спорт|игровые автоматы|рулетк\w+|слот(?:ы|ів)|καζίνο|στοίχημα|كازينو|رهانات|شرط بندی|کازینو|קזינו|הימורים|कैसीनो|सट्टा|คาสิโน|สล็อต|บาคาร่า|แทงบอล|พนัน|ເວັບ|カジノ|パチンコ|スロット|バカラ|카지노|토토|바카라|슬롯|먹튀|娱乐城|娛樂城|博彩|彩票|百家乐|百家樂|赌场|賭場|棋牌|六合彩|老虎机|体育投注|线上娱乐",
)
_GAMBLING = phrases(*_GAMBLING_WORDS)
_GAMBLING_STEMS = stems(*_GAMBLING_WORDS)
_SUSPENDED = phrases(
    r"\b(?:account|site|website|web site|hosting|page|domain|service|blog|server|store|shop)\b[^.!?]{0,40}\b(?:suspended|disabled|deactivated|terminated|inactive)\b|\bsuspended (?:page|account|site|website|domain)\b|\bhosting (?:plan |account |package )?(?:has )?expired\b|\bcontact your hosting provider\b|\bnon-?payment\b|\b(?:konto|webspace|webseite|website|account|präsenz)\b[^.!?]{0,40}(?:gesperrt|deaktiviert)|\b(?:compte|site|hébergement)\b[^.!?]{0,40}(?:suspendu|désactivé|expiré)|\b(?:cuenta|sitio|alojamiento|hosting|web)\b[^.!?]{0,40}suspendid\w+|\b(?:conta|site|hospedagem)\b[^.!?]{0,40}(?:suspens\w+|desativad\w+)|\b(?:sito|account|hosting|dominio)\b[^.!?]{0,40}(?:sospes\w+|disattivat\w+)|\b(?:konto|strona|serwis|usługa|hosting)\b[^.!?]{0,40}(?:zawieszon\w+|zablokowan\w+|wygas\w+)|\b(?:účet|web|stránk\w+|hosting)\b[^.!?]{0,40}(?:pozastaven|zablokován|deaktivován)\w*|\b(?:cont|site|găzduire)\w*\b[^.!?]{0,40}suspendat\w*|\b(?:fiók|tárhely|oldal|weboldal)\w*\b[^.!?]{0,40}(?:felfüggeszt|letilt)\w*|\b(?:site|hesap|hosting|hesabı)\w*\b[^.!?]{0,40}askıya|\b(?:account|website)\b[^.!?]{0,30}opgeschort|\b(?:akun|situs|website|hosting)\b[^.!?]{0,40}(?:ditangguhkan|dinonaktifkan|suspend)|\b(?:tài khoản|website|trang web|hosting)\b[^.!?]{0,40}(?:tạm (?:ngưng|khóa|dừng)|bị khóa|hết hạn)",
    r"(?:аккаунт|сайт|хостинг\w*|услуга|площадка)[^.!?]{0,40}(?:заблокирован|приостановлен|отключ[её]н|не оплачен|закончил)\w*|(?:акаунт|обліковий запис|сайт)[^.!?]{0,40}(?:заблоковано|призупинено)|λογαριασμός[^.!?]{0,30}ανασταλεί|(?:تم|قد تم)? ?(?:إيقاف|تعليق|تعطيل) (?:هذا |الحساب|الموقع|الاستضافة|حساب|موقع)|(?:حساب|سایت|هاست)[^.!?]{0,30}(?:مسدود|معلق|تعلیق)|(?:החשבון|האתר)[^.!?]{0,30}(?:הושעה|הושבת|מושעה)|खाता[^.!?]{0,30}निलंबित|ถูกระงับ|アカウント[^。]{0,20}(?:停止|凍結)|利用(?:が|を)?停止|サーバー[^。]{0,12}契約|(?:계정|사이트|호스팅|홈페이지)[^.]{0,20}(?:정지|중지|만료|차단)|(?:站点|网站|空间|主机|虚拟主机|账号|網站|空間|主機)[^。]{0,16}(?:暂停|停用|关闭|关停|停止|欠费|到期|过期|封停|停權|暫停)",
)
_CLOSED = phrases(
    r"\b(?:has|have|is|are) (?:now )?(?:permanently )?(?:closed|shut ?down|ceased|discontinued|retired)\b|\bshut(?:ting)? down\b|\bservice (?:has )?ended\b|\bfarewell\b|\bgoodbye\b|\bwurde eingestellt\b|\beingestellt\b|\bfermé définitivement\b|\ba fermé\b|\bcerrado definitivamente\b|\bha cerrado\b|\bencerr(?:ad|ou)\w*|\bchiuso definitivamente\b|\bha chiuso\b|\bzakończy\w+ działalność\b|\bzamknięt\w+|\bukončen\w*|\bmegszűnt\b|\bgestopt\b|\blagts ner\b|\blukket\b|\bkapan(?:dı|mış)\w*|\bngừng hoạt động\b|\bditutup\b|\b(?:has|have) ceased\b|\bout of business\b|\ba cessé\b|\bcesó\b|\bha cesado\b|\bdejó de (?:funcionar|operar)\b|\bha cessato\b|\bopgeheven\b|\bhar (?:upphört|stängt)\b|\blopettanut toimintansa\b|\bukončil\w*|\bđã đóng cửa\b|\bberhenti beroperasi\b",
    r"прекратил\w* (?:работу|существование)|закрыт навсегда|сайт закрыт|припинив роботу|أغلق|تعطیل شد|נסגר|ปิดให้บริการ|サービス(?:は|を)?終了|閉鎖(?:しました|いたしました)|(?:서비스|사이트)(?:가|를|을)? ?(?:종료|폐쇄)|停止(?:运营|运行|服务|營運)|已关站|关站|结束运营|終止服務|σταμάτησε τη λειτουργία|έκλεισε οριστικά|διέκοψε τη λειτουργία|توقفت? (?:عن العمل|الخدمة|نهائي)|ปิดกิจการ|ยุติการให้บริการ|閉店(?:しました|いたしました)|문을 ?닫|운영을? ?(?:종료|중단)|已(?:经)?停业|结业",
)
_BROKEN = phrases(
    r"\btoo many requests\b|\brate limit (?:exceeded|reached)\b|\bthrottled\b|\btoo many connections\b|\bparse error\b: |请求过于频繁|访问过于频繁|リクエストが多すぎ",
    r"\binternal server error\b|\bbad gateway\b|\bgateway time-?out\b|\bservice (?:temporarily )?unavailable\b|\bdatabase (?:connection )?error\b|\berror establishing a database\b|\bfatal error\b|\bweb server is down\b|\bsomething went wrong\b|\bunexpected error\b|\bapplication error\b|\bexception\b|\bstack trace\b|\bsystem error\b|\bserver error\b|\berror 5\d\d\b|\b50[0-4]\b|\bserverfehler\b|\berreur (?:interne|serveur)\b|\berror (?:interno|del servidor)\b|\berro (?:interno|no servidor)\b|\berrore (?:interno|del server)\b|\bbłąd serwera\b|\bsunucu hatası\b|\blỗi (?:máy chủ|hệ thống)\b|\bkesalahan server\b",
    r"внутренняя ошибка|ошибка сервера|помилка сервера|σφάλμα διακομιστή|خطأ (?:في )?(?:الخادم|داخلي)|خطای سرور|שגיאת שרת|सर्वर त्रुटि|ข้อผิดพลาดของเซิร์ฟเวอร์|サーバーエラー|システムエラー|エラーが発生|서버 ?오류|시스템 ?오류|오류가 ?발생|服务器(?:错误|内部错误|异常|繁忙)|系统(?:错误|繁忙|异常)|伺服器錯誤",
)
# A whole program's error, in the words of the program: frameworks, proxies, content systems.
_PROGRAM = phrases(
    r"\bcritical error\b|\bkritische[nr]? fehler\b|\berreur critique\b|\berror crítico\b|\berro crítico\b|\berrore critico\b|\bkritieke fout\b|\bbłąd krytyczny\b|критическ\w+ ошибк\w*|重大なエラー|致命的なエラー|严重错误|致命错误",
    r"\brequested url could not be retrieved\b|\berror:? (?:code:? )?1[0-2]\d\d\b|\btunnel error\b|\borigin (?:dns|is unreachable)\b|\bruntime error\b|\bguru meditation\b|\bno server is available\b|\bbackend fetch failed\b",
    r"\btraceback \(most recent call last\)|\bsqlstate\[|\bmysqli?_\w+\(|\bora-\d{5}\b|\bpdoexception\b|\buncaught (?:\w+ )?(?:error|exception)\b|\bunhandled (?:\w+ )?(?:error|exception)\b|\b\w+(?:error|exception|doesnotexist) at /|\bdoesnotexist at\b|\bexception in thread\b|\bgoroutine \d+ \[",
)
_ACCEPT = phrases(
    r"\baccept\w*|\bagree\w*|\ballow (?:all|cookies)\b|\bgot it\b|\bi understand\b|\bakzeptier\w*|\beinverstanden\b|\bzustimm\w*|\bj'accepte\b|\btout accepter\b|\bsans accepter\b|\bd'accord\b|\bacept\w+|\baceit\w+|\baccett\w+|\bconsent\w*|\bakkoord\b|\baccepteren\b|\bgodkänn\w*|\bgodta\w*|\bgodkend\b|\btillad\b|\bhyväksy\w*|\bzgadzam\b|\bakceptuj\w*|\bpřijm\w+|\bsouhlasím\b|\belfogad\w*|\bkabul\b|\bđồng ý\b|\bsetuju\b",
    r"принять|соглас\w+|прийняти|αποδοχή|موافق|קבל|אישור|ยอมรับ|同意|接受|承諾|同意する|동의|수락",
)
# What a page says that wants another visitor: without a blocker, with a newer browser, later in a queue, on this network.
_BLOCKER = r"(?:ad ?-?block\w*|werbeblocker|bloqueurs? de (?:pub|publicités?)|bloqueador(?:es)? de (?:anuncios|publicidad|anúncios)|blocco annunci|adblocker|блокировщик\w* рекламы|блокувальник\w* реклами)"
_SWITCH_OFF = r"(?:detect\w*|disabl\w*|turn(?:ing|ed)? off|switch(?:ing|ed)? off|deactivat\w*|paus\w+|whitelist\w*|erkannt|deaktivier\w*|ausschalten|détecté|désactiv\w*|detectado|desactiv\w*|desativ\w*|rilevato|disattiv\w*|wyłącz\w*|wykry\w+|отключи\w*|обнаружен\w*|вимкн\w+)"
_OTHER_VISITOR = phrases(
    rf"\b{_BLOCKER}[^.!?]{{0,40}}\b{_SWITCH_OFF}|\b{_SWITCH_OFF}\b[^.!?]{{0,40}}\b{_BLOCKER}|広告ブロック[^。]{{0,20}}(?:無効|解除|検出)|광고 ?차단[^.]{{0,20}}(?:해제|감지)|(?:关闭|停用|检测到|關閉|偵測到)[^。]{{0,16}}(?:广告(?:拦截|屏蔽)|廣告攔截)",
    r"\b(?:un|not )supported browser\b|\bbrowser (?:is |version is )?(?:not supported|unsupported|outdated|out of date|too old)\b|\b(?:update|upgrade) your browser\b|\bbrowser wird (?:leider )?nicht (?:mehr )?unterstützt\b|\bbrowser veraltet\b|\bnavigateur (?:n'est (?:pas|plus) (?:supporté|pris en charge|compatible)|obsolète)|\bnavegador no (?:es )?(?:compatible|soportado|admitido)|\bnavegador não (?:é )?(?:compatível|suportado)|\bbrowser non (?:è )?supportato|браузер (?:не поддерживается|устарел)|ブラウザ[^。]{0,20}(?:対応して(?:い|お)|サポートされて|非対応)|지원(?:되지|하지) ?않는 ?브라우저|浏览器(?:版本)?(?:过低|过旧|不支持|太旧)",
    r"\byou(?:'re| are) (?:now )?in (?:line|(?:the |a )?queue)\b|\bvirtual (?:waiting room|queue)\b|\bsie befinden sich in der warteschlange\b|\bvous êtes dans la file d'attente\b|\bestás en (?:la )?(?:fila|cola)\b|\bfila virtual\b|\bcoda virtuale\b|вы (?:находитесь )?в очереди|виртуальн\w+ очеред\w+|順番待ち|대기열에|正在排队|您正在排队",
    r"\bwelcome to [^.!?]{0,40}\bwi-?fi\b|\bguest wi-?fi\b|\bwi-?fi (?:login|access|portal)\b|\bcaptive portal\b|\bwlan-?(?:zugang|portal)\b|\bportail (?:captif|wi-?fi)\b|无线网络认证|上网认证",
)
_WITHHELD = phrases(
    r"\b(?:un|not )available\b|\bcannot be (?:granted|accessed|shown|played|displayed|provided)\b|\b(?:is|was|been) (?:blocked|withheld|restricted)\b|\bnicht (?:verfügbar|zugänglich|abrufbar)\b|\bgesperrt\b|\b(?:pas|plus) (?:disponible|accessible)\b|\bno (?:está )?disponible\b|\bnão (?:está )?disponível\b|\bnon (?:è )?disponibile\b|\bniet beschikbaar\b|\bniedostępn\w+|недоступ\w+|заблокирован\w*|ограничен\w*|غير متاح\w*|ご利用いただけ|視聴できません|이용(?:하실|할) ?수 ?없|无法(?:访问|观看|播放|使用)|無法(?:觀看|使用|存取)",
)
# A title or heading that is a refusal and nothing else.
_REFUSED = re.compile(
    r"(?:access (?:is |has been |was )?(?:denied|forbidden|blocked|restricted)|forbidden|request (?:blocked|rejected|denied)|(?:you have been |you are |you've been )blocked|"
    r"not authori[sz]ed|unauthori[sz]ed|access to this (?:page|site|website|resource) (?:has been |is |was )?(?:denied|blocked|forbidden|restricted)|"
    r"zugriff (?:verweigert|gesperrt|blockiert|nicht erlaubt)|zugang verweigert|accès (?:refusé|interdit|bloqué)|acceso (?:denegado|prohibido|bloqueado)|acesso (?:negado|proibido|bloqueado)|"
    r"accesso negato|accesso non autorizzato|toegang geweigerd|åtkomst nekad|adgang nægtet|ingen tilgang|pääsy (?:evätty|estetty)|odmowa dostępu|brak dostępu|dostęp zabroniony|přístup (?:odepřen|zamítnut)|"
    r"hozzáférés megtagadva|acces interzis|erişim (?:engellendi|reddedildi|yasak\w*)|truy cập bị từ chối|akses ditolak|доступ (?:запрещ[её]н|ограничен|заблокирован|закрыт)|доступ заборонено|"
    r"تم رفض الوصول|الوصول (?:مرفوض|ممنوع)|دسترسی (?:غیرمجاز|ممنوع)|גישה נדחתה|ปฏิเสธการเข้าถึง|アクセス(?:が)?(?:拒否|禁止)(?:されました)?|접근(?:이)? ?(?:거부|차단)(?:되었습니다)?|访问(?:被拒绝|被禁止|受限|被阻断|被拦截)|禁止访问|拒绝访问|存取被拒|網站防火牆|网站防火墙)",
    re.IGNORECASE,
)
_BESIDES_REFUSED = re.compile(r"\b(?:http|error|status|code|40[135]|451)\b", re.IGNORECASE)
_PARTS = re.compile(r"\s[|–—·»›:-]\s")
_DEFAULT_SITE = phrases(
    r"\bserver'?s default page\b|\bgenerated by plesk\b|\bno web ?site at this address\b|\bhier entsteht\b|\bentsteht (?:in kürze )?eine neue\b|\b(?:diese|die) (?:domain|internetadresse)\b[^!?]{0,40}\b(?:registriert|reserviert|konnektiert)\b|\b(?:this|the) (?:domain|site|website) (?:is|has been|was) (?:just |already |newly )?(?:registered|reserved)\b|\bce domaine (?:est|a été) (?:réservé|enregistré)\b|\beste dominio (?:está|ha sido|foi) (?:registrado|reservado)\b|\bquesto dominio è (?:registrato|riservato)\b|\bdeze domeinnaam is (?:geregistreerd|gereserveerd)\b|\bta domena (?:jest|została) (?:zarejestrowana|zaparkowana)\b|домен (?:зарегистрирован|припаркован)|域名(?:已注册|尚未绑定|未绑定)|站点创建成功|没有找到站点",
    r"^\W*it works!?\W*$|\bwelcome to (?:nginx|openresty|caddy|centos|lighttpd|tengine|apache)\b|\btest page for the\b",
    r"\b(?:apache2?|nginx|iis|plesk|cpanel|litespeed)\b[^.]{0,30}\bdefault (?:web )?(?:site )?page\b|\biis windows\b",
    r"\bdefault (?:web ?site|web|plesk|parallels|server) page\b|\bfuture home of\b|\bindex of /\s*$",
)
_CONSENT = phrases(
    r"\bcookie\w*|\bconsent\w*|\bbefore you continue\b|\bwe (?:value|care about|respect) your privacy\b|\bprivacy choices\b|\bvie privée\b|\bprivatsphäre\b|\bpur-?abo\b|\bmit werbung\b|\bsu privacidad\b|\btu privacidad\b|\bsua privacidade\b|\btua privacy\b|\bpartners\b|\bdatenschutz\w*|\beinwilligung\w*|\bzustimm\w*|\bconsentement\b|\baccepter\b|\bconsentimiento\b|\baceptar\b|\baceitar\b|\bconsenso\b|\baccett\w+|\btoestemming\b|\bsamtyck\w*|\bsamtykke\b|\bzgod\w+|\bsouhlas\w*|\bhozzájárul\w*|\bçerez\w*",
    r"согласи\w+|συγκατάθεση|クッキー|同意|쿠키|동의",
)
_AGE = phrases(
    r"\b(?:are you|i am|must be|over|at least) (?:over |at least )?(?:18|21|20|19)\b|\b(?:18|21)\+|\bage (?:verification|gate|check|restricted)\b|\b(?:über|mindestens) 18\b|\b(?:plus de|avez) 18 ans\b|\bmayor(?:es)? de (?:18|edad)\b|\bmaior(?:es)? de (?:18|idade)\b|\bmaggiorenn\w+|\b18 yaş\w*|\bpełnoletni\w*|\bukończyłe\w+ 18\b",
    r"(?:вам|мне) (?:уже )?(?:есть )?18|18歳以上|年齢確認|만 ?19세|성인 ?인증|(?:年满|已满|未满)(?:18|十八)|18岁",
)


_SORRY = phrases(
    r"\b(?:sorry|oops|uh-?oh|whoops|home(?:page)?|front page|go back|back to|return|search|try|check (?:the|that|your)|contact|moved|mistyped|typed|looking for|link|url|address|report|ref|id|code|error)\b|"
    r"\b(?:leider|entschuldig\w*|startseite|zurück|such\w*|désolée?s?|accueil|retour|recherch\w+|lo sentimos|disculp\w+|inicio|volver|busc\w+|desculp\w*|lamentamos|ops|voltar|página inicial|pesquis\w+|spiacenti|ci dispiace|torna|cerca|helaas|terug|zoek\w*|tyvärr|beklager|desværre|dessverre|tilbake|tilbage|startsida\w*|forside\w*|hem|valitettavasti|etusivu\w*|hae|przepraszamy|niestety|stron\w+ głów\w+|powrót|wróć|szukaj|wyszuk\w+|omlouváme|bohužel|zpět|domů|hled\w+|ľutujeme|späť|sajnáljuk|vissza|főoldal|keres\w*|ne pare rău|înapoi|acas[ăa]|caut\w+|üzgünüz|maalesef|ana ?sayfa\w*|geri|ara\w*|xin lỗi|rất tiếc|trang chủ|quay lại|tìm kiếm|maaf|beranda|kembali|cari|žao|početn\w+|natrag)\b",
    r"извин\w+|к сожалению|главн\w+|назад|вернуться|поиск|воспользуйтесь|на жаль|перейти|вибач\w+|головн\w+|пошук|λυπούμαστε|συγγνώμη|αρχική|επιστροφή|αναζήτηση|عذر\w*|نأسف|للأسف|الرئيسية|العودة|البحث|ابحث|متأسف|صفحه اصلی|بازگشت|جستجو|סליחה|מצטערים|דף הבית|חזרה|חיפוש|क्षमा|खेद|मुख|होम|वापस|खोज|ขออภัย|หน้าแรก|กลับ|ค้นหา|申し訳|恐れ入り|トップ|戻る|検索|ホーム|お手数|죄송|홈으로|메인|돌아가|뒤로|검색|확인|抱歉|对不起|對不起|返回|首页|首頁|搜索|搜尋|回到|请检查|請檢查|试试|上一页",
)


def besides_error(text: str) -> int:
    """How much a headline says besides an error and its regrets, in Latin letters (one of CJK weighs two)."""
    rest = text
    for pattern in (_LATIN_NOT_FOUND, _OTHER_NOT_FOUND, _SORRY):
        rest = pattern.sub(" ", rest)
    rest = re.sub(r"\W+", "", rest)
    return len(rest) + sum(1 for letter in rest if letter >= "\u2e80")


def says_sorry(text: str) -> bool:
    """What error pages say besides: regrets, 'back to the home page', 'try a search'."""
    return bool(_SORRY.search(text))


def says_not_found(text: str) -> bool:
    """'page not found', 'has been deleted', 'link expired' …"""
    return bool(_LATIN_NOT_FOUND.search(text) or _OTHER_NOT_FOUND.search(text))


def says_default_site(text: str) -> bool:
    """What a web server shows before anybody has put a site on it."""
    return bool(_DEFAULT_SITE.search(text))


def says_maintenance(text: str) -> bool:
    """'down for maintenance', 'back soon', 'temporarily unavailable' …"""
    return bool(_MAINTENANCE.search(text))


def says_later(text: str) -> bool:
    """That the state is passing: maintenance, a broken server, 'under review'."""
    return bool(
        says_maintenance(text)
        or says_broken(text)
        or re.search(
            r"审核|審核|\b(?:under|in|for|pending|awaiting) (?:\w+ )?review\b|\bbeing reviewed\b|модерац|검토|審査",
            text,
        )
    )


def says_human_check(text: str) -> bool:
    """'verify you are human', 'access denied', 'too many requests' …"""
    return bool(_HUMAN.search(text))


def says_login(text: str) -> bool:
    """'log in', 'password', in many languages."""
    return bool(_LOGIN.search(text))


def says_restricted(text: str) -> bool:
    """'private', 'members only', 'no permission' …"""
    return bool(_RESTRICTED.search(text))


def says_region(text: str) -> bool:
    """'not available in your country', 'blocked by court order' …"""
    return bool(_REGION.search(text))


def says_for_sale(text: str) -> bool:
    """'this domain is for sale', 'domain expired' …"""
    return bool(_FOR_SALE.search(text))


def says_gambling(text: str) -> int:
    """How many words of casinos, betting and the other usual tenants of usurped names."""
    text = text[:20_000]
    if not any(stem in text for stem in _GAMBLING_STEMS):
        return 0
    return sum(1 for _ in _GAMBLING.finditer(text))


def says_suspended(text: str) -> bool:
    """'this account has been suspended' …"""
    return bool(_SUSPENDED.search(text))


def says_closed(text: str) -> bool:
    """'has shut down', 'service ended' …"""
    return bool(_CLOSED.search(text))


def says_broken(text: str) -> bool:
    """'internal server error', 'something went wrong' …"""
    return bool(_BROKEN.search(text))


def says_program_error(text: str) -> bool:
    """'critical error', 'Traceback (most recent call last)', 'SQLSTATE[…' …"""
    return bool(_PROGRAM.search(text))


def says_accept(text: str) -> bool:
    """The button of a notice that asks for consent, in many languages."""
    return bool(_ACCEPT.search(text))


def says_other_visitor(text: str) -> bool:
    """'disable your ad blocker', 'your browser is not supported', 'you are in line', 'guest Wi-Fi' …"""
    return bool(_OTHER_VISITOR.search(text))


def says_withheld(text: str) -> bool:
    """'not available', 'access cannot be granted' …"""
    return bool(_WITHHELD.search(text))


def is_refusal(text: str) -> bool:
    """Whether a title or heading is 'Access denied', '403 Forbidden' and nothing else but a site's name."""
    if not 0 < len(text) <= 200:
        return False
    parts = [re.sub(r"^\W+|\W+$", "", _BESIDES_REFUSED.sub(" ", part)) for part in _PARTS.split(text)]
    return any(_REFUSED.fullmatch(part) for part in (parts[0], parts[-1]))


def says_consent(text: str) -> bool:
    """Cookies, consent, privacy."""
    return bool(_CONSENT.search(text))


def says_age(text: str) -> bool:
    """'are you over 18?' …"""
    return bool(_AGE.search(text))
