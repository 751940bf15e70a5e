// Facts that stand in the header, the envelope and the structure. Called by classify.
#include <algorithm>

#include "triage/agents/facts.h"
#include "triage/agents/senders.h"
#include "triage/core/text.h"

namespace agents {

namespace {

constexpr int most_lost = 40; // hundredths of security; more makes no difference to the category

bool has_field(const core::Message& m, std::string_view name)
{
    return m.header(name) != nullptr;
}

bool has_any(const core::Message& m, std::span<const std::string_view> names)
{
    return std::any_of(
        names.begin(), names.end(), [&](std::string_view name) { return has_field(m, name); });
}

// Value of a field in lower case, without comments or parameters: "auto-replied", "bulk".
std::string token_of(const core::Message& m, std::string_view name)
{
    const core::HeaderField* h = m.header(name);
    if (!h)
        return {};
    const std::string_view text = h->text;
    return core::to_lower_ascii(core::trim(text.substr(0, text.find_first_of(";("))));
}

// Fields that mailing-list software adds for a list on which people write (RFC 2369 List-Post and
// older ones); a newsletter has a List-Id, too, but "List-Post: NO" or none.
bool has_list_post(const core::Message& m)
{
    constexpr auto names = std::to_array<std::string_view>(
        { "X-Mailing-List", "Mailing-List", "X-BeenThere", "X-Mailman-Version", "X-Loop" });
    if (const core::HeaderField* h = m.header("List-Post"))
        return !core::equal_ignore_case(h->text.substr(0, 2), "no");
    return has_any(m, names) || token_of(m, "Precedence") == "list";
}

// Fields of the services that send mail for many customers.
bool has_campaign_field(const core::Message& m)
{
    constexpr auto names = std::to_array<std::string_view>(
        { "Feedback-ID", "X-CSA-Complaints", "X-Campaign", "X-CampaignID", "X-Mailgun-Sid",
            "X-SG-EID", "X-MC-User", "X-SES-Outgoing", "X-Report-Abuse", "X-rpcampaign",
            "X-Mailer-RecptId", "X-EmailType-Id", "X-Mandrill-User" });
    return has_any(m, names);
}

bool is_auto_submitted(const core::Message& m) // RFC 3834 section 5
{
    const std::string value = token_of(m, "Auto-Submitted");
    if (!value.empty())
        return value != "no";
    constexpr auto names = std::to_array<std::string_view>(
        { "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress" });
    return has_any(m, names) || token_of(m, "Precedence") == "auto_reply";
}

bool has_bulk_precedence(const core::Message& m)
{
    const std::string value = token_of(m, "Precedence");
    return value == "bulk" || value == "junk";
}

bool is_report(const core::Message& m)
{
    return !m.parts.empty() && m.parts.front().type == "multipart/report";
}

bool subject_starts(const core::Message& m, std::span<const std::string_view> prefixes)
{
    return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) {
        return core::equal_ignore_case(std::string_view(m.subject).substr(0, p.size()), p);
    });
}

// "Re:" as clients of seven languages write it.
bool is_re_subject(const core::Message& m)
{
    return subject_starts(m,
        std::to_array<std::string_view>({ "re:", "aw:", "antw:", "sv:", "ref:", "res:", "rif:" }));
}

bool is_forward(const core::Message& m)
{
    return subject_starts(
        m, std::to_array<std::string_view>({ "fwd:", "fw:", "wg:", "tr:", "rv:", "enc:", "i:" }));
}

// The sender says that the mail is urgent; anybody can.
bool claims_priority(const core::Message& m)
{
    const std::string x = token_of(m, "X-Priority");
    return x.starts_with("1") || x.starts_with("2") || token_of(m, "Importance") == "high"
        || token_of(m, "Priority") == "urgent" || token_of(m, "X-MSMail-Priority") == "high";
}

bool is_attachment(const core::Part& p)
{
    return p.disposition == core::Disposition::Attachment && !p.raw_only
        && p.type != "application/pgp-signature" && p.type != "application/pkcs7-signature";
}

bool is_html_only(const core::Message& m)
{
    const auto is = [&](std::string_view type) {
        return std::any_of(m.parts.begin(), m.parts.end(), [&](const core::Part& p) {
            return p.type == type && !p.raw_only && p.disposition != core::Disposition::Attachment;
        });
    };
    return is("text/html") && !is("text/plain");
}

double image_share(const core::Message& m)
{
    std::uint32_t images = 0;
    for (const core::HtmlFacts& h : m.html)
        images += h.images;
    return images < 4 ? 0 : images / 10.0;
}

double link_share(const core::Message& m)
{
    const auto anchors = std::count_if(m.links.begin(), m.links.end(),
        [](const core::Link& l) { return l.origin != core::LinkOrigin::Image; });
    return anchors < 6 ? 0 : static_cast<double>(anchors) / 20;
}

void find_sender(const Case& c, Facts& f)
{
    const core::Message& m = c.message;
    const core::Address sender = m.from.empty() ? core::Address {} : m.from.front();
    const Sender kind = sender_of(sender.address);
    f.set(Fact::NoReply, kind.no_reply);
    f.set(Fact::RoleSender, kind.role);
    f.set(Fact::BounceSender, kind.bounce);
    f.set(Fact::FreeMail, is_free_mail(sender.domain));
    f.set(Fact::SocialSite, is_social_site(sender.domain));
    f.set(Fact::NullSender, c.envelope.mail_from.empty());
    const auto at_home = [&](const core::Address& a) { return a.domain == sender.domain; };
    const bool same = !sender.domain.empty()
        && (std::any_of(m.to.begin(), m.to.end(), at_home)
            || std::any_of(m.cc.begin(), m.cc.end(), at_home));
    f.set(Fact::Colleague, same && !is_free_mail(sender.domain));
    f.set(Fact::Internal, c.envelope.direction == core::Direction::Internal);
}

void find_recipients(const core::Message& m, Facts& f)
{
    const std::size_t all = m.to.size() + m.cc.size();
    const bool list = has_field(m, "List-Id") || has_list_post(m); // then To names the list
    f.set(Fact::SoleTo, m.to.size() == 1 && m.cc.empty() && !list);
    f.set(Fact::ManyRecipients, all > 5 ? static_cast<double>(all) / 20 : 0);
    f.set(Fact::Undisclosed, all == 0);
}

} // namespace

void find_header_facts(const Case& c, Facts& f)
{
    const core::Message& m = c.message;
    find_sender(c, f);
    find_recipients(m, f);
    f.set(Fact::ListId, has_field(m, "List-Id"));
    f.set(Fact::ListPost, has_list_post(m));
    f.set(Fact::ListUnsubscribe, has_field(m, "List-Unsubscribe"));
    f.set(Fact::OneClick, has_field(m, "List-Unsubscribe-Post"));
    f.set(Fact::PrecedenceBulk, has_bulk_precedence(m));
    f.set(Fact::FeedbackId, has_campaign_field(m));
    f.set(Fact::AutoSubmitted, is_auto_submitted(m));
    f.set(Fact::Report, is_report(m));
    f.set(Fact::Reply, has_field(m, "In-Reply-To") || has_field(m, "References"));
    f.set(Fact::ReSubject, is_re_subject(m));
    f.set(Fact::Forward, is_forward(m));
    f.set(Fact::Calendar, !m.calendars.empty());
    f.set(Fact::SenderPriority, claims_priority(m));
    f.set(Fact::ManyLinks, link_share(m));
    f.set(Fact::ManyImages, image_share(m));
    f.set(Fact::HtmlOnly, is_html_only(m));
    f.set(Fact::Attachment, std::any_of(m.parts.begin(), m.parts.end(), is_attachment));
    f.set(Fact::Encrypted, m.encrypted);
    f.set(Fact::Suspicious, c.threat == core::Threat::Suspicious);
    f.set(Fact::Dangerous, c.threat == core::Threat::Dangerous);
    f.set(Fact::Findings, std::clamp(100 - c.security, 0, most_lost) / double { most_lost });
}

} // namespace agents
