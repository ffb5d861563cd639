package io.meshwright.proxy.admin;

/** An answer of the admin, readiness and metrics ports. */
record Reply(int status, String contentType, String body) {

  static Reply text(int status, String body) {
    return new Reply(status, "text/plain; charset=UTF-8", body);
  }

  static Reply json(String body) {
    return new Reply(200, "application/json", body);
  }

  static Reply prometheus(String body) {
    return new Reply(200, "text/plain; version=0.0.4; charset=utf-8", body);
  }

  static Reply notFound(String path) {
    return text(404, "no such page: " + path + "\n");
  }

  static Reply methodNotAllowed(String method) {
    return text(405, "use " + method + "\n");
  }
}
