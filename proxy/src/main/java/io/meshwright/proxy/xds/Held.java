package io.meshwright.proxy.xds;

import com.google.protobuf.ByteString;
import io.meshwright.proxy.xds.parse.ParsedResource;
import java.time.Instant;

/**
 * A resource that was accepted.
 *
 * @param bytes as received, for the dump
 */
public record Held(
    String name, String version, Instant updated, ByteString bytes, ParsedResource parsed) {}
