#include "kernels/interaction-list.hpp"

#include "kernels/interactions.hpp"

namespace keycore {

InteractionList list_interactions(const System& system, const PairList& pairs) {
  InteractionList list;
  for_each_interaction(system, pairs, system.positions, [&](const Interaction& pair) {
    list.pairs.insert(list.pairs.end(), {pair.i, pair.j});
    list.separations.insert(list.separations.end(), {pair.dx, pair.dy});
    list.first.push_back(pair.u.first);
    list.second.push_back(pair.u.second);
    list.cutoffs.push_back(pair.cutoff);
  });
  return list;
}

} // namespace keycore
