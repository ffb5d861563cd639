/**
 * Samples from a server with the HTTP API of Prometheus that scrapes the proxies.
 *
 * <p>May depend on {@code analysis}, Jackson's streaming parser, and the JDK.
 */
@NullMarked
package io.meshwright.operator.analysis.prometheus;

import org.jspecify.annotations.NullMarked;
