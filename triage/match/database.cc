#include "triage/match/database.h"

#include <hs.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <utility>

#include "triage/core/codec.h"

namespace match {

namespace {

struct HsFree {
    void operator()(hs_database_t* d) const { hs_free_database(d); }
    void operator()(hs_scratch_t* s) const { hs_free_scratch(s); }
    void operator()(hs_compile_error_t* e) const { hs_free_compile_error(e); }
};
using DatabasePtr = std::unique_ptr<hs_database_t, HsFree>;
using ScratchPtr = std::unique_ptr<hs_scratch_t, HsFree>;
using ErrorPtr = std::unique_ptr<hs_compile_error_t, HsFree>;

constexpr std::array<std::pair<Flag, unsigned>, 6> flag_map { {
    { Caseless, HS_FLAG_CASELESS },
    { DotAll, HS_FLAG_DOTALL },
    { MultiLine, HS_FLAG_MULTILINE },
    { Utf8, HS_FLAG_UTF8 },
    { Once, HS_FLAG_SINGLEMATCH },
    { StartOfMatch, HS_FLAG_SOM_LEFTMOST },
} };

unsigned hs_flags(std::uint32_t flags)
{
    unsigned out = 0;
    for (const auto& [ours, theirs] : flag_map)
        if (flags & ours)
            out |= theirs;
    return out;
}

// Each pattern alone: Hyperscan stops at the first bad one, an admin wants to see all.
std::vector<CompileError> check_each(std::span<const Pattern> patterns)
{
    std::vector<CompileError> errors;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        if (patterns[i].id >= max_id) {
            errors.push_back({ i, "the id is too large" });
            continue;
        }
        hs_expr_info_t* info = nullptr;
        hs_compile_error_t* raw = nullptr;
        const hs_error_t rc = hs_expression_info(
            patterns[i].expression.c_str(), hs_flags(patterns[i].flags), &info, &raw);
        const ErrorPtr error(raw);
        if (rc != HS_SUCCESS)
            errors.push_back({ i, error ? error->message : "cannot be compiled" });
        else if (info->min_width == 0)
            errors.push_back({ i, "matches the empty text" });
        std::free(info);
    }
    return errors;
}

std::string serialise(const hs_database_t* database, std::uint32_t ids)
{
    char* bytes = nullptr;
    std::size_t size = 0;
    if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS)
        return {};
    const std::unique_ptr<char, decltype(&std::free)> owned(bytes, &std::free);
    core::Writer w;
    w.number(ids);
    w.raw({ bytes, size });
    return w.take();
}

} // namespace

struct Database::State {
    DatabasePtr hs;
    std::uint32_t ids = 0; // one more than the largest pattern id
};

struct Scratch::State {
    ScratchPtr hs;
    std::vector<std::uint16_t> seen; // matches of each id in the scan under way
};

Database::Compiled Database::compile(std::span<const Pattern> patterns)
{
    Compiled out;
    if (patterns.empty())
        return out;
    out.errors = check_each(patterns);
    if (!out.errors.empty())
        return out;
    std::vector<const char*> expressions;
    std::vector<unsigned> flags, ids;
    for (const Pattern& p : patterns) {
        expressions.push_back(p.expression.c_str());
        flags.push_back(hs_flags(p.flags));
        ids.push_back(p.id);
    }
    hs_database_t* raw = nullptr;
    hs_compile_error_t* raw_error = nullptr;
    const auto count = static_cast<unsigned>(patterns.size());
    const hs_error_t rc = hs_compile_multi(expressions.data(), flags.data(), ids.data(), count,
        HS_MODE_BLOCK, nullptr, &raw, &raw_error);
    const DatabasePtr database(raw);
    const ErrorPtr error(raw_error);
    if (rc != HS_SUCCESS) {
        const int at = error ? error->expression : -1;
        out.errors.push_back({ at < 0 ? 0 : static_cast<std::size_t>(at),
            error ? error->message : "out of memory" });
        return out;
    }
    out.bytes = serialise(database.get(), *std::max_element(ids.begin(), ids.end()) + 1);
    if (out.bytes.empty())
        out.errors.push_back({ 0, "the compiled database cannot be written" });
    return out;
}

core::Result<Database> Database::open(std::string_view bytes)
{
    Database out;
    if (bytes.empty())
        return out;
    core::Reader r(bytes);
    const auto ids = r.number<std::uint32_t>();
    if (!r.ok() || ids == 0 || ids > max_id)
        return core::Error { "pattern database: damaged" };
    bytes.remove_prefix(sizeof ids);
    hs_database_t* raw = nullptr;
    if (hs_deserialize_database(bytes.data(), bytes.size(), &raw) != HS_SUCCESS)
        return core::Error {
            "pattern database: damaged, or made by another Hyperscan or for another CPU"
        };
    out.state_ = std::make_unique<State>();
    out.state_->hs.reset(raw);
    out.state_->ids = ids;
    return out;
}

Database::Database() = default;
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

namespace {

struct Run {
    const OnMatch& on_match;
    std::vector<std::uint16_t>& seen;
};

int on_hs_match(unsigned id, unsigned long long from, unsigned long long to, unsigned, void* run)
{
    Run& r = *static_cast<Run*>(run);
    if (r.seen[id] >= matches_per_id)
        return 0;
    ++r.seen[id];
    const Match m { id, static_cast<std::size_t>(from), static_cast<std::size_t>(to) };
    return r.on_match(m) ? 0 : 1;
}

} // namespace

core::Result<void> Database::scan(
    std::string_view text, Scratch& scratch, const OnMatch& on_match) const
{
    if (empty() || text.empty())
        return {};
    if (text.size() > std::numeric_limits<unsigned>::max())
        return core::Error { "pattern scan: the text is too long" };
    if (!scratch.state_)
        return core::Error { "pattern scan: the scratch space was not prepared" };
    scratch.state_->seen.assign(state_->ids, 0);
    Run run { on_match, scratch.state_->seen };
    const hs_error_t rc = hs_scan(state_->hs.get(), text.data(), static_cast<unsigned>(text.size()),
        0, scratch.state_->hs.get(), on_hs_match, &run);
    if (rc == HS_SCAN_TERMINATED)
        return core::Error { "pattern scan: cancelled" };
    if (rc != HS_SUCCESS)
        return core::Error { "pattern scan: Hyperscan failed with " + std::to_string(rc) };
    return {};
}

Scratch::Scratch() = default;
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

core::Result<void> Scratch::prepare(const Database& database)
{
    if (database.empty())
        return {};
    if (!state_)
        state_ = std::make_unique<State>();
    hs_scratch_t* raw = state_->hs.release(); // Hyperscan grows it in place or replaces it
    const hs_error_t rc = hs_alloc_scratch(database.state_->hs.get(), &raw);
    state_->hs.reset(raw);
    if (rc != HS_SUCCESS)
        return core::Error { "pattern scan: no memory for scratch space" };
    return {};
}

} // namespace match
