import PurserTestSupport
import Testing

/// Many processes that report outcomes at once. `PURSER_WRITERS=64x100 swift test --filter ManyReportersTests` is the
/// long run.
@Suite struct ManyReportersTests {
  private static let profiles = 8

  private func world() throws -> FleetWorld {
    let world = try FleetWorld(examples: false)
    try world.succeed("init")
    try world.succeed("agents", "add", "main")
    for number in 0..<Self.profiles {
      try world.folder.write("key-number-\(number)-0123456789", to: "key")
      try world.succeed(
        "models", "auth", "paste-api-key", "--provider", "openai", "--profile-id",
        "openai:p\(number)", "--from-file", world.folder.path("key"))
    }
    return world
  }

  @Test
  func `of many reports at once none is lost, and the windows are those of one after another`()
    throws
  {
    let (processes, changes) = TestLength.writers
    let world = try world()
    let result = try world.shell(
      """
      reporter() {
        i=0
        while [ $i -lt \(changes) ]; do
          case $((($1 * 31 + i * 7) % 10)) in
          0) set -- $1 success --latency-ms $i ;;
          1) set -- $1 failure --status 402 ;;
          2) set -- $1 failure --status 401 ;;
          3) set -- $1 failure --code ETIMEDOUT --model openai/gpt-5.2 ;;
          *) set -- $1 failure --status 429 --model openai/gpt-$((i % 2)) --message 'Slow down' ;;
          esac
          outcome=$2
          reporter=$1
          shift 2
          "$PURSER" report $outcome --profile openai:p$(((reporter + i) % \(Self.profiles))) "$@" \\
            >/dev/null || echo "reporter $reporter, outcome $i: exit $?"
          set -- $reporter
          i=$((i + 1))
        done
      }
      p=0
      while [ $p -lt \(processes) ]; do
        reporter $p &
        p=$((p + 1))
      done
      wait
      """)
    #expect(result.exitCode == 0 && result.output + result.errors == "", "\(result)")
    let outcomes = try world.sqlite(
      """
      SELECT count(*), count(DISTINCT event_id) FROM profile_event
      WHERE kind IN ('succeeded', 'failed')
      """)
    #expect(outcomes == "\(processes * changes)|\(processes * changes)")
    #expect(try OutcomeReplay.differences(inStoreAt: world.store) == [])
    try world.expectSound()
  }

  @Test func `batches and single reports at once leave one story`() throws {
    let world = try world()
    let result = try world.shell(
      """
      i=0
      while [ $i -lt 400 ]; do
        echo '{"outcome":"failure","profile":"openai:p'$((i % 8))'","status":429,"message":"Slow down"}'
        echo '{"outcome":"success","profile":"openai:p'$((i % 5))'","latencyMs":'$i'}'
        i=$((i + 1))
      done >lines
      for p in 1 2 3 4; do
        "$PURSER" report batch --batch-size 50 <lines >/dev/null || echo "batch: exit $?" &
        "$PURSER" report failure --profile openai:p$p --status 503 >/dev/null || echo "one: exit $?" &
      done
      wait
      """)
    #expect(result.exitCode == 0 && result.output + result.errors == "", "\(result)")
    #expect(
      try world.sqlite(
        "SELECT count(*) FROM profile_event WHERE kind IN ('succeeded', 'failed')") == "3204")
    #expect(try OutcomeReplay.differences(inStoreAt: world.store) == [])
    try world.expectSound()
  }

  /// Lines of `sh` that wait until one call that went well is on record.
  private static let untilRecorded = """
    n=0
    until [ "$(sqlite3 "$STORE" "SELECT count(*) FROM profile_event WHERE kind = 'succeeded'")" = 1 ]
    do
      n=$((n + 1))
      [ $n -lt 600 ] || { echo "never recorded"; break; }
      sleep 0.05
    done
    """

  @Test func `reports to a store that was moved away were said to be recorded`() throws {
    let world = try world()
    let result = try world.shell(
      """
      mkfifo calls
      "$PURSER" report batch --batch-size 1 <calls >out 2>err &
      exec 8>calls
      echo '{"outcome":"success","profile":"openai:p0"}' >&8
      \(Self.untilRecorded)
      mv "$STORE" moved.db
      echo '{"outcome":"success","profile":"openai:p0"}' >&8
      exec 8>&-
      wait $!
      echo "$?"
      cat err
      """)
    #expect(result.output.hasPrefix("69\n"), "\(result)")
    #expect(result.output.contains("was moved or replaced meanwhile"), "\(result)")
  }

  @Test func `what arrives is recorded before the input ends`() throws {
    let world = try world()
    let result = try world.shell(
      """
      mkfifo calls
      "$PURSER" report batch <calls >/dev/null &
      exec 8>calls
      echo '{"outcome":"success","profile":"openai:p0"}' >&8
      \(Self.untilRecorded)
      exec 8>&-
      wait
      """)
    #expect(result.exitCode == 0 && result.output + result.errors == "", "\(result)")
  }
}
