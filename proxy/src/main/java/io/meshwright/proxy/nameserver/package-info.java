/**
 * The DNS server of a pod: answers its application's questions for names of the mesh, and passes
 * all others on to the pod's name servers as they are (istio-features M10). What it does, it does
 * on one event loop, which is none of the data path. May depend on the snapshot records, {@code
 * telemetry} for counters, and Netty.
 */
@NullMarked
package io.meshwright.proxy.nameserver;

import org.jspecify.annotations.NullMarked;
