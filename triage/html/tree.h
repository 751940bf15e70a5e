// The open elements of one HTML part, and what of WHATWG's tree construction decides which elements
// a piece of text is in: implied end tags, formatting elements that come back after the block that
// cut them off, SVG and MathML. Used by the reader for one part; depth and work per tag bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/html/look.h"
#include "triage/html/sheet.h"
#include "triage/html/tokenizer.h"

namespace html {

enum class Space : std::uint8_t { Html, Svg, Math };

struct Node {
    std::string name;
    Space space = Space::Html;
    bool holds_html = false; // of SVG or MathML, and yet its content is HTML's
    std::uint32_t formatting = 0; // number of a formatting element; 0: none
    Style style;
    Look look;
};

class Tree {
public:
    Tree();
    const Node& top() const { return nodes_.back(); }
    const Look& look() const { return nodes_.back().look; }
    std::size_t depth() const { return nodes_.size(); }
    // The elements from the root to the top, as selectors see them.
    std::span<const Described> path() const { return path_; }
    Look& root_look() { return nodes_.front().look; }

    // In which space a start tag makes its element; leaves SVG and MathML where its name does.
    Space space_for(const Token& start_tag);
    // Whether text here may be a CDATA section.
    bool in_foreign() const { return nodes_.back().space != Space::Html; }

    // Whether an element of SVG or MathML holds HTML: an integration point.
    static bool holds_html(const Token& start_tag, Space space);
    // Opens an element that looks as `style` says within the top one. False beyond the depth cap.
    bool push(Node node, Described described);
    void pop();
    // An end tag.
    void close(const std::string& name);
    // What a start tag of that name ends.
    void close_implied(std::string_view name);
    // Formatting elements that a block's end cut off open again before text and inline elements.
    void restore();
    // The top element is shown by some programs only.
    void show_elsewhere() { nodes_.back().look.gone = core::HiddenBy::Elsewhere; }
    // Too much was misnested: from some point on not followed.
    bool is_cut() const;

private:
    struct Format {
        Node node;
        Described described;
        std::uint32_t number; // 0: a marker; what is before it does not come back
    };
    bool close_formatting(const std::string& name);
    void pop_to(std::size_t size);
    void remove(std::size_t at);
    bool is_open(std::uint32_t number) const;
    std::size_t lowest() const;

    std::vector<Node> nodes_;
    std::vector<Described> path_;
    std::vector<Format> formats_;
    std::uint32_t numbers_ = 0;
    std::size_t work_ = 0;
    bool some_lost_ = false; // a formatting element was popped and has not come back
};

} // namespace html
