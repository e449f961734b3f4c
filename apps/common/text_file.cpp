#include "text_file.hpp"

#include "exit.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace reel::apps {

std::string read_text_file(const std::string& path)
{
    const auto refuse = [&](const std::string& why) {
        return UsageError("cannot read '" + path + "': " + why, "", "a text file that can be read");
    };
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        throw refuse(std::strerror(EISDIR));
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file.is_open() && file.peek() != std::ifstream::traits_type::eof())
        text << file.rdbuf();
    if (!file.is_open() || file.bad() || text.fail())
        throw refuse(std::strerror(errno != 0 ? errno : EIO));
    return text.str();
}

std::vector<std::string_view> lines_of(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string place(const std::string& file, std::size_t line, std::size_t offset)
{
    return file + ":" + std::to_string(line) + ":" + std::to_string(offset + 1);
}

} // namespace reel::apps
