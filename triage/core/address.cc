#include "triage/core/address.h"

#include "triage/core/text.h"

namespace core {

namespace {

std::string without_white(std::string_view s)
{
    std::string out;
    out.reserve(s.size());
    for (const char c : s)
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            out += c;
    return out;
}

std::string normal_domain(std::string_view domain)
{
    while (domain.ends_with('.'))
        domain.remove_suffix(1);
    std::string ascii = to_a_label(domain);
    return ascii.empty() ? to_lower_ascii(domain) : ascii;
}

} // namespace

std::string normalise_address(std::string_view address)
{
    const std::string dense = without_white(address);
    std::string_view s = dense;
    if (s.starts_with('<') && s.ends_with('>'))
        s = s.substr(1, s.size() - 2);
    const std::size_t at = s.rfind('@');
    if (at == std::string_view::npos)
        return to_lower_ascii(s);
    return to_lower_ascii(s.substr(0, at)) + '@' + normal_domain(s.substr(at + 1));
}

std::string address_domain(std::string_view address)
{
    const std::string normal = normalise_address(address);
    const std::size_t at = normal.rfind('@');
    return at == std::string::npos ? std::string() : normal.substr(at + 1);
}

} // namespace core
