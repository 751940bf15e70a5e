#include "milter/ctl/backup.h"

#include <filesystem>
#include <thread>

#include <nlohmann/json.hpp>

#include "milter/ctl/options.h"
#include "milter/ctl/remote.h"
#include "milter/ctl/rotation.h"
#include "milter/steady_clock.h"
#include "milter/store/sqlite_backup.h"

namespace ctl {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Kind = RemoteAnswer::Kind;
using namespace std::chrono_literals;

constexpr core::Duration poll = 200ms;

int failed(const std::string& what, std::ostream& err)
{
    err << "triagectl: " << what << '\n';
    return exit_error;
}

std::string text(const Json& object, const char* key)
{
    return object.is_object() ? object.value(key, std::string()) : "";
}

std::int64_t number(const Json& object, const char* key)
{
    return object.is_object() ? object.value(key, std::int64_t { 0 }) : 0;
}

// Until the daemon has made as many backups, or failed at as many, as it said before and one more.
RemoteAnswer wait_for_end(const std::string& socket, std::int64_t ended_before, Json& status)
{
    for (;;) {
        std::this_thread::sleep_for(poll);
        const RemoteAnswer answer = ask(socket, "show backup json");
        if (answer.kind != Kind::Ok)
            return answer;
        status = Json::parse(answer.text, nullptr, false);
        if (number(status, "made") + number(status, "failed") > ended_before)
            return answer;
    }
}

int rotate(const std::string& made, std::ostream& out, std::ostream& err)
{
    const fs::path folder = fs::path(made).parent_path();
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        names.push_back(at->path().filename().string());
    if (error)
        return failed(folder.string() + ": " + error.message(), err);
    for (const std::string& name : superfluous(std::move(names), {})) {
        if (!fs::remove(folder / name, error))
            return failed((folder / name).string() + ": " + error.message(), err);
        out << "removed " << (folder / name).string() << '\n';
    }
    return exit_ok;
}

void print(const std::string& file, const store::Facts& facts, std::ostream& out)
{
    out << file << ": sound, schema " << facts.schema << ", " << facts.records << " records, "
        << facts.deliveries << " deliveries, " << facts.bytes << " bytes\n";
}

} // namespace

int backup(
    const std::string& socket, const BackupOptions& options, std::ostream& out, std::ostream& err)
{
    const RemoteAnswer first = ask(socket, "show backup json");
    if (first.kind != Kind::Ok)
        return failed(first, err);
    Json status = Json::parse(first.text, nullptr, false);
    const std::int64_t ended = number(status, "made") + number(status, "failed");
    const std::string command = options.file.empty() ? "backup" : "backup " + options.file;
    if (const RemoteAnswer asked = ask(socket, command); asked.kind != Kind::Ok)
        return failed(asked, err);
    if (const RemoteAnswer last = wait_for_end(socket, ended, status); last.kind != Kind::Ok)
        return failed(last, err);
    const std::string file = text(status, "file"), error = text(status, "error");
    if (!error.empty())
        return failed(error, err);
    out << file << '\n';
    if (!options.rotate)
        return exit_ok;
    if (const int checked = verify({ file }, out, err); checked != exit_ok)
        return checked;
    return rotate(file, out, err);
}

int verify(const std::vector<std::string>& files, std::ostream& out, std::ostream& err)
{
    int status = exit_ok;
    for (const std::string& file : files) {
        const auto facts = store::verify_file(file);
        if (facts)
            print(file, *facts, out);
        else
            status = failed(facts.error().what, err);
    }
    return status;
}

int restore(const milter::Config::Store& config, const std::string& file, std::ostream& out,
    std::ostream& err)
{
    if (config.backend != "sqlite")
        return failed("restore is for store.backend = \"sqlite\"", err);
    const milter::SteadyClock clock;
    const auto aside = store::restore_file(file, config.path, clock.wall());
    if (!aside)
        return failed(aside.error().what, err);
    out << config.path << ": restored from " << file << '\n';
    if (!aside->empty())
        out << "what was there before is now " << *aside << '\n';
    return exit_ok;
}

} // namespace ctl
