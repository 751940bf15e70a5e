#include "triage/mime/raw_view.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/mime/defect.h"
#include "triage/mime/leaf.h"
#include "triage/mime/raw_decode.h"
#include "triage/mime/raw_embedded.h"
#include "triage/mime/raw_note.h"
#include "triage/mime/raw_smuggled.h"
#include "triage/mime/raw_strict.h"
#include "triage/mime/raw_tree.h"
#include "triage/mime/raw_value.h"

namespace mime {

namespace {

using core::AmbiguityKind;
using core::Part;

constexpr std::size_t max_name = 1024; // bytes

std::string_view class_of(std::string_view encoding)
{
    if (encoding == "base64" || encoding == "quoted-printable" || encoding == "x-yenc")
        return encoding;
    return encoding.find("uu") == encoding.npos ? "" : "uu";
}

// "exe" of "a.exe ": letters and digits, at most five; empty otherwise.
std::string ending(std::string_view name)
{
    while (name.ends_with('.') || name.ends_with(' '))
        name.remove_suffix(1);
    const std::size_t dot = name.rfind('.');
    if (dot == name.npos)
        return {};
    const std::string_view e = name.substr(dot + 1);
    const bool sound = !e.empty() && e.size() <= 5 && std::all_of(e.begin(), e.end(), [](char c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    });
    return sound ? core::to_lower_ascii(e) : std::string();
}

class Comparison {
public:
    Comparison(const RawSource& source, const core::Limits& limits, const TreeFacts& facts,
        core::Message& m)
        : bytes_(source.bytes)
        , removed_(source.removed)
        , read_(source.read)
        , limits_(limits)
        , facts_(facts)
        , m_(m)
        , tree_parts_(m.parts.size())
        , left_(limits.decoded_bytes - std::min(limits.decoded_bytes, facts.decoded))
    {
    }

    void run(core::Deadline deadline)
    {
        for (const TreeFacts::Variant& v : facts_.variants)
            variant(v);
        const RawTree tree = read_raw_tree(bytes_, limits_, m_);
        for (const RawLeaf& leaf : tree.leaves) {
            if (deadline.expired() || added_ >= max_raw_parts)
                return add_limit(m_, "raw-view", "leaves");
            compare(leaf);
        }
        embedded();
    }

private:
    std::size_t begin_of(const RawLeaf& leaf) const
    {
        const std::ptrdiff_t at = leaf.body.data() - bytes_.data() - removed_;
        return static_cast<std::size_t>(std::max<std::ptrdiff_t>(at, 0));
    }

    // The tree's leaf whose body begins there.
    const TreeFacts::Body* body_at(std::size_t begin) const
    {
        const auto it = std::lower_bound(facts_.bodies.begin(), facts_.bodies.end(), begin,
            [&](const TreeFacts::Body& b, std::size_t at) { return b.begin < at; });
        return it != facts_.bodies.end() && it->begin == begin ? &*it : nullptr;
    }

    void compare(const RawLeaf& leaf)
    {
        const std::size_t begin = begin_of(leaf); // as GMime counts
        if (begin >= read_ || core::trim(leaf.body).empty())
            return;
        const TreeFacts::Body* const same = body_at(begin);
        if (!same)
            return is_within_message(begin) ? void() : extra(leaf);
        const auto index = static_cast<std::size_t>(same->part);
        if (!leaf.loose_text && leaf.type != m_.parts[index].type) {
            note(m_, AmbiguityKind::ViewDiffers, leaf.type + " and " + m_.parts[index].type);
            if (leaf.type == "text/html")
                read_as(leaf, leaf.encodings.front(), leaf.type);
        }
        if (!leaf.other_type.empty() && leaf.other_type != m_.parts[index].type)
            read_as(leaf, leaf.encodings.front(), leaf.other_type);
        for (const std::string& e : leaf.encodings)
            if (class_of(e) != class_of(m_.parts[index].encoding))
                read_as(leaf, e, leaf.type);
        names(leaf, index);
    }

    // In a message that the tree did not go into.
    bool is_within_message(std::size_t begin) const
    {
        return std::any_of(facts_.bodies.begin(), facts_.bodies.end(), [&](const auto& b) {
            return b.begin <= begin && begin < b.end
                && m_.parts[static_cast<std::size_t>(b.part)].type.starts_with("message/");
        });
    }

    void extra(const RawLeaf& leaf)
    {
        for (const std::string& e : leaf.encodings)
            read_as(leaf, e, leaf.type);
        if (!leaf.other_type.empty())
            read_as(leaf, leaf.encodings.front(), leaf.other_type);
    }

    // The leaf in one reading, as a part of its own if no other has its content.
    void read_as(const RawLeaf& leaf, std::string_view encoding, std::string_view type)
    {
        Part p = blank(type);
        p.charset = leaf.charset;
        p.disposition = leaf.disposition;
        p.encoding = encoding == "x-yenc" ? "" : encoding;
        if (!leaf.names.empty())
            p.filename = clean_name(leaf.names.front());
        Decoded decoded = decode_leaf(p, leaf.body, left_, m_);
        left_ -= std::min<std::uint64_t>(left_, decoded.bytes.size());
        set_data(p, std::move(decoded.bytes), m_);
        if (core::trim(p.data).empty() || is_known(p))
            return;
        if (!has_known_end(p))
            note(m_, AmbiguityKind::ViewDiffers, p.filename.empty() ? p.type : p.filename);
        add(std::move(p));
        for (std::size_t i = 1; i < leaf.names.size(); ++i)
            other_name(leaf.names[i], m_.parts.size() - 1);
    }

    bool is_known(const Part& p) const
    {
        const std::string_view data = core::trim(p.data);
        const bool page = p.type == "text/html";
        return std::any_of(m_.parts.begin(), m_.parts.end(), [&](const Part& o) {
            return o.leaf && (o.type == "text/html" || !page) && core::trim(o.data) == data;
        });
    }

    // A text that is another one with lines of the header before it. Where the header ends is in
    // doubt, and that is noted; it is no part that some readers do not have.
    bool has_known_end(const Part& p) const
    {
        const std::string_view data = core::trim(p.data);
        return p.type == "text/plain"
            && std::any_of(m_.parts.begin(), m_.parts.end(), [&](const Part& o) {
                   const std::string_view known = core::trim(o.data);
                   return o.leaf && o.is_text() && !known.empty() && data.ends_with(known);
               });
    }

    Part blank(std::string_view type) const
    {
        Part p;
        p.parent = tree_parts_ > 0 ? 0 : -1;
        p.depth = tree_parts_ > 0 ? 1 : 0;
        p.type = type;
        p.raw_only = true;
        return p;
    }

    void add(Part&& p)
    {
        ++added_;
        m_.parts.push_back(std::move(p));
    }

    static std::string clean_name(std::string_view name)
    {
        return core::valid_utf8(core::trim(name.substr(0, max_name)));
    }

    void names(const RawLeaf& leaf, std::size_t index)
    {
        for (const std::string& name : leaf.names)
            if (name != m_.parts[index].filename)
                other_name(name, index);
    }

    // A copy of the part under another name, if what is opened depends on it.
    void other_name(std::string_view written, std::size_t index)
    {
        const std::string name = clean_name(decode_words(written));
        const std::string other = ending(name);
        const std::string known = ending(m_.parts[index].filename);
        if (other.empty() || other == known || added_ >= max_raw_parts)
            return;
        note(m_, AmbiguityKind::NameTwice, m_.parts[index].filename + " and " + name);
        const bool again = std::any_of(m_.parts.begin() + static_cast<std::ptrdiff_t>(tree_parts_),
            m_.parts.end(), [&](const Part& p) { return ending(p.filename) == other; });
        if (again || m_.parts[index].data.size() > left_)
            return;
        left_ -= m_.parts[index].data.size();
        Part copy = m_.parts[index];
        copy.parent = tree_parts_ > 0 ? 0 : -1;
        copy.raw_only = true;
        copy.filename = name;
        add(std::move(copy));
    }

    void variant(const TreeFacts::Variant& v)
    {
        const Part& of = m_.parts[static_cast<std::size_t>(v.part)];
        if (added_ >= max_raw_parts || v.data.size() > left_)
            return;
        left_ -= v.data.size();
        Part p = blank(of.type);
        p.charset = of.charset;
        p.disposition = of.disposition;
        p.filename = of.filename;
        p.encoding = of.encoding;
        set_data(p, std::string(v.data), m_);
        if (!is_known(p))
            add(std::move(p));
    }

    // Files that stand in a text: old clients show them as attachments.
    void embedded()
    {
        for (std::size_t i = 0, n = m_.parts.size(); i < n; ++i) {
            if (!m_.parts[i].leaf || m_.parts[i].type != "text/plain")
                continue;
            for (EmbeddedFile& f : embedded_files(
                     m_.parts[i].data, max_raw_parts - std::min(max_raw_parts, added_), left_)) {
                left_ -= std::min<std::uint64_t>(left_, f.data.size());
                Part p = blank("application/octet-stream");
                p.filename = clean_name(f.name);
                p.disposition = core::Disposition::Attachment;
                p.data = std::move(f.data);
                add(std::move(p));
            }
        }
    }

    std::string_view bytes_;
    std::ptrdiff_t removed_;
    std::size_t read_;
    const core::Limits& limits_;
    const TreeFacts& facts_;
    core::Message& m_;
    std::size_t tree_parts_;
    std::uint64_t left_; // bytes that may yet be decoded
    std::size_t added_ = 0;
};

void keep(TreeFacts& facts, int part, std::string&& data)
{
    facts.variant_bytes += data.size();
    facts.variants.push_back({ part, std::move(data) });
}

// Data in an encoding that nobody declared, or with more than its escapes in it.
void add_loose_data(
    std::string_view body, int index, core::Message& m, TreeFacts& facts, std::size_t room)
{
    const Part& p = m.parts[static_cast<std::size_t>(index)];
    const bool quoted = p.encoding == "quoted-printable";
    if (p.is_text() || p.type.starts_with("message/") || p.truncated
        || (!quoted && !class_of(p.encoding).empty()))
        return;
    const std::string_view encoding = undeclared_encoding(body);
    if (encoding.empty() || (quoted && encoding != p.encoding))
        return;
    if (2 * body.size() > room)
        return add_limit(m, "raw-view", "decodings");
    if (encoding == "base64")
        return keep(facts, index, decode_base64(body, Base64Reading::Lenient));
    keep(facts, index, decode_quoted_data(body));
    keep(facts, index, decode_quoted_upper(body));
}

// Nobody opens a signature, and pictures and plain text do nothing when they are shown.
bool can_harm(std::string_view type)
{
    return type != "text/plain" && !type.starts_with("image/") && !type.ends_with("-signature");
}

} // namespace

void check_decoding(
    std::string_view body, const Decoded& decoded, int index, core::Message& m, TreeFacts& facts)
{
    const auto room
        = [&] { return max_variant_bytes - std::min(max_variant_bytes, facts.variant_bytes); };
    add_loose_data(body, index, m, facts, room());
    if (decoded.strict || decoded.truncated)
        return;
    const Part& p = m.parts[static_cast<std::size_t>(index)];
    const bool base64 = p.encoding == "base64";
    const bool attached = p.disposition == core::Disposition::Attachment || !p.filename.empty();
    if (base64 && is_text_rather_than_base64(body))
        note(m, AmbiguityKind::EncodingFalse, p.type, attached);
    // Pages of careless mailers have bare equals signs in quoted-printable.
    const bool risky = can_harm(p.type) && (base64 || !p.is_text());
    auto others = other_decodings(body, p.encoding, decoded.bytes, room());
    if (!others)
        add_limit(m, "raw-view", "decodings");
    if (!others || !others->empty())
        note(m, AmbiguityKind::DecodingDiffers, p.filename.empty() ? p.type : p.filename, risky);
    if (others)
        for (std::string& other : *others)
            if (!decoded.bytes.starts_with(other))
                keep(facts, index, std::move(other));
}

void add_raw_view(const RawSource& source, const core::Limits& limits, core::Deadline deadline,
    const TreeFacts& facts, core::Message& m)
{
    note_smuggled_commands(source.bytes, m);
    Comparison(source, limits, facts, m).run(deadline);
}

} // namespace mime
