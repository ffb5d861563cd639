package io.meshwright.proxy.snapshot;

import java.util.List;

/** What a rate limit counts together: requests with the same entries in the same order. */
public record RateLimitDescriptor(List<Entry> entries) {
  public RateLimitDescriptor {
    entries = List.copyOf(entries);
  }

  /** One name and its value. */
  public record Entry(String key, String value) {}
}
