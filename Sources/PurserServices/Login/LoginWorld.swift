package import HTTPKit
package import PurserDomain
package import SystemKit

/// What a login needs of the world besides the store: the network, time, chance, and somebody to talk to.
package struct LoginWorld {
  /// What the person in front of the program has to be told.
  package enum Notice: Equatable, Sendable {
    /// Open this address; with `isOpened` a browser was started with it. With `takesPaste` the address one is sent back to,
    /// or the code, may be pasted.
    case address(String, isOpened: Bool, takesPaste: Bool)
    /// Enter this code at this address within so many seconds.
    case code(String, at: String, isOpened: Bool, seconds: Int64)
    /// What was pasted cannot be used, for this reason.
    case notUsable(String)
  }

  package var transport: any HTTPTransport
  package var clock: WallClock
  /// Milliseconds that never go back.
  package var steady: () -> Int64 = { SystemTime.steadyMilliseconds() }
  /// Waits so many milliseconds. Throws `interrupted`.
  package var sleep: (Int64) throws -> Void = { try SystemTime.sleep(milliseconds: $0) }
  /// Bytes that nobody can guess.
  package var random: (Int) -> [UInt8] = { RandomBytes.make(count: $0) }
  /// Tells the person.
  package var tell: (Notice) -> Void
  /// Starts a browser with an address; returns whether one was started.
  package var browse: (String) -> Bool
  /// A line that was typed since; nil when none was. Nil itself when nobody can type.
  package var typed: (() throws -> String?)?

  /// Makes a world with the system's clock and chance, in which nobody can type.
  package init(
    transport: any HTTPTransport, clock: WallClock, tell: @escaping (Notice) -> Void,
    browse: @escaping (String) -> Bool
  ) {
    self.transport = transport
    self.clock = clock
    self.tell = tell
    self.browse = browse
  }

  /// Sends one request. Throws `interrupted`, and the transport's own error when there is no answer.
  func send(_ request: HTTPRequest) throws -> HTTPResponse {
    let outcome = try transport.send(request)
    if outcome.error?.code == .interrupted { try Interrupt.check() }
    return try outcome.result.get()
  }
}

extension LoginWorld {
  /// Starts `xdg-open` with `url` where there is such a program and a display to show a browser on; returns whether it was
  /// started. The program gets the environment.
  package static func openBrowser(_ url: String, _ environment: Environment) -> Bool {
    guard environment.nonEmpty("DISPLAY") != nil || environment.nonEmpty("WAYLAND_DISPLAY") != nil,
      let program = DetachedProgram.find("xdg-open", environment)
    else { return false }
    return DetachedProgram.start([program, url], environment: environment)
  }
}
