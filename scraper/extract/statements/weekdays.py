"""Day names by language. A day name beside a date belongs to the date: it neither parts it from its label nor is one.

Wide and abbreviated names as locales write them, and the cases in which they stand after a preposition. Chinese,
Japanese and Korean ones have shapes of their own (星期三, 周三, 水曜日, (水), 수요일).
"""

from __future__ import annotations

import re
from functools import cache

from scraper.extract.statements.numerals import clean, fold

__all__ = ["day_name_after", "day_name_before"]

# fmt: off
_NAMES = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun|"  # en
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so|"  # de
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim|"  # fr
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|lun|mar|mié|jue|vie|sáb|dom|"  # es
    "segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo|seg|ter|qua|qui|sex|sáb|dom|"  # pt
    "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|lun|mar|mer|gio|ven|sab|dom|"  # it
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|di|wo|do|vr|za|zo|"  # nl
    "måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mån|tis|ons|tors|fre|lör|sön|"  # sv
    "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|man|tir|ons|tor|fre|lør|søn|"  # no
    "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|man|tirs|ons|tors|fre|lør|søn|"  # da
    "maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina|lauantaina|sunnuntai|maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|ma|ti|ke|to|pe|la|su|"  # fi
    "mánudagur|þriðjudagur|miðvikudagur|fimmtudagur|föstudagur|laugardagur|sunnudagur|mán|þri|mið|fim|fös|lau|sun|"  # is
    "poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|pon|wt|śr|czw|pt|sob|niedz|"  # pl
    "pondělí|úterý|středa|čtvrtek|pátek|sobota|neděle|po|út|st|čt|pá|so|ne|"  # cs
    "pondelok|utorok|streda|štvrtok|piatok|sobota|nedeľa|po|ut|st|št|pi|so|ne|"  # sk
    "ponedjeljak|utorak|srijeda|četvrtak|petak|subota|nedjelja|pon|uto|sri|čet|pet|sub|ned|"  # hr
    "ponedeljek|torek|sreda|četrtek|petek|sobota|nedelja|pon|tor|sre|čet|pet|sob|ned|"  # sl
    "pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar|pzt|sal|çar|per|cum|cmt|paz|"  # tr
    "luni|marți|miercuri|joi|vineri|sâmbătă|duminică|lun|mar|mie|vin|sâm|dum|"  # ro
    "hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap|sze|cs|szo|"  # hu
    "thứ hai|thứ ba|thứ tư|thứ năm|thứ sáu|thứ bảy|chủ nhật|th 2|th 3|th 4|th 5|th 6|th 7|cn|"  # vi
    "senin|selasa|rabu|kamis|sabtu|minggu|sen|sel|rab|kam|jum|sab|min|"  # id
    "isnin|selasa|rabu|khamis|sabtu|ahad|isn|sel|rab|kha|jum|sab|ahd|"  # ms
    "dilluns|dimarts|dimecres|dijous|divendres|dissabte|diumenge|dl|dt|dc|dj|dv|ds|dg|"  # ca
    "astelehena|asteartea|asteazkena|osteguna|ostirala|larunbata|igandea|al|ar|az|og|or|lr|ig|"  # eu
    "luns|martes|mércores|xoves|venres|sábado|domingo|mar|mér|xov|ven|sáb|dom|"  # gl
    "esmaspäev|teisipäev|kolmapäev|neljapäev|reede|laupäev|pühapäev|"  # et
    "pirmdiena|otrdiena|trešdiena|ceturtdiena|piektdiena|sestdiena|svētdiena|pirmd|otrd|trešd|ceturtd|piektd|sestd|svētd|"  # lv
    "pirmadienis|antradienis|trečiadienis|ketvirtadienis|penktadienis|šeštadienis|sekmadienis|pr|an|tr|kt|pn|št|sk|"  # lt
    "e hënë|e martë|e mërkurë|e enjte|e premte|e shtunë|e diel|hën|mar|mër|enj|pre|sht|die|"  # sq
    "bazar ertəsi|çərşənbə axşamı|çərşənbə|cümə axşamı|cümə|şənbə|bazar|b.e|ç.a|c.a|"  # az
    "dushanba|seshanba|chorshanba|payshanba|juma|shanba|yakshanba|dush|sesh|chor|pay|jum|shan|yak|"  # uz
    "jumatatu|jumanne|jumatano|alhamisi|ijumaa|jumamosi|jumapili|"  # sw
    "maandag|dinsdag|woensdag|donderdag|vrydag|saterdag|sondag|ma|di|wo|do|vr|sa|so|"  # af
    "lunes|martes|miyerkules|huwebes|biyernes|sabado|linggo|lun|mar|miy|huw|biy|sab|lin|"  # fil
    "dydd llun|dydd mawrth|dydd mercher|dydd iau|dydd gwener|dydd sadwrn|dydd sul|llun|maw|mer|iau|gwen|sad|sul|gwe|"  # cy
    "dé luain|dé máirt|dé céadaoin|déardaoin|dé haoine|dé sathairn|dé domhnaigh|luan|máirt|céad|déar|aoine|sath|domh|"  # ga
    "it-tnejn|it-tlieta|l-erbgħa|il-ħamis|il-ġimgħa|is-sibt|il-ħadd|tne|tli|erb|ħam|ġim|sib|ħad|"  # mt
    "méindeg|dënschdeg|mëttwoch|donneschdeg|freideg|samschdeg|sonndeg|méi|dën|mët|don|fre|sam|son|"  # lb
    "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс|"  # ru
    "понеділок|вівторок|середа|четвер|пʼятниця|субота|неділя|пн|вт|ср|чт|пт|сб|нд|"  # uk
    "панядзелак|аўторак|серада|чацвер|пятніца|субота|нядзеля|пн|аў|ср|чц|пт|сб|нд|"  # be
    "понеделник|вторник|сряда|четвъртък|петък|събота|неделя|пн|вт|ср|чт|пт|сб|нд|"  # bg
    "понедељак|уторак|среда|четвртак|петак|субота|недеља|пон|уто|сре|чет|пет|суб|нед|ponedeljak|utorak|sreda|četvrtak|petak|subota|nedelja|pon|uto|sre|čet|pet|sub|ned|"  # sr
    "понеделник|вторник|среда|четврток|петок|сабота|недела|пон|вто|сре|чет|пет|саб|нед|"  # mk
    "δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυριακή|δευ|τρί|τετ|πέμ|παρ|σάβ|κυρ|"  # el
    "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد|"  # ar
    "دوشنبه|سه‌شنبه|چهارشنبه|پنجشنبه|جمعه|شنبه|یکشنبه|"  # fa
    "پیر|منگل|بدھ|جمعرات|جمعہ|ہفتہ|اتوار|"  # ur
    "יום שני|יום שלישי|יום רביעי|יום חמישי|יום שישי|יום שבת|יום ראשון|יום ב׳|יום ג׳|יום ד׳|יום ה׳|יום ו׳|שבת|יום א׳|"  # he
    "सोमवार|मंगलवार|बुधवार|गुरुवार|शुक्रवार|शनिवार|रविवार|सोम|मंगल|बुध|गुरु|शुक्र|शनि|रवि|"  # hi
    "सोमवार|मंगळवार|बुधवार|गुरुवार|शुक्रवार|शनिवार|रविवार|सोम|मंगळ|बुध|गुरु|शुक्र|शनि|रवि|"  # mr
    "सोमबार|मङ्गलबार|बुधबार|बिहिबार|शुक्रबार|शनिबार|आइतबार|सोम|मङ्गल|बुध|बिहि|शुक्र|शनि|आइत|"  # ne
    "সোমবার|মঙ্গলবার|বুধবার|বৃহস্পতিবার|শুক্রবার|শনিবার|রবিবার|সোম|মঙ্গল|বুধ|বৃহস্পতি|শুক্র|শনি|রবি|"  # bn
    "திங்கள்|செவ்வாய்|புதன்|வியாழன்|வெள்ளி|சனி|ஞாயிறு|திங்|செவ்|புத|வியா|வெள்|ஞாயி|"  # ta
    "సోమవారం|మంగళవారం|బుధవారం|గురువారం|శుక్రవారం|శనివారం|ఆదివారం|సోమ|మంగళ|బుధ|గురు|శుక్ర|శని|ఆది|"  # te
    "തിങ്കളാഴ്‌ച|ചൊവ്വാഴ്ച|ബുധനാഴ്‌ച|വ്യാഴാഴ്‌ച|വെള്ളിയാഴ്‌ച|ശനിയാഴ്‌ച|ഞായറാഴ്‌ച|ചൊവ്വാഴ്‌ച|തിങ്കൾ|ചൊവ്വ|ബുധൻ|വ്യാഴം|വെള്ളി|ശനി|ഞായർ|"  # ml
    "ಸೋಮವಾರ|ಮಂಗಳವಾರ|ಬುಧವಾರ|ಗುರುವಾರ|ಶುಕ್ರವಾರ|ಶನಿವಾರ|ಭಾನುವಾರ|ಸೋಮ|ಮಂಗಳ|ಬುಧ|ಗುರು|ಶುಕ್ರ|ಶನಿ|ಭಾನು|"  # kn
    "સોમવાર|મંગળવાર|બુધવાર|ગુરુવાર|શુક્રવાર|શનિવાર|રવિવાર|સોમ|મંગળ|બુધ|ગુરુ|શુક્ર|શનિ|રવિ|"  # gu
    "ਸੋਮਵਾਰ|ਮੰਗਲਵਾਰ|ਬੁੱਧਵਾਰ|ਵੀਰਵਾਰ|ਸ਼ੁੱਕਰਵਾਰ|ਸ਼ਨਿੱਚਰਵਾਰ|ਐਤਵਾਰ|ਸੋਮ|ਮੰਗਲ|ਬੁੱਧ|ਵੀਰ|ਸ਼ੁੱਕਰ|ਸ਼ਨਿੱਚਰ|ਐਤ|"  # pa
    "සඳුදා|අඟහරුවාදා|බදාදා|බ්‍රහස්පතින්දා|සිකුරාදා|සෙනසුරාදා|ඉරිදා|අඟහ|බ්‍රහස්|සිකු|සෙන|"  # si
    "วันจันทร์|วันอังคาร|วันพุธ|วันพฤหัสบดี|วันศุกร์|วันเสาร์|วันอาทิตย์|พฤ|อา|"  # th
    "ວັນຈັນ|ວັນອັງຄານ|ວັນພຸດ|ວັນພະຫັດ|ວັນສຸກ|ວັນເສົາ|ວັນອາທິດ|ຈັນ|ອັງຄານ|ພຸດ|ພະຫັດ|ສຸກ|ເສົາ|ອາທິດ|"  # lo
    "ច័ន្ទ|អង្គារ|ពុធ|ព្រហស្បតិ៍|សុក្រ|សៅរ៍|អាទិត្យ|ចន្ទ|ព្រហ|"  # km
    "တနင်္လာ|အင်္ဂါ|ဗုဒ္ဓဟူး|ကြာသပတေး|သောကြာ|စနေ|တနင်္ဂနွေ|"  # my
    "ორშაბათი|სამშაბათი|ოთხშაბათი|ხუთშაბათი|პარასკევი|შაბათი|კვირა|ორშ|სამ|ოთხ|ხუთ|პარ|შაბ|კვი|"  # ka
    "երկուշաբթի|երեքշաբթի|չորեքշաբթի|հինգշաբթի|ուրբաթ|շաբաթ|կիրակի|երկ|երք|չրք|հնգ|ուր|շբթ|կիր|"  # hy
    "дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі|дс|сс|ср|бс|жм|сб|жс|"  # kk
    "даваа|мягмар|лхагва|пүрэв|баасан|бямба|ням|да|мя|лх|пү|ба|бя|ня|"  # mn
    "ሰኞ|ማክሰኞ|ረቡዕ|ሐሙስ|ዓርብ|ቅዳሜ|እሑድ|ማክሰ|"  # am
    "среду|пятницу|субботу|середу|пятницю|суботу|неділю|понеделок|сряда|уторак|суботу|недељу|"  # after a preposition
    "środę|sobotę|niedzielę|středu|sobotu|neděli|stredu|nedeľu|srijedu|subotu|nedjelju|nedeljo|sredo|soboto|"
    "hétfőn|kedden|szerdán|csütörtökön|pénteken|szombaton|vasárnap|пʼятниця|п'ятниця|п'ятницю|"
    "thursday's|tues|weds|thur|thurs|wedn|diens|donn|mié|miér|segunda|terça|quarta|quinta|sexta|"
    "الإثنين|الاربعاء|الاحد|یک‌شنبه|دو‌شنبه|سه شنبه|چهار شنبه|پنج‌شنبه|پنج شنبه|چهار‌شنبه|ראשון|שני|שלישי|רביעי|חמישי|שישי|"
    "จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ|ศุกร์|เสาร์|อาทิตย์|गुरूवार|बृहस्पतिवार|রোববার|বৃহস্পতি|siyam|jum'at|dinsd|jumat|jumaat|martë|mërkurë|enjte|premte|shtunë|hënë|diel|"
)
# fmt: on

_WORD = r"[^\s\d,.;:|()\[\]/\n]{2,22}"
_BEFORE = re.compile(
    rf"(?<![^\W\d_])((?:e )?{_WORD}(?:[ ]{_WORD})?)([.,]?)[ ,.]{{0,3}}"
    r"(?:(?<= )(?:den|the|o|il|el|lo|le|de|d\.|a|ngay|dia|dne|dnia|the|ar|ที่|วันที่|ថ្ងៃទី) ?)?$"
)
_BEFORE_EAST = re.compile(
    r"[(]?(?:星期[一二三四五六日天]|周[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일)[)]?[ ,]{0,2}$"
)
_AFTER = re.compile(
    rf"[ ,.]{{0,3}}(?:[(]?(?:星期[一二三四五六日天]|周[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일)[)]?"
    rf"|[(][月火水木金土日월화수목금토일一二三四五六][)]|([(]?)({_WORD})([)]?))(?![^\W\d_])"
)


@cache
def _known() -> frozenset[str]:
    return frozenset(fold(clean(name)).strip() for name in "".join(_NAMES).split("|"))


def day_name_before(folded: str, start: int) -> int:
    """Where the day name before a date at `start` begins; `start` itself where there is none. Stays in the line."""
    low = max(0, start - 40)
    window = folded[low:start]
    found = _BEFORE.search(window)
    if found is None:
        east = _BEFORE_EAST.search(window)
        return low + east.start() if east else start
    known = _known()
    words = found[1].removesuffix("ที่").removesuffix(" den")
    if words in known:
        return start if len(words) < 3 and not found[2] else low + found.start(1)
    last = words.rsplit(" ", 1)[-1]
    if last not in known or (len(last) < 3 and not found[2]):
        return start
    return low + found.end(1) - (len(found[1]) - len(words)) - len(last)


def day_name_after(folded: str, end: int) -> int:
    """Where the day name after a date that ends at `end` ends; `end` itself where there is none. Stays in the line."""
    found = _AFTER.match(folded, end)
    if found is None:
        return end
    word = found[2]
    if word is None:
        return found.end()
    bracketed = bool(found[1]) and bool(found[3])
    fits = word in _known() and (bracketed or len(word) > 3)
    return found.end() if fits else end
