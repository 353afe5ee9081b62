// insert-events SOURCE TARGET
// The plain program that a batch of reports is compared with: makes TARGET with the table profile_event of SOURCE and its
// indexes, but no trigger, and inserts the rows of SOURCE's calls one by one with a prepared statement in one transaction,
// WAL and synchronous = FULL as ours.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static sqlite3 *source, *target;

static void check(sqlite3 *database, int code) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  fprintf(stderr, "insert-events: %s\n", sqlite3_errmsg(database));
  exit(70);
}

static void run(const char *sql) { check(target, sqlite3_exec(target, sql, NULL, NULL, NULL)); }

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql) {
  sqlite3_stmt *statement;
  check(database, sqlite3_prepare_v2(database, sql, -1, &statement, NULL));
  return statement;
}

int main(int count, char **words) {
  if (count != 3) return fprintf(stderr, "usage: insert-events SOURCE TARGET\n"), 64;
  check(source, sqlite3_open_v2(words[1], &source, SQLITE_OPEN_READONLY, NULL));
  check(target, sqlite3_open(words[2], &target));
  run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; BEGIN IMMEDIATE");
  sqlite3_stmt *schema = prepare(
      source,
      "SELECT sql FROM sqlite_schema WHERE tbl_name = 'profile_event' AND type IN ('table', 'index')"
      " AND sql IS NOT NULL ORDER BY type = 'index'");
  while (sqlite3_step(schema) == SQLITE_ROW) run((const char *)sqlite3_column_text(schema, 0));
  sqlite3_finalize(schema);
  sqlite3_stmt *read =
      prepare(source, "SELECT * FROM profile_event WHERE kind IN ('succeeded', 'failed') ORDER BY id");
  sqlite3_stmt *write =
      prepare(target, "INSERT INTO profile_event VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  int columns = sqlite3_column_count(read);
  while (sqlite3_step(read) == SQLITE_ROW) {
    for (int i = 0; i < columns; i++) sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
    check(target, sqlite3_step(write));
    sqlite3_reset(write);
  }
  sqlite3_finalize(read);
  sqlite3_finalize(write);
  run("COMMIT");
  sqlite3_close(source);
  sqlite3_close(target);
  return 0;
}
