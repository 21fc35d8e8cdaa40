#include "bindings/hessian.hpp"

#include "bindings/arrays.hpp"
#include "bindings/modes-result.hpp"
#include "bindings/module-data.hpp"

namespace keycore::binding {

Napi::Function Hessian::define(Napi::Env env) {
  return DefineClass(
      env, "Hessian",
      {InstanceAccessor<&Hessian::particles>("particles"), InstanceAccessor<&Hessian::inertia>("inertia"),
       InstanceAccessor<&Hessian::norm>("norm"), InstanceAccessor<&Hessian::factor_entries>("factorEntries"),
       InstanceAccessor<&Hessian::bytes>("bytes"), InstanceMethod<&Hessian::multiply>("multiply"),
       InstanceMethod<&Hessian::solve>("solve"), InstanceMethod<&Hessian::solve_pinned>("solvePinned"),
       InstanceMethod<&Hessian::inverse_between>("inverseBetween"), InstanceMethod<&Hessian::count_below>("countBelow"),
       InstanceMethod<&Hessian::lowest_modes>("lowestModes"), InstanceMethod<&Hessian::vibrability>("vibrability"),
       InstanceMethod<&Hessian::dense>("dense"), InstanceMethod<&Hessian::dispose>("dispose")});
}

Napi::Object Hessian::make(Napi::Env env, std::shared_ptr<const DynamicalMatrix> matrix) {
  const auto handle = Napi::External<std::shared_ptr<const DynamicalMatrix>>::New(env, &matrix);
  return env.GetInstanceData<ModuleData>()->hessian.New({handle});
}

Hessian::Hessian(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Hessian>(info) {
  if (info.Length() != 1 || !info[0].IsExternal())
    throw Napi::TypeError::New(info.Env(), "a Hessian is made by Sample.hessian()");
  matrix_ = *info[0].As<Napi::External<std::shared_ptr<const DynamicalMatrix>>>().Data();
  // What the garbage collector cannot see would never make it run.
  reported_bytes_ = static_cast<std::int64_t>(matrix_->bytes());
  Napi::MemoryManagement::AdjustExternalMemory(info.Env(), reported_bytes_);
}

Hessian::~Hessian() {
  release();
}

void Hessian::release() {
  matrix_.reset();
  if (reported_bytes_ > 0) Napi::MemoryManagement::AdjustExternalMemory(Env(), -reported_bytes_);
  reported_bytes_ = 0;
}

const DynamicalMatrix& Hessian::matrix() const {
  if (!matrix_) throw Napi::Error::New(Env(), "this Hessian has been disposed of");
  return *matrix_;
}

const DynamicalMatrix& hessian_argument(const Napi::Value& value) {
  const auto given = object(value, "hessian");
  if (!given.InstanceOf(value.Env().GetInstanceData<ModuleData>()->hessian.Value()))
    throw Napi::TypeError::New(value.Env(), "hessian must come from Sample.hessian()");
  return Hessian::Unwrap(given)->matrix();
}

Napi::Value Hessian::dispose(const Napi::CallbackInfo& info) {
  release();
  return info.Env().Undefined();
}

Napi::Value Hessian::particles(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), matrix().particles());
}

Napi::Value Hessian::inertia(const Napi::CallbackInfo& info) {
  const Inertia signs = matrix().inertia();
  auto result = Napi::Object::New(info.Env());
  result.Set("negative", signs.negative);
  result.Set("zero", signs.zero);
  result.Set("positive", signs.positive);
  return result;
}

Napi::Value Hessian::norm(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), matrix().norm());
}

Napi::Value Hessian::factor_entries(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(matrix().grounded().entries()));
}

Napi::Value Hessian::bytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(matrix().bytes()));
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
  const auto given = doubles(info[0], "vectors");
  const int count = vectors(given, static_cast<std::size_t>(matrix().size()), "vectors");
  auto result = Napi::Float64Array::New(info.Env(), given.ElementLength());
  for (int k = 0; k < count; ++k) {
    const auto at = static_cast<std::ptrdiff_t>(k) * matrix().size();
    matrix().hessian().multiply(given.Data() + at, result.Data() + at);
  }
  return result;
}

Napi::Value Hessian::solve(const Napi::CallbackInfo& info) {
  const auto given = doubles(info[0], "vectors");
  const int count = vectors(given, static_cast<std::size_t>(matrix().size()), "vectors");
  require_translations_only(info.Env(), matrix());
  auto result = to_array(info.Env(), {given.Data(), given.ElementLength()});
  matrix().pseudo_inverse(result.Data(), count);
  return result;
}

namespace {

/// Indices of particles, at least one, all there.
std::span<const std::int32_t> particle_indices(const Napi::Value& value, const char* name, int particles) {
  const auto given = integers(value, name);
  if (given.ElementLength() == 0)
    throw Napi::RangeError::New(value.Env(), std::string(name) + " must name at least one particle");
  for (std::size_t k = 0; k < given.ElementLength(); ++k)
    if (given[k] < 0 || given[k] >= particles)
      throw Napi::RangeError::New(value.Env(),
                                  std::string(name) + " must hold indices below " + std::to_string(particles));
  return {given.Data(), given.ElementLength()};
}

} // namespace

Napi::Value Hessian::inverse_between(const Napi::CallbackInfo& info) {
  require_translations_only(info.Env(), matrix());
  const auto particles = particle_indices(info[0], "particles", matrix().particles());
  try {
    return to_array(info.Env(), matrix().grounded_between(particles, control(info, 1)));
  } catch (const Cancelled&) {
    throw cancelled_error(info.Env());
  }
}

Napi::Value Hessian::solve_pinned(const Napi::CallbackInfo& info) {
  const auto pinned = particle_indices(info[0], "pinned", matrix().particles());
  const auto given = doubles(info[1], "vectors");
  const int count = vectors(given, static_cast<std::size_t>(matrix().size()), "vectors");
  auto result = to_array(info.Env(), {given.Data(), given.ElementLength()});
  try {
    matrix().solve_pinned(pinned, result.Data(), count, control(info, 2));
  } catch (const Cancelled&) {
    throw cancelled_error(info.Env());
  }
  return result;
}

Napi::Value Hessian::count_below(const Napi::CallbackInfo& info) {
  const auto values = doubles(info[0], "values");
  auto result = Napi::Int32Array::New(info.Env(), values.ElementLength());
  try {
    for (std::size_t k = 0; k < values.ElementLength(); ++k)
      result[k] = matrix().count_below(values[k], control(info, 1));
  } catch (const Cancelled&) {
    throw cancelled_error(info.Env());
  }
  return result;
}

Napi::Value Hessian::lowest_modes(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto given = object(info[0], "options");
  ModesOptions options;
  options.count = static_cast<int>(number_or(given, "count", options.count));
  options.tolerance = number_or(given, "tolerance", options.tolerance);
  options.max_basis = static_cast<int>(number_or(given, "maxBasis", options.max_basis));
  options.max_restarts = static_cast<int>(number_or(given, "maxRestarts", options.max_restarts));
  Modes modes;
  try {
    modes = keycore::lowest_modes(matrix(), options, control(info, 1));
  } catch (const Cancelled&) {
    modes.status = Status::cancelled;
  }
  return modes_result(env, modes);
}

Napi::Value Hessian::vibrability(const Napi::CallbackInfo& info) {
  const Inertia signs = matrix().inertia();
  if (signs.negative > 0 || signs.zero != 2)
    throw Napi::Error::New(info.Env(), "Ψ exists only at a minimum of the energy: the Hessian has " +
                                           std::to_string(signs.negative) + " negative and " +
                                           std::to_string(signs.zero) + " zero modes (two are the translations)");
  try {
    return to_array(info.Env(), matrix().vibrability(control(info, 0)));
  } catch (const Cancelled&) {
    throw cancelled_error(info.Env());
  }
}

Napi::Value Hessian::dense(const Napi::CallbackInfo& info) {
  const auto size = static_cast<std::size_t>(matrix().size());
  if (size > 4000) throw Napi::RangeError::New(info.Env(), "a dense Hessian is for checks on at most 2000 particles");
  std::vector<double> unit(size);
  auto result = Napi::Float64Array::New(info.Env(), size * size);
  for (std::size_t k = 0; k < size; ++k) {
    unit[k] = 1;
    matrix().hessian().multiply(unit.data(), result.Data() + k * size);
    unit[k] = 0;
  }
  return result;
}

} // namespace keycore::binding
