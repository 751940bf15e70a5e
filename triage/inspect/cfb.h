// Compound files ([MS-CFB]): the container of Office 97-2003, of VBA projects and of Outlook
// messages. Lists all streams, those that no storage refers to as well: lenient readers find them.
// Used by the Office inspectors. Pure; the file's bytes must outlive the object; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inspect {

struct CfbEntry {
    enum class Kind : std::uint8_t { Storage, Stream, Root };
    Kind kind = Kind::Stream;
    std::string name; // UTF-8
    std::string clsid; // its 16 bytes as they stand
    std::uint64_t size = 0; // as claimed
    std::uint32_t start = 0; // first sector
    // Numbers of entries: its own, its neighbours' in the tree of its storage, and the first of
    // what a storage holds.
    std::uint32_t number = 0, left = 0, right = 0, child = 0;
};

class CompoundFile {
public:
    // Nothing when there is no header or directory. Linear in the size of the file.
    static std::optional<CompoundFile> open(std::string_view data);

    const std::vector<CfbEntry>& entries() const { return entries_; }
    const CfbEntry* find(std::string_view name) const; // the first of that name, any case
    const CfbEntry* root() const; // nullptr if there is none
    // What a storage holds, in no order. Linear in the number of entries: none comes twice.
    std::vector<const CfbEntry*> inside(const CfbEntry& storage) const;
    // At most `limit` bytes; shorter than claimed where the chain of sectors breaks.
    std::string read(const CfbEntry& entry, std::size_t limit) const;

private:
    explicit CompoundFile(std::string_view data)
        : data_(data)
    {
    }
    bool read_header();
    void read_table();
    void read_entries();
    std::string_view sector(std::uint32_t number) const;
    std::string chain(std::uint32_t start, std::size_t limit) const;
    std::string small_chain(std::uint32_t start, std::size_t limit) const;

    std::string_view data_;
    std::size_t sector_size_ = 512;
    std::vector<std::uint32_t> next_; // of each sector
    std::vector<std::uint32_t> small_next_; // of each small sector
    std::string small_; // the stream that small sectors lie in
    std::vector<CfbEntry> entries_;
};

} // namespace inspect
