import CommandKit

extension RootCommand.Node {
  /// `purser models …`
  static var modelsGroup: RootCommand.Node {
    .group(
      "models", "Models of agents: which are used, which may be chosen, under which names.",
      discussion: """
        Readers answer for the current agent unless agents are named; writers change the defaults unless \
        agents are named. Alone, it is 'purser models status'.
        """,
      bare: "status",
      carried: ScopeSelection.parameters.descriptions,
      optionAliases: ["status-json": "json", "status-plain": "plain"]
    ) {
      [
        .command("status", ModelsStatusShow.self),
        .command("list", ModelsListShow.self),
        .command("set", ModelsSet.self),
        .command("set-image", ModelsSetImage.self),
        .command("unset", ModelsUnset.self),
        .command("unset-image", ModelsUnsetImage.self),
        .command("scan", ModelsScan.self),
        .command("refresh", ModelsRefresh.self),
        .command("resolve", ModelsResolve.self),
        .command("explain", ModelsExplain.self),
        .group("catalog", "What catalogs say of models.", bare: "list") {
          [
            .command("list", CatalogList.self),
            .command("import", CatalogImport.self),
            .command("diff", CatalogDiff.self),
          ]
        },
        .group("aliases", "Short names for models.", bare: "list") {
          [
            .command("list", AliasesList.self),
            .command("add", AliasesAdd.self),
            .command("remove", AliasesRemove.self),
            .command("clear", AliasesClear.self),
          ]
        },
        .group("fallbacks", "Models that are tried when the default model fails.", bare: "list") {
          [
            .command("list", FallbacksList.self),
            .command("add", FallbacksAdd.self),
            .command("remove", FallbacksRemove.self),
            .command("clear", FallbacksClear.self),
            .command("inherit", FallbacksInherit.self),
          ]
        },
        .group("image-fallbacks", "Models that are tried when the image model fails.", bare: "list")
        {
          [
            .command("list", ImageFallbacksList.self),
            .command("add", ImageFallbacksAdd.self),
            .command("remove", ImageFallbacksRemove.self),
            .command("clear", ImageFallbacksClear.self),
            .command("inherit", ImageFallbacksInherit.self),
          ]
        },
        .authGroup,
        .group("allow", "Which models may be chosen.", bare: "list") {
          [
            .command("list", AllowList.self),
            .command("add", AllowAdd.self),
            .command("remove", AllowRemove.self),
            .command("clear", AllowClear.self),
            .command("mode", AllowModeSet.self),
          ]
        },
      ]
    }
  }
}
