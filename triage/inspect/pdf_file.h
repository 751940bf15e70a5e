// All objects of a PDF file, found by their words `N G obj` and in object streams: the
// cross-reference table, which readers follow or rebuild as they like, is not asked. Where a number
// has several objects, each of them counts. Used by the PDF readers of this folder; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "triage/inspect/pdf_cipher.h"
#include "triage/inspect/pdf_filters.h"
#include "triage/inspect/pdf_value.h"
#include "triage/inspect/yield.h"

namespace inspect {

struct PdfObject {
    std::uint32_t number = 0;
    std::uint32_t generation = 0;
    std::string_view bytes; // the file's, or those of an object stream
    std::size_t at = 0; // of the value in them
    bool packed = false; // stands in an object stream
};

class PdfFile {
public:
    // Finds all objects. `bytes` must outlive the file.
    PdfFile(std::string_view bytes, Yield& out);

    const std::vector<PdfObject>& objects() const { return objects_; }
    // What stands in trailers.
    const std::vector<PdfValue>& trailers() const { return trailers_; }

    PdfValue value(std::size_t index); // of objects()
    // Indices of the objects with this number, the last in the file first; few of them.
    std::vector<std::size_t> numbered(std::uint32_t number) const;
    // What a reference leads to: all objects of that number; anything else is itself.
    std::vector<PdfValue> resolved(const PdfValue& v);
    PdfValue first(const PdfValue* v); // of them; null for a null pointer

    bool has_stream(std::size_t index);
    // The data of an object's stream, at most `most` bytes; nothing if it has none.
    std::optional<PdfDecoded> stream(std::size_t index, std::size_t most);

    // Encrypted with a password that nobody has here: strings and streams are noise.
    bool locked() const { return locked_; }
    // The first reason why not everything could be looked at; empty if there is none.
    std::string_view unread() const { return unread_; }
    void give_up(std::string_view why);

private:
    void find_objects();
    void find_trailers();
    void find_cipher();
    PdfValue without_references(const PdfValue& v, std::size_t depth);
    void decrypt(PdfValue& v, const PdfObject& o) const;
    void unpack(std::size_t index);
    void index_packed(const std::string& bytes, const PdfValue& dictionary);
    void sort();
    PdfParsed parse(std::string_view bytes, std::size_t at);
    std::optional<std::size_t> stream_start(const PdfObject& o, std::size_t behind) const;
    std::string_view stream_bytes(std::size_t start, const PdfValue& dictionary);
    std::vector<PdfFilter> filters(const PdfValue& dictionary);

    std::string_view bytes_;
    Yield& out_;
    std::vector<PdfObject> objects_;
    std::vector<std::pair<std::uint32_t, std::size_t>> by_number_; // sorted
    std::vector<PdfValue> trailers_;
    std::vector<std::size_t> stream_ends_; // of the word `endstream`
    std::deque<std::string> unpacked_; // object streams
    std::string unread_;
    std::optional<PdfCipher> cipher_; // of an encrypted file
    std::uint32_t encrypt_ = 0; // number of the object that says so, which is not encrypted
    bool locked_ = false;
    std::uint64_t work_ = 0; // bytes that may still be parsed
};

} // namespace inspect
