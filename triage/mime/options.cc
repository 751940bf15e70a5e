#include "triage/mime/options.h"

#include <algorithm>
#include <array>

#include <gmime/gmime.h>

#include "triage/mime/defect.h"

namespace mime {

namespace {

struct Kind {
    GMimeParserWarning warning;
    std::string_view name;
};
constexpr std::array<Kind, 13> kinds { {
    { GMIME_WARN_DUPLICATED_HEADER, "duplicate-field" },
    { GMIME_WARN_DUPLICATED_PARAMETER, "duplicate-parameter" },
    { GMIME_WARN_UNENCODED_8BIT_HEADER, "raw-8bit-header" },
    { GMIME_WARN_INVALID_CONTENT_TYPE, "bad-content-type" },
    { GMIME_WARN_INVALID_RFC2047_HEADER_VALUE, "bad-encoded-word" },
    { GMIME_WARN_MALFORMED_MULTIPART, "bad-multipart" },
    { GMIME_WARN_TRUNCATED_MESSAGE, "truncated" },
    { GMIME_WARN_MALFORMED_MESSAGE, "bad-message" },
    { GMIME_CRIT_INVALID_HEADER_NAME, "bad-field-name" },
    { GMIME_CRIT_CONFLICTING_HEADER, "conflicting-field" },
    { GMIME_CRIT_CONFLICTING_PARAMETER, "conflicting-parameter" },
    { GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY, "no-boundary" },
    { GMIME_CRIT_NESTING_OVERFLOW, "depth" },
} };

void on_warning(std::int64_t, GMimeParserWarning warning, const char* item, void* message)
{
    const auto* const kind = std::find_if(
        kinds.begin(), kinds.end(), [&](const Kind& k) { return k.warning == warning; });
    if (kind != kinds.end())
        add_defect(*static_cast<core::Message*>(message), kind->name, item ? item : "");
}

} // namespace

Options::Options(core::Message& m)
    : options_(g_mime_parser_options_new())
{
    std::array<const char*, 3> charsets { "utf-8", "windows-1252", nullptr };
    g_mime_parser_options_set_fallback_charsets(options_, charsets.data());
    g_mime_parser_options_set_warning_callback(options_, on_warning, &m);
}

Options::~Options()
{
    g_mime_parser_options_free(options_);
}

} // namespace mime
