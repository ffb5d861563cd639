package io.meshwright.proxy.http.filter.extauthz.service;

/** Hears what a service says: exactly once, on the request's loop, unless it was given up. */
public interface RulingListener {
  void ruled(Ruling ruling);

  /** The service does not say, for a reason meant for people. */
  void failed(String reason);
}
