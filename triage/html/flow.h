// Text as a reader sees it: white space collapsed, blocks on lines of their own.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace html {

class Flow {
public:
    // At most `limit` bytes are kept.
    explicit Flow(std::size_t limit)
        : limit_(limit)
    {
    }
    void add(std::string_view utf8); // running text; pieces join without a space
    void line_break();
    void gap(); // a space, if no other white space is there: between cells
    bool full() const { return full_; }
    bool empty() const { return text_.empty(); }
    std::size_t size() const { return text_.size(); }
    // Text that begins without a space would continue the last word.
    bool ends_in_word() const { return !text_.empty() && !space_ && !break_; }
    std::string take() { return std::move(text_); }

private:
    std::size_t limit_;
    std::string text_;
    bool space_ = false; // white space is due before the next word
    bool break_ = false; // a line break is due instead
    bool full_ = false;
};

} // namespace html
