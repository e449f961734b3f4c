#include "subprocess.hpp"

#include "exit.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace reel::apps {
namespace {

// A file without a name, gone when it is closed. The child writes to it: no pipe can fill up and block.
class Capture {
public:
    Capture() : file_(std::tmpfile(), std::fclose)
    {
        if (!file_)
            throw Failure(std::string("cannot make a temporary file: ") + std::strerror(errno));
    }
    int descriptor() const { return ::fileno(file_.get()); }
    std::string text() const
    {
        std::rewind(file_.get());
        std::string text;
        std::array<char, 65536> part{};
        while (const std::size_t size = std::fread(part.data(), 1, part.size(), file_.get()))
            text.append(part.data(), size);
        return text;
    }

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

class FileActions {
public:
    FileActions(int output, int errors)
    {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
    }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_ = {};
};

int wait_for(pid_t child)
{
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

Finished run_program(const std::vector<std::string>& words)
{
    const Capture output;
    const Capture errors;
    const FileActions actions(output.descriptor(), errors.descriptor());
    std::vector<std::string> kept = words; // posix_spawn takes char*, not const char*
    std::vector<char*> arguments;
    for (std::string& word : kept)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int error = ::posix_spawnp(&child, arguments[0], actions.get(), nullptr, arguments.data(), environ);
    if (error != 0)
        throw Failure("cannot run " + words.front() + ": " + std::strerror(error));
    const int status = wait_for(child);
    return {.status = status, .output = output.text(), .errors = errors.text()};
}

bool on_path(const std::string& program)
{
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');)
        if (::access((folder + "/" + program).c_str(), X_OK) == 0)
            return true;
    return false;
}

} // namespace reel::apps
