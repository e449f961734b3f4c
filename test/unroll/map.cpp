#include <reel/unroll/flat.hpp>
#include <reel/unroll/map.hpp>

#include <reel/solver/gradient.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(unroll_map)

using namespace reel;
using Eigen::VectorXd;

namespace {
const VectorXd one_two = VectorXd::LinSpaced(2, 1.0, 2.0);
const VectorXd three = VectorXd::Constant(1, 3.0);
} // namespace

BOOST_AUTO_TEST_CASE(a_tree_is_flattened_leaf_after_leaf_and_back)
{
    const std::tuple tree(0.5, one_two, std::tuple(three, 4.0));
    const VectorXd row = flatten(tree);
    BOOST_TEST(row == (VectorXd(5) << 0.5, 1.0, 2.0, 3.0, 4.0).finished());
    const auto back = unflatten(VectorXd(2.0 * row), tree);
    BOOST_TEST(std::get<0>(back) == 1.0);
    BOOST_TEST(std::get<1>(back) == VectorXd(2.0 * one_two));
    BOOST_TEST(std::get<1>(std::get<2>(back)) == 8.0);
}

BOOST_AUTO_TEST_CASE(a_row_of_another_length_is_refused)
{
    BOOST_CHECK_THROW(unflatten(VectorXd(VectorXd::Zero(3)), one_two), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(what_is_no_part_of_a_state_is_kept_but_not_flattened)
{
    const Momentum<VectorXd> state{one_two, 2.0 * one_two, 7};
    BOOST_TEST(flat_size(state) == 4);
    const Momentum<VarVector> recorded = recorded_tree(state);
    BOOST_TEST(recorded.k == 7);
    BOOST_TEST(recorded.previous.value() == state.previous);
    BOOST_TEST(unflatten(VectorXd(VectorXd::Zero(4)), state).k == 7);
}

// (3, 4) against (0, 0) in two leaves: sqrt(9 + 16) = 5.
BOOST_AUTO_TEST_CASE(the_distance_of_two_states_is_over_all_leaves)
{
    BOOST_TEST(distance(std::tuple(3.0, VectorXd(VectorXd::Constant(1, 4.0))),
                        std::tuple(0.0, VectorXd(VectorXd::Zero(1)))) == 5.0);
}

BOOST_AUTO_TEST_CASE(states_of_different_shapes_have_no_distance)
{
    BOOST_CHECK_EXCEPTION(distance(three, one_two), InvalidArgument, [](const Error& e) {
        return std::string(e.what()).find("2 x 1, and later 1 x 1") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_state_is_finite_when_all_its_leaves_are)
{
    BOOST_TEST(is_finite(std::tuple(1.0, one_two)));
    BOOST_TEST(!is_finite(std::tuple(1.0, VectorXd(one_two / 0.0))));
    BOOST_TEST(!is_finite(std::tuple(std::nan(""), one_two)));
}

BOOST_AUTO_TEST_CASE(the_leaves_of_a_parameter_become_independent_variables)
{
    Tape tape;
    Recording on(tape);
    const auto [a, b] = independent(std::tuple(0.5, one_two));
    BOOST_TEST(a.active());
    BOOST_TEST(b.active());
    BOOST_TEST(tape.values() == 3);
    BOOST_TEST(a.id().index == 0); // in the order of the tree, as in a row of numbers
    BOOST_TEST(b.id().index == 1);
}

// The carried values are numbered anew, in a row; the passive leaf is left alone.
BOOST_AUTO_TEST_CASE(an_iteration_mark_renumbers_the_active_leaves_of_a_state)
{
    Tape tape;
    Recording on(tape);
    std::tuple state(independent(one_two), VarVector(three), independent(1.0));
    const Index before = tape.values();
    mark_iteration(tape, state);
    BOOST_TEST(std::get<0>(state).id().index == before);
    BOOST_TEST(!std::get<1>(state).active());
    BOOST_TEST(std::get<2>(state).id().index == before + 2);
}

BOOST_AUTO_TEST_SUITE_END()
