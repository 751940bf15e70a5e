#include "triage/zone/zone.h"

#include <string>

#include "triage/core/text.h"
#include "triage/zone/body.h"
#include "triage/zone/lines.h"

namespace zone {

namespace {

std::string new_text(std::string_view text)
{
    const std::vector<std::string_view> lines = split_lines(text);
    const std::vector<Zone> zones = mark(lines);
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (zones[i] == Zone::New)
            out.append(lines[i]).append("\n");
    return std::string(core::trim(out));
}

} // namespace

void split(core::Message& m, const core::Limits& limits)
{
    m.text = body_text(m);
    if (m.text.size() > limits.text_bytes) {
        std::size_t size = limits.text_bytes;
        while (size > 0 && (m.text[size] & '\xC0') == '\x80')
            --size;
        m.text.resize(size);
        m.incomplete = true;
        m.defects.push_back({ "text-bytes", "body" });
    }
    m.new_text = new_text(m.text);
    if (m.new_text.empty()) // a bare forward: what it carries is what the sender says
        m.new_text = core::trim(m.text);
}

} // namespace zone
