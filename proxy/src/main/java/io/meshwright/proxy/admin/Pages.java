package io.meshwright.proxy.admin;

/** Answers one request. */
@FunctionalInterface
interface Pages {
  /**
   * The answer; never throws.
   *
   * @param method upper case
   * @param path without its query
   * @param query without its question mark; may be empty
   */
  Reply answer(String method, String path, String query);
}
