#include "nearest.hpp"

#include <algorithm>

namespace reel::apps {

// d(i, j), the distance of the first i letters of a from the first j of b, row by row: the least of
//     d(i-1, j) + 1,  d(i, j-1) + 1,  d(i-1, j-1) + [a_i != b_j],  d(i-2, j-2) + 1 if the last two are swapped.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::string nearest(std::string_view word, const std::vector<std::string>& names)
{
    std::string best;
    std::size_t best_distance = 4;
    for (const std::string& name : names) {
        const bool abbreviated = word.size() >= 2 && name.starts_with(word);
        const std::size_t distance = abbreviated ? 1 : edit_distance(word, name);
        if (distance <= std::max<std::size_t>(1, name.size() / 3) && distance < best_distance) {
            best = name;
            best_distance = distance;
        }
    }
    return best;
}

} // namespace reel::apps
