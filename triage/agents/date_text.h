// A text as the date grammar sees it: its words, what stands between them, and what they can mean
// in one language. Used by date_reader.cc and date_clock.cc for one text. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "triage/agents/date_words.h"
#include "triage/agents/words.h"

namespace agents {

class DateText {
public:
    DateText(const WordList& text, const DateWords& words, Language language)
        : text_(text)
        , words_(words)
        , language_(language)
    {
    }

    Language language() const { return language_; }
    std::string_view word(std::size_t i) const // empty behind the end
    {
        return i < text_.words().size() ? text_.words()[i].text : std::string_view {};
    }
    // What stands between word i and the next one; empty behind the end.
    std::string_view gap(std::size_t i) const
    {
        if (i >= text_.words().size())
            return {};
        const std::size_t end = text_.words()[i].offset + text_.words()[i].text.size();
        const std::size_t next
            = i + 1 < text_.words().size() ? text_.words()[i + 1].offset : text_.folded().size();
        return std::string_view(text_.folded()).substr(end, next - end);
    }
    // Whether the word before `i` and the one at `i` belong to one expression.
    bool joined(std::size_t i) const
    {
        const std::string_view between = i == 0 ? std::string_view {} : gap(i - 1);
        return between.size() <= 4 && between.find_first_of(";!?") == between.npos;
    }
    std::optional<DateWord> match(std::size_t i, DateToken token) const
    {
        return words_.match(text_.words(), i, language_, token);
    }
    std::size_t skip(std::size_t i, DateToken token, int at_most) const
    {
        for (int n = 0; n < at_most; ++n) {
            const auto small = match(i, token);
            if (!small || !joined(small->next))
                break;
            i = small->next;
        }
        return i;
    }
    std::size_t skip_small(std::size_t i) const { return skip(i, DateToken::Small, 3); }

private:
    const WordList& text_;
    const DateWords& words_;
    Language language_;
};

} // namespace agents
