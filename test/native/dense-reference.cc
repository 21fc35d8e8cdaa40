#include "dense-reference.hpp"

#include "systems.hpp"

namespace keycore::test {

using Eigen::MatrixXd;
using Eigen::VectorXd;

Spectrum dense_spectrum(const MatrixXd& symmetric) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(symmetric);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

VectorXd dense_eigenvalues(const MatrixXd& symmetric) {
  return Eigen::SelfAdjointEigenSolver<MatrixXd>(symmetric, Eigen::EigenvaluesOnly).eigenvalues();
}

MatrixXd dense_inverse(const MatrixXd& matrix) {
  return matrix.partialPivLu().inverse();
}

MatrixXd dense_pseudo_inverse(const MatrixXd& matrix, double relative) {
  const Eigen::JacobiSVD<MatrixXd> svd(matrix, Eigen::ComputeThinU | Eigen::ComputeThinV);
  VectorXd inverse = svd.singularValues();
  for (Eigen::Index k = 0; k < inverse.size(); ++k)
    inverse[k] = inverse[k] > relative * svd.singularValues()[0] ? 1 / inverse[k] : 0;
  return svd.matrixV() * inverse.asDiagonal() * svd.matrixU().transpose();
}

MatrixXd dense_hessian(const Hessian& hessian) {
  MatrixXd dense = MatrixXd::Zero(2 * hessian.particles, 2 * hessian.particles);
  for (std::size_t k = 0; k < hessian.size(); ++k) {
    const int i = 2 * hessian.first[k];
    const int j = 2 * hessian.second[k];
    Eigen::Matrix2d stiffness;
    stiffness << hessian.xx[k], hessian.xy[k], hessian.xy[k], hessian.yy[k];
    dense.block<2, 2>(i, i) += stiffness;
    dense.block<2, 2>(j, j) += stiffness;
    dense.block<2, 2>(i, j) -= stiffness;
    dense.block<2, 2>(j, i) -= stiffness;
  }
  return dense;
}

MatrixXd dense_mass_weighted(const Hessian& hessian, const System& system) {
  const VectorXd inverse_root = masses_of(system).cwiseSqrt().cwiseInverse();
  return inverse_root.asDiagonal() * dense_hessian(hessian) * inverse_root.asDiagonal();
}

Hessian hessian_of(const System& system) {
  return assemble_hessian(system, interacting_pairs(system));
}

VectorXd masses_of(const System& system) {
  VectorXd masses(2 * system.particles());
  for (int at = 0; at < masses.size(); ++at) masses[at] = system.masses[system.species[at / 2]];
  return masses;
}

} // namespace keycore::test
