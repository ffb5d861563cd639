/**
 * What the proxy tells about its traffic: counters per event loop that a scrape adds up, Istio's
 * metrics and labels, the Prometheus text format, and the access log. The exposition is written
 * here and not with {@code prometheus/client_java}: that library wants its own registry of metric
 * objects with label arrays looked up per observation, while ours are plain fields owned by a loop;
 * the text format is the only part of it that would be used. May depend on the snapshot records and
 * the JDK.
 */
@NullMarked
package io.meshwright.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
