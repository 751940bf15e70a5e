// Splits a header block into fields without decoding anything (RFC 5322 section 2.2, leniently):
// shared by the fence in front of GMime and by the reader of the top level header.
#pragma once

#include <cstddef>
#include <string_view>

namespace mime {

struct RawField {
    std::string_view name; // without white space before the colon; empty: a line without a colon
    std::string_view value; // after the colon, folds kept, no final line end
};

class FieldReader {
public:
    explicit FieldReader(std::string_view block)
        : block_(block)
    {
    }
    // False at the empty line or the end of the bytes.
    bool next(RawField& field);
    // Offset behind the last field read; behind the empty line once next() has returned false.
    std::size_t at() const { return at_; }

private:
    std::string_view block_;
    std::size_t at_ = 0;
};

// Offset of the bytes `a`, `b` from `from` on; npos if they are not there. For pairs of which the
// first is frequent: a call less for each than find().
std::size_t find_pair(std::string_view s, char a, char b, std::size_t from);

// Offset of the next line after the line that begins at `from`; size() if it is the last.
std::size_t next_line(std::string_view s, std::size_t from);

} // namespace mime
