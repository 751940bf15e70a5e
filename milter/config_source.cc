#include "milter/config_source.h"

#include <cctype>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>

namespace milter {

namespace {

constexpr int max_depth = 10; // libconfig's own limit on nested includes
constexpr std::uintmax_t max_size = 1 << 20;

struct Position {
    const std::string& file;
    int line;
    std::string text() const { return file + ":" + std::to_string(line) + ": "; }
};

// Reads one file by libconfig's rules of comments and strings, as far as they matter here.
class Scanner {
public:
    Scanner(const std::string& folder, std::vector<core::Error>& errors)
        : folder_(folder)
        , errors_(errors)
    {
    }

    void scan(const std::string& path, int depth)
    {
        std::ifstream in(path);
        std::string line;
        bool in_comment = false;
        for (int number = 1; std::getline(in, line); ++number)
            scan_line(line, { path, number }, in_comment, depth);
    }

private:
    void scan_line(std::string_view line, Position at, bool& in_comment, int depth)
    {
        bool in_string = false;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string_view rest = line.substr(i);
            if (in_comment) {
                in_comment = !rest.starts_with("*/");
                continue;
            }
            if (in_string) {
                if (rest[0] == '\\')
                    ++i;
                in_string = rest[0] != '"';
                continue;
            }
            if (rest[0] == '#' || rest.starts_with("//"))
                return;
            if (rest.starts_with("@include"))
                return include(rest.substr(8), at, depth);
            in_string = rest[0] == '"';
            in_comment = rest.starts_with("/*");
            const bool in_word = i > 0
                && (std::isalnum(static_cast<unsigned char>(line[i - 1])) || line[i - 1] == '_');
            if (!in_word && std::isdigit(static_cast<unsigned char>(rest[0])))
                number(rest, at);
        }
    }

    void include(std::string_view rest, Position at, int depth)
    {
        const auto open = rest.find('"');
        const auto close = rest.find('"', open + 1);
        if (open == std::string_view::npos || close == std::string_view::npos)
            return; // libconfig reports the syntax
        const std::string name(rest.substr(open + 1, close - open - 1));
        const std::string path = folder_ + "/" + name; // libconfig does so for absolute ones too
        if (!std::filesystem::is_regular_file(path)) {
            errors_.push_back({ at.text() + "@include: " + path
                + " is not a file, write a name relative to " + folder_ });
            return;
        }
        if (depth < max_depth)
            scan(path, depth + 1);
    }

    void number(std::string_view text, Position at)
    {
        const bool hex = text.starts_with("0x") || text.starts_with("0X");
        const char* begin = text.data() + (hex ? 2 : 0);
        std::uint64_t value = 0;
        const auto [end, error]
            = std::from_chars(begin, text.data() + text.size(), value, hex ? 16 : 10);
        const bool marked = end != text.data() + text.size() && *end == 'L';
        const bool fits = value <= (hex ? UINT32_MAX : INT32_MAX);
        if (error == std::errc {} && (fits || marked))
            return;
        const std::string digits(text.data(), end);
        errors_.push_back({ at.text() + digits + " is beyond 32 bits, write " + digits + "L" });
    }

    const std::string& folder_;
    std::vector<core::Error>& errors_;
};

std::string why_unreadable(const std::string& path)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
        return "there is no such file";
    if (!std::filesystem::is_regular_file(status))
        return "it is not a file";
    if (std::filesystem::file_size(path, error) > max_size)
        return "it is larger than 1 MB";
    return std::ifstream(path) ? "" : "it cannot be read, check its permissions";
}

} // namespace

std::string folder_of(const std::string& path)
{
    return std::filesystem::absolute(path).parent_path().lexically_normal().string();
}

std::string below(const std::string& folder, const std::string& path)
{
    return path.starts_with('/') ? path : folder + "/" + path;
}

std::vector<core::Error> check_source(const std::string& path)
{
    if (const std::string why = why_unreadable(path); !why.empty())
        return { { path + ": " + why } };
    std::vector<core::Error> errors;
    Scanner(folder_of(path), errors).scan(path, 0);
    return errors;
}

} // namespace milter
