#include "milter/ctl/judgements.h"

#include <sstream>

#include "milter/ctl/study_files.h"

namespace ctl {

core::Result<Judgements> read_judgements(const std::string& name)
{
    const auto text = read_file(name);
    if (!text)
        return text.error();
    Judgements all;
    std::istringstream lines(*text);
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        if (line.empty() || line[0] == '#')
            continue;
        std::vector<std::string> columns;
        std::istringstream in(line);
        for (std::string column; std::getline(in, column, '\t');)
            columns.push_back(column);
        if (columns.size() != 6 || (columns[5] != "learn" && columns[5] != "keep"))
            return core::Error { name + ":" + std::to_string(number)
                + ": write digest, source, two labels, the settled one, and learn or keep, with "
                  "tabs between" };
        all[columns[0]] = { columns[4], columns[5] == "keep" };
    }
    return all;
}

core::Result<Judgements> keep_judged(std::vector<MailSet>& sets, const Judgements& judged,
    const std::function<bool(const core::Digest&)>& also)
{
    Judgements by_file;
    for (MailSet& set : sets) {
        std::vector<std::string> files;
        for (const std::string& file : set.files) {
            const auto text = read_file(file);
            if (!text)
                return text.error();
            const core::Digest digest = core::sha256(*text);
            const auto found = judged.find(core::hex(digest));
            if (found != judged.end())
                by_file[file] = found->second;
            if (found != judged.end() || (also && also(digest)))
                files.push_back(file);
        }
        set.files = std::move(files);
    }
    return by_file;
}

} // namespace ctl
