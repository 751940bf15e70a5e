// Findings on the text that no pattern can express: threads that never were, and words written so
// that filters misread them. Everything else of the group is in etc/rules/content.conf.
#include <algorithm>
#include <unordered_set>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/link/extract.h"
#include "triage/scan/amount.h"
#include "triage/scan/checks.h"
#include "triage/scan/disguise.h"
#include "triage/zone/lines.h"

namespace scan {

namespace {

using core::Severity;

constexpr std::size_t max_text = 64 * 1024; // bytes that are read

bool says_reply(std::string_view subject)
{
    static constexpr std::array<std::string_view, 9> prefixes {
        "re:", "re :", "aw:", "sv:", "antw:", "r:", "res:", "rif:", "vs:"
    };
    const std::string folded = identity::fold(core::prefix(subject, 12));
    return std::any_of(prefixes.begin(), prefixes.end(),
        [&](std::string_view p) { return folded.starts_with(p); });
}

bool is_address_char(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9')
        || std::string_view("._-+").find(ch) != std::string_view::npos;
}

// Registrable domains of the addresses in a copied header block.
std::vector<std::string> quoted_orgs(const std::vector<std::string_view>& block)
{
    constexpr std::size_t most = 50, longest_line = 2000;
    std::vector<std::string> out;
    for (std::string_view line : block) {
        line = line.substr(0, longest_line);
        for (std::size_t at = line.find('@'); at != line.npos && out.size() < most;
             at = line.find('@', at + 1)) {
            std::size_t end = at + 1;
            while (end < line.size() && is_address_char(line[end]))
                ++end;
            std::string_view domain = line.substr(at + 1, end - at - 1);
            while (domain.ends_with('.'))
                domain.remove_suffix(1);
            if (domain.find('.') != domain.npos)
                out.push_back(linking::org_domain(core::to_lower_ascii(domain)));
        }
    }
    return out;
}

// The sender of a reply stood among those who wrote or received what it answers. A subject alone
// says little: phones and web pages lose References.
bool is_fake_thread(const Context& c, std::string& shown)
{
    if (c.is(Reply) || c.sender.from_org.empty() || !says_reply(c.m.subject))
        return false;
    const auto lines = zone::split_lines(std::string_view(c.m.text).substr(0, max_text));
    const auto orgs = quoted_orgs(zone::copied_header(lines));
    const auto named = [&](std::string_view org) {
        return std::find(orgs.begin(), orgs.end(), org) != orgs.end();
    };
    if (orgs.empty() || named(c.sender.from_org))
        return false;
    shown = "answers " + orgs.front() + ", comes from " + c.sender.from_org;
    return true;
}

void fake_thread(const Context& c, Sink& sink)
{
    if (std::string shown; is_fake_thread(c, shown))
        sink.report(evidence(shown));
}

void fake_thread_in_company(const Context& c, Sink& sink)
{
    std::string shown;
    for (const std::string_view id :
        { "SOC_INVOICE", "SOC_BANK_CHANGE", "SOC_PAYROLL_TAX", "SOC_BEC_TASK" })
        if (sink.found(id) && is_fake_thread(c, shown))
            sink.report(Severity::High, evidence(shown));
}

// Words that lures cannot do without, for what digits in them are to hide.
constexpr std::array<std::string_view, 42> lure_words { "account", "amazon", "antivirus", "apple",
    "bank", "bitcoin", "billing", "confirm", "confirmation", "credit", "customer", "delivery",
    "document", "docusign", "invoice", "limited", "login", "mailbox", "microsoft", "netflix",
    "norton", "notification", "office", "outlook", "package", "passcode", "password", "payment",
    "paypal", "purchase", "refund", "secure", "security", "service", "subscription", "support",
    "suspended", "transaction", "update", "verification", "verify", "wallet" };

bool is_leet_lure(std::string_view word)
{
    if (word.find_first_of("0134") == word.npos
        || word.find_first_of("abcdefghijklmnopqrstuvwxyz") == word.npos)
        return false;
    const std::string read = identity::read_leet(word);
    return std::find(lure_words.begin(), lure_words.end(), read) != lure_words.end();
}

struct Disguised {
    std::size_t mixed = 0, styled = 0; // different words
    std::string_view example;
};

// `plain` words are in Latin letters; a text in another script mixes for good reasons.
Disguised disguised_words(std::string_view text)
{
    Disguised d;
    std::unordered_set<std::string_view> seen;
    std::size_t plain = 0, foreign = 0;
    for (const std::string_view word : identity::words(text)) {
        const bool ascii = std::none_of(word.begin(), word.end(), [](char c) { return c & 0x80; });
        if (ascii)
            ++plain;
        if (word.size() < 4 || word.size() > 64 || !seen.insert(word).second)
            continue;
        if (ascii) {
            if (!is_leet_lure(core::to_lower_ascii(word)))
                continue;
            ++d.mixed;
        } else if (identity::mixes_lookalikes(word)) {
            ++d.mixed;
        } else if (styled_letters(word) >= 3) {
            ++d.styled;
        } else {
            foreign += !identity::has_latin(word);
            continue;
        }
        if (d.example.empty())
            d.example = word;
    }
    return foreign > plain ? Disguised {} : d;
}

void text_obfuscated(const Context& c, Sink& sink)
{
    constexpr std::size_t least = 3;
    const std::string_view text = std::string_view(c.m.new_text).substr(0, max_text);
    const Disguised d = disguised_words(text);
    if (d.mixed >= least)
        return sink.report(evidence(d.example, "letters of other scripts or digits in words"));
    // HTML_ZERO_WIDTH judges those of HTML, where templates have them too.
    if (c.m.html.empty() && broken_words(text) >= least)
        return sink.report("invisible characters in words");
    if (d.styled >= least)
        sink.report(Severity::Low, evidence(d.example, "styled letters"));
}

// Of somebody who was not in the conversation. Who mails from a freemail account about millions, or
// wants the answer elsewhere, is no bank.
void millions(const Context& c, Sink& sink)
{
    constexpr std::size_t read = 20000; // bytes
    const std::string text = identity::fold(c.m.subject) + '\n'
        + identity::fold(std::string_view(c.m.new_text).substr(0, read));
    if (const std::string_view amount = millions_in(text); !amount.empty())
        sink.report(
            c.is(Freemail) || sink.found("REPLYTO_PIVOT") || sink.found("REPLYTO_FREEMAIL_SWITCH")
                ? Severity::Medium
                : Severity::Low,
            evidence(amount));
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 3> rows { {
    { "SOC_FAKE_THREAD", "", Severity::Medium, ours | ListMail | Bounce | Automatic,
        "The message answers a conversation in which its sender took no part.", fake_thread,
        fake_thread_in_company },
    { "SOC_TEXT_OBFUSCATED", "", Severity::High, ours | ListMail,
        "Words of the text are written so that filters misread them.", text_obfuscated },
    { "SOC_MILLIONS", "SOC_ADVANCE_FEE", Severity::Low, ours | ListMail | Bulk | Reply | Bounce,
        "The text of a stranger names an amount of a million or more.", millions },
} };

} // namespace

std::span<const CheckRow> content_checks()
{
    return rows;
}

} // namespace scan
