package io.meshwright.proxy.http.route;

/** Host and port of an authority. */
public final class Authority {
  private Authority() {}

  /** The host, with brackets if it is an IPv6 address. */
  public static String withoutPort(String authority) {
    int colon = portColon(authority);
    return colon < 0 ? authority : authority.substring(0, colon);
  }

  /** Where the port begins, at its colon; -1 if there is none. */
  static int portColon(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }
}
