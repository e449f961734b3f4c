#include <reel/eigen/custom_block.hpp>

#include <reel/eigen/check_gradient.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <memory>
#include <numbers>

BOOST_AUTO_TEST_SUITE(eigen_custom_block)

using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// The discrete Hartley transform y_k = sum_j x_j (cos + sin)(2 pi j k / n), as an FFT library would be wrapped: it is
// linear and symmetric, so value, pull and push are the same transform.
class Hartley : public CustomBlock {
public:
    static VectorXd transform(const VectorXd& x)
    {
        const auto n = x.size();
        VectorXd y = VectorXd::Zero(n);
        for (Eigen::Index k = 0; k < n; ++k)
            for (Eigen::Index j = 0; j < n; ++j) {
                const double angle = 2.0 * std::numbers::pi * static_cast<double>(j * k % n) / static_cast<double>(n);
                y[k] += x[j] * (std::cos(angle) + std::sin(angle));
            }
        return y;
    }
    VectorXd value(const Vectors& x) override { return transform(x[0]); }
    VectorXd pull(const VectorXd& y_bar, std::size_t) const override { return transform(y_bar); }
    VectorXd push(const VectorXd& x_dot, std::size_t) const override { return transform(x_dot); }
};

// z_i = x_i^2 y_i, with what its derivatives need kept in members. `error` spoils one of them.
class Cubic : public CustomBlock {
public:
    explicit Cubic(double error_in_pull = 0.0, double error_in_both = 0.0)
        : pull_(1.0 + error_in_pull + error_in_both), push_(1.0 + error_in_both)
    {}
    VectorXd value(const Vectors& x) override
    {
        slope_ = {2.0 * x[0].cwiseProduct(x[1]), x[0].cwiseAbs2()};
        return x[0].cwiseAbs2().cwiseProduct(x[1]);
    }
    VectorXd pull(const VectorXd& z_bar, std::size_t i) const override { return pull_ * slope_[i].cwiseProduct(z_bar); }
    VectorXd push(const VectorXd& dot, std::size_t i) const override { return push_ * slope_[i].cwiseProduct(dot); }
    std::size_t bytes() const noexcept override { return sizeof(*this) + 8 * static_cast<std::size_t>(2 * slope_[0].size()); }

private:
    double pull_;
    double push_;
    Vectors slope_;
};

class WrongSize : public CustomBlock {
    VectorXd value(const Vectors& x) override { return x[0]; }
    VectorXd pull(const VectorXd&, std::size_t) const override { return VectorXd::Zero(1); }
    VectorXd push(const VectorXd&, std::size_t) const override { return VectorXd::Zero(1); }
};

const VectorXd x0 = (VectorXd(5) << 0.3, -1.2, 0.7, 2.0, -0.4).finished();
const VectorXd other = (VectorXd(5) << 1.0, 0.5, -0.3, 0.2, 1.5).finished();

auto with(double error_in_pull, double error_in_both)
{
    return [=]<class X>(const X& x) -> X {
        const X y = x + X(other);
        return apply_block(std::make_unique<Cubic>(error_in_pull, error_in_both), std::vector<X>{x, y});
    };
}

} // namespace

// z = x^2 y: for the adjoint w, x_bar = 2 x y w and y_bar = x^2 w.
BOOST_AUTO_TEST_CASE(a_block_of_two_arguments_sends_an_adjoint_to_each)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(x0);
    const VarVector y = independent(other);
    const VarVector z = apply_block(std::make_unique<Cubic>(), {x, y});
    const VectorXd w = VectorXd::LinSpaced(5, -1.0, 1.0);
    Adjoints adjoints(tape);
    adjoints[z] = w;
    reverse_sweep(tape, adjoints);
    BOOST_TEST((adjoints[x] - (2.0 * x0.array() * other.array() * w.array()).matrix()).norm() < 1e-15);
    BOOST_TEST((adjoints[y] - (x0.array().square() * w.array()).matrix()).norm() < 1e-15);
}

BOOST_AUTO_TEST_CASE(a_transform_is_its_own_derivative_in_both_sweeps_and_several_columns)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(x0);
    const VarVector y = apply_block(std::make_unique<Hartley>(), {x});
    Adjoints adjoints(tape, 5);
    Tangents tangents(tape, 5);
    for (int i = 0; i < 5; ++i) {
        adjoints.at_column(y, i)[i] = 1.0;
        tangents.at_column(x, i)[i] = 1.0;
    }
    reverse_sweep(tape, adjoints);
    forward_sweep(tape, tangents);
    for (int i = 0; i < 5; ++i) {
        const VectorXd column = Hartley::transform(VectorXd::Unit(5, i));
        BOOST_TEST((adjoints.at_column(x, i) - column).norm() < 1e-14);
        BOOST_TEST((tangents.at_column(y, i) - column).norm() < 1e-14);
    }
}

BOOST_AUTO_TEST_CASE(a_passive_argument_costs_no_record)
{
    Tape tape;
    Recording on(tape);
    const VarVector y = apply_block(std::make_unique<Hartley>(), {VarVector(x0)});
    BOOST_TEST(!y.active());
    BOOST_TEST(tape.memory().used() == 0u);
}

BOOST_AUTO_TEST_CASE(the_tape_counts_what_a_block_keeps_and_frees_it_when_it_is_rewound)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(x0);
    const Tape::Mark before = tape.mark();
    const std::size_t bytes = tape.memory().used();
    apply_block(std::make_unique<Cubic>(), {x, x});
    BOOST_TEST(tape.memory().used() >= bytes + 2 * 5 * 8);
    tape.rewind(before);
    BOOST_TEST(tape.memory().used() == bytes);
}

BOOST_AUTO_TEST_CASE(a_derivative_of_another_size_is_refused_with_both_sizes)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(x0);
    const VarVector y = apply_block(std::make_unique<WrongSize>(), {x});
    Adjoints adjoints(tape);
    adjoints[y].setOnes();
    BOOST_CHECK_EXCEPTION(reverse_sweep(tape, adjoints), InvalidArgument, [](const Error& e) {
        return std::string(e.what()).find("returned 1 entries; 5 are needed") != std::string::npos;
    });
    BOOST_CHECK_THROW(apply_block(std::unique_ptr<CustomBlock>(), {x}), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(a_right_block_passes_the_check)
{
    const GradientCheck check = check_gradient(with(0.0, 0.0), x0);
    BOOST_TEST(check.right, check.report);
}

// The checker sees an error of 0.05 % in either place.
BOOST_AUTO_TEST_CASE(a_pull_that_does_not_match_its_push_fails_the_check)
{
    const GradientCheck check = check_gradient(with(5e-4, 0.0), x0);
    BOOST_TEST(!check.right);
    BOOST_TEST(check.modes > 1e-5);
}
BOOST_AUTO_TEST_CASE(a_pull_and_push_that_are_wrong_together_fail_the_check)
{
    const GradientCheck check = check_gradient(with(0.0, 5e-4), x0);
    BOOST_TEST(!check.right);
    BOOST_TEST(check.modes < 1e-12);
    BOOST_TEST(check.differences > 1e-4);
}

BOOST_AUTO_TEST_SUITE_END()
