#include <reel/analysis/curve.hpp>

#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/residual_polynomial.hpp>
#include <reel/solver/step_rule.hpp>
#include <reel/unroll/iterate.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

BOOST_AUTO_TEST_SUITE(analysis_curve)

using namespace reel;
namespace data = boost::unit_test::data;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double u = 0.5;
constexpr double kappa = 100.0;
const auto steps = data::make({std::string("1/L"), std::string("sqrt2/L"), std::string("2/(L+mu)")});

// The truth is the closed form on a quadratic, mode by mode (residual_polynomial.hpp).
struct Quadratic {
    Dataset made = generate_regression({.rows = 30, .cols = 10, .condition = kappa, .u = u, .seed = 3});
    Ridge ridge{made.A, made.b};
    QuadraticModel model{ridge.hessian<long double>(u), ridge.linear<long double>()};
    Reference truth{model.solution(), model.jacobian()};
    VectorXd x0 = VectorXd::LinSpaced(10, -3.0, 5.0);
};

struct Affine {
    static constexpr double rho = 0.9;
    VectorXd direction = VectorXd::LinSpaced(4, 1.0, 2.0);
    VectorXd init(const VectorXd& x0) const { return x0; }
    template <class X>
    const X& solution(const X& x) const
    {
        return x;
    }
    template <class X, class U>
    X operator()(const X& x, const U& theta) const
    {
        return rho * x + theta * direction;
    }
};

constexpr long K = 500;

// The closed form for every T, all at the same k.
class ExactRuns {
public:
    ExactRuns(const Quadratic& q, double step) : scale_(q.truth.J.norm())
    {
        for (long T = 0; T <= K; ++T)
            runs_.emplace_back(q.model, MomentumRule::plain(step), q.x0, T);
    }
    /// |Z - Zbar_k| / max(|Zbar_k|, |J*|) for a derivative started at T.
    double error(const MatrixXd& Z, long k, long T)
    {
        QuadraticRun& run = runs_[static_cast<std::size_t>(T)];
        while (run.k() < k)
            run.advance();
        const VectorXd exact = run.derivative();
        return (Z - exact).norm() / std::max(exact.norm(), scale_);
    }

private:
    std::vector<QuadraticRun> runs_;
    double scale_;
};

} // namespace

BOOST_DATA_TEST_CASE_F(Quadratic, forward_derivatives_are_the_closed_form_for_every_k_and_every_start, steps, step)
{
    const GradientDescent descent{ridge, StepRule::parse(step).step(ridge.curvature(u))};
    std::vector<long> starts(K + 1);
    std::iota(starts.begin(), starts.end(), 0L);
    ExactRuns exact(*this, descent.step);
    double worst = 0.0;
    for (ErrorCurve curve(descent, x0, u, truth, starts); curve.k() <= K; curve.advance())
        for (long T = 0; T <= curve.k(); ++T)
            worst = std::max(worst, exact.error(curve.derivative(static_cast<std::size_t>(T)), curve.k(), T));
    BOOST_TEST(worst < 1e-12);
}

// One tape of all steps. From each x_k the n rows of the Jacobian are swept down together; when the sweep stands at
// step T, what has reached u is the derivative started at T.
BOOST_DATA_TEST_CASE_F(Quadratic, reverse_derivatives_are_the_closed_form_for_every_k_and_every_start, steps, step)
{
    const GradientDescent descent{ridge, StepRule::parse(step).step(ridge.curvature(u))};
    ExactRuns exact(*this, descent.step);
    Tape tape;
    Recording on(tape);
    const Var parameter = independent(u);
    VarVector x(x0);
    std::vector<Tape::Mark> marks;
    double worst = 0.0;
    for (long k = 0; k <= K; ++k) {
        mark_iteration(tape, x);
        marks.push_back(tape.mark());
        Adjoints adjoints(tape, static_cast<int>(x0.size()));
        for (int i = 0; i < x0.size() && x.active(); ++i)
            adjoints.at_column(x, i)[i] = 1.0;
        MatrixXd Z(x0.size(), 1);
        for (long T = k; T >= 0; --T) {
            reverse_sweep(tape, adjoints, marks[static_cast<std::size_t>(T)]);
            for (int i = 0; i < x0.size(); ++i)
                Z(i, 0) = adjoints.at_column(parameter, i);
            worst = std::max(worst, exact.error(Z, k, T));
        }
        x = descent(x, parameter);
    }
    BOOST_TEST(worst < 1e-12);
}

// From x_0 = 0 the error of mode l is (1 - h l)^{k-1} (1 + (k-1) h l) times that of k = 0 (theory, 1.7). With
// h = 2/(L + mu) the mode l = mu has 1 - h l = rho and h l ~ 2/kappa: its largest value, at k = kappa/2, is kappa/e in
// the mode l = L, where h l ~ 2. With h = sqrt2/L no mode ever exceeds 1.
BOOST_AUTO_TEST_CASE(the_worst_mode_overshoots_by_kappa_over_e_with_the_fastest_step_and_never_with_sqrt2_over_L)
{
    const auto overshoot = [](double h) {
        // One unknown: f = a^2 x^2 / 2 - ..., so that the only mode is H = L = kappa.
        const Ridge one(MatrixXd::Constant(1, 1, std::sqrt(kappa - u)), VectorXd::Constant(1, 3.0));
        const GradientDescent descent{one, h};
        ErrorCurve curve(descent, VectorXd::Zero(1), u, {one.solution(u).x, one.jacobian(u)}, {0});
        const double start = curve.derivative_error(0);
        std::pair<double, long> worst{0.0, 0};
        for (; curve.k() <= 1000; curve.advance())
            worst = std::max(worst, {curve.derivative_error(0) / start, curve.k()});
        return worst;
    };
    const auto [height, k] = overshoot(2.0 / (kappa + 1.0)); // mu = 1
    BOOST_TEST(height == kappa / std::numbers::e, boost::test_tools::tolerance(0.02));
    BOOST_TEST(std::abs(static_cast<double>(k) - kappa / 2) <= 1.0);
    BOOST_TEST(overshoot(std::numbers::sqrt2 / kappa).first <= 1.0 + 1e-12);
}

// x <- G x + c(u) with G independent of u: C = 0, and edot_k = |G^k J*| = rho^k |J*| for G = rho I.
BOOST_AUTO_TEST_CASE(an_affine_map_with_the_parameter_in_its_offset_has_no_curse)
{
    const Affine affine;
    constexpr double rho = Affine::rho;
    const double theta = 2.0;
    const VectorXd J = affine.direction / (1.0 - rho);
    ErrorCurve curve(affine, VectorXd::Constant(4, 1e6), theta, {theta * J, J}, {0});
    for (; curve.k() <= 100; curve.advance())
        BOOST_TEST(curve.derivative_error(0) == std::pow(rho, curve.k()) * J.norm(),
                   boost::test_tools::tolerance(1e-10));
}

BOOST_FIXTURE_TEST_CASE(a_reference_of_another_shape_is_refused, Quadratic)
{
    const GradientDescent descent{ridge, 0.01};
    BOOST_CHECK_THROW(ErrorCurve(descent, x0, u, Reference{truth.x, MatrixXd::Zero(10, 2)}, {0}), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
