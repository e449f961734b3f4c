#include "options.hpp"

#include "config.hpp"
#include "exit.hpp"
#include "output.hpp"
#include "plot.hpp"
#include "text_file.hpp"
#include "version_text.hpp"

#include <reel/error.hpp>

#include <algorithm>

namespace reel::apps {
namespace {

constexpr const char* exit_codes = "Exit codes:\n"
                                   "  0    done\n"
                                   "  1    ran but failed (diverged, input or output)\n"
                                   "  2    wrong usage or input file\n"
                                   "  3    a requested check failed\n"
                                   "  4    the memory limit was reached\n"
                                   "  130  interrupted; what was finished is written, marked incomplete\n";

bool parse_switch(const std::string& text)
{
    if (text != "true" && text != "false")
        throw UsageError("'" + text + "' is not a switch", "", "true or false");
    return text == "true";
}

std::string parse_text(std::string_view text)
{
    if (text.empty())
        throw UsageError("the text is empty", "", "one character at least");
    return std::string(text);
}

// These are answered or read at once; they are no part of an option file.
bool in_config(const std::string& name)
{
    return name != "help" && name != "version" && name != "config" && name != "print-config";
}

// Does an option file give the value back? Not one that ends in a blank or has the end of a line in it.
bool readable(const std::string& name, const std::string& value)
{
    const auto entries = parse_config(name + " = " + value, "");
    return entries.size() == 1 && entries.front().value == value;
}

} // namespace

Options::Options(std::string program, std::string purpose) : program_(std::move(program)), purpose_(std::move(purpose))
{
    add_common();
    group_ = "Options";
}

void Options::add_common()
{
    group("General");
    flag("help", asked_.help, "this text");
    flag("version", asked_.version, "versions of the program and of what it is built with");
    text("config", asked_.config, "FILE", "read options from a file of lines 'name = value'; the command line wins");
    flag("print-config", asked_.print_config, "write the options of this run as such a file, and stop");
    group("Output");
    choice("format", settings_.format, {{"table", Format::table}, {"csv", Format::csv}, {"json", Format::json}},
           "how results are written");
    text("output", settings_.output, "FILE", "write results to a file instead of standard output");
    text("plot", settings_.plot, "FILE.(svg|png|pdf)", "draw a picture too; its gnuplot script is put beside it");
    flag("quiet", settings_.quiet, "nothing on standard error but errors");
    count("seed", settings_.seed, {0, std::int64_t{1} << 53}, "seed of everything random");
}

void Options::add(const std::string& name, const std::string& placeholder, const std::string& help,
                  std::function<void(const std::string&)> set, std::function<std::string()> show)
{
    const std::string default_value = placeholder.empty() ? "" : show();
    options_.push_back({{name, group_, placeholder, default_value, help}, std::move(set), std::move(show)});
}

void Options::flag(const std::string& name, bool& target, const std::string& help)
{
    add(
        name, "", help, [&target](const std::string& text) { target = parse_switch(text); },
        [&target] { return std::string(target ? "true" : "false"); });
}

void Options::number(const std::string& name, double& target, const Range& range, const std::string& help)
{
    value(
        name, target, "NUMBER", help, [range](auto text) { return parse_number(text, range); }, number_text);
}

void Options::number(const std::string& name, std::optional<double>& target, const Range& range,
                     const std::string& help)
{
    value(
        name, target, "NUMBER", help, [range](auto text) { return parse_number(text, range); },
        [](const auto& now) { return now ? number_text(*now) : ""; });
}

void Options::count(const std::string& name, std::int64_t& target, const CountRange& range, const std::string& help)
{
    value(
        name, target, "COUNT", help, [range](auto text) { return parse_count(text, range); },
        [](std::int64_t now) { return std::to_string(now); });
}

void Options::count(const std::string& name, std::optional<std::int64_t>& target, const CountRange& range,
                    const std::string& help)
{
    value(
        name, target, "COUNT", help, [range](auto text) { return parse_count(text, range); },
        [](const auto& now) { return now ? std::to_string(*now) : ""; });
}

void Options::bytes(const std::string& name, std::optional<std::int64_t>& target, const std::string& help)
{
    value(
        name, target, "BYTES", help, [](auto text) { return parse_bytes(text); },
        [](const auto& now) { return now ? std::to_string(*now) : ""; });
}

void Options::text(const std::string& name, std::string& target, const std::string& placeholder,
                   const std::string& help)
{
    value(name, target, placeholder, help, parse_text, [](const std::string& now) { return now; });
}

void Options::example(std::string command, std::string what_it_does)
{
    examples_.emplace_back(std::move(command), std::move(what_it_does));
}

bool Options::parse(int argc, const char* const* argv)
{
    const std::vector<GivenOption> words = split_command_line(texts(), argc, argv);
    for (const GivenOption& word : words)
        if (word.name == "config")
            apply_config(word.value);
    for (const GivenOption& word : words)
        apply(word.name, word.value, "");
    if (!settings_.output.empty())
        check_writable(settings_.output);
    if (!settings_.plot.empty())
        check_plot_file(settings_.plot);
    return !answered();
}

void Options::apply_config(const std::string& path)
{
    for (const auto& [name, value, place] : parse_config(read_text_file(path), path)) {
        if (!in_config(name))
            throw UsageError("'" + name + "' is for the command line only", place, "");
        apply(name, value, place);
    }
}

void Options::apply(const std::string& name, const std::string& value, const std::string& place)
{
    Option& option = options_[index_of(name, place)];
    if (option.place && option.place->empty())
        throw UsageError("--" + name + ": given twice", "", "once");
    option.place = place;
    try {
        option.set(value);
    }
    catch (const UsageError& error) {
        throw UsageError("--" + name + ": " + error.complaint(), place, error.allowed());
    }
    catch (const InvalidArgument& error) {
        throw UsageError("--" + name + ": " + error.what(), place, "");
    }
}

bool Options::answered() const
{
    if (asked_.help)
        write_output("", help());
    else if (asked_.version)
        write_output("", version_text(program_));
    else if (asked_.print_config)
        write_output("", config());
    return asked_.help || asked_.version || asked_.print_config;
}

std::vector<OptionText> Options::texts() const
{
    std::vector<OptionText> texts;
    for (const Option& option : options_)
        texts.push_back(option.text);
    return texts;
}

std::size_t Options::index_of(const std::string& name, const std::string& place) const
{
    const auto option = std::ranges::find_if(options_, [&](const Option& o) { return o.text.name == name; });
    if (option == options_.end())
        refuse_name(name, texts(), place);
    return static_cast<std::size_t>(option - options_.begin());
}

bool Options::given(const std::string& name) const
{
    return options_[index_of(name)].place.has_value();
}

void Options::refuse(const std::string& name, const std::string& what, const std::string& allowed) const
{
    throw UsageError("--" + name + ": " + what, options_[index_of(name)].place.value_or(""), allowed);
}

std::string Options::help() const
{
    // General and Output, which every program has, come last.
    std::vector<OptionText> own;
    std::vector<OptionText> common;
    for (const OptionText& text : texts())
        (text.group == "General" || text.group == "Output" ? common : own).push_back(text);
    std::string help = program_ + ": " + purpose_ + "\n\nUsage: " + program_ + " [options]\n" + option_table(own) +
                       option_table(common) + "\nExamples:\n";
    for (const auto& [command, what_it_does] : examples_)
        help += "  " + command + "\n      " + what_it_does + "\n";
    return help + "\n" + exit_codes;
}

std::string Options::config() const
{
    std::string config;
    std::string group;
    for (const Option& option : options_) {
        if (!in_config(option.text.name))
            continue;
        if (option.text.group != group) {
            group = option.text.group;
            config += (config.empty() ? "# " : "\n# ") + group + "\n";
        }
        const std::string value = option.show();
        if (!value.empty() && !readable(option.text.name, value))
            refuse(option.text.name, "'" + value + "' cannot be written to an option file", "");
        config += (value.empty() ? "# " : "") + option.text.name + " = " + value + '\n';
    }
    return config;
}

void refuse_word(std::string_view word, const std::vector<std::string>& words)
{
    std::string allowed;
    for (const std::string& other : words)
        allowed += (allowed.empty() ? "" : ", ") + other;
    throw UsageError("unknown value '" + std::string(word) + "'", "", allowed);
}

} // namespace reel::apps
