#include <argon2.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

/// Makes the memory of a hash go back to the system when the hash is done.
///
/// Left to itself, glibc learns from the first hash that 19 MiB are an ordinary size and keeps as much
/// for each hashing thread, for good. A fixed threshold costs a hash about 10 ms of page faults instead.
static inline void usher_return_hash_memory(void) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 8 * 1024 * 1024);
#endif
}
