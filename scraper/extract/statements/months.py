"""Month names by language: twelve words a line, alternatives joined by `|`, inner spaces written `_`.

Wide and abbreviated names, nominative and genitive, and the regional names that CLDR leaves out (Levantine and
Maghreb Arabic, Austrian German, Serbian in both scripts). All words go through `fold` before use.
"""

from __future__ import annotations

__all__ = ["JALALI", "MONTHS"]

MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "january|jan february|feb march|mar april|apr may june|jun",
        "july|jul august|aug september|sep|sept october|oct november|nov december|dec",
    ),
    "de": (
        "januar|jan|jänner|jän|jaenner|jaen februar|feb|feber märz|mär|maerz|mrz april|apr mai juni|jun",
        "juli|jul august|aug september|sept|sep oktober|okt november|nov dezember|dez|dezemb",
    ),
    "fr": (
        "janvier|janv|jan février|févr|fevrier|fev|feb mars|mar avril|avr mai juin",
        "juillet|juil|juill|jul août|aou septembre|sept|sep octobre|oct novembre|nov décembre|déc|dec",
    ),
    "es": (
        "enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun",
        "julio|jul agosto|ago septiembre|sept|set|sep|setiembre octubre|oct noviembre|nov diciembre|dic",
    ),
    "pt": (
        "janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun",
        "julho|jul agosto|ago setembro|set outubro|out novembro|nov dezembro|dez",
    ),
    "it": (
        "gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu",
        "luglio|lug agosto|ago settembre|set ottobre|ott novembre|nov dicembre|dic",
    ),
    "nl": (
        "januari|jan februari|feb maart|mrt|mar april|apr mei juni|jun",
        "juli|jul augustus|aug september|sep|sept oktober|okt november|nov december|dec",
    ),
    "sv": (
        "januari|jan februari|feb mars april|apr maj juni",
        "juli augusti|aug september|sep oktober|okt november|nov december|dec",
    ),
    "no": (
        "januar|jan februar|feb mars|mar april|apr mai juni|jun",
        "juli|jul august|aug september|sep oktober|okt november|nov desember|des",
        "januar|jan februar|feb mars|mar april|apr mai juni|jun",
        "juli|jul august|aug september|sep oktober|okt november|nov desember|des",
    ),
    "da": (
        "januar|jan februar|feb marts|mar april|apr maj juni|jun",
        "juli|jul august|aug september|sep oktober|okt november|nov december|dec",
    ),
    "fi": (
        "tammikuuta|tammi|tammikuu helmikuuta|helmi|helmikuu maaliskuuta|maalis|maaliskuu",
        "huhtikuuta|huhti|huhtikuu toukokuuta|touko|toukokuu kesäkuuta|kesä|kesäkuu",
        "heinäkuuta|heinä|heinäkuu elokuuta|elo|elokuu syyskuuta|syys|syyskuu",
        "lokakuuta|loka|lokakuu marraskuuta|marras|marraskuu joulukuuta|joulu|joulukuu",
    ),
    "is": (
        "janúar|jan febrúar|feb mars|mar apríl|apr maí júní|jún",
        "júlí|júl ágúst|ágú september|sep október|okt nóvember|nóv desember|des",
    ),
    "pl": (
        "stycznia|sty|styczeń lutego|lut|luty marca|mar|marzec kwietnia|kwi|kwiecień maja|maj czerwca|cze|czerwiec",
        "lipca|lip|lipiec sierpnia|sie|sierpień września|wrz|wrzesień|wrzesien|wrzesnia",
        "października|paź|październik|pazdziernika listopada|lis|listopad grudnia|gru|grudzień",
    ),
    "cs": (
        "ledna|led|leden|lednu února|úno|únor|unoru března|bře|březen|breznu",
        "dubna|dub|duben května|kvě|květen června|čvn|červen|cervnu",
        "července|čvc|červenec|cervenci srpna|srp|srpen září|zář",
        "října|říj|říjen listopadu|lis|listopad prosince|pro|prosinec|pros",
    ),
    "sk": (
        "januára|jan|január februára|feb|február marca|mar|marec apríla|apr|apríl mája|máj júna|jún",
        "júla|júl augusta|aug|august septembra|sep|september",
        "októbra|okt|október novembra|nov|november decembra|dec|december",
    ),
    "ru": (
        "января|янв|январь февраля|февр|февраль|фев марта|мар|март апреля|апр|апрель мая|май июня|июн|июнь",
        "июля|июл|июль августа|авг|август сентября|сент|сентябрь|сен|сентяб",
        "октября|окт|октябрь ноября|нояб|ноябрь|ноя декабря|дек|декабрь",
    ),
    "uk": (
        "січня|січ|січень лютого|лют|лютий березня|бер|березень",
        "квітня|квіт|квітень|кві травня|трав|травень|тра червня|черв|червень|чер",
        "липня|лип|липень серпня|серп|серпень|сер вересня|вер|вересень",
        "жовтня|жовт|жовтень|жов листопада|лист|листопад|лис грудня|груд|грудень|гру",
    ),
    "be": (
        "студзеня|сту|студзень лютага|лют|люты сакавіка|сак|сакавік",
        "красавіка|кра|красавік мая|май чэрвеня|чэр|чэрвень",
        "ліпеня|ліп|ліпень жніўня|жні|жнівень верасня|вер|верасень",
        "кастрычніка|кас|кастрычнік лістапада|ліс|лістапад снежня|сне|снежань",
    ),
    "bg": (
        "януари|яну|ян февруари|фев март|мар април|апр май юни",
        "юли август|авг септември|сеп|септ октомври|окт ноември|ное|ноем декември|дек",
    ),
    "sr": (
        "јануар|јан|јануара фебруар|феб|фебруара март|мар|марта април|апр|априла мај|маја јун|јуна",
        "јул|јула август|авг|августа септембар|сеп|септембра|септ",
        "октобар|окт|октобра новембар|нов|новембра децембар|дец|децембра",
        "januar|jan|januara februar|feb|februara mart|mar|marta april|apr|aprila maj|maja jun|juna",
        "jul|jula avgust|avg|avgusta septembar|sep|septembra|sept",
        "oktobar|okt|oktobra novembar|nov|novembra decembar|dec|decembra",
    ),
    "hr": (
        "siječnja|sij|siječanj veljače|velj|veljača ožujka|ožu|ožujak",
        "travnja|tra|travanj svibnja|svi|svibanj lipnja|lip|lipanj",
        "srpnja|srp|srpanj kolovoza|kol|kolovoz rujna|ruj|rujan",
        "listopada|lis|listopad studenoga|stu|studeni prosinca|pro|prosinac",
    ),
    "bs": (
        "januar|jan februar|feb mart|mar april|apr maj juni|jun",
        "juli|jul august|aug septembar|sep oktobar|okt novembar|nov decembar|dec",
    ),
    "sl": (
        "januar|jan|januarja februar|feb|februarja marec|mar|marca april|apr|aprila maj|maja junij|jun|junija",
        "julij|jul|julija avgust|avg|avgusta september|sep|septembra",
        "oktober|okt|oktobra november|nov|novembra december|dec|decembra",
    ),
    "mk": (
        "јануари|јан февруари|фев март|мар април|апр мај јуни|јун",
        "јули|јул август|авг септември|сеп октомври|окт ноември|ное декември|дек",
    ),
    "sq": (
        "janar|jan shkurt|shk mars|mar prill|pri maj qershor|qer",
        "korrik|korr gusht|gush shtator|sht tetor|tet nëntor|nën dhjetor|dhj",
    ),
    "tr": (
        "ocak|oca şubat|şub|subat mart|mar nisan|nis mayıs|may haziran|haz",
        "temmuz|tem ağustos|ağu|agustos eylül|eyl|eylul ekim|eki kasım|kas aralık|ara|aralik",
    ),
    "el": (
        "ιανουαρίου|ιαν|ιανουάριος|ιανουαριος φεβρουαρίου|φεβ|φεβρουάριος|φλεβαρη μαρτίου|μαρ|μάρτιος|μάρ|μαρτη",
        "απριλίου|απρ|απρίλιος|απριλιος μαΐου|μαΐ|μάιος|μάι|μαη ιουνίου|ιουν|ιούνιος|ιούν",
        "ιουλίου|ιουλ|ιούλιος|ιούλ αυγούστου|αυγ|αύγουστος|αύγ σεπτεμβρίου|σεπ|σεπτέμβριος",
        "οκτωβρίου|οκτ|οκτώβριος νοεμβρίου|νοε|νοέμβριος|νοέ δεκεμβρίου|δεκ|δεκέμβριος",
    ),
    "ro": (
        "ianuarie|ian|ianuar februarie|feb martie|mar aprilie|apr mai iunie|iun",
        "iulie|iul august|aug septembrie|sept|septemb|sep octombrie|oct noiembrie|nov|noi|noie decembrie|dec",
    ),
    "hu": (
        "január|jan|januári|januárban február|febr|februári március|márc|márciusi",
        "április|ápr|áprilisi május|máj|májusi június|jún|júniusi",
        "július|júl|júliusi augusztus|aug|augusztusi szeptember|szept|szeptemberi",
        "október|okt|októberi november|nov|novemberi december|dec|decemberi",
    ),
    "ar": (
        "يناير|كانون_الثاني|كانون_ثاني|جانفي|جانفيي فبراير|شباط|فيفري مارس|آذار|اذار",
        "أبريل|نيسان|أفريل|ابريل مايو|أيار|ايار|ماي يونيو|حزيران|جوان|يونية",
        "يوليو|تموز|جويلية|يوليوز|يولية أغسطس|آب|اب|أوت|غشت|اغسطس سبتمبر|أيلول|ايلول|شتنبر",
        "أكتوبر|تشرين_الأول|تشرين_اول|اكتوبر نوفمبر|تشرين_الثاني|تشرين_ثاني|نونبر ديسمبر|كانون_الأول|كانون_اول|دجنبر",
    ),
    "fa": (
        "ژانویهٔ|ژانویه فوریهٔ|فوریه مارس آوریل مهٔ|مه|می|مى ژوئن",
        "ژوئیهٔ|ژوئیه|جولای|جولاي اوت|آگوست|اگست|اگوست سپتامبر اکتبر نوامبر دسامبر",
    ),
    "he": (
        "ינואר|ינו׳|ינו פברואר|פבר׳|פבר מרץ|מרס|מר אפריל|אפר׳|אפר מאי יוני|יונ",
        "יולי|יול אוגוסט|אוג׳|אוג ספטמבר|ספט׳|ספט אוקטובר|אוק׳|אוק נובמבר|נוב׳|נוב דצמבר|דצמ׳|דצמ",
    ),
    "hi": (
        "जनवरी|जन॰|जन फ़रवरी|फ़र॰|फरवरी|फर मार्च अप्रैल मई जून",
        "जुलाई|जुल॰|जुल अगस्त|अग॰|अग सितंबर|सित॰|सितम्बर|सित",
        "अक्टूबर|अक्टू॰|अक्तूबर|अक्टू|अक्तू नवंबर|नव॰|नवम्बर|नव दिसंबर|दिस॰|दिसम्बर|दिस",
    ),
    "bn": (
        "জানুয়ারী|জানু|জানুয়ারি ফেব্রুয়ারী|ফেব|ফেব্রুয়ারি মার্চ এপ্রিল|এপ্রি মে জুন",
        "জুলাই|জুল আগস্ট|আগ|অগস্ট সেপ্টেম্বর|সেপ অক্টোবর|অক্টো নভেম্বর|নভে ডিসেম্বর|ডিসে",
    ),
    "th": (
        "มกราคม|ม.ค กุมภาพันธ์|ก.พ มีนาคม|มี.ค เมษายน|เม.ย พฤษภาคม|พ.ค มิถุนายน|มิ.ย",
        "กรกฎาคม|ก.ค สิงหาคม|ส.ค กันยายน|ก.ย ตุลาคม|ต.ค พฤศจิกายน|พ.ย ธันวาคม|ธ.ค",
    ),
    "id": (
        "januari|jan februari|feb|pebruari maret|mar april|apr mei juni|jun",
        "juli|jul agustus|agu|agust|agt|ags september|sep oktober|okt|okto november|nov|nop|nopember desember|des",
    ),
    "ms": (
        "januari|jan februari|feb mac april|apr mei jun",
        "julai|jul ogos|ogo september|sep oktober|okt november|nov disember|dis",
    ),
    "ca": (
        "gener|gen febrer|febr març|marc abril|abr maig juny",
        "juliol|jul agost|ag setembre|set octubre|oct novembre|nov desembre|des",
    ),
    "eu": (
        "urtarrila|urt|urtarrilaren|urtarrilak otsaila|ots|otsailaren|otsailak martxoa|mar|martxoaren|martxoak",
        "apirila|api|apirilaren|apirilak maiatza|mai|maiatzaren|maiatzak ekaina|eka|ekainaren|ekainak",
        "uztaila|uzt|uztailaren|uztailak abuztua|abu|abuztuaren|abuztuak iraila|ira|irailaren|irailak",
        "urria|urr|urriaren|urriak azaroa|aza|azaroaren|azaroak abendua|abe|abenduaren|abenduak",
    ),
    "gl": (
        "xaneiro|xan febreiro|feb marzo|mar abril|abr maio xuño",
        "xullo|xul agosto|ago setembro|set outubro|out novembro|nov decembro|dec",
    ),
    "et": (
        "jaanuar|jaan veebruar|veebr märts aprill|apr mai juuni",
        "juuli august|aug september|sept oktoober|okt november|nov detsember|dets",
    ),
    "lv": (
        "janvāris|janv|janvārī|janvāra februāris|febr|februārī|februāra marts|martā|marta",
        "aprīlis|apr|aprīlī|aprīļa maijs|maijā|maija jūnijs|jūn|jūnijā|jūnija",
        "jūlijs|jūl|jūlijā|jūlija augusts|aug|augustā|augusta septembris|sept|septembrī|septembra",
        "oktobris|okt|oktobrī|oktobra novembris|nov|novembrī|novembra decembris|dec|decembrī|decembra",
    ),
    "lt": (
        "sausio|saus|sausis vasario|vas|vasaris kovo|kov|kovas",
        "balandžio|bal|balandis gegužės|geg|gegužė birželio|birž|birželis",
        "liepos|liep|liepa rugpjūčio|rugp|rugpjūtis rugsėjo|rugs|rugsėjis",
        "spalio|spal|spalis lapkričio|lapkr|lapkritis gruodžio|gruod|gruodis",
    ),
    "ga": (
        "eanáir|ean feabhra|feabh márta aibreán|aib bealtaine|beal meitheamh|meith",
        "iúil lúnasa|lún meán_fómhair|mfómh deireadh_fómhair|dfómh samhain|samh nollaig|noll",
    ),
    "cy": (
        "ionawr|ion chwefror|chwef|chw mawrth|maw ebrill|ebr mai mehefin|meh",
        "gorffennaf|gorff|gor awst medi hydref|hyd tachwedd|tach rhagfyr|rhag",
    ),
    "mt": (
        "jannar|jan frar|fra marzu|mar april|apr mejju|mej ġunju|ġun",
        "lulju|lul awwissu|aww settembru|set ottubru|ott novembru|nov diċembru|diċ",
    ),
    "af": (
        "januarie|jan februarie|feb maart|mrt april|apr mei junie|jun",
        "julie|jul augustus|aug september|sep oktober|okt november|nov desember|des",
    ),
    "sw": (
        "januari|jan februari|feb machi|mac aprili|apr mei juni|jun",
        "julai|jul agosti|ago septemba|sep oktoba|okt novemba|nov desemba|des",
    ),
    "fil": (
        "enero|ene pebrero|peb marso|mar abril|abr mayo|may hunyo|hun",
        "hulyo|hul agosto|ago setyembre|set oktubre|okt nobyembre|nob disyembre|dis",
    ),
    "ka": (
        "იანვარი|იან თებერვალი|თებ მარტი|მარ აპრილი|აპრ მაისი|მაი ივნისი|ივნ",
        "ივლისი|ივლ აგვისტო|აგვ სექტემბერი|სექ ოქტომბერი|ოქტ ნოემბერი|ნოე დეკემბერი|დეკ",
    ),
    "hy": (
        "հունվարի|հնվ|հունվար փետրվարի|փտվ|փետրվար մարտի|մրտ|մարտ",
        "ապրիլի|ապր|ապրիլ մայիսի|մյս|մայիս հունիսի|հնս|հունիս",
        "հուլիսի|հլս|հուլիս օգոստոսի|օգս|օգոստոս սեպտեմբերի|սեպ|սեպտեմբեր",
        "հոկտեմբերի|հոկ|հոկտեմբեր նոյեմբերի|նոյ|նոյեմբեր դեկտեմբերի|դեկ|դեկտեմբեր",
    ),
    "kk": (
        "қаңтар|қаң ақпан|ақп наурыз|нау сәуір|сәу мамыр|мам маусым|мау",
        "шілде|шіл тамыз|там қыркүйек|қыр қазан|қаз қараша|қар желтоқсан|жел",
    ),
    "uz": (
        "yanvar|yan fevral|fev mart|mar aprel|apr may iyun|iyn",
        "iyul|iyl avgust|avg sentabr|sen oktabr|okt noyabr|noy dekabr|dek",
    ),
    "ur": (
        "جنوری فروری مارچ اپریل مئی جون",
        "جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    ),
    "ta": (
        "ஜனவரி|ஜன பிப்ரவரி|பிப் மார்ச்|மார் ஏப்ரல்|ஏப் மே ஜூன்",
        "ஜூலை ஆகஸ்ட்|ஆக செப்டம்பர்|செப் அக்டோபர்|அக் நவம்பர்|நவ டிசம்பர்|டிச",
    ),
    "te": (
        "జనవరి|జన ఫిబ్రవరి|ఫిబ్ర మార్చి ఏప్రిల్|ఏప్రి మే జూన్",
        "జులై ఆగస్టు|ఆగ సెప్టెంబర్|సెప్టెం అక్టోబర్|అక్టో నవంబర్|నవం డిసెంబర్|డిసెం",
    ),
    "ml": (
        "ജനുവരി|ജനു ഫെബ്രുവരി|ഫെബ്രു മാർച്ച്|മാർ ഏപ്രിൽ|ഏപ്രി മേയ് ജൂൺ",
        "ജൂലൈ ഓഗസ്റ്റ്|ഓഗ സെപ്റ്റംബർ|സെപ്റ്റം ഒക്‌ടോബർ|ഒക്ടോ നവംബർ|നവം ഡിസംബർ|ഡിസം",
    ),
    "kn": (
        "ಜನವರಿ|ಜನ ಫೆಬ್ರವರಿ|ಫೆಬ್ರ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್|ಏಪ್ರಿ ಮೇ ಜೂನ್",
        "ಜುಲೈ ಆಗಸ್ಟ್|ಆಗ ಸೆಪ್ಟೆಂಬರ್|ಸೆಪ್ಟೆಂ ಅಕ್ಟೋಬರ್|ಅಕ್ಟೋ ನವೆಂಬರ್|ನವೆಂ ಡಿಸೆಂಬರ್|ಡಿಸೆಂ",
    ),
    "mr": (
        "जानेवारी|जाने फेब्रुवारी|फेब्रु मार्च एप्रिल|एप्रि मे जून",
        "जुलै ऑगस्ट|ऑग सप्टेंबर|सप्टें ऑक्टोबर|ऑक्टो नोव्हेंबर|नोव्हें डिसेंबर|डिसें",
    ),
    "gu": (
        "જાન્યુઆરી|જાન્યુ ફેબ્રુઆરી|ફેબ્રુ માર્ચ એપ્રિલ મે જૂન",
        "જુલાઈ ઑગસ્ટ સપ્ટેમ્બર|સપ્ટે ઑક્ટોબર|ઑક્ટો નવેમ્બર|નવે ડિસેમ્બર|ડિસે",
    ),
    "pa": (
        "ਜਨਵਰੀ|ਜਨ ਫ਼ਰਵਰੀ|ਫ਼ਰ ਮਾਰਚ ਅਪ੍ਰੈਲ|ਅਪ੍ਰੈ ਮਈ ਜੂਨ",
        "ਜੁਲਾਈ|ਜੁਲਾ ਅਗਸਤ|ਅਗ ਸਤੰਬਰ|ਸਤੰ ਅਕਤੂਬਰ|ਅਕਤੂ ਨਵੰਬਰ|ਨਵੰ ਦਸੰਬਰ|ਦਸੰ",
    ),
    "ne": (
        "जनवरी फेब्रुअरी मार्च अप्रिल मे जुन",
        "जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर",
    ),
    "si": (
        "ජනවාරි|ජන පෙබරවාරි|පෙබ මාර්තු|මාර් අප්‍රේල් මැයි ජූනි",
        "ජූලි අගෝස්තු|අගෝ සැප්තැම්බර්|සැප් ඔක්තෝබර්|ඔක් නොවැම්බර්|නොවැ දෙසැම්බර්|දෙසැ",
    ),
    "km": (
        "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា",
        "កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ",
    ),
    "lo": (
        "ມັງກອນ|ມ.ກ ກຸມພາ|ກ.ພ ມີນາ|ມ.ນ ເມສາ|ມ.ສ ພຶດສະພາ|ພ.ພ ມິຖຸນາ|ມິ.ຖ",
        "ກໍລະກົດ|ກ.ລ ສິງຫາ|ສ.ຫ ກັນຍາ|ກ.ຍ ຕຸລາ|ຕ.ລ ພະຈິກ|ພ.ຈ ທັນວາ|ທ.ວ",
    ),
    "my": (
        "ဇန်နဝါရီ|ဇန် ဖေဖော်ဝါရီ|ဖေ မတ် ဧပြီ|ဧ မေ ဇွန်",
        "ဇူလိုင်|ဇူ ဩဂုတ်|ဩ စက်တင်ဘာ|စက် အောက်တိုဘာ|အောက် နိုဝင်ဘာ|နို ဒီဇင်ဘာ|ဒီ",
    ),
    "am": (
        "ጃንዋሪ|ጃን ፌብሩዋሪ|ፌብ ማርች ኤፕሪል|ኤፕሪ ሜይ ጁን",
        "ጁላይ ኦገስት|ኦገስ ሴፕቴምበር|ሴፕቴ ኦክቶበር|ኦክቶ ኖቬምበር|ኖቬም ዲሴምበር|ዲሴም",
    ),
    "lb": (
        "januar|jan februar|feb mäerz|mäe abrëll|abr mee juni|jun",
        "juli|jul august|aug september|sep oktober|okt november|nov dezember|dez",
    ),
    "fo": (
        "januar|jan februar|feb mars|mar apríl|apr mai juni|jun",
        "juli|jul august|aug september|sep oktober|okt november|nov desember|des",
    ),
    "az": (
        "yanvar|yan fevral|fev mart aprel|apr may iyun",
        "iyul avqust|avq sentyabr|sen oktyabr|okt noyabr|noy dekabr|dek",
    ),
    "mn": (
        "нэгдүгээр хоёрдугаар гуравдугаар дөрөвдүгээр тавдугаар зургаадугаар|зургадугаар",
        "долоодугаар|долдугаар наймдугаар есдүгээр аравдугаар арван_нэгдүгээр арван_хоёрдугаар",
    ),
    "vi": (
        "tháng_một|tháng_giêng tháng_hai tháng_ba tháng_tư tháng_năm tháng_sáu",
        "tháng_bảy tháng_tám tháng_chín tháng_mười tháng_mười_một tháng_mười_hai",
    ),
}

# The Solar Hijri months, Farvardin first; Iranian, Dari and Kurdish-free Latin spellings.
JALALI = (
    "فروردین|farvardin|حمل اردیبهشت|ordibehesht|ثور خرداد|khordad|جوزا",
    "تیر|tir|سرطان مرداد|امرداد|mordad|اسد شهریور|shahrivar|سنبله",
    "مهر|mehr|میزان آبان|aban|عقرب آذر|azar|قوس دی|dey|جدی بهمن|bahman|دلو اسفند|esfand|حوت",
)
