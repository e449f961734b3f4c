#include "output.hpp"

#include "exit.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace reel::apps {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const std::string& name, int error)
{
    throw Failure("cannot write " + name + ": " + std::strerror(error));
}

std::string in_quotes(const fs::path& path)
{
    return "'" + path.string() + "'";
}

void write_all(int file, std::string_view text, const std::string& name)
{
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written >= 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            fail(name, errno);
    }
}

// A file that is open until the end of the scope, and removed there unless it was kept.
class Temporary {
public:
    explicit Temporary(fs::path path) : path_(std::move(path))
    {
        ::unlink(path_.c_str()); // one that an earlier, killed process with our number left behind
        file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary()
    {
        if (file_ >= 0)
            ::close(file_);
        if (!kept_)
            ::unlink(path_.c_str());
    }

    int file() const noexcept { return file_; }

    bool rename_to(const fs::path& target)
    {
        const int file = std::exchange(file_, -1);
        kept_ = ::close(file) == 0 && ::rename(path_.c_str(), target.c_str()) == 0;
        return kept_;
    }

private:
    fs::path path_;
    int file_ = -1;
    bool kept_ = false;
};

// Through symbolic links, so that the file they lead to is replaced and not the link.
fs::path resolved(const fs::path& path)
{
    std::error_code error;
    const fs::path target = fs::canonical(path, error);
    return error ? path : target;
}

void replace_file(const fs::path& path, std::string_view text)
{
    Temporary temporary(path.string() + "." + std::to_string(::getpid()) + ".tmp");
    if (temporary.file() < 0)
        fail(in_quotes(path), errno);
    struct stat old = {};
    if (::stat(path.c_str(), &old) == 0)
        ::fchmod(temporary.file(), old.st_mode & 07777U);
    write_all(temporary.file(), text, in_quotes(path));
    if (::fsync(temporary.file()) != 0 && errno != EINVAL && errno != EROFS)
        fail(in_quotes(path), errno);
    if (!temporary.rename_to(path))
        fail(in_quotes(path), errno);
}

void write_to_device(const fs::path& path, std::string_view text)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0)
        fail(in_quotes(path), errno);
    try {
        write_all(file, text, in_quotes(path));
    }
    catch (...) {
        ::close(file);
        throw;
    }
    if (::close(file) != 0)
        fail(in_quotes(path), errno);
}

} // namespace

void write_output(const std::string& path, std::string_view text)
{
    if (path.empty())
        return write_all(STDOUT_FILENO, text, "to standard output");
    check_writable(path);
    const fs::path target = resolved(path);
    std::error_code error;
    if (fs::exists(target, error) && !fs::is_regular_file(target, error))
        write_to_device(target, text);
    else
        replace_file(target, text);
}

void check_writable(const std::string& path)
{
    const fs::path target = resolved(path);
    const fs::path folder = target.has_parent_path() ? target.parent_path() : ".";
    std::error_code error;
    if (fs::is_directory(target, error))
        fail(in_quotes(path), EISDIR);
    if (fs::exists(target, error)) {
        if (::access(target.c_str(), W_OK) != 0)
            fail(in_quotes(path), errno);
        if (!fs::is_regular_file(target, error))
            return;
    }
    if (!fs::is_directory(folder, error))
        throw Failure("cannot write " + in_quotes(path) + ": there is no folder " + in_quotes(folder));
    if (::access(folder.c_str(), W_OK) != 0)
        fail(in_quotes(path), errno);
}

} // namespace reel::apps
