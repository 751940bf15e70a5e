// JavaScript as a stream of names, literals, numbers and single characters: as much of its grammar
// as it takes to see what a script holds, in one pass. It forgives: a quote that it misunderstands
// (in a regular expression, say) misleads it to the end of the line at most. Used by script.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inspect {

struct ScriptToken {
    enum class Kind { Name, Literal, Number, Other };
    Kind kind = Kind::Other;
    // As written; a literal without quotes, its parts joined where the script joins them with '+'.
    // Valid until the next token is read.
    std::string_view text;
};

class ScriptLexer {
public:
    explicit ScriptLexer(std::string_view script)
        : script_(script)
    {
    }
    bool next(ScriptToken& token); // false at the end
    std::string_view rest() const { return script_.substr(at_); } // behind the last token

private:
    void skip_blank();
    std::string_view quoted();
    std::string_view literal();
    bool joins();

    std::string_view script_;
    std::size_t at_ = 0;
    std::string joined_;
};

} // namespace inspect
