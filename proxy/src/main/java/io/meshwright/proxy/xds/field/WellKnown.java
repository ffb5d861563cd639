package io.meshwright.proxy.xds.field;

/** Names and numbers of protobuf's own messages that have a JSON form of their own. */
final class WellKnown {
  static final String ANY = "google.protobuf.Any";
  static final int ANY_TYPE_URL = 1;
  static final int ANY_VALUE = 2;
  static final String DURATION = "google.protobuf.Duration";
  static final String TIMESTAMP = "google.protobuf.Timestamp";
  static final String STRUCT = "google.protobuf.Struct";
  static final String VALUE = "google.protobuf.Value";
  static final String LIST_VALUE = "google.protobuf.ListValue";

  private WellKnown() {}

  /** Whether the message holds a scalar in its field 1, such as {@code UInt32Value}. */
  static boolean wrapper(MessageSpec spec) {
    return spec.wellKnown()
        && spec.name().endsWith("Value")
        && !spec.name().equals(VALUE)
        && !spec.name().equals(LIST_VALUE);
  }
}
