#include "small.hpp"
#include "scalar.hpp"

#include <bit>

namespace reel::bench {
namespace {

/// Each of the 31 minors once, by columns (their number says the rows), and then from the whole matrix to its parts:
///     D(S) = sum_j sign_j a_j D(S - j):    a_bar_j += D_bar(S) sign_j D(S - j),    D_bar(S - j) += D_bar(S) sign_j a_j
class DeterminantHand : public Tool {
public:
    explicit DeterminantHand(Shared<Determinant> program) : program_(std::move(program)), gradient_(program_->entries)
    {}

    void record() override
    {
        minors_[0] = 1.0;
        for (unsigned columns = 1; columns < count; ++columns) {
            double sum = 0.0;
            for_each_term(columns, [&](Eigen::Index entry, unsigned rest, double sign) {
                sum += sign * program_->entries[entry] * minors_[rest];
            });
            minors_[columns] = sum;
        }
    }
    void sweep() override
    {
        gradient_.setZero();
        bars_.fill(0.0);
        bars_[count - 1] = 1.0;
        for (unsigned columns = count - 1; columns > 0; --columns)
            for_each_term(columns, [&](Eigen::Index entry, unsigned rest, double sign) {
                gradient_[entry] += bars_[columns] * sign * minors_[rest];
                bars_[rest] += bars_[columns] * sign * program_->entries[entry];
            });
    }
    Eigen::VectorXd derivative() const override { return gradient_; }
    std::optional<std::size_t> bytes() const override { return sizeof(minors_); }

private:
    static constexpr unsigned count = 1U << Determinant::size;

    static void for_each_term(unsigned columns, const auto& f)
    {
        const unsigned row = Determinant::size - static_cast<unsigned>(std::popcount(columns));
        double sign = 1.0;
        for (unsigned left = columns; left != 0; left &= left - 1, sign = -sign) {
            const auto j = static_cast<unsigned>(std::countr_zero(left));
            f(static_cast<Eigen::Index>(row * Determinant::size + j), columns & ~(1U << j), sign);
        }
    }

    Shared<Determinant> program_;
    std::array<double, count> minors_ = {};
    std::array<double, count> bars_ = {};
    Eigen::VectorXd gradient_;
};

/// The stages z of each step are stored: k_i = x_i z_{i-1}, so x_bar_i += k_bar_i z_{i-1} and z_bar_{i-1} = k_bar_i
/// x_i. In plain loops: Eigen's small vectors lose here to the rotation of the ring.
class RingHand : public Tool {
public:
    explicit RingHand(Shared<Ring> program)
        : program_(std::move(program)), x_(program_->rates.begin(), program_->rates.end())
    {}

    void record() override
    {
        Values y;
        y.fill(1.0);
        for (Stages& stages : stages_) {
            Values k1, k2, k3, k4;
            stages[0] = y;
            Ring::slope(x_, stages[0], k1);
            for (std::size_t i = 0; i < Ring::size; ++i)
                stages[1][i] = y[i] + 0.5 * Ring::h * k1[i];
            Ring::slope(x_, stages[1], k2);
            for (std::size_t i = 0; i < Ring::size; ++i)
                stages[2][i] = y[i] + 0.5 * Ring::h * k2[i];
            Ring::slope(x_, stages[2], k3);
            for (std::size_t i = 0; i < Ring::size; ++i)
                stages[3][i] = y[i] + Ring::h * k3[i];
            Ring::slope(x_, stages[3], k4);
            for (std::size_t i = 0; i < Ring::size; ++i)
                y[i] += Ring::h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
        loss_ = y[Ring::size - 1];
    }
    void sweep() override
    {
        Values x_bar = {};
        Values y_bar = {};
        y_bar[Ring::size - 1] = 1.0;
        for (auto stages = stages_.rbegin(); stages != stages_.rend(); ++stages) {
            Values sum = y_bar;
            Values z_bar = {};
            const double weights[] = {Ring::h / 6.0, Ring::h / 3.0, Ring::h / 3.0, Ring::h / 6.0};
            const double reach[] = {0.5 * Ring::h, 0.5 * Ring::h, Ring::h, 0.0}; // of k in the stage after its own
            for (std::size_t stage = 4; stage-- > 0;) {
                Values k_bar;
                for (std::size_t i = 0; i < Ring::size; ++i)
                    k_bar[i] = weights[stage] * y_bar[i] + reach[stage] * z_bar[i];
                pull((*stages)[stage], k_bar, x_bar, z_bar);
                for (std::size_t i = 0; i < Ring::size; ++i)
                    sum[i] += z_bar[i];
            }
            y_bar = sum;
        }
        x_bar_ = x_bar;
    }
    Eigen::VectorXd derivative() const override { return Eigen::VectorXd::Map(x_bar_.data(), Ring::size); }
    std::optional<std::size_t> bytes() const override { return sizeof(stages_); }

private:
    using Values = Ring::Values<double>;
    using Stages = std::array<Values, 4>;

    void pull(const Values& z, const Values& k_bar, Values& x_bar, Values& z_bar) const
    {
        x_bar[0] += k_bar[0] * z[Ring::size - 1];
        z_bar[Ring::size - 1] = k_bar[0] * x_[0];
        for (std::size_t i = 1; i < Ring::size; ++i) {
            x_bar[i] += k_bar[i] * z[i - 1];
            z_bar[i - 1] = k_bar[i] * x_[i];
        }
    }

    Shared<Ring> program_;
    std::vector<double> x_;
    std::array<Stages, Ring::steps> stages_ = {};
    Values x_bar_ = {};
    double loss_ = 0.0;
};

template <class Program, class Hand, int parameters>
Workload make(std::uint64_t seed)
{
    const Shared<Program> program = std::make_shared<const Program>(seed);
    Workload workload;
    workload.primal = scalar_primal(program);
    workload.contestants = {contestant<Hand>("hand", program), contestant<ReelScalar<Program>>("reel", program)};
    add_reverse_peers(workload, program);
    add_forward_peers<parameters>(workload, program, Eigen::MatrixXd::Identity(parameters, parameters));
    return workload;
}

} // namespace

std::vector<Entry> small_entries()
{
    return {{"W5a", "determinant of a 5 x 5 matrix by minors", make<Determinant, DeterminantHand, 25>},
            {"W5b", "10 Runge-Kutta steps of an equation in 10 unknowns", make<Ring, RingHand, 10>}};
}

} // namespace reel::bench
