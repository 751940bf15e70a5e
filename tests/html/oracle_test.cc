// The reader against gumbo, which builds the whole tree as WHATWG HTML says: on pages of our own
// and on what random mistakes make of them, both find the same text, the same links and the same
// images. gumbo is linked to this test alone.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>

#include <CppUTest/TestHarness.h>
#include <gumbo.h>

#include "tests/html/reading.h"

namespace {

struct Seen {
    std::string letters; // of the visible text, sorted: tables put some of it elsewhere
    std::set<std::string>
        links; // of anchors: misnested ones are cloned, as formatting elements are
    std::size_t images = 0;
};

bool is_unseen(GumboTag tag)
{
    constexpr std::array unseen { GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_TITLE,
        GUMBO_TAG_IFRAME, GUMBO_TAG_NOEMBED, GUMBO_TAG_NOFRAMES, GUMBO_TAG_TEMPLATE };
    return std::find(unseen.begin(), unseen.end(), tag) != unseen.end();
}

void add_letters(Seen& seen, std::string_view text)
{
    for (const char c : text)
        if (static_cast<unsigned char>(c) > ' ')
            seen.letters += c;
}

void walk(const GumboNode& node, Seen& seen)
{
    if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_CDATA)
        add_letters(seen, node.v.text.text);
    if (node.type != GUMBO_NODE_ELEMENT)
        return;
    const GumboElement& e = node.v.element;
    const bool html = e.tag_namespace == GUMBO_NAMESPACE_HTML;
    seen.images += html && e.tag == GUMBO_TAG_IMG;
    const GumboAttribute* href = gumbo_get_attribute(&e.attributes, "href");
    if (e.tag == GUMBO_TAG_A && href && *href->value)
        seen.links.emplace(href->value);
    if (html && is_unseen(e.tag))
        return;
    for (unsigned i = 0; i < e.children.length; ++i)
        walk(*static_cast<const GumboNode*>(e.children.data[i]), seen);
}

Seen by_gumbo(const std::string& html)
{
    Seen seen;
    GumboOutput* const out
        = gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size());
    walk(*out->root, seen);
    gumbo_destroy_output(&kGumboDefaultOptions, out);
    std::sort(seen.letters.begin(), seen.letters.end());
    return seen;
}

Seen by_us(const std::string& html)
{
    Reading r;
    const core::HtmlFacts& h = r.read(html);
    Seen seen;
    add_letters(seen, h.visible);
    seen.images = h.images;
    for (const core::Link& l : r.m.links)
        if (l.origin == core::LinkOrigin::Anchor)
            seen.links.insert(l.url);
    std::sort(seen.letters.begin(), seen.letters.end());
    return seen;
}

const std::array<std::string, 6> pages {
    "<!DOCTYPE html><html><head><title>t u</title><style>p{color:red}</style></head>"
    "<body><p>One <b>two</b> three<p>four <a href=http://a.example/?x=1>five</a></body>",
    "<table><tr><td>one<td>two<tr><td><a href='http://b.example'>three</a></table>four",
    "<ul><li>one<li>two <i>three</i></ul><ol><li>four</ol><dl><dt>five<dd>six</dl>",
    "<div><p>a <font color=red>b<p>c</font> d</div><a href=x>e<a href=y>f</a> g<img src=h>",
    "<svg><title>one</title><text>two</text></svg>three<math><mi>x</mi></math><!-- c -->four",
    "<p>one<script>if (a < b) { c() }</script>two<textarea>three</textarea><br>four &lt; five"
};

// Pieces that mistakes put in. No select, frameset or template: the reader does not drop what is
// written in them. No CDATA section: gumbo loses one that does not end.
constexpr std::array<std::string_view, 33> pieces { "<b>", "</b>", "<p>", "</p>", "<a href=z>",
    "</a>", "<div>", "</div>", "<td>", "</td>", "<table>", "</table>", "<tr>", "<li>", "</ul>",
    "<i", ">", "\"", "'", "&", "&amp", "&#x41;", "<!--", "-->", "<svg>", "</svg>", "<br>", "</br>",
    "<font>", "<script>", "</script>", "<?x", "x" };

class Random { // xorshift; the same everywhere
public:
    std::size_t below(std::size_t n)
    {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return static_cast<std::size_t>(state_ % n);
    }

private:
    std::uint64_t state_ = 88172645463325252ull;
};

std::string mutated(std::string html, Random& random)
{
    for (std::size_t n = 1 + random.below(4); n > 0; --n) {
        const std::size_t at = random.below(html.size());
        if (random.below(3) == 0)
            html.erase(at, 1 + random.below(6));
        else
            html.insert(at, pieces[random.below(pieces.size())]);
        if (html.empty())
            html = "x";
    }
    return html;
}

void compare(const std::string& html)
{
    const Seen expected = by_gumbo(html), seen = by_us(html);
    STRCMP_EQUAL_TEXT(expected.letters.c_str(), seen.letters.c_str(), html.c_str());
    CHECK_TEXT(expected.links == seen.links, html.c_str());
    LONGS_EQUAL_TEXT(expected.images, seen.images, html.c_str());
}

} // namespace

TEST_GROUP(Oracle) {};

TEST(Oracle, AgreesOnPages)
{
    for (const std::string& page : pages)
        compare(page);
}

TEST(Oracle, AgreesOnMistakes)
{
    Random random;
    for (int i = 0; i < 20000; ++i)
        compare(mutated(pages[random.below(pages.size())], random));
}
