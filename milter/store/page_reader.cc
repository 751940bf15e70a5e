#include "milter/store/page_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <unistd.h>
#include <unordered_map>

#include "milter/unique_fd.h"

namespace store {

namespace {

constexpr std::size_t page_size = 4096; // of every store, set when it is made
constexpr std::size_t max_payload = 65536, max_columns = 16;
constexpr std::uint8_t index_inner = 2, index_leaf = 10, table_leaf = 13;
// A page of pointers comes after every so many others: type and parent of each, in 5 bytes.
constexpr std::size_t pointers_a_page = page_size / 5;
constexpr std::uint8_t pointer_to_root = 1, pointer_to_inner = 5; // between: free, overflow
constexpr std::size_t journal_head = 32, frame_head = 24;
constexpr std::uint32_t journal_magic = 0x377f0682; // the last bit is the order of its sums

using Page = std::array<std::uint8_t, page_size>;

std::uint64_t big_endian(const std::uint8_t* p, std::size_t n)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < n; ++i)
        value = value << 8 | p[i];
    return value;
}

std::uint32_t word(const std::uint8_t* p)
{
    return static_cast<std::uint32_t>(big_endian(p, 4));
}

// Reads numbers and bytes off the front; past the end it fails for good.
class Cursor {
public:
    explicit Cursor(std::string_view bytes)
        : rest_(bytes)
    {
    }
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (int i = 0; i < 9; ++i) {
            const std::string_view byte = take(1);
            const auto b = static_cast<std::uint8_t>(byte.empty() ? '\0' : byte[0]);
            if (i == 8)
                return value << 8 | b;
            value = value << 7 | (b & 0x7f);
            if (b < 0x80)
                break;
        }
        return value;
    }
    std::string_view take(std::size_t n)
    {
        if (n > rest_.size()) {
            ok_ = false;
            rest_ = {};
            return {};
        }
        const std::string_view bytes = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return bytes;
    }
    bool ok() const { return ok_; }
    bool empty() const { return rest_.empty(); }

private:
    std::string_view rest_;
    bool ok_ = true;
};

class File {
public:
    static core::Result<File> open(const std::string& path)
    {
        File file;
        file.main_ = milter::UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file.main_)
            return core::Error { path + ": " + std::strerror(errno) };
        const off_t size = ::lseek(file.main_.get(), 0, SEEK_END);
        file.pages_ = static_cast<std::uint32_t>(std::max<off_t>(size, 0) / off_t { page_size });
        file.read_journal(path + "-wal");
        return file;
    }

    std::uint32_t pages() const { return pages_; }

    // Numbered from 1.
    std::optional<Page> page(std::uint32_t number) const
    {
        const auto newer = newer_.find(number);
        if (newer != newer_.end())
            return read(journal_, newer->second);
        if (number == 0 || number > pages_)
            return std::nullopt;
        return read(main_, std::uint64_t { number - 1 } * page_size);
    }

private:
    static std::optional<Page> read(const milter::UniqueFd& fd, std::uint64_t at)
    {
        Page page;
        const ssize_t n = ::pread(fd.get(), page.data(), page.size(), static_cast<off_t>(at));
        return n == static_cast<ssize_t>(page.size()) ? std::optional(page) : std::nullopt;
    }

    // Frames up to the last one that ends a transaction count; those with other salts are of an
    // earlier round.
    void read_journal(const std::string& path)
    {
        journal_ = milter::UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        std::array<std::uint8_t, journal_head> head {};
        if (!journal_ || ::pread(journal_.get(), head.data(), head.size(), 0) != journal_head
            || (word(head.data()) & ~1u) != journal_magic || word(head.data() + 8) != page_size)
            return;
        std::unordered_map<std::uint32_t, std::uint64_t> open;
        std::array<std::uint8_t, frame_head> frame {};
        for (std::uint64_t at = journal_head;; at += frame_head + page_size) {
            const ssize_t n
                = ::pread(journal_.get(), frame.data(), frame.size(), static_cast<off_t>(at));
            if (n != frame_head || !std::equal(&frame[8], &frame[16], &head[16]))
                return;
            open[word(frame.data())] = at + frame_head;
            if (const std::uint32_t size = word(frame.data() + 4); size != 0) {
                for (const auto& [number, where] : open)
                    newer_[number] = where;
                open.clear();
                pages_ = size;
            }
        }
    }

    milter::UniqueFd main_, journal_;
    std::uint32_t pages_ = 0;
    std::unordered_map<std::uint32_t, std::uint64_t> newer_; // page: where in the journal
};

bool holds_pointers(std::uint32_t number)
{
    return number >= 2 && (number - 2) % (pointers_a_page + 1) == 0;
}

// Whether the page is one of a tree. Where that cannot be known it may be: its shape decides.
bool may_hold_rows(const File& file, std::uint32_t number)
{
    if (number < 3 || holds_pointers(number))
        return false;
    const std::size_t group = (number - 2) / (pointers_a_page + 1);
    const auto first = static_cast<std::uint32_t>(2 + group * (pointers_a_page + 1));
    const auto pointers = file.page(first);
    if (!pointers)
        return true;
    const std::uint8_t type = (*pointers)[std::size_t { number - first - 1 } * 5];
    const bool known = type >= pointer_to_root && type <= pointer_to_inner;
    return !known || type == pointer_to_root || type == pointer_to_inner;
}

std::size_t local_size(std::size_t payload, bool is_table)
{
    constexpr std::size_t least = (page_size - 12) * 32 / 255 - 23;
    const std::size_t most = is_table ? page_size - 35 : (page_size - 12) * 64 / 255 - 23;
    if (payload <= most)
        return payload;
    const std::size_t some = least + (payload - least) % (page_size - 4);
    return some <= most ? some : least;
}

// The rest of a payload, from page to page. False: the chain is broken.
bool append_overflow(const File& file, std::uint32_t next, std::size_t size, std::string& payload)
{
    while (payload.size() < size) {
        const auto page = file.page(next);
        if (!page || next == 0)
            return false;
        const std::size_t n = std::min(size - payload.size(), page_size - 4);
        payload.append(reinterpret_cast<const char*>(page->data()) + 4, n);
        next = word(page->data());
    }
    return true;
}

std::int64_t signed_number(std::string_view bytes)
{
    const auto* p = reinterpret_cast<const std::uint8_t*>(bytes.data());
    const auto shift = static_cast<unsigned>(64 - 8 * bytes.size());
    return static_cast<std::int64_t>(big_endian(p, bytes.size()) << shift) >> shift;
}

RawValue value_of(std::uint64_t serial, Cursor& body)
{
    constexpr std::array<std::uint8_t, 7> sizes { 0, 1, 2, 3, 4, 6, 8 };
    RawValue v;
    if (serial == 8 || serial == 9) {
        v.type = RawValue::Type::Number;
        v.number = serial == 9;
    } else if (serial >= 12) {
        v.type = RawValue::Type::Bytes;
        v.bytes = body.take((serial - 12) / 2);
    } else if (serial >= 1 && serial < sizes.size()) {
        v.type = RawValue::Type::Number;
        const std::string_view bytes = body.take(sizes[serial]);
        v.number = bytes.empty() ? 0 : signed_number(bytes);
    } else if (serial != 0) {
        v.type = RawValue::Type::Other;
        body.take(8);
    }
    return v;
}

// False: it is no record.
bool parse_record(std::string_view payload, RawRow& row)
{
    Cursor start(payload);
    const std::uint64_t head_size = start.varint();
    if (!start.ok() || head_size > payload.size())
        return false;
    Cursor head(payload.substr(0, head_size)), body(payload.substr(head_size));
    head.varint();
    row.columns.clear();
    while (head.ok() && body.ok() && !head.empty() && row.columns.size() < max_columns)
        row.columns.push_back(value_of(head.varint(), body));
    return head.ok() && body.ok() && head.empty() && body.empty();
}

// The row of the cell at `at`, into `payload` and `row`.
bool read_cell(
    const File& file, const Page& page, std::size_t at, std::string& payload, RawRow& row)
{
    const std::string_view bytes(reinterpret_cast<const char*>(page.data()), page.size());
    if (at >= page_size)
        return false;
    Cursor cell(bytes.substr(at));
    if (page[0] == index_inner)
        cell.take(4); // the page below
    const std::uint64_t size = cell.varint();
    row.has_number = page[0] == table_leaf;
    if (row.has_number)
        row.number = static_cast<std::int64_t>(cell.varint());
    if (!cell.ok() || size > max_payload)
        return false;
    const std::size_t local = local_size(size, row.has_number);
    payload = cell.take(local);
    if (cell.ok() && local < size) {
        const std::string_view next = cell.take(4);
        if (!cell.ok()
            || !append_overflow(
                file, word(reinterpret_cast<const std::uint8_t*>(next.data())), size, payload))
            return false;
    }
    return cell.ok() && parse_record(payload, row);
}

} // namespace

core::Result<void> read_pages(
    const std::string& path, const std::function<core::Result<void>(const RawRow&)>& take)
{
    const auto file = File::open(path);
    if (!file)
        return file.error();
    std::string payload;
    RawRow row;
    for (std::uint32_t number = 1; number <= file->pages(); ++number) {
        const auto page = may_hold_rows(*file, number) ? file->page(number) : std::nullopt;
        if (!page)
            continue;
        const std::uint8_t kind = (*page)[0];
        if (kind != index_inner && kind != index_leaf && kind != table_leaf)
            continue;
        const std::size_t cells = big_endian(page->data() + 3, 2);
        const std::size_t first = kind == index_inner ? 12 : 8;
        for (std::size_t i = 0; i < std::min(cells, (page_size - first) / 2); ++i) {
            const std::size_t at = big_endian(page->data() + first + 2 * i, 2);
            if (read_cell(*file, *page, at, payload, row))
                if (auto taken = take(row); !taken)
                    return taken;
        }
    }
    return {};
}

} // namespace store
