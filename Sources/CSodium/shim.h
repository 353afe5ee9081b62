#pragma once
#include <sodium.h>
#include <sys/prctl.h>

// prctl takes any number of arguments, which Swift cannot call.
static inline int purser_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L); }
