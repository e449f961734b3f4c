#pragma once
/// What goes wrong, said with its numbers and its remedy.
///
/// reel tells two kinds of trouble apart. A mistake of the caller, such as a matrix of the wrong size, a value that
/// outlived its tape or a limit too small, is always checked, in every build, and thrown as one of the types below:
///
///     require(A.cols() == x.size(), [&] { return "A x: A is 2 by 3, x has 4 entries; ..."; });
///
/// A mistake of reel itself is an `assert`. Nothing is printed and nothing aborts: whoever catches a `reel::Error`
/// finds the tape as it was before the call that threw.

#include <cstddef>
#include <stdexcept>
#include <string>

namespace reel {

/// The root of all that reel throws by itself.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Arguments that do not fit: sizes, ranges, NaN, an empty input.
class InvalidArgument : public Error {
public:
    using Error::Error;
};

/// A recorded value is used where it has no meaning: nothing records, its tape was rewound past it, or it belongs to
/// another tape or thread.
class InvalidUse : public Error {
public:
    using Error::Error;
};

/// A tape or a run of checkpoints would grow past the limit it was given. Thrown before anything is allocated.
class MemoryLimit : public Error {
public:
    MemoryLimit(const std::string& what, std::size_t needed, std::size_t limit)
        : Error(what), needed_(needed), limit_(limit)
    {}
    std::size_t needed() const noexcept { return needed_; } ///< Bytes that the refused step would have reached.
    std::size_t limit() const noexcept { return limit_; }   ///< Bytes allowed.

private:
    std::size_t needed_;
    std::size_t limit_;
};

/// More values on one tape than its index type can number.
class IndexOverflow : public Error {
public:
    using Error::Error;
};

/// Throws `InvalidArgument` unless `holds`. The message is a callable, so that a call that succeeds builds no string.
template <class Message>
inline void require(bool holds, const Message& message)
{
    if (!holds) [[unlikely]]
        throw InvalidArgument(message());
}

} // namespace reel
