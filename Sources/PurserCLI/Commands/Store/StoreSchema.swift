import CommandKit
import PurserStore

/// `purser store schema`
struct StoreSchema: Command {
  static let declaration = Declaration<Self>(
    "schema", "Print the SQL of the schema this program makes.",
    examples: ["purser store schema"],
    discussion:
      "The schema is made in memory by the same steps that make a store; no store is opened.",
    build: Self.init)

  func run(in context: CommandContext) throws -> PageView {
    PageView(try context.composition.stores.schemaText(), key: "schema")
  }
}
