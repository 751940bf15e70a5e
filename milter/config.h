// The configuration as plain values, with every default. Read by config.cc by the table of keys in
// config_keys.def (name, rule, live or restart, help); immutable once loaded and shared by pointer.
// Durations and sizes carry their unit in the name. TRIAGE_DATADIR comes from configure's prefix.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/result.h"

namespace milter {

struct Config {
    std::string mode = "tag"; // tag | observe

    struct Milter {
        std::string socket = "unix:/run/triage-milter/milter.sock";
        std::string socket_mode = "0660"; // of a UNIX socket
        std::string socket_group; // empty: the daemon's own
        std::string user; // to change to when started as root; empty: stay
        std::uint32_t max_sessions = 0; // 0: from the descriptor limit
        std::uint32_t stop_timeout_ms = 10000; // to let callbacks in flight finish
    } milter;

    struct Processing {
        std::uint32_t budget_ms = 200;
        std::uint32_t budget_ms_per_mb = 20;
        std::uint32_t budget_max_ms = 2000;
        std::uint64_t max_bytes = 64ull << 20; // of one message; the rest is dropped
        std::uint64_t max_inflight_bytes = 0; // 0: a quarter of the cgroup limit or of RAM
        std::uint32_t max_queue = 1000; // messages waiting for a worker
        std::uint32_t grace_ms = 50; // for a worker past its deadline, before it is killed
        // Caps of core::Limits.
        std::uint32_t max_header_fields = 2000;
        std::uint32_t max_parts = 500;
        std::uint32_t max_depth = 20;
        std::uint64_t max_decoded_bytes = 48ull << 20;
        std::uint64_t max_text_bytes = 4ull << 20;
        std::uint32_t max_links = 5000;
    } processing;

    struct Scaling {
        std::uint32_t min_workers = 1; // 1…20
        std::uint32_t max_workers = 4; // 1…20
        bool auto_scaling_enabled = true; // false: min_workers, always
        std::uint32_t target_cpu_percent = 70; // busy share of the workers that asks for one more
        std::uint32_t target_queue_wait_ms = 5; // wait for a worker that asks for one more
        std::uint32_t idle_s = 30; // utilisation below half the target for so long: one less
        std::uint32_t recycle_messages = 1000;
        std::uint32_t recycle_s = 600;
        std::uint64_t worker_memory_bytes = 1ull << 30; // RLIMIT_AS of a worker; 0: none
    } scaling;

    struct Security {
        std::string sandbox = "require"; // require | prefer | off
        std::string forged_flood = "tag"; // tag | reject: more than max_deletions forged fields
        std::uint32_t max_deletions = 500;
        std::string quarantine = "off"; // off | dangerous: hold in the MTA's quarantine
        bool threat_detection = true; // false: no scan stage, Threat is unknown
        std::vector<std::string> rules; // the site's own files, after those of rules_dir
        std::string rules_dir = TRIAGE_DATADIR "/rules"; // every *.conf of it, in name order
        std::string lists_dir = TRIAGE_DATADIR "/lists";
        std::string site_lists_dir = "/etc/triage-milter/lists"; // need not exist
        bool delete_forged_results = false;
        std::string model = TRIAGE_DATADIR "/models/threats.model"; // empty: findings only
        std::map<std::string, std::string> findings; // id = "off" | severity
    } security;

    struct Caching {
        bool enabled = true;
        std::uint32_t ttl_s = 300; // at most 3600
        std::uint64_t max_bytes = 32ull << 20;
        std::uint32_t max_entries = 5000;
        std::string strategy = "adaptive"; // adaptive | lru
    } caching;

    struct Breakers {
        bool enabled = true;
        std::uint32_t window_s = 60;
        std::uint32_t min_tries = 50;
        std::uint32_t failure_percent = 20;
        std::uint32_t min_networks = 5;
        std::uint32_t pause_s = 30;
    } breakers;

    struct Agents {
        std::vector<std::string> disabled; // names of agents.def
        std::string models_dir = TRIAGE_DATADIR "/models"; // empty: none
        std::string fault; // "" | hang | crash | throw | memory | garbage | spin
        std::string fault_stage = "fault";
        std::string fault_field;
    } agents;

    struct Headers {
        bool language = false;
        bool summary = true;
        bool replies = true;
        bool seal = true;
        std::string client_priority = "add"; // off | add | replace
        std::string mixed = "content"; // content | none: when any recipient is not local
        std::string host; // of Status; empty: the MTA's {j}, else the host name
    } headers;

    struct Store {
        std::string backend = "sqlite";
        std::string path = "/var/lib/triage-milter/history.sqlite";
        std::string redis = "127.0.0.1:6379"; // HOST:PORT or unix:/path
        std::string redis_user, redis_password_file; // empty: none
        std::uint32_t redis_database = 0;
        std::string redis_prefix = "triage:"; // of every key
        std::string key_file = "/var/lib/triage-milter/key";
        std::string backup_dir = "/var/lib/triage-milter/backups";
        std::uint64_t max_bytes = 0; // of the file; 0: no limit
        std::uint32_t max_queue = 10000; // writes that may wait
        std::uint32_t retention_days = 400; // of a record that nothing is added to
    } store;

    struct Feedback {
        std::string socket; // empty: off
        std::string group; // group of the socket
        std::vector<std::string> trusted_users; // who speak for every recipient
        std::uint32_t max_per_day = 500; // opinions of one recipient
    } feedback;

    struct Monitoring {
        std::string stats_socket = "/run/triage-milter/stats.sock"; // empty: off
        std::string stats_group; // group of the stats socket
        std::string http_listen = "127.0.0.1:8080"; // empty: off
        std::vector<std::string> admins; // user names that may use admin commands besides root
        std::uint32_t cpu_warn_percent = 70, cpu_critical_percent = 90;
        std::uint32_t memory_warn_percent = 80, memory_critical_percent = 90;
        std::uint32_t disk_warn_percent = 85, disk_critical_percent = 95;
    } monitoring;

    struct Policy {
        std::vector<std::string> local_domains;
        std::vector<std::string> own_networks; // CIDR
        std::vector<std::string> exempt_clients; // CIDR: not triaged
        std::vector<std::string> trusted_peers; // CIDR: whose seals count
        std::string recipient_delimiter = "+"; // a set of characters
        std::vector<std::string> aliases; // "ALIAS = ADDRESS"
        std::vector<std::string> trusted_authserv_ids; // empty: the MTA's {j}
        std::uint32_t max_trusted_fields = 3;
    } policy;

    struct Log {
        std::string target = "auto"; // auto | journal | syslog | stderr | file
        std::string file = "/var/log/triage-milter/triage-milter.log";
        std::string level = "info"; // error | warning | info | debug
        std::string addresses = "hash"; // off | hash | clear
        std::string facility = "mail";
    } log;
};

// All mistakes at once, each `file:line: what, and what to write instead`.
struct LoadedConfig {
    Config config;
    std::vector<core::Error> errors;
};
// Relative paths are taken from the file's folder. A missing file is a mistake; an empty one is
// valid.
LoadedConfig load_config(const std::string& path);
// Names of restart-only keys whose values differ.
std::vector<std::string> restart_needed(const Config& running, const Config& loaded);
// Every key and its value, in table order: `show config`. No key holds a secret: key_file is a
// path.
std::vector<std::pair<std::string, std::string>> describe(const Config& config);

} // namespace milter
