#include "triage/mime/parse.h"

#include <memory>

#include <gmime/gmime.h>

#include "triage/mime/charset.h"
#include "triage/mime/defect.h"
#include "triage/mime/fence.h"
#include "triage/mime/gref.h"
#include "triage/mime/header.h"
#include "triage/mime/options.h"
#include "triage/mime/tree.h"

namespace mime {

void g_retain(void* object)
{
    g_object_ref(object);
}

void g_release(void* object)
{
    g_object_unref(object);
}

namespace {

// A byte array that lends GLib bytes which are not its own.
class Borrowed {
public:
    explicit Borrowed(std::string_view bytes)
        : array_(g_byte_array_new())
    {
        // Read only: the stream is never written to.
        array_->data = reinterpret_cast<guint8*>(const_cast<char*>(bytes.data()));
        array_->len = static_cast<guint>(bytes.size());
    }
    ~Borrowed()
    {
        array_->data = nullptr;
        array_->len = 0;
        g_byte_array_free(array_, TRUE);
    }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;

    GByteArray* get() const { return array_; }

private:
    GByteArray* array_;
};

// As a part, not as a message: GMime would else read all addresses and dates, which header.cc
// reads.
GRef<GMimeObject> parse_tree(std::string_view bytes, const Borrowed& array, const Options& options)
{
    const auto stream = GRef<GMimeStream>::adopt(g_mime_stream_mem_new());
    GMimeStreamMem* const memory = GMIME_STREAM_MEM(stream.get());
    g_mime_stream_mem_set_byte_array(memory, array.get());
    g_mime_stream_mem_set_owner(memory, FALSE);
    stream.get()->bound_end = static_cast<gint64>(bytes.size());
    const auto parser = GRef<GMimeParser>::adopt(g_mime_parser_new_with_stream(stream.get()));
    return GRef<GMimeObject>::adopt(g_mime_parser_construct_part(parser.get(), options.get()));
}

} // namespace

struct Runtime::State {
    State() { g_mime_init(); } // never shut down: GMime cannot be initialised a second time

    OpenCharsets charsets;
};

Runtime::Runtime()
    : state_(std::make_unique<State>())
{
}
Runtime::~Runtime() = default;
Runtime::Runtime(Runtime&&) noexcept = default;
Runtime& Runtime::operator=(Runtime&&) noexcept = default;

core::Message Runtime::parse(
    std::string_view raw, const core::Limits& limits, core::Deadline deadline) const
{
    core::Message m;
    const Options options(m);
    const std::string_view message = without_mbox_line(raw);
    read_header(message, limits, options, m);
    Fenced fenced;
    fence(message, limits, m, fenced);
    const Borrowed array(fenced.bytes);
    const GRef<GMimeObject> tree = parse_tree(fenced.bytes, array, options);
    TreeFacts facts;
    if (tree)
        facts = read_tree(tree.get(), fenced.bytes, limits, deadline, m);
    else
        add_limit(m, "no-body", "");
    add_raw_view({ message, fenced.removed, fenced.bytes.size() }, limits, deadline, facts, m);
    return m;
}

void Runtime::warm_up()
{
    state_->charsets.open_all();
    const core::Limits limits;
    struct Standing final : core::Clock {
        core::Time now() const override { return {}; }
        core::WallTime wall() const override { return {}; }
    };
    const Standing clock;
    constexpr std::string_view sample = "From: =?iso-8859-1?q?=E9?= <a@example.org>\r\n"
                                        "Date: Mon, 2 Mar 2026 10:00:00 +0100\r\n"
                                        "Content-Type: text/plain; charset=koi8-r\r\n\r\n\xC1\r\n";
    parse(sample, limits, core::Deadline(clock, core::Time::max()));
}

} // namespace mime
