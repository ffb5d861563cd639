package io.meshwright.proxy.snapshot;

/**
 * How a request's path and host are brought into one form before anything looks at them.
 *
 * @param normalize RFC 3986 section 6: dot segments, case of escapes
 * @param mergeSlashes whether {@code //} becomes {@code /}
 * @param escapedSlashes what is done with {@code %2F} and {@code %5C}
 * @param stripPort whether the port is taken off the host
 */
public record PathPolicy(
    boolean normalize, boolean mergeSlashes, EscapedSlashes escapedSlashes, StripPort stripPort) {

  /** Envoy's values when unset. */
  public static final PathPolicy DEFAULT =
      new PathPolicy(false, false, EscapedSlashes.KEEP, StripPort.NO);

  /** What is done with escaped slashes. */
  public enum EscapedSlashes {
    KEEP,
    REJECT,
    UNESCAPE_AND_REDIRECT,
    UNESCAPE_AND_FORWARD
  }

  /** Which ports are taken off the host. */
  public enum StripPort {
    NO,
    /** The port of the listener. */
    MATCHING,
    ANY
  }
}
