@unsafe @preconcurrency import Glibc

/// The environment variables a run was started with, as a value that tests can write down.
package struct Environment: Sendable, Equatable {
  private var values: [String: String]

  /// Makes an environment of exactly these variables.
  package init(_ values: [String: String] = [:]) { self.values = values }

  /// Returns the environment of this process. Bytes that are not UTF-8 are replaced; of a name that
  /// occurs twice the first counts, as for `getenv`.
  package static func process() -> Environment {
    var count = 0
    while unsafe environ[count] != nil { count += 1 }
    var values: [String: String] = [:]
    values.reserveCapacity(count)
    // From the end, so that the first of a name is what stays.
    for index in stride(from: count - 1, through: 0, by: -1) {
      guard let line = unsafe environ[index], let cut = unsafe strchr(line, 0x3D) else { continue }
      let name = unsafe UnsafeRawBufferPointer(start: line, count: cut - line)
      values[unsafe String(decoding: name, as: UTF8.self)] = unsafe String(cString: cut + 1)
    }
    return Environment(values)
  }

  /// The value of `name`, also when it is empty; nil when it is not set.
  package subscript(_ name: String) -> String? { values[name] }

  /// The value of `name` when it is set and not empty.
  package func nonEmpty(_ name: String) -> String? {
    guard let value = values[name], !value.isEmpty else { return nil }
    return value
  }

  /// The names that are set, sorted.
  package var names: [String] { values.keys.sorted() }

  /// The folders of `PATH`, in its order. Those that are not absolute are passed over, since what they mean depends on where one
  /// stands.
  package var searchPath: [String] {
    (values["PATH"] ?? "").utf8.split(separator: UInt8(ascii: ":"))
      .filter { $0.first == UInt8(ascii: "/") }.map { String(Substring($0)) }
  }

  /// All variables by name.
  package var all: [String: String] { values }

  /// Returns a copy with `name` set to `value`, or removed for nil.
  package func setting(_ name: String, _ value: String?) -> Environment {
    var copy = self
    copy.values[name] = value
    return copy
  }
}
