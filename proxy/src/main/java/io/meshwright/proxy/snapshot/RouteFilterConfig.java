package io.meshwright.proxy.snapshot;

/** Settings of a filter that a route, a virtual host or a route configuration can give. */
public sealed interface RouteFilterConfig
    permits AccessControl,
        BufferLimit,
        Compression.OfRoute,
        CorsPolicy,
        ExternalAuthorization.OnRoute,
        FaultPolicy,
        GlobalRateLimit.OnRoute,
        HeaderRewrites,
        JwtAuthentication.OnRoute,
        LocalRateLimit {}
