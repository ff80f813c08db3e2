#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/facts.h"

/*
 * fuzz - what the libFuzzer targets share (tests/fuzz.sh runs them).
 *
 * A target is one file with one fuzz_one(): it hands the bytes to a part of
 * parsers/ and states what must hold of the result, whatever the bytes were.
 *
 * With FUZZ_GROW in the environment each input is first grown to a megabyte, by
 * repeating all of it behind a beginning: libFuzzer's -timeout then finds what
 * is not linear.
 */
#define GROWN_MAX (1 << 20)

/* The target: len bytes, without a NUL behind them. */
void fuzz_one(const char *s, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process if it does not hold. */
#define MUST(holds) fuzz_must(holds, #holds, __FILE__, __LINE__)
void fuzz_must(bool holds, const char *what, const char *file, int line);

/* What the engine makes of bytes before it looks at their words: valid UTF-8,
 * LF line ends.  Owned by the caller. */
struct buf fuzz_text(const char *s, size_t len);

/* The same with "> " before each line. */
struct buf fuzz_quoted(const struct buf *text);

/* Is every line of part a line of whole, in the same order?  Blanks at the end
 * of the last one aside. */
bool fuzz_is_subsequence(const struct buf *part, const struct buf *whole);

/* What holds of all commands and fields, and of the whole after its way through
 * the pipe. */
void fuzz_commands(const struct facts *f);
void fuzz_fields(const struct facts *f);
void fuzz_facts(const struct facts *f);

#endif
