import PurserTestSupport
import Testing

/// Many processes that write at once. `PURSER_WRITERS=64x100 swift test --filter ManyWritersTests` is the
/// long run.
@Suite struct ManyWritersTests {
  @Test func `of many writers at once none fails and no change is lost`() throws {
    let (processes, changes) = TestLength.writers
    let world = try FleetWorld.imported()
    let before = try world.eventCount()
    // Every second writer changes the same agent, the others one of the rest.
    let result = try world.shell(
      """
      writer() {
        i=0
        while [ $i -lt \(changes) ]; do
          "$PURSER" agents set "$2" --name "by $1, change $i" --reason "$1.$i" >/dev/null ||
            echo "writer $1, change $i: exit $?"
          i=$((i + 1))
        done
      }
      set -- research coder reviewer support support-night translator ops
      p=0
      while [ $p -lt \(processes) ]; do
        agent=main
        if [ $((p % 2)) -eq 1 ]; then
          agent=$1
          shift
          set -- "$@" "$agent"
        fi
        writer $p $agent &
        p=$((p + 1))
      done
      wait
      """)
    #expect(result.exitCode == 0 && result.output + result.errors == "", "\(result)")
    #expect(try world.eventCount() == before + processes * changes)
    #expect(
      try world.sqlite(
        """
        SELECT count(DISTINCT reason), count(DISTINCT seal.event_id) FROM audit_event
        JOIN audit_seal AS seal ON seal.event_id = audit_event.id WHERE reason <> ''
        """) == "\(processes * changes)|\(processes * changes)")
    try world.expectSound()
  }

  @Test func `a reader is not kept waiting by a writer, and a writer waits for its turn`() throws {
    let world = try FleetWorld.imported()
    let result = try world.shell(
      """
      hold "BEGIN IMMEDIATE"
      "$PURSER" agents >/dev/null 9>&- || echo "reader: exit $?"
      { "$PURSER" agents set main --name Patient >/dev/null || echo "writer: exit $?"; } 9>&- &
      writer=$!
      sleep 1
      kill -0 $writer || echo "the writer did not wait"
      release
      wait $writer
      """)
    #expect(result.exitCode == 0 && result.output + result.errors == "", "\(result)")
    #expect(try world.sqlite("SELECT name FROM agent WHERE id = 'main'") == "Patient")
    try world.expectSound()
  }
}
