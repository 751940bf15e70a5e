#include "triage/inspect/pdf_value.h"

#include <utility>

#include "triage/core/text.h"

namespace inspect {

namespace {

using Kind = PdfValue::Kind;
using Token = PdfToken::Kind;

constexpr std::size_t deepest = 40; // dictionaries and arrays in each other
constexpr std::size_t most_values = 400000; // of one object
constexpr std::size_t most_numbers = 4096; // of one array; widths and tables that nobody asks for

class Parser {
public:
    Parser(std::string_view bytes, std::size_t at)
        : lexer_(bytes, at)
    {
    }

    PdfParsed run()
    {
        PdfParsed parsed;
        advance();
        take(parsed.value, 0);
        parsed.end = lexer_.at();
        parsed.cut = cut_;
        return parsed;
    }

private:
    void advance() { lexer_.next(token_); }

    // Takes the value that starts with the current token.
    void take(PdfValue& out, std::size_t depth)
    {
        switch (token_.kind) {
        case Token::Number:
            return number(out);
        case Token::Name:
        case Token::String:
            out.kind = token_.kind == Token::Name ? Kind::Name : Kind::String;
            out.escaped = token_.escaped;
            out.text = std::move(token_.text);
            return;
        case Token::ArrayOpen:
            out.kind = Kind::Array;
            return open(out, depth, Token::ArrayClose);
        case Token::DictOpen:
            out.kind = Kind::Dict;
            return open(out, depth, Token::DictClose);
        default: // null, true, false and what is no value
            return;
        }
    }

    // "12 0 R" is a reference: two tokens ahead have to be seen, and given back if they are none.
    void number(PdfValue& out)
    {
        out.kind = Kind::Number;
        out.number = token_.number;
        const double object = token_.number;
        const std::size_t back = lexer_.at();
        if (object >= 0 && object < 1e9) {
            advance();
            if (token_.kind == Token::Number) {
                advance();
                if (token_.kind == Token::Word && token_.text == "R") {
                    out.kind = Kind::Ref;
                    out.ref = static_cast<std::uint32_t>(object);
                    return;
                }
            }
        }
        lexer_.move_to(back);
    }

    bool ends_object() const
    {
        return token_.kind == Token::End
            || (token_.kind == Token::Word
                && (token_.text == "endobj" || token_.text == "obj" || token_.text == "stream"
                    || token_.text == "endstream"));
    }

    // The elements up to the closing sign. Words are skipped, as readers do, but those that say
    // that another object has begun.
    void open(PdfValue& out, std::size_t depth, Token close)
    {
        std::size_t numbers = 0;
        for (std::size_t before = lexer_.at();; before = lexer_.at()) {
            advance();
            if (ends_object()) {
                lexer_.move_to(before); // what is outside of this one ends as well
                break;
            }
            if (token_.kind == close)
                break;
            if (token_.kind == Token::ArrayClose || token_.kind == Token::DictClose
                || (token_.kind == Token::Word && !is_constant()))
                continue;
            if (depth == deepest || ++values_ > most_values) {
                cut_ = true;
                continue;
            }
            PdfValue element;
            take(element, depth + 1);
            if (element.is(Kind::Number) && close == Token::ArrayClose && ++numbers > most_numbers)
                continue;
            out.escaped = out.escaped || (element.escaped && close == Token::DictClose);
            out.items.push_back(std::move(element));
        }
        if (close == Token::DictClose)
            pair_up(out.items);
    }

    bool is_constant() const
    {
        return token_.text == "null" || token_.text == "true" || token_.text == "false";
    }

    // Keys are names; what stands where a key should be is dropped.
    static void pair_up(std::vector<PdfValue>& items)
    {
        std::size_t to = 0;
        for (std::size_t i = 0; i + 1 < items.size();) {
            if (!items[i].is(Kind::Name)) {
                ++i;
                continue;
            }
            if (to != i) {
                items[to] = std::move(items[i]);
                items[to + 1] = std::move(items[i + 1]);
            }
            to += 2;
            i += 2;
        }
        items.resize(to);
    }

    PdfLexer lexer_;
    PdfToken token_;
    std::size_t values_ = 0;
    bool cut_ = false;
};

} // namespace

const PdfValue* PdfValue::find(std::string_view key) const
{
    if (kind != Kind::Dict)
        return nullptr;
    for (std::size_t i = items.size(); i >= 2; i -= 2)
        if (items[i - 2].text == key)
            return &items[i - 1];
    return nullptr;
}

PdfParsed parse_pdf_value(std::string_view bytes, std::size_t at)
{
    return Parser(bytes, at).run();
}

std::string pdf_text(std::string_view bytes)
{
    std::string out;
    if (bytes.starts_with("\xEF\xBB\xBF"))
        return core::valid_utf8(bytes.substr(3));
    const bool big = bytes.starts_with("\xFE\xFF");
    if (!big && !bytes.starts_with("\xFF\xFE")) {
        for (const char c : bytes)
            core::append_utf8(out, static_cast<unsigned char>(c));
        return out;
    }
    const auto unit = [&](std::size_t i) -> char32_t {
        const auto first = static_cast<unsigned char>(bytes[i]);
        const auto second = static_cast<unsigned char>(bytes[i + 1]);
        return static_cast<char32_t>(big ? first << 8 | second : second << 8 | first);
    };
    for (std::size_t i = 2; i + 2 <= bytes.size(); i += 2) {
        char32_t c = unit(i);
        const char32_t low = i + 4 <= bytes.size() ? unit(i + 2) : 0;
        if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        core::append_utf8(out, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
    }
    return out;
}

} // namespace inspect
