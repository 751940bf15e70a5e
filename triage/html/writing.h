// Text of an HTML part as it comes: what is seen goes to one side, what is hidden to the other, and
// what only the order of the two tells is counted. Used by the reader for one part.
#pragma once

#include <string_view>

#include "triage/core/message.h"
#include "triage/html/flow.h"
#include "triage/html/look.h"

namespace html {

class Writing {
public:
    // At most `limit` bytes of each kind are kept.
    explicit Writing(std::size_t limit)
        : visible_(limit)
        , hidden_(limit)
    {
    }

    enum class Went : std::uint8_t { Seen, SeenInWord, Hidden };
    // SeenInWord: it continues a word behind a hidden piece.
    Went text(std::string_view utf8, const Look& look);
    void elsewhere(std::string_view utf8); // shown by some programs only
    void block(); // a line begins or ends
    void gap(); // between cells
    void line(); // a line is left empty if nothing follows on it
    void image();
    void comment(); // stands in the middle of what is seen

    bool full() const { return visible_.full() || hidden_.full(); }
    const Flow& visible() const { return visible_; }
    void fill(core::HtmlFacts& facts);

private:
    void hide(std::string_view utf8, core::HiddenBy why);
    void show(std::string_view utf8, const Look& look);
    void count_turned(std::string_view utf8, const Look& look);
    void end_word();

    Flow visible_;
    Flow hidden_;
    core::HtmlFacts facts_;
    bool in_word_ = false; // the last thing seen was a letter
    bool broken_ = false; // and a hidden piece has come behind it
    bool counted_ = false; // this word is counted already
    bool override_ = false; // behind U+202E
    std::uint32_t lines_ = 0; // left empty so far
};

} // namespace html
