#include "command_line.hpp"

#include "exit.hpp"
#include "nearest.hpp"

#include <algorithm>
#include <boost/program_options.hpp>
#include <sstream>

namespace reel::apps {
namespace po = boost::program_options;
namespace {

constexpr unsigned width = 110;

po::typed_value<std::string>* described(const OptionText& option)
{
    auto* const value = po::value<std::string>()->value_name(option.placeholder);
    return option.default_value.empty() ? value : value->default_value(option.default_value);
}

po::options_description described(const std::vector<OptionText>& options)
{
    po::options_description all("", width, width / 2);
    for (auto option = options.begin(); option != options.end();) {
        po::options_description group(option->group, width, width / 2);
        for (const std::string title = option->group; option != options.end() && option->group == title; ++option) {
            const std::string name = option->name == "help" ? "help,h" : option->name;
            if (option->placeholder.empty())
                group.add_options()(name.c_str(), option->help.c_str());
            else
                group.add_options()(name.c_str(), described(*option), option->help.c_str());
        }
        all.add(group);
    }
    return all;
}

// Without prefix guessing: --iter for --iterations would break with the next option that begins so.
std::vector<po::option> split(const std::vector<OptionText>& options, int argc, const char* const* argv)
{
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    try {
        const auto known = described(options);
        return po::command_line_parser(argc, argv).options(known).style(style).allow_unregistered().run().options;
    }
    catch (const po::error& error) {
        throw UsageError(error.what(), "", "");
    }
}

bool is_option(const std::string& word, const std::vector<OptionText>& options)
{
    return std::ranges::any_of(options, [&](const OptionText& option) { return word == "--" + option.name; });
}

// Boost takes "--data --u 1" for a file named "--u".
bool value_is_missing(const po::option& word, const std::vector<OptionText>& options)
{
    return word.original_tokens.size() == 2 && is_option(word.original_tokens.back(), options);
}

} // namespace

std::vector<GivenOption> split_command_line(const std::vector<OptionText>& options, int argc, const char* const* argv)
{
    const std::vector<po::option> words = split(options, argc, argv);
    for (const po::option& word : words)
        if (word.string_key == "help" || word.string_key == "version")
            return {{word.string_key, "true"}};
    std::vector<GivenOption> given;
    for (const po::option& word : words) {
        if (word.unregistered)
            refuse_name(word.original_tokens.front(), options, "");
        if (word.string_key.empty())
            throw UsageError("unexpected argument '" + word.original_tokens.front() + "'", "", "options only");
        if (value_is_missing(word, options))
            throw UsageError("the required argument for option '--" + word.string_key + "' is missing", "", "");
        given.push_back({word.string_key, word.value.empty() ? "true" : word.value.front()});
    }
    return given;
}

std::string option_table(const std::vector<OptionText>& options)
{
    std::ostringstream text;
    text << described(options);
    return text.str();
}

void refuse_name(const std::string& name, const std::vector<OptionText>& options, const std::string& place)
{
    std::vector<std::string> names;
    for (const OptionText& option : options)
        names.push_back(option.name);
    const std::size_t start = std::min(name.find_first_not_of('-'), name.size());
    const std::string word = name.substr(start, name.find('=') - start);
    const std::string guess = nearest(word, names);
    const std::string dashes = place.empty() ? "--" : "";
    const std::string hint = guess.empty() ? "" : " (did you mean '" + dashes + guess + "'?)";
    throw UsageError("unknown option '" + name + "'" + hint, place, "");
}

} // namespace reel::apps
