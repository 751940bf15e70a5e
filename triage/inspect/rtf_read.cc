// What a reader sees of rich text: read_rtf of rtf_unpack.h. One pass over groups, control words
// and text; destinations that no reader sees are left out.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <utility>
#include <vector>

#include "triage/core/text.h"
#include "triage/inspect/codepage.h"
#include "triage/inspect/rtf_unpack.h"
#include "triage/mime/charset.h"

namespace inspect {

namespace {

constexpr std::size_t deepest = 200; // groups
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

struct Word {
    std::string_view name;
    std::optional<int> number;
};

class RtfReader {
public:
    explicit RtfReader(std::string_view rtf)
        : s_(rtf)
        , groups_(1)
    {
        out_.html = rtf.substr(0, head).find("\\fromhtml") != rtf.npos;
    }

    RichText read()
    {
        while (at_ < s_.size())
            step();
        flush();
        return std::move(out_);
    }

private:
    Group& top() { return groups_.back(); }
    bool visible() { return !top().skipped && (top().tag || !out_.html || !top().off); }

    void step()
    {
        const char c = s_[at_++];
        if (c == '{') {
            starred_ = false;
            if (groups_.size() < deepest)
                groups_.push_back(top());
            else
                ++beyond_;
        } else if (c == '}') {
            if (beyond_ > 0)
                --beyond_;
            else if (groups_.size() > 1)
                groups_.pop_back();
        } else if (c == '\\') {
            control();
        } else if (c != '\r' && c != '\n') {
            byte(c);
        }
    }

    void control()
    {
        if (at_ >= s_.size())
            return;
        const char c = s_[at_];
        if (std::isalpha(static_cast<unsigned char>(c)) != 0)
            return word(next_word());
        ++at_;
        if (c == '\'') {
            const std::string digits(s_.substr(at_, 2));
            at_ = std::min(at_ + 2, s_.size());
            byte(static_cast<char>(std::strtol(digits.c_str(), nullptr, 16)));
        } else if (c == '*') {
            starred_ = true;
        } else if (c == '~') {
            character(0xA0);
        } else if (c == '\\' || c == '{' || c == '}') {
            byte(c);
        } else if (c == '\r' || c == '\n') {
            character('\n');
        }
    }

    Word next_word()
    {
        constexpr std::size_t longest = 32, digits = 10;
        Word w;
        const std::size_t start = at_;
        while (at_ < s_.size() && at_ - start < longest
            && std::isalpha(static_cast<unsigned char>(s_[at_])) != 0)
            ++at_;
        w.name = s_.substr(start, at_ - start);
        const std::size_t number = at_;
        if (at_ < s_.size() && s_[at_] == '-')
            ++at_;
        while (at_ < s_.size() && at_ - number < digits
            && std::isdigit(static_cast<unsigned char>(s_[at_])) != 0)
            ++at_;
        if (at_ > number)
            w.number = static_cast<int>(std::clamp(
                std::strtol(std::string(s_.substr(number, at_ - number)).c_str(), nullptr, 10),
                -100000L, 100000000L));
        if (at_ < s_.size() && s_[at_] == ' ')
            ++at_;
        return w;
    }

    void word(const Word& w)
    {
        const bool starred = std::exchange(starred_, false);
        if (starred)
            return destination(w);
        if (std::find(std::begin(unseen), std::end(unseen), w.name) != std::end(unseen))
            top().skipped = true;
        else if (w.name == "htmlrtf")
            top().off = w.number.value_or(1) != 0;
        else if (w.name == "ansicpg")
            charset_ = charset_of_codepage(static_cast<std::uint32_t>(w.number.value_or(1252)));
        else if (w.name == "uc")
            top().fallback = static_cast<std::size_t>(std::clamp(w.number.value_or(1), 0, 10));
        else if (w.name == "u")
            unicode(w.number.value_or('?'));
        else if (w.name == "bin")
            at_ += std::min<std::size_t>(
                static_cast<std::size_t>(std::max(w.number.value_or(0), 0)), s_.size() - at_);
        else
            for (const Stands& s : characters)
                if (s.word == w.name)
                    character(s.character);
    }

    // Of those that only some readers know: HTML as it stands, and where a field leads.
    void destination(const Word& w)
    {
        if (w.name == "htmltag")
            top().tag = true;
        else if (w.name != "fldinst")
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

    std::string_view s_;
    std::size_t at_ = 0;
    std::vector<Group> groups_; // never empty
    std::size_t beyond_ = 0; // groups open beyond the deepest
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
