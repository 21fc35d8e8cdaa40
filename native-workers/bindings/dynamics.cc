#include "bindings/dynamics.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "bindings/arguments.hpp"
#include "bindings/native-class.hpp"
#include "bindings/results.hpp"
#include "bindings/sample.hpp"

namespace keycore::binding {
namespace {

/// What the kind of thermostat is made of, as it was when it was read.
struct ThermostatProperties {
  explicit ThermostatProperties(const Napi::Object& spec)
      : kind(spec.Get("kind")), friction(spec.Get("friction")), relaxation_time(spec.Get("relaxationTime")) {}

  Napi::Value kind;
  Napi::Value friction;
  Napi::Value relaxation_time;
};

Thermostat read_thermostat(const ThermostatProperties& given) {
  const std::string kind = text(given.kind, "thermostat.kind");
  if (kind == "none") return NoThermostat{};
  if (kind == "langevin") return LangevinThermostat{not_negative(given.friction, "thermostat.friction")};
  if (kind == "rescaling") return RescalingThermostat{positive(given.relaxation_time, "thermostat.relaxationTime")};
  throw Napi::TypeError::New(given.kind.Env(),
                             "thermostat.kind must be none, langevin or rescaling, got " + shown(given.kind));
}

Precision read_precision(const Napi::Value& value, const char* name) {
  const std::string precision = text(value, name);
  if (precision == "mixed") return Precision::mixed;
  if (precision == "double") return Precision::full;
  throw Napi::TypeError::New(value.Env(), std::string(name) + " must be mixed or double, got " + shown(value));
}

std::int64_t step_count(const Napi::Value& value, const char* name) {
  return whole(value, name, 0, most_exact);
}

std::array<std::uint32_t, 2> read_key(const Napi::Value& value) {
  const auto words = numbers(value, "key");
  if (words.size() != 2)
    throw Napi::RangeError::New(value.Env(),
                                "key must be two 32-bit words, got " + std::to_string(words.size()) + " numbers");
  const auto word = [&](std::size_t at) {
    const Napi::Value given = Napi::Number::New(value.Env(), words[at]);
    return static_cast<std::uint32_t>(
        whole(given, "key[" + std::to_string(at) + "]", 0, std::numeric_limits<std::uint32_t>::max()));
  };
  return {word(0), word(1)};
}

/// `DynamicsSpec` of addon.ts.
keycore::Dynamics read_dynamics(const Napi::Value& value) {
  const auto spec = object(value, "dynamics");
  const SampleProperties sample(spec);
  const Napi::Value given_key = spec.Get("key");
  const Napi::Value given_velocities = spec.Get("velocities");
  const Napi::Value given_temperature = spec.Get("temperature");
  const Napi::Value given_time_step = spec.Get("timeStep");
  const Napi::Value given_step = spec.Get("step");
  const auto key = read_key(given_key);
  const double time_step = positive(given_time_step, "timeStep");
  const std::int64_t step = step_count(given_step, "step");
  System system = sample.system();
  auto velocities =
      given_velocities.IsNull()
          ? keycore::Dynamics::maxwell_velocities(system, not_negative(given_temperature, "temperature"), key)
          : numbers(given_velocities, "velocities");
  return {std::move(system), std::move(velocities), time_step, step, key};
}

const char* status_name(DynamicsStatus status) {
  switch (status) {
  case DynamicsStatus::done:
    return "done";
  case DynamicsStatus::cancelled:
    return "cancelled";
  case DynamicsStatus::diverged:
    break;
  }
  return "diverged";
}

} // namespace

Napi::Function Dynamics::define(Napi::Env env) {
  using Class = NativeClass<Dynamics>;
  return Class::define(env, {Class::accessor<&Dynamics::particles>("particles"),
                             Class::accessor<&Dynamics::step>("step"), Class::method<&Dynamics::positions>("positions"),
                             Class::method<&Dynamics::velocities>("velocities"),
                             Class::method<&Dynamics::diameters>("diameters"), Class::method<&Dynamics::run>("run")});
}

Dynamics::Dynamics(const Napi::CallbackInfo& info) : dynamics_(read_dynamics(info[0])) {}

Napi::Value Dynamics::particles(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), dynamics_.particles());
}

Napi::Value Dynamics::step(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(dynamics_.step()));
}

Napi::Value Dynamics::positions(const Napi::CallbackInfo& info) {
  return to_array(info.Env(), dynamics_.positions());
}

Napi::Value Dynamics::velocities(const Napi::CallbackInfo& info) {
  return to_array(info.Env(), dynamics_.velocities());
}

Napi::Value Dynamics::diameters(const Napi::CallbackInfo& info) {
  const auto& diameters = dynamics_.diameters();
  return diameters.empty() ? info.Env().Null() : Napi::Value(to_array(info.Env(), diameters));
}

Napi::Value Dynamics::run(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto given = object(info[0], "options");
  const auto temperature = object(given.Get("temperature"), "temperature");
  const ThermostatProperties thermostat(object(given.Get("thermostat"), "thermostat"));
  const Napi::Value start = temperature.Get("start");
  const Napi::Value end = temperature.Get("end");
  const Napi::Value steps = given.Get("steps");
  const Napi::Value trace_interval = given.Get("traceInterval");
  const Napi::Value skin = given.Get("skin");
  const Napi::Value precision = given.Get("precision");
  const Napi::Value swaps = given.Get("swaps");
  DynamicsOptions options;
  options.steps = step_count(steps, "steps");
  options.thermostat = read_thermostat(thermostat);
  options.temperature_start = not_negative(start, "temperature.start");
  options.temperature_end = not_negative(end, "temperature.end");
  options.trace_interval = option(trace_interval, "traceInterval", options.trace_interval, step_count);
  options.skin = option(skin, "skin", options.skin, not_negative);
  options.precision = option(precision, "precision", options.precision, read_precision);
  if (!swaps.IsUndefined()) {
    const auto rounds = object(swaps, "swaps");
    const Napi::Value interval = rounds.Get("interval");
    const Napi::Value attempts = rounds.Get("attempts");
    options.swaps = {step_count(interval, "swaps.interval"), step_count(attempts, "swaps.attempts")};
  }
  const keycore::DynamicsResult done = dynamics_.run(options, control(info, 1));
  std::vector<double> rows;
  for (const TraceRow& row : done.trace)
    for (const double value :
         {static_cast<double>(row.step), row.temperature, row.potential_energy, row.kinetic_energy, row.pressure})
      rows.push_back(value);
  auto result = Napi::Object::New(env);
  result.Set("status", status_name(done.status));
  result.Set("steps", static_cast<double>(done.steps));
  result.Set("trace", to_array(env, rows));
  result.Set("rebuilds", static_cast<double>(done.rebuilds));
  auto swapped = Napi::Object::New(env);
  swapped.Set("attempts", static_cast<double>(done.swaps.attempts));
  swapped.Set("accepted", static_cast<double>(done.swaps.accepted));
  result.Set("swaps", swapped);
  result.Set("detail", done.detail);
  return result;
}

} // namespace keycore::binding
