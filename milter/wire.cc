// Layout of a frame: version, kind, then the fields in the order of the struct.
#include "milter/wire.h"

#include <algorithm>

#include "triage/core/codec.h"

namespace milter::wire {

namespace {

using core::Reader;
using core::StageSet;
using core::Writer;

constexpr std::uint8_t version = 2;
constexpr std::size_t max_mail_from = 1024;
constexpr std::size_t max_host = 255;
constexpr std::size_t max_build = 128;
constexpr core::Duration max_budget = std::chrono::hours { 1 };

enum class Kind : std::uint8_t { Start, Hello, Request, Done, Fork, Forked };
constexpr std::size_t kind_count = 6;

// FNV-1a over everything that the layout depends on.
constexpr std::uint64_t layout_id()
{
    std::uint64_t h = 0xcbf29ce484222325;
    const auto mix = [&h](std::string_view s) {
        for (const char c : s)
            h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    };
    for (const auto s : core::stage_names)
        mix(s);
    for (const auto s : core::cause_names)
        mix(s);
    for (const auto s : core::category_names)
        mix(s);
    for (const auto s : core::action_names)
        mix(s);
    for (const std::uint64_t n : { std::uint64_t { version }, std::uint64_t { max_report },
             std::uint64_t { sizeof(core::Notes) }, std::uint64_t { sizeof(core::Envelope) } })
        h = (h ^ n) * 0x100000001b3;
    return h;
}

Writer frame(Kind kind)
{
    Writer w;
    w.number(version);
    w.number(kind);
    return w;
}

StageSet stage_set(Reader& r)
{
    const auto bits = r.number<std::uint16_t>();
    const StageSet set(bits);
    if (set.bits() != bits)
        r.fail();
    return set;
}

Start read_start(Reader& r)
{
    Start s;
    s.sandbox = r.choice<Sandbox>(sandbox_names.size());
    s.memory_bytes = r.number<std::uint64_t>();
    return s;
}

Hello read_hello(Reader& r)
{
    Hello h;
    h.build = r.text(max_build);
    const auto digest = r.raw(h.generation.size());
    std::copy(digest.begin(), digest.end(), h.generation.begin());
    h.sandboxed = r.flag();
    h.error = r.text(max_error);
    h.ready = r.flag();
    h.stages = stage_set(r);
    return h;
}

Request read_request(Reader& r)
{
    Request q;
    q.sequence = r.number<std::uint32_t>();
    q.size = r.number<std::uint64_t>();
    q.skip = stage_set(r);
    q.budget = core::Duration { r.number<std::int64_t>() };
    if (q.budget < core::Duration::zero() || q.budget > max_budget)
        r.fail();
    q.envelope.mail_from = r.text(max_mail_from);
    q.envelope.client = r.choice<core::ClientClass>(core::client_class_names.size());
    q.envelope.direction = r.choice<core::Direction>(core::direction_names.size());
    q.envelope.hour_received = r.number<std::int64_t>();
    q.envelope.forged_fields = r.flag();
    q.envelope.mta = r.text(max_host);
    return q;
}

Done read_done(Reader& r)
{
    Done d;
    d.sequence = r.number<std::uint32_t>();
    const std::size_t n = r.count(core::stage_count, 2);
    StageSet seen;
    for (std::size_t i = 0; i < n && r.ok(); ++i) {
        const auto stage = r.choice<core::Stage>(core::stage_count);
        const auto cause = r.choice<core::Cause>(core::cause_names.size());
        if (seen.has(stage))
            r.fail();
        seen.add(stage);
        d.missing.push_back({ stage, cause });
    }
    return d;
}

Forked read_forked(Reader& r)
{
    Forked f;
    f.pid = r.number<std::int32_t>();
    if (f.pid < 0)
        r.fail();
    return f;
}

Frame read_body(Kind kind, Reader& r)
{
    switch (kind) {
    case Kind::Start:
        return read_start(r);
    case Kind::Hello:
        return read_hello(r);
    case Kind::Request:
        return read_request(r);
    case Kind::Done:
        return read_done(r);
    case Kind::Fork:
        return Fork {};
    case Kind::Forked:
        break;
    }
    return read_forked(r);
}

} // namespace

std::string build_id()
{
    Writer w;
    w.number(layout_id());
    const std::string layout = w.take();
    return std::string(TRIAGE_VERSION) + "/"
        + core::hex({ reinterpret_cast<const std::uint8_t*>(layout.data()), layout.size() });
}

std::string encode(const Start& start)
{
    Writer w = frame(Kind::Start);
    w.number(start.sandbox);
    w.number(start.memory_bytes);
    return w.take();
}

std::string encode(const Hello& hello)
{
    Writer w = frame(Kind::Hello);
    w.text(std::string_view(hello.build).substr(0, max_build));
    w.raw(core::view(hello.generation));
    w.number(std::uint8_t { hello.sandboxed });
    w.text(std::string_view(hello.error).substr(0, max_error));
    w.number(std::uint8_t { hello.ready });
    w.number(hello.stages.bits());
    return w.take();
}

std::string encode(const Request& request)
{
    Writer w = frame(Kind::Request);
    w.number(request.sequence);
    w.number(request.size);
    w.number(request.skip.bits());
    w.number(std::clamp(request.budget, core::Duration::zero(), max_budget).count());
    w.text(std::string_view(request.envelope.mail_from).substr(0, max_mail_from));
    w.number(request.envelope.client);
    w.number(request.envelope.direction);
    w.number(request.envelope.hour_received);
    w.number(static_cast<std::uint8_t>(request.envelope.forged_fields));
    w.text(std::string_view(request.envelope.mta).substr(0, max_host));
    return w.take();
}

std::string encode(const Done& done)
{
    Writer w = frame(Kind::Done);
    w.number(done.sequence);
    w.number(static_cast<std::uint32_t>(done.missing.size()));
    for (const core::Missing& m : done.missing) {
        w.number(m.stage);
        w.number(m.cause);
    }
    return w.take();
}

std::string encode(const Fork&)
{
    return frame(Kind::Fork).take();
}

std::string encode(const Forked& forked)
{
    Writer w = frame(Kind::Forked);
    w.number(forked.pid);
    return w.take();
}

std::optional<Frame> decode(std::string_view bytes)
{
    Reader r(bytes);
    if (r.number<std::uint8_t>() != version)
        return std::nullopt;
    const Kind kind = r.choice<Kind>(kind_count);
    if (!r.ok())
        return std::nullopt;
    Frame f = read_body(kind, r);
    if (!r.done())
        return std::nullopt;
    return f;
}

} // namespace milter::wire
