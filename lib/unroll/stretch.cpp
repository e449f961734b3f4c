#include <reel/unroll/map_machine.hpp>
#include <reel/unroll/stretch.hpp>

#include <cmath>

namespace reel::detail {

void reserve(Tape& tape, std::size_t bytes)
{
    constexpr std::size_t longest = 8 * (record::max_count - 1); // of one record
    const Tape::Mark mark = tape.mark();
    for (std::size_t left = bytes / 8 * 8; left >= 16;) {
        const std::size_t piece = std::min(left, longest);
        tape.numbers(piece / 8 - 1);
        left -= piece;
    }
    tape.rewind(mark);
}

void take_at(Eigen::MatrixXd& to, const Adjoints& adjoints, const Tape::Mark& mark)
{
    const Index count = mark.values - mark.segment;
    to.resize(count, adjoints.columns());
    for (int column = 0; column < adjoints.columns(); ++column)
        std::copy_n(adjoints.at(mark.segment, column), count, to.col(column).data());
}

double norm_at(const Adjoints& adjoints, const Tape::Mark& mark)
{
    double sum = 0.0;
    for (int column = 0; column < adjoints.columns(); ++column)
        sum += Eigen::Map<const Eigen::VectorXd>(adjoints.at(mark.segment, column), mark.values - mark.segment)
                   .squaredNorm();
    return std::sqrt(sum);
}

std::size_t tape_share(std::size_t limit, const StepSize& size)
{
    const std::size_t states = size.stored({}).total();
    if (limit < states)
        throw MemoryLimit("the states of a run alone take " + std::to_string(states) + " bytes; " +
                              std::to_string(limit) + " are allowed",
                          states, limit);
    return limit == Arena::no_limit ? limit : limit - states;
}

// Below, one chunk for all: what is at its end decides about a step or two. Above, it does not matter.
std::size_t measuring_reserve(std::size_t limit) noexcept
{
    return limit == Arena::no_limit ? 0 : std::min(limit, std::size_t{64} << 20);
}

bool fits_another(const StretchSize& stretch, std::size_t limit) noexcept
{
    return stretch.measured() == 0 || stretch.bytes(static_cast<Step>(stretch.measured()) + 1) <= limit;
}

void no_step_fits(const MemoryLimit& error, std::size_t limit)
{
    const std::size_t needed = limit - error.limit() + error.needed();
    throw MemoryLimit("not one step of this map can be recorded within " + std::to_string(limit) +
                          " bytes; allow more than " + std::to_string(needed),
                      needed, limit);
}

void require_rows(std::size_t rows, std::size_t limit)
{
    if (rows > limit)
        throw MemoryLimit("a sweep needs " + std::to_string(rows) + " adjoints at once, and memory was planned for " +
                              std::to_string(limit) +
                              ": steps of this map take more and less; choose a schedule by hand",
                          sizeof(double) * rows, sizeof(double) * limit);
}

} // namespace reel::detail
