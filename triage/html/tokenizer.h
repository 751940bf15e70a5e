// HTML as a stream of tags and text, after the tokenizer of WHATWG HTML section 13.2.5, in the
// states that matter for mail. Holds no tree; every byte is looked at a bounded number of times.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace html {

struct Attribute {
    std::string name; // lower case
    std::string_view value; // as written, references not decoded
};

struct Token {
    enum class Kind { Text, RawText, StartTag, EndTag, Comment };
    Kind kind = Kind::Text;
    std::string_view text; // Text: with references; RawText: what script, style … hold; Comment
    std::string name; // of a tag, lower case
    std::vector<Attribute> attributes; // the first of each name counts, as in browsers
    bool self_closing = false; // "/>": only elements of SVG and MathML heed it
    bool verbatim = false; // Text without references: a CDATA section

    // Value of an attribute as written, nullptr if absent.
    const std::string_view* attribute(std::string_view wanted) const;
};

class Tokenizer {
public:
    // `html` must outlive the tokenizer and its tokens.
    explicit Tokenizer(std::string_view html)
        : html_(html)
    {
    }
    // False at the end. Declarations and processing instructions are passed over.
    bool next(Token& token);
    std::size_t at() const { return at_; } // offset behind the last token
    // Tells that the start tag just read is of SVG or MathML: what follows is no raw text.
    void no_raw_text() { raw_.clear(); }
    // Whether the element in which the next token stands is of SVG or MathML: only there are CDATA
    // sections text.
    void set_foreign(bool foreign) { foreign_ = foreign; }
    // Some tag had more attributes than are kept.
    bool cut() const { return cut_; }

private:
    bool opens_markup(std::size_t i) const;
    bool markup(Token& token);
    bool tag(Token& token, Token::Kind kind);
    void attributes(Token& token);
    std::string_view attribute_value();
    void comment(Token& token);
    bool cdata(Token& token);
    void skip_past(char c);
    void skip_white();
    bool is_end_tag(std::size_t i) const;
    std::size_t raw_text_end() const;
    std::size_t script_end() const;

    std::string_view html_;
    std::size_t at_ = 0;
    bool foreign_ = false;
    bool cut_ = false;
    std::string raw_; // the element whose raw text comes next
};

} // namespace html
