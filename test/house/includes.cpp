// The arrows between the parts of reel, "A <- B" meaning that B may include A:
//
//     error <- core <- scalar <- eigen <- unroll <- implicit <- analysis <- apps
//     implicit <- bilevel <- apps
//     error <- bounds, problem <- solver <- analysis, apps
//
// what a public header includes itself, and the size of a file. `bounds` is analysis/bounds.hpp, which knows numbers only. A file of lib/ belongs to the
// part of its folder, and without one to the part of the header it is named like.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(house_includes)

namespace fs = std::filesystem;

using Files = std::map<fs::path, std::string>; // path from the project's root -> text

const std::map<std::string, std::set<std::string>> may_include = {
    {"error", {}},
    {"core", {"error"}},
    {"scalar", {"error", "core"}},
    {"eigen", {"error", "core", "scalar"}},
    {"unroll", {"error", "core", "scalar", "eigen"}},
    {"implicit", {"error", "core", "scalar", "eigen", "unroll"}},
    {"bilevel", {"error", "core", "scalar", "eigen", "unroll", "implicit"}},
    {"bounds", {"error"}},
    {"solver", {"error", "problem"}},
    {"problem", {"error"}},
    {"analysis", {"error", "core", "scalar", "eigen", "unroll", "implicit", "bounds", "solver", "problem"}},
    {"apps",
     {"error", "core", "scalar", "eigen", "unroll", "implicit", "bilevel", "bounds", "solver", "problem", "analysis"}},
};

// "include/reel/core/tape.hpp" -> "core", "include/reel/error.hpp" -> "error"; the folder's name when it is no part.
std::string part_of(const fs::path& file, const Files& files)
{
    const std::vector<std::string> names(file.begin(), file.end());
    if (names.front() == "apps")
        return "apps";
    const std::size_t root = names.front() == "lib" ? 1 : 2;
    const bool in_folder = names.size() > root + 1;
    if (!in_folder && names.front() == "lib") {
        const auto named_like_it = std::ranges::find_if(files, [&](const auto& other) {
            return *other.first.begin() == "include" && other.first.stem() == file.stem();
        });
        return named_like_it == files.end() ? "lib" : part_of(named_like_it->first, files);
    }
    if (!in_folder)
        return "error";
    const bool bounds = names[root] == "analysis" && file.stem() == "bounds";
    return bounds ? "bounds" : names[root];
}

// The file of reel that an #include names, or an empty path for a header from elsewhere.
fs::path included_file(const fs::path& from, const std::string& name, bool quoted)
{
    if (name.starts_with("reel/"))
        return fs::path("include") / name;
    return quoted ? (from.parent_path() / name).lexically_normal() : fs::path();
}

struct Include {
    std::string name;
    bool quoted;
};

// `#include "name"` or `#include <name>`, with blanks wherever the preprocessor allows them.
std::optional<Include> include_in(std::string line)
{
    std::erase_if(line, [](unsigned char c) { return std::isspace(c) != 0; });
    const std::string directive = "#include";
    const std::size_t open = directive.size();
    if (!line.starts_with(directive) || line.size() == open || (line[open] != '"' && line[open] != '<'))
        return std::nullopt;
    const bool quoted = line[open] == '"';
    const std::size_t close = line.find(quoted ? '"' : '>', open + 1);
    return Include{line.substr(open + 1, close - open - 1), quoted};
}

// Empty when the arrow from `file` to what it includes is allowed.
std::string wrong_arrow(const fs::path& file, const Include& include, const Files& files)
{
    const std::string part = part_of(file, files);
    const std::string arrow = file.string() + " (" + part + ") includes " + include.name;
    const fs::path target = included_file(file, include.name, include.quoted);
    if (target.empty()) {
        const bool std_only = part == "core" && *file.begin() == "include";
        const bool is_std = include.name.find_first_of("/.") == std::string::npos;
        return std_only && !is_std ? arrow + ": a header of core knows the standard library only" : "";
    }
    const std::string other = part_of(target, files);
    return other == part || may_include.at(part).contains(other) ? "" : arrow + " (" + other + ")";
}

std::vector<std::string> wrong_arrows(const Files& files)
{
    std::vector<std::string> found;
    for (const auto& [file, text] : files) {
        if (const std::string part = part_of(file, files); !may_include.contains(part)) {
            found.push_back(file.string() + " belongs to no part of reel: " + part);
            continue;
        }
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            if (const auto include = include_in(line))
                if (const std::string wrong = wrong_arrow(file, *include, files); !wrong.empty())
                    found.push_back(wrong);
    }
    return found;
}

// The headers that precompiled ones bring along, and names that come from them. That a header includes the others is seen
// when it is compiled alone.
struct Origin {
    std::string header; // "Eigen/": one of that folder
    std::regex name;
};
const std::vector<Origin> precompiled = {
    {"Eigen/", std::regex("\\bEigen::")},
    {"algorithm", std::regex("std::(max|min|clamp|sort|fill|copy|any_of|all_of|none_of|ranges::\\w+)\\(")},
    {"cmath", std::regex("std::(sqrt|cbrt|hypot|exp|expm1|log|log1p|pow|sin|cos|tanh|fmod|isfinite|isnan)\\(")},
    {"functional", std::regex("std::function<")},
    {"string", std::regex("std::(string|to_string)\\b")},
    {"vector", std::regex("std::vector<")},
};

std::vector<std::string> not_included(const Files& files)
{
    std::vector<std::string> found;
    for (const auto& [file, text] : files) {
        if (*file.begin() != "include")
            continue;
        const std::string code = std::regex_replace(text, std::regex("//[^\n]*"), "");
        for (const auto& [header, name] : precompiled) {
            const std::string include = "#include <" + header + (header.back() == '/' ? "" : ">");
            if (std::regex_search(code, name) && code.find(include) == std::string::npos)
                found.push_back(file.string() + " uses names of <" + header + "> and does not include it");
        }
    }
    return found;
}

std::vector<std::string> too_long(const Files& files)
{
    std::vector<std::string> found;
    for (const auto& [file, text] : files)
        if (const auto lines = std::ranges::count(text, '\n'); lines > 300)
            found.push_back(file.string() + " has " + std::to_string(lines) + " lines, 300 are allowed");
    return found;
}

Files project_files()
{
    const fs::path root = REEL_SOURCE_DIR;
    Files files;
    for (const char* folder : {"include", "lib", "apps"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const fs::path extension = entry.path().extension();
            if (extension != ".hpp" && extension != ".cpp")
                continue;
            std::ostringstream text;
            text << std::ifstream(entry.path()).rdbuf();
            files[fs::relative(entry.path(), root)] = text.str();
        }
    }
    return files;
}

void report(const std::vector<std::string>& violations)
{
    for (const std::string& violation : violations)
        BOOST_ERROR(violation);
}

BOOST_AUTO_TEST_CASE(every_include_of_the_project_follows_an_arrow)
{
    report(wrong_arrows(project_files()));
}

BOOST_AUTO_TEST_CASE(every_public_header_includes_what_its_names_come_from)
{
    report(not_included(project_files()));
}

BOOST_AUTO_TEST_CASE(no_file_of_the_project_is_longer_than_300_lines)
{
    report(too_long(project_files()));
}

// A line lost from the list would be a test that nobody runs.
BOOST_AUTO_TEST_CASE(every_test_is_in_the_list_of_tests)
{
    const fs::path tests = fs::path(REEL_SOURCE_DIR) / "test";
    std::ifstream file(tests / "CMakeLists.txt");
    const std::string list{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    for (const auto& [part, allowed] : may_include)
        if (fs::exists(tests / part))
            for (const auto& entry : fs::directory_iterator(tests / part)) {
                const std::string name = part + "/" + entry.path().stem().string();
                const std::regex listed("[( ]" + name + "(\\.cpp|[ )\n])");
                BOOST_TEST((entry.path().extension() != ".cpp" || std::regex_search(list, listed)), name);
            }
}

BOOST_AUTO_TEST_CASE(an_arrow_that_points_up_is_found)
{
    BOOST_TEST(wrong_arrows({{"include/reel/core/tape.hpp", "#include <reel/scalar/var.hpp>\n"}}).size() == 1u);
    BOOST_TEST(wrong_arrows({{"lib/core/tape.cpp", "#include \"../unroll/map.hpp\"\n"}}).size() == 1u);
    BOOST_TEST(wrong_arrows({{"include/reel/analysis/curve.hpp", "  # include <reel/unroll/map.hpp>\n"}}).empty());
}

BOOST_AUTO_TEST_CASE(a_solver_that_includes_an_AD_header_is_found)
{
    BOOST_TEST(wrong_arrows({{"include/reel/solver/gradient.hpp", "#include <reel/eigen/vector.hpp>\n"}}).size() == 1u);
    BOOST_TEST(wrong_arrows({{"include/reel/solver/gradient.hpp", "#include <Eigen/Core>\n"}}).empty());
}

BOOST_AUTO_TEST_CASE(bounds_that_include_an_AD_header_are_found)
{
    BOOST_TEST(wrong_arrows({{"include/reel/analysis/bounds.hpp", "#include <reel/core/tape.hpp>\n"}}).size() == 1u);
    BOOST_TEST(wrong_arrows({{"include/reel/analysis/bounds.hpp", "#include <reel/error.hpp>\n"}}).empty());
}

BOOST_AUTO_TEST_CASE(a_core_that_includes_Eigen_is_found)
{
    BOOST_TEST(wrong_arrows({{"include/reel/core/tape.hpp", "#include <Eigen/Core>\n"}}).size() == 1u);
    BOOST_TEST(wrong_arrows({{"include/reel/core/tape.hpp", "#include <vector>\n"}}).empty());
}

BOOST_AUTO_TEST_CASE(a_header_that_relies_on_what_another_includes_is_found)
{
    const Files files = {{"include/reel/core/a.hpp", "#include <cmath>\nstd::vector<double> a; // Eigen::VectorXd"}};
    BOOST_TEST(not_included(files).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_source_outside_of_a_folder_belongs_to_the_part_of_its_header)
{
    const Files files = {{"include/reel/core/tape.hpp", ""}, {"lib/tape.cpp", "#include <reel/scalar/var.hpp>\n"}};
    BOOST_TEST(wrong_arrows(files).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_folder_without_a_place_among_the_arrows_is_found)
{
    BOOST_TEST(wrong_arrows({{"include/reel/misc/helpers.hpp", ""}}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_file_of_301_lines_is_found)
{
    BOOST_TEST(too_long({{"lib/a.cpp", std::string(301, '\n')}}).size() == 1u);
    BOOST_TEST(too_long({{"lib/a.cpp", std::string(300, '\n')}}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
