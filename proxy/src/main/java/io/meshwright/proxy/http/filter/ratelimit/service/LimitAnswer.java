package io.meshwright.proxy.http.filter.ratelimit.service;

import io.meshwright.proxy.metadata.MetadataValue;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What the service says of a request.
 *
 * @param request headers to add to a request that passes
 * @param response headers to add to the response, whoever makes it
 * @param limits tell the client the closest limit ({@code x-ratelimit-*})
 * @param body for a request that is refused; may be empty
 */
public record LimitAnswer(
    boolean overLimit,
    HttpHeaders request,
    HttpHeaders response,
    HttpHeaders limits,
    String body,
    MetadataValue.Fields metadata) {}
