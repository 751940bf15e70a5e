// Backups of the site's memory: asking the daemon for one and waiting for it, taking old ones away,
// checking a file, putting one back. Called by main.cc; prints to the given streams.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "milter/config.h"

namespace ctl {

struct BackupOptions {
    std::string file; // in store.backup_dir; empty: named by the time
    bool rotate = false; // verify it, then keep 7 daily, 4 weekly, 12 monthly
};

int backup(
    const std::string& socket, const BackupOptions& options, std::ostream& out, std::ostream& err);
int verify(const std::vector<std::string>& files, std::ostream& out, std::ostream& err);
// In the place of store.path, which no daemon may have open.
int restore(const milter::Config::Store& config, const std::string& file, std::ostream& out,
    std::ostream& err);

} // namespace ctl
