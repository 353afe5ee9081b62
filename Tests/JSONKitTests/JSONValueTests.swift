import JSONKit
import Testing

@Suite struct JSONValueTests {
  @Test func `setting replaces in place, appends, or removes`() {
    var object: JSONObject = ["a": 1, "b": 2, "c": 3]
    object["b"] = "two"
    object["d"] = nil
    object["e"] = 5
    object["a"] = nil
    #expect(object == ["b": "two", "c": 3, "e": 5])
    #expect(object.keys == ["b", "c", "e"])
    #expect(object.contains("c") && !object.contains("a"))
    object["n"] = JSON.null
    #expect(object.contains("n") && object["n"]?.isNull == true)
  }

  @Test func `an object of many members behaves as one of few`() {
    var object = JSONObject()
    for number in 0..<100 { object["k\(number)"] = .number(JSONNumber(number)) }
    for number in stride(from: 0, to: 100, by: 2) { object["k\(number)"] = nil }
    object["k1"] = "one"
    #expect(object.count == 50)
    #expect(object["k1"] == "one" && object["k99"] == 99 && object["k98"] == nil)
    for number in stride(from: 1, to: 90, by: 2) { object["k\(number)"] = nil }
    #expect(object.keys == ["k91", "k93", "k95", "k97", "k99"])
    #expect(object["k97"] == 97)
  }

  @Test func `equality is that of the text`() {
    #expect(JSON.string("\u{E9}") != .string("e\u{301}"))
    #expect(JSON.object(["a": 1, "b": 2]) != .object(["b": 2, "a": 1]))
    #expect(JSON.number(JSONNumber("1.0")!) != 1)
    #expect(JSON.array([1, nil, true, 0.5]) == [1, nil, true, 0.5])
  }

  @Test func `a value of another kind has no such content`() {
    let value: JSON = ["s": "x", "n": 1, "b": false, "l": [1], "z": nil]
    #expect(value["s"]?.string == "x" && value["s"]?.int64 == nil && value["s"]?.array == nil)
    #expect(value["b"]?.bool == false && value["n"]?.bool == nil && value["n"]?.string == nil)
    #expect(value["l"]?[0] == 1 && value["l"]?[1] == nil && value["l"]?["0"] == nil)
    #expect(value["none"] == nil && value["s"]?["x"] == nil)
    #expect(value[JSONPath(["l", 0])] == 1)
    #expect(value.object?.map(\.value.kind) == ["string", "number", "boolean", "array", "null"])
  }

  @Test(
    arguments: [
      (["models", "providers", "a", "models", 0, "id"], "models.providers.a.models[0].id"),
      ([], ""), ([0, 1], "[0][1]"), (["agents", "a.b", ""], "agents[\"a.b\"][\"\"]"),
      (["p/m:x", "ü"], "p/m:x.ü"), (["a\u{1B}"], "[\"a\\u001b\"]"),
      (["a\u{202E}"], "[\"aU+202E\"]"),
    ] as [([JSONPath.Element], String)])
  func `a path is written as people write it`(elements: [JSONPath.Element], text: String) {
    #expect(JSONPath(elements).description == text)
  }

  @Test func `two spellings of the same letters were the same step of a path`() {
    let paths: Set<JSONPath> = [["e\u{301}"], ["\u{E9}"], [1], ["1"]]
    #expect(paths.count == 4)
    #expect(JSONPath(["a", 0]) == ["a", 0])
  }
}
