#include "bindings/sample.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bindings/arguments.hpp"
#include "bindings/hessian.hpp"
#include "bindings/native-class.hpp"
#include "bindings/results.hpp"
#include "kernels/elasticity.hpp"
#include "kernels/interaction-list.hpp"
#include "kernels/minimise.hpp"
#include "kernels/non-affine.hpp"

namespace keycore::binding {

Potential read_potential(const Napi::Value& value) {
  const auto spec = object(value, "potential");
  const auto names = spec.GetPropertyNames();
  std::vector<std::pair<std::string, Napi::Value>> given;
  for (std::uint32_t k = 0, length = names.Length(); k < length; ++k) {
    const Napi::Value name = names.Get(k);
    given.emplace_back(text(name, "the name of a property of potential"), spec.Get(name));
  }
  PotentialParameters parameters;
  for (const auto& [name, item] : given) {
    const std::string full = "potential." + name;
    if (name == "form")
      parameters.form = text(item, full);
    else if (name == "scheme")
      parameters.scheme = item.IsUndefined() ? "" : text(item, full);
    else
      parameters.values[name] = item.IsNumber() ? std::vector<double>{number(item, full)} : numbers(item, full);
  }
  const auto cutoff = parameters.values.find("cutoff");
  if (cutoff != parameters.values.end())
    parameters.species = static_cast<int>(std::lround(std::sqrt(static_cast<double>(cutoff->second.size()))));
  return make_potential(parameters);
}

Box read_box(const Napi::Value& value) {
  const auto lengths = numbers(value, "box");
  if (lengths.size() != 3)
    throw Napi::RangeError::New(value.Env(),
                                "box must be [lx, ly, xy], got " + std::to_string(lengths.size()) + " numbers");
  return {lengths[0], lengths[1], lengths[2]};
}

SampleProperties::SampleProperties(const Napi::Object& spec)
    : positions_(spec.Get("positions")), species_(spec.Get("species")), box_(spec.Get("box")),
      masses_(spec.Get("masses")), potential_(spec.Get("potential")), diameters_(spec.Get("diameters")),
      non_additivity_(spec.Get("nonAdditivity")), mean_diameter_(spec.Get("meanDiameter")) {}

System SampleProperties::system() const {
  // What may run JavaScript (a plain array has getters too) comes first: an array that it detaches is then refused.
  const Box box = read_box(box_);
  auto masses = numbers(masses_, "masses");
  auto potential = read_potential(potential_);
  const double non_additivity = option(non_additivity_, "nonAdditivity", 0.0, not_negative);
  const double mean = option(mean_diameter_, "meanDiameter", 0.0, positive);
  System system{box, doubles(positions_, "positions"), bytes(species_, "species"), std::move(masses),
                std::move(potential)};
  if (!diameters_.IsUndefined()) {
    auto diameters = doubles(diameters_, "diameters");
    // None would mean that distances are those of the potential.
    if (diameters.empty() && !system.species.empty())
      throw Napi::RangeError::New(diameters_.Env(), "diameters must hold one number a particle, got none");
    system.sizes = ParticleSizes(std::move(diameters), non_additivity, mean);
  }
  system.check();
  return system;
}

Napi::Function Sample::define(Napi::Env env) {
  using Class = NativeClass<Sample>;
  return Class::define(
      env, {Class::accessor<&Sample::particles>("particles"), Class::method<&Sample::positions>("positions"),
            Class::method<&Sample::energetics>("energetics"), Class::method<&Sample::interactions>("interactions"),
            Class::method<&Sample::energies_along>("energiesAlong"), Class::method<&Sample::minimise>("minimise"),
            Class::method<&Sample::hessian>("hessian"), Class::method<&Sample::affine_force>("affineForce"),
            Class::method<&Sample::affine_forces>("affineForces"), Class::method<&Sample::born_term>("bornTerm")});
}

Sample::Sample(const Napi::CallbackInfo& info) : system_(SampleProperties(object(info[0], "sample")).system()) {}

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
  const Energetics at = evaluate(system_, pairs(system_.cutoff()), system_.positions, forces);
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

Napi::Value Sample::interactions(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const InteractionList list = list_interactions(system_, pairs(system_.cutoff()));
  auto result = Napi::Object::New(env);
  result.Set("pairs", to_array(env, list.pairs));
  result.Set("separations", to_array(env, list.separations));
  result.Set("first", to_array(env, list.first));
  result.Set("second", to_array(env, list.second));
  result.Set("cutoffs", to_array(env, list.cutoffs));
  return result;
}

Napi::Value Sample::energies_along(const Napi::CallbackInfo& info) {
  const auto displacement = finite_doubles(info[0], "displacement");
  const auto scales = finite_doubles(info[1], "scales");
  if (vectors(info.Env(), displacement.size(), system_.positions.size(), "displacement") != 1)
    throw Napi::RangeError::New(info.Env(), "displacement must be one vector");
  double reach = 0;
  for (const double part : displacement) reach = std::max(reach, std::abs(part));
  double largest = 0;
  for (const double scale : scales) largest = std::max(largest, std::abs(scale));
  // Two particles close in by 2·√2·scale·max|u_α| at the most; beyond the width of the box a fresh list is made.
  const double range = system_.cutoff() + 3 * largest * reach;
  const bool covered = range <= std::min(system_.box.width_a(), system_.box.width_b());
  std::vector<double> energies;
  std::vector<double> moved;
  for (const double scale : scales) {
    moved = system_.positions;
    for (std::size_t at = 0; at < moved.size(); ++at) moved[at] += scale * displacement[at];
    energies.push_back(covered ? potential_energy(system_, pairs(range), moved)
                               : potential_energy(system_, find_pairs(system_.box, moved, system_.cutoff()), moved));
  }
  return to_array(info.Env(), energies);
}

Napi::Value Sample::minimise(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  MinimiseOptions options;
  if (!info[0].IsUndefined()) {
    const auto given = object(info[0], "options");
    const Napi::Value tolerance = given.Get("forceTolerance");
    const Napi::Value evaluations = given.Get("maxEvaluations");
    const Napi::Value newton = given.Get("newton");
    options.force_tolerance = option(tolerance, "forceTolerance", options.force_tolerance, positive);
    options.max_evaluations = option(evaluations, "maxEvaluations", options.max_evaluations, at_least_one);
    options.newton = option(newton, "newton", options.newton, truth);
  }
  const Control watched = control(info, 1);
  pairs_range_ = 0;
  const Minimisation done = keycore::minimise(system_, options, watched);
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
  return Hessian::make(info.Env(), std::make_shared<DynamicalMatrix>(system_, control(info, 0)));
}

Napi::Value Sample::affine_force(const Napi::CallbackInfo& info) {
  const auto gradient = numbers(info[0], "gradient");
  for (const double part : gradient)
    if (!std::isfinite(part)) throw Napi::RangeError::New(info.Env(), "gradient must hold finite numbers");
  if (gradient.size() != 4) throw Napi::RangeError::New(info.Env(), "gradient must be [xx, xy, yx, yy]");
  return to_array(info.Env(), keycore::affine_force(system_, pairs(system_.cutoff()),
                                                    {gradient[0], gradient[1], gradient[2], gradient[3]}));
}

Napi::Value Sample::affine_forces(const Napi::CallbackInfo& info) {
  return to_array(info.Env(), keycore::affine_forces(system_, pairs(system_.cutoff())));
}

Napi::Value Sample::born_term(const Napi::CallbackInfo& info) {
  const GradientMatrix term = keycore::born_term(system_, pairs(system_.cutoff()));
  return to_array(info.Env(), std::span<const double>(term));
}

} // namespace keycore::binding
