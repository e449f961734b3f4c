#pragma once
/// The command line of a program: options bound to variables, checked before anything runs.
///
///     double u = 0.1;                                  // the value now is the default
///     std::int64_t steps = 500;
///     Options options("reel-error", "Measures how wrong an unrolled derivative is.");
///     options.group("Problem");
///     options.number("u", u, above(0), "weight of the regularisation");
///     options.group("Solver");
///     options.count("iterations", steps, {1, 1'000'000}, "steps to run");
///     options.example("reel-error --u 0.01", "a harder problem");
///     if (!options.parse(argc, argv))
///         return;                                      // --help, --version or --print-config was answered
///
/// Every program also has --help, --version, --config FILE, --print-config, --seed, --format, --output, --plot and
/// --quiet. Values come from --config first and from the command line second. Names are never abbreviated; a wrong one
/// is answered with the nearest right one. Whatever is wrong is a `UsageError` that names the option, the place in the
/// file and what is allowed. The options refer to their variables, which must live until `parse` returns.

#include "command_line.hpp"
#include "list.hpp"
#include "number.hpp"
#include "run_settings.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace reel::apps {

/// The words that an option allows, with what each means: {{"table", Format::table}, ...}.
template <class T>
using Choices = std::vector<std::pair<std::string, T>>;

class Options {
public:
    Options(std::string program, std::string purpose);
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;

    // ---- what the program takes. The help text is a phrase without a full stop. ----

    /// The options that follow stand under this heading of --help.
    void group(std::string title) { group_ = std::move(title); }

    void flag(const std::string& name, bool& target, const std::string& help);
    void number(const std::string& name, double& target, const Range& range, const std::string& help);
    void number(const std::string& name, std::optional<double>& target, const Range& range, const std::string& help);
    void count(const std::string& name, std::int64_t& target, const CountRange& range, const std::string& help);
    void count(const std::string& name, std::optional<std::int64_t>& target, const CountRange& range,
               const std::string& help);
    void bytes(const std::string& name, std::optional<std::int64_t>& target, const std::string& help);
    void text(const std::string& name, std::string& target, const std::string& placeholder, const std::string& help);

    /// One of some words, each meaning a value of any type.
    template <class T>
    void choice(const std::string& name, T& target, const std::type_identity_t<Choices<T>>& choices,
                const std::string& help);

    /// Anything with a text of its own, such as a step rule: `parse` throws UsageError or reel::InvalidArgument for
    /// what it does not take, `show` writes what `parse` would read. An empty `show` means "not set".
    template <class T>
    void value(const std::string& name, T& target, const std::string& placeholder, const std::string& help,
               const std::type_identity_t<std::function<T(std::string_view)>>& parse,
               const std::type_identity_t<std::function<std::string(const T&)>>& show);

    /// Such values with commas between them, one at least. No value is "not set".
    template <class T>
    void list(const std::string& name, std::vector<T>& target, const std::string& placeholder, const std::string& help,
              const std::type_identity_t<std::function<T(std::string_view)>>& parse,
              const std::type_identity_t<std::function<std::string(const T&)>>& show);

    /// --help shows three.
    void example(std::string command, std::string what_it_does);

    // ---- what it was given ----

    /// False when the command line asked for --help, --version or --print-config, which are then written.
    bool parse(int argc, const char* const* argv);

    const RunSettings& settings() const noexcept { return settings_; }
    bool given(const std::string& name) const; ///< On the command line or in the option file.

    /// For what can be seen only when several options are known: `UsageError` in the name of one of them.
    [[noreturn]] void refuse(const std::string& name, const std::string& what, const std::string& allowed) const;

    std::string help() const;
    std::string config() const; ///< What --print-config writes.

private:
    struct Option {
        OptionText text;
        std::function<void(const std::string&)> set;
        std::function<std::string()> show;     ///< What `set` would read; empty when not set.
        std::optional<std::string> place = {}; ///< Where it was given: "run.ini:3:9", or "" for the command line.
    };
    struct Asked {
        bool help = false;
        bool version = false;
        bool print_config = false;
        std::string config = {};
    };

    void add(const std::string& name, const std::string& placeholder, const std::string& help,
             std::function<void(const std::string&)> set, std::function<std::string()> show);
    void add_common();
    std::size_t index_of(const std::string& name, const std::string& place = "") const;
    void apply(const std::string& name, const std::string& value, const std::string& place);
    void apply_config(const std::string& path);
    bool answered() const;
    std::vector<OptionText> texts() const;

    std::string program_;
    std::string purpose_;
    std::string group_;
    std::vector<Option> options_;
    std::vector<std::pair<std::string, std::string>> examples_;
    RunSettings settings_;
    Asked asked_;
};

/// Throws the UsageError for a word that is none of `words`.
[[noreturn]] void refuse_word(std::string_view word, const std::vector<std::string>& words);

// ---- the templates ----

template <class T>
void Options::value(const std::string& name, T& target, const std::string& placeholder, const std::string& help,
                    const std::type_identity_t<std::function<T(std::string_view)>>& parse,
                    const std::type_identity_t<std::function<std::string(const T&)>>& show)
{
    add(
        name, placeholder, help, [&target, parse](const std::string& text) { target = parse(text); },
        [&target, show] { return show(target); });
}

template <class T>
void Options::list(const std::string& name, std::vector<T>& target, const std::string& placeholder,
                   const std::string& help, const std::type_identity_t<std::function<T(std::string_view)>>& parse,
                   const std::type_identity_t<std::function<std::string(const T&)>>& show)
{
    value(
        name, target, placeholder + "[," + placeholder + "...]", help,
        [parse](std::string_view text) { return parse_list(text, parse); },
        [show](const std::vector<T>& values) { return show_list(values, show); });
}

template <class T>
void Options::choice(const std::string& name, T& target, const std::type_identity_t<Choices<T>>& choices,
                     const std::string& help)
{
    std::vector<std::string> words;
    std::string placeholder;
    for (const auto& [word, meaning] : choices) {
        words.push_back(word);
        placeholder += (placeholder.empty() ? "" : "|") + word;
    }
    const auto parse = [choices, words](std::string_view text) -> T {
        for (const auto& [word, meaning] : choices)
            if (word == text)
                return meaning;
        refuse_word(text, words);
    };
    const auto show = [choices](const T& value) -> std::string {
        for (const auto& [word, meaning] : choices)
            if (meaning == value)
                return word;
        return "";
    };
    value(name, target, placeholder, help, parse, show);
}

} // namespace reel::apps
