#include "triage/mime/raw_tree.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/mime/defect.h"
#include "triage/mime/fields.h"
#include "triage/mime/raw_boundaries.h"
#include "triage/mime/raw_budget.h"
#include "triage/mime/raw_entity.h"
#include "triage/mime/raw_fields.h"
#include "triage/mime/raw_hidden.h"
#include "triage/mime/raw_note.h"

namespace mime {

namespace {

using core::AmbiguityKind;

// Offset behind the line that `from` is in; a bare CR ends one too.
std::size_t loose_line_end(std::string_view s, std::size_t from)
{
    const std::size_t end = std::min(s.find_first_of("\r\n", from), s.size());
    return end + (end < s.size()) + (s.substr(end, 2) == "\r\n");
}

// Where the line end before offset `at` begins: it belongs to the delimiter (RFC 2046 section 5.1).
std::size_t before_line_end(std::string_view s, std::size_t from, std::size_t at)
{
    if (at > from && s[at - 1] == '\n')
        --at;
    if (at > from && s[at - 1] == '\r')
        --at;
    return at;
}

// One multipart, leaf or message that is being read.
struct Node {
    Entity entity;
    HeaderBlock block;
    int parent = -1;
    std::size_t parts = 0; // delimiters of its boundaries met
    bool closed = false;
};

// What lies between two delimiters.
enum class Region { Leaf, Preamble, Epilogue };

class Scan {
public:
    Scan(std::string_view bytes, const core::Limits& limits, core::Message& m)
        : bytes_(bytes)
        , limits_(limits)
        , m_(m)
    {
    }

    RawTree run()
    {
        open(0, -1);
        while (at_ < bytes_.size() && next_delimiter())
            ;
        close_region(bytes_.size());
        note_unclosed();
        if (budget_.exceeded())
            add_limit(m_, "raw-view", "fields");
        tree_.steps = boundaries_.steps() + work_;
        return std::move(tree_);
    }

private:
    struct Hit {
        std::size_t at; // of the two dashes
        int owner;
        std::size_t length;
        bool line_start;
    };

    // Reads the header at `at` and what follows from it.
    void open(std::size_t at, int parent)
    {
        for (bool top = parent < 0;; top = false) {
            Node node;
            node.parent = parent;
            node.block = read_header_block(bytes_, at, top, limits_, m_);
            node.entity = read_entity(node.block, bytes_.size(), budget_, m_);
            if (node.entity.type.empty() && parent >= 0 && in_digest(parent))
                node.entity.message = true;
            at = node.block.body;
            const bool message = node.entity.message;
            parent = static_cast<int>(nodes_.size());
            nodes_.push_back(std::move(node));
            add_boundaries(parent);
            if (!message || nodes_.size() >= limits_.parts)
                break;
        }
        current_ = parent;
        region_ = nodes_.back().entity.multipart ? Region::Preamble : Region::Leaf;
        begin_ = at_ = at;
    }

    void add_boundaries(int owner)
    {
        for (const std::string& b : node(owner).entity.boundaries) {
            const int before = boundaries_.add(b, owner);
            if (before >= 0 && before != owner && !node(before).closed)
                note(m_, AmbiguityKind::BoundaryReused, b);
        }
    }

    bool in_digest(int parent) const // RFC 2046 section 5.1.5: parts are messages
    {
        return nodes_[static_cast<std::size_t>(parent)].entity.type == "multipart/digest";
    }

    Node& node(int i) { return nodes_[static_cast<std::size_t>(i)]; }

    // False when nothing further is to be read.
    bool next_delimiter()
    {
        const auto hit = find();
        if (!hit)
            return false;
        close_region(hit->line_start ? before_line_end(bytes_, begin_, hit->at) : hit->at);
        take(*hit);
        if (nodes_.size() < limits_.parts)
            return true;
        add_limit(m_, "raw-view", "parts");
        begin_ = bytes_.size();
        region_ = Region::Epilogue;
        return false;
    }

    std::optional<Hit> find()
    {
        if (boundaries_.empty() && !may_guess())
            return std::nullopt;
        for (std::size_t at = find_pair(bytes_, '-', '-', at_); at != bytes_.npos;
             at = find_pair(bytes_, '-', '-', at)) {
            ++work_;
            const bool start = at == begin_ || bytes_[at - 1] == '\n' || bytes_[at - 1] == '\r';
            const bool run_start = at == 0 || bytes_[at - 1] != '-';
            if (start && !may_look_up()) {
                add_limit(m_, "raw-view", "boundaries");
                return std::nullopt;
            }
            if (start || (run_start && may_look_inside())) {
                if (const auto match = boundaries_.at(bytes_.substr(at + 2)))
                    return Hit { at, match->owner, match->length, start };
                if (start && guess(at))
                    continue;
            }
            at += 2;
        }
        return std::nullopt;
    }

    // In the middle of lines look-ups may overlap: as many as keep the whole linear.
    bool may_look_inside() const { return boundaries_.steps() < 2 * bytes_.size() + 65536; }

    // Hundreds of boundaries that begin alike make each look-up long.
    bool may_look_up() const { return boundaries_.steps() < 4 * bytes_.size() + (1u << 20); }

    // Whether a delimiter may be taken for one although no boundary was read for it.
    bool may_guess()
    {
        const Node& n = node(current_);
        if (guesses_ >= 8 || region_ == Region::Epilogue || n.parts > 0)
            return false;
        return n.entity.loose_multipart || !n.entity.declared;
    }

    // A multipart whose own boundary does not occur, but a line of dashes with MIME fields behind.
    bool guess(std::size_t at)
    {
        if (!may_guess())
            return false;
        const std::size_t next = loose_line_end(bytes_, at);
        const std::string_view name = core::trim(bytes_.substr(at + 2, next - at - 2));
        const std::size_t end = std::min(bytes_.find_first_of("\r\n", next), bytes_.size());
        const bool first = core::trim(bytes_.substr(begin_, at - begin_)).empty();
        work_ += end - at;
        if (name.empty() || name.size() > Boundaries::longest
            || !is_mime_field(bytes_.substr(next, end - next))
            || (!node(current_).entity.loose_multipart && !first))
            return false;
        ++guesses_;
        boundaries_.add(name, current_);
        note(m_, AmbiguityKind::BoundaryMissing, name);
        return true;
    }

    void take(const Hit& hit)
    {
        std::size_t at = hit.at + 2 + hit.length;
        const bool closes = bytes_.substr(at, 2) == "--";
        at += closes ? 2 : 0;
        const std::size_t next = loose_line_end(bytes_, at);
        note_form(hit, core::trim(bytes_.substr(at, next - at)), next);
        Node& owner = node(hit.owner);
        if (owner.closed && !closes)
            note(m_, AmbiguityKind::HiddenContent, "a part behind the closing delimiter");
        ++owner.parts;
        close_inner(hit.owner);
        if (!closes)
            return open(next, hit.owner);
        owner.closed = true;
        current_ = hit.owner;
        region_ = Region::Epilogue;
        begin_ = at_ = next;
    }

    void note_form(const Hit& hit, std::string_view more, std::size_t next)
    {
        const std::string_view line = bytes_.substr(hit.at, next - hit.at);
        if (!hit.line_start)
            note(m_, AmbiguityKind::DelimiterForm, line);
        else if (!more.empty())
            note(m_, AmbiguityKind::DelimiterForm, line);
        else if (line.ends_with('\r') || (hit.at > 1 && bytes_[hit.at - 1] == '\r'))
            note(m_, AmbiguityKind::DelimiterForm, "a bare CR at a delimiter");
        if (const Node& owner = node(hit.owner); !owner.entity.loose_multipart)
            note(m_, AmbiguityKind::BoundaryOnLeaf, owner.entity.type);
    }

    // Multiparts inside of the one that a delimiter belongs to end with it.
    void close_inner(int owner)
    {
        for (int i = current_; i > owner; i = node(i).parent)
            if (node(i).parts > 0 && !node(i).closed) {
                unclosed_ = true;
                node(i).closed = true;
            }
    }

    void note_unclosed()
    {
        for (const Node& n : nodes_)
            unclosed_ = unclosed_ || (n.parts > 0 && !n.closed);
        if (!unclosed_)
            return;
        const bool risky = !tree_.leaves.empty()
            && (!tree_.leaves.back().names.empty() || tree_.leaves.back().type == "text/html");
        note(m_, AmbiguityKind::Unclosed, "no closing delimiter", risky);
    }

    void close_region(std::size_t end)
    {
        const std::string_view text = bytes_.substr(begin_, std::max(end, begin_) - begin_);
        const Node& n = node(current_);
        if (region_ == Region::Leaf)
            return leaf(n, text);
        if (region_ == Region::Preamble && end == bytes_.size() && n.parts == 0)
            return leaf(n, text);
        for (RawLeaf& found : hidden_leaves(text, budget_, m_))
            tree_.leaves.push_back(std::move(found));
    }

    void leaf(const Node& n, std::string_view body)
    {
        const Entity& e = n.entity;
        add_leaf(e, body);
        for (const std::size_t other : n.block.other_bodies) {
            const std::size_t end
                = static_cast<std::size_t>(body.data() - bytes_.data()) + body.size();
            if (other < end)
                add_leaf(
                    read_entity(n.block, other, budget_, m_), bytes_.substr(other, end - other));
        }
        if (e.type.starts_with("message/") || e.type == "text/rfc822-headers")
            return;
        const bool data = !e.type.empty() && !e.type.starts_with("text/");
        for (RawLeaf& found : headed_leaf(body, data, budget_, m_))
            tree_.leaves.push_back(std::move(found));
    }

    void add_leaf(const Entity& e, std::string_view body)
    {
        RawLeaf l;
        l.type = e.type.empty() ? "text/plain" : e.type;
        if (e.html && l.type != "text/html")
            l.other_type = "text/html";
        l.charset = e.charset;
        l.names = e.names;
        l.encodings = e.encodings;
        l.disposition = e.disposition;
        l.body = body;
        l.loose_text = e.multipart;
        tree_.leaves.push_back(std::move(l));
    }

    std::string_view bytes_;
    const core::Limits& limits_;
    core::Message& m_;
    RawTree tree_;
    Boundaries boundaries_;
    std::vector<Node> nodes_;
    int current_ = 0; // whose region is being read
    Region region_ = Region::Leaf;
    std::size_t begin_ = 0, at_ = 0; // of the region; where to look on
    std::size_t guesses_ = 0, work_ = 0;
    bool unclosed_ = false;
    RawBudget budget_;
};

} // namespace

RawTree read_raw_tree(std::string_view bytes, const core::Limits& limits, core::Message& m)
{
    return Scan(bytes, limits, m).run();
}

} // namespace mime
