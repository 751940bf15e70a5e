#include "triage/inspect/html_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "triage/core/text.h"
#include "triage/html/entities.h"
#include "triage/html/read.h"
#include "triage/html/tokenizer.h"
#include "triage/inspect/script.h"
#include "triage/mime/charset.h"

namespace inspect {

namespace {

using html::Token;

// Beyond this a script is a library (charts, spreadsheets), which can do everything and says
// nothing by it.
constexpr std::size_t library_code = 65536; // bytes
constexpr std::size_t max_children = 40; // files that data: URLs hold
constexpr std::size_t max_attribute = 16u << 20; // bytes
constexpr std::uint32_t html_tokens = 200000;

struct Page {
    std::uint32_t elements = 0;
    std::uint32_t inputs = 0; // that one types into
    std::uint32_t password_inputs = 0;
    std::uint32_t anchors = 0;
    std::uint32_t scripts = 0;
    std::uint32_t outside_scripts = 0; // loaded from elsewhere
    bool download = false; // an element with the download attribute
    std::string refresh; // where a meta refresh leads
    std::string words; // title, placeholders, button values
    core::HtmlFacts facts;
    ScriptFacts small; // what all scripts do together, libraries left out
    std::string carried; // how the page carries an archive or a program
};

std::string value_of(const Token& tag, std::string_view name)
{
    const std::string_view* const raw = tag.attribute(name);
    return raw ? std::string(
               core::trim(html::decoded(raw->substr(0, max_attribute), html::Place::Attribute)))
               : std::string();
}

std::string lower_value(const Token& tag, std::string_view name)
{
    return core::to_lower_ascii(value_of(tag, name));
}

bool is_web(std::string_view url)
{
    const std::string low = core::to_lower_ascii(url.substr(0, 8));
    return low.starts_with("http") || low.starts_with("//") || low.starts_with("\\\\");
}

// "password" in the languages that the scan knows; folded.
bool names_password(std::string_view folded)
{
    for (const std::string_view word : { "password", "passwort", "kennwort", "mot de passe",
             "contrase", "senha", "wachtwoord", "passcode" })
        if (folded.find(word) != folded.npos)
            return true;
    return false;
}

class Reader {
public:
    Reader(const Item& item, Yield& out)
        : item_(item)
        , out_(out)
    {
    }

    Page run(std::string_view text)
    {
        html::Tokenizer tokens(text);
        Token token;
        for (std::uint32_t n = 1; tokens.next(token); ++n) {
            if (n == html_tokens || (n % 1024 == 0 && out_.expired())) {
                out_.unscannable(n == html_tokens ? "too many elements" : "out of time");
                break;
            }
            if (token.kind == Token::Kind::StartTag)
                start(token);
            else if (token.kind == Token::Kind::RawText)
                raw_text(token);
        }
        read_text(text);
        return std::move(page_);
    }

private:
    void start(const Token& tag)
    {
        ++page_.elements;
        page_.anchors += tag.name == "a";
        if (tag.name == "script")
            script_tag(tag);
        else if (tag.name == "input")
            input(tag);
        else if (tag.name == "meta")
            meta(tag);
        for (const html::Attribute& a : tag.attributes)
            attribute(tag, a);
    }

    void script_tag(const Token& tag)
    {
        const std::string type = lower_value(tag, "type");
        data_block_ = type.find("json") != type.npos || type.find("template") != type.npos;
        page_.scripts += !data_block_;
        page_.outside_scripts += is_web(value_of(tag, "src"));
    }

    void input(const Token& tag)
    {
        static constexpr std::array<std::string_view, 8> untyped { "hidden", "submit", "button",
            "image", "checkbox", "radio", "reset", "range" };
        const std::string type = lower_value(tag, "type");
        page_.inputs += std::find(untyped.begin(), untyped.end(), type) == untyped.end();
        page_.password_inputs += type == "password"
            || lower_value(tag, "style").find("text-security") != std::string::npos;
        page_.words += value_of(tag, "placeholder").substr(0, 200) + '\n';
        page_.words += value_of(tag, "value").substr(0, 200) + '\n';
    }

    void meta(const Token& tag)
    {
        if (lower_value(tag, "http-equiv") != "refresh")
            return;
        const std::string content = value_of(tag, "content");
        const std::size_t at = core::to_lower_ascii(content).find("url=");
        if (at != std::string::npos)
            page_.refresh = content.substr(at + 4, 8192);
    }

    void attribute(const Token& tag, const html::Attribute& a)
    {
        if (a.name == "download")
            page_.download = true;
        if (a.name.size() > 3 && a.name.starts_with("on"))
            return handler(
                a.name, html::decoded(a.value.substr(0, max_attribute), html::Place::Attribute));
        if (a.name == "srcdoc")
            return carry(as_payload(html::decoded(a.value, html::Place::Attribute)), {});
        const std::string head
            = html::decoded(core::trim(a.value.substr(0, 64)), html::Place::Attribute);
        if (tag.name == "img" || !core::equal_ignore_case(head.substr(0, 5), "data:"))
            return;
        const std::string url
            = html::decoded(core::trim(a.value.substr(0, max_attribute)), html::Place::Attribute);
        carry(decode_data_url(url, out_), "data: URL in " + tag.name);
    }

    // Handlers of clicks redirect nobody who does not click.
    void handler(std::string_view name, const std::string& script)
    {
        ScriptFacts facts = read_script(script, out_);
        if (name != "onload" && name != "onerror" && name != "onpageshow")
            facts.does &= ~std::uint32_t { Redirects };
        take(facts);
    }

    void raw_text(const Token& token)
    {
        if (token.name == "title")
            page_.words += html::decoded(token.text.substr(0, 1000), html::Place::Text) + '\n';
        if (token.name == "script" && !data_block_)
            take(read_script(token.text, out_));
    }

    void take(ScriptFacts facts)
    {
        const bool library = facts.code >= library_code;
        for (Payload& p : facts.payloads)
            carry(std::move(p), library && !facts.any(Decodes | Builds) ? "" : "script");
        if (!library)
            page_.small.add(facts);
    }

    // Gives on what the page holds; `how` is empty where holding an archive is no wonder.
    void carry(std::optional<Payload> p, std::string_view how)
    {
        if (!p || is_picture(p->format))
            return;
        if (p->carrier && !how.empty() && page_.carried.empty())
            page_.carried = how;
        if (++children_ > max_children)
            return out_.unscannable("too many encoded files");
        out_.child("decoded", p->format == Format::Html ? "text/html" : "", std::move(p->bytes));
    }

    // What a reader sees, and the links, as the body's HTML is read.
    void read_text(std::string_view text)
    {
        core::Limits limits;
        limits.html_tokens = html_tokens;
        limits.text_bytes = 1u << 20;
        core::Message m;
        m.parts.emplace_back();
        m.parts.back().type = "text/html";
        m.parts.back().data = text;
        html::read_parts(m, limits);
        page_.facts = std::move(m.html.front());
        for (const std::string& lead : page_.small.leads)
            out_.link(core::LinkOrigin::Document, lead);
        if (item_.depth == 0
            && (item_.type == "text/html" || item_.type == "application/xhtml+xml"))
            return; // the parse stage has read it
        for (const core::Link& l : m.links)
            if (l.origin != core::LinkOrigin::Image)
                out_.link(core::LinkOrigin::Document, l.url, l.text);
        out_.text(page_.facts.visible);
    }

    const Item& item_;
    Yield& out_;
    Page page_;
    bool data_block_ = false; // the open script element holds data
    std::size_t children_ = 0;
};

// What is evidence of a file built for the reader; empty if nothing.
std::string smuggling(const Page& p)
{
    constexpr std::size_t payload = 1000; // characters
    constexpr std::size_t array = 100; // numbers
    if (!p.carried.empty())
        return "holds an archive or program as text: " + p.carried;
    const ScriptFacts& s = p.small;
    const bool saves = s.any(Saves) || p.download;
    if (s.any(Builds) && saves && s.any(Decodes | Fetches))
        return "decodes, builds and saves a file";
    if (s.any(Builds) && saves && (s.dense >= payload || s.byte_array >= array))
        return "builds a file of encoded text and saves it";
    if (s.byte_array >= array && s.any(Builds | Decodes))
        return "makes a file of " + std::to_string(s.byte_array) + " numbers";
    return {};
}

// A page that somebody saved has navigation and text; its login box is not what it is for.
bool is_saved_page(const Page& p)
{
    return p.facts.visible.size() > 4000 && p.anchors > 30;
}

std::string credentials(const Page& p)
{
    if (is_saved_page(p))
        return {};
    if (p.password_inputs > 0 || p.small.password_field)
        return "asks for a password";
    const std::string_view visible = p.facts.visible;
    const std::string words = core::fold_case(p.words + std::string(visible.substr(0, 20000)));
    if (p.inputs > 0 && names_password(words))
        return "a form that speaks of a password";
    // A page that only writes may sign itself with an address.
    const bool leads = p.small.any(Redirects | Fetches | Evaluates) || p.small.all(Writes | Decodes)
        || !p.refresh.empty();
    if (!p.small.address.empty() && leads)
        return "holds an address: " + p.small.address;
    if (p.refresh.find('@') != p.refresh.npos)
        return "sends the reader on with an address";
    return {};
}

std::string obfuscated(const Page& p)
{
    constexpr std::uint32_t scrambled = 50;
    constexpr std::uint32_t few_elements = 40;
    constexpr std::size_t long_literal = 500, very_long = 4000; // bytes
    const ScriptFacts& s = p.small;
    const std::string_view visible = core::trim(p.facts.visible);
    if (s.scrambled > scrambled)
        return std::to_string(s.scrambled) + " scrambled names";
    const bool makes_content = s.any(Writes | Evaluates);
    if (makes_content && s.any(Decodes) && s.dense >= long_literal)
        return "decodes and writes itself";
    if (p.elements > few_elements)
        return {};
    if (s.dense >= very_long)
        return "a script of " + std::to_string(s.dense) + " encoded bytes";
    if (visible.size() < 300 && is_web(p.refresh))
        return "leads on to " + p.refresh;
    if (visible.size() < 300 && s.any(Redirects))
        return "a script leads on" + (s.leads.empty() ? "" : " to " + s.leads.front());
    if (p.scripts > 0 && visible.empty() && p.facts.images == 0 && p.facts.forms == 0)
        return "nothing but a script";
    return {};
}

// Files of two bytes a letter, which browsers know by their first bytes.
std::string_view as_utf8(std::string_view data, std::string& held, Yield& out)
{
    const bool little = data.starts_with("\xFF\xFE"), big = data.starts_with("\xFE\xFF");
    if ((!little && !big) || !out.take(data.size()))
        return data;
    held = mime::decode_text(std::string(data), little ? "utf-16le" : "utf-16be").utf8;
    return held;
}

} // namespace

void look_into_html(const Item& item, Yield& out)
{
    if (item.body)
        return;
    std::string held;
    const Page page = Reader(item, out).run(as_utf8(item.data, held, out));
    const std::pair<Mark, std::string> found[] {
        { Mark::Smuggling, smuggling(page) },
        { Mark::CredentialForm, credentials(page) },
        { Mark::Obfuscated, obfuscated(page) },
    };
    for (const auto& [mark, what] : found)
        if (!what.empty())
            out.mark(mark, what);
}

} // namespace inspect
