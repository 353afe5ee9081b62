import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import SystemKit

/// `purser models scan`
struct ModelsScan: Command {
  var settings: ScanSettings
  var noProbe: Bool
  var offline: Bool
  var setDefault: Bool
  var setImage: Bool
  var replaceFallbacks: Bool
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "scan", "Find OpenRouter's free models that work, and make them fallbacks.",
    ScanSettings.parameters,
    Flag("no-probe", "Send nothing to the models: show what the list says, and change nothing."),
    Flag("offline", "With --no-probe, look at the loaded catalog instead of asking for the list."),
    Flag("set-default", "Make the first model chosen the default model."),
    Flag("set-image", "Make the first image model chosen the model for images."),
    Flag(
      "replace-fallbacks",
      "Put the chosen models in place of the fallbacks that are there, not behind them."),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser models scan --no-probe --min-params 30", "purser models scan --yes --dry-run",
      "purser models scan --provider google --max-candidates 3 --yes --agent research",
      "purser models scan --no-probe --max-age-days 90 --json",
    ],
    discussion: """
      Asks for OpenRouter's list, takes the models that cost nothing, and sends each a request with a tool and, if it \
      takes images, one with an image of a pixel; these count against the limits of the account. The credential is that of \
      the agent: a profile, $OPENROUTER_API_KEY, or the configured key. Without one only what the list says is shown.

      Ranked by image support, tool latency, context size and size. Chosen are models that called a tool, those that also \
      took an image before others. On a terminal it asks which; --yes, --no-input and --json take the first \
      --max-candidates. Present fallbacks are shown and stay in front; primaries change with --set-default and \
      --set-image only. Everything is one event.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ScanView {
    guard !offline || noProbe else {
      throw UsageError(
        .conflict, "--offline asks nobody, so that no model can be tried.", subject: "--offline",
        hint: "Add --no-probe.")
    }
    let wantsRoute = setDefault || setImage
    guard !noProbe || !wantsRoute else {
      throw UsageError(
        .conflict,
        "Cannot apply metadata-only OpenRouter scan results. Remove --no-probe or leave "
          + "--set-default and --set-image out.", subject: "--no-probe",
        hint: "A model that was not tried is no default.")
    }
    try context.requireRevision(options)
    if offline { return try fromCatalog(context) }

    let scan = ScanModels(
      .init(
        filter: settings.filter, timeoutMilliseconds: settings.timeoutMilliseconds,
        concurrency: settings.concurrency), over: context.composition.network)
    let call = try self.call(context)
    if !noProbe, call.authenticated == nil, wantsRoute {
      throw DomainError(
        .notFound,
        "Cannot apply metadata-only OpenRouter scan results. Configure OPENROUTER_API_KEY and "
          + "rerun with probes before changing defaults.", subject: "OPENROUTER_API_KEY",
        hint: "purser models auth paste-api-key --provider openrouter", cause: call.refusal)
    }
    context.progress("Asking OpenRouter for its list …")
    let models = try scan.list(
      by: call.authenticated ?? call.anonymous, userAgent: context.userAgent, now: context.now)
    guard !noProbe, let ready = call.authenticated else {
      var warnings: [String] = []
      if !noProbe {
        warnings.append(
          "No OpenRouter credential: the models were not tried. Set OPENROUTER_API_KEY, or run: "
            + "purser models auth paste-api-key --provider openrouter")
        context.note("Note: \(warnings[0])")
        if let refusal = call.refusal { context.note("Note: \(refusal)") }
      }
      return ScanView(metadata: models.map { ScanResult($0) }, warnings: warnings)
    }
    let results = try scan.check(models, by: ready) { done, total in
      context.progress("Tried \(done) of \(total).")
    }
    do {
      return try applied(results, context)
    } catch {
      // ^C at a question is an answer to it.
      guard let fault = error as? SystemError, fault.code == .interrupted else { throw error }
      return .cancelled(isInterrupted: true)
    }
  }

  private struct Calls {
    var authenticated: ReadyCall?
    var anonymous: ReadyCall
    /// Why a credential that is there cannot be used.
    var refusal: String?
  }

  /// The call of the one agent that is selected, else of the current one.
  private func call(_ context: CommandContext) throws -> Calls {
    try context.presentStore().read { session in
      let agent =
        scope.isOneAgent
        ? try scope.selectedAgents(in: session).first
        : try CurrentAgent.find(in: session, context.environment)
      let calls = FirstCall(
        of: try session.models(of: agent),
        plugins: try ProviderPlugins(environment: context.environment),
        environment: context.environment, vault: context.vault, userAgent: context.userAgent,
        now: context.now, in: session)
      let anonymous: ReadyCall
      switch try calls.anonymous("openrouter") {
      case .success(let call): anonymous = call
      case .failure(let refusal):
        throw DomainError(
          .invalid, "OpenRouter cannot be asked. \(refusal.message)", subject: "openrouter",
          hint: "purser providers show openrouter")
      }
      if noProbe { return Calls(anonymous: anonymous) }
      let found = try calls.authenticated("openrouter")
      return Calls(
        authenticated: found.call, anonymous: anonymous,
        refusal: found.call == nil ? found.refusals.first?.message : nil)
    }
  }

  private func fromCatalog(_ context: CommandContext) throws -> ScanView {
    try context.presentStore().read { session in
      guard let load = try session.catalog.load(of: .openRouter, "openrouter") else {
        throw StoreError(
          .notFound, "No catalog of OpenRouter is loaded.", subject: "openrouter",
          hint: "purser models refresh --source openrouter")
      }
      let rows = try session.catalog.list(of: .openRouter, "openrouter")
      let models = ScanModels.models(in: rows, settings.filter, now: context.now)
      let warning = "From the catalog of \(load.loadedAt); nobody was asked."
      context.note("Note: \(warning)")
      return ScanView(metadata: models.map { ScanResult($0) }, warnings: [warning])
    }
  }
}

// MARK: - What is chosen and written

extension ModelsScan {
  private enum Chosen {
    case chosen(models: [ScanResult], imageModels: [ScanResult])
    case cancelled
    /// Nobody can be asked, and the defaults were not asked for.
    case refused
  }

  private func applied(_ results: [ScanResult], _ context: CommandContext) throws -> ScanView {
    let candidates = ScanRanking.candidates(results)
    guard !candidates.isEmpty else {
      let reasons = results.compactMap { result -> String? in
        if case .failed(_, let reason) = result.tool { reason } else { nil }
      }
      throw DomainError(
        .notFound, "No tool-capable OpenRouter free models found.", subject: "openrouter",
        hint: "Look at what there is with: purser models scan --no-probe",
        cause: reasons.first)
    }
    let images = ScanRanking.imageCandidates(results)
    var view = ScanView(tested: results)
    view.setDefault = setDefault
    view.setImage = setImage
    let present = try fallbacks(context)
    switch try chosen(among: candidates, images, keeping: present, context) {
    case .chosen(let models, let imageModels):
      view.selected = models
      view.selectedImages = imageModels
    case .cancelled: return .cancelled()
    case .refused:
      // What was found is an answer all the same.
      view.isRefused = true
      context.note("Error: Non-interactive scan: pass --yes to apply defaults.")
      return view
    }
    guard !view.selected.isEmpty else {
      throw DomainError(
        .notFound, "No models selected for fallbacks.", subject: "fallbacks",
        hint: "Choose at least one; nothing was changed.")
    }
    guard !setImage || !view.selectedImages.isEmpty else {
      throw DomainError(
        .notFound, "No image-capable models selected for image model.", subject: "--set-image",
        hint: "Leave --set-image out; nothing was changed.")
    }
    view.present = present
    view.isReplacing = replaceFallbacks
    view.write = try write(view, context)
    return view
  }

  /// Takes the best of each list, or asks a person.
  private func chosen(
    among candidates: [ScanResult], _ images: [ScanResult], keeping present: [ScanView.Present],
    _ context: CommandContext
  ) throws -> Chosen {
    let first = ScanRanking.preselected(candidates, count: settings.maxCandidates)
    let firstImages = Array(images.prefix(settings.maxCandidates))
    if context.options.yes || context.options.noInput || context.options.json {
      return .chosen(models: first, imageModels: firstImages)
    }
    guard context.streams.isInputTerminal, context.streams.isErrorTerminal else { return .refused }
    func kept(_ list: (ScanView.Present) -> [String]) -> [String] {
      replaceFallbacks ? [] : present.first.map(list) ?? []
    }
    let choice = ScanChoice(streams: context.streams, kept: kept(\.text))
    guard
      let models = try choice.ask(
        "Select fallback models (ordered)", among: ScanRanking.text(candidates), marked: first)
    else { return .cancelled }
    if images.isEmpty { return .chosen(models: models, imageModels: []) }
    let imageChoice = ScanChoice(streams: context.streams, kept: kept(\.image))
    guard
      let imageModels = try imageChoice.ask(
        "Select image fallback models (ordered)", among: images, marked: firstImages)
    else { return .cancelled }
    return .chosen(models: models, imageModels: imageModels)
  }

  /// The fallbacks that are there, for people: those of each selected agent, or of the defaults.
  private func fallbacks(_ context: CommandContext) throws -> [ScanView.Present] {
    try context.presentStore().read { session in
      let agents = try scope.selectedAgents(in: session)
      let models = agents.isEmpty ? [try session.defaultModels()] : try session.models(of: agents)
      return models.map(ScanView.Present.init)
    }
  }

  private func write(_ view: ScanView, _ context: CommandContext) throws -> WriteView {
    let written = try context.write(options) { session -> [(String, ModelChanges)] in
      let agents = try scope.selectedAgents(in: session)
      var changes: [(String, ModelChanges)] = []
      changes.append(
        (
          "fallbacks",
          try EditFallbacks(.text).put(
            view.selected.map(\.model.ref), replacing: replaceFallbacks, of: agents, in: session)
        ))
      if !view.selectedImages.isEmpty {
        changes.append(
          (
            "imageFallbacks",
            try EditFallbacks(.image).put(
              view.selectedImages.map(\.model.ref), replacing: replaceFallbacks, of: agents,
              in: session)
          ))
      }
      if setDefault, let first = view.selected.first {
        changes.append(
          (
            "defaultModel",
            try SetModel(.text, isListed: true).run(first.model.ref.key, of: agents, in: session)
          ))
      }
      if setImage, let first = view.selectedImages.first {
        changes.append(
          (
            "imageModel",
            try SetModel(.image, isListed: true).run(first.model.ref.key, of: agents, in: session)
          ))
      }
      return changes
    }
    for (_, changes) in written.value { context.remark(on: changes) }
    return WriteView(
      written, in: context, lines: view.lines(written.value),
      members: ["scopes": ScanView.scopes(written.value)], saysUpdated: true)
  }
}
