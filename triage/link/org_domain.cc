// The public suffix list, as libpsl has it built in; the only includer of libpsl.
#include "triage/link/extract.h"
#include "triage/link/suffix.h"

#include <libpsl.h>

namespace linking {

std::string org_domain(std::string_view host)
{
    const std::string name(host);
    const char* const domain = psl_registrable_domain(psl_builtin(), name.c_str());
    return domain ? std::string(domain) : name;
}

bool has_known_suffix(std::string_view host)
{
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos)
        return false;
    const std::string top(host.substr(dot + 1));
    return psl_is_public_suffix2(psl_builtin(), top.c_str(), PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE)
        != 0;
}

} // namespace linking
