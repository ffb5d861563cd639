package io.meshwright.proxy.snapshot;

/**
 * A header to be set.
 *
 * @param name lower case
 */
public record HeaderValue(String name, String value) {}
