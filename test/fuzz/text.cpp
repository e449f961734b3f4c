// Everything that reads foreign text: data files, option files, numbers, command lines. The first byte of the input says
// which. Whatever the text, the answer is a result or a UsageError; what was read is written and read back the same.
#include <common/config.hpp>
#include <common/csv.hpp>
#include <common/exit.hpp>
#include <common/number.hpp>
#include <common/options.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

using namespace reel::apps;

namespace {

void check(bool holds)
{
    if (!holds)
        std::abort();
}

// A file without a name that has this text.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view text) : descriptor_(::memfd_create("fuzz", 0))
    {
        check(descriptor_ >= 0 && ::write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

void data_file(std::string_view text)
{
    const MemoryFile file(text);
    const Dataset data = read_regression(file.path(), Scale::none);
    check(data.A.rows() == data.b.size() && data.A.cols() == static_cast<Eigen::Index>(data.features.size()));
    check(data.A.size() > 0 && data.A.allFinite() && data.b.allFinite());
}

void option_file(std::string_view text)
{
    for (const ConfigEntry& entry : parse_config(text, "fuzz.ini"))
        check(!entry.name.empty() && !entry.place.empty());
}

void numbers(std::string_view text)
{
    const double number = parse_number(text, any_number());
    check(std::isfinite(number) && parse_number(number_text(number), any_number()) == number);
    const std::int64_t count = parse_count(text, {});
    check(CountRange{}.contains(count) && static_cast<double>(count) == number);
    check(parse_bytes(text) >= 1);
}

void command_line(std::string_view text)
{
    double u = 0.1;
    std::int64_t iterations = 500;
    std::vector<std::int64_t> truncate;
    bool relative = false;
    Options options("fuzz", "Reads options.");
    options.group("Problem");
    options.number("u", u, above(0), "weight");
    options.count("iterations", iterations, {1, 1000}, "steps");
    options.list(
        "truncate", truncate, "T", "indices", [](auto index) { return parse_count(index, {0, 1000}); },
        [](std::int64_t index) { return std::to_string(index); });
    options.flag("relative", relative, "divide");

    std::vector<std::string> words{"fuzz"};
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    std::vector<const char*> arguments;
    for (const std::string& word : words) {
        // These answer on standard output, or read what is outside this text.
        if (word.starts_with("--help") || word.starts_with("-h") || word.starts_with("--ver") ||
            word.starts_with("--print") || word.starts_with("--config"))
            return;
        arguments.push_back(word.c_str());
    }
    options.parse(static_cast<int>(arguments.size()), arguments.data());
    check(u > 0 && std::isfinite(u) && iterations >= 1 && iterations <= 1000);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        switch (data[0] % 4) {
        case 0: data_file(text); break;
        case 1: option_file(text); break;
        case 2: numbers(text); break;
        default: command_line(text);
        }
    } catch (const UsageError&) { // the text was refused
    }
    return 0;
}
