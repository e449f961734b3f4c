#include <reel/eigen/live.hpp>

#include <string>

namespace reel::elementwise {
namespace {

std::string described(Shape shape, bool matrices)
{
    if (matrices)
        return " is " + std::to_string(shape.rows) + " by " + std::to_string(shape.cols);
    return " has " + std::to_string(shape.rows) + " entries";
}

} // namespace

void not_same_shape(const char* operation, Shape x, Shape y, bool matrices)
{
    throw InvalidArgument(std::string("x ") + operation + " y: x" + described(x, matrices) + ", y" +
                          described(y, matrices) + "; elementwise operations need the same size");
}

} // namespace reel::elementwise
