#pragma once
/// The line that a call ends with.

#include <common/exit.hpp>

#include <string>

/// The message of the UsageError that `call` throws; "no error" without one.
template <class Call>
std::string complaint(const Call& call)
{
    try {
        call();
    }
    catch (const reel::apps::UsageError& error) {
        return error.what();
    }
    return "no error";
}
