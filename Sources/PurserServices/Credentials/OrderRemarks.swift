import PurserDomain
import PurserStore

extension SaveProfile {
  /// Says that runs of the scope leave `profile` out, since the order in force there does not name it, and how it comes first.
  /// An order of the defaults is not changed for the key of one agent: others follow it. The orders of agents that have
  /// their own are not looked at for a shared profile.
  func orderRemarks(
    _ profile: StoredProfile, _ session: Session<ReadWrite>
  ) throws -> [String] {
    let scope = profile.scope
    var orders = try session.profileOrders.list(at: scope)
    if scope != .defaults { orders += try session.profileOrders.list(at: .defaults) }
    let order = ProfileOrder.inForce(
      orders.map(\.order), provider: profile.provider, agent: scope)
    guard let order, !order.ids.contains(profile.id) else { return [] }
    // None of those that it names may be stored; then runs go by what is.
    let known = try session.profiles(of: scope.agent, of: profile.provider)
    var input = known.ranking(
      of: profile.provider, by: CooldownPolicy.standard, now: session.now)
    for stored in known.profiles { input.add(stored, fault: nil, state: nil) }
    let excluded = ProfileRanking(input).excluded.first { $0.id == profile.id }
    guard excluded?.reason == .excludedByOrder else { return [] }
    let ids = [profile.id] + order.ids.filter { known.profile($0) != nil }
    let place = order.scope.agent.map { "agent '\($0)'" } ?? "the defaults"
    return [
      "The order of \(place) leaves '\(profile.id)' out, so that runs do not try it; to have it tried first: "
        + "purser models auth order set --provider \(profile.provider.shellWord) "
        + ids.map(\.shellWord).joined(separator: " ") + scope.option
    ]
  }
}
