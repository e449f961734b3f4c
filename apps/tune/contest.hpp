#pragma once
/// The strategies of reel-tune by name, and what a run with each of them shows.

#include "tune/tuning.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace reel::apps {

enum class Way { full, truncated, budget, replay, forward, implicit, neumann, one_step, all };
std::string to_string(Way way);

struct ContestSettings {
    Way way = Way::implicit;
    bool warm = true;
    std::int64_t iterations = 200;               ///< K of the inner solver.
    std::optional<std::int64_t> truncate;        ///< T; half of K without it.
    std::optional<std::int64_t> limit;           ///< Bytes of a replay; a tenth of the full tape without it.
    std::int64_t terms = 50;                     ///< Of the Neumann series.
    std::int64_t steps = 30;                     ///< Outer ones, at most.
    std::optional<std::int64_t> work;            ///< The run ends when so many steps and sweeps are made.
    std::int64_t step_budget = std::numeric_limits<int>::max();
    bool adam = false;
    double rate = 0.2;                           ///< First step of the line search, or of Adam, in theta.
    std::int64_t reference = 1;                  ///< The exact gradient is computed at every so many outer steps.
};

/// The strategy behind a name. `tape_bytes` is what K recorded steps take.
AnyStrategy strategy_of(Way way, const ContestSettings& settings, std::size_t tape_bytes);
Bilevel bilevel_of(const Tuning& tuning, Way way, bool warm, const ContestSettings& settings);

/// Bytes of a tape of all K steps at the start: what a replay's limit is measured by.
std::size_t full_tape_bytes(const Tuning& tuning, const ContestSettings& settings);

/// One outer step as it is reported.
struct TuneRow {
    int outer = 0;
    double u = 0.0;
    double train = 0.0;
    double validation = 0.0;
    double gradient = 0.0;       ///< |g| in theta.
    double gradient_error = 0.0; ///< Relative to the exact one; NaN where it was not computed.
    int inner_iterations = 0;
    std::size_t bytes = 0;
    double seconds = 0.0; ///< Of this step, without the reference.
    double work = 0.0;    ///< Of all steps so far.
};

struct Contestant {
    Way way = Way::implicit;
    bool warm = true;
    std::vector<TuneRow> rows;
    Eigen::VectorXd u;        ///< The best seen.
    Eigen::VectorXd x;        ///< The solution there.
    double validation = 0.0;  ///< There.
    double test = 0.0;        ///< There.
    std::size_t bytes = 0;    ///< Most of all steps.
    double work = 0.0;
    int untrusted = 0;        ///< Steps whose derivative had another status than ok.
    std::string status;

    std::string name() const; ///< "implicit, warm"
};

/// One tuning run; stops early when the program is interrupted.
Contestant run_contestant(const Tuning& tuning, Way way, bool warm, const ContestSettings& settings,
                          std::size_t tape_bytes, bool quiet);

/// A search over grid points, each fitted by K steps, until as much work is done.
struct GridResult {
    int points = 0;
    Eigen::VectorXd u;
    double validation = 0.0;
    double test = 0.0;
};
GridResult grid_search(const Tuning& tuning, double work, std::int64_t iterations);

/// Relative difference of the hyper-gradient at the start to the exact one.
double check_gradient(const Tuning& tuning, const ContestSettings& settings, std::size_t tape_bytes);

/// In words: which of them was best, and which needs the fewest bytes to come within 1 % of it.
std::string verdict(const std::vector<Contestant>& contestants, const Tuning& tuning);

/// Validation loss and error of the hyper-gradient, against outer steps and against work.
void draw(const std::vector<Contestant>& contestants, const Tuning& tuning, const std::string& path);

} // namespace reel::apps
