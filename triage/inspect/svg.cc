#include "triage/inspect/svg.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "triage/core/text.h"
#include "triage/html/entities.h"
#include "triage/html/tokenizer.h"
#include "triage/inspect/script.h"

namespace inspect {

namespace {

using html::Token;

constexpr std::uint32_t max_tokens = 500000;
constexpr std::size_t max_attribute = 16u << 20; // bytes
constexpr std::size_t max_files = 40; // in data: URLs
constexpr std::size_t max_again = 4096; // bytes of raw text read again at no charge

// What has no business in a picture, even inside of foreignObject, which alone holds nothing worse
// than the labels of drawing programs.
constexpr std::array<std::string_view, 9> foreign_elements { "iframe", "frame", "embed", "object",
    "form", "input", "meta", "link", "base" };

// The scheme of a URL as browsers read it: controls and white space dropped, lower case.
std::string scheme_of(std::string_view url)
{
    std::string scheme;
    for (const char c : url.substr(0, 256)) {
        if (c == ':')
            return scheme;
        if (static_cast<unsigned char>(c) > ' ')
            scheme += c;
        if (scheme.size() > 16)
            break;
    }
    return {};
}

// References to plain ASCII letters serve nothing but to hide what they spell.
bool spells_letters(std::string_view raw)
{
    constexpr std::size_t longest = 12; // of a reference to a letter, with leading zeros
    std::size_t letters = 0;
    for (std::size_t i = raw.find("&#"); i != raw.npos; i = raw.find("&#", i + 2)) {
        const std::string_view reference = raw.substr(i, longest);
        const std::string c
            = html::decoded(reference.substr(0, reference.find(';') + 1), html::Place::Attribute);
        letters += c.size() == 1 && ((c[0] | 0x20) >= 'a' && (c[0] | 0x20) <= 'z');
        if (letters >= 5)
            return true;
    }
    return false;
}

class Reader {
public:
    explicit Reader(Yield& out)
        : out_(out)
    {
    }

    // The tokenizer knows HTML: where HTML has raw text (title, style), SVG has elements. What it
    // took for raw text is therefore read again.
    void run(std::string_view svg)
    {
        doctype(svg);
        html::Tokenizer tokens(svg);
        std::size_t base = 0;
        Token token;
        for (std::uint32_t n = 1; tokens.next(token); ++n) {
            if (n == max_tokens || (n % 1024 == 0 && out_.expired()))
                return out_.unscannable(n == max_tokens ? "too many elements" : "out of time");
            if (token.kind == Token::Kind::StartTag)
                start(token);
            else if (token.kind == Token::Kind::Text)
                text(token.text);
            else if (token.kind == Token::Kind::RawText && token.name == "script")
                script(token.text);
            else if (token.kind == Token::Kind::RawText) {
                if (token.text.size() > max_again && !out_.take(token.text.size()))
                    return;
                base += tokens.at() - token.text.size();
                tokens = html::Tokenizer(svg.substr(base));
            }
        }
    }

private:
    // Each kind of content is marked once.
    void active(std::string_view what)
    {
        if (std::find(seen_.begin(), seen_.end(), what) != seen_.end() || seen_.size() >= 20)
            return;
        seen_.emplace_back(what);
        out_.mark(Mark::SvgActive, what);
    }

    // Entities that hold markup or code; those of drawing programs hold namespaces.
    void doctype(std::string_view svg)
    {
        const std::string head = core::to_lower_ascii(svg.substr(0, 65536));
        for (std::size_t at = head.find("<!entity"), end = 0; at != head.npos;
             at = head.find("<!entity", end)) {
            end = std::min(head.find('>', at), head.size());
            const std::string_view entity = std::string_view(head).substr(at, end - at);
            if (entity.find("&#") != entity.npos || entity.find("script") != entity.npos
                || entity.substr(8).find('<') != entity.npos)
                active("entity that hides content");
        }
    }

    void start(const Token& tag)
    {
        in_style_ = tag.name == "style";
        if (tag.name == "script")
            active("script element");
        if (tag.name == "handler" || tag.name == "listener")
            active("event listener");
        if (std::find(foreign_elements.begin(), foreign_elements.end(), tag.name)
            != foreign_elements.end())
            active(tag.name + " element");
        for (const html::Attribute& a : tag.attributes)
            attribute(tag, a);
    }

    void attribute(const Token& tag, const html::Attribute& a)
    {
        const std::string value
            = html::decoded(core::trim(a.value.substr(0, max_attribute)), html::Place::Attribute);
        if (a.name.size() > 3 && a.name.starts_with("on")) {
            active(a.name + " handler");
            return script(value);
        }
        const std::string scheme = core::to_lower_ascii(scheme_of(value));
        if (scheme == "javascript" || scheme == "vbscript")
            active(scheme + ": URL");
        if (scheme == "data")
            return data_url(tag, value);
        const bool href = a.name == "href" || a.name == "xlink:href" || a.name == "src"
            || a.name == "action" || a.name == "formaction";
        if (!href)
            return;
        if (a.value.size() < 8192 && spells_letters(a.value))
            active("letters of a link written as references");
        if (scheme == "http" || scheme == "https" || value.starts_with("//"))
            out_.link(core::LinkOrigin::Document, value);
        if (tag.name == "script")
            active("script from elsewhere");
    }

    void data_url(const Token& tag, const std::string& url)
    {
        std::optional<Payload> p = decode_data_url(url, out_);
        if (!p)
            return;
        const bool picture = is_picture(p->format);
        if (!picture && p->format != Format::Svg)
            active("data: URL that is no picture");
        else if (tag.name == "use")
            active("use of a data: URL");
        give(std::move(*p), "data: URL");
    }

    void script(std::string_view text)
    {
        ScriptFacts facts = read_script(text, out_);
        for (const std::string& lead : facts.leads)
            out_.link(core::LinkOrigin::Document, lead);
        if (facts.any(Builds) && facts.any(Saves) && facts.any(Decodes | Fetches))
            out_.mark(Mark::Smuggling, "decodes, builds and saves a file");
        for (Payload& p : facts.payloads)
            give(std::move(p), "script");
    }

    void give(Payload p, std::string_view how)
    {
        if (p.carrier)
            out_.mark(Mark::Smuggling, "holds an archive or program: " + std::string(how));
        if (++files_ > max_files)
            return out_.unscannable("too many encoded files");
        out_.child("decoded",
            p.format == Format::Html      ? "text/html"
                : p.format == Format::Svg ? "image/svg+xml"
                                          : "",
            std::move(p.bytes));
    }

    void text(std::string_view raw)
    {
        const std::string_view shown = core::trim(raw);
        if (!shown.empty() && !in_style_)
            out_.text(html::decoded(shown, html::Place::Text));
    }

    Yield& out_;
    std::vector<std::string> seen_;
    std::size_t files_ = 0;
    bool in_style_ = false;
};

} // namespace

void look_into_svg(const Item& item, Yield& out)
{
    Reader(out).run(item.data);
}

} // namespace inspect
