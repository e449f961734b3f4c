#pragma once
/// What did they mean? The name nearest to a misspelt one.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reel::apps {

/// How many letters must be inserted, removed, replaced or swapped with their neighbour to turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name within a third of its length (at least 1, at most 3 edits) of `word`, or that `word` begins; empty if none.
std::string nearest(std::string_view word, const std::vector<std::string>& names);

} // namespace reel::apps
