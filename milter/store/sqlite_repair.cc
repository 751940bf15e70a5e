#include "milter/store/sqlite_repair.h"

#include <cstdio>
#include <filesystem>

#include "milter/store/sqlite_salvage.h"
#include "milter/store/store_files.h"

namespace store {

namespace {

namespace fs = std::filesystem;

std::string told(const Salvaged& saved, const std::string& aside)
{
    return "the store was damaged and has been repaired: " + std::to_string(saved.records)
        + " records and " + std::to_string(saved.deliveries) + " deliveries were saved, "
        + (saved.gaps == 0 ? "none is known to be lost" : "what stood on the damaged pages is lost")
        + "; the damaged file is " + aside;
}

} // namespace

core::Result<std::string> repair_file(const std::string& path, core::WallTime now)
{
    const std::string partial = path + ".salvage", whole = path + ".salvaged";
    remove_store(partial);
    const auto saved = salvage(path, partial);
    if (!saved) {
        remove_store(partial);
        return saved.error();
    }
    sync_file(partial);
    const std::string aside = path + ".damaged-" + stamp(now);
    if (::rename(partial.c_str(), whole.c_str()) != 0)
        return core::Error { whole + ": the repaired store cannot be put in place" };
    if (auto moved = move_store(path, aside); !moved)
        return moved.error();
    finish_repair(path);
    return told(*saved, aside);
}

void finish_repair(const std::string& path)
{
    const std::string whole = path + ".salvaged";
    std::error_code ignored;
    if (!fs::exists(path, ignored) && fs::exists(whole, ignored))
        ::rename(whole.c_str(), path.c_str());
    sync_file(fs::path(path).parent_path().string());
}

} // namespace store
