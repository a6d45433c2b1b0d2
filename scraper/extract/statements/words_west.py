"""The words of notices, Germanic and Romance languages and Finnish.

Per language, alternatives joined by `|`. Keys: `last` (an update notice by itself: "last updated"), `updated` (a bare verb
or noun that counts only at the head of a line or field), `published`, `reviewed` (`last_reviewed` by itself),
`next` (a date still to come), `created`, `other` (labels of dates that are none of ours), `after` (update verbs that
follow their date), `published_after`. All go through `clean` and `fold`, so accents and case do not matter.
"""

from __future__ import annotations

__all__ = ["WEST"]

WEST: dict[str, dict[str, str]] = {
    "en": {
        "last": "last updated|last update|last updates|last-updated|lastupdated|lastupdate|last modified|last-modified|lastmodified|"
        "last modification|last edited|last edit|last revised|last revision|last changed|last change|last amended|last saved|"
        "last major update|last edited time|last updated time|last modified time|last update time|last edited on|last updated date|last modified date|last content update|latest update|latest revision|latest version|most recent update|most recently updated|"
        "recently updated|date modified|date updated|date revised|date last updated|date last modified|"
        "modified date|modification date|updated date|update date|updated at|updated on|modified on|edited on|revised on|"
        "amended on|date of last revision|date of last update|date of last modification|date of update|date of revision|revision date|"
        "content current as of|current as of|page current as of|information current as of|content last reviewed and updated|"
        "topic revision|$date|edited this page|edited this wiki|updated this page|page updated|page update|article updated|"
        "story updated|post updated|post last updated|article last updated|information updated|content updated|content last updated|"
        "last reviewed and updated|reviewed and updated|last updated and reviewed|was edited by|effective date|last refreshed|time updated|"
        "update time|updated time|modified time|time of last update|revised date|last rev|site last updated|correct as of|correct as at|"
        "accurate as of|up to date as of|up-to-date as of",
        "updated": "updated|update|modified|edited|revised|amended|upd|refreshed|revision|changed|edit|version of|effective",
        "published": "published|publish date|published on|published at|published date|publication date|date published|posted on|posted at|posted|"
        "post date|date posted|first published|originally published|first posted|originally posted|pub date|pubdate|released|"
        "release date|issued|date issued|written|date written|written on|filed|submitted on|submitted|date of publication|"
        "publication|uploaded|uploaded on|air date|aired|asked|story by|article published|added|date added|added on|entered|"
        "originally appeared|original publication date|first appeared|published online|available online|date",
        "last_reviewed": "page last reviewed|last reviewed|last medically reviewed|medically reviewed|medically reviewed on|date last reviewed|"
        "last verified|page last checked|content last reviewed|clinically reviewed|review date|date reviewed|last review|reviewed on|"
        "last medical review|last fact checked",
        "reviewed": "reviewed|fact checked|fact-checked|verified|checked|tested|medical review",
        "next": "next update|next updated|next review|next review due|next revision|next reviewed|review due|due for review|to be reviewed|"
        "next release|next edition|next scheduled update|update due|scheduled update|review by|to be updated|will be updated|next issue",
        "created": "created|created on|date created|creation date|page created|created at|first created|started|established",
        "other": "accessed|accessed on|retrieved|retrieved on|archived|archived from the original on|joined|member since|registered|copyright|expires|"
        "expiry date|expiration date|valid until|valid from|valid through|deadline|due date|due|event date|born|died|starts|ends|"
        "start date|end date|date of birth|closing date|received|accepted|applies from|until|from|since|through|by|opening date|"
        "last visit|last visited|last login|last active|last seen|last post|last reply|last comment|last activity|last commit|viewed|"
        "printed|scheduled|snapshot|captured|crawled|indexed|today is|now|current time|price updated|prices updated|published in print",
        "after": "last updated|lastupdate|last update|(updated)|(update)|(last updated)|(last modified)|(modified)|(edited)|last modified|last edited|updated|upd.",
        "published_after": "(published)|(posted)",
    },
    "de": {
        "last": "zuletzt aktualisiert|zuletzt geändert|zuletzt bearbeitet|zuletzt modifiziert|zuletzt überarbeitet|zuletzt editiert|"
        "zuletzt verändert|zuletzt ergänzt|zuletzt angepasst|zuletzt am|letzte aktualisierung|letzte änderung|letztes update|"
        "letzte bearbeitung|letzte überarbeitung|letzte modifikation|letzter stand|letzte anpassung|änderungsdatum|"
        "aktualisierungsdatum|datum der letzten änderung|datum der letzten aktualisierung|aktualisiert am|aktualisiert um|geändert am|"
        "bearbeitet am|überarbeitet am|stand der information|stand der informationen|stand vom|stand der daten|stand des artikels|"
        "aktueller stand|update vom|artikel aktualisiert|seite aktualisiert|letztmals aktualisiert|letztmalig aktualisiert|"
        "letztmals geändert|neueste aktualisierung|zuletzt upgedatet|informationsstand|änderung vom|aktualisierung vom",
        "updated": "aktualisiert|stand|update|geändert|bearbeitet|überarbeitet|aktualisierung|änderung|upgedatet|nachtrag|editiert|edit",
        "published": "veröffentlicht|veröffentlicht am|publiziert|publiziert am|erschienen|erschienen am|erstellt am|erstveröffentlichung|"
        "erstmals veröffentlicht|eingestellt am|online seit|datum|vom|geschrieben am|veröffentlichungsdatum|veröffentlichung|"
        "erscheinungsdatum|gepostet am|verfasst am|geschrieben von|pressemitteilung vom|artikel vom|eingetragen am|freigegeben am|"
        "gesendet|sendung vom|ausgabe vom",
        "last_reviewed": "zuletzt überprüft|zuletzt geprüft|letzte überprüfung|letzte prüfung|medizinisch geprüft|überprüft am|geprüft am|"
        "fachlich geprüft am",
        "reviewed": "geprüft|überprüft|qualitätsgesichert",
        "next": "nächste aktualisierung|nächste überprüfung|nächstes update|nächste überarbeitung|nächste änderung",
        "created": "erstellt|angelegt|erstelldatum|erstellungsdatum",
        "other": "abgerufen am|zugriff am|gültig ab|gültig bis|unverändert gültig seit|in kraft seit|in der fassung vom|gesetz vom|geboren|"
        "gestorben|termin|beginn|ende|anmeldeschluss|bewerbungsfrist|mitglied seit|registriert seit|seit|bis|ab|zuletzt online|"
        "letzter besuch|letzter beitrag|kommentar vom|gültig seit|uraufführung|kinostart",
        "after": "zuletzt aktualisiert|aktualisiert|zuletzt geändert|geändert|bearbeitet|zuletzt bearbeitet|überarbeitet|(aktualisiert)|(update)",
        "published_after": "veröffentlicht|erstellt|publiziert",
    },
    "fr": {
        "last": "mis à jour le|mise à jour le|mise à jour du|mis à jour à|mise à jour à|dernière mise à jour|dernière modification|dernière révision|"
        "dernière actualisation|dernière édition|date de modification|date de mise à jour|date de dernière mise à jour|date de révision|"
        "date de la dernière mise à jour|date de la dernière modification|modifié le|modifiée le|modifié à|édité le|éditée le|"
        "actualisé le|actualisée le|actualisé à|révisé le|révisée le|a été modifiée pour la dernière fois|modifié pour la dernière fois|"
        "modifiée pour la dernière fois|article mis à jour|page mise à jour|article modifié|dernière maj|mis à jour|màj le|maj le|"
        "contenu mis à jour|fiche mise à jour|article actualisé|vérifié et mis à jour",
        "updated": "mise à jour|modifié|modifiée|actualisé|actualisée|édité|éditée|màj|maj|modification|révisé|actualisation|mis-à-jour|update",
        "published": "publié le|publiée le|publié|publiée|posté le|paru le|parue le|mis en ligne le|mise en ligne le|mis en ligne|date de publication|"
        "écrit le|rédigé le|publication|diffusé le|article publié le|première publication|posté|ajouté le|créé et publié le",
        "last_reviewed": "dernière vérification|vérifié le|date de vérification|relu le|revu le|validé le",
        "reviewed": "vérifié|revu",
        "next": "prochaine mise à jour|prochaine révision|prochaine actualisation",
        "created": "créé le|créée le|date de création|création",
        "other": "consulté le|valable jusqu'au|jusqu'au|inscrit le|membre depuis|depuis le|à partir du|né le|mort le|loi du|décret du|arrêté du|"
        "signé le|modifié par la loi du|mise à jour par la loi du|dernière visite|expire le|date limite|avant le|dès le",
        "after": "(mis à jour)|(mise à jour)|(modifié)|mis à jour|(actualisé)",
        "published_after": "(publié)",
    },
    "es": {
        "last": "última actualización|última modificación|última revisión|última edición|última vez actualizado|actualizado el|actualizada el|"
        "actualizado a|actualizado al|actualizada a|actualizado a las|actualizado en|modificado el|modificada el|editado el|editada el|"
        "revisado y actualizado|fecha de actualización|fecha de modificación|fecha de última actualización|fecha última actualización|"
        "fecha de la última actualización|fecha de la última modificación|se editó por última vez|editada por última vez|"
        "modificada por última vez|modificado por última vez|actualizado por última vez|artículo actualizado|página actualizada|"
        "ult. actualización|ultima act|fecha de revisión|actualizado",
        "updated": "actualizada|actualización|modificado|modificada|editado|editada|act|revisado|edición|update",
        "published": "publicado el|publicado|publicada el|publicada|fecha de publicación|publicado en|publicación|creado y publicado|escrito el|"
        "publicado a las|subido el|fecha|emitido el",
        "last_reviewed": "última verificación|revisado el|revisado por última vez|fecha de última revisión médica",
        "reviewed": "verificado",
        "next": "próxima actualización|próxima revisión",
        "created": "creado el|creado|fecha de creación|creada el",
        "other": "consultado el|válido hasta|hasta el|desde el|miembro desde|registrado el|nacido el|fecha límite|vence el|última visita|a partir del|"
        "ley de|ingresó el|fallecido el",
        "after": "(actualizado)|(actualizada)|(última actualización)",
        "published_after": "(publicado)",
    },
    "pt": {
        "last": "última atualização|última actualização|última modificação|última alteração|última edição|última revisão|atualizado em|atualizada em|"
        "atualizado às|atualizado a|atualizado há|actualizado em|actualizado a|modificado em|modificada em|editado em|editada em|alterado em|"
        "data de atualização|data da última atualização|data de modificação|data da última modificação|editada pela última vez|"
        "modificado pela última vez|modificada pela última vez|atualizado pela última vez|atualizado|artigo atualizado|atualizada",
        "updated": "actualizado|atualização|modificado|editado|editada|alterado|revisado em|revisto em|revisado|revisto",
        "published": "publicado em|publicado|publicada em|publicada|data de publicação|postado em|postado|criado e publicado|publicação|escrito em|"
        "publicado às|publicado a|divulgado em|data",
        "last_reviewed": "revisado pela última vez|verificado em|última verificação",
        "next": "próxima atualização|próxima revisão",
        "created": "criado em|data de criação|criado",
        "other": "acesso em|acessado em|consultado em|válido até|até|desde|membro desde|nascido em|lei de|última visita|cadastrado em|a partir de",
        "after": "(atualizado)|(atualizada)",
    },
    "it": {
        "last": "ultimo aggiornamento|ultima modifica|ultima revisione|ultimo agg|ultima edizione|aggiornato il|aggiornata il|aggiornato alle|"
        "aggiornata alle|aggiornato al|aggiornato a|modificato il|modificata il|modifica il|modificata l'ultima volta|"
        "modificata per l'ultima volta|aggiornato per l'ultima volta|data di aggiornamento|data ultimo aggiornamento|"
        "data dell'ultimo aggiornamento|data ultima modifica|data di modifica|articolo aggiornato|pagina aggiornata|aggiornato",
        "updated": "aggiornata|aggiornamento|modificato|modificata|agg|modifica|revisionato|rivisto il|update",
        "published": "pubblicato il|pubblicata il|pubblicato|pubblicata|data di pubblicazione|pubblicato alle|scritto il|postato il|inserito il|"
        "pubblicazione|data|di redazione",
        "last_reviewed": "ultima verifica|verificato il|revisionato il|ultima revisione medica",
        "next": "prossimo aggiornamento|prossima revisione",
        "created": "creato il|data di creazione",
        "other": "consultato il|valido fino al|fino al|dal|dal giorno|iscritto dal|nato il|morto il|legge del|decreto del|ultima visita|entro il|scade il",
        "after": "(aggiornato)|(modifica)",
    },
    "nl": {
        "last": "laatst bijgewerkt|laatst gewijzigd|laatst aangepast|laatst bewerkt|laatst geüpdatet|laatst herzien|laatste update|laatste wijziging|"
        "laatste aanpassing|laatste bewerking|laatste herziening|voor het laatst bewerkt|voor het laatst bijgewerkt|"
        "voor het laatst gewijzigd|bijgewerkt op|bijgewerkt tot|gewijzigd op|aangepast op|bewerkt op|geüpdatet op|wijzigingsdatum|"
        "datum laatste wijziging|datum wijziging|datum laatste update|bijgewerkt|geactualiseerd op|datum van actualisering",
        "updated": "gewijzigd|aangepast|bewerkt|geüpdatet|update|geactualiseerd|herzien|wijziging",
        "published": "gepubliceerd op|gepubliceerd|geplaatst op|geplaatst|publicatiedatum|gepost op|verschenen op|geschreven op|publicatie|datum|"
        "datum publicatie|uitgegeven op",
        "last_reviewed": "laatst gecontroleerd|laatst beoordeeld|gecontroleerd op",
        "next": "volgende update|volgende herziening|volgende actualisatie",
        "created": "aangemaakt op|gemaakt op|aangemaakt",
        "other": "geraadpleegd op|geldig tot|geldig vanaf|lid sinds|sinds|vanaf|tot|geboren|laatste bezoek",
        "after": "bijgewerkt|laatst bijgewerkt|gewijzigd|(bijgewerkt)|(update)|bewerkt",
    },
    "sv": {
        "last": "senast uppdaterad|senast uppdaterat|senast ändrad|senast ändrat|senast redigerad|senast granskad och uppdaterad|senaste uppdatering|"
        "senaste ändring|senast publicerad|senast reviderad|senast den|redigerades senast|ändrades senast|uppdaterades senast|"
        "sidan uppdaterad|sidan uppdaterades|sidan senast uppdaterad|artikeln uppdaterad|uppdaterad den|uppdaterat den|uppdaterades den|"
        "ändrad den|ändringsdatum|uppdateringsdatum|uppdaterad kl|uppdaterad",
        "updated": "uppdaterat|uppdaterades|uppdatering|ändrad|ändrat|redigerad|reviderad|update",
        "published": "publicerad den|publicerad|publicerat|publicerades|publiceringsdatum|publicerad kl|skrivet den|postat|utgiven|först publicerad|datum",
        "last_reviewed": "senast granskad|granskad den|senast kontrollerad|faktagranskad",
        "reviewed": "granskad",
        "next": "nästa uppdatering|nästa granskning",
        "created": "skapad|skapades|skapad den",
        "other": "hämtad|giltig till|giltig från|medlem sedan|sedan|från|till|född|senaste besök|sista ansökningsdag",
        "after": "uppdaterad|(uppdaterad)|(uppdaterat)",
    },
    "no": {
        "last": "sist oppdatert|sist endret|sist redigert|siste oppdatering|siste endring|sist revidert|sist faglig oppdatert|faglig oppdatert|"
        "sist publisert|sist oppdatert den|sist vedlikeholdt|oppdatert den|oppdatert kl|endret den|redigert den|oppdateringsdato|"
        "endringsdato|ble sist redigert|artikkelen er oppdatert|oppdatert|sist endra|sist oppdatera",
        "updated": "oppdatering|endret|redigert|revidert|oppdatera|endra|update",
        "published": "publisert den|publisert|publiseringsdato|først publisert|lagt ut|skrevet|utgitt|postet|publisert kl|dato|først publisert den",
        "last_reviewed": "sist kontrollert|sist gjennomgått|kvalitetssikret",
        "next": "neste oppdatering|neste revisjon",
        "created": "opprettet|laget|opprettet den",
        "other": "hentet|gyldig til|gyldig fra|medlem siden|siden|fra|til|født|siste besøk|søknadsfrist",
        "after": "(oppdatert)|oppdatert",
    },
    "da": {
        "last": "sidst opdateret|senest opdateret|sidst ændret|senest ændret|sidst redigeret|senest redigeret|seneste opdatering|sidste opdatering|"
        "seneste ændring|sidste ændring|senest revideret|sidst revideret|ajourført|senest ajourført|opdateret den|opdateret d|opdateret kl|"
        "ændret den|redigeret den|opdateringsdato|blev senest ændret|opdateret",
        "updated": "opdatering|ændret|redigeret|revideret|rettet|update",
        "published": "offentliggjort den|offentliggjort|publiceret den|publiceret|udgivet den|udgivet|udgivelsesdato|publiceringsdato|lagt op|skrevet|bragt|"
        "oprindeligt udgivet|dato",
        "last_reviewed": "senest gennemgået|senest kontrolleret|sidst kontrolleret|fagligt gennemgået",
        "next": "næste opdatering|næste revision",
        "created": "oprettet|oprettet den|skabt",
        "other": "hentet|gyldig til|gyldig fra|medlem siden|siden|fra|til|født|seneste besøg|ansøgningsfrist",
        "after": "(opdateret)|opdateret",
    },
    "fi": {
        "last": "viimeksi päivitetty|viimeksi muokattu|viimeksi muutettu|viimeksi tarkistettu ja päivitetty|viimeisin päivitys|viimeisin muutos|"
        "viimeinen päivitys|viimeinen muutos|viimeisin muokkaus|sivu päivitetty|päivitetty viimeksi|muokattu viimeksi|muutettu viimeksi|"
        "päivityspäivä|muokkauspäivä|päivitetty klo|päivitetty",
        "updated": "muokattu|päivitys|muutettu|korjattu|päivittynyt|update",
        "published": "julkaistu|julkaistu klo|julkaisupäivä|kirjoitettu|julkaisuajankohta|ensijulkaisu|lähetetty",
        "last_reviewed": "viimeksi tarkistettu|tarkistettu",
        "next": "seuraava päivitys|seuraava tarkistus",
        "created": "luotu|luontipäivä",
        "other": "viitattu|luettu|voimassa|jäsen vuodesta|alkaen|asti|syntynyt|haettu",
        "after": "(päivitetty)|(muokattu)|päivitetty",
    },
    "is": {
        "last": "síðast uppfært|síðast breytt|síðast uppfærð|síðasta uppfærsla|síðasta breyting|uppfært kl|uppfært|var síðast breytt",
        "updated": "breytt|uppfærsla|uppfærð",
        "published": "birt|birtist|birt þann|skrifað|útgefið",
        "next": "næsta uppfærsla",
        "created": "búið til|stofnað",
    },
}
