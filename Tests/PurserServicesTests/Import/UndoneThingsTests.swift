import Testing

@testable import PurserServices
@testable import PurserStore

@Suite struct UndoneThingsTests {
  @Test func `each model that an import changed back was looked for though few are told`() {
    let rows = (0..<3).map { number in
      OverwrittenRow(
        table: "provider_model", key: #"["*","lm","m\#(number)"]"#, scope: "*",
        before: #"{"name": "a"}"#, after: #"{"name": "b"}"#,
        imported: #"{"name": "b"}"#, event: 7, operation: .update,
        wasImported: true)
    }
    // Made without the places, which are only asked for those that are told.
    let things = UndoneThings(rows, toldKeys: []).things
    #expect(things.map(\.name) == ["Model 'lm/m0'", "Model 'lm/m1'", "Model 'lm/m2'"])
  }
}
