#pragma once
/// How a program ends: its exit codes, and the exceptions that lead to them.
///
///     throw UsageError("'abc' is not a number", "run.ini:3:9", "a finite number");   // 2, and one line on stderr
///     throw Failure("cannot write 'out.csv': No space left on device");              // 1
///
/// `run_app` catches them; see run_app.hpp.

#include <stdexcept>
#include <string>

namespace reel::apps {

enum class Exit : int {
    done = 0,
    failed = 1,        ///< It ran but failed: diverged, could not read or write.
    usage = 2,         ///< A wrong option or input file.
    check_failed = 3,  ///< It ran, and a check that was asked for failed.
    memory_limit = 4,  ///< The limit in bytes was reached.
    interrupted = 130, ///< SIGINT or SIGTERM; what was finished is written.
};

/// A wrong option or a wrong input file. It reads "what, where, allowed: allowed"; an empty part is left out.
class UsageError : public std::runtime_error {
public:
    UsageError(const std::string& what, const std::string& where, const std::string& allowed)
        : std::runtime_error(what + (where.empty() ? "" : ", " + where) +
                             (allowed.empty() ? "" : ", allowed: " + allowed)),
          complaint_(what), allowed_(allowed)
    {}
    const std::string& complaint() const noexcept { return complaint_; } ///< What is wrong, without the place.
    const std::string& allowed() const noexcept { return allowed_; }

private:
    std::string complaint_;
    std::string allowed_;
};

/// The run itself failed: it diverged, or a file could not be written.
class Failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A check that the user asked for, such as --check-gradient, found a difference.
class CheckFailed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace reel::apps
