// For every finding a mail that triggers it and a legitimate twin that must not. One table a group,
// as in triage/scan.
#pragma once

#include <string_view>
#include <vector>

#include "tests/scan/scan_fixture.h"

namespace scan_fixture {

struct Fixture {
    std::string_view id;
    Mail trigger;
    Mail twin;
};

std::vector<Fixture> sender_fixtures();
std::vector<Fixture> link_fixtures();
std::vector<Fixture> body_fixtures(); // HTML and structure
std::vector<Fixture> attachment_fixtures();
std::vector<Fixture> inspection_fixtures();
std::vector<Fixture> header_fixtures();
std::vector<Fixture> content_fixtures();

} // namespace scan_fixture
