#include <reel/unroll/step_size.hpp>

#include <algorithm>
#include <bit>

namespace reel {

std::size_t sweep_rows(const Tape::Mark& end) noexcept
{
    const std::size_t shared = end.preamble + std::max<std::size_t>(end.longest, end.values - end.segment);
    return end.iterates && !end.crosses ? shared : end.values;
}

void StretchSize::add(const Tape& tape, std::size_t extra)
{
    bytes_[count_] = tape.memory().used() + extra;
    rows_[count_] = sweep_rows(tape.mark());
    ++count_;
}

std::size_t StretchSize::bytes(Step steps) const noexcept
{
    const auto m = static_cast<std::size_t>(steps);
    if (m == 0 || count_ == 0)
        return 0;
    if (m <= count_)
        return bytes_[m - 1];
    const std::size_t last = bytes_[count_ - 1];
    const std::size_t before = count_ > 1 ? bytes_[count_ - 2] : 0;
    return last + (m - count_) * (last - before);
}

std::size_t StretchSize::rows(Step steps) const noexcept
{
    const auto m = std::min(static_cast<std::size_t>(steps), count_);
    return m == 0 ? 0 : rows_[m - 1];
}

void StretchSize::enlarge() noexcept
{
    for (std::size_t i = 0; i < count_; ++i) {
        bytes_[i] *= 2;
        rows_[i] *= 2;
    }
}

ReplayBytes StepSize::stored(const Cost& cost) const noexcept
{
    const auto in_memory = static_cast<std::size_t>(cost.in_memory);
    const auto on_disk = static_cast<std::size_t>(cost.on_disk);
    const std::size_t on_its_way = on_disk > 0 ? sizeof(double) * state : 0; // a row, to the disk and back
    return {.states = sizeof(double) * (4 * state + parameter),
            .checkpoints = in_memory * checkpoint_bytes() + on_disk * passive + on_its_way,
            .schedule = cost.schedule_bytes,
            .on_disk = on_disk * sizeof(double) * state};
}

// The workspace keeps what crosses an iteration mark in a vector that doubles with the columns.
std::size_t StepSize::adjoint_bytes(std::size_t rows, int columns) const noexcept
{
    const auto d = static_cast<std::size_t>(columns);
    const std::size_t between = d * (std::max(state, solution) + parameter);
    return sizeof(double) * (d * rows + std::bit_ceil(d) * state + between);
}

std::size_t StepSize::most_rows(Step steps) const noexcept
{
    return std::max({from_truncation.rows(steps), from_checkpoint.rows(steps), end_rows});
}

Schedule::Sizes StepSize::sizes(int columns) const noexcept
{
    constexpr Step long_stretch = StretchSize::most + 1;
    const auto held = [&](const StretchSize& stretch, Step m) {
        return stretch.bytes(m) + adjoint_bytes(std::max(stretch.rows(m), end_rows), columns);
    };
    const std::size_t step = held(from_checkpoint, long_stretch) - held(from_checkpoint, long_stretch - 1);
    std::size_t head = 0;
    for (Step m = 1; m <= long_stretch; ++m) {
        const std::size_t most = std::max(held(from_truncation, m), held(from_checkpoint, m));
        head = std::max(head, most - std::min(most, static_cast<std::size_t>(m) * step));
    }
    return {.state = std::max<std::size_t>(checkpoint_bytes(), 1),
            .recorded_step = std::max<std::size_t>(step, 1),
            .fixed = head + end_bytes + stored({}).total()};
}

void StepSize::enlarge() noexcept
{
    from_truncation.enlarge();
    from_checkpoint.enlarge();
    end_bytes *= 2;
    end_rows *= 2;
}

} // namespace reel
