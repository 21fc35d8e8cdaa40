#include "bindings/voronoi.hpp"

#include <string>
#include <utility>
#include <vector>

#include "bindings/arguments.hpp"
#include "bindings/results.hpp"
#include "bindings/sample.hpp"

namespace keycore::binding {
namespace {

std::vector<Vec2> points(const Napi::Value& value, const std::string& name) {
  const auto given = doubles(value, name);
  if (given.size() % 2 != 0)
    throw Napi::RangeError::New(value.Env(),
                                name + " must hold pairs of numbers, got " + std::to_string(given.size()) + " numbers");
  std::vector<Vec2> result(given.size() / 2);
  for (std::size_t k = 0; k < result.size(); ++k) result[k] = {given[2 * k], given[2 * k + 1]};
  return result;
}

/// `VoronoiEdges` of addon.ts.
VoronoiEdges read_edges(const Napi::Value& value) {
  const auto spec = object(value, "edges");
  const Napi::Value box = spec.Get("box");
  const Napi::Value positions = spec.Get("positions");
  const Napi::Value i = spec.Get("i");
  const Napi::Value j = spec.Get("j");
  const Napi::Value separation = spec.Get("separation");
  const Napi::Value midpoint = spec.Get("midpoint");
  const Napi::Value length = spec.Get("length");
  VoronoiEdges edges;
  // Plain arrays first: reading them may run JavaScript.
  edges.box = read_box(box);
  edges.positions = doubles(positions, "positions");
  edges.i = integers(i, "i");
  edges.j = integers(j, "j");
  edges.separation = points(separation, "separation");
  edges.midpoint = points(midpoint, "midpoint");
  edges.length = doubles(length, "length");
  return edges;
}

} // namespace

Napi::Function Voronoi::define(Napi::Env env) {
  using Class = NativeClass<Voronoi>;
  return Class::define(
      env, {Class::method<&Voronoi::area_change>("areaChange"), Class::method<&Voronoi::split>("split"),
            Class::method<&Voronoi::net_projection>("netProjection"), Class::method<&Voronoi::divergence>("divergence"),
            Class::method<&Voronoi::dispose>("dispose")});
}

Voronoi::Voronoi(const Napi::CallbackInfo& info)
    : env_(info.Env()), split_(std::make_shared<VoronoiSplit>(read_edges(info[0]))), memory_(info.Env()) {}

std::shared_ptr<VoronoiSplit> Voronoi::matrix() const {
  if (!split_) throw Napi::Error::New(env_, "this Voronoi matrix has been disposed of");
  return split_;
}

Napi::Value Voronoi::dispose(const Napi::CallbackInfo& info) {
  split_.reset();
  memory_.report(0);
  return info.Env().Undefined();
}

Napi::Value Voronoi::area_change(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  const auto given = finite_doubles(info[0], "vectors");
  const auto n = static_cast<std::size_t>(held->particles());
  const int count = vectors(info.Env(), given.size(), 2 * n, "vectors");
  auto result = new_doubles(info.Env(), n * static_cast<std::size_t>(count));
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k)
    held->area_change(given.data() + 2 * n * k, result.Data() + n * k);
  return result;
}

Napi::Value Voronoi::split(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto held = matrix();
  const auto given = finite_doubles(info[0], "vectors");
  const int count = vectors(env, given.size(), 2 * static_cast<std::size_t>(held->particles()), "vectors");
  auto transverse = new_doubles(env, given.size());
  auto longitudinal = new_doubles(env, given.size());
  held->split(given.data(), count, transverse.Data(), longitudinal.Data(), control(info, 1));
  memory_.report(held->bytes());
  auto result = Napi::Object::New(env);
  result.Set("transverse", transverse);
  result.Set("longitudinal", longitudinal);
  return result;
}

Napi::Value Voronoi::net_projection(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  const auto given = finite_doubles(info[0], "vectors");
  const auto size = 2 * static_cast<std::size_t>(held->particles());
  const int count = vectors(info.Env(), given.size(), size, "vectors");
  auto result = new_doubles(info.Env(), given.size());
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k)
    held->net_projection(given.data() + size * k, result.Data() + size * k);
  return result;
}

Napi::Value Voronoi::divergence(const Napi::CallbackInfo& info) {
  const auto held = matrix();
  const auto given = finite_doubles(info[0], "vectors");
  const auto n = static_cast<std::size_t>(held->particles());
  const int count = vectors(info.Env(), given.size(), 2 * n, "vectors");
  auto result = new_doubles(info.Env(), n * static_cast<std::size_t>(count));
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k)
    held->divergence(given.data() + 2 * n * k, result.Data() + n * k);
  return result;
}

} // namespace keycore::binding
