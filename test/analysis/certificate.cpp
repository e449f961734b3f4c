#include "../support/late_starts.hpp"

#include <reel/analysis/certificate.hpp>
#include <reel/analysis/choose.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(analysis_certificate)

using namespace reel;
using namespace reel::test;
using Eigen::VectorXd;

// x+ = x - x (1 + 0.3 x)/10 + u/10, one number: M = 0.9 - 0.06 x, at most 0.9 where x >= 0. At u = 2: 0.3 x*^2 + x* = 2,
// J* = 1/(1 + 0.6 x*) = 1/sqrt(1 + 4 0.3 2).
const auto bent = []<class X>(const X& x, const auto& u) -> X {
    return 0.9 * x - 0.03 * x.cwiseProduct(x) + (0.1 * u) * VectorXd(VectorXd::Ones(1));
};
const double bent_jacobian = 1 / std::sqrt(1 + 4 * 0.3 * 2);

Certificate certify_bent(const AnyRun& run, double rho) { return certify(run, VectorXd::Ones(1), {.rho = rho}); }
VectorXd number(double g) { return VectorXd::Constant(1, g); }

BOOST_AUTO_TEST_CASE(it_is_above_the_error_of_any_number_and_sharp_near_the_solution)
{
    for (const double start : {0.0, 4.0, 20.0}) {
        MapRun run(bent, VectorXd(VectorXd::Constant(1, start)), 2.0);
        for (long k = 0; k <= 60; ++k, run.advance()) {
            const Certificate certificate = certify_bent(run, 0.9);
            for (const double g : {0.0, bent_jacobian, 3.0}) {
                const double error = std::abs(g - bent_jacobian);
                const double bound = certificate.bound(number(g));
                BOOST_TEST(bound >= error - 1e-12, start << ", k " << k);
                BOOST_TEST(std::isfinite(bound)); // up to five Newton steps
                if (k == 60)
                    BOOST_TEST(bound <= 1.001 * error + 1e-6);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(its_own_gradient_is_no_further_from_the_truth_than_it_says)
{
    for (const double start : {0.0, 4.0, 20.0}) {
        const MapRun run(bent, VectorXd(VectorXd::Constant(1, start)), 2.0);
        const Certificate certificate = certify_bent(run, 0.9);
        BOOST_TEST(std::abs(certificate.gradient[0] - bent_jacobian) <= certificate.rest + 1e-12);
        BOOST_TEST(certificate.bound(certificate.gradient) == certificate.rest);
    }
}

BOOST_AUTO_TEST_CASE(without_a_contraction_there_is_nothing_to_be_far_from)
{
    const MapRun run(bent, VectorXd(VectorXd::Ones(1)), 2.0);
    const Certificate certificate = certify_bent(run, 1.0);
    BOOST_TEST(std::isnan(certificate.bound(number(1))));
    BOOST_TEST(certificate.gradient.size() == 0);
}

// x+ = x - (x^2 + 1)/10 has no fixed point for Newton to find.
BOOST_AUTO_TEST_CASE(it_is_infinite_where_Newton_does_not_arrive)
{
    const auto nowhere = []<class X>(const X& x, const auto& u) -> X {
        return x - 0.1 * x.cwiseProduct(x) - (0.1 * u) * VectorXd(VectorXd::Ones(1));
    };
    const MapRun run(nowhere, VectorXd(VectorXd::Constant(1, 2.0)), 1.0);
    BOOST_TEST(std::isinf(certify(run, VectorXd::Ones(1), {.rho = 0.9}).bound(number(1))));
}

// ---- With the rules ----

BOOST_AUTO_TEST_CASE(it_holds_for_what_the_rules_chose)
{
    std::vector<double> excess;
    for (const Case& c : cases()) {
        const Descent descent = c.solver();
        const VectorXd v = c.ridge->solution(weight).x;
        const double truth = v.dot(c.ridge->jacobian(weight));
        const auto at_fixed_steps = vjp(descent, c.x0, weight, v, CurseFreeStart{.iterations = 1000});
        const auto at_fixed_work = vjp(descent, c.x0, weight, v, BudgetStop{.budget = 1800, .cost_ratio = 2.0});
        for (const auto* g : {&at_fixed_steps, &at_fixed_work}) {
            const double error = std::abs(g->estimate - truth);
            BOOST_TEST(error <= g->certificate, c.name << ": error " << error << ", certificate " << g->certificate);
            BOOST_TEST(std::abs(*g->implicit - truth) <= g->implicit_certificate + 1e-9 * std::abs(truth), c.name);
            excess.push_back(g->certificate / error);
        }
    }
    BOOST_TEST_MESSAGE("certificate over error: median " << median(excess) << ", worst " << worst(excess));
}

// v = J*, the direction in which x* moves.
BOOST_AUTO_TEST_CASE(the_start_where_it_is_least_is_within_a_fifth_of_the_best_from_every_single_start_of_the_run)
{
    std::vector<double> ratios;
    for (const Case& c : cases_and_mirror_images()) {
        const Descent descent = c.solver();
        const auto K = static_cast<long>(std::ceil(6 / (1 - c.rho())));
        const VectorXd v = c.ridge->jacobian(weight);
        const auto g = vjp(descent, c.x0, weight, v, AdjointStop{.iterations = int(K)});
        const double error = std::abs(g.estimate - v.dot(v));
        BOOST_TEST(error <= g.certificate, c.name << ": error " << error << ", certificate " << g.certificate);
        ratios.push_back(error / c.best(K, &Case::error_along_jacobian));
        BOOST_TEST(ratios.back() <= 1.2, c.name << ": T = " << K - g.used << ", " << ratios.back());
        BOOST_TEST_MESSAGE(c.name << ": T = " << K - g.used << " of " << K << ", " << ratios.back() << ", full unrolling "
                                  << c.error_along_jacobian(K, 0) / c.best(K, &Case::error_along_jacobian));
    }
    BOOST_TEST_MESSAGE("R3: median " << median(ratios) << ", worst " << worst(ratios));
}

BOOST_AUTO_TEST_SUITE_END()
