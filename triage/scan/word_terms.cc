// The words of a message. Addresses and URLs are no words, nor is anything with a digit; the
// recipient's names and addresses are left out, and so are brands, which findings know better.
#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "triage/identity/fold.h"
#include "triage/model/term_list.h"
#include "triage/scan/terms.h"

namespace scan {

namespace {

constexpr std::size_t subject_bytes = 300, name_bytes = 100, text_bytes = 6000;
constexpr std::size_t shortest = 2, longest = 24; // bytes of a word
constexpr std::string_view blanks = " \t\r\n";
// All words of a message weigh together what so many facts do, however many they are.
constexpr double all_words = 9;
constexpr double one_word = 1.5; // most that one weighs, of however few

struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view> {}(s); }
};
using Words = std::unordered_set<std::string, Hash, std::equal_to<>>;

bool is_word(std::string_view w)
{
    return w.size() >= shortest && w.size() <= longest
        && std::none_of(w.begin(), w.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_reference(std::string_view chunk)
{
    return chunk.find('@') != chunk.npos || chunk.find("://") != chunk.npos
        || chunk.starts_with("www.");
}

void add_names(const std::vector<core::Address>& list, Words& names)
{
    for (const core::Address& a : list)
        for (const std::string& text : { identity::fold(a.name), identity::fold(a.address) })
            for (const std::string_view w : identity::words(text))
                names.emplace(w);
}

// Whom the message is for.
Words names_of(const Context& c)
{
    Words names;
    for (const auto* list : { &c.m.to, &c.m.cc })
        add_names(*list, names);
    return names;
}

class Collector {
public:
    Collector(const Context& c, std::vector<model::Term>& terms)
        : c_(c)
        , names_(names_of(c))
        , terms_(terms)
    {
    }

    void take(const char* prefix, std::string_view utf8)
    {
        const std::string folded = identity::fold(utf8);
        std::string_view before;
        for (std::size_t at = 0; at < folded.size();) {
            const auto begin = std::min(folded.find_first_not_of(blanks, at), folded.size());
            at = std::min(folded.find_first_of(blanks, begin), folded.size());
            const std::string_view chunk(folded.data() + begin, at - begin);
            if (is_reference(chunk))
                before = {};
            else
                for (const std::string_view w : identity::words(chunk))
                    take_word(prefix, w, before);
        }
    }

    // So that a long message does not shout, nor a word that is nearly alone.
    void weigh()
    {
        const auto n = static_cast<double>(std::max<std::size_t>(terms_.size(), 1));
        terms_.set_values(std::min(all_words / std::sqrt(n), one_word));
    }

private:
    void take_word(const char* prefix, std::string_view word, std::string_view& before)
    {
        if (!is_word(word) || names_.contains(word) || is_brand(word)) {
            before = {};
            return;
        }
        terms_.add({ prefix, word });
        if (!before.empty())
            terms_.add({ prefix, before, " ", word });
        before = word;
    }
    bool is_brand(std::string_view word) const
    {
        const auto match = c_.lists.brand_in_name(word);
        return match && !match->common;
    }

    const Context& c_;
    const Words names_;
    model::TermList terms_;
};

} // namespace

void add_word_terms(const Context& c, std::vector<model::Term>& terms)
{
    Collector collector(c, terms);
    collector.take("s:", std::string_view(c.m.subject).substr(0, subject_bytes));
    collector.take("n:", std::string_view(c.sender.from.name).substr(0, name_bytes));
    collector.take("t:", std::string_view(c.m.new_text).substr(0, text_bytes));
    collector.weigh();
}

std::string finding_term(std::string_view id)
{
    return '!' + std::string(id);
}

void add_finding_terms(
    const Sink& sink, const core::FindingTable& table, std::vector<model::Term>& terms)
{
    for (core::FindingId id = 0; id < table.size(); ++id)
        if (table.row(id).group != core::Group::Model && sink.found(id))
            terms.push_back({ finding_term(table.row(id).id), 1 });
}

} // namespace scan
