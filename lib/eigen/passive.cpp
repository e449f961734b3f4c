#include <reel/eigen/passive.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#ifdef __linux__
#include <sys/uio.h>
#include <unistd.h>
#endif

namespace reel::passive_matrix {
namespace {

/// Copies memory that may be gone: the system reads it for us, and says so when it is not there.
bool copy_if_there(std::vector<unsigned char>& to, const void* from)
{
#ifdef __linux__
    if (to.empty())
        return true;
    const iovec local{to.data(), to.size()};
    const iovec remote{const_cast<void*>(from), to.size()};
    const ssize_t copied = ::process_vm_readv(::getpid(), &local, 1, &remote, 1, 0);
    if (copied >= 0)
        return static_cast<std::size_t>(copied) == to.size();
    if (errno == EFAULT)
        return false;
#endif
    std::memcpy(to.data(), from, to.size());
    return true;
}

/// FNV-1a over 8-byte words; false when the memory is gone.
bool fingerprint(const Bytes& bytes, std::uint64_t& result)
{
    result = 14695981039346656037ULL;
    std::vector<unsigned char> run(bytes.run_bytes);
    for (std::size_t i = 0; i < bytes.runs; ++i) {
        if (!copy_if_there(run, static_cast<const unsigned char*>(bytes.begin) + i * bytes.stride_bytes))
            return false;
        for (std::size_t j = 0; j < run.size(); j += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, run.data() + j, std::min<std::size_t>(8, run.size() - j));
            result = (result ^ word) * 1099511628211ULL;
        }
    }
    return true;
}

class Guard : public Owned {
public:
    Guard(const Bytes& bytes, Eigen::Index rows, Eigen::Index cols) : bytes_(bytes), rows_(rows), cols_(cols)
    {
        fingerprint(bytes_, before_);
    }
    std::size_t bytes() const noexcept override { return 0; } // a Debug build reports the bytes of a Release build
    void verify() const override
    {
        std::uint64_t now = 0;
        const bool there = fingerprint(bytes_, now);
        if (!there || now != before_)
            throw InvalidUse("sweep: the passive " + std::to_string(rows_) + " by " + std::to_string(cols_) +
                             " matrix of a recorded product was " + (there ? "changed or freed" : "freed") +
                             " since; keep it as it is until the last sweep, or multiply by a temporary copy, which "
                             "the tape then owns");
    }
    bool watches(const Bytes& bytes) const { return bytes == bytes_; }

private:
    Bytes bytes_;
    Eigen::Index rows_;
    Eigen::Index cols_;
    std::uint64_t before_ = 0;
};

} // namespace

void watch(Tape& tape, const Bytes& bytes, Eigen::Index rows, Eigen::Index cols)
{
    const auto watched = [&](const Owned* object) {
        const auto* guard = dynamic_cast<const Guard*>(object);
        return guard != nullptr && guard->watches(bytes);
    };
    if (std::none_of(tape.owned().begin(), tape.owned().end(), watched))
        tape.own<Guard>(bytes, rows, cols);
}

} // namespace reel::passive_matrix
