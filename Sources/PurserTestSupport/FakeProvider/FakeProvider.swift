import JSONKit
import Synchronization

/// A provider of every kind of API on 127.0.0.1: good answers to whoever comes with a key, and the faults that rules ask
/// for. `scripts/fake-provider` starts one for people, who change its rules over HTTP (`/_fake/rules`).
package final class FakeProvider: Sendable {
  private let world: SharedWorld
  private let server: LoopbackServer

  /// Starts one; port 0 leaves the choice to the system. Throws when the port is taken.
  package init(_ world: FakeWorld = FakeWorld(), port: Int = 0) throws {
    let world = SharedWorld(world)
    self.world = world
    server = try LoopbackServer(port: port) { world.answer(FakeCall($0)) }
  }

  /// Changes what it does from the next request on.
  package func change(_ change: (inout FakeWorld) -> Void) {
    world.state.withLock { change(&$0) }
  }

  /// The port it listens at.
  package var port: Int { server.port }

  /// The address of `path`.
  package func url(_ path: String = "") -> String { server.url(path) }

  /// The requests so far, in the order in which they came.
  package var requests: [LoopbackServer.Request] { server.requests }

  /// Ends everything at once.
  package func stop() { server.stop() }
}

/// The world that the server's threads share.
private final class SharedWorld: Sendable {
  let state: Mutex<FakeWorld>

  init(_ world: FakeWorld) { state = Mutex(world) }

  func answer(_ call: FakeCall) -> [LoopbackServer.Step] {
    guard call.path == "/_fake/rules" else {
      let world = state.withLock { $0 }
      return world.answer(call)
    }
    switch call.method {
    case "GET": return rules
    case "DELETE":
      state.withLock { $0.rules = [] }
      return rules
    case "PUT":
      let read = call.document?.array?.map(FakeRule.init) ?? [nil]
      guard !read.contains(where: { $0 == nil }) else {
        let known = FakeFault.allCases.map(\.rawValue).joined(separator: ", ")
        return .answer(
          400,
          "A list of {\"fault\", \"key\", \"model\", \"path\", \"delayMs\"} is wanted; faults: \(known).\n"
        )
      }
      state.withLock { $0.rules = read.compactMap(\.self) }
      return rules
    default: return .answer(405, "GET, PUT or DELETE.\n")
    }
  }

  private var rules: [LoopbackServer.Step] {
    .answer(200, JSON.array(state.withLock { $0.rules.map(\.json) }).text(.pretty) + "\n")
  }
}
