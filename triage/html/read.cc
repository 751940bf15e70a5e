#include "triage/html/read.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "triage/core/text.h"
#include "triage/html/elements.h"
#include "triage/html/entities.h"
#include "triage/html/flow.h"
#include "triage/html/look.h"
#include "triage/html/tokenizer.h"

namespace html {

namespace {

constexpr std::size_t max_depth = 512; // open elements
constexpr std::size_t max_search = 64; // open elements looked at for one tag
constexpr std::size_t max_url = 8u << 10; // bytes
constexpr std::size_t max_link_text = 1u << 10; // bytes

struct Element {
    std::string name;
    Look look;
};

// An attribute that holds a URL, and where it stands.
struct UrlAttribute {
    std::string_view element; // empty: any
    std::string_view attribute;
    core::LinkOrigin origin;
};
constexpr std::array<UrlAttribute, 16> url_attributes { {
    { "area", "href", core::LinkOrigin::Anchor },
    { "img", "src", core::LinkOrigin::Image },
    { "input", "src", core::LinkOrigin::Image },
    { "image", "xlink:href", core::LinkOrigin::Image },
    { "form", "action", core::LinkOrigin::Form },
    { "button", "formaction", core::LinkOrigin::Form },
    { "input", "formaction", core::LinkOrigin::Form },
    { "link", "href", core::LinkOrigin::Other },
    { "iframe", "src", core::LinkOrigin::Embed },
    { "frame", "src", core::LinkOrigin::Embed },
    { "embed", "src", core::LinkOrigin::Embed },
    { "script", "src", core::LinkOrigin::Embed },
    { "object", "data", core::LinkOrigin::Embed },
    { "use", "href", core::LinkOrigin::Other },
    { "use", "xlink:href", core::LinkOrigin::Other },
    { "", "background", core::LinkOrigin::Image },
} };

std::string attribute(const Token& tag, std::string_view name)
{
    const std::string_view* const raw = tag.attribute(name);
    return raw ? std::string(core::trim(decoded(raw->substr(0, max_url), Place::Attribute)))
               : std::string();
}

std::string lower_attribute(const Token& tag, std::string_view name)
{
    return core::to_lower_ascii(attribute(tag, name));
}

// Whether the URL begins with a scheme or host of its own.
bool is_absolute(std::string_view url)
{
    if (url.starts_with("//") || url.starts_with("\\\\") || url.starts_with('#'))
        return true;
    const std::size_t end = url.find_first_of(":/?#\\");
    return end != std::string_view::npos && url[end] == ':';
}

bool has_style_sheet(std::string_view html)
{
    return html.find("<style") != std::string_view::npos
        || html.find("<STYLE") != std::string_view::npos;
}

class Reader {
public:
    Reader(core::Message& m, int part, const core::Limits& limits, std::size_t text_left)
        : m_(m)
        , limits_(limits)
        , part_(part)
        , visible_(text_left)
        , hidden_(text_left)
    {
        facts_.part = part;
        open_.push_back({ "", {} });
    }

    core::HtmlFacts run(std::string_view html)
    {
        Tokenizer tokens(html);
        Token token;
        if (!has_style_sheet(html)) // else the sheet may paint what looks white on white
            open_.front().look.paper = Colour { 255, 255, 255 };
        std::optional<std::size_t> end; // behind </html>
        for (std::uint32_t n = 0; tokens.next(token); ++n) {
            take(token);
            if (n == limits_.html_tokens || visible_.full() || hidden_.full()) {
                facts_.limit_hit = true;
                break;
            }
            if (!end && token.kind == Token::Kind::EndTag && token.name == "html")
                end = tokens.at();
        }
        end_anchor();
        if (end)
            facts_.bytes_after_end = static_cast<std::uint32_t>(
                std::count_if(html.begin() + static_cast<std::ptrdiff_t>(*end), html.end(),
                    [](char c) { return static_cast<unsigned char>(c) > ' '; }));
        facts_.visible = visible_.take();
        facts_.hidden = hidden_.take();
        return std::move(facts_);
    }

private:
    void take(const Token& token)
    {
        switch (token.kind) {
        case Token::Kind::Text:
            return text(decoded(token.text, Place::Text));
        case Token::Kind::RawText:
            if (token.name == "textarea" || token.name == "xmp")
                text(decoded(token.text, Place::Text));
            return;
        case Token::Kind::StartTag:
            return start(token);
        case Token::Kind::EndTag:
            return end(token.name);
        }
    }

    void text(const std::string& utf8)
    {
        if (in_head() && !core::trim(utf8).empty())
            close_head();
        if (open_.back().look.hidden())
            return hidden_.add(utf8);
        visible_.add(utf8);
        if (anchor_)
            anchor_text_.add(utf8);
    }

    void start(const Token& tag)
    {
        if (in_head() && !belongs_in_head(tag.name))
            close_head();
        if (ends_others(tag.name))
            close_implied(tag.name);
        separate(tag.name);
        count(tag);
        add_links(tag);
        Look look = inherit(open_.back().look, tag);
        look.gone = look.gone || is_unseen(tag.name);
        if (is_void(tag.name))
            return;
        if (open_.size() == max_depth)
            facts_.limit_hit = true;
        else
            open_.push_back({ tag.name, look });
    }

    void end(const std::string& name)
    {
        separate(name);
        if (name == "a")
            end_anchor();
        const std::size_t lowest = open_.size() - std::min(open_.size() - 1, max_search);
        for (std::size_t i = open_.size(); i > lowest; --i) {
            if (open_[i - 1].name == name) {
                open_.resize(i - 1);
                return;
            }
        }
    }

    // What does not belong there ends the head, with or without </head>.
    bool in_head() const { return open_.back().name == "head"; }
    void close_head() { open_.pop_back(); }

    // An element that this start tag ends may hide its text: its look must not go on.
    void close_implied(std::string_view name)
    {
        const std::size_t lowest = open_.size() - std::min(open_.size() - 1, max_search);
        for (std::size_t i = open_.size(); i > lowest; --i) {
            const std::string& open = open_[i - 1].name;
            if (ends_open(name, open))
                open_.resize(i - 1);
            else if (is_scope(open))
                return;
        }
    }

    void separate(std::string_view name)
    {
        if (is_block(name)) {
            visible_.line_break();
            hidden_.line_break();
            anchor_text_.gap();
        } else if (name == "td" || name == "th" || name == "img") {
            visible_.gap();
            hidden_.gap();
            anchor_text_.gap();
        }
    }

    void count(const Token& tag)
    {
        facts_.images += tag.name == "img" || tag.name == "image";
        facts_.forms += tag.name == "form";
        facts_.embeds += is_embed(tag.name);
        facts_.password_inputs += tag.name == "input" && lower_attribute(tag, "type") == "password";
        facts_.scripts
            += tag.name == "script" && lower_attribute(tag, "type") != "application/ld+json";
        facts_.scripts += static_cast<std::uint32_t>(
            std::count_if(tag.attributes.begin(), tag.attributes.end(), [](const Attribute& a) {
                return a.name.size() > 3 && a.name.starts_with("on") && a.name[2] >= 'a'
                    && a.name[2] <= 'z';
            }));
        if (tag.name == "meta" && lower_attribute(tag, "http-equiv") == "refresh")
            refresh(tag);
        if (tag.name == "base" && facts_.base_href.empty())
            facts_.base_href = attribute(tag, "href");
    }

    void refresh(const Token& tag)
    {
        ++facts_.refreshes;
        const std::string content = attribute(tag, "content");
        const std::size_t at = core::to_lower_ascii(content).find("url=");
        if (at != std::string::npos)
            add_link(core::LinkOrigin::Other, content.substr(at + 4));
    }

    void add_links(const Token& tag)
    {
        if (tag.name == "a") {
            end_anchor();
            start_anchor(tag);
        }
        for (const UrlAttribute& u : url_attributes)
            if ((u.element.empty() || u.element == tag.name) && tag.attribute(u.attribute))
                add_link(u.origin, attribute(tag, u.attribute));
    }

    void start_anchor(const Token& tag)
    {
        std::string url = attribute(tag, "href");
        if (url.empty())
            url = attribute(tag, "xlink:href");
        anchor_ = add_link(core::LinkOrigin::Anchor, std::move(url));
        anchor_text_ = Flow(max_link_text);
    }

    void end_anchor()
    {
        if (anchor_)
            m_.links[*anchor_].text = anchor_text_.take();
        anchor_.reset();
        anchor_text_ = Flow(max_link_text);
    }

    // A relative URL is joined to the <base>, since that is where it leads.
    std::optional<std::size_t> add_link(core::LinkOrigin origin, std::string url)
    {
        if (url.empty() || url.starts_with('#'))
            return std::nullopt;
        if (m_.links.size() >= limits_.links) {
            facts_.limit_hit = true;
            return std::nullopt;
        }
        if (!facts_.base_href.empty() && !is_absolute(url))
            url = facts_.base_href.substr(0, facts_.base_href.rfind('/') + 1) + url;
        core::Link link;
        link.origin = origin;
        link.part = part_;
        link.url = core::prefix(std::string_view(url).substr(0, max_url), max_url);
        m_.links.push_back(std::move(link));
        return m_.links.size() - 1;
    }

    core::Message& m_;
    const core::Limits& limits_;
    int part_;
    core::HtmlFacts facts_;
    Flow visible_;
    Flow hidden_;
    std::vector<Element> open_;
    std::optional<std::size_t> anchor_; // index of the open one's link
    Flow anchor_text_ { max_link_text };
};

bool is_html(const core::Part& p)
{
    return p.leaf && (p.type == "text/html" || p.type == "application/xhtml+xml");
}

} // namespace

void read_parts(core::Message& m, const core::Limits& limits)
{
    std::size_t left = limits.text_bytes;
    for (std::size_t i = 0; i < m.parts.size(); ++i) {
        if (!is_html(m.parts[i]) || m.in_attached_message(i)) // that is a message of its own
            continue;
        core::HtmlFacts facts = Reader(m, static_cast<int>(i), limits, left).run(m.parts[i].data);
        left -= std::min(left, facts.visible.size() + facts.hidden.size());
        if (facts.limit_hit) {
            m.incomplete = true;
            m.defects.push_back({ "html-limit", std::to_string(i) });
        }
        m.html.push_back(std::move(facts));
    }
}

} // namespace html
