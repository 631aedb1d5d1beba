#ifndef LUMA_ALLOCATION_COUNTER_H
#define LUMA_ALLOCATION_COUNTER_H
#include <stdbool.h>
#include <stdint.h>
/// Heap allocations made by the calling thread since it started; always 0 under a sanitizer.
uint64_t luma_allocations_on_this_thread(void);
/// False under a sanitizer, which has its own allocator.
bool luma_allocations_are_counted(void);
#endif
