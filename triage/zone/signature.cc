#include "triage/zone/signature.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <string>

#include "triage/core/text.h"
#include "triage/zone/lines.h"
#include "triage/zone/phrases.h"

namespace zone {

namespace {

constexpr std::size_t most_lines = 11; // of a signature, those that are not empty
constexpr std::size_t longest_line = 400; // bytes that are read of one
constexpr double least_certainty = 0.65; // losing words of the sender is worse than keeping a name
constexpr std::size_t long_line = 60; // beyond it nobody's name and place go

// What can be said of one line.
enum Fact : std::size_t {
    NameOnly, // nothing but the writer's names
    NameAmong, // one of them, in a line of few words
    NameInSentence,
    Initials,
    LoneName, // a capitalised word alone
    TwoNames,
    Closing, // "Best regards"
    ClosingBegins,
    RuleLine, // dashes, underscores
    DashName, // "-Ann"
    Phone,
    Number,
    Email,
    Url,
    Role, // a title, a department, a part of an address
    OneOrTwoWords,
    ThreeOrFourWords,
    FiveToSevenWords,
    ManyWords,
    Long,
    EndsSentence,
    EndsComma,
    Capitals, // every word begins with one
    LowerFirst,
    Bullet,
    AfterBlank,
    BeforeBlank,
    // Where it stands: of the line at which a candidate begins only
    Last,
    LastButOne,
    NearEnd,
    Far,
    fact_count,
};
constexpr std::array<const char*, fact_count> fact_names { "name-only", "name-among",
    "name-in-sentence", "initials", "lone-name", "two-names", "closing", "closing-begins", "rule",
    "dash-name", "phone", "number", "email", "url", "role", "words-1-2", "words-3-4", "words-5-7",
    "words-many", "long", "ends-sentence", "ends-comma", "capitals", "lower-first", "bullet",
    "after-blank", "before-blank", "last", "last-but-one", "near-end", "far" };
using Facts = std::bitset<fact_count>;

Facts facts_of(std::initializer_list<Fact> all)
{
    Facts f;
    for (const Fact one : all)
        f.set(one);
    return f;
}

const Facts of_names = facts_of({ NameOnly, NameAmong });
const Facts of_contact = facts_of({ Phone, Email });
const Facts on_top
    = facts_of({ NameOnly, NameAmong, Initials, LoneName, TwoNames, RuleLine, DashName });
// Of the line before a candidate.
const Facts told_before = facts_of({ EndsSentence, EndsComma, ManyWords, Long, Closing, NameOnly,
    OneOrTwoWords, Bullet, Phone, Capitals, Role, Number, ClosingBegins });
const Facts of_place = facts_of({ Last, LastButOne, NearEnd, Far });

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 128;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

std::vector<std::string_view> words_of(std::string_view s)
{
    std::vector<std::string_view> all;
    for (std::size_t i = 0; i < s.size();) {
        std::size_t end = i;
        while (end < s.size() && (is_letter(s[end]) || (end > i && s[end] == '\'')))
            ++end;
        if (end > i)
            all.push_back(s.substr(i, end - i));
        i = std::max(end, i + 1);
    }
    return all;
}

bool begins_upper(std::string_view word)
{
    std::size_t end = 1; // of the first code point
    while (end < word.size() && (word[end] & '\xC0') == '\x80')
        ++end;
    const std::string_view first = word.substr(0, end);
    return core::fold_case(first) != first;
}

bool begins_lower(std::string_view word)
{
    return (word[0] >= 'a' && word[0] <= 'z')
        || (static_cast<unsigned char>(word[0]) >= 128 && !begins_upper(word));
}

// The names of a writer, folded.
class Names {
public:
    explicit Names(const Writer& writer)
    {
        add(writer.name);
        add(writer.address.substr(0, writer.address.rfind('@')));
    }
    bool has(const std::string& folded) const
    {
        return folded.size() > 1 && std::find(all_.begin(), all_.end(), folded) != all_.end();
    }
    bool has_initial(const std::string& folded) const
    {
        return folded.size() == 1
            && std::any_of(all_.begin(), all_.end(),
                [&](const std::string& n) { return n.starts_with(folded); });
    }
    // Two of them in one word, as in "AnnWeber".
    bool joined_in(const std::string& folded) const
    {
        return std::count_if(all_.begin(), all_.end(), [&](const std::string& n) {
            return n.size() > 2 && folded.find(n) != folded.npos;
        }) >= 2;
    }

private:
    void add(std::string_view text)
    {
        constexpr std::size_t most = 12;
        for (const std::string_view w : words_of(text.substr(0, longest_line)))
            if (all_.size() < most)
                all_.push_back(core::fold_case(w));
    }
    std::vector<std::string> all_;
};

struct Line {
    std::string_view text; // trimmed
    std::string folded; // without punctuation at its end
    std::vector<std::string_view> words;
    std::size_t digits = 0;
};

Line read_line(std::string_view raw)
{
    Line l;
    l.text = core::trim(raw.substr(0, longest_line));
    l.folded = core::fold_case(l.text);
    while (!l.folded.empty()
        && std::string_view(" ,.!").find(l.folded.back()) != std::string_view::npos)
        l.folded.pop_back();
    l.words = words_of(l.text);
    l.digits = static_cast<std::size_t>(std::count_if(l.text.begin(), l.text.end(), is_digit));
    return l;
}

void tell_names(const Line& l, const Names& names, Facts& f)
{
    std::size_t hits = 0, initials = 0;
    for (const std::string_view w : l.words) {
        const std::string folded = core::fold_case(w);
        hits += names.has(folded);
        initials += names.has_initial(folded);
    }
    const std::size_t n = l.words.size();
    const bool alone = n > 0 && n <= 4 && hits + initials == n;
    f[NameOnly] = alone || (n == 1 && names.joined_in(core::fold_case(l.words[0])));
    f[NameAmong] = !f[NameOnly] && hits > 0 && n <= 5;
    f[NameInSentence] = hits > 0 && n > 5;
    const bool all_letters
        = l.text.size() <= 12 && std::all_of(l.text.begin(), l.text.end() - 1, is_letter);
    if (n == 1 && l.words[0].size() <= 3 && begins_upper(l.words[0]))
        f.set(Initials);
    else if (n == 1 && !f[NameOnly] && all_letters && begins_upper(l.words[0])
        && core::fold_case(l.words[0].substr(1)) == l.words[0].substr(1))
        f.set(LoneName);
    else if ((n == 2 || n == 3) && !f[NameOnly] && l.digits == 0
        && l.text.find_first_of(":;!?()/@") == l.text.npos
        && std::all_of(l.words.begin(), l.words.end(), begins_upper))
        f.set(TwoNames);
}

bool is_rule(std::string_view s)
{
    return s.size() >= 2 && s.find_first_not_of("-_=*~") == s.npos;
}

bool is_bullet(std::string_view s)
{
    const std::size_t digits = std::min(s.find_first_not_of("0123456789"), s.size());
    if (digits > 0)
        return digits < s.size() && (s[digits] == '.' || s[digits] == ')');
    return s.size() > 1 && s[1] == ' '
        && std::string_view("-*o+").find(s[0]) != std::string_view::npos;
}

template <std::size_t N>
bool begins_with_any(const std::string& s, const std::array<std::string_view, N>& phrases)
{
    return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view p) {
        return s.starts_with(p) && (s.size() == p.size() || !is_letter(s[p.size()]));
    });
}

template <std::size_t N>
bool has_word(const Line& l, const std::array<std::string_view, N>& table)
{
    return std::any_of(l.words.begin(), l.words.end(), [&](std::string_view w) {
        return std::find(table.begin(), table.end(), core::fold_case(w)) != table.end();
    });
}

void tell_form(const Line& l, Facts& f)
{
    const std::size_t n = l.words.size();
    const std::string_view s = l.text;
    f[Closing] = std::find(closings.begin(), closings.end(), l.folded) != closings.end();
    f[ClosingBegins] = !f[Closing] && n <= 6 && begins_with_any(l.folded, closing_openings);
    f[RuleLine] = is_rule(s);
    f[DashName] = n == 1 && (s[0] == '-' || s[0] == '*' || s[0] == '/')
        && s.size() <= l.words[0].size() + 3;
    f[Phone] = l.digits >= 7 && n <= 6;
    f[Number] = !f[Phone] && l.digits >= 4 && n <= 3;
    f[Email] = s.find('@') != s.npos && n <= 8;
    f[Url]
        = l.folded.find("www.") != std::string::npos || l.folded.find("http") != std::string::npos;
    f[Role] = n <= 9 && has_word(l, signature_words);
    f.set(n <= 2     ? OneOrTwoWords
            : n <= 4 ? ThreeOrFourWords
            : n <= 7 ? FiveToSevenWords
                     : ManyWords);
    f[Long] = s.size() > long_line;
    f[EndsSentence] = std::string_view(".?!:;").find(s.back()) != std::string_view::npos;
    f[EndsComma] = s.back() == ',';
    f[Capitals] = n > 0 && n <= 6 && std::all_of(l.words.begin(), l.words.end(), begins_upper);
    f[LowerFirst] = n > 0 && begins_lower(l.words[0]);
    f[Bullet] = is_bullet(s);
}

void tell_place(std::size_t behind, Facts& f) // lines that follow
{
    f.set(behind == 0 ? Last : behind == 1 ? LastButOne : behind < 4 ? NearEnd : Far);
}

bool is_blank(std::string_view line)
{
    return core::trim(line).empty();
}

enum Where : std::size_t { Start, Before, In };
constexpr std::array<const char*, 3> prefixes { "start:", "before:", "in:" };
constexpr std::size_t of_lines = prefixes.size() * fact_count;
constexpr std::array<const char*, 12> block_names { "lines-1", "lines-2", "lines-3-5", "lines-many",
    "has-name", "has-contact", "no-name-on-top", "only-closing", "only-contact", "has-long",
    "has-prose", "leaves-name-out" };

// What can be told of a candidate: how often each fact holds of each kind of line, and of all.
using Values = std::array<double, of_lines + block_names.size()>;

struct Name {
    std::string name;
    std::size_t value = 0; // its place in Values
};

// In the order of names, which is the order in which a margin is summed.
const std::vector<Name>& names_in_order()
{
    static const std::vector<Name> names = [] {
        std::vector<Name> all;
        for (std::size_t p = 0; p < prefixes.size(); ++p)
            for (std::size_t i = 0; i < fact_count; ++i)
                all.push_back({ std::string(prefixes[p]) + fact_names[i], p * fact_count + i });
        for (std::size_t i = 0; i < block_names.size(); ++i)
            all.push_back({ block_names[i], of_lines + i });
        std::sort(
            all.begin(), all.end(), [](const Name& a, const Name& b) { return a.name < b.name; });
        return all;
    }();
    return names;
}

// Of a candidate that begins at `own[at]`.
Values candidate_values(std::span<const Facts> own, std::size_t at)
{
    Values values {};
    const auto take = [&](std::size_t line, const Facts& facts) {
        for (std::size_t i = 0; i < fact_count; ++i)
            values[line * fact_count + i] += facts[i];
    };
    take(Start, own[at]);
    if (at > 0)
        take(Before, own[at - 1] & told_before);
    Facts inside;
    std::size_t prose = 0;
    for (std::size_t i = at; i < own.size(); ++i) {
        inside |= own[i];
        prose += own[i][ManyWords];
        if (i > at)
            take(In, own[i] & ~of_place);
    }
    const std::size_t n = own.size() - at;
    const Facts top = n > 1 ? own[at] | own[at + 1] : own[at];
    const bool contact = own[at][Phone] || own[at][Email] || own[at][Url];
    const std::array<bool, block_names.size()> of_block { n == 1, n == 2, n > 2 && n<6, n> 5,
        (inside & of_names).any(), (inside & of_contact).any(), (top & on_top).none(),
        n == 1 && (own[at][Closing] || own[at][ClosingBegins]), n == 1 && contact, inside[Long],
        prose > 1,
        at > 0 && (own[at - 1][NameOnly] || own[at - 1][NameAmong] || own[at - 1][Closing]) };
    std::copy(of_block.begin(), of_block.end(), values.begin() + of_lines);
    return values;
}

std::vector<model::Term> candidate_terms(std::span<const Facts> own, std::size_t at)
{
    const Values values = candidate_values(own, at);
    std::vector<model::Term> terms;
    for (const Name& n : names_in_order())
        if (values[n.value] > 0)
            terms.push_back({ n.name, values[n.value] });
    return terms;
}

} // namespace

std::vector<SignatureCandidate> signature_candidates(
    std::span<const std::string_view> lines, const Writer& writer)
{
    std::vector<std::size_t> last; // lines that are not empty, the newest most_lines and one more
    for (std::size_t i = lines.size(); i-- > 0 && last.size() <= most_lines;)
        if (!is_blank(lines[i]))
            last.push_back(i);
    std::reverse(last.begin(), last.end());
    const Names names(writer);
    std::vector<Facts> facts(last.size());
    for (std::size_t k = 0; k < last.size(); ++k) {
        const std::size_t i = last[k];
        const Line line = read_line(lines[i]);
        tell_names(line, names, facts[k]);
        tell_form(line, facts[k]);
        tell_place(last.size() - 1 - k, facts[k]);
        facts[k][AfterBlank] = i > 0 && is_blank(lines[i - 1]);
        facts[k][BeforeBlank] = i + 1 == lines.size() || is_blank(lines[i + 1]);
    }
    std::vector<SignatureCandidate> all;
    for (std::size_t k = 1; k < last.size(); ++k) {
        SignatureCandidate& c = all.emplace_back();
        c.line = last[k];
        c.terms = candidate_terms(facts, k);
    }
    return all;
}

namespace {

// Nobody's name and no model is needed where a line is nothing but a closing and short lines
// follow, or where the last line is a name behind a dash.
std::size_t signed_off(std::span<const std::string_view> lines)
{
    constexpr std::size_t most_behind = 3, most_words = 4, longest_name = 40;
    std::size_t behind = 0;
    bool any = false; // a line before
    for (std::size_t i = lines.size(); i-- > 0 && behind <= most_behind;) {
        if (is_blank(lines[i]))
            continue;
        any = std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(i),
            [](std::string_view line) { return !is_blank(line); });
        const Line line = read_line(lines[i]);
        Facts f;
        tell_form(line, f);
        const bool name
            = f[DashName] && begins_upper(line.words[0]) && i > 0 && is_blank(lines[i - 1]);
        if (any && ((f[Closing] && behind > 0) || (name && behind == 0)))
            return i;
        if (line.words.empty() || line.words.size() > most_words || line.text.size() > longest_name
            || f[EndsSentence] || f[LowerFirst])
            break;
        ++behind;
    }
    return lines.size();
}

} // namespace

std::size_t signature_line(
    const model::Linear& model, std::span<const std::string_view> lines, const Writer& writer)
{
    const std::size_t off = signed_off(lines);
    if (model.empty())
        return off;
    const auto candidates = signature_candidates(lines, writer);
    double all = 1; // odds of there being none
    std::vector<double> odds;
    for (const SignatureCandidate& c : candidates)
        all += odds.emplace_back(std::exp(std::clamp(model.margin(c.terms), -50.0, 50.0)));
    double begun = 0; // that the line or one before it begins the signature
    for (std::size_t k = 0; k < candidates.size(); ++k)
        if (begun += odds[k]; begun > all * least_certainty)
            return std::min(candidates[k].line, off);
    return off;
}

void find_signature(core::Message& m, const model::Linear& model)
{
    m.signature_at = m.new_text.size();
    const auto lines = split_lines(m.new_text);
    const Writer writer = m.from.empty() ? Writer {} : Writer { m.from[0].name, m.from[0].address };
    const std::size_t at = signature_line(model, lines, writer);
    if (at < lines.size())
        m.signature_at = static_cast<std::size_t>(lines[at].data() - m.new_text.data());
}

} // namespace zone
