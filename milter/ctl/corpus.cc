#include "milter/ctl/corpus.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "milter/ctl/received.h"

namespace ctl {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_bytes = 64u << 20; // of one file: larger ones are no mail

// A line "name:" or "name :" of printable ASCII, or an mbox line.
bool begins_like_mail(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    std::string line;
    line.resize(256);
    in.read(line.data(), static_cast<std::streamsize>(line.size()));
    line.resize(static_cast<std::size_t>(in.gcount()));
    line = line.substr(0, line.find('\n'));
    if (line.starts_with("From "))
        return true;
    const std::string name = line.substr(0, line.find(':'));
    return name.size() < line.size() && !name.empty()
        && std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

core::Result<std::vector<std::string>> mail_below(const std::string& folder)
{
    std::error_code failed;
    std::vector<std::string> files;
    for (fs::recursive_directory_iterator
             it(folder, fs::directory_options::follow_directory_symlink, failed),
         end;
         !failed && it != end; it.increment(failed))
        if (it->is_regular_file(failed) && it->file_size(failed) <= most_bytes
            && begins_like_mail(it->path().string()))
            files.push_back(it->path().string());
    if (failed)
        return core::Error { folder + ": " + failed.message() };
    if (files.empty())
        return core::Error { folder + ": holds no message" };
    std::sort(files.begin(), files.end());
    return files;
}

std::string name_of(const std::string& folder, std::size_t parts)
{
    fs::path path = fs::absolute(folder).lexically_normal();
    if (!path.has_filename())
        path = path.parent_path();
    std::string name = path.filename().string();
    for (; parts > 1 && path.has_parent_path(); --parts) {
        path = path.parent_path();
        name = path.filename().string() + "/" + name;
    }
    return name;
}

// Short names as long as they differ.
void name_sets(std::vector<MailSet>& sets, const std::vector<std::string>& folders)
{
    for (std::size_t parts = 1; parts <= 3; ++parts) {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < sets.size(); ++i)
            seen.insert(sets[i].name = name_of(folders[i], parts));
        if (seen.size() == sets.size())
            return;
    }
}

} // namespace

core::Result<std::vector<MailSet>> list_mail(const LabelledFolders& folders)
{
    std::vector<MailSet> sets;
    std::vector<std::string> all;
    for (const bool hostile : { true, false })
        for (const std::string& folder : hostile ? folders.hostile : folders.legit) {
            auto files = mail_below(folder);
            if (!files)
                return files.error();
            sets.push_back({ {}, hostile, std::move(*files) });
            all.push_back(folder);
        }
    name_sets(sets, all);
    return sets;
}

core::Result<std::string> read_mail(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    std::string bytes { std::istreambuf_iterator<char>(in), {} };
    if (!in || in.bad())
        return core::Error { file + ": cannot be read" };
    return as_received(bytes);
}

} // namespace ctl
