// Rich text as a stream of groups, control words and characters (RTF 1.9.1, "RTF Syntax"). Used by
// what reads its text (rtf_read.cc) and what looks for objects in it (rtf_file.cc). Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace inspect {

struct RtfToken {
    enum class Kind { End, Open, Close, Word, Symbol, Hex, Byte };
    Kind kind = Kind::End;
    char byte = 0; // Symbol: what follows the backslash; Hex: what is meant; Byte
    std::string_view word; // letters of a control word
    std::optional<int> number; // behind it
};

class RtfLexer {
public:
    explicit RtfLexer(std::string_view rtf)
        : s_(rtf)
    {
    }
    // Line ends between tokens mean nothing and are left out.
    RtfToken next();
    // The bytes behind the token just read, at most `size`: what \bin announces.
    std::string_view take(std::size_t size);

private:
    RtfToken control();
    RtfToken word();

    std::string_view s_;
    std::size_t at_ = 0;
};

// What holds in each open group, which begins with what holds around it. Groups nested deeper than
// a bound are not told apart.
template <typename Group>
class RtfGroups {
public:
    Group& top() { return stack_.back(); }
    const Group& top() const { return stack_.back(); }
    void open()
    {
        constexpr std::size_t deepest = 200;
        if (stack_.size() < deepest)
            stack_.push_back(top());
        else
            ++beyond_;
    }
    // What held in the group that ends; nothing where none is open.
    std::optional<Group> close()
    {
        if (beyond_ > 0) {
            --beyond_;
            return std::nullopt;
        }
        if (stack_.size() == 1)
            return std::nullopt;
        const Group ended = top();
        stack_.pop_back();
        return ended;
    }
    bool is_open() const { return stack_.size() > 1; }

private:
    std::vector<Group> stack_ = std::vector<Group>(1); // never empty
    std::size_t beyond_ = 0; // groups open beyond the deepest
};

} // namespace inspect
