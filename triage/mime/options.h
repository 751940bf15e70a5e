// GMime's parser options as triage wants them, private to this folder: lenient, raw 8-bit text as
// UTF-8 or else windows-1252, warnings collected as defects.
#pragma once

#include <string>
#include <string_view>

#include "triage/core/message.h"

struct _GMimeParserOptions;

namespace mime {

class Options {
public:
    // Warnings of a parse with these options become defects of `m`, which must outlive them.
    explicit Options(core::Message& m);
    ~Options();
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;

    _GMimeParserOptions* get() const { return options_; }

private:
    _GMimeParserOptions* options_;
};

} // namespace mime
