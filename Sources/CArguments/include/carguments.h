#pragma once

// The words of the command line as the Swift runtime asks for them. Nobody else calls these: it is enough that the
// program is linked with them.

/// Returns the words the program was started with, its own name first, and their number in `count`.
char *_Nullable *_Nullable _swift_stdlib_getUnsafeArgvArgc(int *_Nonnull count);

/// Puts others in their place.
void _swift_stdlib_overrideUnsafeArgvArgc(char *_Nullable *_Nullable other, int count);
