// insert-rows SOURCE TARGET
// The plain program that an import is compared with: makes TARGET with the tables and indexes of SOURCE, but no
// trigger, and inserts the rows of SOURCE, those of the trail left out, one by one with prepared statements in one
// transaction.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sqlite3 *source, *target;

static void check(sqlite3 *database, int code) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  fprintf(stderr, "insert-rows: %s\n", sqlite3_errmsg(database));
  exit(70);
}

static void run(const char *sql) { check(target, sqlite3_exec(target, sql, NULL, NULL, NULL)); }

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql) {
  sqlite3_stmt *statement;
  check(database, sqlite3_prepare_v2(database, sql, -1, &statement, NULL));
  return statement;
}

// Takes the columns that are made of the others out of the text of a CREATE TABLE: they serve the trail alone, and their
// JSON is not to be computed here.
static void leave_out_generated(char *sql) {
  char *start, *end;
  while ((start = strstr(sql, " GENERATED ALWAYS AS (")) != NULL && (end = strstr(start, " VIRTUAL")) != NULL) {
    end += strlen(" VIRTUAL");
    while (start > sql && start[-1] != '\n') start--;
    if (*end == ',') {
      end++;
    } else {
      // The last column: the one before it loses its comma.
      char *comma = start;
      while (comma > sql && strncmp(comma, ",  --", 5) != 0) comma--;
      *comma = ' ';
    }
    memmove(start, end, strlen(end) + 1);
  }
}

static void copy(const char *table) {
  char sql[4096];
  // Without the columns that are made of the others.
  int names = snprintf(sql, sizeof sql, "SELECT ");
  sqlite3_stmt *columns_of = prepare(source, "SELECT name FROM pragma_table_info(?)");
  sqlite3_bind_text(columns_of, 1, table, -1, SQLITE_STATIC);
  for (const char *comma = ""; sqlite3_step(columns_of) == SQLITE_ROW; comma = ",") {
    names += snprintf(sql + names, sizeof sql - names, "%s\"%s\"", comma, sqlite3_column_text(columns_of, 0));
  }
  sqlite3_finalize(columns_of);
  snprintf(sql + names, sizeof sql - names, " FROM \"%s\"", table);
  sqlite3_stmt *read = prepare(source, sql);
  int columns = sqlite3_column_count(read);
  int length = snprintf(sql, sizeof sql, "INSERT INTO \"%s\" VALUES (?", table);
  for (int i = 1; i < columns; i++) length += snprintf(sql + length, sizeof sql - length, ",?");
  snprintf(sql + length, sizeof sql - length, ")");
  sqlite3_stmt *write = prepare(target, sql);
  while (sqlite3_step(read) == SQLITE_ROW) {
    for (int i = 0; i < columns; i++) sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
    check(target, sqlite3_step(write));
    sqlite3_reset(write);
  }
  sqlite3_finalize(read);
  sqlite3_finalize(write);
}

int main(int count, char **words) {
  if (count != 3) return fprintf(stderr, "usage: insert-rows SOURCE TARGET\n"), 64;
  check(source, sqlite3_open_v2(words[1], &source, SQLITE_OPEN_READONLY, NULL));
  check(target, sqlite3_open(words[2], &target));
  run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE");
  const char *wanted =
      "SELECT sql, type, name FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL"
      " AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index', rowid";
  char *tables[256];
  int found = 0;
  sqlite3_stmt *schema = prepare(source, wanted);
  while (sqlite3_step(schema) == SQLITE_ROW) {
    char *sql = strdup((const char *)sqlite3_column_text(schema, 0));
    leave_out_generated(sql);
    run(sql);
    free(sql);
    const char *name = (const char *)sqlite3_column_text(schema, 2);
    int is_table = strcmp((const char *)sqlite3_column_text(schema, 1), "table") == 0;
    int is_trail = strncmp(name, "audit_", 6) == 0 || strcmp(name, "export_file") == 0;
    if (is_table && !is_trail && found < 256) tables[found++] = strdup(name);
  }
  sqlite3_finalize(schema);
  run("PRAGMA defer_foreign_keys = ON");
  for (int i = 0; i < found; i++) copy(tables[i]);
  run("COMMIT");
  sqlite3_close(source);
  sqlite3_close(target);
  return 0;
}
