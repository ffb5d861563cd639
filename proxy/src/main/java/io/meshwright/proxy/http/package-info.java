/**
 * HTTP on accepted connections: installs the codec, brings each request into the form that policies
 * and routes judge, and starts its exchange. May depend on everything below {@code http}, {@code
 * listener} and {@code worker}.
 */
@NullMarked
package io.meshwright.proxy.http;

import org.jspecify.annotations.NullMarked;
