#include "kernels/rayleigh-quotients.hpp"

#include <cstdint>

namespace keycore {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

RayleighQuotients rayleigh_quotients(const DynamicalMatrix& matrix, const MatrixXd& vectors) {
  RayleighQuotients result{VectorXd(vectors.cols()), VectorXd(vectors.cols())};
  VectorXd image(matrix.size());
  for (Index k = 0; k < vectors.cols(); ++k) {
    const auto e = vectors.col(k);
    matrix.multiply_mass_weighted(e.data(), image.data());
    result.values[k] = e.dot(image) / e.squaredNorm();
    result.residuals[k] = (image - result.values[k] * e).norm() / (e.norm() * matrix.norm());
  }
  return result;
}

MatrixXd mass_weighted_translations(const DynamicalMatrix& matrix) {
  MatrixXd t = MatrixXd::Zero(matrix.size(), 2);
  for (int at = 0; at < matrix.size(); ++at) t(at, at % 2) = matrix.root_mass()[at / 2];
  t.colwise().normalize();
  return t;
}

void shifted_inverse_mass_weighted(const DynamicalMatrix& matrix, const Ldlt& factor, double* x, int count) {
  const int size = matrix.size();
  const auto weigh = [&] {
    for (std::int64_t at = 0; at < static_cast<std::int64_t>(size) * count; ++at)
      x[at] *= matrix.root_mass()[(at % size) / 2];
  };
  weigh();
  factor.solve(x, count);
  weigh();
}

} // namespace keycore
