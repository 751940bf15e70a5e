// The dashboard page's files, compiled in from dashboard.html, .css and .js beside this file.
#pragma once

#include <string_view>

namespace stats {

extern const std::string_view dashboard_html;
extern const std::string_view dashboard_css;
extern const std::string_view dashboard_js;

} // namespace stats
