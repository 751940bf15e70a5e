#include "triage/inspect/pdf_lzw.h"

#include <cstdint>
#include <vector>

namespace inspect {

namespace {

constexpr std::uint32_t clear = 256, end_of_data = 257, first_free = 258;
constexpr std::uint32_t most_codes = 4096;

// A code's text is a piece of what is already out: where the code before it began, one byte longer.
struct Piece {
    std::size_t at;
    std::size_t size;
};

class Unpacker {
public:
    Unpacker(std::string_view packed, bool early)
        : packed_(packed)
        , early_(early ? 1 : 0)
    {
    }

    std::string run(std::size_t most)
    {
        for (std::uint32_t code = next(); code != end_of_data && out_.size() < most;
             code = next()) {
            if (code == clear) {
                table_.clear();
                has_last_ = false;
            } else if (!put(code)) {
                break;
            }
        }
        return std::move(out_);
    }

private:
    std::uint32_t bits() const
    {
        const std::uint32_t n = first_free + static_cast<std::uint32_t>(table_.size()) + early_;
        return n >= 2048 ? 12 : n >= 1024 ? 11 : n >= 512 ? 10 : 9;
    }

    std::uint32_t next()
    {
        const std::uint32_t want = bits();
        while (held_ < want) {
            if (at_ == packed_.size())
                return end_of_data;
            buffer_ = buffer_ << 8 | static_cast<unsigned char>(packed_[at_++]);
            held_ += 8;
        }
        held_ -= want;
        const std::uint32_t code = buffer_ >> held_ & ((1u << want) - 1);
        buffer_ &= (1u << held_) - 1;
        return code;
    }

    // False for a code that has no meaning yet. A text that ends where it is written may be its own
    // source: it is copied byte by byte.
    bool put(std::uint32_t code)
    {
        const std::size_t start = out_.size();
        const bool room = has_last_ && first_free + table_.size() < most_codes;
        if (room)
            table_.push_back({ last_.at, last_.size + 1 });
        if (code < clear) {
            out_ += static_cast<char>(code);
        } else if (code >= first_free && code - first_free < table_.size()) {
            const Piece p = table_[code - first_free];
            for (std::size_t i = 0; i < p.size; ++i)
                out_ += out_[p.at + i];
        } else {
            return false;
        }
        last_ = { start, out_.size() - start };
        has_last_ = true;
        return true;
    }

    std::string_view packed_;
    std::uint32_t early_;
    std::vector<Piece> table_;
    std::string out_;
    Piece last_ {};
    std::uint32_t buffer_ = 0;
    std::uint32_t held_ = 0;
    std::size_t at_ = 0;
    bool has_last_ = false;
};

} // namespace

std::string unpack_pdf_lzw(std::string_view packed, bool early, std::size_t most)
{
    return Unpacker(packed, early).run(most);
}

} // namespace inspect
