#pragma once
/// What every rule of differentiation says of itself, besides its value and its derivative.

#include <cstddef>

namespace reel {

/// What a block must keep of an elementwise function until its adjoint is swept.
enum class Keep {
    nothing,   ///< The derivative is zero.
    argument,  ///< It is cheap to get from the argument.
    result,    ///< It is cheap to get from the value.
    derivative ///< It is as dear as the value: it is stored itself.
};

namespace rule {

/// A word, as a template argument.
template <std::size_t Size>
struct Text {
    char characters[Size];
    constexpr Text(const char (&word)[Size])
    {
        for (std::size_t i = 0; i < Size; ++i)
            characters[i] = word[i];
    }
};

/// The base of a rule: its name, and what an array must store for it.
template <Text text, Keep what>
struct Rule {
    static constexpr const char* name = text.characters;
    static constexpr Keep keep = what;
};

/// A rule with this base as well is evaluated number by number, since Eigen has no packet form of it.
struct ScalarOnly {
    static constexpr bool scalar_only = true;
};

/// A rule with this base as well has an infinite derivative at some finite number: sqrt at 0, 1 / a where 1 / a^2
/// overflows, exp where it overflows itself. There, no dependence stays none: the product 0 inf is left out.
struct Steep {
    static constexpr bool steep = true;
};
template <class Rule>
concept IsSteep = Rule::steep;

} // namespace rule
} // namespace reel
