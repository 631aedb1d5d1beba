// Test support only. Overrides the allocator's entry points in the test executable, so that calls from
// the Swift runtime's shared libraries come here too, and counts them for each thread.
#define _GNU_SOURCE
#include "allocation_counter.h"
#include <errno.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define LUMA_SANITIZED 1
#endif
#endif

#ifdef LUMA_SANITIZED
uint64_t luma_allocations_on_this_thread(void) { return 0; }
bool luma_allocations_are_counted(void) { return false; }
#else
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static __thread uint64_t count __attribute__((tls_model("initial-exec")));

void *malloc(size_t size) { count++; return __libc_malloc(size); }
void *calloc(size_t n, size_t size) { count++; return __libc_calloc(n, size); }
void *realloc(void *p, size_t size) { count++; return __libc_realloc(p, size); }
void *aligned_alloc(size_t align, size_t size) { count++; return __libc_memalign(align, size); }
int posix_memalign(void **out, size_t align, size_t size) {
  count++;
  void *p = __libc_memalign(align, size);
  if (!p) return ENOMEM;
  *out = p;
  return 0;
}

uint64_t luma_allocations_on_this_thread(void) { return count; }
bool luma_allocations_are_counted(void) { return true; }
#endif
