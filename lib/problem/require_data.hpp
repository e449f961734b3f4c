#pragma once
// What every problem with a design matrix asks of its data.
#include <reel/error.hpp>

#include <Eigen/Core>
#include <string>

namespace reel {

inline void require_data(const Eigen::MatrixXd& A, const Eigen::VectorXd& b, const char* problem)
{
    require(A.rows() == b.size() && A.size() > 0, [&] {
        return std::string(problem) + ": A is " + std::to_string(A.rows()) + " by " + std::to_string(A.cols()) +
               " and b has " + std::to_string(b.size()) +
               " entries; A needs one row per entry of b, and at least one row and column";
    });
    require(A.allFinite() && b.allFinite(),
            [&] { return std::string(problem) + ": A or b has an entry that is not finite"; });
}

inline void require_size(Eigen::Index got, Eigen::Index wanted, const char* problem, const char* what)
{
    require(got == wanted, [&] {
        return std::string(problem) + ": " + what + " has " + std::to_string(got) + " entries, " +
               std::to_string(wanted) + " are needed";
    });
}

} // namespace reel
