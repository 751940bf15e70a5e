// The Makefile wraps each file into a raw string literal (build/include/*.inc).
#include "milter/stats/dashboard.h"

namespace stats {

const std::string_view dashboard_html =
#include "include/dashboard.html.inc"
    ;
const std::string_view dashboard_css =
#include "include/dashboard.css.inc"
    ;
const std::string_view dashboard_js =
#include "include/dashboard.js.inc"
    ;

} // namespace stats
