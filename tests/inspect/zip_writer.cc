#include "tests/inspect/zip_writer.h"

namespace zip_writer {

namespace {

std::uint32_t crc32(const std::string& data) // reflected, polynomial 0xEDB88320
{
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : data) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

void put(std::string& out, std::uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; ++i, value >>= 8)
        out += static_cast<char>(value & 0xFF);
}

// What local header and directory entry have in common.
void put_common(std::string& out, const Member& m, const std::string& name)
{
    put(out, 20, 2);
    put(out, m.locked ? 1 : 0, 2);
    put(out, 0, 2); // stored
    put(out, 0, 4); // time
    put(out, crc32(m.data), 4);
    put(out, m.data.size(), 4);
    put(out, m.data.size(), 4);
    put(out, name.size(), 2);
    put(out, 0, 2);
}

} // namespace

std::string write(const std::vector<Member>& members)
{
    std::string out, directory;
    unsigned listed = 0;
    for (const Member& m : members) {
        const std::size_t at = out.size();
        const std::string& local = m.local_name.empty() ? m.name : m.local_name;
        out += "PK\x03\x04";
        put_common(out, m, local);
        out += local + m.data;
        if (!m.listed)
            continue;
        ++listed;
        directory += "PK\x01\x02";
        put(directory, 20, 2);
        put_common(directory, m, m.name);
        put(directory, 0, 10);
        put(directory, at, 4);
        directory += m.name;
    }
    const std::size_t at = out.size();
    out += directory + "PK\x05\x06";
    put(out, 0, 4);
    put(out, listed, 2);
    put(out, listed, 2);
    put(out, directory.size(), 4);
    put(out, at, 4);
    put(out, 0, 2);
    return out;
}

} // namespace zip_writer
