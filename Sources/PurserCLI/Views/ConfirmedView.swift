package import JSONKit

/// The answer of a command that asks first: what it wrote, or that it was called off.
package struct ConfirmedView: View {
  private let written: WriteView?

  /// Nil when the person answered no.
  package init(_ written: WriteView?) {
    self.written = written
  }

  package var text: Text { written?.text ?? ["Cancelled."] }
  package var plain: Text { written?.plain ?? [] }
  package var json: JSON { written?.json ?? ["cancelled": true] }
}
