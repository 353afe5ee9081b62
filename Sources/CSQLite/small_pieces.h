#pragma once
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Memory for SQLite, which asks for thousands of small pieces: 6,400 while a short command reads the schema and a few
// rows. SQLite has a pool for them ("lookaside", https://sqlite.org/malloc.html), but Debian's library is built without
// it, so each piece would go to the general allocator. Here a piece of up to 512 bytes is cut from a slab and, once
// given back, kept for the next one of its size. Each thread has its own slabs and lists, so nothing is locked; a piece
// given back by another thread joins that one's list. Slabs are never returned: a process keeps what it needed at most, and
// loses those of a thread that ends. The program opens databases on one thread; a server with many that come and go would
// want one stock for all.
// Larger pieces go to the general allocator. See docs/decisions/0010.

enum { PURSER_LARGEST = 512, PURSER_SLAB = 32 * 1024 };

// Stands before each piece: what was asked for, rounded up to a multiple of 8. The piece after it is aligned to 8, as
// SQLite needs.
typedef struct purser_piece {
  uint64_t size;
  struct purser_piece *next;  // while it is not in use; lies inside the piece
} purser_piece;

typedef struct {
  purser_piece *free[PURSER_LARGEST / 8 + 1];  // by size / 8
  char *slab;
  size_t left;
} purser_piece_stock;

// Of the calling thread. Inside a function, since Swift leaves out variables of a header that only C mentions.
static inline purser_piece_stock *purser_stock(void) {
  static _Thread_local purser_piece_stock stock;
  return &stock;
}

static inline purser_piece *purser_header(void *memory) { return (purser_piece *)((char *)memory - sizeof(uint64_t)); }
static inline void *purser_memory(purser_piece *piece) { return (char *)piece + sizeof(uint64_t); }

static int purser_piece_round(int size) { return size <= 8 ? 8 : (size + 7) & ~7; }

static int purser_piece_size(void *memory) { return memory ? (int)purser_header(memory)->size : 0; }

static void *purser_piece_take(int asked) {
  uint64_t size = (uint64_t)purser_piece_round(asked);
  purser_piece_stock *stock = purser_stock();
  purser_piece *piece;
  if (size > PURSER_LARGEST) {
    piece = malloc(sizeof(uint64_t) + size);
    if (!piece) return NULL;
  } else if ((piece = stock->free[size / 8])) {
    stock->free[size / 8] = piece->next;
    return purser_memory(piece);
  } else {
    size_t whole = sizeof(uint64_t) + size;
    if (stock->left < whole) {
      char *slab = malloc(PURSER_SLAB);
      if (!slab) return NULL;
      stock->slab = slab;
      stock->left = PURSER_SLAB;
    }
    piece = (purser_piece *)stock->slab;
    stock->slab += whole;
    stock->left -= whole;
  }
  piece->size = size;
  return purser_memory(piece);
}

static void purser_piece_give(void *memory) {
  if (!memory) return;
  purser_piece *piece = purser_header(memory);
  if (piece->size > PURSER_LARGEST) {
    free(piece);
    return;
  }
  purser_piece_stock *stock = purser_stock();
  piece->next = stock->free[piece->size / 8];
  stock->free[piece->size / 8] = piece;
}

static void *purser_piece_resize(void *memory, int asked) {
  purser_piece *piece = purser_header(memory);
  uint64_t size = (uint64_t)purser_piece_round(asked);
  if (size <= piece->size && (piece->size <= PURSER_LARGEST) == (size <= PURSER_LARGEST)) return memory;
  if (size > PURSER_LARGEST && piece->size > PURSER_LARGEST) {
    piece = realloc(piece, sizeof(uint64_t) + size);
    if (!piece) return NULL;
    piece->size = size;
    return purser_memory(piece);
  }
  void *other = purser_piece_take(asked);
  if (!other) return NULL;
  memcpy(other, memory, size < piece->size ? size : piece->size);
  purser_piece_give(memory);
  return other;
}

static int purser_piece_start(void *unused) { return SQLITE_OK; }
static void purser_piece_end(void *unused) {}

// Before the first connection. Returns SQLite's result code.
static inline int purser_take_small_pieces(void) {
  static const sqlite3_mem_methods methods = {
    purser_piece_take, purser_piece_give, purser_piece_resize, purser_piece_size,
    purser_piece_round, purser_piece_start, purser_piece_end, NULL,
  };
  return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}
