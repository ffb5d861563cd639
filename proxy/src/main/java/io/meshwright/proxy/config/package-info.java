/**
 * What the proxy is told when it starts, by the bootstrap contract, version 1: command line,
 * environment and the files of the pod, read once into one immutable {@link
 * io.meshwright.proxy.config.ProxyConfig}; or that it runs on a file, {@link
 * io.meshwright.proxy.config.FileMode}. May depend on {@code io.meshwright.xds} and Gson.
 */
@NullMarked
package io.meshwright.proxy.config;

import org.jspecify.annotations.NullMarked;
