#include "triage/agents/respond.h"

#include <algorithm>
#include <array>
#include <span>

#include "triage/agents/facts.h"
#include "triage/agents/senders.h"
#include "triage/core/stage.h"

namespace agents {

namespace {

using core::Category;

constexpr std::size_t read_bytes = 4096; // of the new text
constexpr std::size_t max_recipients = 10; // more is a circular
constexpr std::size_t note_words = 40; // a longer mail says more than thanks or sorry

enum class Intent : std::uint8_t {
    Meeting,
    Attend,
    Call,
    Pay,
    Confirm,
    Review,
    Send,
    Status,
    Opinion,
    When,
    Question,
    Request,
    Congratulations,
    Thanks,
    Apology,
    Notice,
};

struct ReplyRow {
    Intent intent;
    Language language;
    std::string_view texts; // divided by '|'
};
constexpr auto reply_rows = std::to_array<ReplyRow>({
#define REPLIES(intent, language, texts) { Intent::intent, Language::language, texts },
#include "triage/agents/replies.def"
#undef REPLIES
});

struct IntentRow {
    Cue cue;
    Intent intent;
};
// The first that is found: what is asked for, then what kind of question it is.
constexpr auto asked = std::to_array<IntentRow>({
    { Cue::AskSchedule, Intent::Meeting },
    { Cue::AskAttend, Intent::Attend },
    { Cue::CallMe, Intent::Call },
    { Cue::AskPay, Intent::Pay },
    { Cue::AskConfirm, Intent::Confirm },
    { Cue::AskReview, Intent::Review },
    { Cue::AskSend, Intent::Send },
    { Cue::AskStatus, Intent::Status },
    { Cue::AskOpinion, Intent::Opinion },
});
// Of a short message that asks for nothing.
constexpr auto told = std::to_array<IntentRow>({
    { Cue::Congratulations, Intent::Congratulations },
    { Cue::Apology, Intent::Apology },
    { Cue::Thanks, Intent::Thanks },
    { Cue::Notice, Intent::Notice },
});

std::optional<Intent> first_of(std::span<const IntentRow> rows, const CueCounts& cues)
{
    for (const IntentRow& row : rows)
        if (cues.of(row.cue))
            return row.intent;
    return std::nullopt;
}

// `action`: what summarise found to be asked for.
std::optional<Intent> intent_of(
    const WordList& text, const CueCounts& cues, const std::optional<core::Action>& action)
{
    if (const auto intent = first_of(asked, cues))
        return intent;
    if (text.folded().find('?') != std::string::npos)
        return cues.of(Cue::AskWhen) ? Intent::When : Intent::Question;
    if (action && action->kind != core::ActionKind::None)
        return Intent::Request;
    return text.words().size() <= note_words ? first_of(told, cues) : std::nullopt;
}

std::vector<std::string> replies(Intent intent, Language language)
{
    std::vector<std::string> out;
    for (const ReplyRow& row : reply_rows) {
        if (row.intent != intent || row.language != language)
            continue;
        std::string_view rest = row.texts;
        while (!rest.empty()) {
            const std::size_t bar = std::min(rest.find('|'), rest.size());
            out.emplace_back(rest.substr(0, bar));
            rest.remove_prefix(std::min(bar + 1, rest.size()));
        }
    }
    return out;
}

constexpr double least_confidence = 0.4; // of the category

bool from_people(const core::Notes& so_far)
{
    constexpr std::array people { Category::Personal, Category::Work, Category::Calendar };
    return so_far.category && so_far.category_confidence >= least_confidence
        && std::find(people.begin(), people.end(), *so_far.category) != people.end();
}

// Circulars come without any field of bulk mail, too: a person greets, answers, or writes from next
// door or from a free mailbox, in a mail that does not look like a page.
bool looks_written(const Facts& f)
{
    constexpr std::array personal { Fact::Greeting, Fact::Reply, Fact::ReSubject, Fact::Colleague,
        Fact::FreeMail, Fact::Internal };
    constexpr std::array printed { Fact::ManyLinks, Fact::ManyImages, Fact::Footer, Fact::Long,
        Fact::RoleSender, Fact::SocialSite };
    const auto has = [&](Fact fact) { return f.has(fact); };
    return std::any_of(personal.begin(), personal.end(), has)
        && std::none_of(printed.begin(), printed.end(), has) && f[Fact::OfferWords] < 0.5
        && f[Fact::NewsletterWords] < 0.5;
}

bool automatic(const Facts& f)
{
    constexpr std::array signs { Fact::ListId, Fact::ListPost, Fact::ListUnsubscribe,
        Fact::OneClick, Fact::PrecedenceBulk, Fact::FeedbackId, Fact::AutoSubmitted,
        Fact::NullSender, Fact::NoReply, Fact::BounceSender, Fact::Report, Fact::Undisclosed,
        Fact::Encrypted };
    return std::any_of(signs.begin(), signs.end(), [&](Fact s) { return f.has(s); });
}

bool unread_reply_to(const core::Message& m)
{
    return std::any_of(m.reply_to.begin(), m.reply_to.end(), [](const core::Address& a) {
        const Sender s = sender_of(a.address);
        return s.no_reply || s.bounce;
    });
}

bool to_oneself(const core::Message& m)
{
    return std::any_of(m.to.begin(), m.to.end(),
        [&](const core::Address& a) { return a.address == m.from.front().address; });
}

} // namespace

bool reply_wanted(const Case& c)
{
    const core::Message& m = c.message;
    if (c.threat != core::Threat::Clean || c.envelope.direction == core::Direction::Outbound)
        return false;
    if (m.from.empty() || m.to.size() + m.cc.size() > max_recipients)
        return false;
    Facts facts = Facts::of(c.so_far.features); // those of the text; classify found them
    find_header_facts(c, facts);
    return from_people(c.so_far) && looks_written(facts) && !automatic(facts) && !unread_reply_to(m)
        && !to_oneself(m);
}

core::Result<core::Notes> Respond::assess(const Case& c, core::Deadline deadline) const
{
    core::Notes notes;
    const auto language = core::named<Language>(language_names, c.so_far.language);
    if (!language || !reply_wanted(c))
        return notes;
    const WordList text(c.message.own_text(), read_bytes);
    if (deadline.expired())
        return core::Error { "respond: out of time after reading the text" };
    const std::vector<Hit> hits = lexicon_.find(text.words());
    if (const auto intent = intent_of(text, CueCounts(hits), c.so_far.action))
        notes.replies = replies(*intent, *language);
    return notes;
}

} // namespace agents
