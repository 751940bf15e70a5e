// The seam of this folder: a text as lines, and what each line is. mark() is a set of rules today;
// a learned marker takes its place without its callers noticing.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace zone {

enum class Zone : std::uint8_t { New, Quote, Attribution, Signature, Disclaimer };

std::vector<std::string_view> split_lines(std::string_view text);

// One zone for each line. Linear: each rule looks at a bounded number of lines.
std::vector<Zone> mark(const std::vector<std::string_view>& lines);

// The first header block that was copied into a text ("From: … Sent: … To: …"), at most eight lines
// of it; empty if there is none.
std::vector<std::string_view> copied_header(const std::vector<std::string_view>& lines);

} // namespace zone
