import CommandKit
import PurserDomain
import PurserServices

/// Which lists a command asks for: what `refresh` and `diff` have in common.
struct CatalogRequest: Equatable, Sendable {
  var sources: [CatalogSourceText]
  var providers: [String]
  var url: String?
  var timeout: String

  static let parameters = ParameterGroup(
    title: "Lists",
    Option(
      "source",
      "Ask for this list; several with commas or by repeating. Otherwise openrouter and models.dev.",
      value: "name"),
    Option(
      "provider", "Ask this provider for its own list; several with commas or by repeating.",
      value: "id", completion: .providers),
    Option("url", "Ask at this address; it goes with one list.", value: "url"),
    Option(
      "timeout", "Milliseconds for each list.", value: "ms", default: "30000"),
    build: CatalogRequest.init)

  /// Whether nothing was said of whose list.
  var isEmpty: Bool { sources.isEmpty && providers.isEmpty && url == nil }

  /// The request as services take it; `otherwise` is asked for when no list is named. Throws a usage error.
  func checked(
    in context: CommandContext, otherwise: [CatalogSource] = [.openRouter, .modelsDev]
  ) throws -> RefreshCatalogs {
    let milliseconds = try NumberText.milliseconds(
      timeout, option: "timeout", words: "must be > 0")
    var named: [CatalogSource] = []
    for source in sources.map(\.source) where !named.contains(source) { named.append(source) }
    if !providers.isEmpty {
      guard named.isEmpty || named.contains(.provider) else {
        throw UsageError(
          .conflict, "--provider asks a provider for its own list, --source names another.",
          subject: "--provider", hint: "Leave --source out, or add --source provider.")
      }
      if named.isEmpty { named = [.provider] }
    }
    if named.isEmpty { named = otherwise }
    let ids = try providers.map { try ProviderArgument.id($0, in: context).text }
    if let url { try check(url, goesWith: named, ids) }
    return RefreshCatalogs(
      sources: named, providers: ids, url: url,
      options: .init(timeoutMilliseconds: milliseconds, userAgent: context.userAgent))
  }

  private func check(
    _ url: String, goesWith sources: [CatalogSource], _ ids: [String]
  ) throws(UsageError) {
    guard self.sources.count + providers.count > 0, sources.count == 1, ids.count <= 1,
      sources != [.provider] || ids.count == 1
    else {
      throw UsageError(
        .conflict, "--url goes with one list.", subject: "--url",
        hint: "Name it with --source, and a provider with --provider.")
    }
    let rest = url.droppingPrefix("https://") ?? url.droppingPrefix("http://")
    // By bytes: with a combining mark behind it, "@" is another Character and still ends a password.
    let ends = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
    let host = Array((rest ?? "").utf8.prefix { !ends.contains($0) })
    guard !host.isEmpty, !host.contains(UInt8(ascii: "@")), !url.hasUnprintable,
      !url.contains(where: \.isWhitespace)
    else {
      throw UsageError(
        .invalidValue, "The value is invalid for '--url <url>'.", subject: "--url",
        hint: "Give an http or https address without user and password.")
    }
  }
}
