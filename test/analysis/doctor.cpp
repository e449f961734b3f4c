#include <reel/analysis/doctor.hpp>
#include <reel/error.hpp>
#include <reel/solver/gradient.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

BOOST_AUTO_TEST_SUITE(analysis_doctor)

using namespace reel;
using Eigen::VectorXd;
using boost::test_tools::tolerance;

// x+ = (1 - u/20) x + 1: e_k = 0.95^k e_0, x* = 20/u, J* = -20 at u = 1, F_0 = -(x_0 - x*)/20.
const auto cursed = []<class X>(const X& x, const auto& u) -> X {
    return x - (0.05 * u) * x + VectorXd(VectorXd::Ones(1));
};
// x+ = a x + u
struct Affine {
    double a;
    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        return a * x + u * VectorXd(VectorXd::Ones(x.size()));
    }
};

bool advises(const Diagnosis& d, const std::string& word)
{
    return d.lines().back().find(word) != std::string::npos;
}

// chi = |F_0|/((1 - rho)|J*|) = |x_0 - 20|/20: 50 from x_0 = -980. Both terms of the error have one sign: the bound is attained.
BOOST_AUTO_TEST_CASE(a_far_start_is_cursed_by_as_much_as_it_is_far)
{
    const Diagnosis d = diagnose(cursed, VectorXd(VectorXd::Constant(1, -980)), 1.0, 400);
    BOOST_TEST(d.findings.empty());
    BOOST_TEST(d.at_end.rho == 0.95, tolerance(1e-6));
    BOOST_TEST(d.start_error == 1000.0, tolerance(1e-4));
    BOOST_TEST(d.curse_number == 50.0, tolerance(1e-3));
    const ErrorConstants model{.rho = 0.95, .C = 50, .e0 = 1, .jacobian = 20, .edot0 = 20};
    BOOST_TEST(d.peak_k == std::lround(peak(model).k));
    BOOST_TEST(d.peak == peak(model).height / 20, tolerance(1e-3));
    BOOST_TEST(double(d.burn_in) == std::ceil(burn_in_end(model)));
    BOOST_TEST(d.error_full == derivative_bound(model, 400) / 20, tolerance(1e-4));
    BOOST_TEST(d.error_truncated == truncated_bound(model, 400, d.chosen_T) / 20, tolerance(1e-4));
    // the curse number of a restart is 50 0.95^T: below 1 from T = 77 on
    BOOST_TEST(d.chosen_T >= 77);
    BOOST_TEST(d.chosen_T <= 85);
    BOOST_TEST(advises(d, "T = " + std::to_string(d.chosen_T)));
    BOOST_TEST(d.lines().size() == 5u);
}

BOOST_AUTO_TEST_CASE(an_affine_map_is_safe_to_unroll)
{
    const Diagnosis d = diagnose(Affine{0.9}, VectorXd(VectorXd::Constant(3, 1e4)), 1.0, 300);
    BOOST_TEST(d.findings.empty());
    BOOST_TEST(d.curse_number < 1e-9);
    BOOST_TEST(d.chosen_T == 0);
    BOOST_TEST(advises(d, "safe"));
}

// x - x* turns around at every step, and is at rest up to rounding from step 1800 on.
BOOST_AUTO_TEST_CASE(the_contraction_is_known_when_the_last_steps_are_rounding)
{
    for (const long K : {1000L, 1500L, 2000L, 4000L})
        BOOST_TEST(diagnose(Affine{-0.98}, VectorXd(VectorXd::Ones(1)), 1.0, K).at_end.rho == 0.98, tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(the_bytes_are_those_of_the_tape)
{
    const Diagnosis d = diagnose(cursed, VectorXd(VectorXd::Constant(1, 1020)), 1.0, 400);
    Tape tape;
    Recording on(tape);
    const VectorXd x0 = VectorXd::Constant(1, 1020);
    iterate(cursed, x0, independent(1.0), Unrolling{.recorded = 400});
    BOOST_TEST(static_cast<double>(d.bytes_full) == static_cast<double>(tape.memory().used()), tolerance(0.02));
    BOOST_TEST(d.bytes_truncated < d.bytes_full);
    BOOST_TEST(d.bytes_replay < d.bytes_full / 5);
    BOOST_TEST(d.bytes_implicit < d.bytes_replay);
}

// ---- what breaks the assumptions ----

BOOST_AUTO_TEST_CASE(a_map_that_expands_is_named)
{
    const Diagnosis d = diagnose(Affine{1.001}, VectorXd(VectorXd::Ones(2)), 1.0, 200);
    BOOST_TEST(d.has(Finding::not_contracting));
    BOOST_TEST(advises(d, "without contraction"));
}

// x+ = -x turns for ever.
BOOST_AUTO_TEST_CASE(a_map_that_turns_is_named)
{
    BOOST_TEST(diagnose(Affine{-1}, VectorXd(VectorXd::Ones(2)), 0.0, 200).has(Finding::not_contracting));
}

BOOST_AUTO_TEST_CASE(a_run_that_overflows_is_named)
{
    const Diagnosis d = diagnose(Affine{1e10}, VectorXd(VectorXd::Ones(2)), 1.0, 200);
    BOOST_TEST(d.has(Finding::not_finite));
}

BOOST_AUTO_TEST_CASE(a_map_with_a_memory_of_its_own_is_named)
{
    int calls = 0;
    const auto step = [&calls]<class X>(const X& x, const auto& u) -> X {
        return 0.5 * x + (u + 1e-3 * (++calls % 2)) * VectorXd(VectorXd::Ones(1));
    };
    const Diagnosis d = diagnose(step, VectorXd(VectorXd::Ones(1)), 1.0, 100);
    BOOST_TEST(d.has(Finding::not_deterministic));
    BOOST_TEST(advises(d, "seed"));
}

// Replayable noise: a function of the iteration counter in the state.
BOOST_AUTO_TEST_CASE(steps_that_stay_noisy_are_named_though_the_map_contracts)
{
    const auto step = []<class X>(const Momentum<X>& s, const auto& u) -> Momentum<X> {
        const double noise = std::fmod(0.618 * static_cast<double>(s.k * s.k), 1.0) - 0.5;
        return {X(0.5 * s.current + (u + 0.01 * noise) * VectorXd(VectorXd::Ones(1))), s.current, s.k + 1};
    };
    const VectorXd x0 = VectorXd::Ones(1);
    const Diagnosis d = diagnose(step, Momentum<VectorXd>{x0, x0, 0}, 1.0, 400);
    BOOST_TEST(d.has(Finding::noisy));
    BOOST_TEST(!d.has(Finding::not_contracting));
}

// x+ = 0.9 max(x - 0.1, 0) + u/100 entry by entry: the entries fall below the kink at 0.1 one after the other.
BOOST_AUTO_TEST_CASE(a_derivative_that_jumps_is_named_and_where)
{
    const auto step = []<class X>(const X& x, const auto& u) -> X {
        return 0.9 * X((x.array() - 0.1).max(0.0).matrix()) + (0.01 * u) * VectorXd(VectorXd::Ones(3));
    };
    const VectorXd x0 = VectorXd::LinSpaced(3, 0.3, 1.0);
    const Diagnosis d = diagnose(step, x0, 1.0, 100);
    long last = 0;
    VectorXd x = x0;
    for (long k = 0; x[2] > 0.1; ++k, last = k)
        x = step(x, 1.0);
    BOOST_TEST(d.has(Finding::not_smooth));
    BOOST_TEST(d.last_jump == last - 1);
    BOOST_TEST(!diagnose(cursed, VectorXd(VectorXd::Constant(1, 50)), 1.0, 400).has(Finding::not_smooth));
}

// x+ = x - 1 above 10 and 0.9 x below, + (u - 1)/10: from 239.5 it walks, 229 steps to 10.5 and one across the kink, then shrinks.
struct Walk {
    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        const X above = (x.array() - 10.0).max(0.0).matrix();
        return 0.9 * x + 0.1 * above + (0.1 * (u - 1.0)) * VectorXd(VectorXd::Ones(1));
    }
    std::uint64_t active_set(const VectorXd& x) const { return x[0] > 10.0 ? 1 : 0; }
};

BOOST_AUTO_TEST_CASE(an_active_set_that_settles_late_is_not_taken_for_noise)
{
    const VectorXd x0 = VectorXd::Constant(1, 239.5);
    const Diagnosis late = diagnose(Walk{}, x0, 1.0, 280);
    BOOST_TEST(late.has(Finding::not_smooth));
    BOOST_TEST(late.findings.size() == 1u);
    BOOST_TEST(late.last_jump == 229);
    BOOST_TEST(late.chosen_T == 230);
    BOOST_TEST(late.error_truncated == std::pow(0.9, 50), tolerance(1e-6));
    const Diagnosis never = diagnose(Walk{}, x0, 1.0, 235);
    BOOST_TEST(never.has(Finding::not_settled));
    BOOST_TEST(advises(never, "more steps"));
}

BOOST_AUTO_TEST_CASE(a_limit_that_depends_on_the_start_is_named)
{
    const auto mean = []<class X>(const X& x, const auto& u) -> X {
        const VectorXd ones = VectorXd::Ones(2);
        return 0.5 * x + (0.25 * x.sum()) * ones + u * VectorXd(VectorXd::LinSpaced(2, -1, 1));
    };
    const Diagnosis d = diagnose(mean, VectorXd(VectorXd::LinSpaced(2, 1, 5)), 1.0, 100);
    BOOST_TEST(d.has(Finding::not_unique));
    BOOST_TEST(!d.has(Finding::not_contracting));
}

// |Z_50 - J*|/|J*| = 0.99^50 = 0.6
BOOST_AUTO_TEST_CASE(a_run_that_is_too_short_for_any_derivative_needs_more_steps)
{
    const Diagnosis d = diagnose(Affine{0.99}, VectorXd(VectorXd::Ones(2)), 1.0, 50);
    BOOST_TEST(d.error_full == std::pow(0.99, 50), tolerance(1e-6));
    BOOST_TEST(advises(d, "more steps"));
}

// The curse number after K = 40 steps is 50 0.95^40 = 6.4; ln 6.4/ln(1/0.95) = 36 more steps bring it to 1.
BOOST_AUTO_TEST_CASE(steps_that_end_inside_the_burn_in_are_named_with_how_many_are_enough)
{
    const Diagnosis d = diagnose(cursed, VectorXd(VectorXd::Constant(1, 1020)), 1.0, 40);
    BOOST_TEST(d.has(Finding::inside_burn_in));
    BOOST_TEST(d.enough >= 74);
    BOOST_TEST(d.enough <= 82);
}

BOOST_AUTO_TEST_CASE(a_diagnosis_of_too_few_steps_is_refused)
{
    BOOST_CHECK_THROW(diagnose(Affine{0.5}, VectorXd(VectorXd::Ones(1)), 1.0, 15), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
