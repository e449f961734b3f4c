#pragma once
/// A problem whose hyper-parameters are to be tuned, whatever its types: what reel-tune runs, measures and draws.

#include "common/csv.hpp"
#include "common/options.hpp"
#include "zoo/start.hpp"

#include <reel/bilevel/hypergradient.hpp>
#include <reel/solver/step_rule.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace reel::apps {

enum class TuningKind { ridge, elastic_net, logistic, cleaning };

struct TuningSettings {
    TuningKind kind = TuningKind::ridge;
    std::string data = "data/diabetes.csv";
    std::optional<double> u; ///< Each hyper-parameter at the start; the problem's own choice without it.
    double validation = 0.25;
    double test = 0.25;
    double noise = 0.2; ///< The fraction of training labels that are made wrong, for data cleaning.
    StepRule step = StepRule::two_over_sum();
    Start start;
};

using AnyStrategy = std::variant<Implicit, Neumann, OneStep, Unrolling, Replay, Forward>;

class Tuning {
public:
    /// An outer step, and the solution that its inner solver reached.
    using Watch = std::function<bool(const OuterStep& step, const Eigen::VectorXd& x)>;

    virtual ~Tuning() = default;

    std::string title;      ///< "ridge on diabetes.csv, 1 hyper-parameter"
    std::string metric;     ///< What `test` is: "mean squared error", "error rate".
    std::string u_meaning;  ///< What the column u shows.
    Eigen::VectorXd start;  ///< u at the start.
    Parametrization parametrization = Parametrization::logarithmic;
    Eigen::VectorXd x0;

    virtual OuterRun tune(const AnyStrategy& strategy, const Bilevel& how, const Watch& watch) const = 0;
    virtual Eigen::Index size() const = 0; ///< Of x.
    /// One look at u by a cold inner run.
    virtual Observation look(const AnyStrategy& strategy, const Bilevel& how, const Eigen::VectorXd& u) const = 0;
    /// The gradient of the validation loss at the certified solution, with respect to u.
    virtual Eigen::VectorXd exact_gradient(const Eigen::VectorXd& u) const = 0;
    /// A plain fit of some steps from x0, and its validation loss.
    virtual std::pair<Eigen::VectorXd, double> fit(const Eigen::VectorXd& u, int iterations) const = 0;

    virtual double train(const Eigen::VectorXd& x, const Eigen::VectorXd& u) const = 0; ///< The inner objective.
    virtual double test(const Eigen::VectorXd& x) const = 0;                            ///< The metric.
    virtual double summary_u(const Eigen::VectorXd& u) const; ///< One number; the geometric mean unless overridden.
    /// Number i of `count` points of a search that makes all hyper-parameters of a kind equal.
    virtual Eigen::VectorXd grid(int i, int count) const;
    /// Words on what u says about the data; empty when there is nothing to add.
    virtual std::string remark(const Eigen::VectorXd& u) const;

protected:
    Tuning() = default;
};

/// Reads and splits the data; throws `UsageError` for a file that does not fit the problem.
std::unique_ptr<Tuning> build(const TuningSettings& settings, std::int64_t seed);

// One source file each: their templates are compiled side by side.
std::unique_ptr<Tuning> build_ridge(const TuningSettings& settings, std::int64_t seed);
std::unique_ptr<Tuning> build_elastic_net(const TuningSettings& settings, std::int64_t seed);
std::unique_ptr<Tuning> build_logistic(const TuningSettings& settings, std::int64_t seed);
std::unique_ptr<Tuning> build_cleaning(const TuningSettings& settings, std::int64_t seed);

/// A data set in three parts.
struct Parts {
    Dataset train;
    Dataset validation;
    Dataset test;
};
Parts split(const Dataset& data, const TuningSettings& settings, std::int64_t seed);

/// What all problems have in common: the title, "ridge on diabetes.csv, 10 hyper-parameters", and x0.
void describe(Tuning& tuning, const std::string& problem, const TuningSettings& settings, std::int64_t seed);

/// low (high/low)^(i/(count-1))
double on_log_scale(double low, double high, int i, int count);

} // namespace reel::apps
