#include "milter/cache_key.h"

#include "triage/core/key_view.h"

namespace milter {

namespace {

// A CR that ends no line: a parser might see a line end where we see none, so such a value counts
// as it is.
bool has_bare_cr(std::string_view value)
{
    for (auto at = value.find('\r'); at != value.npos; at = value.find('\r', at + 1))
        if (at + 1 == value.size() || value[at + 1] != '\n')
            return true;
    return false;
}

} // namespace

void CacheKey::header(std::string_view name, std::string_view value)
{
    const auto seen = core::key_view(name, value);
    const bool bare_cr = has_bare_cr(value);
    if (!seen && !bare_cr)
        return;
    ++fields_;
    header_.add_field(name);
    header_.add_field(bare_cr ? value : *seen);
}

void CacheKey::body(std::string_view chunk)
{
    body_.add(chunk);
}

CacheKey::Digests CacheKey::finish()
{
    Digests digests;
    digests.body = body_.finish();
    core::Hasher content;
    content.add_number(fields_);
    content.add_field(core::view(header_.finish()));
    content.add_field(core::view(digests.body));
    digests.content = content.finish();
    return digests;
}

core::Digest cache_key(
    const core::Digest& content, const core::Envelope& envelope, const core::Digest& generation)
{
    core::Hasher key;
    key.add_field(core::view(content));
    key.add_field(envelope.mail_from);
    key.add_field(core::name(envelope.client));
    key.add_field(core::name(envelope.direction));
    key.add_number(static_cast<std::uint64_t>(envelope.hour_received));
    key.add_number(envelope.forged_fields);
    key.add_field(envelope.mta);
    key.add_field(core::view(generation));
    return key.finish();
}

} // namespace milter
