#pragma once
// Every solver as a map of rows of numbers, so that tests which loop over solvers instantiate the rest once.
#include <reel/unroll/flat.hpp>

#include <Eigen/Core>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace reel::test {

using Eigen::MatrixXd;
using Eigen::VectorXd;

struct AnyMap {
    std::function<VectorXd(const VectorXd&, const VectorXd&)> plain;
    std::function<VarVector(const VarVector&, const VarVector&)> recorded;

    VectorXd operator()(const VectorXd& x, const VectorXd& u) const { return plain(x, u); }
    VarVector operator()(const VarVector& x, const VarVector& u) const { return recorded(x, u); }
};

// A solver on a problem: the map, where it starts, and the truth about the solution, which is the head of its state.
struct Case {
    std::string name;
    AnyMap map;
    VectorXd start;
    VectorXd u;
    VectorXd solution; // x*
    MatrixXd jacobian; // J*, n x p
};

inline double number(const VectorXd& row, Eigen::Index i) { return row[i]; }
inline Var number(const VarVector& row, Eigen::Index i) { return VarVector(row.segment(i, 1)).sum(); }

// The tree of the shape of `like` made of a row of numbers, plain or recorded.
template <class Row, class Tree>
auto unpack(const Row& row, const Tree& like)
{
    Eigen::Index next = 0;
    return transform(like, [&]<class Leaf>(const Leaf& leaf) {
        const Eigen::Index first = std::exchange(next, next + leaf_length(leaf));
        if constexpr (std::is_same_v<Leaf, double>)
            return number(row, first);
        else
            return Row(row.segment(first, leaf.size()));
    });
}

// The parts of a state, one after the other.
template <class Row, class Tree>
Row pack(const Tree& tree)
{
    Eigen::Index size = 0;
    for_each_leaf([&](const auto& part) { size += part.size(); }, tree);
    Row row(VectorXd(VectorXd::Zero(size)));
    Eigen::Index first = 0;
    for_each_leaf(
        [&](const auto& part) {
            row.segment(first, part.size()) = part;
            first += part.size();
        },
        tree);
    return row;
}

// The problem and the solver live in the map; make(problem) makes the solver, which may refer to the problem.
template <class Problem, class Make, class U>
Case make_case(const std::string& name, Problem given, const Make& make, const U& u)
{
    const auto problem = std::make_shared<const Problem>(std::move(given));
    const auto solver = std::make_shared<const decltype(make(*problem))>(make(*problem));
    Case made;
    made.name = name;
    made.solution = problem->solution(u).x;
    made.jacobian = problem->jacobian(u);
    const auto start = solver->init(VectorXd(VectorXd::Zero(made.solution.size())));
    const auto step = [problem, solver, start, u]<class Row>(const Row& x, const Row& p) -> Row {
        return pack<Row>((*solver)(unpack(x, start), unpack(p, u)));
    };
    made.map = {step, step};
    made.start = flatten(start);
    made.u = flatten(u);
    return made;
}

} // namespace reel::test
