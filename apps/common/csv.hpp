#pragma once
/// Data sets: CSV files with a header and the target in the last column.
///
///     const Dataset data = read_regression("data/diabetes.csv", Scale::standardize);
///     data.A;         // 442 x 10, each column of mean 0 and variance 1
///     data.b;         // 442, of mean 0
///
/// Fields are separated by commas and may be quoted ("a, b"). Every cell is a finite number. Whatever is not as it
/// should be is a `UsageError` that names file:line:column.

#include <Eigen/Core>
#include <string>
#include <vector>

namespace reel::apps {

enum class Scale { standardize, none };

struct Dataset {
    std::vector<std::string> features; ///< Names of the columns of A.
    std::string target;                ///< Name of b.
    Eigen::MatrixXd A;                 ///< One row a sample.
    Eigen::VectorXd b;
};

/// Reads a file as it is. At least one sample, at least one feature.
Dataset read_csv(const std::string& path);

/// Reads a regression problem. With Scale::standardize each feature gets mean 0 and population variance 1,
/// sum_i a_ij^2 / m = 1, and the target mean 0; a constant feature is then an error that names it.
Dataset read_regression(const std::string& path, Scale scale);

/// Reads a classification problem: the features as above, the target as it is.
Dataset read_classification(const std::string& path, Scale scale);

} // namespace reel::apps
