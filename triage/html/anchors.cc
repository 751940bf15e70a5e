#include "triage/html/anchors.h"

#include <array>

#include "triage/core/text.h"
#include "triage/html/attributes.h"

namespace html {

namespace {

// An attribute that holds a URL, and where it stands.
struct UrlAttribute {
    std::string_view element; // empty: any
    std::string_view attribute;
    core::LinkOrigin origin;
};
constexpr std::array<UrlAttribute, 26> url_attributes { {
    { "area", "href", core::LinkOrigin::Anchor },
    { "math", "href", core::LinkOrigin::Anchor },
    { "v:roundrect", "href", core::LinkOrigin::Anchor }, // VML: Outlook's buttons
    { "v:rect", "href", core::LinkOrigin::Anchor },
    { "v:shape", "href", core::LinkOrigin::Anchor },
    { "img", "src", core::LinkOrigin::Image },
    { "input", "src", core::LinkOrigin::Image },
    { "video", "src", core::LinkOrigin::Image },
    { "video", "poster", core::LinkOrigin::Image },
    { "audio", "src", core::LinkOrigin::Image },
    { "source", "src", core::LinkOrigin::Image },
    { "image", "href", core::LinkOrigin::Image },
    { "image", "xlink:href", core::LinkOrigin::Image },
    { "form", "action", core::LinkOrigin::Form },
    { "button", "formaction", core::LinkOrigin::Form },
    { "input", "formaction", core::LinkOrigin::Form },
    { "link", "href", core::LinkOrigin::Other },
    { "iframe", "src", core::LinkOrigin::Embed },
    { "frame", "src", core::LinkOrigin::Embed },
    { "embed", "src", core::LinkOrigin::Embed },
    { "portal", "src", core::LinkOrigin::Embed },
    { "script", "src", core::LinkOrigin::Embed },
    { "object", "data", core::LinkOrigin::Embed },
    { "use", "href", core::LinkOrigin::Other },
    { "use", "xlink:href", core::LinkOrigin::Other },
    { "", "background", core::LinkOrigin::Image },
} };

// Whether the URL begins with a scheme or host of its own.
bool is_absolute(std::string_view url)
{
    if (url.starts_with("//") || url.starts_with("\\\\") || url.starts_with('#'))
        return true;
    const std::size_t end = url.find_first_of(":/?#\\");
    return end != std::string_view::npos && url[end] == ':';
}

// RFC 3986 section 5.2, as far as it decides where a link leads: dots in paths stay. Programs read
// backslashes as slashes.
std::string joined(std::string_view base, std::string_view url)
{
    constexpr std::string_view slashes = "/\\", ends = "?#";
    const std::size_t scheme = std::min(base.find(':') + 1, base.size());
    const std::size_t host = std::min(base.find_first_not_of(slashes, scheme), base.size());
    const std::size_t path = std::min(base.find_first_of("/\\?#", host), base.size());
    const std::string_view head = base.substr(0, path);
    const std::string_view rest
        = base.substr(path, std::min(base.find_first_of(ends, path), base.size()) - path);
    if (slashes.find(url.front()) != slashes.npos)
        return std::string(head) + std::string(url);
    if (url.front() == '?')
        return std::string(head) + std::string(rest) + std::string(url);
    const std::size_t last = rest.find_last_of(slashes);
    return std::string(head) + (last == rest.npos ? "/" : std::string(rest.substr(0, last + 1)))
        + std::string(url);
}

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

} // namespace

void Anchors::start_tag(const Token& tag)
{
    if (tag.name == "a")
        start_anchor(tag);
    image_ = image_ || tag.name == "img" || tag.name == "image" || tag.name == "svg";
    add_attributes(tag);
}

void Anchors::elsewhere(const Token& tag)
{
    if (tag.name == "a")
        add(core::LinkOrigin::Anchor, attribute(tag, "href"));
    add_attributes(tag);
}

void Anchors::add_attributes(const Token& tag)
{
    if (tag.attributes.empty())
        return;
    for (const UrlAttribute& u : url_attributes)
        if ((u.element.empty() || u.element == tag.name) && tag.attribute(u.attribute))
            add(u.origin, attribute(tag, u.attribute));
}

void Anchors::set_base(std::string_view href)
{
    if (base_.empty())
        base_ = href;
}

void Anchors::refresh(std::string_view content)
{
    const std::size_t at = core::to_lower_ascii(content).find("url=");
    if (at == std::string::npos)
        return;
    std::string_view url = core::trim(content.substr(at + 4));
    if (url.starts_with('"') || url.starts_with('\''))
        url = url.substr(1, url.find(url[0], 1) - 1);
    add(core::LinkOrigin::Embed, std::string(url));
}

void Anchors::start_anchor(const Token& tag)
{
    std::string url = attribute(tag, "href");
    if (url.empty())
        url = attribute(tag, "xlink:href");
    open_ = add(core::LinkOrigin::Anchor, std::move(url));
    shown_ = Flow(max_text);
    image_ = faint_ = false;
}

void Anchors::before_text(const Flow& visible)
{
    joins_ = open_ && shown_.empty() && ended_at_ == visible.size() && visible.ends_in_word();
}

void Anchors::text(std::string_view utf8, Writing::Went went, const Look& look)
{
    if (!open_ || utf8.empty())
        return;
    core::Link& link = m_.links[*open_];
    if (went == Writing::Went::Hidden) {
        faint_ = faint_ || look.hidden() == core::HiddenBy::Colour;
        return;
    }
    if (went == Writing::Went::SeenInWord)
        link.traits |= core::LinkSplitText;
    if (joins_ && !is_space(utf8.front()))
        link.traits |= core::LinkJoined;
    shown_.add(utf8);
}

void Anchors::gap()
{
    shown_.gap();
}

void Anchors::end(const Flow& visible)
{
    if (open_) {
        core::Link& link = m_.links[*open_];
        link.text = shown_.take();
        if (link.text.empty() && !image_)
            link.traits |= core::LinkUnseen | (faint_ ? std::uint32_t { core::LinkFaint } : 0);
        ended_at_ = visible.size();
    }
    open_.reset();
    shown_ = Flow(max_text);
}

// A relative URL is joined to the <base>, since that is where it leads.
std::optional<std::size_t> Anchors::add(core::LinkOrigin origin, std::string url)
{
    if (url.empty() || url.starts_with('#'))
        return std::nullopt;
    if (m_.links.size() >= limits_.links) {
        full_ = true;
        return std::nullopt;
    }
    if (!base_.empty() && !is_absolute(url))
        url = joined(base_, url);
    core::Link link;
    link.origin = origin;
    link.part = part_;
    link.url = core::prefix(std::string_view(url).substr(0, max_attribute), max_attribute);
    m_.links.push_back(std::move(link));
    return m_.links.size() - 1;
}

} // namespace html
