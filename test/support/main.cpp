// main() of every test program.
#define BOOST_TEST_MODULE reel
#include <boost/test/unit_test.hpp>
