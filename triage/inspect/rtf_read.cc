// What a reader sees of rich text: read_rtf of rtf_unpack.h. One pass over groups, control words
// and text; destinations that no reader sees are left out.
#include <algorithm>
#include <utility>

#include "triage/core/text.h"
#include "triage/inspect/codepage.h"
#include "triage/inspect/rtf_lexer.h"
#include "triage/inspect/rtf_unpack.h"
#include "triage/mime/charset.h"

namespace inspect {

namespace {

constexpr std::size_t head = 1024; // bytes in which \fromhtml stands

constexpr std::string_view unseen[] { "fonttbl", "colortbl", "stylesheet", "info", "pict", "object",
    "listtable", "listoverridetable", "generator", "themedata", "mhtmltag" };

struct Stands {
    std::string_view word;
    char32_t character;
};
constexpr Stands characters[] { { "par", '\n' }, { "line", '\n' }, { "tab", '\t' },
    { "lquote", 0x2018 }, { "rquote", 0x2019 }, { "ldblquote", 0x201C }, { "rdblquote", 0x201D },
    { "bullet", 0x2022 }, { "endash", 0x2013 }, { "emdash", 0x2014 }, { "cell", '\t' },
    { "row", '\n' } };

struct Group {
    bool skipped = false;
    bool tag = false; // HTML as it stands
    bool off = false; // what stands here for RTF readers only
    std::size_t fallback = 1; // characters that follow a Unicode character for old readers
};

class RtfReader {
public:
    explicit RtfReader(std::string_view rtf)
        : lexer_(rtf)
    {
        out_.html = rtf.substr(0, head).find("\\fromhtml") != rtf.npos;
    }

    RichText read()
    {
        for (RtfToken t = lexer_.next(); t.kind != RtfToken::Kind::End; t = lexer_.next())
            token(t);
        flush();
        return std::move(out_);
    }

private:
    Group& top() { return groups_.top(); }
    bool visible() { return !top().skipped && (top().tag || !out_.html || !top().off); }

    void token(const RtfToken& t)
    {
        using Kind = RtfToken::Kind;
        if (t.kind == Kind::Open) {
            starred_ = false;
            groups_.open();
        } else if (t.kind == Kind::Close) {
            groups_.close();
        } else if (t.kind == Kind::Word) {
            word(t);
        } else if (t.kind == Kind::Symbol) {
            symbol(t.byte);
        } else {
            byte(t.byte);
        }
    }

    void symbol(char c)
    {
        if (c == '*')
            starred_ = true;
        else if (c == '~')
            character(0xA0);
        else if (c == '\\' || c == '{' || c == '}')
            byte(c);
        else if (c == '\r' || c == '\n')
            character('\n');
    }

    void word(const RtfToken& w)
    {
        const bool starred = std::exchange(starred_, false);
        if (starred)
            return destination(w);
        if (std::find(std::begin(unseen), std::end(unseen), w.word) != std::end(unseen))
            top().skipped = true;
        else if (w.word == "htmlrtf")
            top().off = w.number.value_or(1) != 0;
        else if (w.word == "ansicpg")
            charset_ = charset_of_codepage(static_cast<std::uint32_t>(w.number.value_or(1252)));
        else if (w.word == "uc")
            top().fallback = static_cast<std::size_t>(std::clamp(w.number.value_or(1), 0, 10));
        else if (w.word == "u")
            unicode(w.number.value_or('?'));
        else if (w.word == "bin")
            lexer_.take(static_cast<std::size_t>(std::max(w.number.value_or(0), 0)));
        else
            for (const Stands& s : characters)
                if (s.word == w.word)
                    character(s.character);
    }

    // Of those that only some readers know: HTML as it stands, and where a field leads.
    void destination(const RtfToken& w)
    {
        if (w.word == "htmltag")
            top().tag = true;
        else if (w.word != "fldinst")
            top().skipped = true;
    }

    void unicode(int number)
    {
        const auto c = static_cast<char32_t>(number < 0 ? number + 0x10000 : number);
        character(c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0xFFFD : c);
        skip_ = top().fallback;
    }

    void character(char32_t c)
    {
        skip_ = 0;
        if (!visible())
            return;
        flush();
        core::append_utf8(out_.shown, c);
    }

    void byte(char c)
    {
        if (skip_ > 0)
            --skip_;
        else if (visible())
            pending_ += c;
    }

    void flush()
    {
        if (!pending_.empty())
            out_.shown += mime::decode_text(std::exchange(pending_, {}), charset_).utf8;
    }

    RtfLexer lexer_;
    RtfGroups<Group> groups_;
    std::string charset_ = "windows-1252";
    std::string pending_; // bytes in that charset
    std::size_t skip_ = 0; // bytes still to leave out
    bool starred_ = false;
    RichText out_;
};

} // namespace

RichText read_rtf(std::string_view rtf)
{
    return RtfReader(rtf).read();
}

} // namespace inspect
