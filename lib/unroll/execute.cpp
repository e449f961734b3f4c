#include <reel/unroll/execute.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <variant>

namespace reel::detail {
namespace {

class Executor {
public:
    Executor(Schedule& schedule, Step K, Machine& machine) : schedule_(schedule), K_(K), machine_(machine) {}

    Cost run()
    {
        if (K_ == 0)
            end_run(0);
        bool wanted = true;
        while (wanted) {
            const std::optional<Action> action = schedule_.next();
            if (!action)
                break;
            wanted = std::visit([this](const auto& a) { return (*this)(a); }, *action);
        }
        if (!over_)
            machine_.finish(reached_);
        cost_.schedule_bytes = schedule_.bytes();
        return cost_;
    }

private:
    bool operator()(const action::Restart&)
    {
        machine_.restart();
        return true;
    }
    bool operator()(const action::Load& a)
    {
        machine_.load(a.place);
        ++cost_.loads;
        cost_.disk_loads += a.place.storage == Storage::disk;
        return true;
    }
    bool operator()(const action::Store& a)
    {
        machine_.store(a.place);
        const bool disk = a.place.storage == Storage::disk;
        ++cost_.stores;
        cost_.disk_stores += disk;
        Step& now = disk ? on_disk_ : in_memory_;
        Step& most = disk ? cost_.on_disk : cost_.in_memory;
        most = std::max(most, ++now);
        return true;
    }
    bool operator()(const action::Free& a)
    {
        --(a.place.storage == Storage::disk ? on_disk_ : in_memory_);
        return true;
    }
    bool operator()(const action::Advance& a)
    {
        const Step to = last_step(a.to);
        const Step reached = machine_.advance(a.from, to, !over_);
        cost_.plain_steps += reached - a.from;
        arrive(reached);
        return true;
    }
    bool operator()(const action::Record& a)
    {
        const Step to = last_step(a.to);
        const Step reached = machine_.record(a.from, to, !over_);
        cost_.recorded_steps += reached - a.from;
        cost_.longest_stretch = std::max(cost_.longest_stretch, reached - a.from);
        ++cost_.stretches;
        arrive(reached);
        return true;
    }
    bool operator()(const action::Sweep& a)
    {
        if (!over_) // where the schedule said it would be
            machine_.finish(a.from);
        over_ = true;
        return machine_.sweep(a.from, a.to);
    }

    Step last_step(Step to) const { return over_ ? to : std::min(to, K_); }

    /// The run is over when the solver stopped, or when it has made all its steps.
    void arrive(Step reached)
    {
        reached_ = reached;
        if (!over_ && (machine_.stopped() || reached == K_))
            end_run(reached);
    }
    void end_run(Step K)
    {
        over_ = true;
        schedule_.stop(K);
        machine_.finish(K);
    }

    Schedule& schedule_;
    Step K_;
    Machine& machine_;
    Cost cost_;
    Step in_memory_ = 0;
    Step on_disk_ = 0;
    Step reached_ = 0;
    bool over_ = false; // is x_K known?
};

/// Moves nothing, and counts the bytes that would be held.
class Ledger : public Machine {
public:
    Ledger(const StepSize& size, Step T, int columns)
        : adjoints(size.adjoint_bytes(0, columns)), size_(size), T_(T), columns_(columns)
    {}

    std::size_t tape = 0; ///< Bytes, at most.
    std::size_t adjoints;

    void restart() override {}
    void load(const Place&) override {}
    void store(const Place&) override {}
    Step advance(Step, Step to, bool) override { return to; }
    Step record(Step from, Step to, bool) override
    {
        const StretchSize& stretch = from == T_ ? size_.from_truncation : size_.from_checkpoint;
        on_tape_ = stretch.bytes(to - from);
        rows_ = stretch.rows(to - from);
        return to;
    }
    bool stopped() const override { return false; }
    void finish(Step) override {}
    bool sweep(Step, Step) override
    {
        if (first_) {
            on_tape_ += size_.end_bytes;
            rows_ = std::max(rows_, size_.end_rows);
        }
        first_ = false;
        tape = std::max(tape, on_tape_);
        adjoints = std::max(adjoints, size_.adjoint_bytes(rows_, columns_));
        return true;
    }

private:
    const StepSize& size_;
    Step T_;
    int columns_;
    std::size_t on_tape_ = 0;
    std::size_t rows_ = 0;
    bool first_ = true;
};

} // namespace

Cost execute(Schedule& schedule, Step K, Machine& machine)
{
    return Executor(schedule, K, machine).run();
}

Footprint predict(const Schedule& schedule, Step K, const StepSize& size, int columns)
{
    Ledger ledger(size, schedule.truncation(), columns);
    Schedule dry = schedule;
    const Cost cost = execute(dry, K, ledger);
    ReplayBytes bytes = size.stored(cost);
    bytes.tape = ledger.tape;
    bytes.adjoints = ledger.adjoints;
    return {cost, bytes};
}

} // namespace reel::detail
