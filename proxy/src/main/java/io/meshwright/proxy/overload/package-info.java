/**
 * What the process does when memory, connections or time run short: pressure is measured, becomes
 * actions by a pure function of the policy, and the data path asks for them. May depend on {@code
 * snapshot} and on Netty's count of direct memory.
 */
@NullMarked
package io.meshwright.proxy.overload;

import org.jspecify.annotations.NullMarked;
