import PurserTestSupport
import Testing

@testable import PurserCLI

/// Whole runs of the models family, as a person sees them.
@Suite struct ModelsCommandTests {
  @Test(arguments: [
    (
      "status",
      [
        "models", "models status --agent ops", "models --agent research status",
        "models --status-plain",
        "models status --check --plain", "models status --check --agent research --plain",
        "models status --all-agents", "models status --all-agents --plain",
        "models status --agent nobody", "models status --json --plain",
      ]
    ),
    ("status-json", ["models status --agent research --json"]),
    ("status-agents-json", ["models status --agent main,odd --json"]),
    (
      "list",
      [
        "models list", "models list --plain", "models list --all", "models list --local",
        "models list --all --agent research", "models list --provider LAB --json",
        "models list --provider nope", "models list --provider nope --json",
        "models list --all-agents",
      ]
    ),
    (
      "set",
      [
        "models set openai/gpt-5.4 --dry-run", "models set openai/gpt-5.4 --reason cheaper",
        "models set-image big", "models set lab/m1 --agent main,research",
        "models set openai/gpt-5.2 --agent research", "models set zedd/x", "models set /",
        "models set lab/m1 --if-revision 1", "models list",
      ]
    ),
    (
      "fallbacks",
      [
        "models fallbacks", "models fallbacks list --json", "models fallbacks list --plain",
        "models fallbacks list --agent ops,research", "models fallbacks add lab/m1",
        "models fallbacks add big", "models fallbacks add BIG --agent research",
        "models fallbacks remove opus", "models fallbacks remove nope",
        "models fallbacks clear --agent ops,main", "models fallbacks list --all-agents --json",
        "models image-fallbacks", "models image-fallbacks add lab/vision",
        "models image-fallbacks remove big", "models image-fallbacks clear",
      ]
    ),
    (
      "aliases",
      [
        "models aliases", "models aliases list --json",
        "models aliases list --plain --agent research",
        "models aliases list --agent ops,research", "models aliases add fast lab/m1",
        "models aliases add quick fast", "models aliases add BIG lab/m1",
        "models aliases add big openai/gpt-5.2", "models aliases add vision openai/gpt-5.2",
        "models aliases add 'a/b' lab/m1", "models aliases remove Quick",
        "models aliases remove quick", "models aliases remove opus", "models aliases list",
        "models aliases remove mine", "models aliases clear",
        "models aliases list --all-agents --json",
      ]
    ),
    (
      "allow",
      [
        "models allow", "models allow list --agent research --json",
        "models allow list --all-agents --plain", "models allow add 'openai/*' big",
        "models allow list", "models allow add lab/m1 --agent main", "models allow add '*'",
        "models allow remove lab/m1 nope/x --agent main", "models allow remove lab/m1 --agent main",
        "models allow remove 'openai/*' openai/gpt-5.2", "models status --plain",
        "models allow mode inherit", "models allow mode any", "models allow clear --all-agents",
        "models allow mode sometimes",
      ]
    ),
    (
      "explain",
      [
        "models explain big", "models explain opus --agent research",
        "models explain lab/m2 --agent research", "models explain nowhere --agent odd --json",
        "models explain /",
      ]
    ),
  ])
  func `the runs are what they were`(name: String, lines: [String]) throws {
    try Golden.check(ModelsWorld().transcript(lines), "PurserCLI/models/\(name).txt")
  }
}
