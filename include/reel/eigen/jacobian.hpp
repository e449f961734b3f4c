#pragma once
/// Derivatives of one recorded vector with respect to another, read from a tape.
///
///     Tape tape;
///     VarVector x, y;
///     {
///         Recording on(tape);
///         x = independent(x0);
///         y = f(x);
///     }
///     const Eigen::MatrixXd J = jacobian(tape, y, x);       // dy/dx, one row for each entry of y
///     const Eigen::VectorXd g = vjp(tape, y, x, w);         // J^T w: one reverse sweep
///     const Eigen::VectorXd z = jvp(tape, y, x, v);         // J v:   one forward sweep
///
/// The tape is const: any number of these may run at once, in several threads. x is independent (its own derivative with
/// respect to anything else on the tape is not looked at), and stands before the first iteration mark. A passive y has
/// derivative zero; a passive x is an `InvalidUse`.

#include <reel/eigen/vector.hpp>

#include <Eigen/Core>

namespace reel {

/// dy/dx, m x n. By rows (reverse) when m <= n, else by columns (forward); `columns` of them in one sweep, where
/// products with matrices become matrix products. Throws `InvalidArgument` for columns < 1. O(min(m, n)) sweeps.
Eigen::MatrixXd jacobian(const Tape& tape, const VarVector& y, const VarVector& x, int columns = 32);

/// (dy/dx)^T w, n entries; w has as many as y.
Eigen::VectorXd vjp(const Tape& tape, const VarVector& y, const VarVector& x, const Eigen::VectorXd& w);

/// (dy/dx) v, m entries; v has as many as x.
Eigen::VectorXd jvp(const Tape& tape, const VarVector& y, const VarVector& x, const Eigen::VectorXd& v);

} // namespace reel
