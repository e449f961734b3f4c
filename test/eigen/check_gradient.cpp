#include <reel/eigen/check_gradient.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

BOOST_AUTO_TEST_SUITE(eigen_check_gradient)

using namespace reel;
using Eigen::VectorXd;

namespace {
const VectorXd x0 = (VectorXd(4) << 0.3, -1.2, 0.7, 2.0).finished();
}

BOOST_AUTO_TEST_CASE(a_smooth_function_passes_with_rate_two)
{
    const auto f = []<class X>(const X& x) -> X { return (x.array() * exp(x.array())).matrix(); };
    const GradientCheck check = check_gradient(f, x0);
    BOOST_TEST(check.right, check.report);
    BOOST_TEST(check.taylor_rate == 2.0, boost::test_tools::tolerance(0.05));
}

BOOST_AUTO_TEST_CASE(a_linear_function_passes_although_its_remainder_is_rounding)
{
    const Eigen::MatrixXd A = Eigen::MatrixXd::Constant(3, 4, 0.5);
    const auto f = [&]<class X>(const X& x) -> X { return A * x; };
    BOOST_TEST(check_gradient(f, x0).right);
}

BOOST_AUTO_TEST_CASE(a_constant_passes)
{
    const auto f = []<class X>(const X&) -> X { return X(VectorXd(VectorXd::Ones(2))); };
    BOOST_TEST(check_gradient(f, x0).right);
}

// |x| has no derivative at 0, and its remainder falls like t.
BOOST_AUTO_TEST_CASE(a_kink_fails_with_rate_one)
{
    const auto f = []<class X>(const X& x) -> X { return x.cwiseAbs(); };
    const GradientCheck check = check_gradient(f, VectorXd(VectorXd::Zero(4)));
    BOOST_TEST(!check.right);
    BOOST_TEST(check.taylor_rate == 1.0, boost::test_tools::tolerance(0.05));
}

BOOST_AUTO_TEST_CASE(the_report_says_what_is_wrong)
{
    const auto f = []<class X>(const X& x) -> X { return x.cwiseAbs(); };
    const std::string report = check_gradient(f, VectorXd(VectorXd::Zero(4))).report;
    BOOST_TEST(report.find("WRONG: the Taylor remainder") != std::string::npos);
    BOOST_TEST(report.find("right: forward and reverse") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_checked_is_refused)
{
    const auto f = []<class X>(const X& x) -> X { return (1.0 / x.array()).matrix(); };
    BOOST_CHECK_THROW(check_gradient(f, VectorXd()), InvalidArgument);
    BOOST_CHECK_THROW(check_gradient(f, VectorXd(VectorXd::Zero(2))), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
