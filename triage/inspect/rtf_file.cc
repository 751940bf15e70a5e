#include "triage/inspect/rtf_file.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "triage/core/text.h"
#include "triage/inspect/bytes.h"
#include "triage/inspect/embedded.h"
#include "triage/inspect/loading.h"
#include "triage/inspect/rtf_unpack.h"
#include "triage/inspect/wide.h"
#include "triage/link/find.h"

namespace inspect {

namespace {

constexpr std::size_t deepest = 200; // groups
constexpr std::size_t most_urls = 1000;
constexpr std::size_t max_field = 4096; // bytes of a field's code, of a template's name
constexpr std::size_t font_bomb = 10000; // CVE-2023-21716; people's documents have some dozens
// Of the moniker that fetches a URL, as it stands in an object: CVE-2017-0199.
constexpr std::string_view url_moniker(
    "\xE0\xC9\xEA\x79\xF9\xBA\xCE\x11\x8C\x82\x00\xAA\x00\x4B\xA9\x0B", 16);

enum class In : std::uint8_t { Text, Object, Field, Template, Fonts };

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
        : s_(rtf)
        , out_(out)
        , groups_(1, In::Text)
    {
    }

    void run()
    {
        for (std::size_t n = 1; at_ < s_.size(); ++n) {
            if (n % 65536 == 0 && out_.expired())
                return out_.unscannable("out of time");
            step(s_[at_++]);
        }
        while (groups_.size() > 1)
            close();
        if (fonts_ > font_bomb)
            out_.mark(Mark::Exploit, "a font table that overruns its reader");
    }

private:
    In in() const { return groups_.back(); }

    void step(char c)
    {
        if (c == '{') {
            if (groups_.size() < deepest)
                groups_.push_back(in());
            else
                ++beyond_;
        } else if (c == '}') {
            if (beyond_ > 0)
                --beyond_;
            else
                close();
        } else if (c == '\\') {
            control();
        } else if (in() == In::Object) {
            digit(c);
        } else if ((in() == In::Field || in() == In::Template) && text_.size() < max_field) {
            text_ += c;
        }
    }

    // A group that ends one destination hands over what it held.
    void close()
    {
        if (groups_.size() == 1)
            return;
        const In ended = in();
        groups_.pop_back();
        if (ended == in())
            return;
        if (ended == In::Object)
            object(std::exchange(object_, {}));
        else if (ended == In::Field)
            judge_field(std::exchange(text_, {}), out_);
        else if (ended == In::Template)
            judge_loaded("template", std::exchange(text_, {}), out_);
        half_ = -1;
    }

    void control()
    {
        if (at_ >= s_.size())
            return;
        const char c = s_[at_];
        if (std::isalpha(static_cast<unsigned char>(c)) != 0)
            return word();
        ++at_;
        if (c == '\'') {
            const int high = at_ < s_.size() ? hex_digit(s_[at_]) : -1;
            const int low = at_ + 1 < s_.size() ? hex_digit(s_[at_ + 1]) : -1;
            at_ = std::min(at_ + 2, s_.size());
            if (in() != In::Object && high >= 0 && low >= 0 && text_.size() < max_field)
                text_ += static_cast<char>(high * 16 + low);
        } else if ((c == '\\' || c == '{' || c == '}') && in() != In::Object
            && text_.size() < max_field) {
            text_ += c;
        }
    }

    void word()
    {
        constexpr std::size_t longest = 250;
        const std::size_t start = at_;
        while (at_ < s_.size() && at_ - start < longest
            && std::isalpha(static_cast<unsigned char>(s_[at_])) != 0)
            ++at_;
        const std::string_view name = s_.substr(start, at_ - start);
        std::int64_t number = 0;
        const auto end
            = std::from_chars(s_.data() + at_, s_.data() + std::min(at_ + 12, s_.size()), number);
        at_ = static_cast<std::size_t>(end.ptr - s_.data());
        if (at_ < s_.size() && s_[at_] == ' ')
            ++at_;
        meaning(name, number);
    }

    void meaning(std::string_view name, std::int64_t number)
    {
        if (name == "objdata")
            groups_.back() = In::Object;
        else if (name == "fldinst")
            groups_.back() = In::Field;
        else if (name == "template")
            groups_.back() = In::Template;
        else if (name == "fonttbl")
            groups_.back() = In::Fonts;
        else if (name == "f" && in() == In::Fonts)
            ++fonts_;
        else if (name == "objupdate" || name == "objautlink")
            by_itself_ = true;
        else if (name == "bin" && number > 0)
            binary(static_cast<std::size_t>(number));
    }

    void binary(std::size_t size)
    {
        const std::string_view bytes = piece(s_, at_, size);
        at_ += bytes.size();
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

    std::string_view s_;
    Yield& out_;
    std::size_t at_ = 0;
    std::vector<In> groups_; // never empty
    std::size_t beyond_ = 0; // groups open beyond the deepest
    std::string object_, text_;
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
    for (const std::string_view url : linking::find_urls(text.shown, most_urls))
        if (url.find("://") != url.npos)
            out.link(core::LinkOrigin::Document, url);
}

} // namespace inspect
