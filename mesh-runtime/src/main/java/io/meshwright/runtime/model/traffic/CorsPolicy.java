package io.meshwright.runtime.model.traffic;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cross-origin requests of browsers (istio-features VS24). */
public record CorsPolicy(
    List<StringMatcher> allowOrigins,
    List<String> allowMethods,
    List<String> allowHeaders,
    List<String> exposeHeaders,
    @Nullable Duration maxAge,
    @Nullable Boolean allowCredentials,
    boolean forwardUnmatchedPreflights) {}
