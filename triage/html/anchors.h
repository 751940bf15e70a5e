// Links of one HTML part: those of attributes, and anchors with what is seen of them. Appends to
// the message's links. Used by the reader for one part.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "triage/core/limits.h"
#include "triage/core/message.h"
#include "triage/html/flow.h"
#include "triage/html/tokenizer.h"
#include "triage/html/writing.h"

namespace html {

class Anchors {
public:
    Anchors(core::Message& m, int part, const core::Limits& limits)
        : m_(m)
        , limits_(limits)
        , part_(part)
    {
    }

    // Links in the attributes of a start tag; an anchor begins.
    void start_tag(const Token& tag);
    // A start tag that some programs only see.
    void elsewhere(const Token& tag);
    // Where links without a host of their own lead; only the first base counts.
    void set_base(std::string_view href);
    void refresh(std::string_view content); // of a meta refresh
    // Text is about to be written behind `visible`; then what became of it.
    void before_text(const Flow& visible);
    void text(std::string_view utf8, Writing::Went went, const Look& look);
    void gap(); // a block or cell begins or ends in it
    void end(const Flow& visible); // </a>
    bool full() const { return full_; }

private:
    void start_anchor(const Token& tag);
    void add_attributes(const Token& tag);
    std::optional<std::size_t> add(core::LinkOrigin origin, std::string url);

    core::Message& m_;
    const core::Limits& limits_;
    int part_;
    std::string base_;
    bool full_ = false;
    std::optional<std::size_t> open_; // index of the open anchor's link
    std::optional<std::size_t> ended_at_; // bytes seen when the last anchor ended
    Flow shown_ { max_text };
    bool joins_ = false; // the next text would stand directly behind that
    bool image_ = false; // the open anchor shows one
    bool faint_ = false; // and text in its background's colour

    static constexpr std::size_t max_text = 1u << 10; // bytes
};

} // namespace html
