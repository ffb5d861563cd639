package io.meshwright.proxy.admin.server;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;

/**
 * A request without its body.
 *
 * @param method upper case; GET for HEAD too
 * @param path without its query
 * @param query without its question mark; may be empty
 * @param headers must not be changed
 * @param peer who asks
 */
public record PageRequest(
    String method, String path, String query, HttpHeaders headers, InetAddress peer) {}
