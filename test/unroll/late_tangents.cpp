#include <reel/unroll/late_tangents.hpp>
#include <reel/unroll/replay.hpp>

#include "../support/ridge_runs.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

BOOST_AUTO_TEST_SUITE(unroll_late_tangents)

using namespace reel;
using namespace reel::test;

namespace {

const auto affine = []<class X>(const X& x, const auto& theta) -> X { return 0.75 * x + theta; };

} // namespace

// x <- r x + theta: started at T, dx_K/dtheta = (1 - r^(K-T)) / (1 - r).
BOOST_AUTO_TEST_CASE(each_start_has_its_closed_form)
{
    const std::vector<Step> starts{0, 3, 4, 19, 20};
    const auto run = late_tangents(affine, 1.0, 2.0, 20, starts);
    for (std::size_t i = 0; i < starts.size(); ++i)
        BOOST_TEST(run.jacobian(i)(0, 0) == (1.0 - std::pow(0.75, 20.0 - static_cast<double>(starts[i]))) / 0.25,
                   boost::test_tools::tolerance(1e-14));
    BOOST_TEST(run.state == iterate(affine, 1.0, 2.0, Stop{.iterations = 20}).state);
}

BOOST_AUTO_TEST_CASE(forward_and_reverse_agree_for_every_start)
{
    const auto start = chebyshev.init(x0);
    const std::tuple u(0.1, ridge().b());
    const std::vector<Step> starts{0, 7, 25};
    const auto run = late_tangents(chebyshev, start, u, 30, starts);
    BOOST_TEST(run.state.k == 30);
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const auto reverse = replay_jacobian(chebyshev, start, u, {.iterations = 30, .truncation = starts[i]}).jacobian();
        BOOST_TEST((run.jacobian(i) - reverse).norm() <= 1e-13 * reverse.norm());
    }
}

// |Z1_K - Z2_K| = r^(K - T2) |Z1_T2|, and Z1_T2 = (1 - r^(T2 - T1)) / (1 - r).
BOOST_AUTO_TEST_CASE(two_starts_differ_by_what_the_later_one_misses)
{
    const auto run = late_tangents(affine, 1.0, 2.0, 20, {2, 12});
    const double missed = std::pow(0.75, 8) * (1.0 - std::pow(0.75, 10)) / 0.25;
    BOOST_TEST((run.jacobian(0) - run.jacobian(1)).norm() == missed, boost::test_tools::tolerance(1e-13));
}

BOOST_AUTO_TEST_CASE(a_run_that_overflows_says_so)
{
    const auto grow = []<class X>(const X& x, const auto& u) -> X { return u * x; };
    const auto run = late_tangents(grow, 1.0, 1e200, 10, {0});
    BOOST_CHECK(run.status == Status::not_finite);
    BOOST_TEST(run.first_not_finite == 2);
}

BOOST_AUTO_TEST_CASE(starts_that_make_no_sense_are_refused_with_their_numbers)
{
    const auto refused = [](int K, const std::vector<Step>& starts) {
        BOOST_CHECK_THROW(late_tangents(affine, 1.0, 2.0, K, starts), InvalidArgument);
    };
    refused(10, {});
    refused(10, {-1});
    refused(10, {11});
    refused(10, {4, 4});
    BOOST_CHECK_EXCEPTION(late_tangents(affine, 1.0, 2.0, 10, {5, 3}), InvalidArgument, [](const Error& e) {
        return std::string(e.what()).find("starts 5 3 in a run of 10 steps") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
