#include "bindings/sample.hpp"

#include <cmath>
#include <cstdint>

#include "bindings/arrays.hpp"
#include "bindings/hessian.hpp"
#include "kernels/elasticity.hpp"
#include "kernels/minimise.hpp"
#include "kernels/non-affine.hpp"

namespace keycore::binding {

Potential read_potential(const Napi::Value& value) {
  const auto spec = object(value, "potential");
  PotentialParameters parameters;
  parameters.form = spec.Get("form").ToString().Utf8Value();
  const auto names = spec.GetPropertyNames();
  for (std::uint32_t k = 0; k < names.Length(); ++k) {
    const std::string name = names.Get(k).ToString().Utf8Value();
    const Napi::Value item = spec.Get(name);
    if (name == "form") continue;
    parameters.values[name] = item.IsNumber() ? std::vector<double>{item.As<Napi::Number>().DoubleValue()}
                                              : numbers(item, "potential." + name);
  }
  const auto cutoff = parameters.values.find("cutoff");
  if (cutoff != parameters.values.end())
    parameters.species = static_cast<int>(std::lround(std::sqrt(static_cast<double>(cutoff->second.size()))));
  return make_potential(parameters);
}

namespace {

Box read_box(const Napi::Value& value) {
  const auto lengths = numbers(value, "box");
  if (lengths.size() != 3) throw Napi::RangeError::New(value.Env(), "box must be [lx, ly, xy]");
  return {lengths[0], lengths[1], lengths[2]};
}

} // namespace

System read_system(const Napi::Value& value) {
  const auto spec = object(value, "sample");
  const auto positions = doubles(spec.Get("positions"), "positions");
  const auto species = bytes(spec.Get("species"), "species");
  System system{read_box(spec.Get("box")),
                {positions.Data(), positions.Data() + positions.ElementLength()},
                {species.Data(), species.Data() + species.ElementLength()},
                numbers(spec.Get("masses"), "masses"),
                read_potential(spec.Get("potential"))};
  system.check();
  return system;
}

Napi::Function Sample::define(Napi::Env env) {
  return DefineClass(
      env, "Sample",
      {InstanceAccessor<&Sample::particles>("particles"), InstanceMethod<&Sample::positions>("positions"),
       InstanceMethod<&Sample::energetics>("energetics"), InstanceMethod<&Sample::energies_along>("energiesAlong"),
       InstanceMethod<&Sample::minimise>("minimise"), InstanceMethod<&Sample::hessian>("hessian"),
       InstanceMethod<&Sample::affine_force>("affineForce"), InstanceMethod<&Sample::affine_forces>("affineForces"),
       InstanceMethod<&Sample::born_term>("bornTerm")});
}

Sample::Sample(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Sample>(info), system_(read_system(info[0])) {}

const PairList& Sample::pairs(double range) {
  if (pairs_range_ < range) {
    pairs_ = find_pairs(system_.box, system_.positions, range);
    pairs_range_ = range;
  }
  return pairs_;
}

Napi::Value Sample::particles(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), system_.particles());
}

Napi::Value Sample::positions(const Napi::CallbackInfo& info) {
  return to_array(info.Env(), system_.positions);
}

Napi::Value Sample::energetics(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  std::vector<double> forces;
  const Energetics at = evaluate(system_, pairs(potential_cutoff(system_.potential)), system_.positions, forces);
  auto result = Napi::Object::New(env);
  result.Set("energy", at.energy);
  result.Set("maxForce", at.max_force);
  auto stress = Napi::Array::New(env, 3);
  for (std::uint32_t k = 0; k < 3; ++k) stress.Set(k, at.stress[k]);
  result.Set("stress", stress);
  result.Set("forces", to_array(env, forces));
  result.Set("pairs", static_cast<double>(at.pairs));
  return result;
}

Napi::Value Sample::energies_along(const Napi::CallbackInfo& info) {
  const auto displacement = doubles(info[0], "displacement");
  const auto scales = doubles(info[1], "scales");
  if (vectors(displacement, system_.positions.size(), "displacement") != 1)
    throw Napi::RangeError::New(info.Env(), "displacement must be one vector");
  double reach = 0;
  for (std::size_t at = 0; at < displacement.ElementLength(); ++at) reach = std::max(reach, std::abs(displacement[at]));
  double largest = 0;
  for (std::size_t k = 0; k < scales.ElementLength(); ++k) largest = std::max(largest, std::abs(scales[k]));
  // Two particles close in by 2·√2·scale·max|u_α| at the most; beyond the width of the box a fresh list is made.
  const double range = potential_cutoff(system_.potential) + 3 * largest * reach;
  const bool covered = range <= std::min(system_.box.width_a(), system_.box.width_b());
  std::vector<double> energies;
  std::vector<double> moved;
  for (std::size_t k = 0; k < scales.ElementLength(); ++k) {
    moved = system_.positions;
    for (std::size_t at = 0; at < moved.size(); ++at) moved[at] += scales[k] * displacement[at];
    energies.push_back(
        covered
            ? potential_energy(system_, pairs(range), moved)
            : potential_energy(system_, find_pairs(system_.box, moved, potential_cutoff(system_.potential)), moved));
  }
  return to_array(info.Env(), energies);
}

Napi::Value Sample::minimise(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  MinimiseOptions options;
  if (info.Length() > 0 && info[0].IsObject()) {
    const auto given = info[0].As<Napi::Object>();
    options.force_tolerance = number_or(given, "forceTolerance", options.force_tolerance);
    options.max_evaluations = static_cast<int>(number_or(given, "maxEvaluations", options.max_evaluations));
    const Napi::Value newton = given.Get("newton");
    if (newton.IsBoolean()) options.newton = newton.As<Napi::Boolean>();
  }
  pairs_range_ = 0;
  const Minimisation done = keycore::minimise(system_, options, control(info, 1));
  auto result = Napi::Object::New(env);
  result.Set("status", status_name(done.status));
  result.Set("energy", done.energy);
  result.Set("maxForce", done.max_force);
  result.Set("roundingForce", done.rounding_force);
  result.Set("evaluations", done.evaluations);
  result.Set("newtonSteps", done.newton_steps);
  auto moved = Napi::Object::New(env);
  moved.Set("max", done.moved_max);
  moved.Set("rms", done.moved_rms);
  result.Set("moved", moved);
  return result;
}

Napi::Value Sample::hessian(const Napi::CallbackInfo& info) {
  try {
    return Hessian::make(info.Env(), std::make_shared<DynamicalMatrix>(system_, control(info, 0)));
  } catch (const Cancelled&) {
    throw cancelled_error(info.Env());
  }
}

Napi::Value Sample::affine_force(const Napi::CallbackInfo& info) {
  const auto gradient = numbers(info[0], "gradient");
  if (gradient.size() != 4) throw Napi::RangeError::New(info.Env(), "gradient must be [xx, xy, yx, yy]");
  return to_array(info.Env(), keycore::affine_force(system_, pairs(potential_cutoff(system_.potential)),
                                                    {gradient[0], gradient[1], gradient[2], gradient[3]}));
}

Napi::Value Sample::affine_forces(const Napi::CallbackInfo& info) {
  return to_array(info.Env(), keycore::affine_forces(system_, pairs(potential_cutoff(system_.potential))));
}

Napi::Value Sample::born_term(const Napi::CallbackInfo& info) {
  const GradientMatrix term = keycore::born_term(system_, pairs(potential_cutoff(system_.potential)));
  return to_array(info.Env(), {term.begin(), term.end()});
}

} // namespace keycore::binding
