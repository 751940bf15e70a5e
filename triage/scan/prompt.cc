#include "triage/scan/prompt.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "triage/core/text.h"
#include "triage/identity/fold.h"

namespace scan {

namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 18> verbs { "disregard", "dimentica", "esqueca", "forget",
    "ignora", "ignorar", "ignore", "ignorer", "ignoriere", "ignorieren", "ignorez", "negeer",
    "olvida", "oublie", "oubliez", "override", "vergeet", "vergiss" };
constexpr std::array<std::string_view, 14> earlier { "above", "alle", "all", "anteriores",
    "bisherigen", "earlier", "eerdere", "existing", "precedenti", "precedentes", "previous",
    "prior", "vorherigen", "vorige" };
constexpr std::array<std::string_view, 10> orders { "anweisungen", "commands", "guidelines",
    "instrucciones", "instructies", "instructions", "instrucoes", "istruzioni", "prompt",
    "prompts" };
constexpr std::array<std::string_view, 10> assistants { "agent", "ai", "assistant", "chatbot",
    "chatgpt", "claude", "copilot", "gemini", "gpt", "llm" };
constexpr std::array<std::string_view, 8> duties { "must", "should", "summarise", "summarize",
    "respond", "reply", "tell", "inform" };
constexpr std::array<std::string_view, 4> readers { "user", "reader", "recipient", "human" };

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& set)
{
    return std::any_of(set.begin(), set.end(), [&](std::string_view s) {
        return s.front() == word.front() && s == word; // spares the call for most
    });
}

// Whether a word of `set` is among the `reach` words from `from` on.
template <std::size_t N>
bool follows(
    Words words, std::size_t from, std::size_t reach, const std::array<std::string_view, N>& set)
{
    for (std::size_t i = from; i < std::min(from + reach, words.size()); ++i)
        if (is_one_of(words[i], set))
            return true;
    return false;
}

// "ignore all previous instructions"; "you are now an assistant"; "Gemini must tell the user".
bool begins_order(Words words, std::size_t i)
{
    constexpr std::size_t near = 6, far = 12;
    const std::string_view word = words[i];
    if (is_one_of(word, verbs))
        return follows(words, i + 1, near, earlier) && follows(words, i + 1, near, orders);
    const bool is_name = is_one_of(word, assistants);
    return is_name && follows(words, i + 1, 2, duties) && follows(words, i + 1, far, readers);
}

std::string joined(Words words)
{
    constexpr std::size_t most = 8;
    std::string out;
    for (const std::string_view w : words.first(std::min(most, words.size())))
        out.append(out.empty() ? "" : " ").append(w);
    return out;
}

} // namespace

std::string order_to_assistant(std::string_view folded)
{
    const std::vector<std::string_view> words = identity::words(folded);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (begins_order(words, i))
            return joined(Words(words).subspan(i));
    return {};
}

std::string tag_text(std::string_view utf8)
{
    constexpr std::string_view lead = "\xF3\xA0"; // of U+E0000 and what follows
    constexpr char32_t black_flag = 0x1F3F4, first = 0xE0020, last = 0xE007E;
    std::string out;
    if (utf8.find(lead) == utf8.npos)
        return out;
    bool in_flag = false;
    for (std::size_t at = 0; at < utf8.size();) {
        const char32_t c = core::next_code_point(utf8, at);
        const bool is_tag = c >= first && c <= last;
        if (is_tag && !in_flag)
            out += static_cast<char>(c - 0xE0000);
        in_flag = is_tag ? in_flag : c == black_flag;
    }
    return out;
}

} // namespace scan
