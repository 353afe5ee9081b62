import Foundation
import PurserTestSupport

// Starts a provider of every kind of API on this machine, for trying Purser without a network or a bill.

let usage = """
  Usage: scripts/fake-provider [--port N]

  Starts a provider of every kind of API at 127.0.0.1 and answers until it is interrupted. Any key is good until a rule
  says otherwise; without --port the system chooses one.

  """

var port = 0
var arguments = CommandLine.arguments.dropFirst()
while let word = arguments.popFirst() {
  switch word {
  case "--help", "-h":
    FileHandle.standardOutput.write(Data(usage.utf8))
    exit(0)
  case "--port":
    guard let number = arguments.popFirst().flatMap(Int.init), (1...65_535).contains(number) else {
      fail("--port takes a number from 1 to 65535.")
    }
    port = number
  default: fail("'\(word)' is not known.")
  }
}

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("fake-provider: \(message)\n\n\(usage)".utf8))
  exit(64)
}

let provider: FakeProvider
do {
  provider = try FakeProvider(port: port)
} catch {
  fail("port \(port) cannot be used: \(error.localizedDescription)")
}

let page = """
  A fake provider answers at \(provider.url()); interrupt it to end it.

  Point providers at it, with any key:

    purser providers add fake --base-url \(provider.url("/v1")) --api openai-completions --model fast-1
    printf sk-fake-1 | purser models auth paste-api-key --provider fake --stdin

  The base URL for each kind of API:

    openai-completions        \(provider.url("/v1"))
    openai-responses          \(provider.url("/v1"))
    openai-codex-responses    \(provider.url("/backend-api"))
    azure-openai-responses    \(provider.url("/openai/v1"))
    anthropic-messages        \(provider.url())
    google-generative-ai      \(provider.url("/v1beta"))
    ollama                    \(provider.url())
    bedrock-converse-stream   \(provider.url())
    mistral-conversations     \(provider.url())
    OpenRouter                \(provider.url("/api/v1"))
    models.dev                \(provider.url("/api.json"))

  Log in, and ask what an account has used, with this in ~/.config/purser/providers/fake.json:

    {"version": 1, "id": "fake", "name": "Fake", "baseUrl": "\(provider.url("/v1"))", "api": "openai-completions",
     "usage": {"url": "\(provider.url("/api/oauth/usage"))", "reader": "anthropic"},
     "login": {"clientId": "mine", "authorizationUrl": "\(provider.url("/oauth/authorize"))",
       "tokenUrl": "\(provider.url("/oauth/token"))", "deviceUrl": "\(provider.url("/oauth/device"))"}}

    purser models auth login --provider fake --device-code && purser usage refresh --provider fake

  Break something, and mend it:

    curl -X PUT \(provider.url("/_fake/rules")) -d '[{"key": "sk-fake-1", "fault": "rate-limit"}]'
    curl -X DELETE \(provider.url("/_fake/rules"))

  A rule may name key, model and path, and a delayMs before the answer. Faults:

    \(FakeFault.allCases.map(\.rawValue).joined(separator: ", "))

  """
FileHandle.standardOutput.write(Data(page.utf8))
while true { sleep(3600) }
