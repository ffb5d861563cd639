package io.meshwright.proxy.http.filter.ratelimit.service;

/** Hears what the service says: exactly once, on the call's loop, unless the call is cancelled. */
public interface LimitListener {
  /** It counted the request. */
  void counted(LimitAnswer answer);

  /** It could not be asked, or its answer cannot be used, for a reason meant for people. */
  void failed(String reason);
}
