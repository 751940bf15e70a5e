// Words by which mail programs mark quotes and signatures, in en, de, fr, es, it, nl, pt, da, sv
// and pl. All
// are case-folded. To add a language, add its words to each table.
#pragma once

#include <array>
#include <string_view>

namespace zone {

// The verb of an attribution line ("On Monday, Ann wrote:").
inline constexpr std::array<std::string_view, 19> attribution_verbs { "wrote", "writes", "said",
    "schrieb", "écrit", "ecrit", "escribió", "escribio", "escribe", "ha scritto", "scrive",
    "schreef", "escreveu", "escreve", "geschrieben", "wrote on", "skrev", "napisał", "pisze" };

// How an attribution that was wrapped begins.
inline constexpr std::array<std::string_view, 11> attribution_openings { "on ", "am ", "le ", "el ",
    "il ", "op ", "em ", "de ", "den ", "dnia ", "w dniu " };

// Between dashes above a message that was copied whole.
inline constexpr std::array<std::string_view, 35> original_titles { "original message",
    "original appointment", "forwarded message", "forwarded by", "reply message",
    "ursprüngliche nachricht", "ursprungliche nachricht", "originalnachricht", "original-nachricht",
    "originale nachricht", "weitergeleitete nachricht", "message d'origine", "message d’origine",
    "message original", "message initial", "message transféré", "mensaje original",
    "mensaje reenviado", "forwarded mail", "messaggio originale", "messaggio inoltrato",
    "oorspronkelijk bericht", "doorgestuurd bericht", "mensagem original", "mensagem encaminhada",
    "mensagem reencaminhada", "oprindelig meddelelse", "videresendt besked",
    "videresendt meddelelse", "ursprungligt meddelande", "vidarebefordrat meddelande",
    "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana",
    "przekazana wiadomość" };

inline constexpr std::array<std::string_view, 7> forward_openings { "begin forwarded message:",
    "anfang der weitergeleiteten nachricht:", "début du message transféré",
    "début du message réexpédié",
    "inizio messaggio inoltrato:", "inicio del mensaje reenviado:", "begin doorgestuurd bericht:" };

// Labels of a copied header block. From is the one that begins it.
inline constexpr std::array<std::string_view, 10> from_labels { "from", "von", "de", "da", "van",
    "expéditeur", "remitente", "fra", "från", "od" };
inline constexpr std::array<std::string_view, 44> other_labels { "sent", "date", "to", "cc", "bcc",
    "subject", "reply-to", "gesendet", "datum", "an", "betreff", "kopie", "envoyé", "à", "objet",
    "enviado", "enviado el", "fecha", "para", "asunto", "inviato", "data", "a", "oggetto",
    "verzonden", "aan", "onderwerp", "enviada em", "enviado em", "assunto", "importance",
    "attachments", "sujet", "sendt", "til", "emne", "dato", "skickat", "till", "ämne", "wysłano",
    "do", "temat", "dw" };

// What phones and web mail add below a message.
inline constexpr std::array<std::string_view, 29> mobile_openings { "sent from my ",
    "sent from mail for", "sent from outlook", "sent from yahoo", "sent from samsung",
    "sent from proton", "sent via ", "get outlook for", "sent with proton", "von meinem ",
    "gesendet von ", "gesendet mit ", "diese nachricht wurde von meinem", "envoyé de mon ",
    "envoyé depuis mon ", "envoyé à partir de ", "télécharger outlook", "enviado desde mi ",
    "enviado desde ", "inviato da ", "inviato dal mio ", "verzonden vanaf mijn ",
    "verstuurd vanaf mijn ", "verzonden met ", "enviado do meu ", "enviado a partir do ",
    "sendt fra min ", "skickat från min ", "wysłano z " };

// A line that is one of these, but for punctuation, ends a letter.
inline constexpr std::array<std::string_view, 90> closings { "thanks", "thank you", "thx",
    "many thanks", "thanks again", "thanks a lot", "thank you very much", "thanks in advance",
    "regards", "best regards", "kind regards", "kindest regards", "warm regards", "best",
    "all the best", "best wishes", "cheers", "sincerely", "sincerely yours", "yours sincerely",
    "yours truly", "yours faithfully", "yours", "take care", "love", "later", "see you", "bye",
    "respectfully", "cordially", "talk to you later", "danke", "vielen dank", "besten dank",
    "viele grüße", "viele grüsse", "liebe grüße", "liebe grüsse", "schöne grüße", "beste grüße",
    "freundliche grüße", "freundliche grüsse", "mit freundlichen grüßen",
    "mit freundlichen grüssen", "mit besten grüßen", "mfg", "lg", "hochachtungsvoll", "merci",
    "cordialement", "bien cordialement", "bien à vous", "bien à toi", "amicalement", "salutations",
    "meilleures salutations", "gracias", "saludos", "un saludo", "saludos cordiales", "atentamente",
    "un abrazo", "grazie", "cordiali saluti", "distinti saluti", "un saluto", "saluti", "bedankt",
    "groeten", "met vriendelijke groet", "obrigado", "atenciosamente", "cumprimentos", "hilsen",
    "venlig hilsen", "med venlig hilsen", "kærlig hilsen", "kh", "mvh", "mange hilsner",
    "hälsningar", "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "vänligen",
    "pozdrawiam", "pozdrowienia", "serdecznie pozdrawiam", "z poważaniem", "z powazaniem" };

// And a short line that begins so.
inline constexpr std::array<std::string_view, 33> closing_openings { "thanks", "thank you",
    "regards", "best", "cheers", "sincerely", "yours", "warm regards", "kind regards", "danke",
    "vielen dank", "viele grüße", "liebe grüße", "mit freundlichen", "freundliche", "merci",
    "cordialement", "bien à", "gracias", "saludos", "un saludo", "grazie", "cordiali", "groeten",
    "met vriendelijke", "obrigado", "abraços", "hilsen", "med venlig", "venlig", "med vänlig",
    "vänliga", "pozdrawiam" };

// Titles, departments, parts of an address: words of the lines below a name.
inline constexpr std::array<std::string_view, 90> signature_words { "manager", "director",
    "president", "vice", "counsel", "attorney", "assistant", "analyst", "associate", "engineer",
    "inc", "corp", "llc", "llp", "ltd", "company", "department", "group", "university", "street",
    "suite", "floor", "avenue", "office", "fax", "phone", "tel", "telephone", "cell", "mobile",
    "pager", "email", "mail", "ext", "road", "box", "ceo", "cto", "cfo", "founder", "gmbh", "ag",
    "kg", "geschäftsführer", "leiter", "leiterin", "abteilung", "telefon", "mobil", "büro",
    "straße", "strasse", "hrb", "amtsgericht", "ingenieur", "sarl", "sas", "directeur",
    "directrice", "responsable", "société", "téléphone", "portable", "rue", "boulevard", "bureau",
    "sa", "gerente", "directora", "departamento", "teléfono", "móvil", "calle", "avenida",
    "oficina", "spa", "srl", "direttore", "responsabile", "telefono", "cellulare", "via", "piazza",
    "ufficio", "bv", "afdeling", "telefoon", "mobiel", "telefone", "diretor" };

// Three of these in one long paragraph make a disclaimer.
inline constexpr std::array<std::string_view, 36> disclaimer_words { "confidential", "privileged",
    "intended recipient", "intended solely", "intended only", "intended for", "addressee",
    "disclos", "unauthorized", "unauthorised", "notify the sender", "legally", "delete",
    "vertraulich", "adressat", "empfänger", "irrtümlich", "unbefugt", "confidentiel",
    "destinataire", "par erreur", "détruire", "confidencial", "destinatari", "por error",
    "prohibid", "riservat", "per errore", "divulgazione", "vertrouwelijk", "geadresseerde",
    "bestemd voor", "ontvanger", "por engano", "sigilos", "virus" };

} // namespace zone
