#include "triage/inspect/zip_walk.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_set>

namespace inspect {

namespace {

constexpr std::size_t most_faults = 20;
constexpr std::size_t most_entries = 20'000; // that are compared
constexpr std::size_t end_size = 22, entry_size = 46, local_size = 30;
constexpr std::size_t longest_comment = 65535;
constexpr std::uint32_t in_zip64 = 0xFFFFFFFF; // the true value stands in an extra field
constexpr std::string_view end_mark { "PK\x05\x06", 4 }, entry_mark { "PK\x01\x02", 4 },
    local_mark { "PK\x03\x04", 4 };
constexpr std::uint16_t encrypted_flag = 1, sizes_follow_flag = 8, masked_flag = 0x2000;

class Bytes { // little-endian numbers at checked places
public:
    explicit Bytes(std::string_view data)
        : data_(data)
    {
    }
    bool has(std::size_t at, std::size_t n) const
    {
        return at <= data_.size() && n <= data_.size() - at;
    }
    std::uint16_t u16(std::size_t at) const
    {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(data_[i]); };
        return static_cast<std::uint16_t>(byte(at) | byte(at + 1) << 8);
    }
    std::uint32_t u32(std::size_t at) const
    {
        return u16(at) | static_cast<std::uint32_t>(u16(at + 2)) << 16;
    }
    std::string_view text(std::size_t at, std::size_t n) const { return data_.substr(at, n); }

private:
    std::string_view data_;
};

struct Entry {
    std::uint16_t flags, method;
    std::uint32_t packed, unpacked, local;
    std::string_view name;
};

class Walk {
public:
    explicit Walk(std::string_view data)
        : data_(data)
        , bytes_(data)
    {
    }

    ZipWalk run()
    {
        const auto end = find_end();
        if (!end)
            return std::move(result_); // libarchive says that it is damaged
        trailing(*end);
        const std::size_t size = bytes_.u32(*end + 12);
        if (bytes_.u32(*end + 16) == in_zip64 || size > *end)
            return std::move(result_);
        // Bytes before the archive shift all offsets alike.
        const std::size_t directory = *end - size;
        const std::size_t claimed = bytes_.u32(*end + 16);
        shift_ = claimed <= directory ? directory - claimed : 0;
        read_directory(directory, *end, bytes_.u16(*end + 10));
        return std::move(result_);
    }

private:
    void fault(std::string_view what, std::string_view member = {})
    {
        if (result_.faults.size() < most_faults)
            result_.faults.push_back({ what, std::string(member) });
    }

    std::optional<std::size_t> find_end() const // the last record that reaches the end of the data
    {
        const std::size_t reach = end_size + longest_comment + 64;
        const std::size_t from = data_.size() > reach ? data_.size() - reach : 0;
        const std::size_t at = data_.rfind(end_mark);
        if (at == data_.npos || at < from || !bytes_.has(at, end_size))
            return std::nullopt;
        return at;
    }

    void trailing(std::size_t end)
    {
        const std::size_t comment = bytes_.u16(end + 20);
        if (!bytes_.has(end + end_size, comment))
            return fault("its comment reaches behind the end");
        const std::string_view rest = data_.substr(end + end_size + comment);
        constexpr std::size_t line_end = 4; // that gateways append
        if (rest.size() > line_end && rest.find_first_not_of('\0') != rest.npos)
            fault("data behind the archive");
    }

    void read_directory(std::size_t at, std::size_t end, std::size_t count)
    {
        std::vector<Entry> entries;
        std::unordered_set<std::string_view> names;
        while (entries.size() < most_entries && at + entry_size <= end
            && bytes_.text(at, 4) == entry_mark) {
            const std::size_t name = bytes_.u16(at + 28);
            const std::size_t next
                = at + entry_size + name + bytes_.u16(at + 30) + bytes_.u16(at + 32);
            if (next > end)
                return fault("a directory entry reaches behind the directory");
            entries.push_back({ bytes_.u16(at + 8), bytes_.u16(at + 10), bytes_.u32(at + 20),
                bytes_.u32(at + 24), bytes_.u32(at + 42), bytes_.text(at + entry_size, name) });
            if (!names.insert(entries.back().name).second)
                fault("two members of one name", entries.back().name);
            at = next;
        }
        if (entries.size() < most_entries && entries.size() % 65536 != count)
            fault("its directory has more or fewer members than it says");
        compare(entries, end);
    }

    void compare(std::vector<Entry>& entries, std::size_t directory_end)
    {
        std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.local < b.local; });
        std::size_t read_to = 0; // local parts before it belong to entries
        bool overlap = false;
        for (const Entry& e : entries) {
            if (e.local == in_zip64)
                return;
            const std::size_t local = e.local + shift_;
            if (!bytes_.has(local, local_size) || bytes_.text(local, 4) != local_mark) {
                fault("a member is not where the directory says", e.name);
                continue;
            }
            overlap = overlap || local < read_to;
            gap(read_to, local);
            read_to = std::max(read_to, compare(e, local));
        }
        if (overlap)
            fault("members lie over each other");
        gap(read_to, std::min(directory_end, data_.find(entry_mark, read_to)));
    }

    // Returns where the member's data ends.
    std::size_t compare(const Entry& e, std::size_t local)
    {
        const std::uint16_t flags = bytes_.u16(local + 6);
        const std::size_t name = bytes_.u16(local + 26);
        const std::size_t body = local + local_size + name + bytes_.u16(local + 28);
        const bool sizes_follow = (flags & sizes_follow_flag) != 0;
        const bool masked = (flags & masked_flag) != 0;
        const std::uint32_t packed = bytes_.u32(local + 18);
        if (!bytes_.has(local + local_size, name) || body > data_.size())
            fault("a member reaches behind the end", e.name);
        else if (!masked && bytes_.text(local + local_size, name) != e.name)
            fault("a member has two names", e.name);
        if (bytes_.u16(local + 8) != e.method)
            fault("a member has two ways of compression", e.name);
        if (((flags ^ e.flags) & encrypted_flag) != 0)
            fault("a member is locked in one header only", e.name);
        if (!sizes_follow && packed != in_zip64 && e.packed != in_zip64
            && (packed != e.packed || bytes_.u32(local + 22) != e.unpacked))
            fault("a member has two sizes", e.name);
        return e.packed == in_zip64 || e.packed > data_.size() - std::min(body, data_.size())
            ? data_.size()
            : body + e.packed;
    }

    // What lies between members: sizes that follow (up to 24 bytes), padding, signing blocks; but
    // no member.
    void gap(std::size_t from, std::size_t to)
    {
        if (to > data_.size() || from >= to)
            return;
        const std::size_t hidden = data_.substr(from, to - from).find(local_mark);
        if (hidden == data_.npos)
            return;
        const std::size_t at = from + hidden;
        const std::size_t name = bytes_.has(at, local_size) ? bytes_.u16(at + 26) : 0;
        fault("a member that the directory does not name",
            bytes_.has(at + local_size, name) ? bytes_.text(at + local_size, name)
                                              : std::string_view());
        result_.hides_members = true;
    }

    std::string_view data_;
    Bytes bytes_;
    std::size_t shift_ = 0;
    ZipWalk result_;
};

} // namespace

ZipWalk walk_zip(std::string_view data)
{
    return Walk(data).run();
}

} // namespace inspect
