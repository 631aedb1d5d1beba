internal import CAllocationCounter

/// Whether ``allocations(in:)`` counts; it can't under a sanitizer.
public var allocationsAreCounted: Bool { luma_allocations_are_counted() }

/// Runs `body` and returns how many heap allocations this thread made in it.
@inline(never)
public func allocations(in body: () -> Void) -> Int {
  let before = luma_allocations_on_this_thread()
  body()
  return Int(luma_allocations_on_this_thread() - before)
}
