#include "bindings/dynamics.hpp"

#include <cmath>

#include "bindings/arrays.hpp"
#include "bindings/sample.hpp"

namespace keycore::binding {
namespace {

/// Whole numbers that a double holds exactly.
constexpr double most_steps = 9007199254740991;

/// A whole number from 0 to `most`.
std::int64_t whole(double value, const char* name, double most, Napi::Env env) {
  if (!(value >= 0 && value <= most) || std::floor(value) != value)
    throw Napi::RangeError::New(env, std::string(name) + " must be a whole number from 0 to " +
                                         std::to_string(static_cast<std::int64_t>(most)) + ", got " +
                                         std::to_string(value));
  return static_cast<std::int64_t>(value);
}

Thermostat read_thermostat(const Napi::Value& value) {
  const auto spec = object(value, "thermostat");
  const std::string kind = spec.Get("kind").ToString().Utf8Value();
  if (kind == "none") return NoThermostat{};
  if (kind == "langevin") return LangevinThermostat{number_in(spec, "friction")};
  if (kind == "rescaling") return RescalingThermostat{number_in(spec, "relaxationTime")};
  throw Napi::TypeError::New(value.Env(), "thermostat '" + kind + "'; known: none, langevin, rescaling");
}

Precision read_precision(const Napi::Value& value) {
  if (value.IsUndefined()) return Precision::mixed;
  const std::string name = value.ToString().Utf8Value();
  if (name == "mixed") return Precision::mixed;
  if (name == "double") return Precision::full;
  throw Napi::TypeError::New(value.Env(), "precision '" + name + "'; known: mixed, double");
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
  return DefineClass(env, "Dynamics",
                     {InstanceAccessor<&Dynamics::particles>("particles"), InstanceAccessor<&Dynamics::step>("step"),
                      InstanceMethod<&Dynamics::positions>("positions"),
                      InstanceMethod<&Dynamics::velocities>("velocities"), InstanceMethod<&Dynamics::run>("run")});
}

Dynamics::Dynamics(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Dynamics>(info) {
  System system = read_system(info[0]);
  const auto spec = object(info[0], "dynamics");
  const auto words = numbers(spec.Get("key"), "key");
  if (words.size() != 2) throw Napi::RangeError::New(info.Env(), "key must be two 32-bit words");
  const auto word = [&](double value) {
    return static_cast<std::uint32_t>(whole(value, "key", 0xffffffff, info.Env()));
  };
  const std::array<std::uint32_t, 2> key{word(words[0]), word(words[1])};
  const Napi::Value given = spec.Get("velocities");
  auto velocities = given.IsNull() ? keycore::Dynamics::maxwell_velocities(system, number_in(spec, "temperature"), key)
                                   : numbers(given, "velocities");
  dynamics_ = std::make_unique<keycore::Dynamics>(std::move(system), std::move(velocities), number_in(spec, "timeStep"),
                                                  whole(number_in(spec, "step"), "step", most_steps, info.Env()), key);
}

Napi::Value Dynamics::particles(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), dynamics_->particles());
}

Napi::Value Dynamics::step(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(dynamics_->step()));
}

Napi::Value Dynamics::positions(const Napi::CallbackInfo& info) {
  return to_array(info.Env(), dynamics_->positions());
}

Napi::Value Dynamics::velocities(const Napi::CallbackInfo& info) {
  return to_array(info.Env(), dynamics_->velocities());
}

Napi::Value Dynamics::run(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto given = object(info[0], "options");
  const auto temperature = object(given.Get("temperature"), "temperature");
  DynamicsOptions options;
  options.steps = whole(number_in(given, "steps"), "steps", most_steps, env);
  options.thermostat = read_thermostat(given.Get("thermostat"));
  options.temperature_start = number_in(temperature, "start");
  options.temperature_end = number_in(temperature, "end");
  options.trace_interval = whole(number_or(given, "traceInterval", 0), "traceInterval", most_steps, env);
  options.skin = number_or(given, "skin", 0);
  options.precision = read_precision(given.Get("precision"));
  const keycore::DynamicsResult done = dynamics_->run(options, control(info, 1));
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
  result.Set("detail", done.detail);
  return result;
}

} // namespace keycore::binding
