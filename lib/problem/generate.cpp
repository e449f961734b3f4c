#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/random.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace reel {
namespace {

void check(const GenerateOptions& o)
{
    require(o.rows >= 1 && o.cols >= 1, [&] {
        return "generate: " + std::to_string(o.rows) + " rows and " + std::to_string(o.cols) +
               " columns; both must be at least 1";
    });
    require(std::isfinite(o.condition) && (o.condition > 1 || (o.condition == 1 && o.rows >= o.cols)), [&] {
        return "generate: the condition number is " + std::to_string(o.condition) + "; it must be finite and above 1";
    });
    require(std::isfinite(o.u) && o.u >= 0 && std::isfinite(o.noise) && o.noise >= 0, [&] {
        return "generate: u = " + std::to_string(o.u) + ", noise = " + std::to_string(o.noise) +
               "; both must be finite and not negative";
    });
    require(o.u > 0 || o.rows >= o.cols, [&] {
        return "generate: with " + std::to_string(o.rows) + " rows and " + std::to_string(o.cols) +
               " columns A^T A is singular; take u > 0 or more rows";
    });
}

/// The singular values of A that give H = A^T A + u I the wanted eigenvalues, smallest first.
Eigen::ArrayXd singular_values(const GenerateOptions& o)
{
    const Eigen::Index rank = std::min(o.rows, o.cols);
    const bool full = o.rows >= o.cols;
    const double smallest = full ? 1 + o.u : o.u;
    const double intervals = static_cast<double>(full ? std::max<Eigen::Index>(rank - 1, 1) : rank);
    Eigen::ArrayXd values(rank);
    for (Eigen::Index i = 0; i < rank; ++i) {
        const double place = static_cast<double>(full ? i : i + 1) / intervals;
        values[i] = std::sqrt(smallest * std::pow(o.condition, place) - o.u);
    }
    return values;
}

Dataset noisy_target(const GenerateOptions& o)
{
    check(o);
    Random random(o.seed);
    const Eigen::ArrayXd values = singular_values(o);
    const Eigen::MatrixXd left = random.orthonormal(o.rows, values.size());
    const Eigen::MatrixXd right = random.orthonormal(o.cols, values.size());
    Dataset data{.A = left * values.matrix().asDiagonal() * right.transpose(), .b = {}, .truth = random.normal(o.cols)};
    const Eigen::VectorXd exact = data.A * data.truth;
    const double deviation = exact.norm() / std::sqrt(static_cast<double>(o.rows));
    data.b = exact + o.noise * deviation * random.normal(o.rows);
    return data;
}

} // namespace

Dataset generate_regression(const GenerateOptions& options)
{
    return noisy_target(options);
}

Dataset generate_classification(const GenerateOptions& options)
{
    Dataset data = noisy_target(options);
    Eigen::Index largest = 0;
    Eigen::Index smallest = 0;
    data.b.maxCoeff(&largest);
    data.b.minCoeff(&smallest);
    data.b = data.b.unaryExpr([](double score) { return score < 0 ? -1.0 : 1.0; });
    if (largest != smallest) { // all scores on one side: the extreme ones still get different labels
        data.b[largest] = 1;
        data.b[smallest] = -1;
    }
    return data;
}

} // namespace reel
