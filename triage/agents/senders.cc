#include "triage/agents/senders.h"

#include <algorithm>
#include <array>
#include <span>

#include "triage/agents/words.h"

namespace agents {

namespace {

// With dots, dashes and underscores removed; anywhere in the local part.
constexpr auto no_reply_parts = std::to_array<std::string_view>({ "noreply", "donotreply",
    "dontreply", "nepasrepondre", "nichtantworten", "keineantwort", "noresponder", "nonrispondere",
    "nietreageren", "naoresponda", "naoresponder", "noresponse", "unattended", "devnull" });

// Whole words of a local part.
constexpr auto role_words = std::to_array<std::string_view>({ "account", "accounts", "admin",
    "alert", "alerts", "auto", "automated", "billing", "bestellung", "bot", "campaign", "care",
    "contact", "cron", "customerservice", "deals", "digest", "email", "facturacion", "hello",
    "help", "helpdesk", "info", "invoice", "invoices", "jira", "kundenservice", "mail", "mailer",
    "marketing", "member", "members", "membership", "monitor", "monitoring", "nagios", "news",
    "newsletter", "newsletters", "notification", "notifications", "notify", "nuevo", "offers",
    "order", "orders", "payment", "payments", "promo", "promotions", "rechnung", "receipt",
    "receipts", "rewards", "root", "sales", "security", "service", "services", "shipping", "shop",
    "store", "subscriptions", "support", "system", "team", "ticket", "tickets", "update", "updates",
    "webmaster", "welcome" });

constexpr auto bounce_words = std::to_array<std::string_view>({ "mailerdaemon", "postmaster" });

constexpr auto free_mail = std::to_array<std::string_view>({ "aim.com", "aol.com", "att.net",
    "comcast.net", "cox.net", "earthlink.net", "fastmail.com", "free.fr", "freenet.de", "gmail.com",
    "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.com",
    "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "icloud.com", "laposte.net",
    "libero.it", "live.com", "live.nl", "mac.com", "mail.com", "mail.ru", "mailbox.org", "me.com",
    "msn.com", "orange.fr", "outlook.com", "outlook.de", "posteo.de", "proton.me", "protonmail.com",
    "qq.com", "sapo.pt", "sbcglobal.net", "sfr.fr", "t-online.de", "tiscali.it", "tuta.com",
    "uol.com.br", "verizon.net", "virgilio.it", "wanadoo.fr", "web.de", "yahoo.co.uk", "yahoo.com",
    "yahoo.com.br", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.ru", "ymail.com",
    "ziggo.nl", "163.com", "126.com" });

constexpr auto social_sites
    = std::to_array<std::string_view>({ "bsky.app", "discord.com", "facebook.com",
        "facebookmail.com", "flickr.com", "foursquare.com", "goodreads.com", "instagram.com",
        "linkedin.com", "mastodon.social", "meetup.com", "nextdoor.com", "pinterest.com",
        "quora.com", "reddit.com", "redditmail.com", "snapchat.com", "strava.com", "threads.net",
        "tiktok.com", "tumblr.com", "twitter.com", "viadeo.com", "vk.com", "x.com", "xing.com" });

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

template <std::size_t N>
bool covers(const std::array<std::string_view, N>& domains, std::string_view domain)
{
    return std::any_of(domains.begin(), domains.end(), [&](std::string_view d) {
        return domain == d || (domain.ends_with(d) && domain[domain.size() - d.size() - 1] == '.');
    });
}

} // namespace

Sender sender_of(std::string_view address)
{
    const std::string_view local = address.substr(0, address.rfind('@'));
    const std::string folded = fold_latin(local.substr(0, 64)); // RFC 5321 section 4.5.3.1.1
    std::string squeezed = folded;
    std::erase_if(squeezed, [](char c) { return c == '.' || c == '-' || c == '_'; });

    Sender s;
    for (const std::string_view part : no_reply_parts)
        s.no_reply = s.no_reply || squeezed.find(part) != squeezed.npos;
    for (const Word& w : words_of(folded, 8))
        s.role = s.role || contains(role_words, w.text);
    s.bounce = contains(bounce_words, squeezed);
    return s;
}

bool is_free_mail(std::string_view domain)
{
    return covers(free_mail, domain);
}

bool is_social_site(std::string_view domain)
{
    return covers(social_sites, domain);
}

} // namespace agents
