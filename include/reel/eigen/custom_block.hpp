#pragma once
/// Your own operation as one block of the tape: an FFT, a call into another solver, a table look-up.
///
///     class Reversal : public CustomBlock {                              // y_i = x_{n-1-i}
///         VectorXd value(const Vectors& x) override { return x[0].reverse(); }
///         VectorXd pull(const VectorXd& y_bar, std::size_t) const override { return y_bar.reverse(); }
///         VectorXd push(const VectorXd& x_dot, std::size_t) const override { return x_dot.reverse(); }
///     };
///     const VarVector y = apply_block(std::make_unique<Reversal>(), {x});
///
/// A block takes some vectors and makes one. `value` is called once, when it is recorded; what the derivatives need later
/// it keeps in members. `pull` and `push` are the derivative with respect to one argument, transposed and not: they are
/// const, may be called by several threads, and must be linear. check_gradient.hpp finds out whether they are right.
///
/// The tape owns the block until it is rewound past it.

#include <reel/eigen/vector.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <memory>
#include <vector>

namespace reel {

class CustomBlock {
public:
    using VectorXd = Eigen::VectorXd;
    using Vectors = std::vector<Eigen::VectorXd>;

    CustomBlock() = default;
    CustomBlock(const CustomBlock&) = delete;
    CustomBlock& operator=(const CustomBlock&) = delete;
    virtual ~CustomBlock() = default;

    /// y = F(x_0, x_1, ...)
    virtual VectorXd value(const Vectors& x) = 0;
    /// (dF/dx_i)^T y_bar: as many entries as x_i.
    virtual VectorXd pull(const VectorXd& y_bar, std::size_t i) const = 0;
    /// (dF/dx_i) x_dot: as many entries as y.
    virtual VectorXd push(const VectorXd& x_dot, std::size_t i) const = 0;
    /// What it keeps, for Tape::memory(). The default counts nothing but the object itself.
    virtual std::size_t bytes() const noexcept { return sizeof(*this); }
};

/// Records y = F(arguments) and returns it; with passive arguments only the value is computed. Throws what `value` throws,
/// `InvalidArgument` when the block is null, and what recording throws; the tape is unchanged then.
VarVector apply_block(std::unique_ptr<CustomBlock> block, const std::vector<VarVector>& arguments);

/// The same on plain numbers.
Eigen::VectorXd apply_block(std::unique_ptr<CustomBlock> block, const std::vector<Eigen::VectorXd>& arguments);

} // namespace reel
