#include "milter/ctl/study_files.h"

#include <fstream>
#include <iterator>
#include <ostream>

#include "milter/ctl/options.h"
#include "triage/model/file.h"

namespace ctl {

int fail(std::ostream& err, const std::string& what)
{
    err << "triagectl: " << what << '\n';
    return exit_error;
}

core::Result<std::string> read_file(const std::string& name)
{
    std::ifstream file(name, std::ios::binary);
    std::string text { std::istreambuf_iterator<char>(file), {} };
    if (!file.is_open() || file.bad())
        return core::Error { name + ": cannot be read" };
    return text;
}

core::Result<void> save_model(const std::string& name, const model::Coefficients& model)
{
    std::ofstream file(name, std::ios::binary);
    file << model::write(model, {});
    file.close();
    if (!file)
        return core::Error { name + ": cannot be written" };
    return {};
}

} // namespace ctl
