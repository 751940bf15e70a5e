// What a reload replaces, as one immutable value: a transaction takes a shared pointer at MAIL FROM
// and keeps it to its end, so that no message sees half of a reload.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "milter/config.h"
#include "milter/generation_file.h"
#include "milter/locked.h"
#include "milter/networks.h"
#include "milter/people.h"
#include "milter/store/keys.h"
#include "triage/core/result.h"
#include "triage/headers/render.h"

namespace milter {

struct Runtime {
    Config config;
    std::shared_ptr<const GenerationFile> generation;
    headers::RenderPolicy render; // host may be empty: then the MTA's {j}
    People people;
    Networks own_networks, exempt_clients, trusted_peers;
    std::string address_key; // sub-key for hashed addresses in the log
    std::shared_ptr<const store::Keys> store_keys; // null: nothing is remembered
};

struct RuntimeResult {
    std::shared_ptr<const Runtime> runtime; // null if there are errors
    std::vector<core::Error> errors;
};

// Reads what the configuration names; a key that is not there is made.
RuntimeResult make_runtime(Config config);

class CurrentRuntime {
public:
    explicit CurrentRuntime(std::shared_ptr<const Runtime> first)
        : value_(std::move(first))
    {
    }
    std::shared_ptr<const Runtime> get() const { return *value_.lock(); }
    void set(std::shared_ptr<const Runtime> next) { *value_.lock() = std::move(next); }

private:
    Locked<std::shared_ptr<const Runtime>> value_;
};

} // namespace milter
