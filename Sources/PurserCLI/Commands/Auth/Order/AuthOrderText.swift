import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// What both writers of orders say.
enum AuthOrderText {
  static func view(
    _ written: Written<[(scope: ScopeID, ids: [String])]>, _ provider: Provider.ID,
    order: [String]?, in context: CommandContext,
    _ describe: ((scope: ScopeID, ids: [String])) -> String?
  ) -> WriteView {
    var lines = Text()
    for row in written.value {
      lines.append("Agent: \(row.scope.text)")
      lines.append("Provider: \(provider)")
      let isKept = written.event == nil && written.changes.isEmpty && order == nil
      lines.append(
        describe(row).map { "Order override: \($0)" }
          ?? (isKept ? "There is no order override." : "Cleared order override."))
    }
    return WriteView(
      written, in: context, lines: lines,
      members: [
        "provider": .string(provider.text),
        "scopes": .array(written.value.map { .string($0.scope.text) }),
        "order": order.map { .array($0.map { .string($0) }) } ?? .null,
      ], saysUpdated: order != nil)
  }
}
