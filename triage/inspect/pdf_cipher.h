// Encrypted PDF files (ISO 32000-1 7.6, ISO 32000-2 7.6.4) that open without a password, as every
// reader opens them: phishing is sent so, because scanners that cannot decrypt see nothing. Used by
// pdf_file.cc. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "triage/inspect/pdf_value.h"

namespace inspect {

class PdfCipher {
public:
    enum class Method : std::uint8_t { None, Rc4, Aes };

    // `encrypt` is the encryption dictionary without references, `id` the first string of the
    // file's ID. nullopt if it wants a password, or is no standard security handler.
    static std::optional<PdfCipher> open(const PdfValue& encrypt, std::string_view id);

    // What a string or a stream of an object says; empty if it is damaged.
    std::string string(std::uint32_t number, std::uint32_t generation, std::string_view s) const
    {
        return decrypted(strings_, number, generation, s);
    }
    std::string stream(std::uint32_t number, std::uint32_t generation, std::string_view s) const
    {
        return decrypted(streams_, number, generation, s);
    }

private:
    std::string decrypted(
        Method method, std::uint32_t number, std::uint32_t generation, std::string_view s) const;

    std::string key_; // of the file
    Method strings_ = Method::Rc4, streams_ = Method::Rc4;
    bool same_key_ = false; // for all objects: AES-256
};

} // namespace inspect
