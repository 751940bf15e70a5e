#include "triage/inspect/cfb.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/inspect/bytes.h"
#include "triage/inspect/wide.h"

namespace inspect {

namespace {

constexpr std::string_view magic("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
constexpr std::size_t header_size = 512, entry_size = 128, small_size = 64;
constexpr std::size_t header_tables = 109; // sectors of the table that the header itself lists
constexpr std::uint64_t small_limit = 4096; // streams below it lie in small sectors
constexpr std::uint32_t last_sector = 0xFFFFFFFA; // higher numbers are marks
constexpr std::size_t most_entries = 20000;

void append_numbers(std::vector<std::uint32_t>& to, std::string_view bytes)
{
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4)
        to.push_back(little32(bytes, at));
}

} // namespace

std::optional<CompoundFile> CompoundFile::open(std::string_view data)
{
    CompoundFile f(data);
    if (!f.read_header())
        return std::nullopt;
    f.read_table();
    f.read_entries();
    if (f.entries_.empty())
        return std::nullopt;
    append_numbers(f.small_next_, f.chain(little32(data, 60), data.size()));
    if (const CfbEntry* const root = f.root())
        f.small_ = f.chain(root->start, data.size());
    return f;
}

const CfbEntry* CompoundFile::root() const
{
    const auto root = std::find_if(entries_.begin(), entries_.end(),
        [](const CfbEntry& e) { return e.kind == CfbEntry::Kind::Root; });
    return root == entries_.end() ? nullptr : &*root;
}

std::vector<const CfbEntry*> CompoundFile::inside(const CfbEntry& storage) const
{
    std::vector<const CfbEntry*> found;
    std::vector<bool> seen(most_entries + 1);
    std::vector<std::uint32_t> next { storage.child };
    while (!next.empty()) {
        const std::uint32_t number = next.back();
        next.pop_back();
        const auto e = std::lower_bound(entries_.begin(), entries_.end(), number,
            [](const CfbEntry& x, std::uint32_t n) { return x.number < n; });
        if (e == entries_.end() || e->number != number || seen[number])
            continue;
        seen[number] = true;
        found.push_back(&*e);
        next.push_back(e->left);
        next.push_back(e->right);
    }
    return found;
}

bool CompoundFile::read_header()
{
    if (data_.size() < header_size || !data_.starts_with(magic))
        return false;
    const std::uint16_t shift = little16(data_, 30);
    if (shift != 9 && shift != 12)
        return false;
    sector_size_ = std::size_t { 1 } << shift;
    return true;
}

std::string_view CompoundFile::sector(std::uint32_t number) const
{
    return number > last_sector
        ? std::string_view {}
        : piece(data_, (number + std::size_t { 1 }) * sector_size_, sector_size_);
}

// The header lists the first sectors of the table, a chain of sectors the others. No more of them
// are read than the file has sectors: a chain may be a ring.
void CompoundFile::read_table()
{
    const std::size_t most = data_.size() / sector_size_ + 1;
    std::vector<std::uint32_t> tables;
    append_numbers(tables, data_.substr(76, header_tables * 4));
    std::uint32_t at = little32(data_, 68);
    for (std::size_t i = 0; i < most && tables.size() < most + header_tables; ++i) {
        const std::string_view list = sector(at);
        if (list.size() < sector_size_)
            break;
        append_numbers(tables, list.substr(0, sector_size_ - 4));
        at = little32(list, sector_size_ - 4);
    }
    for (const std::uint32_t table : tables) {
        if (next_.size() >= most)
            break;
        append_numbers(next_, sector(table));
    }
}

std::string CompoundFile::chain(std::uint32_t start, std::size_t limit) const
{
    std::string out;
    for (std::size_t i = 0; i <= next_.size() && out.size() < limit && start <= last_sector; ++i) {
        const std::string_view bytes = sector(start);
        if (bytes.empty())
            break;
        out += bytes.substr(0, limit - out.size());
        if (start >= next_.size())
            break;
        start = next_[start];
    }
    return out;
}

std::string CompoundFile::small_chain(std::uint32_t start, std::size_t limit) const
{
    std::string out;
    for (std::size_t i = 0; i <= small_next_.size() && out.size() < limit; ++i) {
        const std::string_view bytes
            = piece(small_, std::size_t { start } * small_size, small_size);
        if (bytes.empty())
            break;
        out += bytes.substr(0, limit - out.size());
        if (start >= small_next_.size())
            break;
        start = small_next_[start];
    }
    return out;
}

void CompoundFile::read_entries()
{
    const std::string directory = chain(little32(data_, 48), most_entries * entry_size);
    for (std::size_t at = 0; has(directory, at, entry_size); at += entry_size) {
        const std::string_view raw = piece(directory, at, entry_size);
        const auto type = static_cast<unsigned char>(raw[66]);
        if (type != 1 && type != 2 && type != 5)
            continue;
        CfbEntry e;
        e.kind = type == 1 ? CfbEntry::Kind::Storage
            : type == 2    ? CfbEntry::Kind::Stream
                           : CfbEntry::Kind::Root;
        const std::size_t length = std::min<std::size_t>(little16(raw, 64), 64);
        e.name = narrow(raw.substr(0, length < 2 ? 0 : length - 2));
        e.clsid = std::string(raw.substr(80, 16));
        e.number = static_cast<std::uint32_t>(at / entry_size);
        e.left = little32(raw, 68);
        e.right = little32(raw, 72);
        e.child = little32(raw, 76);
        e.start = little32(raw, 116);
        e.size = sector_size_ == header_size ? little32(raw, 120) : little(raw, 120, 8);
        entries_.push_back(std::move(e));
    }
}

const CfbEntry* CompoundFile::find(std::string_view name) const
{
    const std::string wanted = core::to_lower_ascii(name);
    const auto found = std::find_if(entries_.begin(), entries_.end(),
        [&](const CfbEntry& e) { return core::to_lower_ascii(e.name) == wanted; });
    return found == entries_.end() ? nullptr : &*found;
}

std::string CompoundFile::read(const CfbEntry& entry, std::size_t limit) const
{
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(entry.size, limit));
    return entry.size < small_limit && entry.kind == CfbEntry::Kind::Stream
        ? small_chain(entry.start, size)
        : chain(entry.start, size);
}

} // namespace inspect
