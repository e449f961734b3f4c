#include "logistic.hpp"
#include "unrolled.hpp"

namespace reel::bench {
namespace {

/// The iterates x_k and s_k = sigma(A x_k) are stored, and then, with w = x_bar and q = A w, backwards:
///     y_bar += h q,    u_bar -= h w . x_k,    w <- (1 - h u) w - h A^T (s_k (1 - s_k) q)
class LogisticHand : public Tool {
public:
    explicit LogisticHand(Shared<LogisticDescent> program) : program_(std::move(program)) {}

    void record() override
    {
        const auto& [A, y, start, target, u, h, K] = *program_;
        states_.resize(A.cols(), K + 1);
        sigma_.resize(A.rows(), K);
        states_.col(0) = start;
        for (int k = 0; k < K; ++k) {
            auto s = sigma_.col(k);
            s.noalias() = A * states_.col(k);
            s = 1.0 / (1.0 + (-s.array()).exp());
            residual_ = s - y;
            states_.col(k + 1) = (1.0 - h * u) * states_.col(k);
            states_.col(k + 1).noalias() -= h * (A.transpose() * residual_);
        }
        loss_ = 0.5 * (states_.col(K) - target).squaredNorm();
    }
    void sweep() override
    {
        const auto& [A, y, start, target, u, h, K] = *program_;
        derivative_.setZero(1 + y.size());
        Eigen::VectorXd w = states_.col(K) - target;
        for (int k = K - 1; k >= 0; --k) {
            residual_.noalias() = A * w;
            derivative_.tail(y.size()) += h * residual_;
            derivative_[0] -= h * w.dot(states_.col(k));
            residual_.array() *= sigma_.col(k).array() * (1.0 - sigma_.col(k).array());
            w *= 1.0 - h * u;
            w.noalias() -= h * (A.transpose() * residual_);
        }
    }
    Eigen::VectorXd derivative() const override { return derivative_; }
    std::optional<std::size_t> bytes() const override
    {
        return static_cast<std::size_t>(states_.size() + sigma_.size()) * sizeof(double);
    }

private:
    Shared<LogisticDescent> program_;
    Eigen::MatrixXd states_;
    Eigen::MatrixXd sigma_;
    Eigen::VectorXd residual_;
    Eigen::VectorXd derivative_;
    double loss_ = 0.0;
};

Workload make(std::uint64_t seed)
{
    const Shared<LogisticDescent> program = std::make_shared<const LogisticDescent>(seed);
    Workload workload;
    workload.primal = [program, loss = std::make_shared<double>()] { *loss = plain_loss(*program); };
    workload.contestants = {contestant<LogisticHand>("hand", program),
                            contestant<ReelUnrolled<LogisticDescent>>("reel", program)};
    add_reverse_peers(workload, program);
    return workload;
}

} // namespace

std::vector<Entry> logistic_entries()
{
    return {{"W3", "logistic regression by gradient descent, n = 10, m = 1000, K = 200", make}};
}

} // namespace reel::bench
