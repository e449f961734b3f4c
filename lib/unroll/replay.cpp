#include <reel/unroll/replay.hpp>

#include <algorithm>
#include <string>

namespace reel::detail {
namespace {

/// The cheapest schedule that fits. When the solver may stop early, the split of memory that is best for all K steps.
Schedule choose(const Replay& how, const Schedule::Sizes& sizes)
{
    if (how.tolerance == 0.0)
        return Schedule::choose(how.memory_limit, sizes, how.iterations, how.truncation);
    const Schedule::Room room = best_room(how.memory_limit, sizes, how.iterations, how.truncation);
    return room.stretch >= how.iterations - how.truncation ? Schedule::store_all(how.iterations, how.truncation)
                                                           : Schedule::online(how.truncation, room);
}

std::size_t count(Step steps)
{
    return static_cast<std::size_t>(steps);
}

void require_room(const Schedule::Room& room)
{
    require(room.checkpoints != unbounded && room.stretch != unbounded, [] {
        return "a memory limit for a schedule that takes as many checkpoints, or as long a tape, as it gets; make it "
               "for "
               "a known number of steps, or with limited room";
    });
}

} // namespace

void require_replay(const Replay& how)
{
    require_tolerance(how.tolerance);
    require(how.iterations == unbounded ? how.schedule && how.schedule->knows_end()
                                        : how.iterations >= 0 && how.iterations <= std::numeric_limits<int>::max(),
            [&] {
                return how.iterations == unbounded
                           ? std::string("a replay needs `iterations`, or a schedule that was made for a known number")
                           : "iterations: " + std::to_string(how.iterations) + "; at least 0, and they must fit an int";
            });
    require(!how.schedule || how.truncation == 0 || how.truncation == how.schedule->truncation(), [&] {
        return "truncation index T = " + std::to_string(how.truncation) +
               ", but the schedule was made for T = " + std::to_string(how.schedule->truncation()) +
               "; leave the first one out";
    });
    require(how.schedule || how.truncation <= how.iterations, [&] {
        return "truncation index T = " + std::to_string(how.truncation) + " of K = " + std::to_string(how.iterations) +
               " steps; 0 <= T <= K";
    });
}

Measuring measuring(const Replay& how)
{
    const Step T = how.schedule ? how.schedule->truncation() : how.truncation;
    return {.steps = how.iterations == unbounded ? unbounded : std::max<Step>(how.iterations - T, 0),
            .limit = how.memory_limit,
            .start_adjoint = how.start_adjoint || how.watch,
            .step_extra = how.watch ? sizeof(Tape::Mark) : 0};
}

Allotment allot(const Replay& how, const StepSize& size, int columns)
{
    if (how.memory_limit == Arena::no_limit)
        return {how.schedule ? *how.schedule : Schedule::store_all(how.iterations, how.truncation)};
    const Schedule::Sizes sizes = size.sizes(columns);
    Allotment result{how.schedule ? *how.schedule : choose(how, sizes)};
    const Schedule::Room& room = result.schedule.room();
    require_room(room);
    const Cost most{.in_memory = room.checkpoints, .on_disk = room.on_disk, .schedule_bytes = result.schedule.bytes()};
    const std::size_t marks = (count(room.stretch) + 1) * size.step_extra;
    const std::size_t held =
        size.end_bytes + std::max(size.from_truncation.bytes(room.stretch), size.from_checkpoint.bytes(room.stretch));
    const std::size_t records = held - std::min(held, marks);
    result.row_limit = size.most_rows(room.stretch);
    const std::size_t others = size.stored(most).total() + size.adjoint_bytes(result.row_limit, columns) + marks;
    if (others + records > how.memory_limit)
        throw MemoryLimit("this schedule needs " + std::to_string(others + records) + " bytes, of which " +
                              std::to_string(records) + " on the tape; " + std::to_string(how.memory_limit) +
                              " are allowed; give it less room, or leave the choice to the limit",
                          others + records, how.memory_limit);
    result.tape_limit = how.memory_limit - others;
    result.tape_reserve = records;
    return result;
}

Settings settings_of(const Replay& how, const Allotment& allotment, int columns)
{
    return {.room = allotment.schedule.room(),
            .truncation = allotment.schedule.truncation(),
            .tolerance = how.tolerance,
            .columns = columns,
            .start_adjoint = how.start_adjoint || how.watch,
            .folder = how.folder,
            .watch = how.watch,
            .tape_limit = allotment.tape_limit,
            .tape_reserve = allotment.tape_reserve,
            .row_limit = allotment.row_limit};
}

Status status_of(const Replay& how, bool converged) noexcept
{
    if (how.tolerance == 0.0)
        return Status::completed;
    return converged ? Status::converged : Status::unfinished;
}

void require_rows_of_adjoint(Eigen::Index given, Eigen::Index needed)
{
    require(given == needed, [&] {
        return "an adjoint of " + std::to_string(given) + " numbers for an x_K of " + std::to_string(needed);
    });
}

} // namespace reel::detail
