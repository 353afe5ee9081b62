import PurserDomain
import Testing

struct ScanTests {
  @Test(
    arguments: [
      ("7b-70b", 70), ("mixtral-8x7b", nil), ("mixtral-8x22b-instruct", nil), ("gemma-3n-e4b", 4),
      ("qwen3-30b-a3b", 30), ("7B/13b", 13), ("qwen2.5-0.5b", 0.5), ("1x7b", nil), ("a.70b.b", 70),
      ("", nil), ("xx120b", nil), ("70 b", nil), ("1t", nil), ("7bb", nil), ("0b", nil), ("x7b", 7),
      ("8x", nil), ("99999999999999999999b", nil), ("1e3b", nil), ("8x7x2b", nil),
    ] as [(String, Double?)])
  func `a size stands apart in a name`(text: String, size: Double?) {
    #expect(ParameterCount.inferred(from: text) == size)
  }

  @Test(arguments: [
    ("text->text", false), ("text+image->text", true), ("TEXT+IMAGE->text", true),
    ("images->text", false), ("", false), ("text2image", true),
  ])
  func `a modality says whether images are taken`(modality: String, takes: Bool) {
    #expect(ScanModel(id: "a/b", modality: modality).takesImages == takes)
  }

  @Test func `kinds of input say it before the modality does`() {
    let model = ScanModel(id: "a/b", modality: "text->image", inputKinds: ["text"])
    #expect(!model.takesImages)
    #expect(ScanModel(id: "a/b", inputKinds: ["text", "image"]).takesImages)
  }

  @Test func `a filter takes free models of an age, a size and a vendor`() {
    let now = Timestamp(milliseconds: 1_770_000_000_000)
    func model(_ id: String, daysOld: Int64? = nil, price: Double? = nil) -> ScanModel {
      ScanModel(
        id: id, createdAt: daysOld.map { now + .of(-$0, .days) },
        pricing: price.map { ScanPricing(prompt: $0, completion: $0) })
    }
    let models = [
      model("acme/a-7b:free", daysOld: 3), model("Acme/b-70b:free", daysOld: 30),
      model("acme/c", price: 0), model("other/d:free"), model("acme/e-7b", price: 1),
      model("acme/f-7b:FREE"), model("acme/g", price: -1),
    ]
    func ids(_ filter: ScanFilter) -> [String] { filter.apply(to: models, now: now).map(\.id) }
    #expect(ids(ScanFilter()) == ["acme/a-7b:free", "Acme/b-70b:free", "acme/c", "other/d:free"])
    #expect(ids(ScanFilter(minParameters: 7.9)) == ["acme/a-7b:free", "Acme/b-70b:free"])
    #expect(ids(ScanFilter(maxAgeDays: 10)) == ["acme/a-7b:free", "acme/c", "other/d:free"])
    #expect(ids(ScanFilter(maxAgeDays: 0.9)).count == 4)
    #expect(ids(ScanFilter(vendor: " ACME ")) == ["acme/a-7b:free", "Acme/b-70b:free", "acme/c"])
    #expect(ids(ScanFilter(vendor: "acm")) == [])
    #expect(ids(ScanFilter(minParameters: .infinity)) == [])
  }

  @Test func `a failed tool never counts as quick`() {
    func result(_ id: String, _ tool: ScanResult.Check) -> ScanResult {
      ScanResult(ScanModel(id: id), tool: tool)
    }
    let slow = result("z", .passed(.of(11, .seconds)))
    let failed = result("a", .failed(.of(1, .milliseconds), reason: "no"))
    #expect(ScanRanking.text([failed, slow]).map(\.model.id) == ["z", "a"])
    #expect(ScanRanking.candidates([failed, slow]).map(\.model.id) == ["z"])
  }

  @Test func `those that take images are chosen first, if there are any`() {
    func result(_ id: String, image: Bool) -> ScanResult {
      ScanResult(
        ScanModel(id: id), tool: .passed(.of(1, .seconds)),
        image: image ? .passed(.of(1, .seconds)) : .skipped)
    }
    let plain = [result("a", image: false), result("b", image: false), result("c", image: false)]
    #expect(ScanRanking.preselected(plain, count: 2).map(\.model.id) == ["a", "b"])
    let mixed = ScanRanking.candidates(plain + [result("z", image: true)])
    #expect(ScanRanking.preselected(mixed, count: 6).map(\.model.id) == ["z"])
    #expect(ScanRanking.preselected([], count: 6).isEmpty)
  }

  @Test func `a line of the table shows nothing that acts on a terminal`() {
    let model = ScanModel(id: "a/\u{1B}[31mred:free", modality: "text\u{7}->text")
    let line = ScanTable.line(ScanResult(model))
    #expect(!line.hasUnprintable)
    #expect(line.hasPrefix("openrouter/a/[31mred:free"))
  }

  @Test(
    arguments: [
      ("0.000003", 6, 3_000_000), ("0.00000008333333333333334", 6, 83_333),
      ("0.19999999999999998", 0, 200_000),
      ("0", 6, 0), ("-1", 6, -1_000_000_000_000), ("3", 0, 3_000_000), ("0.0000005", 0, 1),
      ("0.00000049", 0, 0), ("9.9999999", 0, 10_000_000), ("1e-7", 6, 100_000), ("x", 0, nil),
      ("1e30", 0, nil), ("", 0, nil),
    ] as [(String, Int, Int64?)])
  func `prices are rounded to the micro-dollar`(text: String, power: Int, expected: Int64?) {
    #expect(Money(nearestDollars: text, timesTenTo: power)?.microUSD == expected)
  }
}
