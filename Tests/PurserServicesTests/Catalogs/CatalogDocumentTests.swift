import JSONKit
import PurserDomain
import PurserServices
import PurserTestSupport
import Testing

struct CatalogDocumentTests {
  @Test func `OpenRouter's list is read in its live spelling`() throws {
    let document = try CatalogDocument(
      """
      {"data":[{"id":"acme/m-7b:free","canonical_slug":"acme/m-7b-0101","name":"M \\u001b[31m7B","created":1769136000,
        "context_length":8192,"architecture":{"modality":"text+image->text","input_modalities":["image","text"]},
        "pricing":{"prompt":"0.000003","completion":"0.000015","input_cache_read":"0.0000003"},
        "top_provider":{"max_completion_tokens":4096},"supported_parameters":["tools","reasoning"],
        "expiration_date":"2026-05-15"}]}
      """)
    #expect(document.source == .openRouter)
    #expect(document.provider == "openrouter")
    let model = try #require(document.models.first)
    #expect(model.ref.key == "openrouter/acme/m-7b:free")
    #expect(model.slug == "acme/m-7b-0101")
    #expect(model.name == "M [31m7B")
    #expect(model.contextWindow == 8192)
    #expect(model.maxTokens == 4096)
    #expect(model.input == ["text", "image"])
    #expect(model.modality == "text+image->text")
    #expect(model.tools == true)
    #expect(model.reasoning == true)
    #expect(model.cost.inputMicroUSD == 3_000_000)
    #expect(model.cost.outputMicroUSD == 15_000_000)
    #expect(model.cost.cacheReadMicroUSD == 300_000)
    #expect(model.createdAt == Timestamp(milliseconds: 1_769_136_000_000))
    #expect(try model.endsAt == Timestamp("2026-05-15"))
    #expect(document.report.found.map(\.remark) == [.ending])
  }

  @Test func `what is odd is counted and named, and nothing of it is fatal`() throws {
    let document = try CatalogDocument(
      """
      {"data":[7,null,{"name":"nameless"},{"id":"  "},{"id":"a/b","pricing":{"prompt":"-1","completion":"-1"}},
       {"id":"a/b","name":"again"},{"id":"~a/c","pricing":{"prompt":"-0.5","completion":"0"},"context_length":1},
       {"id":"a/d","pricing":{"prompt":"free","completion":{}},"context_length":"big"},{"id":"a/e"},
       {"id":"a/\\u001b[2Jf"},{"id":true,"architecture":[],"pricing":[]}]}
      """, source: .openRouter)
    #expect(document.models.map(\.ref.model) == ["a/b", "~a/c", "a/d", "a/e"])
    #expect(document.report.entries == 11)
    let counts = Dictionary(
      uniqueKeysWithValues: document.report.found.map { ($0.remark, $0.count) })
    #expect(
      counts == [
        .notAnObject: 2, .noID: 4, .doubled: 1, .noPrice: 1, .variablePrice: 1, .negativePrice: 1,
        .unreadablePrice: 1, .noContext: 3, .movingName: 1,
      ])
    #expect(document.models[0].costVaries)
    #expect(document.models[1].cost == ModelCost(outputMicroUSD: 0))
    #expect(document.report.found.first { $0.remark == .noID }?.examples == ["nameless"])
  }

  @Test func `the list of models dev is read under our names of providers`() throws {
    let document = try CatalogDocument(
      """
      {"togetherai":{"id":"togetherai","models":{"m":{"id":"m","limit":{"context":0,"output":5},
        "cost":{"input":0.19999999999999998,"output":3},"modalities":{"input":["text"],"output":["text"]},
        "tool_call":true,"status":"deprecated","release_date":"2025-04"}}},
       "broken":7,"x":{"models":{"m":[],"m":{"id":"m2"}}},"Bad Id":{"models":{"m":{}}}}
      """)
    #expect(document.source == .modelsDev)
    #expect(document.models.map(\.ref.key) == ["together/m", "x/m2"])
    let model = document.models[0]
    #expect(model.cost.inputMicroUSD == 200_000)
    #expect(model.status == "deprecated")
    #expect(model.contextWindow == nil)
    #expect(try model.createdAt == Timestamp("2025-04-01"))
    let found = Dictionary(
      uniqueKeysWithValues: document.report.found.map { ($0.remark, $0.count) })
    #expect(found[.doubled] == 1)
    #expect(found[.notAnObject] == 1)
    #expect(found[.noID] == 1)
  }

  @Test(arguments: [
    (#"{"data":[{"id":"m1","created":1},{"id":"m2"}]}"#, ["m1", "m2"], true),
    (
      #"{"models":[{"name":"models/gemini-x","displayName":"X","inputTokenLimit":9}]}"#,
      ["gemini-x"], true
    ),
    (#"{"models":[{"name":"llama3:8b"}],"nextPageToken":"t"}"#, ["llama3:8b"], false),
    (#"{"data":[{"id":"m1"}],"has_more":true}"#, ["m1"], false),
    (#"["a","b","a"]"#, ["a", "b"], true),
  ])
  func `a provider's own list is read in the forms there are`(
    text: String, models: [String], complete: Bool
  ) throws {
    let document = try CatalogDocument(Array(text.utf8), source: .provider, provider: "Acme")
    #expect(document.provider == "acme")
    #expect(document.models.map(\.ref.model) == models)
    #expect(document.isComplete == complete)
  }

  @Test(arguments: [
    "", "<html><body>no</body></html>", "{", "[]", "{}", "7", "null", #"{"data":7}"#,
    #"{"data":[]}"#,
    #"{"data":[{"no":"id"}]}"#, #"{"a":{"b":1}}"#, "\u{FEFF}",
    String(repeating: "[", count: 100_000),
  ])
  func `what is no list of models is refused with a hint`(text: String) {
    let error = #expect(throws: DomainError.self) {
      try CatalogDocument(Array(text.utf8), source: .openRouter)
    }
    #expect(error?.code == .invalid)
    #expect(error?.hint != nil)
    #expect(error?.message.hasUnprintable == false)
  }

  @Test func `bytes that are no text are refused`() {
    #expect(throws: DomainError.self) {
      try CatalogDocument([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D])
    }
  }

  @Test func `a list of a provider must say of which`() {
    let error = #expect(throws: DomainError.self) {
      try CatalogDocument(Array(#"{"data":[{"id":"m"}]}"#.utf8))
    }
    #expect(error?.hint == "Name it with --provider.")
  }

  @Test func `thousands of repeated keys take no time`() throws {
    let members = (0..<20_000).map { _ in #""m":{"id":"m"}"# }.joined(separator: ",")
    let document = try CatalogDocument(Array("{\"p\":{\"models\":{\(members)}}}".utf8))
    #expect(document.models.count == 1)
    #expect(document.report.found.first { $0.remark == .doubled }?.count == 100)
  }
}

extension CatalogDocument {
  init(_ text: String, source: CatalogSource? = nil) throws {
    try self.init(Array(text.utf8), source: source)
  }
}
