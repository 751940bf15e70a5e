#include "triage/html/read.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "triage/core/text.h"
#include "triage/html/anchors.h"
#include "triage/html/attributes.h"
#include "triage/html/contents.h"
#include "triage/html/elements.h"
#include "triage/html/entities.h"
#include "triage/html/grid.h"
#include "triage/html/sheet.h"
#include "triage/html/styling.h"
#include "triage/html/tokenizer.h"
#include "triage/html/tree.h"
#include "triage/html/writing.h"

namespace html {

namespace {

class Reader {
public:
    Reader(core::Message& m, int part, std::string_view html, const core::Limits& limits,
        std::size_t text_left)
        : html_(html)
        , limits_(limits)
        , tokens_(html)
        , styling_(html)
        , anchors_(m, part, limits)
        , writing_(text_left)
    {
        facts_.part = part;
        tree_.root_look().paper_unknown = styling_.unread_paper();
    }

    core::HtmlFacts run()
    {
        Token token;
        while (!is_full() && tokens_.next(token)) {
            ++taken_;
            take(token);
        }
        anchors_.end(writing_.visible());
        grid_.row();
        if (end_)
            facts_.bytes_after_end = static_cast<std::uint32_t>(
                std::count_if(html_.begin() + static_cast<std::ptrdiff_t>(*end_), html_.end(),
                    [](char c) { return static_cast<unsigned char>(c) > ' '; }));
        facts_.grid_rows = grid_.rows();
        facts_.limit_hit = facts_.limit_hit || is_full() || tokens_.cut() || tree_.is_cut()
            || styling_.cut() || anchors_.full();
        writing_.fill(facts_);
        return std::move(facts_);
    }

private:
    bool is_full() const { return taken_ > limits_.html_tokens || writing_.full(); }

    void take(const Token& token)
    {
        switch (token.kind) {
        case Token::Kind::Text:
            return text(token);
        case Token::Kind::RawText:
            return raw_text(token);
        case Token::Kind::StartTag:
            return start(token);
        case Token::Kind::EndTag:
            return end(token.name);
        case Token::Kind::Comment:
            return comment(token.text);
        }
    }

    void text(const Token& token)
    {
        const bool plain = token.verbatim || token.text.find('&') == token.text.npos;
        std::string decoded_text;
        if (!plain)
            decoded_text = decoded(token.text, Place::Text);
        write(plain ? token.text : decoded_text);
    }

    void write(std::string_view utf8)
    {
        const bool blank = core::trim(utf8).empty();
        if (in_head() && !blank)
            tree_.pop();
        if (!blank) {
            tree_.restore();
            grid_.content();
        }
        anchors_.before_text(writing_.visible());
        anchors_.text(utf8, writing_.text(utf8, tree_.look()), tree_.look());
    }

    void raw_text(const Token& token)
    {
        if (token.name == "textarea" || token.name == "xmp" || token.name == "plaintext")
            return text(token);
        if (token.name == "script")
            count_script(token.text, facts_);
    }

    void start(const Token& tag)
    {
        note_parent(tree_.top(), facts_);
        const Space space = tree_.space_for(tag);
        note_vectors(tag, space, facts_);
        if (in_head() && !belongs_in_head(tag.name))
            tree_.pop();
        if (space == Space::Html)
            make_room(tag.name);
        else
            tokens_.no_raw_text();
        separate(tag.name);
        count_tag(tag, facts_);
        if (tag.name == "base" && facts_.base_href.empty()) {
            facts_.base_href = attribute(tag, "href");
            anchors_.set_base(facts_.base_href);
        } else if (tag.name == "meta" && lower_attribute(tag, "http-equiv") == "refresh")
            anchors_.refresh(attribute(tag, "content"));
        anchors_.start_tag(tag);
        if (space == Space::Html ? !is_void(tag.name) : !tag.self_closing)
            open(tag, space);
    }

    // What the start tag of an element of HTML ends or opens again.
    void make_room(const std::string& name)
    {
        if (ends_others(name))
            tree_.close_implied(name);
        else if (name != "html" && name != "body" && !belongs_in_head(name))
            tree_.restore();
        if (name == "a") {
            anchors_.end(writing_.visible());
            tree_.close(name);
        }
    }

    void open(const Token& tag, Space space)
    {
        bool* const once = tag.name == "html" ? &has_html_
            : tag.name == "head"              ? &has_head_
            : tag.name == "body"              ? &has_body_
                                              : nullptr;
        if (once && std::exchange(*once, true))
            return; // a second one only adds attributes to the first
        Node node;
        node.name = tag.name;
        node.space = space;
        node.holds_html = space != Space::Html && Tree::holds_html(tag, space);
        Described described = styling_.describe(tag);
        const bool toggled = styling_.style(tag, tree_, described, node.style);
        if (!tree_.push(std::move(node), std::move(described))) {
            facts_.limit_hit = true;
            return;
        }
        if (toggled)
            tree_.show_elsewhere();
        tokens_.set_foreign(tree_.in_foreign());
        if (tag.name == "td" || tag.name == "th")
            grid_.cell(tree_.top().style, tree_.look());
    }

    void end(const std::string& name)
    {
        separate(name);
        if (name == "a")
            anchors_.end(writing_.visible());
        if (name == "html")
            end_ = tokens_.at();
        tree_.close(name);
        tokens_.set_foreign(tree_.in_foreign());
    }

    bool in_head() const { return tree_.top().name == "head"; }

    void separate(std::string_view name)
    {
        if (is_block(name)) {
            writing_.block();
            anchors_.gap();
            if (name == "br" || name == "p")
                writing_.line();
            else if (name == "tr")
                grid_.row();
        } else if (name == "td" || name == "th") {
            writing_.gap();
            anchors_.gap();
        } else if (name == "img") {
            writing_.image();
            anchors_.gap();
            grid_.content();
        }
    }

    void comment(std::string_view text)
    {
        const std::string_view inner = core::trim(text);
        if (inner.starts_with("[if") || inner.starts_with("<![endif")
            || inner.starts_with("[endif"))
            return conditional(inner);
        if (!inner.empty())
            writing_.comment();
        facts_.longest_comment
            = std::max(facts_.longest_comment, static_cast<std::uint32_t>(text.size()));
    }

    // "[if mso]> … <![endif]": Outlook shows what is in it, and only Outlook. Its elements do not
    // balance, so that they are not put among the others.
    void conditional(std::string_view text)
    {
        const std::size_t close = text.find("]>");
        if (close == text.npos)
            return;
        Tokenizer tokens(text.substr(close + 2));
        Token token;
        bool settings = false; // text of <xml>, <o:PixelsPerInch> and so on
        while (!is_full() && tokens.next(token)) {
            ++taken_;
            if (token.kind == Token::Kind::StartTag) {
                settings = token.name == "xml" || token.name.find(':') != token.name.npos;
                count_tag(token, facts_);
                anchors_.elsewhere(token);
            } else if (token.kind == Token::Kind::Text && !settings)
                writing_.elsewhere(decoded(token.text, Place::Text));
        }
    }

    std::string_view html_;
    const core::Limits& limits_;
    core::HtmlFacts facts_;
    Tokenizer tokens_;
    Styling styling_;
    Tree tree_;
    Anchors anchors_;
    Writing writing_;
    Grid grid_;
    std::size_t taken_ = 0; // tokens
    std::optional<std::size_t> end_; // behind the last </html>
    bool has_html_ = false;
    bool has_head_ = false;
    bool has_body_ = false;
};

bool is_html(const core::Part& p)
{
    return p.leaf && (p.type == "text/html" || p.type == "application/xhtml+xml");
}

// Copies of the HTML part for some programs: AMP for mail, watches. Their markup hides and runs by
// rules of its own; where they lead is asked of them as of all others.
bool is_special_copy(const core::Part& p)
{
    return p.leaf && (p.type == "text/x-amp-html" || p.type == "text/watch-html");
}

} // namespace

void read_parts(core::Message& m, const core::Limits& limits)
{
    std::size_t left = limits.text_bytes;
    for (std::size_t i = 0; i < m.parts.size(); ++i) {
        const bool copy = is_special_copy(m.parts[i]);
        if ((!copy && !is_html(m.parts[i])) || m.in_attached_message(i)) // a message of its own
            continue;
        core::HtmlFacts facts = Reader(m, static_cast<int>(i), m.parts[i].data, limits, left).run();
        if (facts.limit_hit) {
            m.incomplete = true;
            m.defects.push_back({ "html-limit", std::to_string(i) });
        }
        if (copy)
            continue;
        left -= std::min(left, facts.visible.size() + facts.hidden.size());
        m.html.push_back(std::move(facts));
    }
}

} // namespace html
