#include "tests/inspect/archive_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

namespace archive_writer {

namespace {

la_ssize_t append(archive*, void* to, const void* bytes, std::size_t size)
{
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

} // namespace

std::string write(const char* format, const char* filter, const char* name, const std::string& data)
{
    const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t {});
    const locale_t before = uselocale(utf8); // else names are ASCII
    std::string out;
    archive* a = archive_write_new();
    archive_write_set_format_by_name(a, format);
    if (filter)
        archive_write_add_filter_by_name(a, filter);
    archive_write_set_bytes_in_last_block(a, 1);
    archive_write_open(a, &out, nullptr, append, nullptr);
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, name);
    archive_entry_set_size(entry, static_cast<la_int64_t>(data.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(a, entry);
    for (std::size_t at = 0; at < data.size();) { // it may take less than it is given
        const la_ssize_t taken = archive_write_data(a, data.data() + at, data.size() - at);
        if (taken <= 0)
            break;
        at += static_cast<std::size_t>(taken);
    }
    archive_entry_free(entry);
    archive_write_close(a);
    archive_write_free(a);
    uselocale(before);
    freelocale(utf8);
    return out;
}

} // namespace archive_writer
