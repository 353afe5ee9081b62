import Testing

@Suite struct TablesPageTests {
  @Test func `a table is explained by the comments in its own statement`() {
    let page = TablesPage(statements: [
      """
      CREATE TABLE agent (
        -- An agent. Class: audited.
        id TEXT PRIMARY KEY REFERENCES scope (id)
          CHECK (id <> ''),  -- normalised id
        name TEXT,  -- shown in lists
        is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),  -- 1 for one agent
        CHECK (name <> id)
      ) STRICT
      """,
      "CREATE INDEX agent_by_name ON agent (name)",
    ])
    let section = page.text.split(separator: "\n\n").suffix(4).joined(separator: "\n\n")
    #expect(
      section == """
        ## agent

        An agent. Class: audited.

        | column | type | rules | meaning |
        | --- | --- | --- | --- |
        | `id` | text | key, names `scope` | normalised id |
        | `name` | text | may be empty | shown in lists |
        | `is_default` | integer | default `0` | 1 for one agent |

        - `CHECK (name <> id)`

        """)
  }
}
