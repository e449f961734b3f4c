#pragma once
/// Another program, run to its end.

#include <string>
#include <vector>

namespace reel::apps {

struct Finished {
    int status = 0; ///< Its exit status, or 128 + the number of the signal that ended it.
    std::string output;
    std::string errors;
};

/// Runs words[0], found on the PATH, with the rest as arguments and an empty standard input. Throws `Failure` when it
/// cannot be started.
Finished run_program(const std::vector<std::string>& words);

/// Is there such a program on the PATH?
bool on_path(const std::string& program);

} // namespace reel::apps
