"""'This listing has ended', 'the offer expired', 'no longer on sale': what sites say of a thing that they have taken off.

Beside `barrier_words.says_not_found`, and only for links: such a sentence counts when a nonsense address gets it too,
while a followed page that says so ("applications are closed") is itself.
"""

from __future__ import annotations

from functools import lru_cache

from scraper.extract.barrier_words import besides_error, says_not_found
from scraper.extract.phrases import phrases

__all__ = ["besides_gone", "says_ended", "says_gone", "says_taken"]

_LATIN = (
    r"\b(?:has|have) (?:ended|expired|vanished|lapsed|closed)\b|\bno longer (?:accepting|active|for sale|sold|on sale|valid)\b|\bhas been (?:filled|sold|archived)\b|\bno (?:text|article|entry|content|page) (?:in this|with (?:this|that)|about this|at this|here)\b|\bcan(?:no|\'?)t be (?:displayed|shown)\b|\b(?:offer|listing|ad|posting|event) (?:is )?(?:closed|inactive|over|ended|expired)\b",
    r"\b(?:ist|sind|bereits|leider) (?:leider |bereits )?(?:abgelaufen|beendet|ausgelaufen|deaktiviert|vergeben)\b|\bnicht (?:mehr|länger) (?:online|aktiv|aktuell|gültig|zu finden|auf sendung)\b|\bniet (?:meer |langer )?(?:worden )?(?:beschikbaar|actief|gevonden|geldig|te vinden)\b|\b(?:is|zijn) (?:helaas )?(?:verlopen|gesloten|beëindigd|vervallen)\b|\bniet worden gevonden\b|\bnicht angezeigt werden\b|\bniet weergegeven worden\b|\bniet langer\b",
    r"\b(?:a|ont|est|sont) (?:été )?(?:expirée?s?|périmée?s?|pourvue?s?|clôturée?s?|désactivée?s?|terminée?s?|archivée?s?)\b|\bn'est plus\b|\bne peut (?:pas )?être affichée?\b|\bne sont plus\b|\bplus (?:disponible|en ligne|en vente|valide)s?\b",
    r"\b(?:ha|han|está|fue|hemos|he) (?:sido )?(?:caducad|expirad|finalizad|vencid|terminad|desactivad|archivad|retirad|borrad|eliminad|quitad|cerrad)\w*|\bno se puede (?:mostrar|visualizar)\b|\bya no (?:se |está |es |forma )|\b(?:expirou|expiraram|encerrou-se|caducou|terminou)\b|\bjá não (?:se |está |é )|\bnão (?:se encontra|encontramos|está|é) (?:mais )?(?:disponível|ativ\w+|válid\w+|nada|o que|a página)?|\bfoi (?:encerrad|desativad|vendid|arquivad)\w+",
    r"\b(?:è|sono) (?:ormai )?(?:scadut|terminat|chius|conclus|disattivat|archiviat)\w+|\bnon (?:è|sono) più\b|\bnon abbiamo trovato\b|\bnu mai (?:este|sunt|e)\b|\b(?:a|au) (?:expirat|încetat)\b|\beste (?:expirat|inactiv|dezactivat)\w*",
    r"\binte längre\b|\b(?:har|är) (?:löpt ut|utgått|upphört|avslutad\w*|passerat)\b|\b(?:er|har) (?:desværre |dessverre )?(?:udløbet|utløpt|utgått|lukket|stengt|avsluttet|afsluttet)\b|\bikke (?:længere|lenger)\b|\bei ole enää\b|\bon (?:vanhentunut|päättynyt|sulkeutunut|umbunud|aegunud|lõppenud)\b",
    r"\b(?:jest|są|już) (?:już )?(?:nieaktualn|nieaktywn|nieważn|zakończon|archiwaln)\w+|\bwygas[łl]\w*|\bzostał\w* (?:zakończon|wycofan|zarchiwizowan|zdjęt)\w+|\bvypršel\w*|\bvypršal\w*|\bskončil\w*|\b(?:již|už) ne(?:ní|je|existuje)\b|\bnení (?:již|už)?\s?(?:aktivní|platn\w+|dostupn\w+)|\bsa nenašl\w*|\bnie je (?:už )?(?:aktívn|platn|dostupn)\w+|\b(?:istekao|istekla|isteklo|više nije)\b",
    r"\blejárt\b|\bmegszűnt\b|\bmár nem\b|\binaktív\b|\bsüresi (?:dol|bit|geç)\w*|\bulaşılam\w+|\bartık\b[^.]{0,30}(?:değil|yok|bulunm)|\byayında değil|\bsona er(?:di|miş)\w*|\bpasif (?:durumda|hale)",
    r"hết (?:hạn|hiệu lực)|bị (?:ẩn|đóng|khóa)|đã (?:đóng|kết thúc|ngừng|bán|ẩn)|không còn|\b(?:sudah|telah|tidak lagi) (?:tidak )?(?:kedaluwarsa|kadaluarsa|berakhir|aktif|tutup|ditutup|terjual|tamat|berlaku|luput)\b|\btidak (?:lagi|dapat menemukan|bisa menemukan)\b|\bdialihkan atau\b|\bkami tidak menemukan",
)
_OTHER = (
    r"снят[оаы]? (?:с (?:публикации|продажи|сайта)|и)|ист[её]к(?:ла|ло|ли)?\b|неактив\w+|отсутствует|(?:невозможно|не удается|не можем) (?:отобразить|показать)|больше не (?:\w+ся|актуальн\w+|доступн\w+|поддержива\w+)|не актуальн\w+|завершен\w*|закрыт\w* или|минув\b|минула|неактуальн\w+|завершено|більше не|изтек\w+|вече не|истекла|више није",
    r"έληξε|έχει λήξει|δεν είναι (?:πλέον |πια )?(?:διαθέσιμ|ενεργ|έγκυρ)\w+|αποσύρθηκε|ολοκληρώθηκε",
    r"انته(?:ى|ت)|منتهي\w*|لم (?:يعد|تعد)|لم نجد|ل[ما] (?:نعثر|يعثر)|غير (?:فعال|صالح|نشط)\w*|منقضی|به پایان رسید|دیگر (?:موجود|در دسترس|فعال)|غیرفعال|فروخته شد|מודעה (?:אינה|לא) |פג תוקף|אינ[וה]ה? (?:פעיל|זמינ)\w*|הסתיי?מ\w*|ختم ہو",
    r"समाप्त हो|अब (?:उपलब्ध|सक्रिय|मौजूद) नहीं|बंद (?:हो|कर)|শেষ হয়ে|আর নেই|মেয়াদ|நிறைவடைந்த|முடிந்துவிட்ட|ముగిసింది|หมดอายุ|ปิดรับ|สิ้นสุด|ไม่มีแล้ว|ยกเลิกการขาย|จำหน่ายแล้ว",
    r"(?:期間|募集|販売|受付|配信|掲載|公開|イベント|取り扱い)(?:は|が|を)?(?:すでに)?(?:終了|満了)|(?:期限|有効期限)(?:が|は)?(?:切れ|過ぎ)|削除した|非公開(?:に|と)|閲覧できません|視聴できません|無効な|表示できません|(?:ご覧|お見せ)(?:いただけ|でき)ません",
    r"(?:종료|마감|만료|판매 ?중지|품절|중단)(?:된|되|됐|했)|유효하지 ?않|더 ?이상 ?(?:제공|판매|사용|존재|접근)|이용하실 ?수 ?없|볼 ?수 ?없는|표시할 ?수 ?없",
    r"(?:已|已经|已經)(?:停止|结束|結束|截止|关闭|關閉|售出|下線|停售|到期|撤下|撤销|撤銷|隱藏|隐藏|归档|搬家)|(?:停止|結束)(?:招聘|销售|銷售|供應|报名|報名)|不再(?:提供|销售|有效|可用|存在)|查無|无此|無此|不可见|無法(?:顯示|瀏覽|開啟)",
)
_ENDED = phrases(*_LATIN, *_OTHER)
# Said of a thing in a headline that says little else: 'listing removed', 'closed by its author'.
_TAKEN = phrases(
    r"\b(?:removed|deleted|withdrawn|unpublished|taken (?:down|offline))\b|\b(?:gelöscht|zurückgezogen|verwijderd|ingetrokken)\b|\bist weg\b|\bis weg\b|\b(?:supprimé|retiré|effacé|vendu)e?s?\b",
    r"\b(?:eliminad|retirad|borrad|removid|excluíd|apagad)[oa]s?\b|\bfora do ar\b|\b(?:rimoss|eliminat|ritirat)[oaie]\b|\bpiù (?:online|in linea)\b|\b(?:șters|eliminat|retras)[ăei]?\b|\b(?:borttagen|borttaget|raderad|slettet|fjernet|poistettu|kustutatud|eemaldatud)\b",
    r"\b(?:usunięt|wycofan|skasowan)\w+|\b(?:odstraněn|smazán|stažen|odstránen|vymazan)\w*|\b(?:törölve|eltávolítva|archiválva)\b|\b(?:kaldırıl|silin)(?:dı|di|mış|miş)\w*|\b(?:uklonjen|obrisan|ištrint|pašalint|dzēst)\w*|đã (?:xoá|xóa|gỡ|ẩn)|\b(?:telah|sudah) (?:di)?(?:hapus|tutup)\b",
    r"(?:удал[её]н|снят|скрыт)[аоы]?\b|закрыт[аоы]? (?:автор|владельц|продавц|модератор|администр)\w+|(?:видален|прибран|знят)[аоий]?\b|(?:премахнат|изтрит|уклоњен|обрисан)\w*|διαγράφηκε|αποσύρθηκε|αφαιρέθηκε|حُ?ذف(?:ت)?|محذوف|أ?زيل(?:ت)?|حذف شد|הוסר\w*|נמחק\w*|हटा(?:या|ई|ए)|ลบแล้ว|ถูกลบ",
    r"削除|非公開|삭제|비공개|已删|已刪|已移除|已下架|已关闭|已關閉|已隐藏|被隐藏",
)


def says_ended(text: str) -> bool:
    """That a thing was on offer and is not any more. `text` in `barrier_face.normal` form."""
    return bool(_ENDED.search(text))


def says_taken(headline: str) -> bool:
    """That a thing was taken off, in a headline that says little else (`besides_gone`). What only ended may still be told of."""
    return says_not_found(headline) or bool(_TAKEN.search(headline))


@lru_cache(maxsize=64)
def says_gone(text: str) -> bool:
    """Not found, or ended: for pages that a nonsense address gets as well."""
    return says_not_found(text) or says_ended(text)


def besides_gone(text: str) -> int:
    """How much a headline says besides that the thing is not there any more, in Latin letters."""
    return besides_error(_TAKEN.sub(" ", _ENDED.sub(" ", text)))
