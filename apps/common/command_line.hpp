#pragma once
/// Boost.Program_options, kept in one source file: it tells the words of a command line apart and lays out --help.
/// Every value stays text here; options.hpp checks it.

#include <string>
#include <vector>

namespace reel::apps {

struct OptionText {
    std::string name;
    std::string group;       ///< The heading it stands under.
    std::string placeholder; ///< Of its value; empty for a flag, which has none.
    std::string default_value;
    std::string help;
};

struct GivenOption {
    std::string name;
    std::string value; ///< "true" for a flag.
};

/// What was given, in order. Throws `UsageError` for an unknown option, a missing value, or an argument that is no
/// option. --help or --version anywhere is all that is returned then.
std::vector<GivenOption> split_command_line(const std::vector<OptionText>& options, int argc, const char* const* argv);

/// The options under their headings, one paragraph each.
std::string option_table(const std::vector<OptionText>& options);

/// Throws the `UsageError` for a name that is none of the options; `place` is where it was read.
[[noreturn]] void refuse_name(const std::string& name, const std::vector<OptionText>& options,
                              const std::string& place);

} // namespace reel::apps
