/**
 * Serves pages on the proxy's own ports, on one thread of its own so that they answer when the data
 * path is busy; knows nothing of what is on them. May depend on Netty.
 */
@NullMarked
package io.meshwright.proxy.admin.server;

import org.jspecify.annotations.NullMarked;
