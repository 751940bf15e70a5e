#include "triage/inspect/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <memory>
#include <optional>
#include <utility>

#include "triage/core/text.h"
#include "triage/inspect/zip_walk.h"

namespace inspect {

namespace {

constexpr std::uint64_t most_members = 10'000;
// Compressors reach about 1000 on zeros; people's files stay below 100.
constexpr std::uint64_t bomb_ratio = 500;
constexpr std::uint64_t bomb_bytes = 8u << 20; // less is no bomb, whatever the ratio

struct Free {
    void operator()(archive* a) const { archive_read_free(a); }
};
using Reader = std::unique_ptr<archive, Free>;

bool is_compressor(Format f) // of one file
{
    return f == Format::Gzip || f == Format::Bzip2 || f == Format::Xz || f == Format::Zstd;
}

enum class Reading : std::uint8_t {
    Archive, // a ZIP by its directory
    Streamed, // a ZIP by its local headers
    Compressed, // one file, whatever it looks like
};

// Formats and filters by name, never all: some would start programs. Those of the list are in the
// library itself as Debian builds it.
void support(archive* a, Reading reading)
{
    using Enable = int (*)(archive*);
    static constexpr Enable filters[] { archive_read_support_filter_gzip,
        archive_read_support_filter_bzip2, archive_read_support_filter_xz,
        archive_read_support_filter_zstd };
    static constexpr Enable formats[] { archive_read_support_format_rar,
        archive_read_support_format_rar5, archive_read_support_format_7zip,
        archive_read_support_format_tar, archive_read_support_format_cab,
        archive_read_support_format_iso9660, archive_read_support_format_lha };
    for (const Enable enable : filters)
        enable(a);
    if (reading == Reading::Compressed) {
        archive_read_support_format_raw(a);
        return;
    }
    for (const Enable enable : formats)
        enable(a);
    if (reading == Reading::Streamed)
        archive_read_support_format_zip_streamable(a);
    else
        archive_read_support_format_zip_seekable(a);
}

// libarchive gives names in the locale's charset and drops those that it cannot write: in the C
// locale every name that is not ASCII. Loaded once, constant.
locale_t utf8_locale()
{
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t {});
    return locale;
}

class InUtf8 { // this thread, while it lives
public:
    InUtf8()
        : before_(uselocale(utf8_locale()))
    {
    }
    ~InUtf8() { uselocale(before_); }
    InUtf8(const InUtf8&) = delete;
    InUtf8& operator=(const InUtf8&) = delete;

private:
    locale_t before_;
};

std::string_view or_empty(const char* s)
{
    return s ? std::string_view(s) : std::string_view();
}

std::string member_name(archive_entry* entry)
{
    std::string_view name = or_empty(archive_entry_pathname_utf8(entry));
    if (name.empty())
        name = or_empty(archive_entry_pathname(entry));
    return std::string(name);
}

bool is_separator(char c)
{
    return c == '/' || c == '\\';
}

// A header of LHA that names a code page: libarchive would have the C library load its tables from
// disk, which ends a sandboxed worker.
bool names_code_page(std::string_view data)
{
    return data.find(std::string_view("\x07\0\x46", 3)) != data.npos
        || data.find(std::string_view("\x09\0\0\0\x46", 5)) != data.npos;
}

// Streams of files and their names stand unpacked in RAR, but libarchive does not hand them over:
// a stream whose name leads upwards is written there by the reader's program (CVE-2025-8088).
bool leads_out_in_rar(std::string_view data)
{
    return data.find("..\\..\\") != data.npos || data.find("../../") != data.npos;
}

// "invoice.log" of "invoice.log.gz": compressors keep no name.
std::string unpacked_name(const Item& item)
{
    const std::size_t dot = item.name.rfind('.');
    return dot == std::string::npos ? item.name : item.name.substr(0, dot);
}

class Unpacking {
public:
    Unpacking(const Item& item, Yield& out)
        : item_(item)
        , out_(out)
    {
    }

    void run(Reading reading)
    {
        const Reader reader(archive_read_new());
        if (!reader)
            return out_.unscannable("out of memory");
        support(reader.get(), reading);
        if (archive_read_open_memory(reader.get(), item_.data.data(), item_.data.size())
            != ARCHIVE_OK)
            return failed(reader.get(), {});
        while (next(reader.get()))
            ;
    }

private:
    // Whether there may be more members.
    bool next(archive* a)
    {
        archive_entry* entry = nullptr;
        const int result = archive_read_next_header(a, &entry);
        if (result == ARCHIVE_EOF)
            return false;
        if (out_.expired() || result == ARCHIVE_FATAL || result == ARCHIVE_RETRY) {
            out_.expired() ? out_.unscannable("out of time") : failed(a, {});
            return false;
        }
        if (++members_ > most_members) {
            out_.mark(Mark::Bomb, "more than 10000 members");
            out_.unscannable("too many members");
            return false;
        }
        return member(a, entry);
    }

    bool member(archive* a, archive_entry* entry)
    {
        const bool raw = is_compressor(item_.format);
        const std::string name = raw ? unpacked_name(item_) : member_name(entry);
        if (const std::string_view trick = path_trick(name); !trick.empty())
            out_.mark(Mark::Traversal, trick, name);
        if (is_disguised(name))
            out_.mark(Mark::NameTrick, name);
        if (archive_entry_is_encrypted(entry)) {
            out_.mark(Mark::Encrypted, "a member is locked with a password", name);
            out_.name_only(name);
            return true;
        }
        if (archive_entry_filetype(entry) != AE_IFREG && !raw)
            return true;
        auto bytes = read(a, name);
        if (!bytes)
            return false;
        out_.child(name, member_type(), *std::move(bytes));
        return true;
    }

    // Nothing when the archive cannot be read any further.
    std::optional<std::string> read(archive* a, const std::string& name)
    {
        std::string bytes;
        while (true) {
            const void* block = nullptr;
            std::size_t size = 0;
            la_int64_t at = 0;
            const int result = archive_read_data_block(a, &block, &size, &at);
            if (result == ARCHIVE_EOF)
                return bytes;
            if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
                failed(a, name); // what came out until then is looked at
                return result == ARCHIVE_FATAL ? keep(name, std::move(bytes)) : bytes;
            }
            if (!may_grow(size, name))
                return std::nullopt;
            bytes.append(static_cast<const char*>(block), size);
        }
    }

    std::optional<std::string> keep(const std::string& name, std::string bytes)
    {
        out_.child(name, member_type(), std::move(bytes));
        return std::nullopt;
    }

    std::string_view member_type() const
    {
        const bool office = item_.format == Format::Ooxml
            || (item_.format == Format::Zip && is_office_name(item_.name));
        return office ? office_member : std::string_view();
    }

    bool may_grow(std::size_t size, const std::string& name)
    {
        unpacked_ += size;
        if (unpacked_ > bomb_bytes && unpacked_ / bomb_ratio > item_.data.size()) {
            out_.mark(Mark::Bomb, "unpacks to over 500 times its size", name);
            out_.unscannable("too much to unpack", name);
            return false;
        }
        if (out_.expired()) {
            out_.unscannable("out of time", name);
            return false;
        }
        return out_.take(size);
    }

    void failed(archive* a, std::string_view member)
    {
        const std::string_view why = or_empty(archive_error_string(a));
        const bool locked = why.find("ncrypt") != why.npos || why.find("assphrase") != why.npos
            || (members_ > 0 && archive_read_has_encrypted_entries(a) > 0); // else no format yet
        if (locked)
            out_.mark(Mark::Encrypted, "locked with a password", member);
        else
            out_.unscannable(why.empty() ? "damaged" : why, member);
    }

    const Item& item_;
    Yield& out_;
    std::uint64_t members_ = 0;
    std::uint64_t unpacked_ = 0;
};

} // namespace

void warm_up_archives()
{
    utf8_locale();
}

std::string_view path_trick(std::string_view member)
{
    if (member.empty())
        return {};
    const bool drive = member.size() > 2 && member[1] == ':' && is_separator(member[2]);
    // A mere separator in front is written by careless programs and dropped by all unpackers.
    if (drive || member.starts_with("\\\\"))
        return "an absolute path";
    for (std::size_t from = 0; from < member.size();) {
        std::size_t to = from;
        while (to < member.size() && !is_separator(member[to]) && member[to] != ':')
            ++to;
        const std::string_view component = member.substr(from, to - from);
        if (component == "..")
            return "a path that leads upwards";
        if (to < member.size() && is_separator(member[to]) && component.ends_with(' ')
            && component.find('.') != component.npos)
            return "a folder named like a file";
        from = to + 1;
    }
    return {};
}

bool is_disguised(std::string_view member)
{
    for (std::size_t at = 0; at < member.size();) {
        const char32_t c = core::next_code_point(member, at);
        if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x2800
            || c == 0x3164)
            return true;
    }
    return member.find("$(") != member.npos || member.find('`') != member.npos
        || member.find("{echo,") != member.npos;
}

bool is_read_as_archive(Format f)
{
    return is_archive(f) || f == Format::Ooxml || f == Format::OpenDocument;
}

void look_into_archive(const Item& item, Yield& out)
{
    if (item.format == Format::Ace || item.format == Format::Arj)
        return out.unscannable("no reader for this kind of archive");
    // A tar stands in a compressed file as a rule.
    if (item.depth > 0 && is_archive(item.format) && !is_compressor(item.format)
        && item.format != Format::Tar)
        out.mark(Mark::Nested, "an archive inside of another file");
    if (item.format == Format::Lzh && names_code_page(item.data))
        return out.unscannable("names in a code page");
    if (item.format == Format::Rar && leads_out_in_rar(item.data))
        out.mark(Mark::Traversal, "a path that leads upwards");
    const bool zip = !is_archive(item.format) || item.format == Format::Zip;
    const ZipWalk walk = zip && !item.truncated ? walk_zip(item.data) : ZipWalk {};
    for (const ZipFault& fault : walk.faults)
        out.mark(Mark::Malformed, fault.what, fault.member);
    const InUtf8 locale;
    Unpacking unpacking(item, out);
    unpacking.run(is_compressor(item.format) ? Reading::Compressed : Reading::Archive);
    if (walk.hides_members) // what the directory does not name is looked at too
        unpacking.run(Reading::Streamed);
    if (item.truncated)
        out.unscannable("only its beginning was kept");
}

} // namespace inspect
