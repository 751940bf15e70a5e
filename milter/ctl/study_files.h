// What all of `train` and `eval` do with files: reading them whole, writing a model, saying what
// went wrong. Used by their commands.
#pragma once

#include <iosfwd>
#include <string>

#include "triage/core/result.h"
#include "triage/model/linear.h"

namespace ctl {

int fail(std::ostream& err, const std::string& what); // one line; exit_error
core::Result<std::string> read_file(const std::string& name); // the error names the file
core::Result<void> save_model(const std::string& name, const model::Coefficients& model);

} // namespace ctl
