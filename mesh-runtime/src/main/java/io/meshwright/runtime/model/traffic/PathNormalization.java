package io.meshwright.runtime.model.traffic;

/** What proxies make of a request's path; each does what the one before does (MC9). */
public enum PathNormalization {
  /** Nothing. */
  NONE,
  /** RFC 3986, section 6.2.2. */
  BASE,
  /** Slashes in a row become one. */
  MERGE_SLASHES,
  /** Escaped slashes are unescaped before that. */
  DECODE_AND_MERGE_SLASHES
}
