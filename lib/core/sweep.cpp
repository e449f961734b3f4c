#include <reel/core/sweep.hpp>

#include <cmath>
#include <cstring>
#include <string>

namespace reel {
namespace {

using record::Trailer;

Trailer trailer_before(const std::byte* end)
{
    Trailer trailer;
    std::memcpy(&trailer, end - 8, 8);
    return trailer;
}

std::size_t size_of(const Trailer& trailer)
{
    return trailer.kind() == record::statement ? record::statement_bytes(trailer.count()) : 8 * trailer.count();
}

Index results_of(const Trailer& trailer)
{
    switch (trailer.kind()) {
    case record::statement: return 1;
    case record::numbers: return 0;
    default: return trailer.results;
    }
}

const Operation& operation_at(const std::byte* block)
{
    const Operation* operation;
    std::memcpy(&operation, block, 8);
    return *operation;
}

/// The terms of a statement: its partials, then its arguments.
struct Terms {
    const std::byte* place;
    std::size_t count;
    double partial(std::size_t i) const
    {
        double value;
        std::memcpy(&value, place + 8 * i, 8);
        return value;
    }
    Index argument(std::size_t i) const
    {
        Index value;
        std::memcpy(&value, place + 8 * count + 4 * i, 4);
        return value;
    }
};

void pull_statement(const Terms& terms, Index result, Adjoints& adjoints)
{
    for (int column = 0; column < adjoints.columns(); ++column) {
        const double bar = *adjoints.at(result, column);
        if (bar == 0.0) // exactly: a zero adjoint adds nothing, whatever the partial
            continue;
        for (std::size_t i = 0; i < terms.count; ++i)
            *adjoints.at(terms.argument(i), column) += bar * terms.partial(i);
    }
}

/// A zero tangent adds nothing either: the sum without the products 0 inf.
[[gnu::noinline]] double sum_of_nonzero(const Terms& terms, const Tangents& tangents, int column)
{
    double dot = 0.0;
    for (std::size_t i = 0; i < terms.count; ++i)
        if (const double term = *tangents.at(terms.argument(i), column); term != 0.0)
            dot += terms.partial(i) * term;
    return dot;
}

void push_statement(const Terms& terms, Index result, Tangents& tangents)
{
    for (int column = 0; column < tangents.columns(); ++column) {
        double dot = 0.0;
        for (std::size_t i = 0; i < terms.count; ++i)
            dot += terms.partial(i) * *tangents.at(terms.argument(i), column);
        if (!std::isfinite(dot)) [[unlikely]]
            dot = sum_of_nonzero(terms, tangents, column);
        *tangents.at(result, column) = dot;
    }
}

} // namespace

void reverse_sweep(const Tape& tape, Adjoints& adjoints, const Tape::Mark& to)
{
    if (&tape != &adjoints.tape())
        throw InvalidUse("reverse_sweep: these adjoints belong to another tape");
    adjoints.must_hold_tape();
    if (!tape.holds(to) || to.position > adjoints.position_.position)
        throw InvalidUse("reverse_sweep: these adjoints stand at value " + std::to_string(adjoints.position_.values) +
                         ", which is not behind the place to sweep to (value " + std::to_string(to.values) +
                         "); `clear()` them and seed again for another sweep");
    const Arena& arena = tape.arena();
    const Arena::Position from = adjoints.position_.position;
    Index value = adjoints.position_.values;
    for (std::uint32_t chunk = from.chunk;; --chunk) {
        const Arena::Extent extent = arena.extent(chunk, from);
        const std::byte* stop = extent.begin + (chunk == to.position.chunk ? to.position.offset : 0);
        for (const std::byte* end = extent.end; end != stop;) {
            const Trailer trailer = trailer_before(end);
            end -= size_of(trailer);
            const Index results = results_of(trailer);
            value -= results;
            if (trailer.kind() == record::statement)
                pull_statement({end, trailer.count()}, value, adjoints);
            else if (trailer.kind() == record::block)
                operation_at(end).pull(end + 8, {value, results}, adjoints);
        }
        if (chunk == to.position.chunk)
            break;
    }
    adjoints.position_ = to;
}

void forward_sweep(const Tape& tape, Tangents& tangents, const Tape::Mark& to)
{
    if (&tape != &tangents.tape())
        throw InvalidUse("forward_sweep: these tangents belong to another tape");
    tangents.must_hold_tape();
    if (!tape.holds(to) || to.position < tangents.position_.position || to.position > tangents.end_.position)
        throw InvalidUse("forward_sweep: these tangents stand at value " + std::to_string(tangents.position_.values) +
                         ", the place to sweep to (value " + std::to_string(to.values) +
                         ") is not between there and their end; `clear()` them and seed again for another sweep");
    const Arena& arena = tape.arena();
    const Tape::Mark from = tangents.position_;
    Index value = from.values;
    std::vector<std::size_t> ends; // records know their size at their end only: find them from behind first
    for (std::uint32_t chunk = from.position.chunk; chunk <= to.position.chunk; ++chunk) {
        const Arena::Extent extent = arena.extent(chunk, to.position);
        const std::byte* begin = extent.begin + (chunk == from.position.chunk ? from.position.offset : 0);
        ends.clear();
        for (const std::byte* end = extent.end; end != begin; end -= size_of(trailer_before(end)))
            ends.push_back(static_cast<std::size_t>(end - extent.begin));
        for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
            const Trailer trailer = trailer_before(extent.begin + *end);
            const std::byte* place = extent.begin + *end - size_of(trailer);
            const Index results = results_of(trailer);
            tangents.window_end_ = value + results;
            if (trailer.kind() == record::statement)
                push_statement({place, trailer.count()}, value, tangents);
            else if (trailer.kind() == record::block)
                operation_at(place).push(place + 8, {value, results}, tangents);
            else if (trailer.kind() == record::independent)
                tangents.enter_independent({value, results});
            value += results;
        }
    }
    tangents.position_ = to;
}

void forward_sweep(const Tape& tape, Tangents& tangents) { forward_sweep(tape, tangents, tangents.end_); }

} // namespace reel
