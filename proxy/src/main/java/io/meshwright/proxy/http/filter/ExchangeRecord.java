package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.http.error.ProxyError;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What is remembered of an exchange for telemetry. Belongs to the exchange's loop. */
public final class ExchangeRecord {
  private static final String NO_FLAG = "-";

  private String flags = NO_FLAG;
  private String details = "via_upstream";
  private long requestBytes;
  private long responseBytes;
  private long durationNanos;
  private @Nullable HttpHeaders trailers;
  private boolean responseComplete;

  void received(int bytes) {
    requestBytes += bytes;
  }

  void sent(int bytes) {
    responseBytes += bytes;
  }

  void finished(long nanos) {
    durationNanos = nanos;
  }

  /**
   * Keeps the response's trailers, those that are told first: a filter that turns them into
   * something else has told them before.
   */
  public void trailers(HttpHeaders value) {
    if (trailers == null) {
      trailers = value;
    }
  }

  void responseEnded() {
    responseComplete = true;
  }

  /** Notes an error; several are joined, as Envoy does. */
  public void fail(ProxyError error) {
    flag(error.flag());
    details = error.details();
  }

  /** Adds a response flag. */
  public void flag(String flag) {
    if (flags.equals(NO_FLAG)) {
      flags = flag;
    } else if (!flag.equals(NO_FLAG) && !flags.contains(flag)) {
      flags = flags + "," + flag;
    }
  }

  /** Sets Envoy's response code details. */
  public void details(String value) {
    details = value;
  }

  /** Envoy's response flags, joined by commas; {@code -} if none. */
  public String flags() {
    return flags;
  }

  public String details() {
    return details;
  }

  /** Bytes of the request's body. */
  public long requestBytes() {
    return requestBytes;
  }

  /** Bytes of the response's body. */
  public long responseBytes() {
    return responseBytes;
  }

  /** From the request's head to completion. */
  public long durationNanos() {
    return durationNanos;
  }

  /** The response's trailers; absent if it had none. */
  public @Nullable HttpHeaders trailers() {
    return trailers;
  }

  /** Whether the whole response was sent. */
  public boolean responseComplete() {
    return responseComplete;
  }
}
