#include "triage/inspect/rtf_file.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "triage/core/text.h"
#include "triage/inspect/bytes.h"
#include "triage/inspect/embedded.h"
#include "triage/inspect/fields.h"
#include "triage/inspect/loading.h"
#include "triage/inspect/rtf_lexer.h"
#include "triage/inspect/rtf_unpack.h"

namespace inspect {

namespace {

constexpr std::size_t max_template = 4096; // bytes of its name
constexpr std::size_t font_bomb = 10000; // CVE-2023-21716; people's documents have some dozens
// Of the moniker that fetches a URL, as it stands in an object: CVE-2017-0199.
constexpr std::string_view url_moniker(
    "\xE0\xC9\xEA\x79\xF9\xBA\xCE\x11\x8C\x82\x00\xAA\x00\x4B\xA9\x0B", 16);

enum class In : std::uint8_t { Text, Object, Whole, Field, Result, Template, Fonts };

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// An object as OLE 1 writes it ([MS-OLEDS] 2.2): what class it says, and its data.
struct Object {
    std::string class_name;
    std::string_view sized; // data with the four bytes of its size before it
};

std::optional<Object> object_of(std::string_view s)
{
    constexpr std::size_t longest_name = 1000;
    std::size_t at = 8; // version and kind
    Object o;
    for (int i = 0; i < 3; ++i) { // class, topic, item
        const std::uint32_t size = little32(s, at);
        if (!has(s, at, 4) || size > longest_name || !has(s, at + 4, size))
            return std::nullopt;
        if (i == 0)
            o.class_name = core::to_lower_ascii(s.substr(at + 4, size > 0 ? size - 1 : 0));
        at += 4 + size;
    }
    if (!has(s, at, 4))
        return std::nullopt;
    o.sized = s.substr(at);
    return o;
}

// Objects and fields of a file. Word takes much for an object that no program writes: white space,
// groups and unknown words between the digits, binary data among them.
class Reader {
public:
    Reader(std::string_view rtf, Yield& out)
        : lexer_(rtf)
        , out_(out)
        , fields_(out)
    {
    }

    void run()
    {
        std::size_t n = 1;
        for (RtfToken t = lexer_.next(); t.kind != RtfToken::Kind::End; t = lexer_.next(), ++n) {
            if (n % 65536 == 0 && out_.expired())
                return out_.unscannable("out of time");
            token(t);
        }
        while (groups_.is_open()) // what the end of the file cuts off counts, too
            close();
        fields_.finish();
        if (fonts_ > font_bomb)
            out_.mark(Mark::Exploit, "a font table that overruns its reader");
    }

private:
    In in() const { return groups_.top(); }

    void token(const RtfToken& t)
    {
        using Kind = RtfToken::Kind;
        if (t.kind == Kind::Open)
            groups_.open();
        else if (t.kind == Kind::Close)
            close();
        else if (t.kind == Kind::Word)
            meaning(t.word, t.number.value_or(0));
        else if (in() == In::Object && t.kind == Kind::Byte)
            digit(t.byte);
        else if (t.kind != Kind::Symbol || t.byte == '\\')
            text(t.byte);
    }

    void text(char c)
    {
        if (skip_ > 0) {
            --skip_;
            return;
        }
        if (in() == In::Field)
            fields_.code({ &c, 1 });
        else if (in() == In::Result)
            fields_.shown({ &c, 1 });
        else if (in() == In::Template && template_.size() < max_template)
            template_ += c;
    }

    // For readers that do not know it, another character follows.
    void unicode(int number)
    {
        skip_ = 0;
        if (number > 0 && number < 0x80)
            text(static_cast<char>(number));
        skip_ = fallback_;
    }

    // A group that ends one destination hands over what it held.
    void close()
    {
        const std::optional<In> ended = groups_.close();
        if (!ended || *ended == in())
            return;
        if (*ended == In::Object)
            object(std::exchange(object_, {}));
        else if (*ended == In::Field)
            fields_.end_loose();
        else if (*ended == In::Whole)
            fields_.close();
        else if (*ended == In::Template)
            judge_loaded("template", std::exchange(template_, {}), out_);
        half_ = -1;
    }

    void meaning(std::string_view name, int number)
    {
        if (name == "objdata")
            groups_.top() = In::Object;
        else if (name == "field")
            field();
        else if (name == "fldinst")
            groups_.top() = In::Field;
        else if (name == "fldrslt")
            result();
        else if (name == "uc")
            fallback_ = std::clamp(number, 0, 10);
        else if (name == "u")
            unicode(number);
        else if (name == "template")
            groups_.top() = In::Template;
        else if (name == "fonttbl")
            groups_.top() = In::Fonts;
        else if (name == "f" && in() == In::Fonts)
            ++fonts_;
        else if (name == "objupdate" || name == "objautlink")
            by_itself_ = true;
        else if (name == "bin" && number > 0)
            binary(static_cast<std::size_t>(number));
    }

    void field()
    {
        groups_.top() = In::Whole;
        fields_.open();
    }

    void result()
    {
        groups_.top() = In::Result;
        fields_.separate();
    }

    void binary(std::size_t size)
    {
        const std::string_view bytes = lexer_.take(size);
        if (in() == In::Object && out_.take(bytes.size()))
            object_ += bytes;
    }

    void digit(char c)
    {
        const int value = hex_digit(c);
        if (value < 0)
            return;
        if (half_ < 0) {
            half_ = value;
            return;
        }
        object_ += static_cast<char>(half_ * 16 + value);
        half_ = -1;
    }

    void object(const std::string& bytes)
    {
        if (!out_.take(bytes.size()))
            return;
        const auto o = object_of(bytes);
        const std::string_view data
            = o ? piece(o->sized, 4, o->sized.size()) : std::string_view(bytes);
        const std::string name = o ? o->class_name : std::string();
        if (name.starts_with("equation") && is_equation_exploit(data))
            out_.mark(Mark::Exploit, "an equation that overruns its editor");
        if (name.starts_with("shell.explorer"))
            out_.mark(Mark::Exploit, "a web browser as an object");
        if (bytes.find(url_moniker) != bytes.npos)
            out_.mark(by_itself_ ? Mark::Exploit : Mark::External,
                "an object that is fetched from a URL");
        if (const std::size_t compound = bytes.find("\xD0\xCF\x11\xE0"); compound != bytes.npos)
            out_.child("object", {}, bytes.substr(compound));
        else if (const auto file = o ? packaged_file(o->sized) : std::nullopt)
            out_.child(file->name, {}, std::string(file->data));
    }

    RtfLexer lexer_;
    Yield& out_;
    RtfGroups<In> groups_;
    std::string object_, template_;
    Fields fields_;
    int fallback_ = 1, skip_ = 0; // characters behind a Unicode character, still to leave out
    int half_ = -1; // first digit of a byte, or none
    std::size_t fonts_ = 0;
    bool by_itself_ = false; // objects are brought up to date when the file is opened
};

} // namespace

void look_into_rtf(const Item& item, Yield& out)
{
    if (!out.take(item.data.size()))
        return;
    Reader(item.data, out).run();
    const RichText text = read_rtf(item.data);
    out.text(text.shown);
    out.links_in(text.shown);
}

} // namespace inspect
