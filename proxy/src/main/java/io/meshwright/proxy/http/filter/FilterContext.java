package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.telemetry.SelfDescription;

/** What filters may know about the process. */
public record FilterContext(SelfDescription self) {}
