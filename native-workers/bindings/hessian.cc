#include "bindings/hessian.hpp"

#include <utility>
#include <vector>

#include "bindings/arguments.hpp"
#include "bindings/module-data.hpp"
#include "bindings/results.hpp"
#include "kernels/null-vectors.hpp"
#include "kernels/vibrability.hpp"

namespace keycore::binding {

Napi::Function Hessian::define(Napi::Env env) {
  using Class = NativeClass<Hessian>;
  return Class::define(
      env, {Class::accessor<&Hessian::particles>("particles"), Class::accessor<&Hessian::inertia>("inertia"),
            Class::accessor<&Hessian::norm>("norm"), Class::accessor<&Hessian::factor_entries>("factorEntries"),
            Class::accessor<&Hessian::bytes>("bytes"), Class::method<&Hessian::multiply>("multiply"),
            Class::method<&Hessian::solve>("solve"), Class::method<&Hessian::solve_pinned>("solvePinned"),
            Class::method<&Hessian::inverse_between>("inverseBetween"),
            Class::method<&Hessian::count_below>("countBelow"), Class::method<&Hessian::lowest_modes>("lowestModes"),
            Class::method<&Hessian::vibrability>("vibrability"), Class::method<&Hessian::null_vectors>("nullVectors"),
            Class::method<&Hessian::dense>("dense"), Class::method<&Hessian::dispose>("dispose")});
}

Napi::Object Hessian::make(Napi::Env env, std::shared_ptr<const DynamicalMatrix> matrix) {
  ModuleData& data = *env.GetInstanceData<ModuleData>();
  data.matrix_of_next_hessian = std::move(matrix);
  return data.hessian.New({});
}

Hessian::Hessian(const Napi::CallbackInfo& info)
    : env_(info.Env()),
      matrix_(std::exchange(info.Env().GetInstanceData<ModuleData>()->matrix_of_next_hessian, nullptr)),
      memory_(info.Env()) {
  if (!matrix_) throw Napi::TypeError::New(info.Env(), "a Hessian is made by Sample.hessian()");
  memory_.report(matrix_->bytes());
}

std::shared_ptr<const DynamicalMatrix> Hessian::matrix() const {
  if (!matrix_) throw Napi::Error::New(env_, "this Hessian has been disposed of");
  return matrix_;
}

std::shared_ptr<const DynamicalMatrix> hessian_argument(const Napi::Value& value) {
  return NativeClass<Hessian>::in(value, "hessian").matrix();
}

Napi::Value Hessian::dispose(const Napi::CallbackInfo& info) {
  matrix_.reset();
  memory_.report(0);
  return info.Env().Undefined();
}

Napi::Value Hessian::particles(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), matrix()->particles());
}

Napi::Value Hessian::inertia(const Napi::CallbackInfo& info) {
  const Inertia signs = matrix()->inertia();
  auto result = Napi::Object::New(info.Env());
  result.Set("negative", signs.negative);
  result.Set("zero", signs.zero);
  result.Set("positive", signs.positive);
  return result;
}

Napi::Value Hessian::norm(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), matrix()->norm());
}

Napi::Value Hessian::factor_entries(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(matrix()->grounded().entries()));
}

Napi::Value Hessian::bytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(matrix()->bytes()));
}

namespace {

/// Throws unless the translations are the only zero modes: one grounded particle then gives an inverse.
void require_translations_only(Napi::Env env, const DynamicalMatrix& matrix) {
  const Inertia signs = matrix.inertia();
  if (signs.zero != 2)
    throw Napi::Error::New(env,
                           "H has " + std::to_string(signs.zero) +
                               " zero modes, not the two translations: H⁺ b is not defined by one grounded particle");
}

} // namespace

Napi::Value Hessian::multiply(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  const auto given = finite_doubles(info[0], "vectors");
  const int count = vectors(info.Env(), given.size(), static_cast<std::size_t>(held->size()), "vectors");
  auto result = new_doubles(info.Env(), given.size());
  for (int k = 0; k < count; ++k) {
    const auto at = static_cast<std::ptrdiff_t>(k) * held->size();
    held->hessian().multiply(given.data() + at, result.Data() + at);
  }
  return result;
}

Napi::Value Hessian::solve(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  auto solved = finite_doubles(info[0], "vectors");
  const int count = vectors(info.Env(), solved.size(), static_cast<std::size_t>(held->size()), "vectors");
  require_translations_only(info.Env(), *held);
  held->pseudo_inverse(solved.data(), count);
  return to_array(info.Env(), solved);
}

namespace {

/// Indices of particles, at least one, all there: copied before they are looked at, as they may lie in shared memory.
std::vector<std::int32_t> particle_indices(const Napi::Value& value, const char* name, int particles) {
  auto given = integers(value, name);
  if (given.empty()) throw Napi::RangeError::New(value.Env(), std::string(name) + " must name at least one particle");
  for (const std::int32_t index : given)
    if (index < 0 || index >= particles)
      throw Napi::RangeError::New(value.Env(), std::string(name) + " must hold indices below " +
                                                   std::to_string(particles) + ", got " + std::to_string(index));
  return given;
}

} // namespace

Napi::Value Hessian::inverse_between(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  require_translations_only(info.Env(), *held);
  const auto particles = particle_indices(info[0], "particles", held->particles());
  return to_array(info.Env(), held->grounded_between(particles, control(info, 1)));
}

Napi::Value Hessian::solve_pinned(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  const auto pinned = particle_indices(info[0], "pinned", held->particles());
  auto solved = finite_doubles(info[1], "vectors");
  const int count = vectors(info.Env(), solved.size(), static_cast<std::size_t>(held->size()), "vectors");
  held->solve_pinned(pinned, solved.data(), count, control(info, 2));
  return to_array(info.Env(), solved);
}

Napi::Value Hessian::count_below(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  const auto values = finite_doubles(info[0], "values");
  const Control watched = control(info, 1);
  std::vector<std::int32_t> counts;
  for (const double value : values) counts.push_back(held->count_below(value, watched));
  return to_array(info.Env(), counts);
}

Napi::Value Hessian::lowest_modes(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  const auto given = object(info[0], "options");
  const Napi::Value count = given.Get("count");
  const Napi::Value tolerance = given.Get("tolerance");
  const Napi::Value basis = given.Get("maxBasis");
  const Napi::Value restarts = given.Get("maxRestarts");
  ModesOptions options;
  options.count = option(count, "count", options.count, at_least_one);
  options.tolerance = option(tolerance, "tolerance", options.tolerance, positive);
  options.max_basis = option(basis, "maxBasis", options.max_basis, at_least_one);
  options.max_restarts = option(restarts, "maxRestarts", options.max_restarts, at_least_zero);
  Modes modes;
  try {
    modes = keycore::lowest_modes(*held, options, control(info, 1));
  } catch (const Cancelled&) {
    modes.status = Status::cancelled;
  }
  return modes_result(info.Env(), modes);
}

Napi::Value Hessian::vibrability(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  const Inertia signs = held->inertia();
  if (signs.negative > 0 || signs.zero != 2)
    throw Napi::Error::New(info.Env(), "Ψ exists only at a minimum of the energy: the Hessian has " +
                                           std::to_string(signs.negative) + " negative and " +
                                           std::to_string(signs.zero) + " zero modes (two are the translations)");
  return to_array(info.Env(), keycore::vibrability(*held, control(info, 0)));
}

Napi::Value Hessian::null_vectors(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  const int count = option(info[0], "count", 1, at_least_one);
  // Any seed will do; the same one for the same result.
  return to_array(info.Env(), random_null_vectors(*held, count, 0x6e756c6c, control(info, 1)));
}

Napi::Value Hessian::dense(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  const auto size = static_cast<std::size_t>(held->size());
  if (size > 4000) throw Napi::RangeError::New(info.Env(), "a dense Hessian is for checks on at most 2000 particles");
  std::vector<double> unit(size);
  auto result = new_doubles(info.Env(), size * size);
  for (std::size_t k = 0; k < size; ++k) {
    unit[k] = 1;
    held->hessian().multiply(unit.data(), result.Data() + k * size);
    unit[k] = 0;
  }
  return result;
}

} // namespace keycore::binding
