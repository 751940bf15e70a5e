// Tokens of PDF syntax (ISO 32000-1, 7.2 and 7.3): of files, object streams, content streams and
// CMaps. Never fails: what is no token is skipped. Used by the PDF readers of this folder; one
// lexer belongs to one thread and views bytes that must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace inspect {

bool is_pdf_space(char c); // NUL counts
bool is_pdf_regular(char c); // neither space nor delimiter

struct PdfToken {
    enum class Kind : std::uint8_t {
        End,
        Number,
        Name, // text: without the slash, #xx decoded
        String, // text: decoded bytes
        Word, // operators, obj, stream, true …
        ArrayOpen,
        ArrayClose,
        DictOpen,
        DictClose,
    };
    Kind kind = Kind::End;
    bool escaped = false; // a name with #xx for characters that need none
    double number = 0;
    std::string text;
};

class PdfLexer {
public:
    explicit PdfLexer(std::string_view bytes, std::size_t at = 0)
        : bytes_(bytes)
        , at_(at)
    {
    }

    // The next token; `token`'s memory is used again. Linear in the bytes that it moves over.
    void next(PdfToken& token);
    std::size_t at() const { return at_; } // behind the last token
    void move_to(std::size_t at) { at_ = at; }

private:
    void skip_space();
    void name(PdfToken& token);
    void string(PdfToken& token);
    void escape(std::string& out);
    void hex_string(PdfToken& token);
    void word(PdfToken& token);

    std::string_view bytes_;
    std::size_t at_;
};

// The value of a hexadecimal digit, -1 for other characters.
int pdf_hex(char c);

} // namespace inspect
