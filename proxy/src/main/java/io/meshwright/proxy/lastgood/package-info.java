/**
 * What outlives the process on the pod's memory volume, for a start without the control plane
 * (RS-F2). May depend on the JDK only.
 */
@NullMarked
package io.meshwright.proxy.lastgood;

import org.jspecify.annotations.NullMarked;
