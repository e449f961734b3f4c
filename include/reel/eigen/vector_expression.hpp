#pragma once
/// What vectors and their expressions can do, in Eigen's words: `VectorExpr`, `ArrayExpr`, and the methods that
/// `VarVector` and `DualVector` share with them.
///
/// An expression refers to the vectors it was written with. So that it cannot outlive them unseen it can be neither
/// copied nor moved:  `auto e = x + y; return e;`  does not compile; say  `VarVector e = x + y;`.

#include <reel/eigen/functions.hpp>

#include <Eigen/Core>

#include <utility>

namespace reel {

template <class E>
class ArrayExpr {
public:
    explicit ArrayExpr(E&& node) : node_(std::move(node)) {}
    template <class Make>
    ArrayExpr(std::in_place_t, const Make& make) : node_(make())
    {}
    ArrayExpr(const ArrayExpr&) = delete; // an expression refers to variables: make a vector of it, or use it at once
    ArrayExpr& operator=(const ArrayExpr&) = delete;

    Eigen::Index size() const { return node_.size(); }
    const E& node() const& { return node_; }
    E node() && { return std::move(node_); }
    typename E::Vector eval() const { return typename E::Vector(*this); }
    auto value() const { return eval().value(); }

    VectorExpr<E> matrix() const& { return VectorExpr<E>(E(node_)); }
    VectorExpr<E> matrix() && { return VectorExpr<E>(std::move(node_)); }
    auto sum() const { return eval().sum(); }
    auto mean() const { return eval().mean(); }

#define REEL_METHOD(name)                                                                                              \
    auto name() const& { return reel::name(*this); }                                                                   \
    auto name() && { return reel::name(std::move(*this)); }
    REEL_METHOD(abs)
    REEL_METHOD(sqrt)
    REEL_METHOD(exp)
    REEL_METHOD(log)
    REEL_METHOD(log1p)
    REEL_METHOD(expm1)
    REEL_METHOD(sin)
    REEL_METHOD(cos)
    REEL_METHOD(tan)
    REEL_METHOD(tanh)
    REEL_METHOD(sinh)
    REEL_METHOD(cosh)
    REEL_METHOD(asin)
    REEL_METHOD(acos)
    REEL_METHOD(atan)
    REEL_METHOD(sign)
    REEL_METHOD(floor)
    REEL_METHOD(ceil)
    REEL_METHOD(round)
    REEL_METHOD(inverse)
    REEL_METHOD(square)
#undef REEL_METHOD
    auto pow(double exponent) const& { return reel::pow(*this, exponent); }
    auto pow(double exponent) && { return reel::pow(std::move(*this), exponent); }
    template <class R>
    auto max(R&& r) const&
    {
        return reel::max(*this, std::forward<R>(r));
    }
    template <class R>
    auto max(R&& r) &&
    {
        return reel::max(std::move(*this), std::forward<R>(r));
    }
    template <class R>
    auto min(R&& r) const&
    {
        return reel::min(*this, std::forward<R>(r));
    }
    template <class R>
    auto min(R&& r) &&
    {
        return reel::min(std::move(*this), std::forward<R>(r));
    }

private:
    E node_;
};

namespace elementwise {

// Found by argument-dependent look-up, behind the methods of the same names: reduce.hpp
auto sum_of(const auto& x) { return sum(x); }
auto squared_norm_of(const auto& x) { return squared_norm(x); }
auto norm_of(const auto& x) { return norm(x); }
auto dot_of(const auto& x, const auto& y) { return dot(x, y); }

template <class X>
auto as_array(X&& x)
{
    return wrap<Kind::array>([&] { return live(std::forward<X>(x)); });
}
template <class X>
auto as_matrix(X&& x)
{
    return wrap<Kind::vector>([&] { return live(std::forward<X>(x)); });
}
/// Eigen's cwiseMax(2.0) and cwiseMax(y): the other operand of a vector method, as an array.
template <class X>
decltype(auto) other_as_array(X&& x)
{
    if constexpr (kind_of<X> == Kind::scalar)
        return std::forward<X>(x);
    else
        return as_array(std::forward<X>(x));
}

/// The methods of a vector; `live(self)` is its node.
template <class Self>
class VectorMethods {
public:
    auto array() const& { return as_array(self()); }
    auto array() && { return as_array(moved()); }

#define REEL_METHOD(name, expression)                                                                                  \
    auto name() const& { return expression(array()).matrix(); }                                                        \
    auto name() && { return expression(as_array(moved())).matrix(); }
    REEL_METHOD(cwiseAbs, reel::abs)
    REEL_METHOD(cwiseSqrt, reel::sqrt)
    REEL_METHOD(cwiseInverse, reel::inverse)
    REEL_METHOD(cwiseAbs2, reel::square)
    REEL_METHOD(cwiseSign, reel::sign)
#undef REEL_METHOD
#define REEL_METHOD(name, expression)                                                                                  \
    template <class R>                                                                                                 \
    auto name(R&& r) const&                                                                                            \
    {                                                                                                                  \
        auto a = array();                                                                                              \
        auto b = other_as_array(std::forward<R>(r));                                                                   \
        return (expression).matrix();                                                                                  \
    }                                                                                                                  \
    template <class R>                                                                                                 \
    auto name(R&& r) &&                                                                                                \
    {                                                                                                                  \
        auto a = as_array(moved());                                                                                    \
        auto b = other_as_array(std::forward<R>(r));                                                                   \
        return (expression).matrix();                                                                                  \
    }
    REEL_METHOD(cwiseProduct, std::move(a) * std::move(b))
    REEL_METHOD(cwiseQuotient, std::move(a) / std::move(b))
    REEL_METHOD(cwiseMax, reel::max(std::move(a), std::move(b)))
    REEL_METHOD(cwiseMin, reel::min(std::move(a), std::move(b)))
#undef REEL_METHOD

    // Sums: reduce.hpp
    auto sum() const { return sum_of(self()); }
    auto mean() const { return sum() / static_cast<double>(self().size()); }
    auto squaredNorm() const { return squared_norm_of(self()); }
    auto norm() const { return norm_of(self()); }
    template <class R>
    auto dot(const R& r) const
    {
        return dot_of(self(), r);
    }

    /// Its entries as an Eigen matrix of scalars: scalar.hpp.
    template <EigenOfVar M>
    operator M() const
    {
        return entries_of(self().eval());
    }

private:
    const Self& self() const { return static_cast<const Self&>(*this); }
    Self&& moved() { return static_cast<Self&&>(*this); }
};

} // namespace elementwise

template <class E>
class VectorExpr : public elementwise::VectorMethods<VectorExpr<E>> {
public:
    explicit VectorExpr(E&& node) : node_(std::move(node)) {}
    template <class Make>
    VectorExpr(std::in_place_t, const Make& make) : node_(make())
    {}
    VectorExpr(const VectorExpr&) = delete; // see ArrayExpr
    VectorExpr& operator=(const VectorExpr&) = delete;

    Eigen::Index size() const { return node_.size(); }
    const E& node() const& { return node_; }
    E node() && { return std::move(node_); }
    typename E::Vector eval() const { return typename E::Vector(*this); }
    auto value() const { return eval().value(); }
    auto head(Eigen::Index n) const { return eval().head(n).eval(); }
    auto tail(Eigen::Index n) const { return eval().tail(n).eval(); }
    auto segment(Eigen::Index i, Eigen::Index n) const { return eval().segment(i, n).eval(); }

private:
    E node_;
};

} // namespace reel
