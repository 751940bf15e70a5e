#include "milter/store/backups.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include "milter/store/store_files.h"

namespace store {

namespace {

namespace fs = std::filesystem;

// A file right below the folder, never one elsewhere: who may ask for a backup need not be allowed
// to write files as the daemon.
core::Result<std::string> place(
    const std::string& folder, const std::string& name, core::WallTime now)
{
    fs::path asked(name);
    if (name.empty()
        || fs::path(name + "/").lexically_normal() == fs::path(folder + "/").lexically_normal())
        asked = "history-" + stamp(now) + ".sqlite";
    const fs::path full = (fs::path(folder) / asked).lexically_normal();
    if (full.parent_path() != (fs::path(folder) / "x").lexically_normal().parent_path()
        || full.filename().empty() || full.filename().string().front() == '.')
        return core::Error { "a backup is a file in " + folder + " (store.backup_dir), not "
            + name };
    return full.string();
}

// Of backups during which the machine or the daemon went down.
void remove_partial(const std::string& folder)
{
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().filename().string().ends_with(".partial"))
            ::unlink(at->path().c_str());
}

} // namespace

Backups::~Backups()
{
    stop_ = true;
    if (thread_.joinable())
        thread_.join();
}

core::Result<std::string> Backups::begin(const std::string& folder, const std::string& name)
{
    if (!store_)
        return core::Error { "there is no store to make a backup of" };
    const auto file = place(folder, name, clock_.wall());
    if (!file)
        return file;
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return core::Error { folder + ": " + std::strerror(errno) };
    auto status = status_.lock();
    if (status->running)
        return core::Error { "a backup is under way" };
    if (thread_.joinable())
        thread_.join(); // it has nothing left to do
    remove_partial(folder);
    status->running = true;
    status->file = *file;
    status->error.clear();
    status->share = 0;
    thread_ = std::thread([this, path = *file] { run(path); });
    return file;
}

void Backups::run(const std::string& file)
{
    const core::Time start = clock_.now();
    const auto done = store_->backup(file, [this](double share) {
        status_.lock()->share = share;
        return !stop_;
    });
    auto status = status_.lock();
    status->running = false;
    status->seconds = core::seconds(clock_.now() - start);
    status->error = done ? "" : done.error().what;
    ++(done ? status->made : status->failed);
}

} // namespace store
