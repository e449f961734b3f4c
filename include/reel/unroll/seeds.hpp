#pragma once
/// What a replay begins with: the adjoints of x_K, given in one of several forms, as a matrix with a row for each of
/// its numbers and a column for each adjoint.

#include <reel/unroll/flat.hpp>

#include <Eigen/Core>

#include <string>
#include <type_traits>

namespace reel::detail {

/// A matrix that is no vector, or an expression of one.
template <class A>
constexpr bool is_matrix = false;
template <class A>
requires std::derived_from<A, Eigen::EigenBase<A>>
constexpr bool is_matrix<A> = A::ColsAtCompileTime != 1;

void require_rows_of_adjoint(Eigen::Index given, Eigen::Index needed);

template <class Solution, class Adjoint>
class Seeds {
public:
    /// Throws `InvalidArgument` when the adjoint has not the size of `like`.
    Seeds(const Solution& like, const Adjoint& adjoint) : adjoint_(adjoint)
    {
        if constexpr (!is_function)
            require_rows_of_adjoint((*this)(like).rows(), flat_size(like));
    }
    int columns() const
    {
        if constexpr (several)
            return static_cast<int>(adjoint_.cols());
        else
            return 1;
    }
    Eigen::MatrixXd operator()(const Solution& x) const
    {
        if constexpr (several) {
            return adjoint_;
        }
        else if constexpr (!is_function) {
            return flatten(Solution(adjoint_));
        }
        else {
            const Eigen::VectorXd v = flatten(Solution(adjoint_(x)));
            require_rows_of_adjoint(v.size(), flat_size(x));
            return v;
        }
    }

private:
    static constexpr bool several = is_matrix<Adjoint> && !is_matrix<Solution>;
    static constexpr bool is_function = !several && !std::is_convertible_v<Adjoint, Solution>;

    const Adjoint& adjoint_;
};

} // namespace reel::detail
