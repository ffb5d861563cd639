package io.meshwright.proxy.admin.server;

/** An answer of one of the proxy's own ports. */
public record Reply(int status, String contentType, String body) {

  /** Plain text. */
  public static Reply text(int status, String body) {
    return new Reply(status, "text/plain; charset=UTF-8", body);
  }

  /** JSON, with status 200. */
  public static Reply json(String body) {
    return new Reply(200, "application/json", body);
  }

  /** Prometheus' text format, with status 200. */
  public static Reply prometheus(String body) {
    return new Reply(200, "text/plain; version=0.0.4; charset=utf-8", body);
  }

  /** There is nothing under a path. */
  public static Reply notFound(String path) {
    return text(404, "no such page: " + path + "\n");
  }

  /** Another method than {@code method} was used. */
  public static Reply methodNotAllowed(String method) {
    return text(405, "use " + method + "\n");
  }
}
