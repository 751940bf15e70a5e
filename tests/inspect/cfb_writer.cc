#include "tests/inspect/cfb_writer.h"

#include <cstdint>

namespace cfb_writer {

namespace {

constexpr std::size_t sector = 512, small_sector = 64, small_limit = 4096;
constexpr std::uint32_t end_of_chain = 0xFFFFFFFE, free_sector = 0xFFFFFFFF, no_entry = free_sector;

void put(std::string& to, std::uint64_t n, std::size_t size)
{
    for (std::size_t i = 0; i < size; ++i)
        to += static_cast<char>(n >> (8 * i) & 0xFF);
}

void pad(std::string& s, std::size_t unit)
{
    s.resize((s.size() + unit - 1) / unit * unit, '\0');
}

// Appends the data in units of `unit` and their chain; returns the first.
std::uint32_t add(
    std::string& space, std::vector<std::uint32_t>& table, std::string data, std::size_t unit)
{
    if (data.empty())
        return end_of_chain;
    pad(data, unit);
    const auto first = static_cast<std::uint32_t>(table.size());
    const std::size_t count = data.size() / unit;
    for (std::size_t i = 0; i < count; ++i)
        table.push_back(i + 1 == count ? end_of_chain : first + static_cast<std::uint32_t>(i) + 1);
    space += data;
    return first;
}

struct Entry {
    std::string name;
    char type;
    std::uint32_t start = 0;
    std::uint64_t size = 0;
    std::uint32_t right = no_entry, child = no_entry;
};

std::string written(const Entry& entry)
{
    std::string e;
    for (const char c : entry.name)
        put(e, static_cast<unsigned char>(c), 2);
    e.resize(64, '\0');
    put(e, 2 * (entry.name.size() + 1), 2);
    e += entry.type;
    e += '\1';
    put(e, no_entry, 4);
    put(e, entry.right, 4);
    put(e, entry.child, 4);
    e.resize(116, '\0');
    put(e, entry.start, 4);
    put(e, entry.size, 8);
    return e;
}

std::size_t add_entry(std::vector<Entry>& entries, std::size_t storage, Entry e)
{
    e.right = entries[storage].child;
    entries.push_back(std::move(e));
    entries[storage].child = static_cast<std::uint32_t>(entries.size() - 1);
    return entries.size() - 1;
}

// The storage that a path names, made where it is missing.
std::size_t storage_of(std::vector<Entry>& entries, std::string_view path)
{
    std::size_t at = 0;
    for (std::size_t slash; (slash = path.find('/')) != path.npos; path.remove_prefix(slash + 1)) {
        const std::string_view name = path.substr(0, slash);
        std::size_t found = entries[at].child;
        while (found != no_entry && entries[found].name != name)
            found = entries[found].right;
        at = found != no_entry ? found : add_entry(entries, at, { std::string(name), 1 });
    }
    return at;
}

std::string numbers(const std::vector<std::uint32_t>& table)
{
    std::string out;
    for (const std::uint32_t n : table)
        put(out, n, 4);
    out.resize((out.size() + sector - 1) / sector * sector, '\xFF');
    return out;
}

std::string header(std::uint32_t directory, std::uint32_t small_table, std::uint32_t table,
    std::size_t table_sectors)
{
    std::string h("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    h.resize(24, '\0');
    put(h, 0x3E, 2);
    put(h, 3, 2);
    put(h, 0xFFFE, 2);
    put(h, 9, 2);
    put(h, 6, 2);
    h.resize(44, '\0');
    put(h, table_sectors, 4);
    put(h, directory, 4);
    put(h, 0, 4);
    put(h, small_limit, 4);
    put(h, small_table, 4);
    put(h, 1, 4);
    put(h, end_of_chain, 4);
    put(h, 0, 4);
    for (std::size_t i = 0; i < table_sectors; ++i)
        put(h, table + i, 4);
    h.resize(sector, '\xFF');
    return h;
}

} // namespace

std::string write(const std::vector<Stream>& streams)
{
    std::string space, small, directory;
    std::vector<Entry> entries { { "Root Entry", 5 } };
    std::vector<std::uint32_t> table, small_table;
    for (const Stream& s : streams) {
        const bool is_small = s.data.size() < small_limit;
        const std::uint32_t start = is_small ? add(small, small_table, s.data, small_sector)
                                             : add(space, table, s.data, sector);
        add_entry(entries, storage_of(entries, s.name),
            { s.name.substr(s.name.rfind('/') + 1), 2, start, s.data.size() });
    }
    entries[0].size = small.size();
    entries[0].start = add(space, table, small, sector);
    for (const Entry& e : entries)
        directory += written(e);
    const std::uint32_t at_directory = add(space, table, directory, sector);
    const std::uint32_t at_small = add(space, table, numbers(small_table), sector);
    const auto at_table = static_cast<std::uint32_t>(table.size());
    std::size_t table_sectors = 1;
    while ((table.size() + table_sectors) * 4 > table_sectors * sector)
        ++table_sectors;
    table.resize(table.size() + table_sectors, 0xFFFFFFFD);
    return header(at_directory, at_small, at_table, table_sectors) + space + numbers(table);
}

std::string pack_vba(std::string_view source)
{
    constexpr std::size_t most = 3600; // flags included, a chunk stays below 4096
    std::string out = "\x01";
    for (std::size_t at = 0; at < source.size(); at += most) {
        const std::string_view part = source.substr(at, most);
        std::string chunk;
        for (std::size_t i = 0; i < part.size(); i += 8)
            chunk.append(1, '\0').append(part.substr(i, 8));
        put(out, 0xB000u | (chunk.size() + 2 - 3), 2);
        out += chunk;
    }
    return out;
}

std::string module(std::string_view code)
{
    return std::string("compiled") + pack_vba("Attribute VB_Name = \"M\"\r\n" + std::string(code));
}

} // namespace cfb_writer
