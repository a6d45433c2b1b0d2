"""The words of notices, Latin letters continued: Slavic, Baltic, Turkic, Austronesian and others. Keys as in `words_west`."""

from __future__ import annotations

__all__ = ["MIDDLE"]

MIDDLE: dict[str, dict[str, str]] = {
    "pl": {
        "last": "ostatnia aktualizacja|ostatnia modyfikacja|ostatnia zmiana|ostatnia edycja|ostatnio zaktualizowano|ostatnio zmodyfikowano|"
        "ostatnio edytowano|ostatnio aktualizowano|ostatnio edytowany przez|ostatnio edytowane|ostatnio zmieniono|data aktualizacji|"
        "data modyfikacji|data ostatniej aktualizacji|data ostatniej modyfikacji|data zmiany|zaktualizowano|zaktualizowany|zaktualizowana|"
        "artykuł zaktualizowany|aktualizacja z dnia|zmodyfikowano|uaktualniono|zaktualizowane",
        "updated": "aktualizacja|aktualizowano|modyfikacja|zmieniono|edytowano|edycja|akt|poprawiono|zm",
        "published": "opublikowano|publikacja|data publikacji|opublikowany|opublikowana|dodano|data dodania|utworzono i opublikowano|wysłano|zamieszczono|"
        "napisano|data|pierwsza publikacja|opublikowane",
        "last_reviewed": "ostatnia weryfikacja|zweryfikowano",
        "next": "następna aktualizacja|kolejna aktualizacja",
        "created": "utworzono|data utworzenia|data wytworzenia|wytworzono",
        "other": "dostęp|ważne do|ważny do|obowiązuje od|od|do|urodzony|dołączył|ostatnia wizyta|termin|z dnia|ustawa z dnia",
        "after": "(aktualizacja)|(zaktualizowano)|zaktualizowano",
    },
    "cs": {
        "last": "poslední aktualizace|naposledy aktualizováno|naposledy upraveno|naposledy změněno|poslední změna|poslední úprava|poslední editace|"
        "naposledy editována|naposledy editováno|aktualizováno dne|aktualizováno v|datum aktualizace|datum poslední aktualizace|"
        "datum poslední změny|datum změny|upraveno dne|aktualizováno",
        "updated": "aktualizace|upraveno|změněno|aktual|editováno|aktualizovaný|aktualizovaná|revize",
        "published": "publikováno|zveřejněno|vydáno|datum vydání|datum publikace|datum zveřejnění|vloženo|napsáno|publikováno dne|vyšlo|přidáno|datum|odvysíláno",
        "last_reviewed": "naposledy zkontrolováno|zkontrolováno",
        "next": "příští aktualizace|další aktualizace",
        "created": "vytvořeno|datum vytvoření|založeno",
        "other": "cit|citováno|platné do|platnost od|od|do|narozen|registrován|poslední návštěva|ze dne|účinnost od",
        "after": "(aktualizováno)|aktualizováno|(upraveno)",
    },
    "sk": {
        "last": "posledná aktualizácia|naposledy aktualizované|naposledy upravené|posledná zmena|posledná úprava|čas poslednej úpravy|naposledy zmenené|"
        "dátum aktualizácie|dátum poslednej aktualizácie|aktualizované dňa|aktualizované o|upravené dňa|aktualizované",
        "updated": "aktualizácia|upravené|zmenené|aktualizovaný|aktualizovaná|editované",
        "published": "publikované|zverejnené|uverejnené|vydané|dátum zverejnenia|dátum publikovania|pridané|napísané|dátum|vyšlo",
        "next": "ďalšia aktualizácia|nasledujúca aktualizácia",
        "created": "vytvorené|dátum vytvorenia",
        "other": "platné do|platnosť od|od|do|narodený|posledná návšteva|zo dňa",
        "after": "(aktualizované)|aktualizované",
    },
    "hr": {
        "last": "zadnje ažurirano|posljednje ažuriranje|zadnje ažuriranje|posljednja izmjena|zadnja izmjena|zadnja promjena|posljednja promjena|"
        "posljednji put ažurirano|zadnji put ažurirano|zadnji put izmijenjeno|posljednji put izmijenjeno|posljednji put uređivana|"
        "posljednji je put uređivana|datum izmjene|datum ažuriranja|ažurirano|osvježeno|ažurirano u",
        "updated": "izmijenjeno|uređeno|ažuriranje|izmjena|dopuna|dopunjeno|update",
        "published": "objavljeno|objavljen|objavljena|objava|datum objave|datum|postavljeno|napisano|piše",
        "next": "sljedeće ažuriranje|iduće ažuriranje",
        "created": "stvoreno|kreirano|izrađeno",
        "other": "pristupljeno|vrijedi do|od|do|rođen|član od|zadnji posjet",
        "after": "(ažurirano)|ažurirano",
    },
    "sl": {
        "last": "zadnja posodobitev|zadnjič posodobljeno|nazadnje posodobljeno|zadnja sprememba|zadnjič spremenjeno|nazadnje spremenjeno|zadnjič urejeno|"
        "čas zadnje spremembe|datum zadnje spremembe|datum zadnje posodobitve|datum posodobitve|posodobljeno",
        "updated": "spremenjeno|posodobitev|urejeno|osveženo|dopolnjeno",
        "published": "objavljeno|objava|datum objave|objavil|datum|napisano",
        "next": "naslednja posodobitev",
        "created": "ustvarjeno|kreirano",
        "other": "dostopno|velja do|od|do|rojen|član od",
        "after": "(posodobljeno)|posodobljeno",
    },
    "tr": {
        "last": "son güncelleme|son güncellenme|son güncelleme tarihi|son güncellenme tarihi|güncelleme tarihi|güncellenme tarihi|son değişiklik|"
        "son değiştirilme|son düzenleme|son düzenlenme|son değiştirilme tarihi|en son|en son güncelleme|değiştirilme tarihi|düzenleme tarihi|"
        "güncellendi|son revizyon|revizyon tarihi",
        "updated": "güncelleme|güncellenme|düzenlendi|düzenleme|değiştirildi|değişiklik|guncelleme",
        "published": "yayınlanma|yayınlanma tarihi|yayın tarihi|yayınlandı|yayımlanma|yayımlanma tarihi|yayımlandı|giriş|giriş tarihi|eklenme|eklenme tarihi|"
        "oluşturulma tarihi ve yayın|haber giriş|tarih|ilk yayın|ilk giriş",
        "last_reviewed": "son gözden geçirme|son inceleme",
        "next": "sonraki güncelleme|bir sonraki güncelleme",
        "created": "oluşturulma|oluşturulma tarihi|oluşturuldu",
        "other": "erişim tarihi|geçerlilik|üyelik tarihi|kayıt tarihi|doğum tarihi|son ziyaret|son başvuru tarihi|den beri",
        "after": "tarihinde güncellendi|tarihinde değiştirildi|tarihinde düzenlendi|güncellendi|son güncelleme|'de güncellendi|'da güncellendi|güncelleme",
        "published_after": "tarihinde yayınlandı|tarihinde yayımlandı|yayınlandı",
    },
    "ro": {
        "last": "ultima actualizare|ultima modificare|ultima editare|actualizat la data de|actualizată la data de|modificat la data de|actualizat la|actualizat în|actualizată la|actualizat pe|modificat la|modificat pe|"
        "data actualizării|data ultimei actualizări|data ultimei modificări|data modificării|ultima dată actualizat|ultima revizuire|"
        "actualizat|articol actualizat|editat la",
        "updated": "actualizată|actualizare|modificat|modificare|editat|revizuit|update",
        "published": "publicat la data de|publicat la|publicat în|publicat pe|publicat|publicată|data publicării|postat la|postat|scris la|adăugat la|data|publicare",
        "last_reviewed": "revizuit medical la|verificat la",
        "next": "următoarea actualizare|viitoarea actualizare",
        "created": "creat la|data creării|creat",
        "other": "accesat la|valabil până la|din|până la|născut|membru din|ultima vizită|legea din",
        "after": "(actualizat)|(actualizare)",
    },
    "hu": {
        "last": "utolsó módosítás|utolsó módosítása|utolsó frissítés|utoljára frissítve|utoljára módosítva|utoljára szerkesztve|legutóbb frissítve|"
        "legutóbbi frissítés|legutóbbi módosítás|utolsó szerkesztés|utolsó változtatás|módosítás dátuma|frissítés dátuma|módosítás ideje|"
        "frissítve|módosítás időpontja",
        "updated": "módosítva|frissítés|módosítás|szerkesztve|frissült|módosult|aktualizálva",
        "published": "közzétéve|megjelent|publikálva|publikálás|megjelenés|megjelenés dátuma|feltöltve|közzététel|közzététel dátuma|létrehozva és közzétéve|"
        "dátum|írta|beküldve|megjelenítve|publikálás dátuma",
        "next": "következő frissítés|következő felülvizsgálat",
        "created": "létrehozva|létrehozás dátuma",
        "other": "hozzáférés|érvényes|tól|ig|született|regisztrált|utolsó látogatás|hatályos",
        "after": "frissítve|módosítva|(frissítve)|(frissítés)|frissült|frissítés",
        "published_after": "megjelent|közzétéve",
    },
    "vi": {
        "last": "cập nhật lần cuối|cập nhật lúc|cập nhật ngày|cập nhật vào|cập nhật mới nhất|lần cập nhật cuối|lần cuối cập nhật|ngày cập nhật|"
        "chỉnh sửa lần cuối|chỉnh sửa vào|chỉnh sửa lúc|sửa đổi lần cuối|sửa lần cuối|lần sửa cuối|sửa đổi ngày|được sửa đổi lần cuối|"
        "thay đổi lần cuối|cập nhật gần nhất|thời gian cập nhật|lần cập nhật gần nhất|cập nhật",
        "updated": "chỉnh sửa|sửa đổi|update|đã sửa|hiệu đính",
        "published": "ngày đăng|đăng lúc|đăng ngày|xuất bản|ngày xuất bản|xuất bản ngày|đăng bởi|đăng vào|phát hành|thời gian đăng|được đăng|đã đăng|ngày viết|"
        "đăng|xuất bản lúc|công bố|xuất bản vào",
        "last_reviewed": "xem xét lần cuối|tham vấn y khoa|kiểm duyệt ngày",
        "next": "cập nhật tiếp theo|lần cập nhật tiếp theo",
        "created": "ngày tạo|tạo ngày|được tạo",
        "other": "truy cập ngày|có hiệu lực|hết hạn|từ ngày|đến ngày|tham gia ngày|sinh ngày",
        "after": "(cập nhật)|(đã cập nhật)|(sửa)|cập nhật",
    },
    "id": {
        "last": "terakhir diperbarui|terakhir diperbaharui|terakhir diubah|terakhir disunting|terakhir diupdate|terakhir di update|terakhir diedit|"
        "pembaruan terakhir|pembaharuan terakhir|update terakhir|perubahan terakhir|diperbarui pada|diperbaharui pada|diupdate pada|diubah pada|"
        "diedit pada|disunting pada|tanggal diperbarui|tanggal pembaruan|tanggal update|terakhir dikemas kini|terakhir dimutakhirkan|"
        "diperbarui tanggal|dimutakhirkan|diperbarui|terakhir kali diperbarui|terakhir kali diubah",
        "updated": "diperbaharui|diupdate|diubah|disunting|diedit|pembaruan|update|updated|perbaruan",
        "published": "dipublikasikan|dipublikasikan pada|diterbitkan|diterbitkan pada|terbit|tayang|dipublish|tanggal terbit|tanggal publikasi|diposting|"
        "diposting pada|ditulis|diunggah|dimuat|rilis|tanggal|tanggal posting|dirilis",
        "last_reviewed": "terakhir ditinjau|ditinjau secara medis|ditinjau oleh",
        "next": "pembaruan berikutnya|update berikutnya",
        "created": "dibuat|dibuat pada|tanggal dibuat",
        "other": "diakses|diakses pada|berlaku hingga|berlaku sampai|sejak|hingga|lahir|bergabung",
        "after": "(diperbarui)|(update)",
    },
    "ms": {
        "last": "tarikh kemaskini|tarikh kemas kini|kemaskini terakhir|kemas kini terakhir|dikemaskini pada|dikemas kini pada|terakhir dikemaskini|"
        "terakhir dikemas kini|tarikh akhir dikemaskini|tarikh akhir kemaskini|tarikh dikemaskini|tarikh dikemas kini|kemaskini pada|"
        "kali terakhir dikemaskini|kali terakhir dikemas kini|tarikh pindaan|tarikh kemaskini terakhir|dikemaskini|dikemas kini|"
        "terakhir disunting|kali terakhir disunting",
        "updated": "kemaskini|kemas kini|dipinda|disunting|pindaan",
        "published": "diterbitkan|diterbitkan pada|tarikh terbit|disiarkan|disiarkan pada|tarikh siaran|tarikh penerbitan|tarikh|diterbit|dihantar",
        "next": "kemaskini seterusnya|kemas kini seterusnya",
        "created": "dicipta|tarikh dicipta|dicipta pada",
        "other": "diakses|sah sehingga|sejak|sehingga|lahir|tarikh tutup",
        "after": "(dikemaskini)|(kemaskini)",
    },
    "ca": {
        "last": "última actualització|darrera actualització|última modificació|darrera modificació|darrera edició|última edició|actualitzat el|"
        "actualitzada el|actualitzat a|actualitzat a les|modificat el|modificada el|editat el|modificada per darrera vegada|"
        "data d'actualització|data de modificació|data d'última actualització|data de la darrera actualització|actualitzat|actualitzada",
        "updated": "modificat|modificada|actualització|editat|revisat",
        "published": "publicat el|publicada el|publicat|publicada|data de publicació|publicat a les|escrit el|data",
        "last_reviewed": "darrera revisió|última revisió|revisat el",
        "next": "propera actualització|pròxima actualització",
        "created": "creat el|data de creació",
        "other": "consultat el|vàlid fins|fins al|des del|nascut el|llei de",
        "after": "(actualitzat)",
    },
    "eu": {
        "last": "azken eguneratzea|azken eguneraketa|azken aldaketa|azken aldia|eguneratze data|azkenekoz eguneratua|eguneratua|eguneratze-data|aldatze data|"
        "azken edizioa",
        "updated": "eguneratuta|eguneraketa|eguneratzea|aldatua|editatua",
        "published": "argitaratua|argitaratze data|argitaratuta|argitaratze-data|data",
        "next": "hurrengo eguneratzea",
        "created": "sortua|sortze data",
        "after": "eguneratua|(eguneratua)|eguneratuta",
        "published_after": "argitaratua|argitaratuta",
    },
    "gl": {
        "last": "última actualización|última modificación|última edición|actualizado o|actualizada o|modificado o|data de actualización|"
        "data da última actualización|actualizado ás",
        "updated": "actualizado|modificado|editado",
        "published": "publicado o|publicado|data de publicación|publicada o",
        "next": "próxima actualización",
        "created": "creado o|data de creación",
    },
    "et": {
        "last": "viimati uuendatud|viimati muudetud|viimane uuendus|viimane muutmine|viimane muudatus|viimati toimetatud|uuendatud|muutmise kuupäev|"
        "uuendamise kuupäev|viimati täiendatud|muudetud kell|uuendatud kell",
        "updated": "muudetud|uuendus|täiendatud|parandatud|toimetatud",
        "published": "avaldatud|avaldamise kuupäev|postitatud|lisatud|ilmunud|kuupäev",
        "next": "järgmine uuendus",
        "created": "loodud|koostatud",
        "other": "kehtib kuni|alates|kuni|sündinud",
        "after": "(uuendatud)|uuendatud",
    },
    "lv": {
        "last": "pēdējo reizi atjaunināts|pēdējo reizi atjaunots|pēdējās izmaiņas|pēdējie labojumi|pēdējo reizi labota|pēdējo reizi labots|pēdējā atjaunināšana|"
        "pēdējās izmaiņas veiktas|atjaunināts|atjaunots|atjaunināšanas datums|pēdējo reizi mainīts|labojuma datums|pēdējoreiz atjaunots|"
        "papildināts plkst|atjaunota|atjaunināta",
        "updated": "papildināts|labots|labota|mainīts|izmaiņas|aktualizēts",
        "published": "publicēts|publicēta|publicēšanas datums|publicēts plkst|ievietots|izveidots un publicēts|datums|pievienots",
        "next": "nākamā atjaunināšana",
        "created": "izveidots|radīts|izveidota",
        "other": "spēkā no|spēkā līdz|no|līdz|dzimis",
        "after": "(atjaunināts)|(papildināts)",
    },
    "lt": {
        "last": "paskutinį kartą atnaujinta|paskutinis atnaujinimas|atnaujinta|paskutinis pakeitimas|paskutinį kartą keista|paskutinį kartą keistas|"
        "paskutinį kartą redaguota|atnaujinimo data|paskutinio atnaujinimo data|keitimo data|pakeitimo data|atnaujintas|paskutinį kartą pakeista|"
        "paskutinė atnaujinimo data|informacija atnaujinta",
        "updated": "pakeista|redaguota|atnaujinimas|papildyta|keista|pataisyta",
        "published": "paskelbta|publikuota|paskelbimo data|publikavimo data|publikuojama|įkelta|parašyta|data|skelbta",
        "next": "kitas atnaujinimas",
        "created": "sukurta|sukūrimo data",
        "other": "galioja iki|galioja nuo|nuo|iki|gimė",
        "after": "(atnaujinta)|atnaujinta",
    },
    "sq": {
        "last": "përditësuar më|përditësimi i fundit|përditësuar së fundmi|ndryshuar së fundmi|ndryshimi i fundit|azhurnuar më|përditësuar",
        "updated": "ndryshuar|përditësim|azhurnuar",
        "published": "publikuar më|publikuar|botuar më|botuar|postuar më|data e publikimit",
        "created": "krijuar",
    },
    "az": {
        "last": "son yenilənmə|son yeniləmə|yenilənmə tarixi|son dəyişiklik|yeniləndi|yenilənib",
        "updated": "yenilənmə|dəyişdirilib",
        "published": "dərc olunub|yayımlanıb|tarix|dərc edilib",
    },
    "uz": {
        "last": "oxirgi yangilanish|so'nggi yangilanish|yangilangan|oxirgi tahrir|oxirgi o'zgarish",
        "updated": "o'zgartirilgan|tahrirlangan",
        "published": "e'lon qilingan|chop etilgan|joylangan",
    },
    "sw": {
        "last": "imesasishwa|ilisasishwa mwisho|mwisho kusasishwa|imehaririwa mwisho|imeboreshwa|ilihaririwa mwisho",
        "updated": "sasisho",
        "published": "imechapishwa|ilichapishwa|imewekwa",
    },
    "af": {
        "last": "laas opgedateer|laas bygewerk|laas gewysig|laaste opdatering|laaste wysiging|bygewerk op|opgedateer op|opgedateer",
        "updated": "bygewerk|gewysig",
        "published": "gepubliseer|gepubliseer op|geplaas",
    },
    "fil": {
        "last": "huling na-update|huling binago|huling pag-update|na-update noong|binago noong|huling inayos",
        "updated": "na-update|binago",
        "published": "inilathala|nai-publish|nailathala|inilabas",
    },
    "cy": {
        "last": "diweddarwyd ddiwethaf|diweddariad diwethaf|diweddarwyd|golygwyd ddiwethaf|newidiwyd ddiwethaf",
        "published": "cyhoeddwyd|cyhoeddwyd gyntaf",
    },
    "ga": {
        "last": "nuashonraithe|nuashonrú deireanach|an nuashonrú deireanach|athraithe an uair dheireanach|nuashonraíodh|leasaithe",
        "published": "foilsithe|arna fhoilsiú",
    },
    "mt": {"last": "aġġornat l-aħħar|l-aħħar aġġornament|aġġornat", "published": "ippubblikat"},
    "lb": {
        "last": "lescht aktualiséiert|lescht ännerung|lescht aktualiséierung|aktualiséiert",
        "published": "publizéiert",
    },
}
