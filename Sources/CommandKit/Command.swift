/// One thing the program can be asked to do: a plain value, made from words or by a test.
package protocol Command: Sendable {
  /// What the command is handed when it runs.
  associatedtype Context
  /// What it answers; it prints nothing itself.
  associatedtype Answer

  /// Its name, parameters, help and examples.
  static var declaration: Declaration<Self> { get }

  /// Does it. Throws the errors of the layers below, unchanged.
  func run(in context: Context) throws -> Answer
}
