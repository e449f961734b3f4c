#include <common/csv.hpp>

#include "../support/complaint.hpp"
#include "../support/folder.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(apps_csv)

using namespace reel::apps;

namespace {

// What reading such a file is answered with, the folder left out.
std::string csv_complaint(const std::string& text, Scale scale = Scale::none)
{
    const Folder folder;
    const std::string path = folder.write("d.csv", text);
    std::string line = complaint([&] { read_regression(path, scale); });
    for (std::size_t at = line.find(path); at != std::string::npos; at = line.find(path))
        line.replace(at, path.size(), "d.csv");
    return line;
}

Dataset regression(const std::string& text, Scale scale)
{
    const Folder folder;
    return read_regression(folder.write("d.csv", text), scale);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_last_column_is_the_target)
{
    const Dataset data = regression("x,y,z\n1,2,3\n4,5,6\n", Scale::none);
    BOOST_TEST(data.features == (std::vector<std::string>{"x", "y"}), boost::test_tools::per_element());
    BOOST_TEST(data.target == "z");
    BOOST_TEST((data.A == (Eigen::MatrixXd(2, 2) << 1, 2, 4, 5).finished()));
    BOOST_TEST((data.b == Eigen::Vector2d(3, 6)));
}

BOOST_AUTO_TEST_CASE(quotes_blanks_line_ends_and_empty_lines_at_the_end_do_not_matter)
{
    const Dataset data = regression("\xEF\xBB\xBF\"a, \"\"b\"\"\" , y\r\n 1 ,\"2\"\r\n\r\n", Scale::none);
    BOOST_TEST(data.features.front() == "a, \"b\"");
    BOOST_TEST(data.A(0, 0) == 1.0);
    BOOST_TEST(data.b[0] == 2.0);
}

// (1, 3, 8) has mean 4 and population variance (9 + 1 + 16)/3 = 26/3.
BOOST_AUTO_TEST_CASE(standardized_columns_have_mean_0_and_population_variance_1)
{
    const Dataset data = regression("x,y\n1,10\n3,20\n8,60\n", Scale::standardize);
    const double deviation = std::sqrt(26.0 / 3.0);
    BOOST_TEST(data.A(0, 0) == -3.0 / deviation, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(data.A(2, 0) == 4.0 / deviation, boost::test_tools::tolerance(1e-15));
    BOOST_TEST((data.b == Eigen::Vector3d(-20, -10, 30)));
}

BOOST_AUTO_TEST_CASE(the_target_of_a_classification_stays_as_it_is)
{
    const Folder folder;
    const Dataset data = read_classification(folder.write("d.csv", "x,y\n1,0\n2,1\n"), Scale::standardize);
    BOOST_TEST((data.b == Eigen::Vector2d(0, 1)));
    BOOST_TEST(data.A(0, 0) == -1.0);
}

BOOST_AUTO_TEST_CASE(the_bundled_data_sets_have_their_documented_sizes)
{
    const std::string data = REEL_DATA_DIR;
    const Dataset diabetes = read_regression(data + "/diabetes.csv", Scale::standardize);
    BOOST_TEST(diabetes.A.rows() == 442);
    BOOST_TEST(diabetes.A.cols() == 10);
    BOOST_TEST(diabetes.A.squaredNorm() / 442.0 == 10.0, boost::test_tools::tolerance(1e-12));
    const Dataset cancer = read_classification(data + "/breast_cancer.csv", Scale::standardize);
    BOOST_TEST(cancer.A.rows() == 569);
    BOOST_TEST(cancer.A.cols() == 30);
    const Dataset digits = read_classification(data + "/digits.csv", Scale::none);
    BOOST_TEST(digits.A.rows() == 1797);
    BOOST_TEST(digits.A.cols() == 64);
}

BOOST_AUTO_TEST_CASE(a_cell_that_is_no_finite_number_is_named_with_its_place)
{
    BOOST_TEST(csv_complaint("x,y\n1,2\n3,abc\n") ==
               "'abc' is not a number in column 'y', d.csv:3:3, allowed: a finite number");
    BOOST_TEST(csv_complaint("x,y\n1,nan\n") ==
               "'nan' is not finite in column 'y', d.csv:2:3, allowed: a finite number");
    BOOST_TEST(csv_complaint("x,y\ninf,1\n") ==
               "'inf' is not finite in column 'x', d.csv:2:1, allowed: a finite number");
    BOOST_TEST(csv_complaint("x,y\n,1\n") == "empty cell in column 'x', d.csv:2:1, allowed: a finite number");
    BOOST_TEST(csv_complaint("x,y\n1,1e400\n") ==
               "'1e400' is too large for a double in column 'y', d.csv:2:3, allowed: a finite number");
}

BOOST_AUTO_TEST_CASE(a_row_that_is_too_short_or_too_long_is_named_with_its_place)
{
    BOOST_TEST(csv_complaint("x,y\n1\n") ==
               "this row has 1 cells, the header 2, d.csv:2:1, allowed: as many cells as names in the header");
    BOOST_TEST(csv_complaint("x,y\n1,2,3\n") ==
               "this row has 3 cells, the header 2, d.csv:2:5, allowed: as many cells as names in the header");
    BOOST_TEST(csv_complaint("x,y\n\n1,2\n") ==
               "this row has 1 cells, the header 2, d.csv:2:1, allowed: as many cells as names in the header");
}

BOOST_AUTO_TEST_CASE(a_file_without_header_or_rows_or_target_is_refused)
{
    BOOST_TEST(csv_complaint("") == "the file is empty, d.csv:1:1, allowed: a header and one row at least");
    BOOST_TEST(csv_complaint("\n\n") == "the file is empty, d.csv:1:1, allowed: a header and one row at least");
    BOOST_TEST(csv_complaint("x,y\n") == "there is no row under the header, d.csv:2:1, allowed: one row at least");
    BOOST_TEST(csv_complaint("1,2\n3,4\n") ==
               "the header is missing, d.csv:1:1, allowed: names of the columns in the first line");
    BOOST_TEST(csv_complaint("y\n1\n") ==
               "there is one column only, d.csv:1:1, allowed: features, and the target in the last column");
    BOOST_TEST(csv_complaint("x,,y\n1,2,3\n") == "a column has no name, d.csv:1:3, allowed: a name for each column");
}

BOOST_AUTO_TEST_CASE(an_open_quote_is_refused)
{
    BOOST_TEST(csv_complaint("x,y\n1,\"2\n") == "a quote is not closed, d.csv:2:3, allowed: \"...\" within one line");
}

BOOST_AUTO_TEST_CASE(a_constant_column_has_no_scale)
{
    const std::string line = "column 'x' is constant, d.csv, allowed: columns that vary, or --scale none";
    BOOST_TEST(csv_complaint("x,y\n0.1,1\n0.1,2\n0.1,3\n", Scale::standardize) == line);
    BOOST_TEST(csv_complaint("x,y\n0,1\n0,2\n", Scale::standardize) == line);
    BOOST_TEST(csv_complaint("x,y\n5,1\n", Scale::standardize) == line); // one sample
    BOOST_TEST(csv_complaint("x,y\n0.1,1\n0.1,2\n", Scale::none) == "no error");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_named)
{
    BOOST_TEST(complaint([] { read_csv("/no/such.csv"); }) ==
               "cannot read '/no/such.csv': No such file or directory, allowed: a text file that can be read");
    const Folder folder;
    BOOST_TEST(complaint([&] { read_csv(folder.path()); }) ==
               "cannot read '" + folder.path().string() + "': Is a directory, allowed: a text file that can be read");
}

BOOST_AUTO_TEST_SUITE_END()
