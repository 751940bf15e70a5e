#include "triage/html/contents.h"

#include <algorithm>
#include <array>

#include "triage/core/text.h"
#include "triage/html/attributes.h"
#include "triage/html/elements.h"

namespace html {

namespace {

template <std::size_t N>
bool has_any(std::string_view s, const std::array<std::string_view, N>& words)
{
    return std::any_of(
        words.begin(), words.end(), [&](std::string_view w) { return s.find(w) != s.npos; });
}

// Types of input that hold nothing a reader writes.
constexpr std::array<std::string_view, 7> idle_inputs { "hidden", "submit", "button", "image",
    "reset", "checkbox", "radio" };
constexpr std::array<std::string_view, 7> card_words { "cc-number", "cc-csc", "cardnumber",
    "card_number", "card-number", "creditcard", "cvv" };
constexpr std::array<std::string_view, 4> code_words { "one-time-code", "otp", "2fa", "tancode" };
// What scripts use to hide what they do.
constexpr std::array<std::string_view, 8> decoders { "eval(", "atob(", "fromCharCode", "unescape(",
    "createObjectURL", "document.write", "charCodeAt", "decodeURIComponent" };

// Scripts that programs would run; other types are data.
bool is_script_type(std::string_view type)
{
    constexpr std::array<std::string_view, 5> running { "javascript", "ecmascript", "jscript",
        "vbscript", "livescript" };
    return type.empty() || type == "module" || has_any(type, running);
}

bool is_handler(const Attribute& a)
{
    return a.name.size() > 3 && a.name.starts_with("on") && a.name[2] >= 'a' && a.name[2] <= 'z';
}

// "java\nscript:" too: browsers drop controls.
bool runs_script(std::string_view value)
{
    constexpr std::size_t longest = 64;
    std::string s;
    for (const char c : decoded_attribute(value.substr(0, longest)))
        if (static_cast<unsigned char>(c) > ' ')
            s += c;
    s = core::to_lower_ascii(s);
    return s.starts_with("javascript:") || s.starts_with("vbscript:");
}

bool may_hold_url(std::string_view name)
{
    constexpr std::array<std::string_view, 7> names { "href", "src", "action", "formaction",
        "xlink:href", "data", "background" };
    return std::find(names.begin(), names.end(), name) != names.end();
}

void count_input(const Token& tag, core::HtmlFacts& facts)
{
    const std::string type = lower_attribute(tag, "type");
    if (std::find(idle_inputs.begin(), idle_inputs.end(), type) != idle_inputs.end())
        return;
    ++facts.inputs;
    facts.password_inputs += type == "password";
    const std::string names = lower_attribute(tag, "name") + ' ' + lower_attribute(tag, "id") + ' '
        + lower_attribute(tag, "autocomplete");
    facts.card_inputs += has_any(names, card_words);
    facts.code_inputs += has_any(names, code_words);
}

} // namespace

void count_tag(const Token& tag, core::HtmlFacts& facts)
{
    facts.images += tag.name == "img" || tag.name == "image";
    facts.forms += tag.name == "form";
    facts.embeds += is_embed(tag.name);
    facts.roots += tag.name == "html";
    if (tag.name == "input" || tag.name == "textarea")
        count_input(tag, facts);
    facts.scripts += tag.name == "script" && is_script_type(lower_attribute(tag, "type"));
    for (const Attribute& a : tag.attributes) {
        facts.scripts += is_handler(a) || (may_hold_url(a.name) && runs_script(a.value));
        facts.obfuscated_scripts += is_handler(a) && has_any(a.value, decoders);
    }
    facts.refreshes += tag.name == "meta" && lower_attribute(tag, "http-equiv") == "refresh";
}

// One decoder alone asked what the browser can do, in the days of scripts in mail.
void count_script(std::string_view text, core::HtmlFacts& facts)
{
    facts.obfuscated_scripts += std::count_if(decoders.begin(), decoders.end(),
                                    [&](std::string_view d) { return text.find(d) != text.npos; })
        > 1;
}

namespace {

void note(std::string_view name, core::HtmlFacts& facts)
{
    constexpr std::size_t most = 8;
    auto& all = facts.vectors;
    if (all.size() < most && std::find(all.begin(), all.end(), name) == all.end())
        all.emplace_back(name);
}

// Elements whose content one parser reads as text and another as markup.
constexpr std::array<std::string_view, 9> two_faced { "style", "script", "noscript", "title",
    "textarea", "xmp", "noembed", "noframes", "iframe" };

// "</style><img onerror=…>" in an attribute: text until a second parser reads it again.
bool holds_breakout(std::string_view value)
{
    const std::size_t last_equals = value.rfind('=');
    for (std::size_t at = value.find("</"); at != value.npos; at = value.find("</", at + 2)) {
        const std::string rest = core::to_lower_ascii(value.substr(at + 2, 16));
        const bool ends = std::any_of(two_faced.begin(), two_faced.end(),
            [&](std::string_view name) { return rest.starts_with(name); });
        const std::size_t next = value.find('<', at + 2);
        if (next == value.npos || last_equals == value.npos || last_equals < next)
            return false;
        if (ends)
            return true;
    }
    return false;
}

// " onerror=" within a value: Roundcube's CVE-2024-42009 and its like take the quotes away.
bool holds_handler(std::string_view value)
{
    constexpr std::size_t shortest = 4;
    for (std::size_t at = value.find(" on"); at != value.npos; at = value.find(" on", at + 3)) {
        std::size_t end = at + 3;
        while (end < value.size() && (value[end] | 0x20) >= 'a' && (value[end] | 0x20) <= 'z')
            ++end;
        if (end - at - 3 >= shortest && end < value.size() && value[end] == '=')
            return true;
    }
    return false;
}

void note_attributes(const Token& tag, core::HtmlFacts& facts)
{
    for (const Attribute& a : tag.attributes) {
        const bool encoded = a.value.find("&lt;") != a.value.npos;
        if ((encoded && holds_breakout(decoded_attribute(a.value.substr(0, max_attribute))))
            || (a.value.find('<') != a.value.npos && holds_breakout(a.value)))
            note("end-tag-in-attribute", facts);
        if (tag.name == "body" && !is_handler(a) && holds_handler(a.value))
            note("handler-in-attribute", facts);
    }
}

void note_foreign(const Token& tag, Space space, core::HtmlFacts& facts)
{
    if (tag.name == "use"
        && (lower_attribute(tag, "href").starts_with("data:")
            || lower_attribute(tag, "xlink:href").starts_with("data:")))
        note("svg-use-data", facts); // CVE-2023-5631
    const bool animates = tag.name.starts_with("animate") || tag.name == "set";
    if (animates && lower_attribute(tag, "attributename").ends_with("href"))
        note("svg-animate-href", facts); // CVE-2024-37383
    if (tag.name == "foreignobject" && space == Space::Svg)
        note("foreign-object", facts);
    if (tag.name == "annotation-xml" && tag.attribute("encoding"))
        note("annotation-html", facts);
    if (tag.name == "mglyph" || tag.name == "malignmark")
        note("math-glyph", facts); // CVE-2020-26870
}

} // namespace

void note_parent(const Node& parent, core::HtmlFacts& facts)
{
    if (parent.space != Space::Html && !parent.holds_html
        && std::find(two_faced.begin(), two_faced.end(), parent.name) != two_faced.end())
        note("markup-in-foreign-text", facts);
}

void note_vectors(const Token& tag, Space space, core::HtmlFacts& facts)
{
    if (!tag.attributes.empty())
        note_attributes(tag, facts);
    if (tag.name.ends_with(":script"))
        note("prefixed-script", facts);
    if (tag.name == "template" && tag.attribute("shadowrootmode"))
        note("shadow-root", facts);
    if (space != Space::Html)
        note_foreign(tag, space, facts);
}

} // namespace html
