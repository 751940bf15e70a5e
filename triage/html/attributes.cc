#include "triage/html/attributes.h"

#include "triage/core/text.h"
#include "triage/html/entities.h"

namespace html {

std::string attribute(const Token& tag, std::string_view name)
{
    const std::string_view* const raw = tag.attribute(name);
    return raw ? std::string(core::trim(decoded(raw->substr(0, max_attribute), Place::Attribute)))
               : std::string();
}

std::string lower_attribute(const Token& tag, std::string_view name)
{
    return core::to_lower_ascii(attribute(tag, name));
}

std::string decoded_attribute(std::string_view value)
{
    return decoded(value, Place::Attribute);
}

} // namespace html
