import PurserDomain
import PurserServices
import PurserTestSupport
import Testing

@Suite struct SecretResolverTests {
  @Test func `variables need no declaration, and an allowlist holds`() throws {
    var world = try SecretWorld(["LAB_KEY": " abc \n", "OTHER": "x", "EMPTY": "", "LINES": "a\nb"])
    world.declarations["strict"] = SecretProviderDeclaration(.environment(allowed: ["OTHER"]))
    #expect(
      try world.texts(
        "env:default:LAB_KEY", "env:strict:OTHER", "env:strict:LAB_KEY", "env:default:EMPTY",
        "env:default:MISSING", "env:default:LINES")
        == ["abc", "x", "<not_allowed>", "<not_found>", "<not_found>", "<unusable>"])
  }

  @Test func `a reference that cannot be is told before anything is read`() throws {
    let world = try SecretWorld(["lower": "x"])
    #expect(
      try world.texts(
        "env:default:lower", "env:Upper:A", "vault:default:A", "exec:default:../x",
        "store:default:A", "file:none:/a")
        == [
          "<invalid_reference>", "<invalid_reference>", "<invalid_reference>",
          "<invalid_reference>", "<out_of_reach>", "<not_declared>",
        ])
  }

  @Test func `a source must be the one declared, and a default may be named`() throws {
    var world = try SecretWorld()
    try world.file(#"{"a": "one"}"#, as: "keys")
    world.defaults = ["file": "keys"]
    #expect(
      try world.texts("file:default:/a", "file:keys:/a", "env:keys:A", "exec:default:a")
        == ["one", "one", "<not_declared>", "<not_declared>"])
  }

  @Test func `a pointer finds its member in a file`() throws {
    var world = try SecretWorld()
    try world.file(
      #"{"a": {"b/c": "slash", "t~": "tilde", "list": ["x", "y"]}, "n": 5, "e": "", "": "empty"}"#,
      as: "keys")
    #expect(
      try world.texts(
        "file:keys:/a/b~1c", "file:keys:/a/t~0", "file:keys:/a/list/1", "file:keys:/",
        "file:keys:/a/list/01", "file:keys:/a/list/2", "file:keys:/n", "file:keys:/e",
        "file:keys:/a~2", "file:keys:value")
        == [
          "slash", "tilde", "y", "empty", "<not_found>", "<not_found>", "<unusable>", "<unusable>",
          "<invalid_reference>", "<invalid_reference>",
        ])
  }

  @Test func `a file of one secret is read whole`() throws {
    var world = try SecretWorld()
    try world.file("\u{FEFF}the-secret \r\n", as: "one", .singleValue)
    try world.file("a\nb", as: "two", .singleValue)
    #expect(
      try world.texts("file:one:value", "file:one:/a", "file:two:value")
        == ["the-secret", "<invalid_reference>", "<unusable>"])
  }

  @Test func `a file that is open, missing, large or something else is told`() throws {
    var world = try SecretWorld()
    try world.file(#"{"a": "one"}"#, as: "open", mode: 0o640)
    try world.file(#"{"a": "one", "#, as: "broken")
    try world.file(#"{"a": "\#(String(repeating: "k", count: 2000))"}"#, as: "large")
    for (name, path) in [
      ("folder", world.folder.path), ("device", "/dev/zero"), ("missing", "/no/such/file"),
      ("relative", "secrets.json"),
    ] {
      world.declarations[name] = SecretProviderDeclaration(.file(.init(path: path)))
    }
    world.limits.bytes = 1000
    #expect(
      try world.texts(
        "file:open:/a", "file:broken:/a", "file:large:/a", "file:folder:/a", "file:device:/a",
        "file:missing:/a", "file:relative:/a")
        == [
          "<insecure>", "<unusable>", "<too_large>", "<unusable>", "<unusable>", "<not_found>",
          "<not_allowed>",
        ])
    #expect(try world.failure("file:open:/a")?.hint?.hasPrefix("chmod 600 '") == true)
    world.declarations["open"] = SecretProviderDeclaration(
      .file(.init(path: world.folder.path("open.secrets"), allowsInsecurePath: true)))
    #expect(try world.texts("file:open:/a") == ["one"])
  }
}
