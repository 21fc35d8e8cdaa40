#include "bindings/voronoi.hpp"

#include "bindings/arrays.hpp"

namespace keycore::binding {
namespace {

std::vector<Vec2> points(const Napi::Value& value, const char* name) {
  const auto array = doubles(value, name);
  std::vector<Vec2> result(array.ElementLength() / 2);
  for (std::size_t k = 0; k < result.size(); ++k) result[k] = {array[2 * k], array[2 * k + 1]};
  return result;
}

VoronoiEdges read_edges(const Napi::CallbackInfo& info) {
  const auto spec = object(info[0], "edges");
  const auto box = numbers(spec.Get("box"), "box");
  if (box.size() != 3) throw Napi::RangeError::New(info.Env(), "box must be [lx, ly, xy]");
  VoronoiEdges edges;
  edges.box = {box[0], box[1], box[2]};
  edges.positions = numbers(spec.Get("positions"), "positions");
  const auto i = integers(spec.Get("i"), "i");
  const auto j = integers(spec.Get("j"), "j");
  edges.i.assign(i.Data(), i.Data() + i.ElementLength());
  edges.j.assign(j.Data(), j.Data() + j.ElementLength());
  edges.separation = points(spec.Get("separation"), "separation");
  edges.midpoint = points(spec.Get("midpoint"), "midpoint");
  edges.length = numbers(spec.Get("length"), "length");
  return edges;
}

} // namespace

Napi::Function Voronoi::define(Napi::Env env) {
  return DefineClass(env, "Voronoi",
                     {InstanceMethod<&Voronoi::area_change>("areaChange"), InstanceMethod<&Voronoi::split>("split"),
                      InstanceMethod<&Voronoi::net_projection>("netProjection"),
                      InstanceMethod<&Voronoi::divergence>("divergence"),
                      InstanceMethod<&Voronoi::dispose>("dispose")});
}

Voronoi::Voronoi(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Voronoi>(info), split_(std::make_unique<VoronoiSplit>(read_edges(info))) {}

Voronoi::~Voronoi() {
  release();
}

void Voronoi::release() {
  split_.reset();
  if (reported_bytes_ > 0) Napi::MemoryManagement::AdjustExternalMemory(Env(), -reported_bytes_);
  reported_bytes_ = 0;
}

VoronoiSplit& Voronoi::matrix() {
  if (!split_) throw Napi::Error::New(Env(), "this Voronoi matrix has been disposed of");
  return *split_;
}

Napi::Value Voronoi::dispose(const Napi::CallbackInfo& info) {
  release();
  return info.Env().Undefined();
}

Napi::Value Voronoi::area_change(const Napi::CallbackInfo& info) {
  const auto given = doubles(info[0], "vectors");
  const auto n = static_cast<std::size_t>(matrix().particles());
  const int count = vectors(given, 2 * n, "vectors");
  auto result = Napi::Float64Array::New(info.Env(), n * static_cast<std::size_t>(count));
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k)
    matrix().area_change(given.Data() + 2 * n * k, result.Data() + n * k);
  return result;
}

Napi::Value Voronoi::split(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto given = doubles(info[0], "vectors");
  const int count = vectors(given, 2 * static_cast<std::size_t>(matrix().particles()), "vectors");
  auto transverse = Napi::Float64Array::New(env, given.ElementLength());
  auto longitudinal = Napi::Float64Array::New(env, given.ElementLength());
  try {
    matrix().split(given.Data(), count, transverse.Data(), longitudinal.Data(), control(info, 1));
  } catch (const Cancelled&) {
    throw cancelled_error(env);
  }
  if (reported_bytes_ == 0) {
    reported_bytes_ = static_cast<std::int64_t>(matrix().bytes());
    Napi::MemoryManagement::AdjustExternalMemory(env, reported_bytes_);
  }
  auto result = Napi::Object::New(env);
  result.Set("transverse", transverse);
  result.Set("longitudinal", longitudinal);
  return result;
}

Napi::Value Voronoi::net_projection(const Napi::CallbackInfo& info) {
  const auto given = doubles(info[0], "vectors");
  const auto size = 2 * static_cast<std::size_t>(matrix().particles());
  const int count = vectors(given, size, "vectors");
  auto result = Napi::Float64Array::New(info.Env(), given.ElementLength());
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k)
    matrix().net_projection(given.Data() + size * k, result.Data() + size * k);
  return result;
}

Napi::Value Voronoi::divergence(const Napi::CallbackInfo& info) {
  const auto given = doubles(info[0], "vectors");
  const auto n = static_cast<std::size_t>(matrix().particles());
  const int count = vectors(given, 2 * n, "vectors");
  auto result = Napi::Float64Array::New(info.Env(), n * static_cast<std::size_t>(count));
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k)
    matrix().divergence(given.Data() + 2 * n * k, result.Data() + n * k);
  return result;
}

} // namespace keycore::binding
