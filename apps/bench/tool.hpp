#pragma once
/// What is compared: workloads, and the tools that differentiate them.
///
/// A *workload* is a value computed in plain double numbers, and several *tools* that compute a derivative of it. The
/// first tool is `hand`, the derivative that an expert would write; all others must agree with it before they are
/// timed.

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reel::bench {

/// One way to compute the derivative of a workload; it may be asked again and again.
class Tool {
public:
    Tool() = default;
    Tool(const Tool&) = delete;
    Tool& operator=(const Tool&) = delete;
    virtual ~Tool() = default;

    /// Does it compute the value, and leave what `sweep` needs, first? In forward mode value and derivative come
    /// together.
    virtual bool records() const { return true; }
    virtual void record() {}
    /// The derivative of what was recorded last.
    virtual void sweep() = 0;

    virtual Eigen::VectorXd derivative() const = 0;
    /// What is held between `record` and `sweep` for the derivative's sake; none when the tool does not tell.
    virtual std::optional<std::size_t> bytes() const { return 0; }
};

struct Contestant {
    std::string name;
    std::function<std::unique_ptr<Tool>()> make;
};

struct Workload {
    std::function<void()> primal;        ///< The value alone.
    std::vector<Contestant> contestants; ///< The first is `hand`.
};

/// A workload by its name; its data are made when it is asked for.
struct Entry {
    std::string name;
    std::string purpose;
    std::function<Workload(std::uint64_t seed)> make;
};

// The families, each in a file of its own.
std::vector<Entry> ridge_entries();     ///< W1
std::vector<Entry> logistic_entries();  ///< W3
std::vector<Entry> burgers_entries();   ///< W4
std::vector<Entry> small_entries();     ///< W5
std::vector<Entry> direction_entries(); ///< W6

/// All of them, in order.
std::vector<Entry> all_entries();

/// A contestant that is a `T` made from the same arguments each time.
template <class T, class... Arguments>
Contestant contestant(std::string name, const Arguments&... arguments)
{
    return {std::move(name), [=] { return std::make_unique<T>(arguments...); }};
}

} // namespace reel::bench
