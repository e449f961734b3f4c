#include "../support/wide.hpp"

#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/residual_polynomial.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <complex>
#include <vector>

BOOST_AUTO_TEST_SUITE(solver_residual_polynomial)

using namespace reel;
using boost::test_tools::tolerance;
using Values = ResidualPolynomial::Values;

const Curvature curvature{.mu = 1, .L = 100};
const Values points = Values::LinSpaced(40, 1, 100);

std::vector<MomentumRule> rules(const Curvature& c)
{
    return {MomentumRule::plain(1 / c.L), MomentumRule::plain(2 / (c.L + c.mu)), MomentumRule::heavy_ball(c),
            MomentumRule::nesterov(c),    MomentumRule::fista(1 / c.L),          MomentumRule::chebyshev(c)};
}

BOOST_AUTO_TEST_CASE(gradient_descent_has_the_power_and_its_derivative)
{
    const long double h = 0.0198;
    ResidualPolynomial P(MomentumRule::plain(static_cast<double>(h)), points);
    for (; P.k() < 500; P.advance()) {
        const auto k = static_cast<long double>(P.k());
        const Values base = 1 - static_cast<long double>(static_cast<double>(h)) * points;
        BOOST_REQUIRE((P.value() - base.pow(k)).abs().maxCoeff() < 1e-15L);
        BOOST_REQUIRE((P.derivative() + static_cast<double>(h) * k * base.pow(k - 1)).abs().maxCoeff() < 1e-14L);
    }
}

// P_k = b^{k/2} U_k(g) - b^{(k+1)/2} U_{k-1}(g), g = (1 + b - h l)/(2 sqrt b), U_k(cos t) = sin((k+1) t)/sin t.
BOOST_AUTO_TEST_CASE(the_heavy_ball_has_its_polynomial_of_the_second_kind)
{
    const double h = 0.02;
    const double b = 0.8;
    ResidualPolynomial P(MomentumRule::heavy_ball(h, b), points);
    for (; P.k() < 200; P.advance()) {
        const double k = static_cast<double>(P.k());
        for (Eigen::Index i = 0; i < points.size(); ++i) {
            const std::complex<double> g = (1 + b - h * static_cast<double>(points[i])) / (2 * std::sqrt(b));
            const std::complex<double> t = std::acos(g);
            const auto U = [&](double j) { return std::sin((j + 1) * t) / std::sin(t); };
            const double closed = (std::pow(b, k / 2) * U(k) - std::pow(b, (k + 1) / 2) * U(k - 1)).real();
            BOOST_REQUIRE(std::abs(static_cast<double>(P.value()[i]) - closed) < 1e-12);
        }
    }
}

// P_k = T_k(m(l))/T_k(m(0)) and P_k' = -(2/(L - mu)) k U_{k-1}(m)/T_k(m(0)), with m(l) = (L + mu - 2 l)/(L - mu),
// T_k(cos t) = cos(k t) inside [-1, 1] and T_k(cosh t) = cosh(k t) outside.
BOOST_AUTO_TEST_CASE(the_method_of_Chebyshev_has_his_polynomial_and_its_derivative)
{
    const Values inside = Values::LinSpaced(40, 1.5, 99.5);
    ResidualPolynomial P(MomentumRule::chebyshev(curvature), inside);
    for (; P.k() < 100; P.advance()) {
        const double k = static_cast<double>(P.k());
        const double at_zero = std::cosh(k * std::acosh(101.0 / 99.0));
        for (Eigen::Index i = 0; i < inside.size(); ++i) {
            const double t = std::acos((101 - 2 * static_cast<double>(inside[i])) / 99);
            BOOST_REQUIRE(std::abs(static_cast<double>(P.value()[i]) - std::cos(k * t) / at_zero) < 1e-13);
            const double slope = -(2.0 / 99) * k * std::sin(k * t) / std::sin(t) / at_zero;
            BOOST_REQUIRE(std::abs(static_cast<double>(P.derivative()[i]) - slope) < 1e-12);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_polynomial_is_one_at_zero)
{
    for (const MomentumRule& rule : rules(curvature)) {
        ResidualPolynomial P(rule, Values::Zero(1));
        for (; P.k() < 100; P.advance())
            BOOST_TEST(P.value()[0] == 1, tolerance(1e-15L));
    }
}

BOOST_AUTO_TEST_CASE(from_the_start_the_tail_is_the_polynomial_itself)
{
    for (const MomentumRule& rule : rules(curvature)) {
        ResidualPolynomial P(rule, points);
        for (; P.k() < 100; P.advance())
            BOOST_TEST((P.tail() == P.value()).all());
    }
}

// Q = (1 - h l)^{k-T}, D = -h (k - T)(1 - h l)^{k-1}.
BOOST_AUTO_TEST_CASE(a_late_start_of_gradient_descent_has_its_closed_form)
{
    const double h = 0.0125;
    const Values base = 1 - static_cast<long double>(h) * points;
    for (Eigen::Index T = 0; T < 100; T += 9) {
        ResidualPolynomial P(MomentumRule::plain(h), points);
        while (P.k() < T)
            P.advance();
        for (P.start_late(); P.k() < 100; P.advance()) {
            const auto k = static_cast<long double>(P.k());
            const auto steps = k - static_cast<long double>(T);
            BOOST_REQUIRE((P.tail() - base.pow(steps)).abs().maxCoeff() < 1e-16L);
            BOOST_REQUIRE((P.derivative() + h * steps * base.pow(k - 1)).abs().maxCoeff() < 1e-16L);
        }
    }
}

// The solvers themselves, run in extended precision on a ridge problem and differentiated by central differences in u.
struct Runs {
    double u = 0.5;
    Dataset data = generate_regression({.rows = 7, .cols = 4, .condition = 100, .u = u});
    Ridge ridge = Ridge(data.A, data.b);
    QuadraticModel model = QuadraticModel(ridge.hessian<long double>(u), ridge.linear<long double>());
    Eigen::VectorXd x0 = Eigen::Vector4d(5, -2, 30, 1);

    void compare_every_step(const MomentumRule& rule, Eigen::Index T, Eigen::Index K) const
    {
        const MomentumMethod method{ridge, rule};
        Momentum<WideVectorX> late = method.init(WideVectorX(x0.cast<Wide>()));
        while (late.k < T)
            late = method(late, Wide(u));
        std::vector<Momentum<WideVectorX>> runs(7, late); // at u - 3 h, ..., u + 3 h
        for (QuadraticRun exact(model, rule, x0, T); exact.k() <= K; exact.advance()) {
            const auto odd = [&](std::size_t i) { return WideVectorX(runs[3 + i].current - runs[3 - i].current); };
            const WideVectorX Z = (45 * odd(1) - 9 * odd(2) + odd(3)) / (60 * wide_spacing);
            BOOST_REQUIRE(relative_error(exact.iterate(), runs[3].current.cast<double>()) < 1e-15);
            if (exact.k() > T)
                BOOST_REQUIRE(relative_error(exact.derivative(), Z.cast<double>()) < 1e-12);
            for (std::size_t i = 0; i < 7; ++i)
                runs[i] = method(runs[i], u + (static_cast<Wide>(i) - 3) * wide_spacing);
        }
    }
};

BOOST_FIXTURE_TEST_CASE(iterates_and_derivatives_are_those_of_the_solver_for_every_k, Runs)
{
    for (const MomentumRule& rule : rules(ridge.curvature(u)))
        compare_every_step(rule, 0, 300);
}

BOOST_FIXTURE_TEST_CASE(late_derivatives_are_those_of_the_solver_for_every_k_and_T, Runs)
{
    for (const MomentumRule& rule : rules(ridge.curvature(u)))
        for (Eigen::Index T = 1; T <= 60; ++T)
            compare_every_step(rule, T, 60);
}

BOOST_FIXTURE_TEST_CASE(solution_and_jacobian_are_those_of_the_problem, Runs)
{
    BOOST_TEST(relative_error(model.solution(), ridge.solution(u).x) < 1e-15);
    BOOST_TEST(relative_error(model.jacobian(), ridge.jacobian(u)) < 1e-14);
    BOOST_TEST(model.curvature().condition() == 100, tolerance(1e-12));
}

// From x_0 = 0 the start is x_0 - x* = H J*, hence Z_k - J* = -(P - l P') J* in each mode. The largest |P - l P'| over
// mu..L and k is 1 for the steps 1/L and sqrt2/L, and close to kappa/e at k = kappa/2 for 2/(L + mu).
BOOST_AUTO_TEST_CASE(the_longest_step_without_overshoot_is_sqrt2_over_L)
{
    const auto overshoot = [](double step) {
        ResidualPolynomial P(MomentumRule::plain(step), points);
        std::pair<double, Eigen::Index> worst{0, 0};
        for (; P.k() < 500; P.advance())
            worst =
                std::max(worst, {static_cast<double>((P.value() - points * P.derivative()).abs().maxCoeff()), P.k()});
        return worst;
    };
    BOOST_TEST(overshoot(1 / 100.0).first <= 1 + 1e-12);
    BOOST_TEST(overshoot(std::sqrt(2.0) / 100).first <= 1 + 1e-12);
    BOOST_TEST(overshoot(1.02 * std::sqrt(2.0) / 100).first > 1.03);
    BOOST_TEST(overshoot(2.0 / 101).first == 100 / std::exp(1.0), tolerance(0.01));
    BOOST_TEST(std::abs(overshoot(2.0 / 101).second - 50) <= 1);
}

// H fixed, c = c_0 + u c_1: J* = H^{-1} c_1 and Z_k - J* = -P_k(H) J*, with no other term: no curse.
BOOST_FIXTURE_TEST_CASE(a_parameter_of_the_linear_term_alone_is_forgotten_at_the_rate_of_the_solver, Runs)
{
    const QuadraticModel::Matrix identity = QuadraticModel::Matrix::Identity(4, 4);
    const QuadraticModel::Vector ones = QuadraticModel::Vector::Ones(4);
    const QuadraticModel affine(2 * identity, ones, 0, 3 * ones); // J* = 3/2 in each entry
    for (QuadraticRun run(affine, MomentumRule::plain(0.25), x0); run.k() < 50; run.advance())
        BOOST_TEST(run.derivative_error() == 3 * std::pow(0.5, static_cast<double>(run.k())), tolerance(1e-14));
}

BOOST_FIXTURE_TEST_CASE(what_does_not_fit_is_refused, Runs)
{
    const QuadraticModel::Matrix identity = QuadraticModel::Matrix::Identity(4, 4);
    const QuadraticModel::Vector ones = QuadraticModel::Vector::Ones(4);
    BOOST_CHECK_THROW(QuadraticModel(identity, QuadraticModel::Vector::Ones(3)), InvalidArgument);
    BOOST_CHECK_THROW(QuadraticModel(-identity, ones), InvalidArgument);
    BOOST_CHECK_THROW(QuadraticRun(model, MomentumRule::plain(0.1), Eigen::VectorXd::Ones(3)), InvalidArgument);
    BOOST_CHECK_THROW(QuadraticRun(model, MomentumRule::plain(0.1), x0, -1), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
