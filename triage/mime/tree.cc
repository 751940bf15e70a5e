#include "triage/mime/tree.h"

#include <algorithm>
#include <memory>
#include <vector>

#include <gmime/gmime.h>

#include "triage/core/text.h"
#include "triage/mime/defect.h"
#include "triage/mime/leaf.h"

namespace mime {

namespace {

constexpr std::size_t max_name = 1024; // bytes of a file name, type or id

std::string text_or_empty(const char* s)
{
    return s ? core::valid_utf8(std::string_view(s).substr(0, max_name)) : std::string();
}

std::string lower_token(const char* s)
{
    return core::to_lower_ascii(core::trim(text_or_empty(s)));
}

core::Disposition disposition_of(GMimeObject* object)
{
    GMimeContentDisposition* const d = g_mime_object_get_content_disposition(object);
    if (!d)
        return core::Disposition::None;
    const std::string word = lower_token(g_mime_content_disposition_get_disposition(d));
    if (word == "inline")
        return core::Disposition::Inline;
    return word == "attachment" ? core::Disposition::Attachment : core::Disposition::Other;
}

std::string filename_of(GMimeObject* object)
{
    const char* name = g_mime_object_get_content_disposition_parameter(object, "filename");
    if (!name)
        name = g_mime_object_get_content_type_parameter(object, "name");
    return text_or_empty(name);
}

std::string encoding_of(GMimeObject* object)
{
    std::string token = lower_token(g_mime_object_get_header(object, "Content-Transfer-Encoding"));
    token.resize(std::min(token.find_first_of(" \t;("), token.size()));
    return token;
}

// The bytes of a part as transported: a view of what the parser read, whose streams know where
// they begin and end in it.
std::string_view encoded_body(GMimeObject* object, std::string_view bytes)
{
    if (!GMIME_IS_PART(object))
        return {};
    GMimeDataWrapper* const content = g_mime_part_get_content(GMIME_PART(object));
    GMimeStream* const stream = content ? g_mime_data_wrapper_get_stream(content) : nullptr;
    if (!stream || !GMIME_IS_STREAM_MEM(stream))
        return {};
    const auto size = static_cast<gint64>(bytes.size());
    const gint64 end = stream->bound_end < 0 ? size : std::min(stream->bound_end, size);
    const gint64 start = std::clamp<gint64>(stream->bound_start, 0, end);
    return bytes.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start));
}

class Walk {
public:
    Walk(std::string_view bytes, const core::Limits& limits, core::Deadline deadline,
        core::Message& m)
        : bytes_(bytes)
        , limits_(limits)
        , deadline_(deadline)
        , m_(m)
    {
    }

    TreeFacts run(GMimeObject* root)
    {
        pending_.push_back({ root, -1, 0, nullptr });
        while (!pending_.empty()) {
            const Item item = pending_.back();
            pending_.pop_back();
            if (item.object && !visit(item))
                break;
        }
        return std::move(facts_);
    }

private:
    struct Item {
        GMimeObject* object;
        int parent;
        std::uint16_t depth;
        const char* boundary = nullptr; // of the multipart around it
    };

    // False if nothing further is to be read.
    bool visit(const Item& item)
    {
        if (m_.parts.size() >= limits_.parts) {
            add_limit(m_, "parts", "tree");
            return false;
        }
        if (deadline_.expired()) {
            add_limit(m_, "deadline", "parts");
            return false;
        }
        const int index = static_cast<int>(m_.parts.size());
        m_.parts.push_back(describe(item));
        core::Part& part = m_.parts.back();
        if (descend(item, index))
            part.leaf = false;
        else
            read_leaf(item.object, index);
        return true;
    }

    core::Part describe(const Item& item)
    {
        GMimeContentType* const type = g_mime_object_get_content_type(item.object);
        core::Part p;
        p.parent = item.parent;
        p.depth = item.depth;
        p.type = lower_token(g_mime_content_type_get_media_type(type)) + '/'
            + lower_token(g_mime_content_type_get_media_subtype(type));
        p.charset = lower_token(g_mime_object_get_content_type_parameter(item.object, "charset"));
        p.encoding = encoding_of(item.object);
        p.disposition = disposition_of(item.object);
        p.filename = filename_of(item.object);
        p.content_id = text_or_empty(g_mime_object_get_content_id(item.object));
        note_encryption(p, item.object);
        return p;
    }

    void note_encryption(const core::Part& p, GMimeObject* object)
    {
        const std::string kind
            = lower_token(g_mime_object_get_content_type_parameter(object, "smime-type"));
        const bool smime
            = p.type == "application/pkcs7-mime" || p.type == "application/x-pkcs7-mime";
        if (p.type == "multipart/encrypted"
            || (smime
                && (kind.empty() || kind.find("envelopeddata") != std::string::npos
                    || kind.find("enveloped-data") != std::string::npos)))
            m_.encrypted = true;
    }

    // Queues what is inside; false for a leaf.
    bool descend(const Item& item, int index)
    {
        const auto below = static_cast<std::uint16_t>(item.depth + 1);
        if (GMIME_IS_MULTIPART(item.object))
            return descend_multipart(GMIME_MULTIPART(item.object), index, below);
        if (!GMIME_IS_MESSAGE_PART(item.object))
            return false;
        GMimeMessage* const inner
            = g_mime_message_part_get_message(GMIME_MESSAGE_PART(item.object));
        GMimeObject* const root = inner ? g_mime_message_get_mime_part(inner) : nullptr;
        if (!root)
            add_defect(m_, "empty-message", "");
        else if (may_enter(below))
            pending_.push_back({ root, index, below, nullptr });
        if (inner)
            keep_beginning(GMIME_OBJECT(inner), item, m_.parts[static_cast<std::size_t>(index)]);
        return true;
    }

    bool descend_multipart(GMimeMultipart* multipart, int index, std::uint16_t below)
    {
        note_loose_text(multipart);
        const int n = g_mime_multipart_get_count(multipart);
        if (n > 0 && may_enter(below))
            for (int i = n; i > 0; --i)
                pending_.push_back({ g_mime_multipart_get_part(multipart, i - 1), index, below,
                    g_mime_object_get_content_type_parameter(
                        GMIME_OBJECT(multipart), "boundary") });
        return n > 0 || !loose_body(multipart);
    }

    // An attached message as it was transported, from its first field to the delimiter behind it:
    // its header and text are scanned as those of a message of its own. Its parts are in the tree.
    void keep_beginning(GMimeObject* inner, const Item& item, core::Part& part) const
    {
        constexpr std::size_t most = 1u << 20;
        GMimeHeaderList* const fields = g_mime_object_get_header_list(inner);
        if (g_mime_header_list_get_count(fields) == 0)
            return;
        const gint64 begin = g_mime_header_get_offset(g_mime_header_list_get_header_at(fields, 0));
        if (begin < 0 || begin >= static_cast<gint64>(bytes_.size()))
            return;
        std::string_view kept = bytes_.substr(static_cast<std::size_t>(begin), most);
        if (item.boundary)
            kept = kept.substr(0, kept.find("\n--" + std::string(item.boundary)));
        part.data = kept;
    }

    bool may_enter(std::uint16_t depth)
    {
        if (depth <= limits_.depth)
            return true;
        add_limit(m_, "depth", "tree");
        return false;
    }

    // Text before the first and behind the last delimiter: readers do not show it, some scanners
    // and clients do (threats: hidden content).
    void note_loose_text(GMimeMultipart* multipart)
    {
        if (const char* const before = g_mime_multipart_get_prologue(multipart))
            if (const std::string_view text = core::trim(before); !text.empty())
                add_defect(m_, "preamble", text);
        if (const char* const behind = g_mime_multipart_get_epilogue(multipart))
            if (const std::string_view text = core::trim(behind); !text.empty())
                add_defect(m_, "epilogue", text);
    }

    // A multipart none of whose delimiters occurs is read as text by clients: so it is here.
    bool loose_body(GMimeMultipart* multipart)
    {
        const char* const text = g_mime_multipart_get_prologue(multipart);
        loose_ = text ? std::string_view(text) : std::string_view();
        if (loose_.empty())
            return false;
        add_defect(m_, "multipart-as-text", "");
        return true;
    }

    void read_leaf(GMimeObject* object, int index)
    {
        core::Part& part = m_.parts[static_cast<std::size_t>(index)];
        const bool loose = GMIME_IS_MULTIPART(object);
        if (loose)
            part.type = "text/plain";
        const std::string_view body = loose ? loose_ : encoded_body(object, bytes_);
        Decoded decoded = decode_leaf(part, body, limits_.decoded_bytes - facts_.decoded, m_);
        facts_.decoded += decoded.bytes.size();
        if (!loose && !body.empty()) {
            const auto begin = static_cast<std::size_t>(body.data() - bytes_.data());
            facts_.bodies.push_back({ index, begin, begin + body.size() });
        }
        check_decoding(body, decoded, index, m_, facts_);
        set_data(part, std::move(decoded.bytes), m_);
    }

    std::string_view bytes_;
    const core::Limits& limits_;
    core::Deadline deadline_;
    core::Message& m_;
    std::vector<Item> pending_; // depth first: the next is at the back
    TreeFacts facts_;
    std::string_view loose_;
};

} // namespace

TreeFacts read_tree(_GMimeObject* root, std::string_view bytes, const core::Limits& limits,
    core::Deadline deadline, core::Message& m)
{
    return Walk(bytes, limits, deadline, m).run(root);
}

} // namespace mime
