// Many patterns over one text in one pass: the only door to Hyperscan (database.cc includes hs.h).
// A Database is compiled when a generation is built, travels as bytes and is opened by workers;
// const and shared between threads. A Scratch belongs to one thread and serves every database it
// was prepared for. A scan that did not run to its end is an Error: it is never "nothing found".
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/result.h"

namespace match {

enum Flag : std::uint32_t {
    Caseless = 1u << 0,
    DotAll = 1u << 1, // '.' matches line ends too: text cut over lines still matches
    MultiLine = 1u << 2, // '^' and '$' at each line
    Utf8 = 1u << 3, // only for text known to be valid UTF-8: Hyperscan does not check it
    Once = 1u << 4, // report the first match only; not with StartOfMatch
    StartOfMatch = 1u << 5, // report where the match begins; costly, `from` is 0 without it
};

struct Pattern {
    std::string expression; // PCRE syntax as far as Hyperscan has it: no backreferences
    std::uint32_t flags = 0; // Flag bits
    std::uint32_t id = 0; // reported with each match; below max_id, several patterns may share one
};
inline constexpr std::uint32_t max_id = 100000;

// Matches of one id reported in one scan; what comes after is not.
inline constexpr std::uint16_t matches_per_id = 32;

struct CompileError {
    std::size_t index; // in the patterns handed in
    std::string what;
};

struct Match {
    std::uint32_t id;
    std::size_t from; // byte offsets; from is 0 unless the pattern has StartOfMatch
    std::size_t to;
};
// False cancels the scan, which then is an Error.
using OnMatch = std::function<bool(const Match&)>;

class Scratch;

class Database {
public:
    struct Compiled {
        std::string bytes; // for open(); empty if there were errors or no patterns
        std::vector<CompileError> errors; // all of them
    };
    // The bytes are good for this Hyperscan version and this CPU only.
    static Compiled compile(std::span<const Pattern> patterns);
    // Empty bytes give an empty database, which matches nothing.
    static core::Result<Database> open(std::string_view bytes);

    Database();
    ~Database();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;

    bool empty() const { return state_ == nullptr; }
    // Text of more than 2^32 - 1 bytes is an Error.
    core::Result<void> scan(std::string_view text, Scratch& scratch, const OnMatch& on_match) const;

private:
    friend class Scratch;
    struct State;
    std::unique_ptr<State> state_;
};

class Scratch {
public:
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;

    core::Result<void> prepare(const Database& database); // once for each database

private:
    friend class Database;
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace match
