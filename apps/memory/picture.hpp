#pragma once
/// The picture of reel-memory: what truncation and checkpoints save, and what truncation does to the derivative.

#include "memory/trial.hpp"

#include <string>
#include <vector>

namespace reel::apps {

struct Measured {
    Trial trial;
    Taken taken;
};

/// Panels over T: the bytes, one curve for each schedule; and the error, which is the same for all of them and left out
/// where it was only estimated what a run takes.
void draw(const std::vector<Measured>& rows, const Room& room, long chosen, const std::string& title,
          const std::string& path);

} // namespace reel::apps
