// The digests of one message: of its body (for the seal), of its content (for poison) and of
// everything that the content verdict may depend on (for the cache). Fed by the intake while the
// message comes in; belongs to one message.
#pragma once

#include <cstdint>
#include <string_view>

#include "triage/core/digest.h"
#include "triage/core/envelope.h"

namespace milter {

class CacheKey {
public:
    // `value`: what follows the colon, with its leading space and CRLF folds, as the worker reads
    // it. Goes in through core::key_view: what that drops, no check can see.
    void header(std::string_view name, std::string_view value);
    void body(std::string_view chunk);

    struct Digests {
        core::Digest body {}; // SHA-256 of the body as received
        core::Digest content {}; // of the message alone: the same under every generation
    };
    Digests finish(); // once

private:
    core::Hasher header_, body_;
    std::uint64_t fields_ = 0;
};

// `content` with the envelope and the generation: the key of the content verdict.
core::Digest cache_key(
    const core::Digest& content, const core::Envelope& envelope, const core::Digest& generation);

} // namespace milter
