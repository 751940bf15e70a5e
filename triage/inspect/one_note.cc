#include "triage/inspect/one_note.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "triage/inspect/bytes.h"
#include "triage/inspect/wide.h"

namespace inspect {

namespace {

// FileDataStoreObject, [MS-ONESTORE] 2.6.13: GUID, size, twelve bytes, the file.
constexpr std::string_view file_object(
    "\xE7\x16\xE3\xBD\x65\x26\x11\x45\xA4\xC4\x8D\x4D\x0B\x7A\x9E\xAC", 16);
constexpr std::size_t file_head = 16 + 8 + 4 + 8;
constexpr std::size_t shortest_text = 4, longest_name = 120; // characters
constexpr std::size_t most_names = 200;
constexpr std::size_t max_text = 1u << 20; // bytes

// Files that are no pictures: those of the page's own drawings have no names either.
std::size_t yield_files(std::string_view s, Yield& out)
{
    std::size_t files = 0;
    for (std::size_t at = s.find(file_object); at != s.npos;) {
        if (out.expired()) {
            out.unscannable("out of time");
            return files;
        }
        const std::uint64_t size = little(s, at + file_object.size(), 8);
        const std::string_view bytes = piece(
            s, at + file_head, static_cast<std::size_t>(std::min<std::uint64_t>(size, s.size())));
        if (!out.take(bytes.size()))
            return files;
        files += !is_picture(format_of(bytes, {}, {}));
        out.child("embedded file", {}, std::string(bytes));
        at = s.find(file_object, at + file_head + bytes.size());
    }
    return files;
}

bool is_file_name(std::string_view text)
{
    const std::size_t dot = text.rfind('.');
    return dot != text.npos && dot > 0 && text.size() - dot <= 12 && text.size() <= longest_name
        && text.find_first_of("/\\:\n") == text.npos;
}

// Runs of printable ASCII in UTF-16: what the page shows, and the names of files on it.
void yield_text(std::string_view s, bool with_names, Yield& out)
{
    std::string text, run;
    std::size_t names = 0;
    const auto end = [&] {
        if (run.size() >= shortest_text && text.size() < max_text)
            text += run + '\n';
        if (with_names && is_file_name(run) && is_dangerous(name_class(run))
            && names++ < most_names)
            out.name_only(run);
        run.clear();
    };
    for (std::size_t at = 0; at + 1 < s.size();) {
        const bool printable = s[at + 1] == '\0' && s[at] >= ' ' && s[at] < 0x7F;
        if (printable)
            run += s[at];
        else
            end();
        at += printable ? 2 : 1; // text begins at any byte
    }
    end();
    out.text(text);
}

} // namespace

void look_into_one_note(const Item& item, Yield& out)
{
    if (!out.take(item.data.size()))
        return;
    const std::size_t files = yield_files(item.data, out);
    yield_text(item.data, files > 0, out);
}

} // namespace inspect
