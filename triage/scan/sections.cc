#include "triage/scan/sections.h"

#include "triage/core/codec.h"

namespace scan {

namespace {
constexpr std::size_t max_items = 1u << 20;
constexpr std::size_t max_string = 1024;

core::Error malformed(std::string_view what)
{
    return { "reading " + std::string(what) + " of a generation: malformed" };
}

std::vector<std::string> strings(core::Reader& r)
{
    std::vector<std::string> out;
    for (std::size_t n = r.count(max_items, 4); n > 0; --n)
        out.emplace_back(r.text(max_string));
    return out;
}

} // namespace

std::string serialise(const std::vector<std::string>& strings)
{
    core::Writer w;
    w.number(static_cast<std::uint32_t>(strings.size()));
    for (const std::string& s : strings)
        w.text(s);
    return w.take();
}

core::Result<std::vector<std::string>> read_strings(std::string_view section)
{
    core::Reader r(section);
    auto out = strings(r);
    if (!r.done())
        return malformed("a list of strings");
    return out;
}

std::string serialise(const Verifiers& verifiers)
{
    core::Writer w;
    w.raw(serialise(verifiers.ids));
    w.number(verifiers.max_fields);
    return w.take();
}

core::Result<Verifiers> read_verifiers(std::string_view section)
{
    core::Reader r(section);
    Verifiers v;
    v.ids = strings(r);
    v.max_fields = r.number<std::uint32_t>();
    if (!r.done())
        return malformed("the verifiers");
    return v;
}

std::string serialise(const core::Limits& l)
{
    core::Writer w;
    w.number(l.header_fields);
    w.number(l.header_bytes);
    w.number(l.parts);
    w.number(l.depth);
    w.number(l.decoded_bytes);
    w.number(l.text_bytes);
    w.number(l.links);
    w.number(l.html_tokens);
    w.number(l.inspect_bytes);
    w.number(l.inspect_items);
    w.number(l.inspect_depth);
    w.number(l.nested_messages);
    w.number(l.findings);
    return w.take();
}

core::Result<core::Limits> read_limits(std::string_view section)
{
    core::Reader r(section);
    core::Limits l;
    l.header_fields = r.number<std::uint32_t>();
    l.header_bytes = r.number<std::uint32_t>();
    l.parts = r.number<std::uint32_t>();
    l.depth = r.number<std::uint32_t>();
    l.decoded_bytes = r.number<std::uint64_t>();
    l.text_bytes = r.number<std::uint64_t>();
    l.links = r.number<std::uint32_t>();
    l.html_tokens = r.number<std::uint32_t>();
    l.inspect_bytes = r.number<std::uint64_t>();
    l.inspect_items = r.number<std::uint32_t>();
    l.inspect_depth = r.number<std::uint32_t>();
    l.nested_messages = r.number<std::uint32_t>();
    l.findings = r.number<std::uint32_t>();
    if (!r.done())
        return malformed("the limits");
    return l;
}

std::string serialise(const Overrides& overrides)
{
    core::Writer w;
    w.number(static_cast<std::uint32_t>(overrides.size()));
    for (const auto& [id, o] : overrides) {
        w.text(id);
        w.number(static_cast<std::uint8_t>(o.enabled));
        w.number(static_cast<std::uint8_t>(o.severity.has_value()));
        w.number(o.severity.value_or(core::Severity::Info));
    }
    return w.take();
}

core::Result<Overrides> read_overrides(std::string_view section)
{
    core::Reader r(section);
    Overrides out;
    for (std::size_t n = r.count(max_items, 7); n > 0; --n) {
        const std::string id(r.text(max_string));
        Override o;
        o.enabled = r.flag();
        const bool set = r.flag();
        const auto severity = r.choice<core::Severity>(core::severity_names.size());
        if (set)
            o.severity = severity;
        out.emplace(id, o);
    }
    if (!r.done())
        return malformed("the operator's word on findings");
    return out;
}

} // namespace scan
